//! YAML itself: what the parser, the tree and its bounds refuse.

use super::*;

#[test]
fn one_file_is_one_document() {
    let help = "a file of its own";
    assert_one("---\ndescription: x\n---\ndescription: y\n", Code::Syntax, (3, 1), "second document", help);
    assert_one("description: x\n...\ndescription: y\n", Code::Syntax, (3, 1), "second document", help);
    assert_refused(&read("---\ndescription: x\n...\n"), &[]);
}

#[test]
fn nothing_is_no_definition() {
    for yaml in ["", "\n", "# only a comment\n", "---\n", "{}\n", "~\n", "\u{feff}"] {
        assert_one(yaml, Code::Brief, (1, 1), "this file is empty", "`description: We need 5 fluent");
    }
    let smallest = "`description: We need 5 fluent";
    assert_one("hello\n", Code::WrongType, (1, 1), "this file is text", smallest);
    assert_one("\n- a\n", Code::WrongType, (2, 1), "this file is a list", smallest);
}

#[test]
fn every_repeated_key_is_found() {
    let yaml = "description: x\nstate: draft\nstate: closed\nfields:\n  a: 1\n  a: 2\nstate: draft\n";
    assert_refused(
        &read(yaml),
        &[
            (Code::DuplicateKey, 3, 1, "the first is on line 2", "Keep one"),
            (Code::DuplicateKey, 6, 3, "`a` is here a second time; the first is on line 5", "Keep one"),
            (Code::DuplicateKey, 7, 1, "the first is on line 2", "Keep one"),
        ],
    );
    let pasted = "description: x\nfields:\n  headcount: 5\nfields:\n  pricePerLabel: 0.06\n";
    assert_refused(&read(pasted), &[(Code::DuplicateKey, 4, 1, "the first is on line 2", "Move its lines below")]);
}

#[test]
fn a_key_is_text() {
    for (key, noun) in [("5: x", "a number"), ("true: x", "true or false"), ("~: x", "empty"), (": x", "empty")] {
        assert_one(&format!("description: y\n{key}\n"), Code::WrongType, (2, 1), noun, "in quotes");
    }
    assert_one("description: y\n? [a]\n: x\n", Code::WrongType, (2, 3), "a list", "`key: value`");
    assert_one("description: y\n<<: {a: 1}\n", Code::UnknownKey, (2, 1), "merge keys", "`key: *alias`");
    assert_one("description: y\n\"<<\": {a: 1}\n", Code::UnknownKey, (2, 1), "no key `<<`", "`description`");
}

#[test]
fn only_tags_of_the_core_schema_mean_something() {
    let good = "description: !!str 5\nfields: !!map\n  headcount: !!int \"5\"\n  dataVolume: !!float 5\n  countries: !!seq [a]\n";
    let source = read(good);
    assert_refused(&source, &[]);
    assert_eq!(source.candidate.fields["headcount"], 5);
    let unknown = "put a text that begins with `!` in quotes";
    assert_one("description: !mine x\n", Code::UnknownTag, (1, 14), "`!mine` is not known", unknown);
    for (value, tag) in [("!!binary aGk=", "`!!binary`"), ("!<x:y> 5", "`x:y`"), ("!a [b]", "`!a`")] {
        assert_one(&format!("description: x\nfields: {{a: {value}}}\n"), Code::UnknownTag, (2, 13), tag, unknown);
    }
    for (value, misfit) in
        [("!!int x", "`!!int` doesn't fit this value"), ("!!map [a]", "`!!map` doesn't fit this list")]
    {
        assert_one(
            &format!("description: x\nfields: {{a: {value}}}\n"),
            Code::WrongType,
            (2, 13),
            misfit,
            "Remove the tag",
        );
    }
}

#[test]
fn aliases_are_written_out() {
    let source = read("description: &text x\nfields:\n  jobTitle: *text\n");
    assert_refused(&source, &[]);
    assert_eq!(source.candidate.fields["jobTitle"], "x");
    assert_eq!(source.position(&diagnostics::value(&["fields", "jobTitle"])), LineColumn::new(3, 13));
}

#[test]
fn an_alias_inside_its_own_anchor_has_no_end() {
    assert_one(
        "fields: &a\n  x: [*a]\n",
        Code::Syntax,
        (2, 7),
        "inside the value that it names",
        "Write the value out",
    );
}

#[test]
fn bombs_of_aliases_are_refused_before_they_go_off() {
    let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..10 {
        let below = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs += &format!("a{level}: &a{level} [{below}]\n");
    }
    let source = read(&laughs);
    assert_eq!(source.findings[0].code, Code::TooLarge);
    assert!(source.findings[0].message.contains("more than 20000 values"), "{:?}", source.findings);

    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(200_000), "*a, ".repeat(10));
    let source = read(&long);
    assert!(source.findings[0].message.contains("more than 1048576 bytes of text"), "{:?}", source.findings);

    let mut deep = "a0: &a0 [x]\n".to_owned();
    for level in 1..70 {
        deep += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
    }
    let source = read(&deep);
    assert!(source.findings[0].message.contains("more than 64 levels"), "{:?}", source.findings);
}

#[test]
fn nesting_is_bounded() {
    for (yaml, reason) in [
        ("[".repeat(10_000), "brackets"),
        ("{a: ".repeat(10_000), "braces"),
        ("- ".repeat(10_000), "lists on one line"),
        ("? ".repeat(10_000), "keys of keys"),
        (format!("{}{}", "[".repeat(65), "]".repeat(65)), "one level too many"),
    ] {
        let source = read(&yaml);
        assert_eq!(source.findings.iter().map(|f| f.code).collect::<Vec<_>>(), [Code::TooLarge], "{reason}");
        assert!(source.findings[0].help.as_ref().is_some_and(|help| help.contains("Nest less")), "{reason}");
    }
    let most = format!("description: x\nfoo: {}{}\n", "[".repeat(63), "]".repeat(63));
    assert_eq!(read(&most).findings.len(), 1, "only the unknown key");
}
