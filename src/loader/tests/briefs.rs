//! The brief: text, named files and imports.

use std::ops::Deref;

use serde_json::json;

use super::*;
use crate::domain::definition::{Brief, Import};

#[test]
fn exactly_one_brief() {
    let message = "`description` (line 1), `source` (line 2) and `descriptionFile` (line 3)";
    assert_one("description: x\nsource: {}\ndescriptionFile: y\n", Code::Brief, (2, 1), message, "Keep one");
    assert_one("state: draft\n", Code::Brief, (1, 1), "has no brief", "Add `description:`");
}

#[test]
fn a_description_is_text_and_not_too_long() {
    for (value, code, position, message, help) in [
        ("''", Code::Brief, (1, 14), "is empty", "Describe the work"),
        ("\" \\n\"", Code::Brief, (1, 14), "is empty", "Describe the work"),
        ("", Code::Brief, (1, 1), "is empty", "below `|`"),
        ("5", Code::WrongType, (1, 14), "this is a number", "`description: \"5\"`"),
        ("[a]", Code::WrongType, (1, 14), "this is a list", "`description: |`"),
    ] {
        assert_one(&format!("description: {value}\n"), code, position, message, help);
    }
    let text = "ü".repeat(60_000);
    assert_refused(&read(&format!("description: {text}\n")), &[]);
    let message = "60,001 characters long; OpenTrain takes at most 60,000";
    assert_one(&format!("description: {text}x\n"), Code::TooLarge, (1, 14), message, "Shorten");
}

