//! The environment of each call of git.

use std::ffi::OsString;
use std::process::Command;

/// Variables that redirect git, enable tracing or hold secrets. `GIT_CONFIG_COUNT` and `GITHUB_TOKEN` are not unset: git or its
/// credential helper may need them to authenticate.
const UNSET: [&str; 19] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CURL_VERBOSE",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
    // It overrides LC_ALL, and git's messages are matched in English.
    "LANGUAGE",
    "OPENTRAIN_API_TOKEN",
    "OT_API_TOKEN",
];

/// The prefix of all variables that enable tracing.
const TRACE_PREFIX: &str = "GIT_TRACE";

/// Traces that the user's configuration can enable too (`trace2.normalTarget`), which the variable overrides.
const TRACES_OFF: [&str; 3] = ["GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF"];

const COMMITTER_NAME: &str = "opentrain-jobs";
const COMMITTER_EMAIL: &str = "opentrain-jobs@users.noreply.github.com";

/// Sets up a command's environment. `inherited` are the names of this process's variables.
pub(super) fn scrub(command: &mut Command, inherited: impl Iterator<Item = OsString>) {
    for name in UNSET {
        command.env_remove(name);
    }
    for name in inherited.filter(is_trace) {
        command.env_remove(name);
    }
    command.envs(TRACES_OFF.map(|name| (name, "0")));
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    // A commit then needs no `user.name` and `user.email`.
    command.env("GIT_AUTHOR_NAME", COMMITTER_NAME).env("GIT_AUTHOR_EMAIL", COMMITTER_EMAIL);
    command.env("GIT_COMMITTER_NAME", COMMITTER_NAME).env("GIT_COMMITTER_EMAIL", COMMITTER_EMAIL);
}

/// Without regard to case, as Windows compares names of variables.
fn is_trace(name: &OsString) -> bool {
    name.to_string_lossy().to_ascii_uppercase().starts_with(TRACE_PREFIX)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn no_trace_and_no_secret_reaches_git() {
        let traces = ["GIT_TRACE", "GIT_TRACE_CURL", "GIT_TRACE_REDACT", "GIT_TRACE2_BRIEF", "GIT_TRACE_NEW"];
        let mut command = Command::new("git");
        scrub(&mut command, traces.iter().chain(&["PATH", "GIT_SSH_COMMAND"]).map(OsString::from));
        let set: Vec<(&OsStr, Option<&OsStr>)> = command.get_envs().collect();
        for name in traces.iter().chain(&["GIT_DIR", "OT_API_TOKEN", "OPENTRAIN_API_TOKEN"]) {
            assert!(set.contains(&(OsStr::new(name), None)), "{name} is not unset");
        }
        assert!(set.contains(&(OsStr::new("GIT_TRACE2"), Some(OsStr::new("0")))));
        assert!(set.iter().all(|(name, _)| *name != "PATH" && *name != "GIT_SSH_COMMAND"));
    }
}
