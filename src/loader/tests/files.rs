//! Files and folders: which are read, and which never are.

use super::*;
use crate::domain::finding::Severity;

#[test]
fn definitions_are_found_at_any_depth_in_the_order_of_their_names() {
    let jobs = Jobs::with(&[
        ("b.yml", b"description: x"),
        ("a/z.yaml", b"description: x"),
        ("a.yml", b"description: x"),
        ("a/b/c.yml", b"description: x"),
        ("_draft.yml", b"description: x"),
        (".hidden.yml", b"description: x"),
        ("_notes/x.yml", b"description: x"),
        (".git/x.yml", b"description: x"),
        ("notes.md", b""),
        ("folder.yml/x.yml", b"description: x"),
    ]);
    let loaded = jobs.load();
    let files: Vec<_> = loaded.files.iter().map(|s| (s.candidate.file.as_str(), s.candidate.name())).collect();
    assert_eq!(
        files,
        [
            ("jobs/a.yml", "a"),
            ("jobs/a/b/c.yml", "a/b/c"),
            ("jobs/a/z.yaml", "a/z"),
            ("jobs/b.yml", "b"),
            ("jobs/folder.yml/x.yml", "folder.yml/x"),
        ]
    );
    assert_eq!(loaded.findings, []);
}

#[test]
fn a_directory_that_is_none_is_an_error_with_advice() {
    let jobs = Jobs::with(&[("file", b"")]);
    for (dir, message) in [
        ("nowhere", "the jobs directory `nowhere` doesn't exist; create it, or name another one with `--jobs DIR`"),
        ("file", "`file` is not a directory; name the directory that holds the definitions with `--jobs DIR`"),
    ] {
        let refused = load(&jobs.path().join(dir), dir).map(drop);
        assert_eq!(refused.map_err(|error| error.to_string()), Err(message.to_owned()));
    }
}

#[test]
fn carriage_returns_and_a_byte_order_mark_change_nothing() {
    let plain = read("description: |\n  a\n  b\nfoo: 1\n");
    let windows = read("\u{feff}description: |\r\n  a\r\n  b\r\nfoo: 1\r\n");
    assert_eq!(plain.candidate.brief, windows.candidate.brief);
    assert_eq!(plain.text, windows.text);
    for source in [plain, windows] {
        assert_refused(&source, &[(Code::UnknownKey, 4, 1, "`foo`", "")]);
    }
}

#[test]
fn what_is_no_text_is_not_read() {
    let exact = format!("description: x\n#{}", "-".repeat(256 * 1024 - 16));
    assert_refused(&read(&exact), &[]);
    let message = "this file is 262,145 bytes long; at most 262144 (256 KiB)";
    assert_one(&format!("{exact}-"), Code::TooLarge, (1, 1), message, "Shorten");
    let latin = Jobs::with(&[("job.yml", b"description: x\nstate: \xe4\n")]).source();
    assert_refused(&latin, &[(Code::Unreadable, 2, 8, "not UTF-8 text (line 2, column 8)", "UTF-8")]);
    assert_eq!(latin.text, "");
    assert_one("description: x\nid: \0a\n", Code::Syntax, (2, 5), "contains a NUL character", "Remove it");
}

#[test]
fn tokens_are_never_repeated() {
    let source =
        read("# ot_pat_0123456789\ndescription: x\nstate: ot_pat_0123456789\nfields: {ot_pat_0123456789: 1}\n");
    let everything = format!("{source:?}");
    assert!(!everything.contains("0123456789"), "{everything}");
    let codes: Vec<_> = source.findings.iter().map(|f| (f.code, f.is_error())).collect();
    assert_eq!(codes, [(Code::Secret, true), (Code::Secret, true), (Code::WrongType, true), (Code::Secret, true)]);
    assert_one("description: x # ot_pat_0123456789\n", Code::Secret, (1, 18), "token", "revoke the token");

    let disguised = read("description: \"\\x6ft_pat_0123456789\"\n");
    assert_refused(&disguised, &[(Code::Secret, 1, 14, "token", "revoke the token")]);
    assert!(!format!("{disguised:?}").contains("0123456789"));
}

