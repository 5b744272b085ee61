//! What somebody meets who copies an example, changes it, and writes YAML twice a year. Each file has one slip.

use std::fs;

use crate::test_env::TestEnv;

/// A file's name, and what becomes of the example's text in it.
struct Slip {
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

const fn slip(file: &'static str, from: &'static str, to: &'static str) -> Slip {
    Slip { file, from, to }
}

const PRICE: &str = "pricePerLabel: 0.06";
const TITLE: &str = "jobTitle: Spanish sentiment labeling of social media posts";

const SLIPS: &[Slip] = &[
    slip("bracketed-title.yml", TITLE, "jobTitle: [Remote] Spanish sentiment"),
    slip("capital-ending.YML", "", ""),
    slip("cents.yml", PRICE, "pricePerLabel: 6 cents"),
    slip("colon-in-title.yml", TITLE, "jobTitle: Labelers: Spanish"),
    slip("country-names.yml", "headcount: 5", "countries: [USA, Spain]"),
    slip("currency.yml", PRICE, "pricePerHour: $25/h"),
    slip("decimal-comma.yml", PRICE, "pricePerLabel: 0,06"),
    slip("hash-in-title.yml", TITLE, "jobTitle: Spanish labelers #2"),
    slip("iso-code.yml", "[Spanish]", "[es]"),
    slip("languages-in-one-text.yml", "[Spanish]", "Spanish and English"),
    slip("lower-case.yml", "paymentType: PAY_PER_LABEL", "paymentType: pay per label"),
    slip("mail.yml", "  We need 5", "  From: Ann <ann@acme.test>\n  Subject: labelers\n\n  We need 5"),
    slip("no-blank-after-colon.yml", "headcount: 5", "headcount:5"),
    slip("no-break-space.yml", "headcount: 5", "headcount:\u{a0}5"),
    slip("number-in-words.yml", "headcount: 5", "headcount: five"),
    slip("pasted-table.yml", "headcount: 5", "headcount\t5"),
    slip("range.yml", PRICE, "pricePerLabel: 0.05-0.07"),
    slip("rate-of-another-type.yml", PRICE, "pricePerHour: 0.06"),
    slip("smart-quotes.yml", TITLE, "jobTitle: “Spanish sentiment”"),
    slip("smart-quotes-value.yml", "PAY_PER_LABEL", "“PAY_PER_LABEL”"),
    slip("state-under-fields.yml", "headcount: 5", "state: draft"),
    slip("tab.yml", "  headcount: 5", "\theadcount: 5"),
    slip("ten-times-the-price.yml", PRICE, "pricePerLabel: 0.6"),
    slip("thousand-as-k.yml", "dataVolume: 20000", "dataVolume: 20k"),
    slip("thousands-point.yml", "dataVolume: 20000", "dataVolume: 20.000"),
];

/// The example with its price, as a file of the slip.
fn changed(example: &str, Slip { file, from, to }: &Slip) -> String {
    // Copies of one text would be told as such.
    let text = example.replace("Annotators", &format!("This is {file}. Annotators"));
    assert!(text.contains(from), "{file}: the example has no `{from}`");
    if from.is_empty() { text } else { text.replacen(from, to, 1) }
}

#[test]
fn fifteen_slips_and_more_are_told_each_with_what_to_do_and_without_an_amount() {
    let env = TestEnv::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/incomplete/sentiment-es.yml");
    let example =
        fs::read_to_string(example).expect("the example") + "  experienceLevel: INTERMEDIATE\n  " + PRICE + "\n";
    for number in 0..5 {
        env.job(
            &format!("good-{number}.yml"),
            &example.replace("Annotators", &format!("This is {number}. Annotators")),
        );
    }
    let _ = env.run(&["check"]).exits(0);
    for slip in SLIPS {
        env.job(slip.file, &changed(&example, slip));
    }
    let report = env.run(&["check"]).exits(1).report();
    let all = report["jobs"].as_array().into_iter().flatten().flat_map(|job| job["findings"].as_array()).flatten();
    let findings: Vec<_> = all.chain(report["findings"].as_array().into_iter().flatten()).collect();
    for Slip { file, .. } in SLIPS {
        let is_about = |text: &serde_json::Value| text.as_str().is_some_and(|text| text.contains(file));
        let is_told = findings.iter().any(|finding| is_about(&finding["file"]) || is_about(&finding["message"]));
        assert!(is_told, "{file} passes");
    }
    for finding in &findings {
        let advice = finding["help"].as_str().unwrap_or_default();
        for key in ["pricePerLabel:", "pricePerHour:", "fixedPrice:", "dataVolume:"] {
            let mut offered = advice.split(key).skip(1);
            let is_amount = |text: &str| text.trim_start().starts_with(|c: char| c.is_ascii_digit());
            assert!(!offered.any(is_amount), "an amount is offered: {finding}");
        }
    }
    insta::assert_snapshot!(env.text(&["check"]).exits(1).out);
}
