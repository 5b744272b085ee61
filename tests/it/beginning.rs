//! `init`: from an empty repository to definitions that `check` takes.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::git_remote::{GitRemote, git, search_path};
use crate::test_env::{RunOutput, TestEnv};

const WORKFLOW: &str = ".github/workflows/opentrain-jobs.yml";
const FILES: [&str; 3] = ["jobs/_config.yml", "jobs/_example.yml", WORKFLOW];

/// The commands whose help has examples.
const WITH_EXAMPLES: &[&str] = &["init", "status", "doctor"];

fn of_this_repository(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a file")
}

/// An empty git repository without a remote.
fn repository() -> TestEnv {
    let env = TestEnv::new();
    fs::remove_dir(env.file("jobs")).expect("removed");
    git(env.path(), &["init", "--quiet"]);
    env
}

fn run(env: &TestEnv, args: &[&str]) -> RunOutput {
    let mut command = env.bare();
    command.env("PATH", search_path()).env("OT_API_BASE_URL", &env.url).args(args);
    RunOutput::of(command.output().expect("run"))
}

#[test]
fn a_new_repository_gets_three_files_and_three_steps_and_check_passes() {
    let env = repository();
    let ran = run(&env, &["init"]).exits(0);
    insta::assert_snapshot!(ran.out);
    for (file, source) in FILES.iter().zip([
        "examples/start/_config.yml",
        "examples/start/_example.yml",
        "examples/workflows/opentrain-jobs.yml",
    ]) {
        assert_eq!(fs::read_to_string(env.file(file)).expect("written"), of_this_repository(source), "{file}");
    }
    let ran = run(&env, &["check", "--format", "json"]).exits(0);
    assert_eq!(ran.run_codes(), ["warning no-definitions"], "only a definition is left to write");
    assert_eq!(env.requests(), Vec::<String>::new(), "nobody is asked");
}

#[test]
fn what_is_there_is_left_as_it_is() {
    for kept in FILES {
        let env = repository();
        fs::create_dir_all(env.file(kept).parent().expect("a parent")).expect("a folder");
        fs::write(env.file(kept), "# mine\n").expect("written");
        let ran = run(&env, &["init"]).exits(0);
        for file in FILES {
            let line = if file == kept { format!("kept   {file}") } else { format!("wrote  {file}") };
            assert!(ran.out.contains(&line), "{line}: {}", ran.out);
        }
        assert_eq!(fs::read_to_string(env.file(kept)).expect("kept"), "# mine\n");
        let texts = || FILES.map(|file| fs::read_to_string(env.file(file)).expect("a file"));
        let before = texts();
        let ran = run(&env, &["init"]).exits(0);
        assert_eq!((ran.out.matches("kept ").count(), texts()), (3, before), "{}", ran.out);
    }
}

#[test]
fn a_workflow_of_another_name_is_not_joined_by_a_second_one() {
    let env = repository();
    fs::create_dir_all(env.file(".github/workflows")).expect("a folder");
    let text = "jobs: {a: {steps: [{uses: acme/opentrain-jobs@v1}]}}";
    fs::write(env.file(".github/workflows/postings.yaml"), text).expect("written");
    let ran = run(&env, &["init"]).exits(0);
    assert!(ran.out.contains("kept   .github/workflows/postings.yaml"), "{}", ran.out);
    assert!(!env.file(WORKFLOW).exists());
}

#[test]
fn a_copy_of_the_example_goes_live_on_the_sandbox_without_a_word() {
    let env = repository();
    let _ = run(&env, &["init"]).exits(0);
    fs::copy(env.file("jobs/_example.yml"), env.file("jobs/my-first-job.yml")).expect("copied");
    for args in [&["check", "--format", "json"][..], &["publish", "--sandbox", "--format", "json"]] {
        let ran = run(&env, args).exits(0);
        assert_eq!((ran.codes("my-first-job"), ran.run_codes()), (vec![], vec![]), "{args:?}");
    }
}

#[test]
fn the_steps_name_the_environments_of_the_workflow() {
    let workflow: serde_yaml::Value =
        serde_yaml::from_str(&of_this_repository("examples/workflows/opentrain-jobs.yml")).expect("YAML");
    let ran = run(&repository(), &["init"]).exits(0);
    let jobs = workflow["jobs"].as_mapping().expect("jobs").values();
    let name = |job: &serde_yaml::Value| job["environment"]["name"].as_str().map(str::to_owned);
    let names: Vec<String> = jobs.filter_map(name).collect();
    assert_eq!(names.len(), 2);
    for name in names {
        assert!(ran.out.contains(&format!("/environments/{name}'")), "{name}: {}", ran.out);
        assert!(ran.out.contains(&format!("--env {name}\n")), "{name}: {}", ran.out);
    }
}

