//! A definition with `job:` takes over a job that exists: never a create, and nothing is written before a `publish`.

use serde_json::{Value, json};

use crate::git_remote::GitRemote;
use crate::test_env::{READY, TestEnv};

/// A live job from the web app. Returns its id.
fn live_job(env: &TestEnv) -> String {
    env.control.add_job(json!({
        "title": "A job",
        "status": "OPEN",
        "fields": {
            "jobDescription": "Label posts.",
            "paymentType": "PAY_PER_LABEL",
            "pricePerLabel": 0.06,
            "languages": ["Spanish"],
        },
    }))
}

/// What is live, and what more stands under `fields`.
fn definition(job: &str, more: &str) -> String {
    format!(
        "job: {job}\ndescription: Label posts.\nfields:\n  jobTitle: A job\n  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06\n  languages: [Spanish]\n{more}"
    )
}

fn has_record(env: &TestEnv, id: &str) -> bool {
    env.file(&format!("records/jobs/{id}.json")).exists()
}

#[test]
fn only_a_publish_records_the_claim_and_what_differs_is_one_edit() {
    let env = TestEnv::new();
    let job = live_job(&env);
    env.job("a.yml", &definition(&job, "  headcount: 5\n"));
    for args in [&["plan", "--refresh"][..], &["draft"]] {
        let ran = env.run(args).exits(0);
        assert_eq!(ran.steps("a"), ["update planned"], "{args:?}");
        assert_eq!(ran.entry("a")["jobId"], job.as_str());
        assert_eq!(ran.entry("a")["onMerge"]["changes"], json!([{ "field": "headcount", "before": null, "after": 5 }]));
        assert!(ran.out.contains("takes over job"), "{}", ran.out);
        assert_eq!(env.requests(), ["GET /jobs/mine".to_owned(), format!("GET /jobs/{job}")], "{args:?}");
        assert!(!has_record(&env, "a"), "{args:?}");
    }
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["update done"]);
    assert!(ran.out.contains("took over job"), "{}", ran.out);
    assert_eq!(env.writes(), [format!("PATCH /jobs/{job}")]);
    for command in ["draft", "publish"] {
        let ran = env.run(&[command]).exits(0);
        assert_eq!(ran.entry("a")["steps"], json!([]));
        assert!(!ran.out.contains("adopted-job"), "{}", ran.out);
        env.only_read_the_list(command);
    }
    assert_eq!(env.control.jobs().len(), 1);
}

#[test]
fn lost_records_lose_nothing() {
    let env = TestEnv::new();
    let job = live_job(&env);
    env.job("a.yml", &definition(&job, "  headcount: 5\n"));
    let _ = env.run(&["publish"]).exits(0);
    env.lose_records();
    env.job("a.yml", &definition(&job, "").replace("0.06", "0.08"));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.entry("a")["changes"], json!([{ "field": "pricePerLabel", "before": 0.06, "after": 0.08 }]));
    assert_eq!(env.control.jobs().len(), 1);
    assert_eq!(env.control.jobs()[0]["fields"]["headcount"], 5);
}

#[test]
fn offline_it_is_not_known_yet_what_changes() {
    let env = TestEnv::new();
    env.job("a.yml", &definition("job_000001", ""));
    for args in [&["plan"][..], &["check"]] {
        let ran = env.run(args).exits(0);
        assert_eq!(ran.entry("a")["steps"], json!([]), "{args:?}");
        assert_eq!(ran.codes("a"), [""; 0], "{args:?}");
    }
    let ran = env.run(&["plan"]).exits(0);
    assert!(ran.out.contains("is not on record yet") && ran.out.contains("plan --refresh"), "{}", ran.out);
    assert_eq!(ran.entry("a")["onMerge"]["step"], "none");
}

#[test]
fn a_job_that_cannot_be_taken_over_is_an_error_and_nothing_is_created_in_its_place() {
    let rows: &[(&str, &str, i32, &[&str])] = &[
        ("DRAFT", "published", 1, &["error other-status"]),
        ("ONGOING", "published", 1, &["error other-status"]),
        ("PENDING_APPROVAL", "published", 1, &["error other-status"]),
        ("ON_HOLD", "published", 1, &["error other-status"]),
        ("ARCHIVED", "published", 1, &["error job-closed"]),
        ("COMPLETED", "published", 1, &["error job-closed"]),
        ("ARCHIVED", "closed", 0, &[]),
        ("OPEN", "draft", 1, &["error already-live"]),
        ("vanished", "published", 1, &["error job-missing"]),
        ("vanished", "closed", 1, &["error job-missing"]),
    ];
    for (status, state, exit, codes) in rows {
        for args in [&["plan", "--refresh"][..], &["draft"], &["publish"]] {
            let env = TestEnv::new();
            let job = live_job(&env);
            match *status {
                "vanished" => env.control.vanish(&job),
                status => env.control.set_status(&job, status),
            };
            env.job("a.yml", &(definition(&job, "") + &format!("state: {state}\n")));
            let ran = env.run(args).exits(*exit);
            assert_eq!(ran.codes("a"), *codes, "{args:?}: {status} {state}");
            assert_eq!(env.writes(), [""; 0], "{args:?}: {status} {state}");
        }
    }
}

