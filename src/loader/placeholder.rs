//! Files that replace another content: git left a pointer or an encrypted text in the checkout.

/// What git left in the file's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    /// Of Git Large File Storage.
    LfsPointer,
    /// Of git-annex.
    AnnexPointer,
    /// The file, encrypted by git-crypt or transcrypt.
    Encrypted,
}

/// The first line of a pointer, now and before Git LFS had its name.
const LFS: [&[u8]; 2] = [b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/"];

impl Placeholder {
    /// What the bytes are a placeholder for; `None` for a file's own content.
    pub(super) fn detect(bytes: &[u8]) -> Option<Self> {
        let first_line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let is_annex = first_line.starts_with(b"/annex/objects/") || contains(first_line, b".git/annex/objects/");
        if LFS.iter().any(|start| bytes.starts_with(start)) && contains(bytes, b"\noid ") {
            Some(Self::LfsPointer)
        } else if is_annex && !first_line.contains(&b' ') {
            Some(Self::AnnexPointer)
        } else if bytes.starts_with(b"\0GITCRYPT\0") || is_transcrypt(first_line) {
            Some(Self::Encrypted)
        } else {
            None
        }
    }

    /// Continues a sentence that starts with the file's name.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::LfsPointer => "is a Git LFS pointer, not the file that it stands for",
            Self::AnnexPointer => "is a git-annex pointer, not the file that it stands for",
            Self::Encrypted => "is encrypted (git-crypt or transcrypt), so its text can't be read",
        }
    }

    pub(super) fn help(self) -> &'static str {
        match self {
            Self::LfsPointer => {
                "Let the checkout fetch it: `lfs: true` for actions/checkout, or `git lfs pull`. Better: keep this text out of LFS."
            }
            Self::AnnexPointer => "Fetch it with `git annex get`, or keep this text in git itself.",
            Self::Encrypted => {
                "Unlock the checkout before this step (`git-crypt unlock`), or keep this text unencrypted: it becomes public anyway."
            }
        }
    }
}

/// OpenSSL's base64 of `Salted__`.
fn is_transcrypt(first_line: &[u8]) -> bool {
    first_line.starts_with(b"U2FsdGVkX1") && !first_line.contains(&b' ')
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The line of a merge conflict's first marker as git writes it, from 1.
pub(super) fn conflict_line(text: &str) -> Option<usize> {
    if !(text.contains("<<<<<<< ") || text.contains(">>>>>>> ")) {
        return None;
    }
    let is_marker = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
    text.lines().position(is_marker).map(|index| index + 1)
}

/// What to do about a merge conflict.
pub(super) const RESOLVE: &str = "Keep one of the two versions, or merge them, and remove the lines with the markers `<<<<<<<`, `=======` and \
     `>>>>>>>`. A line that is meant so is indented.";
