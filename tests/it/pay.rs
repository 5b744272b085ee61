//! Nothing goes live at a price that nobody decided, or over a limit that somebody set.

use std::time::Duration;

use crate::test_env::{GAPS, READY, TestEnv};

/// Ready for OpenTrain, which reads the pay from the text; nothing of the pay is pinned.
const PAY_IN_THE_TEXT: &str =
    "description: We need 5 fluent Spanish speakers to label sentiment in ~20,000 social media posts. Pay per label, $0.06 per label.
fields:
  experienceLevel: INTERMEDIATE
";

fn pinned(lines: &str) -> String {
    format!("{PAY_IN_THE_TEXT}{lines}")
}

#[test]
fn pay_that_only_the_text_has_is_drafted_and_offered_but_not_published() {
    let env = TestEnv::new();
    env.job("a.yml", PAY_IN_THE_TEXT);
    let ran = env.run(&["check"]).exits(1);
    assert_eq!(ran.codes("a"), ["error unpinned-pay"]);
    for command in ["draft", "publish"] {
        let ran = env.run(&[command]).exits(1);
        assert!(ran.codes("a").contains(&"error unpinned-pay".to_owned()), "{:?}", ran.codes("a"));
        assert_eq!(env.statuses(), ["DRAFT"], "{command}");
    }
    let ran = env.run(&["publish"]).exits(1);
    let findings = ran.entry("a")["findings"].clone();
    let found = findings.as_array().expect("findings").iter().find(|found| found["code"] == "unpinned-pay");
    let help = found.expect("the finding")["help"].as_str().expect("help").to_owned();
    let lines = "paymentType: PAY_PER_LABEL\npricePerLabel: 0.06";
    assert!(help.ends_with(lines), "{help}");
    env.job("a.yml", &pinned(&lines.lines().map(|line| format!("  {line}\n")).collect::<String>()));
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.statuses(), ["OPEN"]);
}

#[test]
fn pay_counts_as_pinned_where_the_definition_itself_decides_it() {
    let canonical = |pay: &str| {
        format!(
            "source:\n  format: opentrain_canonical\n  job: {{title: Label posts, description: Label 100 posts., {pay}}}\n"
        )
    };
    for (text, codes, reason) in [
        (pinned("  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06\n"), vec![], "both are pinned"),
        (pinned("  paymentType: PAY_PER_LABEL\n"), vec!["error unpinned-pay"], "no rate"),
        (pinned("  pricePerLabel: 0.06\n"), vec!["error unpinned-pay"], "no type"),
        (
            pinned("  paymentType: PAY_PER_LABEL\n  pricePerHour: 25\n"),
            vec!["error unpinned-pay"],
            "another type's rate",
        ),
        (canonical("paymentType: PAY_PER_HOUR, rateAmount: 25"), vec![], "a canonical source is the team's own"),
        (canonical("rateAmount: 25"), vec!["error unpinned-pay"], "no type in the source"),
        (
            format!("{}fields: {{paymentType: FIXED_PRICE}}\n", canonical("paymentType: PAY_PER_HOUR, rateAmount: 25")),
            vec!["error unpinned-pay"],
            "the source's rate is that of another type",
        ),
        (format!("state: draft\n{PAY_IN_THE_TEXT}"), vec![], "a draft is not public"),
        (format!("state: closed\n{PAY_IN_THE_TEXT}"), vec![], "nor is what is closed"),
    ] {
        let env = TestEnv::new();
        let ran = env.job("a.yml", &text).run(&["check"]);
        let unpinned: Vec<String> = ran.codes("a").into_iter().filter(|code| code.contains("pay")).collect();
        assert_eq!(unpinned, codes, "{reason}: {text}");
    }
}

