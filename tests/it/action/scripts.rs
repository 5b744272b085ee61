//! The rig: a runner with its folders and tools, and the action where a runner puts it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::git_remote::search_path;

/// What the scripts may use of this machine.
const TOOLS: &[&str] = &[
    "bash",
    "cat",
    "chmod",
    "cp",
    "cut",
    "env",
    "find",
    "getconf",
    "head",
    "ldd",
    "mkdir",
    "mktemp",
    "mv",
    "rm",
    "sed",
    "sh",
    "sha256sum",
    "sort",
    "tail",
    "xargs",
];

/// Serves what lies below `releases`, by its address.
const CURL: &str = r#"#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in -o) file=$2; shift ;; -w | --proto | --retry) shift ;; https:*) url=${1#https://} ;; esac
  shift
done
echo "$url" >>"$RUNNER/curl"
if [ -n "$CURL_FAILS" ]; then echo "curl: ($CURL_FAILS) it failed" >&2; exit "$CURL_FAILS"; fi
if [ -f "$RUNNER/releases/$url" ]; then cp "$RUNNER/releases/$url" "$file"; printf 200; exit; fi
printf '%s' "${CURL_STATUS:-404}"
echo "curl: (22) The requested URL returned error: ${CURL_STATUS:-404}" >&2
exit 22
"#;

/// A binary that prints its arguments and its token.
pub(super) const BINARY: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\"\necho \"token=$OT_API_TOKEN\"\n";

pub(super) struct Scripts {
    folder: tempfile::TempDir,
    variables: BTreeMap<String, String>,
}

/// What a script printed and left.
#[must_use = "assert the exit code with `exits`"]
pub(super) struct Ended {
    code: Option<i32>,
    pub(super) log: String,
    outputs: String,
}

impl Scripts {
    /// A runner with the action at `path`, as `OWNER/NAME/REF`.
    pub(super) fn new(path: &str) -> Self {
        let scripts = Self { folder: tempfile::tempdir().expect("a folder"), variables: BTreeMap::new() };
        for folder in ["bin", "temp", "work"] {
            fs::create_dir(scripts.file(folder)).expect("a folder");
        }
        let folders: Vec<PathBuf> = std::env::split_paths(&search_path()).collect();
        for tool in TOOLS {
            let found = folders.iter().map(|folder| folder.join(tool)).find(|file| file.exists());
            std::os::unix::fs::symlink(found.unwrap_or_else(|| panic!("no {tool}")), scripts.file("bin").join(tool))
                .expect("linked");
        }
        scripts.tool("curl", CURL);
        let action = scripts.file("_actions").join(path);
        for folder in ["src", "sandbox/src", ".github/action"] {
            fs::create_dir_all(action.join(folder)).expect("a folder");
        }
        for file in ["src/main.rs", "sandbox/src/lib.rs", "sandbox/Cargo.toml", "Cargo.toml", "Cargo.lock"] {
            fs::write(action.join(file), file).expect("written");
        }
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action");
        for file in fs::read_dir(own).expect("the scripts").map(|entry| entry.expect("an entry").path()) {
            fs::copy(&file, action.join(".github/action").join(file.file_name().expect("a name"))).expect("copied");
        }
        scripts.with("GITHUB_ACTION_PATH", action)
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same with a variable of the step.
    pub(super) fn with(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.variables.insert(name.to_owned(), value.as_ref().to_string_lossy().into_owned());
        self
    }

    /// Puts a program on the PATH.
    pub(super) fn tool(&self, name: &str, text: &str) {
        let file = self.file("bin").join(name);
        let _ = fs::remove_file(&file);
        executable(&file, text);
    }

    pub(super) fn without_tool(&self, name: &str) {
        fs::remove_file(self.file("bin").join(name)).expect("removed");
    }

    /// Publishes a release whose asset for this runner is `binary`, with its right sum.
    pub(super) fn release(&self, repository: &str, version: &str, binary: &str) {
        let asset = self.asset(repository, version);
        fs::create_dir_all(asset.parent().expect("a folder")).expect("a folder");
        fs::write(&asset, binary).expect("written");
        let sum = Command::new("sha256sum").arg(&asset).output().expect("sha256sum").stdout;
        fs::write(asset.with_extension("sha256"), sum).expect("written");
    }

    pub(super) fn asset(&self, repository: &str, version: &str) -> PathBuf {
        let name = "opentrain-jobs-x86_64-unknown-linux-gnu";
        self.file(&format!("releases/github.com/{repository}/releases/download/{version}/{name}"))
    }

    /// The addresses that were asked for.
    pub(super) fn asked(&self) -> Vec<String> {
        let text = fs::read_to_string(self.file("curl")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Runs one of the action's scripts as a step.
    pub(super) fn run(&self, script: &str) -> Ended {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action").join(script);
        let _ = fs::remove_file(self.file("output"));
        let mut command = Command::new(self.file("bin/bash"));
        command.arg(own).current_dir(self.file("work")).env_clear().env("PATH", self.file("bin"));
        command.env("RUNNER", self.folder.path()).env("RUNNER_TEMP", self.file("temp"));
        command.env("RUNNER_OS", "Linux").env("RUNNER_ARCH", "X64").env("GITHUB_OUTPUT", self.file("output"));
        let output = command.envs(&self.variables).output().expect("run");
        let log = [output.stdout, output.stderr].concat();
        Ended {
            code: output.status.code(),
            log: String::from_utf8(log).expect("UTF-8"),
            outputs: fs::read_to_string(self.file("output")).unwrap_or_default(),
        }
    }
}

impl Ended {
    #[track_caller]
    pub(super) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.log);
        let errors = self.log.lines().filter(|line| line.starts_with("::error")).count();
        assert!(errors <= 1, "{}", self.log);
        self
    }

    /// Ends with this code and one error that has these words.
    #[track_caller]
    pub(super) fn fails(self, code: i32, words: &[&str]) {
        let ended = self.exits(code);
        let error = ended.log.lines().find(|line| line.starts_with("::error title=opentrain-jobs::"));
        let error = error.unwrap_or_else(|| panic!("no error: {}", ended.log));
        words.iter().for_each(|word| assert!(error.contains(word), "{word}: {error}"));
        assert_eq!(ended.output("failed"), Some(code.to_string().as_str()));
        assert_eq!(ended.output("binary"), None, "nothing to run");
    }

    pub(super) fn output(&self, name: &str) -> Option<&str> {
        self.outputs.lines().rev().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
    }

    pub(super) fn outputs(&self) -> &str {
        &self.outputs
    }
}

pub(super) fn executable(file: &Path, text: &str) {
    fs::write(file, text).expect("written");
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("executable");
}
