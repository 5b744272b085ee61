//! Places in which git keeps its own files. A checkout's hold its credentials, and no review covers them.

use std::path::Path;

/// Whether a path, as written in a definition, has a segment that names git's folder on some system.
pub(super) fn names_git_folder(path: &str) -> bool {
    path.split(['/', '\\']).any(is_git_name)
}

/// Whether a file lies in git's own folder, whatever that is called. `path` and `top` are canonical, and `path` is below `top`.
pub(super) fn is_in_git_folder(path: &Path, top: &Path) -> bool {
    let below = path.strip_prefix(top).unwrap_or(path);
    let has_name = below.components().any(|part| is_git_name(&part.as_os_str().to_string_lossy()));
    let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(top));
    has_name || folders.into_iter().any(is_git_folder)
}

/// `.git` in any case, as FAT and NTFS shorten it (`GIT~1`), with dots, blanks or a stream at the end, which NTFS passes over, and with
/// invisible characters, which HFS+ passes over.
fn is_git_name(segment: &str) -> bool {
    let name: String = segment.chars().filter(|c| !is_ignored_by_hfs(*c)).collect::<String>().to_ascii_lowercase();
    let name = name.split(':').next().unwrap_or_default().trim_end_matches(['.', ' ']);
    name == ".git" || name.strip_prefix("git~").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_ignored_by_hfs(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

/// Whether git would take this folder for a repository's own: of a bare clone, a submodule, or where the `.git` file of a worktree points
/// to.
fn is_git_folder(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).exists();
    has("HEAD") && ((has("objects") && has("refs")) || has("commondir"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_gits_folder_is_recognized_on_every_system() {
        for name in [
            ".git/config",
            "a/.git/config",
            "../.GIT/config",
            ".Git",
            "git~1/config",
            "GIT~12\\config",
            ".git./config",
            ".git /config",
            ".git. ./config",
            "a\\.git\\config",
            ".git::$INDEX_ALLOCATION/config",
            ".g\u{200c}it/config",
        ] {
            assert!(names_git_folder(name), "{name}");
        }
        for name in ["git/config", ".gitignore", ".github/brief.md", "git~a", "a.git/brief.md", "brief.git", "digit~1"]
        {
            assert!(!names_git_folder(name), "{name}");
        }
    }
}
