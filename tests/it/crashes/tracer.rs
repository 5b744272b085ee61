//! A run under ptrace, stopped before and after each [`Act`], and killed there if so wished. The binary knows nothing of it.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::errno::Errno;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::act::{self, Act};

/// Where a run is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// At the entry of the syscall: it has not happened.
    Before,
    /// At its exit: it has happened, and the process has not learnt of it.
    After,
}

/// What becomes of a stopped run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It goes on.
    Lives,
    /// All its threads get SIGKILL, and none runs another instruction of its own.
    Dies,
}

/// Runs a command; `visit` is asked before and after each act below `folder` and each request. Returns how the run ended.
///
/// A tracer is a thread: all of this has to happen on one, and if it panics the system kills the traced.
pub(super) fn run(command: &Command, folder: &Path, mut visit: impl FnMut(Moment, &Act) -> Fate) -> WaitStatus {
    let leader = seized(command);
    // The threads that are in a syscall, and what it does.
    let mut inside: HashMap<Pid, Option<Act>> = HashMap::new();
    loop {
        let status = waitpid(None, Some(WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD)).expect("a traced thread");
        match status {
            WaitStatus::PtraceSyscall(thread) => {
                let (moment, act) = match inside.remove(&thread) {
                    Some(act) => (Moment::After, act),
                    None => (Moment::Before, act::next(thread, folder)),
                };
                let fate = act.as_ref().map_or(Fate::Lives, |act| visit(moment, act));
                if moment == Moment::Before {
                    inside.insert(thread, act);
                }
                match fate {
                    Fate::Lives => resume(thread, None),
                    Fate::Dies => kill(leader, Signal::SIGKILL).expect("killed"),
                }
            }
            WaitStatus::Stopped(thread, signal) => resume(thread, Some(signal)),
            WaitStatus::PtraceEvent(thread, ..) => resume(thread, None),
            WaitStatus::Exited(thread, _) | WaitStatus::Signaled(thread, ..) if thread == leader => return status,
            WaitStatus::Exited(thread, _) | WaitStatus::Signaled(thread, ..) => drop(inside.remove(&thread)),
            other => panic!("a thread can't be in this state: {other:?}"),
        }
    }
}

/// The command as a stopped process that is traced by this thread: a shell that stops itself becomes the command.
fn seized(command: &Command) -> Pid {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", r#"kill -STOP $$; exec "$0" "$@""#]).arg(command.get_program()).args(command.get_args());
    shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(command.get_current_dir().expect("a folder"));
    shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let leader = Pid::from_raw(shell.spawn().expect("started").id().try_into().expect("a process"));
    waitpid(leader, Some(WaitPidFlag::WUNTRACED)).expect("stopped");
    // With EXITKILL nothing outlives the tracer. The threads that it starts are traced as well.
    let options = Options::PTRACE_O_TRACESYSGOOD | Options::PTRACE_O_TRACECLONE | Options::PTRACE_O_EXITKILL;
    if let Err(errno) = ptrace::seize(leader, options) {
        kill(leader, Signal::SIGKILL).expect("killed");
        panic!("this test needs ptrace, which is not permitted here: {errno}");
    }
    leader
}

/// Lets a thread run to its next stop; one that is being killed needs no leave.
fn resume(thread: Pid, signal: Option<Signal>) {
    match ptrace::syscall(thread, signal) {
        Ok(()) | Err(Errno::ESRCH) => {}
        Err(errno) => panic!("thread {thread} can't be resumed: {errno}"),
    }
}
