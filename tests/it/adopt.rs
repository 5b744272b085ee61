//! Jobs that exist come under definitions: by `adopt`, and by the key `job:`.

use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::test_env::{READY, RunOutput, TestEnv};

/// A live job from the web app. Returns its id.
fn live_job(env: &TestEnv, title: &str, fields: &Value) -> String {
    env.control.add_job(json!({ "title": title, "status": "OPEN", "fields": fields }))
}

fn labeling() -> Value {
    json!({
        "jobDescription": "Label 20,000 posts.\n\n  - by mood\n  - by language\n\nPay per label.",
        "paymentType": "PAY_PER_LABEL",
        "pricePerLabel": 0.06,
        "experienceLevel": "ANY_EXPERIENCE_LEVEL",
        "languages": ["Spanish", "English"],
        "countries": ["ES"],
        "labelTypes": ["OBJECT_DETECTION"],
        "dataType": "IMAGE",
        "labelingSoftware": "OTHER",
        "headcount": 5,
    })
}

/// `adopt` with the flags that every command gets.
fn adopt(env: &TestEnv, args: &[&str]) -> RunOutput {
    env.text(&[&["adopt"], args].concat())
}

/// The output without the sandbox's port, which is another one in each run.
fn without_port(env: &TestEnv, ran: &RunOutput) -> String {
    ran.out.replace(&env.url, "http://127.0.0.1:8787")
}

fn steps_of_all(ran: &RunOutput) -> Vec<Value> {
    let report = ran.report();
    let jobs = report["jobs"].as_array().expect("jobs");
    jobs.iter().flat_map(|job| job["steps"].as_array().expect("steps")).cloned().collect()
}

/// The definitions that were written are valid and plan nothing, and `publish` records them without a write.
#[track_caller]
fn is_adopted(env: &TestEnv) {
    let _ = env.run(&["check"]).exits(0);
    let planned = env.run(&["plan", "--refresh"]).exits(0);
    assert_eq!(steps_of_all(&planned), [Value::Null; 0], "{}", planned.out);
    env.requests();
    let _ = env.run(&["publish"]).exits(0);
    assert_eq!(env.writes(), [""; 0]);
    let _ = env.run(&["publish"]).exits(0);
    env.only_read_the_list("the claims are on record");
}

#[test]
fn an_adopted_job_is_written_down_as_it_is_live_and_what_is_not_shown_stands_in_comments() {
    let env = TestEnv::new();
    let job = live_job(&env, "Spanish: sentiment of posts #1", &labeling());
    let ran = adopt(&env, &[&job]).exits(0);
    insta::assert_snapshot!("adopt", without_port(&env, &ran));
    let text = fs::read_to_string(env.file("jobs/spanish-sentiment-of-posts-1.yml")).expect("a file");
    insta::assert_snapshot!("adopted_definition", text);
    assert_eq!(env.writes(), [""; 0]);
    is_adopted(&env);
}

#[test]
fn all_live_jobs_are_listed_first_and_written_with_yes() {
    let env = TestEnv::new();
    env.job("mine.yml", &format!("{READY}  jobTitle: Mine\n"));
    let _ = env.run(&["publish"]).exits(0);
    let _ = live_job(&env, "Twice", &labeling());
    let _ = live_job(
        &env,
        "Twice",
        &json!({ "jobDescription": "Another one.", "paymentType": "FIXED_PRICE", "fixedPrice": 500.0 }),
    );
    let _ = env.control.add_job(json!({ "title": "A draft" }));
    let listed = adopt(&env, &["--all-live"]).exits(0);
    insta::assert_snapshot!("adopt_all_live", without_port(&env, &listed));
    let mut in_a_workflow = env.command(&["adopt", "--all-live"]);
    let public = RunOutput::of(in_a_workflow.env("GITHUB_ACTIONS", "true").output().expect("run")).exits(0);
    assert!(public.out.contains("2 open jobs") && !public.out.contains("Twice"), "{}", public.out);
    assert_eq!(fs::read_dir(env.file("jobs")).expect("a folder").count(), 1);
    let written = adopt(&env, &["--all-live", "--yes"]).exits(0);
    assert!(
        written.out.contains("wrote  jobs/twice.yml") && written.out.contains("wrote  jobs/twice-2.yml"),
        "{}",
        written.out
    );
    is_adopted(&env);
    let again = adopt(&env, &["--all-live", "--yes"]).exits(0);
    assert_eq!(again.out, "No open job of the account is without a definition or a record here.\n");
}

