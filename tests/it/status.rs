//! The status table: what is wanted, against what is, each cell with both commands.

use crate::test_env::{READY, TestEnv};

/// What is wanted, the job's status (none: no job), the steps of `draft`, those of `publish`, the exit code of both, the findings.
type Cell = (&'static str, Option<&'static str>, Words, Words, i32, Words);
type Words = &'static [&'static str];

const TABLE: &[Cell] = &[
    ("draft", None, &["create done"], &["create done"], 0, &[]),
    ("published", None, &["create done", "publish planned"], &["create done", "publish done"], 0, &[]),
    ("closed", None, &[], &[], 0, &[]),
    ("draft", Some("DRAFT"), &["patch done"], &["patch done"], 0, &[]),
    ("published", Some("DRAFT"), &["patch done", "publish planned"], &["patch done", "publish done"], 0, &[]),
    ("closed", Some("DRAFT"), &[], &[], 0, &[]),
    ("draft", Some("OPEN"), &[], &[], 1, &["error already-live"]),
    ("published", Some("OPEN"), &["update planned"], &["update done"], 0, &[]),
    ("closed", Some("OPEN"), &["close planned"], &["close done"], 0, &[]),
    ("draft", Some("ARCHIVED"), &[], &[], 1, &["error job-closed"]),
    ("published", Some("ARCHIVED"), &[], &[], 1, &["error job-closed"]),
    ("closed", Some("ARCHIVED"), &[], &[], 0, &[]),
    ("draft", Some("COMPLETED"), &[], &[], 1, &["error job-closed"]),
    ("published", Some("COMPLETED"), &[], &[], 0, &["warning job-completed"]),
    ("closed", Some("COMPLETED"), &[], &[], 0, &[]),
    ("draft", Some("ONGOING"), &[], &[], 0, &[]),
    ("published", Some("ONGOING"), &[], &[], 0, &[]),
    ("closed", Some("ONGOING"), &["close planned"], &["close done"], 0, &[]),
    ("draft", Some("PENDING_APPROVAL"), &[], &[], 0, &[]),
    ("published", Some("PENDING_APPROVAL"), &[], &[], 0, &[]),
    ("closed", Some("PENDING_APPROVAL"), &["close planned"], &["close done"], 0, &[]),
    ("draft", Some("ON_THE_MOON"), &[], &[], 0, &[]),
    ("published", Some("ON_THE_MOON"), &[], &[], 0, &[]),
    ("closed", Some("ON_THE_MOON"), &["close planned"], &["close done"], 0, &[]),
];

#[test]
fn each_cell_of_the_status_table_holds() {
    for (wanted, status, draft, publish, code, findings) in TABLE {
        for (command, steps) in [("draft", draft), ("publish", publish)] {
            let cell = format!("{command}: {wanted} wanted, job is {status:?}");
            let env = TestEnv::new();
            env.job("a.yml", &format!("state: draft\n{READY}"));
            if let Some(status) = status {
                let _ = env.run(&["draft"]).exits(0);
                env.control.set_status("job_000001", status);
            }
            env.requests();
            env.job("a.yml", &format!("state: {wanted}\n{}", READY.replace("0.06", "0.07")));
            let ran = env.run(&[command]);
            let ran = ran.exits(*code);
            assert_eq!(ran.steps("a"), *steps, "{cell}");
            assert_eq!(ran.codes("a"), *findings, "{cell}");
            let writes = env.writes();
            let live = |write: &String| write.contains("/jobs/");
            assert!(command == "publish" || !writes.iter().any(live), "{cell}: {writes:?}");
        }
    }
}