#[test]
fn a_job_that_is_to_be_closed_is_taken_over_and_closed() {
    let env = TestEnv::new();
    let job = live_job(&env);
    env.job("a.yml", &format!("job: {job}\nstate: closed\n"));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.steps("a"), ["close done"]);
    assert_eq!(env.writes(), [format!("POST /jobs/{job}/close")]);
}

#[test]
fn a_job_that_closes_after_it_was_taken_over_is_told_as_any_other() {
    let env = TestEnv::new();
    let job = live_job(&env);
    env.job("a.yml", &definition(&job, ""));
    let _ = env.run(&["publish"]).exits(0);
    for (status, code) in [("ARCHIVED", "error job-closed"), ("DRAFT", "error withdrawn")] {
        env.control.set_status(&job, status);
        assert_eq!(env.run(&["draft"]).exits(1).codes("a"), [code]);
    }
}

#[test]
fn two_definitions_of_one_job_are_an_error_in_both_and_so_is_another_job_than_the_records() {
    let env = TestEnv::new();
    let job = live_job(&env);
    env.job("a.yml", &definition(&job, "")).job("b.yml", &format!("job: {job}\n"));
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(
        (ran.codes("a"), ran.codes("b")),
        (vec!["error duplicate-job".to_owned()], vec!["error duplicate-job".to_owned()])
    );
    env.remove_job("b.yml");
    let _ = env.run(&["publish"]).exits(0);
    let other = live_job(&env);
    env.job("a.yml", &definition(&other, ""));
    for args in [&["check"][..], &["plan"], &["draft"], &["publish"]] {
        assert_eq!(env.run(args).exits(1).codes("a"), ["error duplicate-job"], "{args:?}");
    }
    env.job("a.yml", &definition(&job, "")).job("c.yml", &format!("id: c\njob: {job}\n"));
    env.remove_job("a.yml");
    let ran = env.run(&["publish"]).exits(1);
    assert_eq!(ran.codes("c"), ["error duplicate-job"], "a renamed file keeps its id");
    assert_eq!(env.writes(), [""; 0]);
}

#[test]
fn a_definition_that_names_its_job_is_no_renamed_file() {
    let env = TestEnv::new();
    let job = live_job(&env);
    env.job("a.yml", &format!("{READY}  jobTitle: Another job\n"));
    let _ = env.run(&["publish"]).exits(0);
    env.remove_job("a.yml");
    env.job("b.yml", &definition(&job, ""));
    let ran = env.run(&["check"]).exits(0);
    assert_eq!(ran.codes("b"), [""; 0], "{}", ran.out);
}

#[test]
fn a_job_that_a_definition_names_is_no_possible_duplicate_of_another_one() {
    let env = TestEnv::new();
    let job = live_job(&env);
    env.job("a.yml", &definition(&job, "")).job("b.yml", &format!("{READY}  jobTitle: A job\n"));
    let ran = env.run(&["publish", "--only", "b"]).exits(0);
    assert_eq!(ran.steps("b"), ["create done", "publish done"]);
}

#[test]
fn a_definition_that_has_its_job_on_record_may_name_it_and_no_longer_name_it() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    let _ = env.run(&["publish"]).exits(0);
    let job = env.id_of("a");
    env.requests();
    env.job("a.yml", &format!("job: {job}\n{READY}"));
    let ran = env.run(&["publish"]).exits(0);
    assert_eq!(ran.entry("a")["steps"], json!([]));
    env.only_read_the_list("a job that is on record is not read again");
    env.job("a.yml", READY);
    assert_eq!(env.run(&["publish"]).exits(0).entry("a")["steps"], json!([]));
    env.only_read_the_list("the record knows the job");
}