#[test]
fn what_cannot_be_written_back_stands_in_comments_and_is_no_change() {
    let rows: &[(&str, Value, &[&str])] = &[
        (
            "an hourly range",
            json!({ "paymentType": "PAY_PER_HOUR", "hourlyMin": 20, "hourlyMax": 30 }),
            &["#   hourlyMin: 20", "#   hourlyMax: 30"],
        ),
        (
            "another currency",
            json!({ "paymentType": "PAY_PER_HOUR", "pricePerHour": 20, "currency": "EUR" }),
            &["#   currency: EUR", "#   hourlyRate: 20"],
        ),
        (
            "a rate of another type",
            json!({ "paymentType": "FIXED_PRICE", "fixedPrice": 900, "pricePerHour": 20 }),
            &["  fixedPrice: 900", "#   hourlyRate: 20"],
        ),
        (
            "a rate that looks grouped",
            json!({ "paymentType": "PAY_PER_HOUR", "pricePerHour": 12.125 }),
            &["  pricePerHour: 12.1250"],
        ),
        (
            "a control character",
            json!({ "jobDescription": "a\u{7}b" }),
            &["#   jobDescription: a value that this file can't hold"],
        ),
        (
            "a token",
            json!({ "jobDescription": "ot_pat_1234567890abcdef" }),
            &["#   jobDescription: a value that this file can't hold"],
        ),
        ("an unknown level", json!({ "experienceLevel": "Wizard" }), &["#   experienceLevel: Wizard"]),
    ];
    for (reason, fields, lines) in rows {
        let env = TestEnv::new();
        let job = live_job(&env, "A job", fields);
        let _ = adopt(&env, &[&job]).exits(0);
        let text = fs::read_to_string(env.file("jobs/a-job.yml")).expect("a file");
        for line in *lines {
            assert!(text.lines().any(|written| written == *line), "{reason}: {line}\n{text}");
        }
        is_adopted(&env);
    }
}

#[test]
fn folders_defaults_change_nothing_about_an_adopted_job() {
    let env = TestEnv::new();
    env.job(
        "_defaults.yml",
        "fields: {headcount: 9, languages: [French], paymentType: PAY_PER_HOUR, pricePerHour: 9}\n",
    );
    let job = live_job(&env, "A job", &labeling());
    let _ = adopt(&env, &[&job, "--id", "vision/cars"]).exits(0);
    assert!(env.file("jobs/vision/cars.yml").exists());
    is_adopted(&env);
}

#[test]
fn a_text_that_is_shown_with_other_white_space_is_no_change() {
    let env = TestEnv::variant(&["shown-text=reflowed", "listed-title=rewritten"]);
    let job = live_job(&env, "A job", &labeling());
    env.job("a.yml", &format!("job: {job}\ndescription: |\n  Label 20,000 posts.\n\n    - by mood\n    - by language\n\n  Pay per label.\n"));
    let ran = env.run(&["plan", "--refresh"]).exits(0);
    assert_eq!(steps_of_all(&ran), [Value::Null; 0], "{}", ran.out);
    assert!(!ran.out.contains("edited-elsewhere"), "{}", ran.out);
}

#[test]
fn nothing_is_overwritten_and_what_cannot_be_adopted_is_refused_as_a_whole() {
    let env = TestEnv::new();
    let open = live_job(&env, "A job", &labeling());
    let draft = env.control.add_job(json!({ "title": "A draft" }));
    let rows: &[(&[&str], &str)] = &[
        (&[&open, &draft], "is DRAFT, and only an open job can be adopted"),
        (&[&open, "job_999"], "is not among the account's jobs"),
        (&[&open, "job_999"], "`opentrain-jobs adopt --all-live` lists the open jobs"),
        (&[&open, &draft, "--id", "a"], "--id names one definition"),
        (&[&open, "--format", "json"], "has no report"),
        (&[&open, "--all-live"], "cannot be used with"),
        (&["--yes"], "required"),
        (&[], "required"),
    ];
    for (args, message) in rows {
        let ran = adopt(&env, args).exits(2);
        assert!(ran.err.contains(message), "{args:?}: {}", ran.err);
        assert_eq!(fs::read_dir(env.file("jobs")).expect("a folder").count(), 0, "{args:?}");
    }
    fs::write(env.file("jobs/a-job.yml"), "# mine\n").expect("written");
    let _ = adopt(&env, &[&open]).exits(0);
    assert_eq!(fs::read_to_string(env.file("jobs/a-job.yml")).expect("a file"), "# mine\n");
    assert!(env.file("jobs/a-job-2.yml").exists());
    let kept = adopt(&env, &[&open]).exits(0);
    assert!(kept.out.contains("kept   jobs/a-job-2.yml"), "{}", kept.out);
}

