//! What is hardly meant is told before it goes live.

use std::fs;

use crate::test_env::{READY, TestEnv};

fn titled(title: &str, price: &str) -> String {
    format!("{}  jobTitle: {title}\n", READY.replace("0.06", price))
}

#[test]
fn a_copy_that_nobody_changed_is_told_in_both_files_and_another_title_is_no_copy() {
    let env = TestEnv::new();
    env.job("a.yml", &titled("Cats", "0.06"))
        .job("b.yml", &titled("Cats", "0.07"))
        .job("c.yml", &titled("Dogs", "0.06"));
    let ran = env.run(&["check"]).exits(0);
    assert_eq!(ran.codes("a"), ["warning duplicate-posting"]);
    assert_eq!(ran.codes("b"), ["warning duplicate-posting"]);
    assert_eq!(ran.codes("c"), Vec::<String>::new());
    let ran = env.job("b.yml", &format!("state: draft\n{}", titled("Cats", "0.07"))).run(&["check"]).exits(0);
    assert_eq!(ran.codes("a"), Vec::<String>::new(), "a draft is not public");
}

#[test]
fn a_copy_that_differs_in_white_space_alone_is_told_too() {
    let env = TestEnv::new();
    let text = titled("Cats", "0.06");
    env.job("a.yml", &text).job("b.yml", &text.replace("description: ", "description: |\n  "));
    assert_ne!(env.run(&["check"]).exits(0).codes("a"), Vec::<String>::new());
}

#[test]
fn two_live_files_that_were_exchanged_swap_no_jobs() {
    let env = TestEnv::new();
    let _ = env.job("a.yml", &titled("Cats", "0.06")).job("b.yml", &titled("Dogs", "0.09")).run(&["publish"]).exits(0);
    env.requests();
    for (from, to) in [("a.yml", "t"), ("b.yml", "a.yml"), ("t", "b.yml")] {
        fs::rename(env.file("jobs").join(from), env.file("jobs").join(to)).expect("renamed");
    }
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.codes("a"), ["error exchanged-files"]);
    assert_eq!(ran.codes("b"), ["error exchanged-files"]);
    assert_eq!(env.writes(), Vec::<String>::new());
    let _ = env.job("a.yml", &titled("Cats", "0.07")).run(&["check"]);
    let ran = env.job("b.yml", &titled("Dogs", "0.09")).run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["update done"], "an ordinary edit");
}

#[test]
fn a_point_that_may_stand_between_thousands_is_refused_and_a_plain_fraction_is_not() {
    for (field, code) in [
        ("dataVolume: 20.000", 1),
        ("pricePerHour: 1.125", 1),
        ("pricePerHour: 0.125", 0),
        ("pricePerHour: 1.1250", 0),
        ("dataVolume: 20000.000", 0),
    ] {
        let env = TestEnv::new();
        let _ = env.job("a.yml", &format!("{READY}  {field}\n")).run(&["check"]).exits(code);
    }
}

#[test]
fn unusual_pay_is_told_by_every_command_before_it_is_public_and_no_longer_after() {
    let env = TestEnv::new();
    let paying = |price: &str| format!("{}  dataVolumeUnit: NUMBER_OF_FILES\n", READY.replace("0.06", price));
    for number in 0..5 {
        env.job(&format!("other-{number}.yml"), &format!("{}  jobTitle: Round {number}\n", paying("0.06")));
    }
    let _ = env.run(&["publish"]).exits(0);
    env.job("a.yml", &paying("6"));
    for command in ["check", "plan", "draft", "publish"] {
        let ran = env.run(&[command]).exits(0);
        assert_eq!(
            ran.codes("a").iter().filter(|code| *code == "warning unusual-pay").count(),
            1,
            "{command}: {}",
            ran.out
        );
        assert!(
            ran.out.contains(
                "`pricePerLabel: 6` is 100 times the median of your other postings paid by the label ($0.06)"
            )
        );
    }
    let ran = env.run(&["publish"]).exits(0);
    assert!(!ran.out.contains("unusual-pay"), "nothing changes it: {}", ran.out);
    let ran = env.job("a.yml", &paying("0.6")).run(&["check"]).exits(0);
    assert!(ran.out.contains("10 times less than what this job pays now ($6)"), "{}", ran.out);
}

#[test]
fn a_headcount_counts_people() {
    for (headcount, code) in [("0", 1), ("2.5", 1), ("-1", 1), ("5", 0), ("5.0", 0)] {
        let env = TestEnv::new();
        let ran = env.job("a.yml", &format!("{READY}  headcount: {headcount}\n")).run(&["check"]).exits(code);
        assert_eq!(ran.codes("a").is_empty(), code == 0, "{headcount}: {}", ran.out);
    }
}

#[test]
fn a_rate_of_another_type_and_odd_languages_are_warnings() {
    let env = TestEnv::new();
    env.job("a.yml", &format!("{READY}  pricePerHour: 25\n  languages: [es, \"German, English\"]\n"));
    let ran = env.run(&["check"]).exits(0);
    assert_eq!(ran.codes("a"), ["warning rate-mismatch", "warning language-name"]);
    assert!(ran.out.contains("languages: [Spanish, German, English]"), "{}", ran.out);
}