#[test]
fn pay_in_a_source_decides_nothing_once_the_draft_was_edited() {
    let env = TestEnv::new();
    let source = "source:\n  format: opentrain_canonical\n  job: {title: Label posts, description: Label 100 posts., paymentType: PAY_PER_HOUR, rateAmount: 25}\n";
    let fields = "fields: {experienceLevel: EXPERT, headcount: 2, languages: [Spanish]";
    env.job("_config.yml", "limits: {perHour: 80}\n").job("a.yml", &format!("{source}{fields}}}\n"));
    let _ = env.run(&["draft"]).exits(0);
    env.control.advance_clock(Duration::from_secs(60));
    assert!(env.control.set_field("job_000001", "pricePerHour", serde_json::json!(500)));
    for command in ["publish", "draft", "publish"] {
        let ran = env.run(&[command]).exits(1);
        assert_eq!(ran.codes("a"), ["error unpinned-pay"], "{command}");
        let found = &ran.entry("a")["findings"][0];
        assert!(
            found["message"].as_str().expect("a text").contains("the pay in `source` is not sent again"),
            "{found}"
        );
        assert!(
            found["help"].as_str().expect("a text").ends_with("\npaymentType: PAY_PER_HOUR\npricePerHour: 25"),
            "{found}"
        );
        assert_eq!(env.statuses(), ["DRAFT"]);
    }
    env.job("a.yml", &format!("{source}{fields}, paymentType: PAY_PER_HOUR, pricePerHour: 25}}\n"));
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.statuses(), ["OPEN"]);
    assert_eq!(env.jobs()[0]["fields"]["pricePerHour"], 25);
}

#[test]
fn a_missing_field_is_told_once() {
    let env = TestEnv::new();
    let ran = env.job("a.yml", &format!("{GAPS}fields: {{paymentType: PAY_PER_LABEL}}\n")).run(&["draft"]).exits(1);
    assert_eq!(ran.report()["totals"]["missing"], 2, "the rate is one of them");
    assert!(!ran.codes("a").contains(&"error unpinned-pay".to_owned()), "{:?}", ran.codes("a"));
    let ran = env.run(&["check"]).exits(1);
    assert_eq!(ran.codes("a"), ["error unpinned-pay"], "`check` shows no list that could name it");
}

#[test]
fn advice_on_pay_goes_with_the_rate_that_is_pinned() {
    let env = TestEnv::new();
    let fields = "fields:\n  experienceLevel: EXPERT\n  pricePerHour: 25\n";
    env.job("a.yml", &format!("description: We need 5 fluent Spanish speakers to label social media posts.\n{fields}"));
    let check = env.text(&["check"]).exits(1).out;
    assert!(check.contains("`paymentType` is not pinned, so nobody has decided"), "{check}");
    assert!(check.contains("Write the payment type of `pricePerHour` under `fields:`."), "{check}");
    let drafted = env.text(&["draft"]).exits(1).out;
    for text in [check, drafted] {
        assert!(text.contains("paymentType: PAY_PER_HOUR"), "{text}");
        assert!(!text.contains("paymentType: PAY_PER_LABEL"), "{text}");
    }
    let missing = env.run(&["draft"]).exits(1).entry("a")["missing"][0].clone();
    assert_eq!([&missing["field"], &missing["example"]], ["paymentType", "PAY_PER_LABEL"], "as the service has it");
    // OpenTrain reads another payment type from this text than the pinned rate's.
    env.job("b.yml", &format!("{GAPS}{fields}"));
    let drafted = env.text(&["draft", "--only", "b"]).exits(1).out;
    assert!(drafted.contains("Write the payment type of `pricePerHour`"), "{drafted}");
    assert!(!drafted.contains("\n          paymentType"), "nothing to paste: {drafted}");
}

#[test]
fn a_rate_that_does_not_go_with_the_payment_type_of_the_source_is_a_warning() {
    let env = TestEnv::new();
    env.job("a.yml", &format!("{}  pricePerHour: 20\n", canonical("0.05")));
    let ran = env.run(&["check"]).exits(0);
    assert_eq!(ran.codes("a"), ["warning rate-mismatch"]);
}

#[test]
fn what_the_settings_require_is_pinned_before_a_posting_goes_live() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: [paymentType, rate, headcount]\n").job("a.yml", READY);
    let ran = env.run(&["publish"]).exits(1);
    assert!(ran.codes("a").contains(&"error required-field".to_owned()), "{:?}", ran.codes("a"));
    assert!(ran.out.contains("headcount: 5"), "what OpenTrain read is offered: {}", ran.out);
    assert_eq!(env.statuses(), ["DRAFT"]);
    let _ = env.job("a.yml", &format!("{READY}  headcount: 5\n")).run(&["publish"]).exits(0);
    let _ = env
        .job("_config.yml", "require: []\n")
        .job("b.yml", PAY_IN_THE_TEXT)
        .run(&["publish", "--allow-duplicate", "b"])
        .exits(0);
    assert_eq!(env.statuses(), ["OPEN", "OPEN"]);
}

