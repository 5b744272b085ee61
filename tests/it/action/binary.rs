//! The input `binary`.

use std::fs;

use super::scripts::{BINARY, Scripts, executable};

#[test]
fn a_path_of_a_binary_is_made_absolute() {
    let scripts = Scripts::new("a/b/v0");
    fs::create_dir(scripts.file("work/my tools")).expect("a folder");
    executable(&scripts.file("work/oj"), BINARY);
    executable(&scripts.file("work/my tools/oj"), BINARY);
    let absolute = scripts.file("work/oj").display().to_string();
    let mut scripts = scripts;
    for (given, meant) in
        [("oj", "work/oj"), ("./oj", "work/./oj"), ("my tools/oj", "work/my tools/oj"), (&absolute, "work/oj")]
    {
        scripts = scripts.with("WITH_BINARY", given);
        let ended = scripts.run("install.sh").exits(0);
        let binary = ended.output("binary").expect("a binary").to_owned();
        assert_eq!(binary, scripts.file(meant).display().to_string(), "{given}");
        scripts = scripts.with("BINARY", &binary);
        let ended = scripts.run("run.sh").exits(0);
        assert!(ended.log.starts_with("ci\n"), "{given}: {}", ended.log);
    }
}

#[test]
fn what_is_no_binary_is_told_with_its_path() {
    let scripts = Scripts::new("a/b/v0");
    fs::write(scripts.file("work/text"), "x").expect("written");
    executable(&scripts.file("work/other"), "\u{7f}ELF of another machine");
    executable(&scripts.file("work/newer"), "#!/bin/sh\necho \"version GLIBC_2.39 not found\"\nexit 1\n");
    fs::create_dir(scripts.file("work/folder")).expect("a folder");
    let mut scripts = scripts;
    for (given, word) in [
        ("missing", "names no file"),
        ("oj\nx=y", "line break"),
        ("folder", "names a directory"),
        ("text", "not executable"),
        ("other", "can't execute"),
        ("newer", "can't execute"),
    ] {
        scripts = scripts.with("WITH_BINARY", given);
        let name = given.lines().next().expect("a name");
        let path =
            if given.contains('\n') { String::new() } else { scripts.file("work").join(name).display().to_string() };
        scripts.run("install.sh").fails(2, &["the input `binary`", word, &path]);
    }
}