#[test]
fn the_steps_fit_the_branch_and_the_folder_and_can_be_pasted() {
    let remote = GitRemote::new();
    let clone = remote.clone("here");
    fs::remove_dir(clone.path.join("jobs")).expect("removed");
    git(&clone.path, &["update-ref", "refs/remotes/origin/a;b", "HEAD"]);
    git(&clone.path, &["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/a;b"]);
    let mut command = remote.env.bare();
    let command = command.current_dir(&clone.path).env("PATH", search_path()).args(["init", "--jobs", "all jobs"]);
    let ran = RunOutput::of(command.output().expect("run")).exits(0);
    for words in [
        "-f name='a;b'\n",
        "`branches: [main]` becomes `branches: [a;b]`",
        "`jobs/**` becomes `all jobs/**`",
        "cp 'all jobs'/_example.yml 'all jobs'/my-first-job.yml\n",
        "opentrain-jobs check --jobs 'all jobs'\n",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn the_first_commit_is_a_step_only_where_there_is_none() {
    let env = repository();
    let first = "git commit --allow-empty -m 'Begin'";
    let branch = "`branches`, and `name=` above, must be your default branch";
    let ran = run(&env, &["init"]).exits(0);
    assert_eq!((ran.out.contains(first), ran.out.contains(branch)), (true, false), "{}", ran.out);
    git(env.path(), &["commit", "--quiet", "--allow-empty", "--message", "Begin"]);
    let ran = run(&env, &["init"]).exits(0);
    assert_eq!((ran.out.contains(first), ran.out.contains(branch)), (false, true), "{}", ran.out);
}

/// Runs the commands of git, `cp` and `cd` that `init` printed, in the folder where it ran.
fn paste(env: &TestEnv, printed: &str, folder: &Path) {
    let commands = printed.lines().filter_map(|line| line.strip_prefix("     "));
    let commands: Vec<&str> =
        commands.filter(|line| ["cd ", "cp ", "git "].iter().any(|word| line.starts_with(word))).collect();
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", &commands.join("\n")]).current_dir(folder);
    shell.env_clear().env("PATH", search_path()).env("HOME", env.path());
    for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"] {
        shell.env(name, "ann@acme.example");
    }
    let output = shell.output().expect("sh");
    assert!(output.status.success(), "{commands:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[test]
fn the_steps_of_an_empty_repository_can_be_pasted_whatever_git_calls_the_first_branch() {
    for first in ["main", "trunk"] {
        let env = repository();
        git(env.path(), &["symbolic-ref", "HEAD", &format!("refs/heads/{first}")]);
        git(env.path(), &["init", "--quiet", "--bare", "remote.git"]);
        git(env.path(), &["remote", "add", "origin", "remote.git"]);
        let ran = run(&env, &["init"]).exits(0);
        paste(&env, &ran.out, env.path());
        let merged = git(&env.file("remote.git"), &["diff", "--name-only", "main...my-first-job"]);
        let added = [WORKFLOW, "jobs/_config.yml", "jobs/_example.yml", "jobs/my-first-job.yml"];
        assert_eq!(merged, added.join("\n"), "{first}");
    }
}

#[cfg(unix)]
#[test]
fn the_steps_can_be_pasted_wherever_init_ran() {
    for (folder, jobs, below_root) in [
        ("repository/s", "jobs", "s/jobs"),
        ("repository/s/t", "../job s", "s/job s"),
        ("repository/s", "..", "."),
        ("elsewhere", "../repository/jobs", "jobs"),
        ("elsewhere", "../repository/my jobs", "my jobs"),
        ("repository/nested", "../jobs", "jobs"),
    ] {
        let env = TestEnv::new();
        fs::create_dir_all(env.file("repository")).expect("a folder");
        let repository = fs::canonicalize(env.file("repository")).expect("a folder");
        git(&repository, &["init", "--quiet"]);
        git(env.path(), &["init", "--quiet", "--bare", "remote.git"]);
        git(&repository, &["remote", "add", "origin", "../remote.git"]);
        let here = env.file(folder);
        fs::create_dir_all(&here).expect("a folder");
        if folder.ends_with("nested") {
            git(&here, &["init", "--quiet"]);
        }
        let mut command = env.bare();
        let command = command.current_dir(&here).env("PATH", search_path()).args(["init", "--jobs", jobs]);
        let ran = RunOutput::of(command.output().expect("run")).exits(0);
        paste(&env, &ran.out, &here);
        let merged = git(&env.file("remote.git"), &["ls-tree", "-r", "--name-only", "-z", "my-first-job"]);
        let merged: Vec<&str> = merged.split_terminator('\0').collect();
        for file in ["_config.yml", "_example.yml", "my-first-job.yml"] {
            let file = if below_root == "." { file.to_owned() } else { format!("{below_root}/{file}") };
            assert!(merged.contains(&file.as_str()), "{folder} {jobs}: no {file} in {merged:?}");
        }
        assert!(merged.contains(&WORKFLOW), "{folder} {jobs}: {merged:?}");
    }
}

#[test]
fn nothing_is_written_into_gits_own_folder() {
    let env = repository();
    for jobs in [".git/x", ".git/x/y", "missing/../.git/x", ".git", ".GIT/x"] {
        let ran = run(&env, &["init", "--jobs", jobs]).exits(2);
        assert!(ran.err.contains("in a folder of git's own"), "{jobs}: {}", ran.err);
        assert!(!env.file(".git/x").exists() && !env.file(".github").exists(), "{jobs}");
    }
}

#[test]
fn a_missing_token_is_a_missing_secret_in_github_actions() {
    let env = TestEnv::new();
    for (actions, advice, other) in [(None, "--sandbox", "gh secret set"), (Some("true"), "gh secret set", "--sandbox")]
    {
        let mut command = env.bare();
        command
            .env("PATH", search_path())
            .env_remove("OT_API_TOKEN")
            .envs(actions.map(|value| ("GITHUB_ACTIONS", value)));
        let ran = RunOutput::of(command.args(["plan", "--refresh", "--namespace", "acme/jobs"]).output().expect("run"));
        assert!(ran.err.contains("OT_API_TOKEN is not set"), "{}", ran.err);
        assert_eq!((ran.err.contains(advice), ran.err.contains(other)), (true, false), "{}", ran.err);
    }
}

#[test]
fn a_place_that_no_command_could_work_in_is_refused_untouched() {
    let env = TestEnv::new();
    let ran = run(&env, &["init"]).exits(2);
    assert!(ran.err.contains("git init"), "{}", ran.err);
    let env = repository();
    fs::write(env.file("jobs"), "a file").expect("written");
    let ran = run(&env, &["init"]).exits(2);
    assert!(ran.err.contains("not a directory"), "{}", ran.err);
    assert!(!env.file(".github").exists());
}

#[cfg(unix)]
#[test]
fn links_lead_init_nowhere() {
    let env = repository();
    fs::create_dir(env.file("elsewhere")).expect("a folder");
    std::os::unix::fs::symlink("elsewhere", env.file("jobs")).expect("a link");
    let ran = run(&env, &["init"]).exits(2);
    assert!(ran.err.contains("link"), "{}", ran.err);
    fs::remove_file(env.file("jobs")).expect("removed");
    fs::create_dir(env.file("jobs")).expect("a folder");
    std::os::unix::fs::symlink("../elsewhere/new", env.file("jobs/_config.yml")).expect("a link");
    let ran = run(&env, &["init"]).exits(0);
    assert!(ran.out.contains("kept   jobs/_config.yml"), "{}", ran.out);
    assert_eq!(fs::read_dir(env.file("elsewhere")).expect("a folder").count(), 0);
}

#[cfg(unix)]
#[test]
fn a_linked_folder_of_workflows_is_refused_before_anything_is_written() {
    for (link, target) in
        [(".github", "outside"), (".github", "nowhere"), (".github/workflows", "../../outside"), (".github", "inside")]
    {
        let env = TestEnv::new();
        let clone = env.file("clone");
        for folder in ["outside", "clone/.git", "clone/inside"] {
            fs::create_dir_all(env.file(folder)).expect("a folder");
        }
        let path = clone.join(link);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        let target = if target == "outside" { "../outside" } else { target };
        std::os::unix::fs::symlink(target, path).expect("a link");
        let mut command = env.bare();
        let ran = RunOutput::of(command.current_dir(&clone).arg("init").output().expect("run")).exits(2);
        assert!(ran.err.contains(&format!("`{link}` is a link")), "{link} {target}: {}", ran.err);
        assert_eq!(fs::read_dir(env.file("outside")).expect("a folder").count(), 0, "{link} {target}");
        assert!(!clone.join("jobs").exists(), "{link} {target}: nothing is begun");
    }
}

#[test]
fn each_help_has_two_examples() {
    for command in WITH_EXAMPLES {
        let output =
            Command::new(env!("CARGO_BIN_EXE_opentrain-jobs")).args([command, "--help"]).output().expect("run");
        let help = String::from_utf8(output.stdout).expect("UTF-8");
        let (_, examples) = help.split_once("Examples:\n").expect("examples");
        assert_eq!(examples.matches(&format!("  opentrain-jobs {command}")).count(), 2, "{help}");
    }
}
