//! The environment of each call of git.

use std::ffi::{OsStr, OsString};
use std::process::Command;

/// Variables that redirect git, enable tracing or hold secrets. `GIT_CONFIG_COUNT` and `GITHUB_TOKEN` are not unset: git or its
/// credential helper may need them to authenticate.
const UNSET: [&str; 25] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CURL_VERBOSE",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
    // It overrides LC_ALL, and git's messages are matched in English.
    "LANGUAGE",
    "OPENTRAIN_API_TOKEN",
    "OT_API_TOKEN",
    // It opens a dialog. `GIT_ASKPASS` is not unset: it may be a script that prints a token.
    "SSH_ASKPASS",
];

/// The prefix of all variables that enable tracing.
const TRACE_PREFIX: &str = "GIT_TRACE";

/// Traces that the user's configuration can enable too (`trace2.normalTarget`), which the variable overrides.
const TRACES_OFF: [&str; 3] = ["GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF"];

/// The programs that the user chose for credentials. They are left as they are; git's own way is set not to prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    /// An ssh command: `core.sshCommand`, `GIT_SSH_COMMAND` or `GIT_SSH`.
    pub(super) ssh: bool,
    /// A program that prints user and password: `core.askPass` or `GIT_ASKPASS`.
    pub(super) askpass: bool,
}

impl Chosen {
    /// What is chosen by these settings (lines of `git config --get-regexp`) and variables.
    pub(super) fn new(settings: &str, mut variables: impl Iterator<Item = OsString>) -> Self {
        let is_set = |name: &str| settings.lines().any(|line| line.to_ascii_lowercase().starts_with(name));
        let chosen = Self { ssh: is_set("core.sshcommand"), askpass: is_set("core.askpass") };
        variables.by_ref().fold(chosen, |chosen, name| Self {
            ssh: chosen.ssh || name == "GIT_SSH_COMMAND" || name == "GIT_SSH",
            askpass: chosen.askpass || name == "GIT_ASKPASS",
        })
    }
}

const COMMITTER_NAME: &str = "opentrain-jobs";
const COMMITTER_EMAIL: &str = "opentrain-jobs@users.noreply.github.com";

/// Sets up a command's environment. `inherited` are the names of this process's variables.
pub(super) fn scrub(command: &mut Command, chosen: Chosen, inherited: impl Iterator<Item = OsString>) {
    if !chosen.ssh {
        command.env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
    }
    for name in UNSET {
        command.env_remove(name);
    }
    for name in inherited.filter(|name| is_trace(name)) {
        command.env_remove(name);
    }
    command.envs(TRACES_OFF.map(|name| (name, "0")));
    // A replaced object would be compared in the place of a merged one.
    command.env("GIT_NO_REPLACE_OBJECTS", "1");
    command.env("GIT_TERMINAL_PROMPT", "0").env("GCM_INTERACTIVE", "never").env("LC_ALL", "C");
    // A commit then needs no `user.name` and `user.email`.
    command.env("GIT_AUTHOR_NAME", COMMITTER_NAME).env("GIT_AUTHOR_EMAIL", COMMITTER_EMAIL);
    command.env("GIT_COMMITTER_NAME", COMMITTER_NAME).env("GIT_COMMITTER_EMAIL", COMMITTER_EMAIL);
}

/// Without regard to case, as Windows compares names of variables.
fn is_trace(name: &OsStr) -> bool {
    name.to_string_lossy().to_ascii_uppercase().starts_with(TRACE_PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_chose_for_credentials_is_left_as_it_is() {
        let ssh = Chosen { ssh: true, askpass: false };
        let askpass = Chosen { ssh: false, askpass: true };
        for (settings, variable, expected) in [
            ("", "PATH", Chosen::default()),
            ("core.sshcommand ssh -i key\n", "PATH", ssh),
            ("", "GIT_SSH", ssh),
            ("", "GIT_SSH_COMMAND", ssh),
            ("core.askpass /bin/token\n", "PATH", askpass),
            ("", "GIT_ASKPASS", askpass),
            ("", "SSH_ASKPASS", Chosen::default()),
        ] {
            let chosen = Chosen::new(settings, [OsString::from(variable)].into_iter());
            assert_eq!(chosen, expected, "{settings} {variable}");
            let mut command = Command::new("git");
            scrub(&mut command, chosen, std::iter::empty());
            let is_batch = command.get_envs().any(|(name, value)| name == "GIT_SSH_COMMAND" && value.is_some());
            assert_eq!(is_batch, !chosen.ssh);
        }
    }

    #[test]
    fn no_trace_and_no_secret_reaches_git() {
        let traces = ["GIT_TRACE", "GIT_TRACE_CURL", "GIT_TRACE_REDACT", "GIT_TRACE2_BRIEF", "GIT_TRACE_NEW"];
        let mut command = Command::new("git");
        scrub(
            &mut command,
            Chosen { ssh: true, askpass: false },
            traces.iter().chain(&["PATH", "GIT_SSH_COMMAND"]).map(OsString::from),
        );
        let set: Vec<(&OsStr, Option<&OsStr>)> = command.get_envs().collect();
        for name in
            traces.iter().chain(&["GIT_DIR", "GIT_EXTERNAL_DIFF", "SSH_ASKPASS", "OT_API_TOKEN", "OPENTRAIN_API_TOKEN"])
        {
            assert!(set.contains(&(OsStr::new(name), None)), "{name} is not unset");
        }
        assert!(set.contains(&(OsStr::new("GIT_TRACE2"), Some(OsStr::new("0")))));
        assert!(set.iter().all(|(name, _)| *name != "PATH" && *name != "GIT_SSH_COMMAND"));
    }
}
