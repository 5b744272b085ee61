//! Runs that must come to an end: one that does not is a failure, and no test that hangs.

use std::fs;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::test_env::{RunOutput, TestEnv};

/// Runs a command, for so long at most.
#[track_caller]
pub(crate) fn run(env: &TestEnv, command: &mut Command, longest: Duration) -> RunOutput {
    // Not to a pipe, which would have to be read meanwhile.
    let file = |name: &str| fs::File::create(env.file(name)).expect("a file");
    let begin = Instant::now();
    let mut child = command.stdout(file("stdout")).stderr(file("stderr")).spawn().expect("started");
    let status = loop {
        if let Some(status) = child.try_wait().expect("asked") {
            break status;
        }
        if begin.elapsed() > longest {
            child.kill().expect("killed");
            panic!("it does not end within {longest:?}: {command:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let [stdout, stderr] = ["stdout", "stderr"].map(|name| fs::read(env.file(name)).expect("read"));
    RunOutput::of(Output { status, stdout, stderr })
}
