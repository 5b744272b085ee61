//! Files, names and words that mean harm: each is refused or shown, none is waited for, followed or obeyed.

#[cfg(unix)]
mod places;
mod sizes;
mod words;

use std::fs;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::house::{House, Ran};

/// What is far more than any of these runs takes.
const LONG: Duration = Duration::from_secs(30);

/// Runs a command that must come to an end.
#[track_caller]
fn bounded(house: &House, command: &mut Command) -> Ran {
    let file = |name: &str| fs::File::create(house.file(name)).expect("a file");
    let begin = Instant::now();
    let mut child = command.stdout(file("stdout")).stderr(file("stderr")).spawn().expect("started");
    let status = loop {
        if let Some(status) = child.try_wait().expect("asked") {
            break status;
        }
        if begin.elapsed() > LONG {
            child.kill().expect("killed");
            panic!("{command:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let [stdout, stderr] = ["stdout", "stderr"].map(|name| fs::read(house.file(name)).expect("read"));
    Ran::of(Output { status, stdout, stderr })
}