#[test]
fn a_limit_is_told_at_the_value_and_holds_what_is_over_it() {
    let volume = "  dataVolume: 20000\n  dataVolumeUnit: NUMBER_OF_FILES\n";
    for (limits, fields, line, message) in [
        ("perLabel: 0.05", "", Some(5), "$0.06 a label is over the limit of $0.05"),
        ("perLabel: 0.06", "", None, "at the limit"),
        ("perHour: 1", "  pricePerHour: 20\n", Some(6), "$20 an hour is over the limit of $1"),
        (
            "perPosting: 1199.99",
            volume,
            Some(5),
            "the posting comes to $1,200 (20000 × 0.06), over the limit of $1,199.99",
        ),
        ("perPosting: 1200", volume, None, "at the limit"),
        ("perPosting: 1", "", None, "not all factors are pinned"),
        ("perLabel: 0", "", Some(5), "over the limit of $0"),
    ] {
        let env = TestEnv::new();
        env.job("_config.yml", &format!("limits: {{{limits}}}\n")).job("a.yml", &format!("{READY}{fields}"));
        let Some(line) = line else {
            let _ = env.run(&["publish"]).exits(0);
            continue;
        };
        let check = env.run(&["check"]).exits(1);
        let findings = check.entry("a")["findings"].as_array().expect("findings").clone();
        let found = findings.iter().find(|found| found["code"] == "over-limit").expect("the finding");
        assert_eq!(found["line"], line, "{limits}: {found}");
        assert!(found["message"].as_str().is_some_and(|text| text.contains(message)), "{found}");
        let _ = env.run(&["publish"]).exits(1);
        assert_eq!(env.statuses(), ["DRAFT"], "{limits}");
    }
}

#[test]
fn a_limit_binds_the_pay_of_a_canonical_source() {
    let env = TestEnv::new();
    env.job("_config.yml", "limits: {perHour: 20}\n").job(
        "a.yml",
        "source:\n  format: opentrain_canonical\n  job: {title: T, description: Label., paymentType: PAY_PER_HOUR, rateAmount: 25}\n",
    );
    let ran = env.run(&["check"]).exits(1);
    assert_eq!(ran.codes("a"), ["error over-limit"]);
    let found = ran.entry("a")["findings"][0].clone();
    assert_eq!([&found["line"], &found["column"]], [3, 79], "at the amount: {found}");
}

#[test]
fn a_live_job_is_not_edited_past_its_limit_and_warned_of_where_nothing_edits_it() {
    let env = TestEnv::new();
    let _ = env.job("a.yml", READY).run(&["publish"]).exits(0);
    env.job("_config.yml", "limits: {perLabel: 0.05}\n");
    env.requests();
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.codes("a"), ["warning over-limit"]);
    let ran = env.job("a.yml", &format!("{READY}  headcount: 9\n")).run(&["publish"]).exits(1);
    assert_eq!(ran.codes("a"), ["error over-limit"]);
    assert_eq!(env.writes(), Vec::<String>::new());
    let ran = env.job("a.yml", &format!("state: closed\n{READY}")).run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["close done"], "it can be closed");
}

/// A posting that comes to this many dollars.
fn of(dollars: u32) -> String {
    format!("{PAY_IN_THE_TEXT}  jobTitle: For {dollars}\n  paymentType: FIXED_PRICE\n  fixedPrice: {dollars}\n")
}