#[test]
fn an_adopted_job_stays_named_in_its_file_since_nothing_else_finds_it_without_records() {
    let env = TestEnv::new();
    let job = live_job(&env);
    env.job("a.yml", &definition(&job, ""));
    let _ = env.run(&["publish"]).exits(0);
    env.requests();
    let unnamed = definition(&job, "").replace(&format!("job: {job}\n"), "").replace("A job", "Another title");
    env.job("a.yml", &unnamed);
    for args in [&["check"][..], &["plan"], &["draft"], &["publish"]] {
        let ran = env.run(args).exits(1);
        assert_eq!(ran.codes("a"), ["error removed-job-key"], "{args:?}");
        assert!(ran.out.contains(&format!("job: {job}")), "{}", ran.out);
    }
    assert_eq!(env.writes(), [""; 0]);
    env.job("a.yml", &format!("job: {job}\n{unnamed}"));
    assert_eq!(env.run(&["publish"]).exits(0).steps("a"), ["update done"]);
    env.job("a.yml", &format!("state: closed\n{unnamed}"));
    assert_eq!(env.run(&["publish"]).exits(0).steps("a"), ["close done"]);
    assert_eq!(env.control.jobs().len(), 1);
}

#[test]
fn beside_a_job_no_brief_is_needed_and_no_source_is_taken() {
    let rows: &[(&str, &[&str])] = &[
        ("job: job_000001\n", &[]),
        ("job: job_000001\ndescription: Label posts.\n", &[]),
        ("job: job_000001\nsource: {format: text, text: Label posts.}\n", &["error brief"]),
        ("job: job_000001\ndescription: a\nfields: {jobDescription: b}\n", &["error duplicate-description"]),
        ("job: job_000001\nfields: {jobDescription: b}\n", &[]),
        ("job:\n", &["error wrong-type"]),
        ("job: 12\n", &["error wrong-type"]),
        ("job: [a]\n", &["error wrong-type"]),
        ("job: https://app.opentrain.ai/jobs/job_000001\n", &["error wrong-type"]),
        ("job: ../mine\n", &["error wrong-type"]),
    ];
    for (text, codes) in rows {
        let env = TestEnv::new();
        env.job("a.yml", text);
        let ran = env.run(&["check"]).exits(i32::from(!codes.is_empty()));
        let errors: Vec<String> = ran.codes("a").into_iter().filter(|code| code.starts_with("error")).collect();
        assert_eq!(errors, *codes, "{text}");
    }
}

#[test]
fn a_claim_that_the_service_does_not_let_be_read_stops_the_run() {
    let env = TestEnv::new();
    let job = live_job(&env);
    env.job("a.yml", &definition(&job, "  headcount: 5\n"));
    env.faults(&[&format!("GET /jobs/{job} * = 503")]);
    let ran = env.run(&["publish"]).exits(3);
    assert_eq!(ran.run_codes(), ["error service"]);
    assert_eq!(env.writes(), [""; 0]);
    let null: Value = json!([]);
    assert_eq!(ran.entry("a")["steps"], null);
    assert!(!has_record(&env, "a"));
}

#[test]
fn a_job_that_a_definition_names_is_not_unclaimed() {
    let env = TestEnv::new();
    let job = live_job(&env);
    let other = live_job(&env);
    env.job("a.yml", &definition(&job, ""));
    let report = env.run(&["status"]).exits(0).report();
    assert_eq!(report["unclaimed"].as_array().map(Vec::len), Some(1));
    assert_eq!(report["unclaimed"][0]["jobId"], other.as_str());
    assert!(!has_record(&env, "a"));
}

#[test]
fn on_a_branch_a_claim_is_pushed_by_publish_alone() {
    let forge = GitRemote::new();
    let job = live_job(&forge.env);
    let clone = forge.clone("one");
    clone.job("a.yml", &definition(&job, "")).job("b.yml", READY);
    let ran = clone.run(&["draft"]).exits(0);
    assert!(ran.out.contains("takes over job"), "{}", ran.out);
    assert_eq!(forge.files(), ["jobs/b.json", "store.json"]);
    let _ = clone.run(&["publish"]).exits(0);
    assert_eq!(forge.file("jobs/a.json")["job"]["id"], job.as_str());
    assert_eq!(forge.subjects()[0], "publish: 1 adopted, 1 published");
    let other = forge.clone("two");
    other.job("a.yml", &definition(&job, "")).job("b.yml", READY);
    forge.env.requests();
    let _ = other.run(&["publish"]).exits(0);
    forge.env.only_read_the_list("the claim is on record");
}
