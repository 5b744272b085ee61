//! Runs one process with a deadline.

use std::io;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Child;

use super::group::Group;

/// A helper that stays in the background keeps standard error open after git has ended: for instance ssh's `ControlPersist`.
const STDERR_TIMEOUT: Duration = Duration::from_secs(1);

/// From SIGTERM, on which git removes its lock files, to SIGKILL.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// Runs a command with `input` on standard input. After `limit`, the process and its children are killed: `None`.
pub(super) fn run(mut command: Command, input: &[u8], limit: Duration) -> io::Result<Option<Output>> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Group::lead_by(&mut command);
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut child = tokio::process::Command::from(command).spawn()?;
            let group = Group::new(&child);
            match tokio::time::timeout(limit, communicate(&mut child, input)).await {
                Ok(output) => output.map(Some),
                Err(_) => stop(child, &group).await.map(|()| None),
            }
        })
    };
    // On a thread of its own: the caller may be a task of a runtime, in which no other one can wait.
    std::thread::scope(|scope| scope.spawn(run).join()).unwrap_or_else(|_| Err(io::Error::other("a thread panicked")))
}

/// Writes and reads at once: the process may fill its output pipe before it has read all input.
async fn communicate(child: &mut Child, input: &[u8]) -> io::Result<Output> {
    let stdin = child.stdin.take();
    let mut out = child.stdout.take();
    let mut err = child.stderr.take();
    let mut stdout = Vec::new();
    let mut stderr = Vec::new();
    let write = async move {
        if let Some(mut stdin) = stdin {
            // A process may end without reading its input.
            let _ = stdin.write_all(input).await;
        }
    };
    let read_stdout = async {
        match &mut out {
            Some(pipe) => pipe.read_to_end(&mut stdout).await,
            None => Ok(0),
        }
    };
    let exit = async {
        let read = futures_util::future::join(write, read_stdout).await.1;
        read.and(child.wait().await)
    };
    let read_stderr = async {
        if let Some(pipe) = &mut err {
            let _ = pipe.read_to_end(&mut stderr).await;
        }
    };
    let status = match select(std::pin::pin!(exit), std::pin::pin!(read_stderr)).await {
        Either::Left((status, read_stderr)) => {
            let _ = tokio::time::timeout(STDERR_TIMEOUT, read_stderr).await;
            status
        }
        Either::Right(((), exit)) => exit.await,
    }?;
    Ok(Output { status, stdout, stderr })
}

async fn stop(mut child: Child, group: &Group) -> io::Result<()> {
    group.terminate();
    let ended = tokio::time::timeout(STOP_TIMEOUT, child.wait()).await;
    group.kill();
    if ended.is_err() { child.kill().await } else { Ok(()) }
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Instant;

    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn large_input_and_output_do_not_block_each_other() {
        let input = vec![b'x'; 8 << 20];
        let output = run(sh("tee /dev/stderr"), &input, Duration::from_secs(60)).expect("run").expect("in time");
        assert!(output.status.success() && output.stdout == input && output.stderr == input);
        let output = run(sh("exit 3"), &input, Duration::from_secs(60)).expect("run").expect("in time");
        assert_eq!(output.status.code(), Some(3), "input that nobody reads is no failure");
    }

    #[test]
    fn a_process_and_its_children_end_at_the_deadline() {
        let folder = tempfile::tempdir().expect("a folder");
        let marker = folder.path().join("marker");
        let scripts = [
            "sleep 600".to_owned(),
            "sleep 600 & wait".to_owned(),
            "trap '' TERM; sleep 600 & wait; sleep 600".to_owned(),
            // The child outlives its parent, unless it is killed too.
            format!("(trap '' TERM; sleep 3; touch {}) & exec sleep 600", marker.display()),
        ];
        for script in scripts {
            let start = Instant::now();
            let ended = run(sh(&script), b"", Duration::from_millis(200)).expect("run");
            assert!(ended.is_none() && start.elapsed() < Duration::from_secs(5), "{script}: {:?}", start.elapsed());
        }
        std::thread::sleep(Duration::from_millis(3500));
        assert!(!marker.exists());
    }

    #[test]
    fn a_process_in_the_background_that_keeps_standard_error_open_is_not_waited_for() {
        let start = Instant::now();
        let output = run(sh("sleep 20 >&- & echo out; echo err >&2"), b"", Duration::from_secs(60));
        let output = output.expect("run").expect("in time");
        assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (&b"out\n"[..], &b"err\n"[..]));
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