#[test]
fn all_live_postings_together_stay_below_the_limit_in_the_order_of_ids() {
    let env = TestEnv::new();
    env.job("_config.yml", "limits: {total: 1000}\n");
    env.job("a.yml", &of(600)).job("b.yml", &of(500)).job("c.yml", &of(400));
    let draft = env.run(&["draft"]).exits(0);
    assert!(draft.codes("b").contains(&"warning over-limit".to_owned()), "{:?}", draft.codes("b"));
    let ran = env.run(&["publish"]).exits(4);
    assert_eq!(ran.steps("b").last().map(String::as_str), Some("publish held"), "{:?}", ran.steps("b"));
    assert!(ran.out.contains("all live postings come to $1,100, over the limit of $1,000"), "{}", ran.out);
    assert_eq!(env.statuses(), ["OPEN", "DRAFT", "OPEN"]);
    env.requests();
    let ran = env.job("c.yml", &of(401)).run(&["publish", "--only", "c"]).exits(4);
    assert_eq!(ran.steps("c"), ["update held"], "a live job is not edited past the limit");
    assert_eq!(env.writes(), Vec::<String>::new());
    let _ = env.job("c.yml", &of(300)).run(&["publish", "--only", "c"]).exits(0);
    let _ = env.job("_config.yml", "limits: {total: 1400}\n").run(&["publish"]).exits(0);
    assert_eq!(env.statuses(), ["OPEN", "OPEN", "OPEN"]);
}

#[test]
fn a_report_says_what_the_merge_costs_and_what_all_live_postings_come_to_exactly() {
    let env = TestEnv::new();
    let volume = "  dataVolume: 3\n  dataVolumeUnit: NUMBER_OF_FILES\n";
    env.job("a.yml", &of(600)).job("b.yml", &format!("{}{volume}", READY.replace("0.06", "0.1")));
    let hourly = "  jobTitle: By the hour\n  paymentType: PAY_PER_HOUR\n  pricePerHour: 25\n";
    env.job("c.yml", &pinned(hourly)).job("d.yml", &format!("state: draft\n{}", of(999)));
    let cost = |ran: &crate::test_env::RunOutput| ran.report()["cost"].clone();
    let expected = |on_merge: &str, live: &str, unknown: u8| serde_json::json!({"onMerge": on_merge, "live": live, "currency": "USD", "unknown": unknown});
    let planned = env.run(&["plan"]).exits(0);
    assert_eq!(cost(&planned), expected("600.30", "600.30", 1));
    assert_eq!(cost(&env.run(&["draft"]).exits(0)), expected("600.30", "600.30", 1));
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(cost(&env.run(&["plan"]).exits(0)), expected("0.00", "600.30", 1), "nothing is left for a merge");
    env.job("a.yml", &of(700)).job("b.yml", &format!("state: closed\n{READY}"));
    assert_eq!(cost(&env.run(&["plan"]).exits(0)), expected("700.00", "700.00", 1));
    let text = env.text(&["plan"]).exits(0);
    for told in
        ["This merge adds about $99.70.", "1 live posting then comes to about $700; the cost of 1 more is unknown."]
    {
        assert!(text.out.contains(told), "{}", text.out);
    }
    assert_eq!(cost(&env.run(&["check"]).exits(0)), serde_json::Value::Null, "`check` looks at no job");
}

/// A canonical source with this pay.
fn canonical(rate: &str) -> String {
    format!(
        "source:\n  format: opentrain_canonical\n  job:\n    title: Label posts\n    description: Label 1000 posts.\n    \
         paymentType: PAY_PER_LABEL\n    rateAmount: {rate}\n    headcount: 2\nfields:\n  experienceLevel: EXPERT\n"
    )
}

#[test]
fn a_number_that_no_posting_has_is_refused_before_any_limit_is_asked() {
    for (definition, place) in [
        (READY.replace("0.06", "1e300"), 5),
        (READY.replace("0.06", "1e29"), 5),
        (READY.replace("0.06", "1e-300"), 5),
        (format!("{READY}  dataVolume: 1e300\n"), 6),
        (format!("{READY}  dataVolume: 1000000000000\n"), 6),
        (canonical("-5"), 7),
        (canonical("1e300"), 7),
        (canonical("\"5\""), 7),
        (canonical("[5]"), 7),
    ] {
        let env = TestEnv::new();
        env.job("_config.yml", "require: []\nlimits: {perLabel: 0.5, perPosting: 10, total: 10}\n");
        let ran = env.job("a.yml", &definition).run(&["publish"]).exits(1);
        assert_eq!(ran.codes("a")[0], "error wrong-type", "{definition}: {}", ran.out);
        assert_eq!(ran.line_of("a", "wrong-type"), place, "{definition}");
        assert_eq!(env.writes(), Vec::<String>::new(), "{definition}");
    }
}