#[cfg(unix)]
#[test]
fn pipes_are_not_opened() {
    let jobs = Jobs::with(&[("named.yml", b"descriptionFile: pipe\n")]);
    for name in ["job.yml", "pipe"] {
        let made = std::process::Command::new("mkfifo").arg(jobs.path().join(name)).status();
        assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    }
    assert_refused(
        &jobs.named("jobs/job.yml"),
        &[(Code::Unreadable, 1, 1, "this file is not a regular file", "a regular file")],
    );
    assert_refused(
        &jobs.named("jobs/named.yml"),
        &[(Code::Unreadable, 1, 18, "`pipe` is not a regular file", "a regular file")],
    );
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_but_to_files_of_the_directory() {
    use std::os::unix::fs::symlink;
    let outside = Jobs::with(&[("secret.yml", b"description: secret")]);
    let jobs = Jobs::with(&[
        ("_shared.yml", b"description: shared"),
        ("escape.yml", b"descriptionFile: leak.md"),
        ("folder/x.yml", b"description: x"),
    ]);
    let link = |to: &Path, name: &str| symlink(to, jobs.path().join(name)).expect("a link");
    link(Path::new("_shared.yml"), "inside.yml");
    link(&outside.path().join("secret.yml"), "outside.yml");
    link(&outside.path().join("secret.yml"), "leak.md");
    link(Path::new("nowhere"), "dangling.yml");
    link(Path::new("loop.yml"), "loop.yml");
    link(outside.path(), "linked");
    link(Path::new("."), "again.yml");
    link(outside.path(), "_passed");
    let file = |name: &str| jobs.named(&format!("jobs/{name}"));
    assert_refused(&file("inside.yml"), &[]);
    assert_refused(&file("outside.yml"), &[(Code::Unreadable, 1, 1, "leads out of the jobs directory", "a copy")]);
    assert_refused(&file("escape.yml"), &[(Code::Unreadable, 1, 18, "`leak.md` leads out of", "Move the file")]);
    assert_refused(&file("dangling.yml"), &[(Code::Unreadable, 1, 1, "can't be read", "Check")]);
    assert_refused(&file("loop.yml"), &[(Code::Unreadable, 1, 1, "can't be read", "Check")]);
    let loaded = jobs.load();
    assert_eq!(loaded.files.len(), 6);
    let folders: Vec<_> = loaded.findings.iter().map(|f| (f.file(), f.severity, f.code)).collect();
    let warning = |file| (Some(file), Severity::Warning, Code::Unreadable);
    assert_eq!(folders, [warning("jobs/again.yml"), warning("jobs/linked")]);
    assert!(!format!("{loaded:?}").contains("secret\""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let jobs = Jobs::with(&[]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.yml");
    fs::write(jobs.path().join(name), "description: x").expect("a file");
    let source = jobs.source();
    assert_refused(&source, &[(Code::Unreadable, 1, 1, "the name of this file is not UTF-8", "Rename it")]);
    assert_eq!(source.candidate.id, Err("caf\u{fffd}".to_owned()));
}

#[test]
fn a_file_that_looks_like_a_definition_is_reported_as_passed_over() {
    let jobs = Jobs::with(&[
        ("a.yml", b"source: {format: opentrain_canonical, file: b/named.json}"),
        ("b/named.json", b"{\"title\": \"x\"}"),
        ("b/other.json", b"{}"),
        ("B.YML", b"description: x"),
        ("c.Yaml", b"description: x"),
        ("d.yml.txt", b"description: x"),
        ("_e.YML", b"description: x"),
        ("_f/g.json", b"{}"),
        ("brief.md", b"x"),
    ]);
    let Loaded { files, findings, .. } = jobs.load();
    assert_eq!(files.len(), 1);
    let told: Vec<_> =
        findings.iter().map(|found| (found.file().unwrap_or_default(), found.code, found.severity)).collect();
    let passed_over = ["jobs/B.YML", "jobs/b/other.json", "jobs/c.Yaml", "jobs/d.yml.txt"];
    assert_eq!(told, passed_over.map(|file| (file, Code::PassedOver, Severity::Warning)));
}

#[cfg(unix)]
#[test]
fn nothing_in_a_folder_of_gits_own_is_read() {
    use std::os::unix::fs::symlink;
    let git_folder = |at: &str| {
        [("HEAD", "ref: x"), ("config", "secret"), ("objects/x", ""), ("refs/x", "")]
            .map(|(name, text)| (format!("{at}/{name}"), text.to_owned()))
    };
    let worktree = [("_wt/HEAD", "ref: x"), ("_wt/commondir", "../.."), ("_wt/config", "secret")]
        .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let folders = [".git", "_nested/.git", "_bare"].into_iter().flat_map(git_folder);
    let mut files: Vec<(String, String)> = folders.chain(worktree).collect();
    let names = [
        ".git/config",
        ".GIT/config",
        "git~1/config",
        ".git./config",
        "_nested/.git/config",
        "_nested/../.git/config",
        "_bare/config",
        "_wt/config",
        "_link/config",
        "_file",
    ];
    for (number, name) in names.iter().enumerate() {
        files.push((format!("{number}.yml"), format!("descriptionFile: \"{name}\"\n")));
    }
    let bytes: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let jobs = Jobs::with(&bytes);
    symlink(".git", jobs.path().join("_link")).expect("a link");
    symlink(".git/config", jobs.path().join("_file")).expect("a link");
    symlink(".git/config", jobs.path().join("definition.yml")).expect("a link");
    for (number, name) in names.iter().enumerate() {
        let message = format!("`{name}` is in a folder of git's own");
        assert_refused(
            &jobs.named(&format!("jobs/{number}.yml")),
            &[(Code::Unreadable, 1, 18, &message, "Copy the text")],
        );
    }
    assert_refused(&jobs.named("jobs/definition.yml"), &[(Code::Unreadable, 1, 1, "into git's own", "a copy")]);
    assert!(!format!("{:?}", jobs.load()).contains("secret"));
}

#[cfg(unix)]
#[test]
fn a_jobs_directory_is_no_link_and_not_gits_own() {
    use std::os::unix::fs::symlink;
    let top =
        Jobs::with(&[("repo/.git/HEAD", b""), ("repo/a/jobs/x.yml", b"description: x"), ("repo/.git/jobs/x.yml", b"")]);
    let link = |to: &str, name: &str| symlink(to, top.path().join(name)).expect("a link");
    link(".", "repo/jobs");
    link("a", "repo/b");
    link("repo/a/jobs", "outside");
    link("repo", "machine");
    let refusal = |dir: &str| load(&top.path().join(dir), dir).map(drop).map_err(|error| error.to_string());
    for (dir, word) in [
        ("repo/jobs", "reached through the link"),
        ("repo/jobs/", "reached through the link"),
        ("repo/b/jobs", "reached through the link"),
        ("repo/a/../b/jobs", "reached through the link"),
        ("outside", "reached through the link"),
        ("repo/.git/jobs", "in a folder of git's own"),
        ("repo/.git", "in a folder of git's own"),
    ] {
        assert!(refusal(dir).is_err_and(|error| error.contains(word)), "{dir}: {:?}", refusal(dir));
    }
    for dir in ["repo/a/jobs", "repo/a/../a/jobs/.", "repo", "machine/a/jobs"] {
        assert_eq!(refusal(dir), Ok(()), "{dir}");
    }
}
