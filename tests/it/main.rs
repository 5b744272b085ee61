//! The tests that talk real HTTP: one binary, one file a subject.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop at its first surprise")]

mod account;
#[cfg(target_os = "linux")]
mod action;
mod adopt;
mod architecture;
mod beginning;
mod bounded;
mod branch;
mod branch_crashes;
mod branch_remote;
#[cfg(target_os = "linux")]
mod certificates;
mod ci_inputs;
mod corpus;
#[cfg(target_os = "linux")]
mod crashes;
mod defaults;
mod doctor;
mod documents;
mod edited_records;
mod end_to_end;
mod fault_matrix;
mod first_afternoon;
#[allow(unreachable_pub, reason = "to the fuzz targets it is a library")]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;
mod git_remote;
mod github;
mod github_end_to_end;
mod github_issue;
mod github_merged;
mod help;
mod holds;
mod http_remote;
mod idempotency;
mod invariants;
mod job_key;
mod load;
mod lost_answers;
mod manual_changes;
mod missing_fields;
mod on_merge;
mod pages;
mod pay;
mod plan_properties;
mod plausibility;
mod properties;
#[cfg(unix)]
mod publish_gate;
mod refusals;
#[cfg(unix)]
mod release;
mod removals;
mod reports;
mod schema;
mod secrets;
mod settings;
mod setup;
#[cfg(unix)]
mod signals;
mod status;
mod status_report;
mod step;
mod story;
mod superseded;
mod test_env;
mod token_redaction;
mod touched;
mod two_directories;
mod untrusted_input;
mod workflows;