#[test]
fn a_close_that_is_refused_leaves_no_room_below_the_limit_of_all_postings() {
    let env = TestEnv::new();
    env.job("a.yml", &of(800)).job("b.yml", &of(600));
    let _ = env.run(&["publish"]).exits(0);
    env.job("_config.yml", "limits: {total: 1500}\n");
    env.job("b.yml", &format!("state: closed\n{}", of(600))).job("c.yml", &of(601));
    env.faults(&["POST /jobs/*/close * = 409"]);
    let ran = env.run(&["publish"]);
    assert_eq!(ran.report()["cost"]["live"], "1400.00", "{}", ran.out);
    assert_eq!(ran.steps("c").last().map(String::as_str), Some("publish held"), "{}", ran.out);
    assert!(ran.out.contains("Resolve the job's milestones on OpenTrain"), "{}", ran.out);
    env.control.clear_faults();
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.report()["cost"]["live"], "1401.00", "{}", ran.out);
    assert_eq!(ran.steps("c"), ["publish done"]);
}

#[test]
fn a_source_that_the_job_was_not_made_from_decides_no_pay() {
    let env = TestEnv::new();
    env.job("a.yml", &canonical("5"));
    let _ = env.run(&["draft"]).exits(0);
    env.lose_records();
    env.job("_config.yml", "limits: {perLabel: 0.1}\n").job("a.yml", &canonical("0.05"));
    let ran = env.run(&["publish"]).exits(1);
    assert!(ran.codes("a").contains(&"error unpinned-pay".to_owned()), "{}", ran.out);
    assert!(ran.out.contains("pricePerLabel: 5"), "{}", ran.out);
    assert_eq!(env.statuses(), ["DRAFT"], "found by its key, and not published");
}

#[test]
fn what_is_required_can_be_given_as_the_advice_says() {
    let env = TestEnv::new();
    let ran = env.job("_config.yml", "require: [jobDescription]\n").job("a.yml", READY).run(&["check"]).exits(0);
    assert_eq!(ran.codes("a"), Vec::<String>::new(), "the text is the description");
    let ran = env.job("_config.yml", "require: [pricePerHour]\n").run(&["check"]).exits(1);
    assert_eq!(ran.codes("a"), ["error required-field"]);
    assert!(ran.out.contains("Write `pricePerHour` under `fields:`"), "{}", ran.out);
}

#[test]
fn only_errors_of_syntax_and_identity_keep_a_job_from_closing() {
    for (text, is_closed) in [
        (READY.replace("0.06", "cheap"), true),
        (format!("{READY}  headcount: two\n"), true),
        (READY.replace("INTERMEDIATE", "expert"), true),
        (format!("{READY}unknown: 1\n"), true),
        (READY.replace("description:", "descriptionFile:"), true),
        (format!("{READY}fields: {{}}\n"), false),
        (format!("{READY}id: A B\n"), false),
        (format!("{READY}- x\n"), false),
    ] {
        let env = TestEnv::new();
        let _ = env.job("a.yml", READY).run(&["publish"]).exits(0);
        let ran = env.job("a.yml", &format!("state: closed\n{text}")).run(&["publish"]).exits(1);
        let status = if is_closed { "ARCHIVED" } else { "OPEN" };
        assert_eq!(env.statuses(), [status], "{text}: {}", ran.out);
    }
}

#[test]
fn a_merge_that_closes_the_last_job_says_that_none_is_live_then() {
    let env = TestEnv::new();
    env.job("a.yml", &of(600));
    let _ = env.run(&["publish"]).exits(0);
    env.job("a.yml", &format!("state: closed\n{}", of(600)));
    let text = env.text(&["plan"]).exits(0);
    assert!(text.out.contains("This merge takes off about $600. No posting is live then.\n"), "{}", text.out);
}