fn with_files(definition: &str) -> Jobs {
    Jobs::with(&[
        ("a/job.yml", definition.as_bytes()),
        ("a/brief.md", b"\xef\xbb\xbfA\r\nbrief"),
        ("shared.md", b"Shared"),
        ("a/blank.md", b" \n"),
        ("a/latin.md", b"ok\n\xe4"),
        ("a/nul.md", b"a\0b"),
        ("a/caf\u{e9}.md", b"x"),
        ("a/bell.md", b"one\ntwo\x07"),
        ("a/old-mac.md", b"one\rtwo\r"),
        ("a/twice.json", b"{\"a\": 1,\n\"a\": 2}"),
        ("a/digits.json", b"{\"a\":\n123456789012345678901234567890}"),
        ("a/mixed.json", br#"[{"a": 1}, null, 5]"#),
        ("a/token.xml", b"<job>&#111;t_pat_0123456789</job>"),
        ("a/token.md", b"one\ntwo ot_pat_0123456789"),
        ("a/large.md", &[b'x'; 1024 * 1024 + 1]),
        ("a/long.md", &[b'x'; 60_001]),
        ("a/posting.jsonld", br#"[{"@type": "JobPosting"}]"#),
        ("a/broken.json", b"{\"a\": 1,\n}"),
        ("a/nul.json", br#"{"a": ["\u0000"]}"#),
        ("a/token.json", br#"{"a": "\u006ft_pat_0123456789"}"#),
        ("a/deep.json", "[".repeat(100_000).as_bytes()),
        ("a/item.xml", b"<job>\r\n <title>x &amp; y</title></job>"),
        ("a/deep.xml", "<a>".repeat(100_000).as_bytes()),
    ])
}

#[test]
fn a_named_file_is_read_from_where_the_definition_is() {
    for (name, text) in [
        ("brief.md", "A\nbrief"),
        ("./brief.md", "A\nbrief"),
        ("../shared.md", "Shared"),
        ("old-mac.md", "one\ntwo\n"),
        ("../a/brief.md", "A\nbrief"),
    ] {
        let source = with_files(&format!("descriptionFile: {name}\n")).source();
        assert_refused(&source, &[]);
        assert_eq!(source.candidate.brief.as_deref().map(Deref::deref), Some(&Brief::Description(text.into())));
    }
}

#[test]
fn named_files_are_refused_where_they_are_named() {
    for (name, code, message, help) in [
        ("breif.md", Code::Unreadable, "there is no file `breif.md`", "Did you mean `brief.md`?"),
        ("../a/breif.md", Code::Unreadable, "there is no file", "Did you mean `../a/brief.md`?"),
        ("zzz", Code::Unreadable, "there is no file", "relative to this definition"),
        ("brief.md/x", Code::Unreadable, "there is no file", "relative to this definition"),
        ("/etc/passwd", Code::Unreadable, "an absolute path", "relative to this definition"),
        ("C:\\brief.md", Code::Unreadable, "an absolute path", "relative to this definition"),
        ("../../passwd", Code::Unreadable, "leads out of the jobs directory", "Move the file into"),
        ("../../../../../../../../etc/passwd", Code::Unreadable, "leads out of", "Move the file into"),
        (".", Code::Unreadable, "is a folder", "Name a file"),
        ("''", Code::Unreadable, "names no file", "Write a path"),
        ("latin.md", Code::Unreadable, "`latin.md` is not UTF-8 text (line 2, column 1)", "UTF-8"),
        ("large.md", Code::TooLarge, "1,048,577 bytes long", "Shorten"),
        ("long.md", Code::TooLarge, "`long.md` is 60,001 characters long", "Shorten"),
        ("blank.md", Code::Brief, "`blank.md` is empty", "Describe the work"),
        ("nul.md", Code::WrongType, "`nul.md` contains a NUL", "Remove"),
        ("cafe\u{301}.md", Code::Unreadable, "written with other characters here than on the disk", "look alike"),
        ("brief\u{200b}.md", Code::Unreadable, "it contains a zero-width space (U+200B)", "Did you mean `brief.md`?"),
        ("bell.md", Code::WrongType, "`bell.md` contains a control character (U+0007) on line 2, column 4", "Remove"),
        ("token.md", Code::Secret, "`token.md` contains an OpenTrain token on line 2", "revoke"),
    ] {
        let source = with_files(&format!("descriptionFile: {name}\n")).source();
        assert_refused(&source, &[(code, 1, 18, message, help)]);
        assert!(source.candidate.brief.is_none() || code == Code::Secret);
    }
}

#[test]
fn imports_are_what_the_service_takes() {
    for (source, import) in [
        ("{format: text, text: hello}", Import::Text("hello".into())),
        ("{format: text, file: brief.md}", Import::Text("A\nbrief".into())),
        (
            "{format: opentrain_canonical, job: {a: 5.0, b: [1, {c: ~}]}}",
            Import::Canonical(json!({"a": 5, "b": [1, {"c": null}]})),
        ),
        (
            "{format: schema_org_job_posting, jsonLd: [{\"@type\": JobPosting}]}",
            Import::JsonLd(json!([{"@type": "JobPosting"}])),
        ),
        ("{format: schema_org_job_posting, file: posting.jsonld}", Import::JsonLd(json!([{"@type": "JobPosting"}]))),
        ("{format: indeed_xml, file: item.xml}", Import::IndeedXml("<job>\n <title>x &amp; y</title></job>".into())),
        ("{format: hr_xml, xml: <PositionOpening/>}", Import::HrXml("<PositionOpening/>".into())),
    ] {
        let read = with_files(&format!("source: {source}\n")).source();
        assert_refused(&read, &[]);
        assert_eq!(read.candidate.brief.as_deref().map(Deref::deref), Some(&Brief::Import(import)));
    }
}

#[test]
fn imports_that_cannot_be_are_refused() {
    for (source, code, position, message, help) in [
        ("hello", Code::WrongType, (1, 9), "`source` is a mapping, and this is text", "belongs under `description`"),
        ("{text: a}", Code::Brief, (1, 1), "`source` has no `format`", "`text`, `opentrain_canonical`"),
        ("{format: text}", Code::Brief, (1, 1), "nothing to import", "Add `file:`"),
        (
            "{format: txt, text: a}",
            Code::WrongType,
            (1, 18),
            "`txt` is not an import format",
            "Did you mean `text`? The formats are",
        ),
        ("{format: 5, text: a}", Code::WrongType, (1, 18), "`format` is text", "in quotes"),
        ("{format: text, txt: b, text: a}", Code::UnknownKey, (1, 24), "no key `txt`", "Did you mean `text`?"),
        ("{format: text, text: a, file: b}", Code::Brief, (1, 33), "`text` (line 1) and `file` (line 1)", "Keep one"),
        (
            "{format: text, job: {a: b}}",
            Code::Brief,
            (1, 24),
            "`text` takes `file` or `text`, not `job`",
            "Write `text:`",
        ),
        ("{format: text, text: ''}", Code::Brief, (1, 30), "`source.text` is empty", "Describe"),
        ("{format: text, file: nix.md}", Code::Unreadable, (1, 30), "no file `nix.md`", "relative"),
        (
            "{format: opentrain_canonical, job: x}",
            Code::WrongType,
            (1, 44),
            "must be an object at its top, and is text",
            "itself",
        ),
        ("{format: opentrain_canonical, job: {}}", Code::Brief, (1, 44), "`source.job` is empty", "Give"),
        (
            "{format: opentrain_canonical, file: posting.jsonld}",
            Code::WrongType,
            (1, 45),
            "must be an object at its top, and is a list",
            "",
        ),
        (
            "{format: schema_org_job_posting, file: broken.json}",
            Code::Syntax,
            (1, 48),
            "in `broken.json`, line 2, column 1: it is not valid JSON: there is a comma before a closing bracket",
            "Remove the comma",
        ),
        (
            "{format: schema_org_job_posting, file: twice.json}",
            Code::DuplicateKey,
            (1, 48),
            "in `twice.json`, line 2, column 1: the key `a` is there a second time; the first is on line 1",
            "Keep one",
        ),
        (
            "{format: opentrain_canonical, file: digits.json}",
            Code::WrongType,
            (1, 45),
            "in `digits.json`, line 2, column 1: `123456789012345678901234567890` would be rounded",
            "fewer digits",
        ),
        (
            "{format: schema_org_job_posting, file: mixed.json}",
            Code::WrongType,
            (1, 48),
            "item 2 of `mixed.json` is empty; every item is a posting",
            "Remove it",
        ),
        (
            "{format: schema_org_job_posting, jsonLd: [{a: 1}, a]}",
            Code::WrongType,
            (1, 50),
            "item 2 of `source.jsonLd` is text",
            "Remove it",
        ),
        ("{format: hr_xml, xml: <a>&#x110000;</a>}", Code::Syntax, (1, 31), "stands for no character", "Remove it"),
        (
            "{format: hr_xml, file: token.xml}",
            Code::Secret,
            (1, 32),
            "`token.xml` contains an OpenTrain token",
            "revoke",
        ),
        ("{format: schema_org_job_posting, file: deep.json}", Code::TooLarge, (1, 48), "nested too deep", "Nest less"),
        ("{format: schema_org_job_posting, file: nul.json}", Code::WrongType, (1, 48), "control character", "Remove"),
        (
            "{format: schema_org_job_posting, file: token.json}",
            Code::Secret,
            (1, 48),
            "contains an OpenTrain token",
            "revoke",
        ),
        (
            "{format: hr_xml, xml: <a><b></a>}",
            Code::Syntax,
            (1, 31),
            "expected 'b' tag, not 'a' at 1:7",
            "every element closed",
        ),
        ("{format: hr_xml, xml: ''}", Code::Syntax, (1, 31), "root", "one root element"),
        (
            "{format: hr_xml, xml: '<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>'}",
            Code::Syntax,
            (1, 31),
            "document type",
            "Remove it",
        ),
        ("{format: hr_xml, file: deep.xml}", Code::Syntax, (1, 32), "not well-formed", "Fix"),
    ] {
        let read = with_files(&format!("source: {source}\n")).source();
        assert_refused(&read, &[(code, position.0, position.1, message, help)]);
    }
}

#[test]
fn an_import_with_no_posting_or_several_is_a_warning() {
    for (source, message) in [
        ("{format: schema_org_job_posting, jsonLd: {title: x}}", "has no object of `@type: JobPosting` in it"),
        (
            "{format: schema_org_job_posting, jsonLd: [{\"@type\": JobPosting}, {\"@type\": JobPosting}]}",
            "has 2 postings",
        ),
        ("{format: indeed_xml, xml: <source><job/><job/></source>}", "has 2 postings in it"),
        ("{format: hr_xml, xml: <a/>}", "has no element `<PositionOpening>`"),
    ] {
        let read = read(&format!("source: {source}\n"));
        let [found] = &read.findings[..] else { panic!("{source}: {:#?}", read.findings) };
        assert_eq!((found.code, found.severity), (Code::Brief, Severity::Warning), "{source}");
        assert!(found.message.contains(message), "{}", found.message);
        assert!(read.candidate.brief.is_some());
    }
}
