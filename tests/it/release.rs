//! A release's archive: what is in it, and that `cargo binstall` looks for it under its name.

use std::fs;
use std::path::Path;
use std::process::Command;

const TARGET: &str = "x86_64-unknown-linux-gnu";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

/// The value of a key below `[package.metadata.binstall]`, for a release of this version.
fn binstall(key: &str, target: &str) -> String {
    let manifest = read("Cargo.toml");
    let (_, section) = manifest.split_once("[package.metadata.binstall]\n").expect("the section");
    let line = section.lines().find_map(|line| line.strip_prefix(&format!("{key} = \""))).expect(key);
    let value = line.trim_end_matches('"').to_owned();
    let names = [
        ("{ repo }", env!("CARGO_PKG_REPOSITORY")),
        ("{ name }", "opentrain-jobs"),
        ("{ bin }", "opentrain-jobs"),
        ("{ version }", env!("CARGO_PKG_VERSION")),
        ("{ target }", target),
        ("{ binary-ext }", ""),
    ];
    names.iter().fold(value, |value, (name, text)| value.replace(name, text))
}

#[test]
fn an_archive_holds_the_binary_licences_completions_and_manual_pages_where_binstall_looks() {
    let folder = tempfile::tempdir().expect("a folder");
    let packed = Command::new("bash")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action/pack.sh"))
        .args([env!("CARGO_BIN_EXE_opentrain-jobs"), TARGET])
        .arg(folder.path())
        .output()
        .expect("bash");
    assert!(packed.status.success(), "{}", String::from_utf8_lossy(&packed.stderr));
    let archive = binstall("pkg-url", TARGET).rsplit_once('/').expect("a path").1.to_owned();
    let listed = Command::new("tar").arg("-tzf").arg(folder.path().join(&archive)).output().expect("tar");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    let top = format!("opentrain-jobs-{TARGET}");
    for file in [
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "CHANGELOG.md",
        "completions/opentrain-jobs.zsh",
        "man/opentrain-jobs.1",
    ] {
        assert!(listed.lines().any(|line| line == format!("{top}/{file}")), "{file} is not in\n{listed}");
    }
    assert!(listed.lines().any(|line| line == binstall("bin-dir", TARGET)), "{listed}");
}

#[test]
fn the_release_workflow_uploads_what_binstall_looks_for_on_every_target() {
    let workflow = read(".github/workflows/release.yml");
    let targets: Vec<&str> =
        workflow.split("target: ").skip(1).filter_map(|rest| rest.split([',', ' ', '}']).next()).collect();
    assert!(targets.len() >= 5 && targets.contains(&TARGET), "{targets:?}");
    let tag = format!("/releases/download/v{}/", env!("CARGO_PKG_VERSION"));
    for target in targets {
        let url = binstall("pkg-url", target);
        assert!(url.starts_with("https://github.com/") && url.contains(&tag), "{url}");
        assert!(url.ends_with(&format!("opentrain-jobs-{target}.tar.gz")), "{url}");
    }
    assert!(workflow.contains("pack.sh \"../target/release/opentrain-jobs$ENDING\" \"$TARGET\" ."), "{workflow}");
}
