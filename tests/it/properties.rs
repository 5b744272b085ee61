//! What holds for every input.
#![expect(clippy::expect_used, reason = "a test whose own files fail has failed")]

use std::fs;
use std::path::Path;

use opentrain_jobs::loader::{Loaded, LoadedFile, load};
use proptest::prelude::*;

use crate::fuzz::advice;
use crate::fuzz::definition::assert_lawful;

/// What a directory with this one file is read as.
fn read(content: &[u8]) -> LoadedFile {
    let jobs = tempfile::tempdir().expect("a temporary directory");
    fs::write(jobs.path().join("job.yml"), content).expect("a file");
    let Loaded { mut files, .. } = load(jobs.path(), "jobs").expect("a readable directory");
    assert_eq!(files.len(), 1);
    files.remove(0)
}

/// YAML of many kinds, well-formed for the most part.
fn yaml() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        "[a-zA-Z0-9 .~+-]{0,8}",
        "\"[ -~]{0,6}\"",
        "'[a-z]{0,4}'",
        Just("*a".to_owned()),
        Just("&a x".to_owned()),
        Just("!!str 5".to_owned()),
        Just("!x y".to_owned()),
        Just("-0".to_owned()),
        Just("1e400".to_owned()),
        Just("ot_pat_0123456789".to_owned()),
    ];
    let key = prop_oneof![
        Just("id"),
        Just("state"),
        Just("description"),
        Just("descriptionFile"),
        Just("source"),
        Just("fields"),
        Just("format"),
        Just("file"),
        Just("job"),
        Just("headcount"),
        Just("languages"),
        Just("<<"),
        Just("? [a]\n"),
        Just("5"),
    ];
    let value = scalar.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec((key.clone(), inner), 0..5).prop_map(|entries| {
                let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
                format!("{{{}}}", entries.join(", "))
            }),
        ]
    });
    let top = prop_oneof!["id", "state", "description", "descriptionFile", "source", "fields", "[a-z]{1,5}"];
    let entry = (top, value).prop_map(|(key, value)| format!("{key}: {value}\n"));
    prop::collection::vec(entry, 0..6).prop_map(|entries| entries.concat())
}

#[test]
fn a_failure_that_the_parser_places_behind_its_line_is_placed_at_its_end() {
    let text = "%*{,?\u{2028}\t7[5\\1>?\u{85}:é*\u{feff}&*\n-1\u{feff}~%{`";
    assert_lawful(&read(text.as_bytes()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_source(content in prop::collection::vec(any::<u8>(), 0..400)) {
        assert_lawful(&read(&content));
    }

    #[test]
    fn any_text_is_a_source(content in "[-\\[\\]{}:?,&*!|>'\"%@`# \t\r\n~a-c0-9.\u{feff}\u{85}\u{2028}\0é\\\\]{0,80}") {
        assert_lawful(&read(content.as_bytes()));
    }

    #[test]
    fn any_yaml_is_a_source(content in yaml()) {
        assert_lawful(&read(content.as_bytes()));
    }

    #[test]
    fn a_damaged_definition_is_a_source(at in 0..GOOD.len(), damage in "[-\\[\\]{}:&*!|>'\"%@# \t\r\n\0]{0,3}", cut in 0..8usize) {
        let mut content = GOOD.to_owned();
        content.replace_range(at..(at + cut).min(GOOD.len()), &damage);
        assert_lawful(&read(content.as_bytes()));
    }

    #[test]
    fn a_whole_float_is_its_integer(number in 0..1_000_000_000_000_u64) {
        let whole = read(format!("description: x\nfields: {{headcount: {number}}}\n").as_bytes());
        let float = read(format!("description: x\nfields: {{headcount: {number}.0}}\n").as_bytes());
        prop_assert_eq!(&whole.candidate.fields["headcount"].to_string(), &number.to_string());
        prop_assert_eq!(whole.candidate.fields, float.candidate.fields);
    }

    #[test]
    fn advice_parses_to_the_value_that_was_meant(
        text in prop_oneof![
            any::<String>(),
            "[-\\[\\]{}:?,&*!|>'\"%@`#~ \t\r\n0-9a-fxeE._+\u{85}\u{a0}\u{200b}\u{2028}\u{feff}\u{1F600}\\\\]{0,40}",
            "[+-]?[0-9_]{0,20}[.,]?[0-9]{0,6}([eE][+-]?[0-9]{1,3})?",
            "(yes|No|ON|off|y|null|~|True|FALSE|[.]inf|[.]NaN|0x1F|0o17|0b1|2026[.]10|<<|=|---|[.][.][.])",
        ],
    ) {
        advice::holds(text.as_bytes());
    }

    #[test]
    fn no_name_of_a_file_reads_what_is_outside(name in "[./a\\\\:~ ]{1,12}") {
        let around = tempfile::tempdir().expect("a temporary directory");
        for file in ["a", "jobs/job.yml"] {
            fs::create_dir_all(around.path().join(file).parent().expect("a folder")).expect("a folder");
            fs::write(around.path().join(file), "outside").expect("a file");
        }
        let definition = format!("descriptionFile: '{name}'\n");
        fs::write(around.path().join("jobs/job.yml"), definition).expect("a file");
        let loaded = load(&around.path().join(Path::new("jobs")), "jobs").expect("a readable directory");
        prop_assert!(loaded.files[0].candidate.brief.is_none());
    }
}

const GOOD: &str = "id: a/b\nstate: draft\ndescription: |\n  We need 5 people.\n\n  Pay per label.\n\
                    fields:\n  headcount: 5\n  countries: [Spain, France]\n  languages:\n    - Spanish\n\
                    \x20 jobTitle: \"A: b\"\n  paymentType: PAY_PER_LABEL\n";
