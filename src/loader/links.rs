//! The links on the way to a file: whoever changes one of them changes what is read.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// As many as the operating systems follow.
const MAX_LINKS: usize = 40;

/// The way to a file.
pub(super) struct Trail {
    /// The links that it leads through, each as a canonical folder and a name.
    pub(super) links: Vec<PathBuf>,
    /// Where it ends, whether something is there or not.
    pub(super) end: PathBuf,
}

/// The way to `path`, with those links that are in `folder` or below. `path` is below that folder, as far as links are not followed.
pub(super) fn follow(folder: &Path, path: &Path) -> Trail {
    let mut links = Vec::new();
    let mut at = folder.to_owned();
    let mut ahead: Vec<OsString> = names(path.strip_prefix(folder).unwrap_or(path));
    let mut followed = 0;
    while let Some(name) = ahead.pop() {
        if name == ".." {
            at.pop();
            continue;
        }
        at.push(&name);
        let Ok(target) = fs::read_link(&at) else { continue };
        followed += 1;
        if followed > MAX_LINKS {
            break;
        }
        if at.starts_with(folder) {
            links.push(at.clone());
        }
        at.pop();
        if target.is_absolute() {
            at = PathBuf::from("/");
        }
        ahead.extend(names(&target));
    }
    Trail { links, end: at }
}

/// The names of a path, the first one last.
fn names(path: &Path) -> Vec<OsString> {
    let names = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
    });
    names.collect::<Vec<_>>().into_iter().rev().collect()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn each_link_on_the_way_is_named_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let jobs = folder.path().canonicalize().expect("a path");
        fs::create_dir_all(jobs.join("v2/deep")).expect("a folder");
        fs::write(jobs.join("v2/deep/a.md"), "x").expect("written");
        symlink("v2", jobs.join("current")).expect("a link");
        symlink("../v2/deep/a.md", jobs.join("v2/b.md")).expect("a link");
        symlink(jobs.join("current/b.md"), jobs.join("c.md")).expect("a link");
        symlink("v3", jobs.join("next")).expect("a link");
        for (name, links, end) in [
            ("v2/deep/a.md", &[][..], "v2/deep/a.md"),
            ("current/deep/a.md", &["current"], "v2/deep/a.md"),
            ("current/b.md", &["current", "v2/b.md"], "v2/deep/a.md"),
            ("c.md", &["c.md", "current", "v2/b.md"], "v2/deep/a.md"),
            ("absent.md", &[], "absent.md"),
            ("next/a.md", &["next"], "v3/a.md"),
        ] {
            let expected: Vec<PathBuf> = links.iter().map(|link| jobs.join(link)).collect();
            let trail = follow(&jobs, &jobs.join(name));
            assert_eq!((trail.links, trail.end), (expected, jobs.join(end)), "{name}");
        }
        symlink("loop", jobs.join("loop")).expect("a link");
        assert_eq!(follow(&jobs, &jobs.join("loop")).links.len(), MAX_LINKS);
    }
}
