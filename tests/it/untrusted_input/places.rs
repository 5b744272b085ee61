//! Places where something else stands than the file that belongs there.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::bounded;
use crate::test_env::{READY, TestEnv};

type Make = fn(&std::path::Path);

/// What can stand where a file belongs, and never ends or is none.
const STRANGE: [(&str, Make); 4] = [
    ("pipe", |path| assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success())),
    ("device", |path| symlink("/dev/zero", path).expect("a link")),
    ("folder", |path| fs::create_dir(path).expect("a folder")),
    ("socket", |path| drop(std::os::unix::net::UnixListener::bind(path).expect("a socket"))),
];

#[test]
fn what_is_no_file_is_refused_and_never_waited_for() {
    for (place, args, code) in [
        ("jobs/a.md", vec!["check"], 1),
        ("jobs/b.yml", vec!["check"], 1),
        ("records/jobs/b.json", vec!["plan"], 2),
        ("records/store.json", vec!["draft"], 2),
        ("records/capabilities.json", vec!["check"], 2),
        ("records/.lock", vec!["publish"], 2),
        ("records/sandbox.jsonl", vec!["draft", "--sandbox", "--namespace", "sandbox"], 2),
    ] {
        for (kind, make) in STRANGE {
            let env = TestEnv::new();
            env.job("a.yml", "state: draft\ndescriptionFile: a.md\n").job("a.md", "Label.");
            fs::create_dir_all(env.file("records/jobs")).expect("a folder");
            let _ = fs::remove_file(env.file(place));
            make(&env.file(place));
            // A folder named like a definition is a folder.
            let code = if (place, kind) == ("jobs/b.yml", "folder") { 0 } else { code };
            let mut command = env.bare();
            command.args(&args).args(["--records", "dir:records", "--format", "json"]);
            if !args.contains(&"--sandbox") && args != ["check"] {
                command.args(["--namespace", "acme/jobs", "--base-url", &env.url]);
            }
            let ran = bounded(&env, &mut command).exits(code);
            assert!(code != 2 || ran.err.contains(place), "{place} {kind}: {}", ran.err);
            assert_eq!(env.requests(), Vec::<String>::new(), "{place} {kind}");
        }
    }
}

#[test]
fn a_report_goes_to_no_pipe_that_nobody_may_read() {
    let env = TestEnv::new();
    env.job("a.yml", READY);
    (STRANGE[0].1)(&env.file("pipe"));
    symlink("pipe", env.file("link")).expect("a link");
    for name in ["pipe", "link"] {
        let ran = bounded(&env, env.command(&["draft"]).args(["--report", &format!("json={name}")])).exits(2);
        assert!(ran.err.contains("it is a named pipe"), "{}", ran.err);
    }
    assert_eq!(env.requests(), Vec::<String>::new());
    let ran = env.text(&["plan", "-q", "--report", "json=/dev/stdout"]).exits(0);
    assert!(ran.out.contains("\"version\": 1"), "{}", ran.out);
}

#[test]
fn links_in_a_store_are_not_followed() {
    for link in ["jobs", "jobs/a.json", "store.json", "capabilities.json", ".lock"] {
        let env = TestEnv::new();
        env.job("a.yml", READY);
        let _ = env.run(&["draft"]).exits(0);
        env.requests();
        let (place, outside) = (env.file("records").join(link), env.file("outside"));
        // What was there is there still, behind a link: only the link itself can be the reason.
        let _ = fs::rename(&place, &outside);
        if !outside.exists() {
            fs::write(&outside, "precious").expect("written");
        }
        symlink(&outside, &place).expect("a link");
        let before = fs::read(&outside).ok();
        env.job("a.yml", &READY.replace("0.06", "0.07"));
        let ran = env.run(&["publish"]).exits(2);
        assert!(ran.err.contains("it is a link"), "{link}: {}", ran.err);
        assert_eq!(fs::read(&outside).ok(), before, "{link}");
        assert_eq!(env.requests(), Vec::<String>::new(), "{link}");
    }
}
