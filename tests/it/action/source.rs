//! A binary that is built from the action's source, and its cache.

use std::fs;

use super::scripts::{BINARY, Scripts, executable};

/// The cache's key on a runner.
fn key(change: impl Fn(Scripts) -> Scripts) -> String {
    let scripts = change(Scripts::new("a/b/v0"));
    let ended = scripts.run("install.sh").exits(0);
    assert_eq!(ended.output("source"), Some("true"));
    let folder = ended.output("folder").expect("a folder");
    assert_eq!(ended.output("binary"), Some(format!("{folder}/opentrain-jobs").as_str()));
    ended.output("key").expect("a key").to_owned()
}

#[test]
fn what_was_built_for_another_image_libc_or_source_is_another_cache_entry() {
    let usual = key(|scripts| scripts);
    assert_eq!((usual.len(), key(|scripts| scripts)), (64, usual.clone()));
    let libc = |text: &'static str| {
        move |scripts: Scripts| {
            scripts.tool("getconf", &format!("#!/bin/sh\necho '{text}'\n"));
            scripts
        }
    };
    let others = [
        key(|scripts| scripts.with("ImageOS", "ubuntu22")),
        key(|scripts| scripts.with("ImageOS", "ubuntu24")),
        key(|scripts| scripts.with("ImageVersion", "20260101.1")),
        key(libc("glibc 2.31")),
        key(libc("glibc 2.39")),
        key(|scripts| {
            scripts.tool("getconf", "#!/bin/sh\nexit 1\n");
            scripts.tool("ldd", "#!/bin/sh\necho musl libc >&2\nexit 1\n");
            scripts
        }),
        key(|scripts| {
            fs::write(scripts.file("_actions/a/b/v0/src/main.rs"), "changed").expect("written");
            scripts
        }),
    ];
    for (number, other) in others.iter().enumerate() {
        assert!(*other != usual && !others[..number].contains(other), "{number}");
    }
}

#[test]
fn without_a_sum_tool_nothing_is_cached() {
    let scripts = Scripts::new("a/b/v0");
    scripts.without_tool("sha256sum");
    let folders = [(); 2].map(|()| {
        let ended = scripts.run("install.sh").exits(0);
        assert_eq!((ended.output("source"), ended.output("key")), (Some("true"), Some("")));
        ended.output("folder").expect("a folder").to_owned()
    });
    assert_ne!(folders[0], folders[1], "what another use of the action built is not taken");
}

#[test]
fn a_binary_is_built_unless_the_cache_has_one_that_runs() {
    let scripts = Scripts::new("a/b/v0");
    let binary = scripts.file("temp/opentrain-jobs/key/opentrain-jobs");
    let scripts = scripts.with("BINARY", &binary);
    scripts.run("build.sh").fails(2, &["no `cargo`"]);
    scripts.tool("cargo", "#!/bin/sh\nexit 101\n");
    scripts.run("build.sh").fails(2, &["can't be built from source"]);
    scripts.tool(
        "cargo",
        "#!/bin/sh\nwhile [ \"$1\" != --target-dir ]; do shift; done\nmkdir -p \"$2/release\"\n\
         printf '#!/bin/sh\\necho built\\n' >\"$2/release/opentrain-jobs\"\nchmod +x \"$2/release/opentrain-jobs\"\n",
    );
    for (cached, is_taken) in [(BINARY, true), ("#!/bin/sh\necho GLIBC_2.39 not found\nexit 1\n", false)] {
        executable(&binary, cached);
        let _ = scripts.run("build.sh").exits(0);
        let text = fs::read_to_string(&binary).expect("a binary");
        assert_eq!(text == cached, is_taken, "{text}");
    }
}

#[test]
fn a_runner_s_folder_that_cannot_be_written_is_named() {
    let scripts = Scripts::new("a/b/v0");
    fs::write(scripts.file("no folder"), "").expect("written");
    let folder = scripts.file("no folder");
    scripts.with("RUNNER_TEMP", folder).run("install.sh").fails(2, &["RUNNER_TEMP", "no folder"]);
}