#[test]
fn an_id_that_cannot_be_honoured_is_refused() {
    let env = TestEnv::new();
    let job = live_job(&env, "A job", &labeling());
    let other = live_job(&env, "Other", &labeling());
    let _ = env.job("gone.yml", READY).run(&["publish"]).exits(0);
    env.remove_job("gone.yml");
    env.job("mine.yml", &format!("id: named\njob: {job}\n"));
    let rows: &[(&[&str], &str)] = &[
        (&[&job, "--id", "other"], "jobs/mine.yml with the id `named`"),
        (&[&other, "--id", "named"], "jobs/mine.yml is there already"),
        (&[&other, "--id", "gone"], "it is on record for another job"),
        (&[&other, "--id", "mine"], "is there already"),
    ];
    for (args, message) in rows {
        let ran = adopt(&env, args).exits(2);
        assert!(ran.err.contains(message), "{args:?}: {}", ran.err);
        assert_eq!(fs::read_dir(env.file("jobs")).expect("a folder").count(), 1, "{args:?}");
    }
    let kept = adopt(&env, &[&job, "--id", "named"]).exits(0);
    assert!(kept.out.contains("kept   jobs/mine.yml"), "{}", kept.out);
}

#[test]
fn an_id_whose_file_has_the_other_ending_or_an_error_is_taken() {
    for (file, text) in [
        ("zz.yaml", READY.to_owned()),
        ("zz.yaml", format!("id: other\n{READY}")),
        ("zz.yaml", "description: [\n".to_owned()),
        ("b.yml", format!("id: zz\n{READY}")),
        ("b.yml", "id: \"zz\"\ndescription: [\n".to_owned()),
    ] {
        let env = TestEnv::new();
        let job = live_job(&env, "zz", &labeling());
        env.job(file, &text);
        let ran = adopt(&env, &[&job, "--id", "zz"]).exits(2);
        assert!(ran.err.contains(&format!("jobs/{file} is there already")), "{text}: {}", ran.err);
        assert_eq!(fs::read_dir(env.file("jobs")).expect("a folder").count(), 1, "{text}");
        let _ = adopt(&env, &[&job]).exits(0);
        assert!(env.file("jobs/zz-2.yml").exists(), "{text}: the next name is free");
    }
}

#[test]
fn a_job_that_a_file_names_is_claimed_whatever_else_is_wrong_with_the_file() {
    let job = "JOB";
    for (name, text, reason) in [
        ("Bad Name.yml", format!("job: {job}\n"), "its path is no id"),
        ("b.yml", format!("id: Bad Id\njob: {job}\n"), "its id is invalid"),
        ("b.yml", format!("id: a\njob: {job}\n"), "its id is that of another file"),
        ("b.yml", format!("job: {job}\nfields:\n  headcount: five\n"), "a value is wrong"),
        ("b.yml", format!("job: https://app.opentrain.ai/jobs/{job}\n"), "an address is no id of a job"),
        ("b.yml", format!("job: \"{job}\"\nfields: [\n"), "it can't be parsed"),
    ] {
        let env = TestEnv::new();
        let open = live_job(&env, "A job", &labeling());
        env.job("a.yml", READY).job(name, &text.replace(job, &open));
        let listed = adopt(&env, &["--all-live"]).exits(0);
        assert_eq!(listed.out, "No open job of the account is without a definition or a record here.\n", "{reason}");
        let kept = adopt(&env, &[&open]).exits(0);
        assert!(kept.out.contains(&format!("kept   jobs/{name}")), "{reason}: {}", kept.out);
        let refused = adopt(&env, &[&open, "--id", "zz"]).exits(2);
        assert!(refused.err.contains(&format!("has a definition already, jobs/{name}")), "{reason}: {}", refused.err);
        assert_eq!(fs::read_dir(env.file("jobs")).expect("a folder").count(), 2, "{reason}");
    }
}

#[test]
fn a_job_whose_definition_was_removed_is_not_adopted_under_another_id() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("a.yml");
    let job = env.id_of("a");
    let ran = adopt(&env, &[&job]).exits(2);
    assert!(ran.err.contains("is on record for the definition `a`"), "{}", ran.err);
    let listed = adopt(&env, &["--all-live"]).exits(0);
    assert_eq!(listed.out, "No open job of the account is without a definition or a record here.\n");
    let other = live_job(&env, "A", &labeling());
    let _ = adopt(&env, &[&other]).exits(0);
    assert!(env.file("jobs/a-2.yml").exists(), "the id `a` stays that of its job");
}

