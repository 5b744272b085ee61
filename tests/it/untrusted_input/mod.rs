//! Files, names and words that mean harm: each is refused or shown, none is waited for, followed or obeyed.

#[cfg(unix)]
mod places;
mod sizes;
mod texts;

use std::process::Command;
use std::time::Duration;

use crate::bounded;
use crate::test_env::{RunOutput, TestEnv};

/// What is far more than any of these runs takes.
const LONG: Duration = Duration::from_secs(30);

/// Runs a command that must come to an end.
#[track_caller]
fn bounded(env: &TestEnv, command: &mut Command) -> RunOutput {
    bounded::run(env, command, LONG)
}