#[test]
fn a_rate_that_was_read_is_held_against_its_limit_too() {
    let env = TestEnv::new();
    env.job("_config.yml", "require: []\nlimits: {perLabel: 0.05}\n");
    let read = "description: Label 1000 posts. Pay per label, $0.06 per label.\nfields: {experienceLevel: EXPERT, languages: [Spanish], headcount: 2}\n";
    let ran = env.job("a.yml", read).run(&["publish"]).exits(1);
    assert!(ran.codes("a").contains(&"error over-limit".to_owned()), "{}", ran.out);
    assert_eq!(env.statuses(), ["DRAFT"]);
}

#[test]
fn the_pay_to_pin_again_is_what_the_job_has_rather_than_what_was_read() {
    let env = TestEnv::new();
    let text = "description: Label 1000 posts. Pay per label, $0.05 per label.\nfields:\n  experienceLevel: EXPERT\n";
    let pinned = format!("{text}  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.2\n");
    let _ = env.job("a.yml", &pinned).run(&["draft"]);
    let ran = env.job("a.yml", text).run(&["draft"]).exits(1);
    assert!(ran.out.contains("pricePerLabel: 0.2") && !ran.out.contains("\\npricePerLabel: 0.05"), "{}", ran.out);
}

#[test]
fn a_limit_on_what_postings_come_to_asks_for_all_that_decides_it_to_be_pinned() {
    let read = "OpenTrain doesn't show all values of a job, so an edit there is not seen. This is what it read, or what was applied earlier. If it \
                is right, write it under `fields:`.\ndataVolume: 20000\ndataVolumeUnit: NUMBER_OF_FILES";
    let pay = "  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06\n";
    for (settings, fields, message) in [
        (
            "limits: {total: 5000}",
            pay,
            Some(
                "`dataVolume` and `dataVolumeUnit` are not pinned, so `limits.total` can't be enforced for this posting",
            ),
        ),
        (
            "limits: {total: 5000, perPosting: 5000}",
            "  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06\n  dataVolume: 20000\n",
            Some(
                "`dataVolumeUnit` is not pinned, so `limits.perPosting` and `limits.total` can't be enforced for this posting",
            ),
        ),
        (
            "limits: {total: 5000}",
            "  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06\n  dataVolume: 20000\n  dataVolumeUnit: NUMBER_OF_FILES\n",
            None,
        ),
        (
            "limits: {total: 5000}",
            "  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06\n  dataVolumeUnit: HOURS_OF_RECORDING_AUDIO_VIDEO\n",
            None,
        ),
        ("limits: {total: 5000}", "  paymentType: FIXED_PRICE\n  fixedPrice: 500\n", None),
        ("limits: {total: 5000}", "  paymentType: PAY_PER_HOUR\n  pricePerHour: 20\n", None),
        ("limits: {perLabel: 1}", pay, None),
        (
            "require: [experienceLevel]\nlimits: {perLabel: 1, perHour: 100}",
            "",
            Some(
                "`paymentType` and `pricePerLabel` are not pinned, so `limits.perLabel` can't be enforced for this posting",
            ),
        ),
        (
            "require: []\nlimits: {total: 5000}",
            "  dataVolume: 20000\n  dataVolumeUnit: NUMBER_OF_FILES\n",
            Some(
                "`paymentType` and `pricePerLabel` are not pinned, so `limits.total` can't be enforced for this posting",
            ),
        ),
    ] {
        let env = TestEnv::new();
        env.job("_config.yml", &format!("{settings}\n")).job("a.yml", &pinned(fields));
        let _ = env.run(&["publish"]).exits(0);
        assert!(env.control.set_field("job_000001", "dataVolume", serde_json::json!(2_000_000)));
        for command in ["publish", "plan"] {
            let ran = env.run(&[command]).exits(0);
            let findings = ran.entry("a")["findings"].as_array().expect("findings").clone();
            let found: Vec<_> = findings.iter().filter(|found| found["code"] == "over-limit").collect();
            let messages: Vec<_> = found.iter().map(|found| found["message"].as_str().expect("a text")).collect();
            assert_eq!(messages, Vec::from_iter(message), "{settings} {fields}");
            assert!(found.iter().all(|found| found["severity"] == "warning"), "{found:?}");
            if (settings, fields) == ("limits: {total: 5000}", pay) {
                assert_eq!(found[0]["help"], read);
            }
        }
    }
}
