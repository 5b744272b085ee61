//! The token appears nowhere, whatever the service, GitHub and git repeat of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::git_remote::{GitRemote, git};
use crate::github::stand_in::{StandIn, TOKEN as GITHUB_TOKEN};
use crate::github_end_to_end::{OPENED, Runner, commit, pull, push, runner};
use crate::http_remote::HttpRemote;
use crate::test_env::{READY, RunOutput, TestEnv};
use crate::token_redaction::{Echo, Mode};

/// A token that looks like none of OpenTrain's: only what knows it can mask it.
const TOKEN: &str = "verysecret.0123~456+789/abc=";

/// Fails if a part of a secret stands in any of these texts.
#[track_caller]
fn assert_kept(what: &str, texts: &[&[u8]]) {
    for text in texts {
        for secret in ["verysecret", "0123~456", "dmVyeXNlY3JldA"] {
            let found = text.windows(secret.len()).position(|part| part == secret.as_bytes());
            let around =
                found.map(|at| String::from_utf8_lossy(&text[at.saturating_sub(80)..(at + 80).min(text.len())]));
            assert_eq!(around, None, "{what}");
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Fails if a part of a secret stands in what a run said or left.
#[track_caller]
fn assert_ran_kept(what: &str, ran: &RunOutput, folder: &Path) {
    assert_kept(what, &[ran.out.as_bytes(), ran.err.as_bytes()]);
    for file in files(folder) {
        assert_kept(&format!("{what} {}", file.display()), &[&fs::read(&file).expect("read")]);
    }
}

/// The most talkative way to run a command against a service.
fn talkative(env: &TestEnv, echo: &Echo, args: &[&str]) -> Command {
    let mut command = env.bare();
    command.args(args).args(["--namespace", "acme/jobs", "--base-url", &echo.url, "--records", "dir:records", "-vvv"]);
    command.args(["--report", "json=r.json", "--report", "markdown=r.md"]).env("OT_API_TOKEN", TOKEN);
    command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
    command
}

#[test]
fn an_echo_of_the_token_is_masked_in_every_answer_and_every_form() {
    for mode in Mode::ALL {
        let (env, echo) = (TestEnv::new(), Echo::start(mode));
        env.job("a.yml", READY).job("b.yml", "description: Label.\n");
        for (args, format) in [
            (vec!["draft"], "markdown"),
            (vec!["plan", "--refresh"], "json"),
            (vec!["publish"], "text"),
            (vec!["publish"], "json"),
            (vec!["status"], "text"),
            (vec!["doctor"], "markdown"),
            (vec!["check"], "text"),
        ] {
            env.job("b.yml", &format!("description: Label.\nfields: {{headcount: {}}}\n", args.len() + format.len()));
            let mut command = talkative(&env, &echo, &args);
            let ran = RunOutput::of(command.args(["--format", format]).output().expect("run"));
            assert_ran_kept(&format!("{mode:?} {args:?} {format}"), &ran, env.path());
            let asked = if args == ["doctor"] { "/auth/me: " } else { "/jobs/mine: " };
            assert!(ran.err.contains(asked) || args == ["check"], "nothing was logged: {}", ran.err);
        }
        assert!(echo.echoed() > 0, "{mode:?}: nothing was echoed");
    }
}

#[test]
fn what_is_masked_is_told_all_the_same() {
    let (env, echo) = (TestEnv::new(), Echo::start(Mode::Gaps));
    env.job("a.yml", READY);
    let ran = RunOutput::of(talkative(&env, &echo, &["draft"]).output().expect("run")).exits(1);
    assert!(ran.out.contains("missing") && ran.out.contains("[token]"), "{}", ran.out);
    assert!(fs::read_to_string(env.file("records/jobs/a.json")).expect("a record").contains("[token]"));
}

#[test]
fn a_token_is_masked_wherever_it_comes_from() {
    let (env, echo) = (TestEnv::new(), Echo::start(Mode::Refused(400)));
    env.job("a.yml", READY);
    fs::create_dir_all(env.file("config/opentrain")).expect("a folder");
    let saved = format!("{{\"apiToken\": \"{TOKEN}\"}}");
    for source in ["OT_API_TOKEN", "OPENTRAIN_API_TOKEN", "XDG_CONFIG_HOME"] {
        let mut command = talkative(&env, &echo, &["draft"]);
        command.env_remove("OT_API_TOKEN");
        match source {
            "XDG_CONFIG_HOME" => {
                fs::write(env.file("config/opentrain/cli.json"), &saved).expect("written");
                command.env(source, env.file("config"));
            }
            name => drop(command.env(name, TOKEN)),
        }
        let ran = RunOutput::of(command.output().expect("run"));
        let _ = fs::remove_file(env.file("config/opentrain/cli.json"));
        assert_ran_kept(source, &ran, env.path());
        assert!(ran.err.contains("[token]"), "{source}: {}", ran.err);
    }
}

#[test]
fn a_token_that_can_be_none_is_not_repeated() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    for bad in
        ["verysecret 0123", "verysecret\n0123", "verysecret\"0123", "verysecret|0123", "verysecret%0123", "verysecretü"]
    {
        for name in ["OT_API_TOKEN", "OPENTRAIN_API_TOKEN"] {
            let mut command = env.command(&["draft", "-vvv"]);
            let ran = RunOutput::of(command.env_remove("OT_API_TOKEN").env(name, bad).output().expect("run")).exits(2);
            assert!(ran.err.contains(name), "{}", ran.err);
            assert_ran_kept(bad, &ran, env.path());
        }
    }
    assert_eq!(env.requests(), Vec::<String>::new());
}

#[test]
fn a_token_in_a_definition_is_refused_and_not_repeated() {
    let env = TestEnv::new();
    let token = "ot_pat_verysecret_0123456789";
    env.job(
        "a.yml",
        &format!("description: Use {token}.\nfields: {{jobTitle: {token}, {token}: 1}}\nstate: {token}\n"),
    );
    env.job("b.yml", "source: {format: text, file: b.md}\n").job("b.md", &format!("Use {token}."));
    for command in ["check", "plan", "draft", "publish"] {
        for format in ["text", "json", "markdown"] {
            let ran = env.text(&[command, "-vvv", "--format", format]).exits(1);
            assert_kept(command, &[ran.out.as_bytes(), ran.err.as_bytes()]);
            assert!(ran.out.contains("secret"), "{}", ran.out);
        }
    }
    assert_eq!(env.writes(), Vec::<String>::new());
}

/// What a remote holds: all its objects, reachable or not.
fn objects(forge: &GitRemote) -> Vec<u8> {
    let remote = forge.remote();
    let output =
        Command::new("git").arg("-C").arg(remote).args(["cat-file", "--batch-all-objects", "--batch"]).output();
    output.expect("git").stdout
}

#[test]
fn a_workflow_tells_github_everything_but_the_tokens() {
    for mode in [Mode::Gaps, Mode::Ready, Mode::Refused(400), Mode::Refused(403), Mode::Refused(500)] {
        let (forge, github, echo) = (GitRemote::new(), StandIn::new(), Echo::start(mode));
        let mut runner = Runner { github: &github, folder: runner(&github, &forge), run: 1000 };
        let work = forge.clone("work");
        let head = commit(work.job("a.yml", READY), "topic");
        for (event, payload, reference) in
            [("pull_request", pull(OPENED, &head), "refs/pull/7/merge"), ("push", push(&head), "refs/heads/main")]
        {
            if event == "push" {
                git(&work.path, &["push", "--quiet", "origin", "HEAD:main"]);
            }
            runner.run += 1;
            let mut command = runner.command(&work, event, &payload, reference, &["-vvv"]);
            let address: Vec<_> = command.get_args().map(std::ffi::OsStr::to_owned).collect();
            let mut ours = Command::new(command.get_program());
            ours.args(
                address
                    .iter()
                    .map(|arg| if arg.to_str() == Some(&forge.env.url) { echo.url.as_ref() } else { arg.as_os_str() }),
            );
            ours.current_dir(&work.path)
                .env_clear()
                .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            command = ours;
            let ran = RunOutput::of(command.env("OT_API_TOKEN", TOKEN).env("RUST_LOG", "trace").output().expect("run"));
            assert_kept(&format!("{mode:?} {event}"), &[ran.out.as_bytes(), ran.err.as_bytes(), &objects(&forge)]);
            for file in [runner.folder.join("output"), runner.folder.join("summary"), runner.output("report").into()] {
                let text = fs::read(&file).expect("written");
                assert_kept(&format!("{mode:?} {event} {}", file.display()), &[&text]);
            }
        }
        let world = github.world();
        assert!(!world.comments.is_empty(), "{mode:?}");
        let told = format!("{:?} {:?} {:?}", world.comments, world.review_comments, world.reviews);
        assert_kept(&format!("{mode:?}"), &[told.as_bytes()]);
        assert!(echo.echoed() > 0, "{mode:?}");
    }
}

#[test]
fn a_token_of_github_is_masked_wherever_it_is_repeated() {
    let (forge, github) = (GitRemote::new(), StandIn::new());
    let mut runner = Runner { github: &github, folder: runner(&github, &forge), run: 1000 };
    let work = forge.clone("work");
    let head = commit(work.job("a.yml", READY), "topic");
    let mut run = |args: &[&str]| {
        runner.run += 1;
        let args = [args, &["-vvv"]].concat();
        let mut command = runner.command(&work, "pull_request", &pull(OPENED, &head), "refs/pull/7/merge", &args);
        let ran = RunOutput::of(command.output().expect("run"));
        assert_ran_kept("GitHub", &ran, &runner.folder);
        ran
    };
    for status in [401, 403, 422, 500] {
        github.world().faults = vec![("", status, 99)];
        let ran = run(&[]).exits(0);
        assert!(ran.err.contains("can't be updated"), "{}", ran.err);
    }
    github.world().faults = Vec::new();
    forge.hook(&format!("echo 'no entry with {GITHUB_TOKEN}'; exit 1"));
    work.job("a.yml", &READY.replace("0.06", "0.07"));
    let ran = run(&[]).exits(2);
    assert!(ran.err.contains("no entry with [token]"), "{}", ran.err);
    let told = format!("{:?}", github.world().comments);
    assert_kept("GitHub", &[told.as_bytes()]);
    assert!(told.contains("no entry with [token]"), "{told}");
}

#[test]
fn the_credentials_of_a_remote_are_not_repeated() {
    for remote in [
        "https://x:verysecret@host/jobs.git",
        "https://verysecret@host",
        "https://verysecret:0123~456@host/a b/c",
        "https://host/a/jobs.git?token=verysecret",
        "https://host/a/jobs.git#verysecret",
    ] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        git(env.path(), &["init", "--quiet"]);
        git(env.path(), &["remote", "add", "origin", remote]);
        let mut command = env.bare();
        command.env("PATH", crate::git_remote::search_path()).args(["plan", "-vvv", "--records", "dir:records"]);
        let ran = RunOutput::of(command.output().expect("run"));
        assert_kept(remote, &[ran.out.as_bytes(), ran.err.as_bytes()]);
    }
}

#[test]
fn no_command_repeats_the_query_of_the_url_of_a_remote() {
    let remote = GitRemote::new();
    let work = remote.clone("work");
    work.job("a.yml", READY);
    let http = HttpRemote::new(&remote, Duration::ZERO);
    http.fail("404 Not Found");
    for query in ["?token=verysecret", "#verysecret"] {
        git(&work.path, &["remote", "set-url", "origin", &format!("{}{query}", http.url)]);
        for args in [&["plan"][..], &["draft"], &["publish"], &["status"], &["doctor"]] {
            let ran = work.run_unmerged(&[args, &["-vvv"]].concat());
            let told = format!("{}{}", ran.out, ran.err);
            assert!(told.contains(&format!("{}'", http.url)), "{args:?}: {told}");
            assert_kept(query, &[told.as_bytes()]);
        }
    }
}

#[test]
fn tracing_of_git_is_off() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    git(env.path(), &["init", "--quiet"]);
    git(env.path(), &["config", "trace2.normalTarget", "1"]);
    git(env.path(), &["remote", "add", "origin", "ssh://x:verysecret@127.0.0.1:1/jobs.git"]);
    for trace in ["GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE_SETUP"] {
        let mut command = env.bare();
        command.env("PATH", crate::git_remote::search_path()).env("GIT_SSH_COMMAND", "false").env(trace, "1");
        command.args(["plan", "-vvv", "--namespace", "acme/jobs", "--records", "git:records"]);
        command.env("OT_API_TOKEN", TOKEN);
        let ran = RunOutput::of(command.output().expect("run"));
        assert_kept(trace, &[ran.out.as_bytes(), ran.err.as_bytes()]);
        assert!(ran.err.contains("refs/heads/records"), "git was asked: {}", ran.err);
    }
}

#[test]
fn an_address_with_credentials_is_refused_and_not_repeated() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    for address in ["https://verysecret@host", "https://x:verysecret@host", "https://host/verysecret"] {
        let ran = RunOutput::of(
            env.bare()
                .args(["draft", "--records", "dir:r", "--namespace", "a/b", "--base-url", address])
                .output()
                .expect("run"),
        );
        assert_ran_kept(address, &ran.exits(2), env.path());
    }
}
