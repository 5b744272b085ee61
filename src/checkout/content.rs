//! Whether a file holds what a commit has for it. git's filters are not asked: what they leave out of a comparison (`ident`,
//! `working-tree-encoding`, a program of the user's) is up to attributes that nobody may have reviewed.

use sha2::{Digest as _, Sha256};

/// Whether the bytes are the object's, but for line breaks, or those that the object points to in Git LFS.
pub(super) fn is_same(file: &[u8], object: &[u8]) -> bool {
    without_carriage_returns(file) == without_carriage_returns(object)
        || lfs_sha256(object).is_some_and(|sha| sha == sha256(file))
}

/// A definition is read with CRLF as LF.
fn without_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    let is_kept = |(index, byte): &(usize, &u8)| **byte != b'\r' || bytes.get(index + 1) != Some(&b'\n');
    bytes.iter().enumerate().filter(is_kept).map(|(_, byte)| *byte).collect()
}

/// The sum in a Git LFS pointer.
fn lfs_sha256(object: &[u8]) -> Option<&str> {
    let text =
        str::from_utf8(object).ok().filter(|text| text.starts_with("version https://git-lfs.github.com/spec/"))?;
    text.lines().find_map(|line| line.strip_prefix("oid sha256:"))
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_line_breaks_and_large_files_may_be_written_otherwise() {
        let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 5\n", sha256(b"Label"));
        for (file, object, is_the_same, reason) in [
            (&b"a\r\nb\n"[..], &b"a\nb\r\n"[..], true, "line breaks"),
            (b"a\rb", b"ab", false, "a lone carriage return is a line break"),
            (b"$Id: x$", b"$Id$", false, "what git's ident leaves out is read"),
            (b"Label", pointer.as_bytes(), true, "the file that the pointer names"),
            (b"Other", pointer.as_bytes(), false, "another file"),
        ] {
            assert_eq!(is_same(file, object), is_the_same, "{reason}");
        }
    }
}