#[test]
fn a_title_is_no_workflow_command_and_no_terminal_code() {
    let env = TestEnv::new();
    let job = live_job(&env, "x\n::error::y\u{1b}[31m", &labeling());
    for args in [&["--all-live"][..], &[&job]] {
        let ran = adopt(&env, args).exits(0);
        let is_inert =
            |text: &str| !text.contains('\u{1b}') && !text.lines().any(|line| line.trim_start().starts_with("::"));
        assert!(is_inert(&ran.out) && is_inert(&ran.err), "{}", ran.out);
    }
    is_adopted(&env);
}

#[test]
fn a_page_that_is_not_shown_yet_is_left_for_later() {
    let env = TestEnv::new();
    let shown = live_job(&env, "Shown", &labeling());
    let hidden = live_job(&env, "Hidden", &labeling());
    env.faults(&[&format!("GET /jobs/{hidden} * = 404")]);
    let ran = adopt(&env, &[&shown, &hidden]).exits(3);
    assert!(ran.out.contains("wrote  jobs/shown.yml") && ran.out.contains("left   job"), "{}", ran.out);
    env.job("hidden.yml", &format!("job: {hidden}\n"));
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.codes("hidden"), ["error other-status"]);
    assert_eq!(env.writes(), [""; 0]);
}

#[test]
fn an_account_on_several_pages_is_adopted_as_a_whole() {
    let env = TestEnv::variant(&["page-cap=2"]);
    for number in 0..7 {
        let _ = live_job(&env, &format!("Job {number}"), &labeling());
    }
    env.faults(&["GET /jobs/mine #2 = 403"]);
    let _ = adopt(&env, &["--all-live", "--yes"]).exits(2);
    assert_eq!(fs::read_dir(env.file("jobs")).expect("a folder").count(), 0, "half a list is none");
    let _ = adopt(&env, &["--all-live", "--yes"]).exits(0);
    assert_eq!(fs::read_dir(env.file("jobs")).expect("a folder").count(), 7);
    is_adopted(&env);
}

#[test]
fn the_sandboxs_own_state_can_be_adopted() {
    let env = TestEnv::new();
    env.job("a.yml", &format!("{READY}  jobTitle: A job\n"));
    let run = |args: &[&str]| {
        RunOutput::of(env.bare().args(args).args(["--sandbox", "--records", "dir:state"]).output().expect("run"))
    };
    let _ = run(&["publish"]).exits(0);
    env.remove_job("a.yml");
    fs::remove_dir_all(env.file("state/jobs")).expect("removed");
    let _ = run(&["adopt", "--all-live", "--yes"]).exits(0);
    let ran = run(&["plan", "--refresh", "--format", "json"]).exits(0);
    assert_eq!(steps_of_all(&ran), [Value::Null; 0], "{}", ran.out);
}

fn hostile_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "# ",
        " #x",
        ": ",
        "- ",
        "|",
        ">",
        "---",
        "...",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "  ",
        "\"",
        "'",
        "\\",
        "%",
        "@",
        "`",
        "{",
        "[",
        "&a",
        "*a",
        "!!int",
        "null",
        "yes",
        "0x1f",
        "1.000",
        "\u{a0}",
        "\u{85}",
        "\u{2028}",
        "\u{200b}",
        "\u{200d}",
        "\u{202e}",
        "\u{feff}",
        "\u{7}",
        "\u{0}",
        "<<<<<<< HEAD\n",
        ">>>>>>> x\n",
        "::error::x",
        "\u{1b}[31m",
        "ot_pat_1234567890",
        "é",
        "日本",
        "😀",
        "word",
        "🧑\u{200d}🚀",
        "job: other",
        "\nfields:\n  headcount: 9",
        "../../x",
    ]);
    prop_oneof![3 => prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat()), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn whatever_jobs_are_called_and_say_their_definitions_are_valid_and_plan_nothing(
        jobs in prop::collection::vec((hostile_text(), hostile_text(), hostile_text()), 30)
    ) {
        let env = TestEnv::new();
        for (title, text, language) in &jobs {
            let fields = json!({ "jobDescription": text, "labelingSoftware": language, "languages": [language], "dataType": text });
            let _ = live_job(&env, title, &fields);
        }
        let _ = adopt(&env, &["--all-live", "--yes"]).exits(0);
        prop_assert_eq!(fs::read_dir(env.file("jobs")).expect("a folder").count(), jobs.len());
        is_adopted(&env);
    }
}
