//! What git left in a file's place, or in the middle of it.

use super::*;

const LFS: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 12345\n";

#[test]
fn what_git_left_in_a_files_place_is_no_text() {
    let hawser = LFS.replace("git-lfs.github.com", "hawser.github.com");
    for (content, message, help) in [
        (LFS.as_bytes(), "is a Git LFS pointer", "`lfs: true`"),
        (hawser.as_bytes(), "is a Git LFS pointer", "`lfs: true`"),
        (b"/annex/objects/SHA256E-s5--ab.md\n".as_slice(), "is a git-annex pointer", "git annex get"),
        (b"../.git/annex/objects/x/y/SHA256E-s5--ab.md", "is a git-annex pointer", "git annex get"),
        (b"\0GITCRYPT\0\x12\xff\xfe", "is encrypted", "git-crypt unlock"),
        (b"U2FsdGVkX1+abcd/efgh==\n", "is encrypted", "git-crypt unlock"),
    ] {
        let named = Jobs::with(&[("job.yml", b"descriptionFile: brief.md\n"), ("brief.md", content)]).source();
        assert_refused(&named, &[(Code::Unreadable, 1, 18, &format!("`brief.md` {message}"), help)]);
        let source = b"source:\n  format: text\n  file: brief.md\n";
        let source = Jobs::with(&[("job.yml", source), ("brief.md", content)]).source();
        assert_refused(&source, &[(Code::Unreadable, 3, 9, &format!("`brief.md` {message}"), help)]);
        let own = Jobs::with(&[("job.yml", content)]).source();
        assert_refused(&own, &[(Code::Unreadable, 1, 1, &format!("this file {message}"), help)]);
    }
}

#[test]
fn a_text_about_such_files_is_a_text() {
    for brief in [
        "Label 20 posts.\nversion https://git-lfs.github.com/spec/v1\noid sha256:1\n",
        "version https://git-lfs.github.com/spec/v1 is a line that we ask you to find.\n",
        "/annex/objects/ is a folder that we ask you to describe.\n",
        "U2FsdGVkX1 is how such a text begins.\n",
        "sibling.md and other files\n",
        "Compare:\n\n    <<<<<<< HEAD\n    =======\n    >>>>>>> main\n",
        "A heading\n=======\n<<<<<<<\n>>>>>>>>>>>> eight or more\n",
    ] {
        let jobs = Jobs::with(&[
            ("job.yml", b"descriptionFile: brief.md\n"),
            ("brief.md", brief.as_bytes()),
            ("sibling.md", b"x"),
        ]);
        assert_refused(&jobs.source(), &[]);
    }
}

#[test]
fn a_link_that_git_wrote_as_a_text_is_no_text() {
    let jobs = Jobs::with(&[
        ("a/job.yml", b"descriptionFile: brief.md\n"),
        ("a/brief.md", b"../_shared/brief.md"),
        ("_shared/brief.md", b"Label 20 posts."),
    ]);
    let message = "`brief.md` is a link to `../_shared/brief.md` that git wrote as a text";
    assert_refused(&jobs.source(), &[(Code::Unreadable, 1, 18, message, "Name that file itself")]);
}

#[test]
fn an_unresolved_merge_conflict_is_an_error_at_its_line() {
    let conflicts = [
        "<<<<<<< HEAD\nLabel 20 posts.\n=======\nLabel 30 posts.\n>>>>>>> main\n",
        "<<<<<<< HEAD\r\nLabel 20 posts.\r\n||||||| base\r\nLabel posts.\r\n=======\r\nLabel 30 posts.\r\n>>>>>>> main\r\n",
        "<<<<<<< conflict 1 of 1\n%%%%%%% changes\n+Label 20 posts.\n+++++++ other\nLabel 30 posts.\n>>>>>>> conflict 1 of 1 ends\n",
        "Label 20 posts.\n>>>>>>> main\n",
    ];
    for conflict in conflicts {
        let line = if conflict.starts_with('<') { 2 } else { 3 };
        let brief = format!("# Brief\n{conflict}");
        let named = Jobs::with(&[("job.yml", b"descriptionFile: brief.md\n"), ("brief.md", brief.as_bytes())]).source();
        let message = format!("`brief.md` has an unresolved merge conflict on line {line}");
        assert_refused(&named, &[(Code::Brief, 1, 18, &message, "Keep one")]);
        let own = read(&format!("description: x\n{conflict}"));
        assert_refused(&own, &[(Code::Syntax, line, 1, "resolve the merge conflict in this file", "Keep one")]);
    }
}
