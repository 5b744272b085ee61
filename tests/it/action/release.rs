//! Which release is taken, and when it is trusted.

use std::fs;

use super::scripts::{BINARY, Scripts};

const OWN: &str = "opentrain-jobs/opentrain-jobs";

/// A runner with the release v0.1.0, which the input `version` names.
fn named() -> Scripts {
    let scripts = Scripts::new(&format!("{OWN}/v0")).with("WITH_VERSION", "v0.1.0");
    scripts.release(OWN, "v0.1.0", BINARY);
    scripts
}

/// The same without the input: the action's ref is the release.
fn by_ref() -> Scripts {
    let scripts = Scripts::new(&format!("{OWN}/v0.1.0"));
    scripts.release(OWN, "v0.1.0", BINARY);
    scripts
}

#[test]
fn the_release_is_that_of_the_action_s_own_repository() {
    for (path, repository) in [
        ("/home/runner/work/_actions/acme/jobs-action/v0.1.0", "acme/jobs-action"),
        ("/__w/_actions/acme/jobs-action/v0.1.0/", "acme/jobs-action"),
        (r"D:\a\_actions\acme\jobs-action\v0.1.0", "acme/jobs-action"),
        ("/srv/_actions/x/y/z/_actions/acme/jobs-action/v0.1.0", "acme/jobs-action"),
        ("/home/runner/work/team/team", OWN),
    ] {
        // Inside another composite action, these are the outer one's.
        let scripts = named().with("GITHUB_ACTION_PATH", path).with("ACTION_REPOSITORY", "outer/action");
        let scripts = scripts.with("GITHUB_ACTION_REPOSITORY", "outer/action");
        scripts.release(repository, "v0.1.0", BINARY);
        let ended = scripts.run("install.sh").exits(0);
        assert!(
            scripts.asked()[0].starts_with(&format!("github.com/{repository}/releases/download/v0.1.0/")),
            "{path}"
        );
        let binary = ended.output("binary").expect("a binary");
        assert_eq!(fs::read_to_string(binary).expect("the asset"), BINARY);
        assert_eq!(ended.output("source"), None);
    }
}

#[test]
fn only_a_whole_version_names_a_release() {
    for (version, word) in [
        ("v0.1.0/../../../x", "`v0.1.0/../../../x`"),
        ("v0.1.0 ", "`v0.1.0 `"),
        ("v0.1.0\n::error::x", "%0A"),
        ("v0.1.0-rc.1", "for instance `v0.1.0`"),
        ("v0.1", "for instance `v0.1.0`"),
        ("latest", "for instance `v0.1.0`"),
        ("0.1.0", "did you mean `v0.1.0`?"),
    ] {
        let scripts = named().with("WITH_VERSION", version);
        scripts.run("install.sh").fails(2, &["the input `version`", word]);
        assert_eq!(scripts.asked(), [""; 0], "{version}");
    }
    for reference in ["v0", "main", "v0.1.0-rc.1", "feature/v0.1.0", "0123456789abcdef0123456789abcdef01234567"] {
        let scripts = Scripts::new(&format!("{OWN}/{reference}"));
        let ended = scripts.run("install.sh").exits(0);
        assert_eq!(ended.output("source"), Some("true"), "{reference}");
        assert_eq!(scripts.asked(), [""; 0], "{reference}");
    }
}

#[test]
fn a_sum_that_is_wrong_is_never_trusted() {
    for scripts in [named(), by_ref()] {
        let asset = scripts.asset(OWN, "v0.1.0");
        fs::write(&asset, "tampered").expect("written");
        scripts.run("install.sh").fails(2, &["does not have the SHA-256"]);
        fs::write(asset.with_extension("sha256"), "<html>").expect("written");
        scripts.run("install.sh").fails(2, &["holds no SHA-256"]);
    }
}

#[test]
fn what_is_not_there_and_what_cannot_be_asked_are_two_things() {
    named().with("WITH_VERSION", "v9.9.9").run("install.sh").fails(2, &["no release asset", "v9.9.9", OWN]);
    named().with("RUNNER_ARCH", "RISCV64").run("install.sh").fails(2, &["no release for this runner (Linux RISCV64)"]);
    named().with("CURL_FAILS", "6").run("install.sh").fails(3, &["can't be downloaded", "curl: (6) it failed"]);
    named().with("CURL_FAILS", "60").run("install.sh").fails(3, &["can't be downloaded", "curl: (60) it failed"]);
    let scripts = named().with("CURL_STATUS", "503");
    fs::remove_file(scripts.asset(OWN, "v0.1.0")).expect("removed");
    scripts.run("install.sh").fails(3, &["can't be downloaded", "503"]);
    let scripts = named();
    fs::remove_file(scripts.asset(OWN, "v0.1.0").with_extension("sha256")).expect("removed");
    scripts.run("install.sh").fails(2, &["no release asset", ".sha256"]);
    let scripts = by_ref().with("CURL_FAILS", "6");
    let ended = scripts.run("install.sh").exits(0);
    assert!(ended.log.contains("::warning") && ended.log.contains("built from source"), "{}", ended.log);
    assert_eq!(ended.output("source"), Some("true"));
}

#[test]
fn a_missing_tool_is_named() {
    for (tool, words) in [("curl", ["no `curl`", "v0.1.0"]), ("sha256sum", ["`sha256sum`", "`shasum`"])] {
        let scripts = named();
        scripts.without_tool(tool);
        scripts.run("install.sh").fails(2, &words);
        let scripts = by_ref();
        scripts.without_tool(tool);
        let ended = scripts.run("install.sh").exits(0);
        assert!(ended.log.contains("::warning") && ended.log.contains(words[0]), "{}", ended.log);
        assert_eq!(ended.output("source"), Some("true"));
        assert_eq!(scripts.asked(), [""; 0], "{tool}");
    }
    let scripts = named();
    fs::rename(scripts.file("bin/sha256sum"), scripts.file("bin/sum")).expect("moved");
    scripts.tool("shasum", "#!/bin/sh\n[ \"$1 $2\" = '-a 256' ] && exec sum\n");
    let _ = scripts.run("install.sh").exits(0);
}

#[test]
fn a_release_for_a_newer_system_is_told_as_that() {
    let newer = "#!/bin/sh\necho \"/lib/libc.so.6: version \\`GLIBC_2.39' not found\" >&2\nexit 1\n";
    let scripts = named();
    scripts.release(OWN, "v0.1.0", newer);
    scripts.run("install.sh").fails(2, &["needs a newer system"]);
    let scripts = by_ref();
    scripts.release(OWN, "v0.1.0", newer);
    assert_eq!(scripts.run("install.sh").exits(0).output("source"), Some("true"));
}

#[test]
fn an_attestation_that_cannot_be_asked_for_is_a_warning_and_a_wrong_one_an_error() {
    for (told, code, word) in [
        ("✓ Verification succeeded!", 0, ""),
        ("unknown command \"attestation\" for \"gh\"", 0, "older than 2.49"),
        ("Error: failed to fetch attestations from x: HTTP 503: Service Unavailable", 0, "can't be checked now"),
        ("Error: HTTP 403: API rate limit exceeded", 0, "can't be checked now"),
        ("HTTP 401: Bad credentials (https://api.github.com/)", 0, "can't be checked now"),
        ("error connecting to api.github.com", 0, "can't be checked now"),
        ("Get \"https://tuf-repo.github.com/\": dial tcp: lookup: no such host", 0, "can't be checked now"),
        ("Get \"https://api.github.com/\": net/http: TLS handshake timeout", 0, "can't be checked now"),
        ("To get started with GitHub CLI, please run:  gh auth login", 0, "can't be checked now"),
        ("Error: HTTP 404: Not Found", 2, "no valid attestation"),
        ("Error: no attestations found for subject sha256:0abc", 2, "no valid attestation"),
        ("Error: verifying with issuer \"sigstore.dev\"", 2, "no valid attestation"),
        ("", 2, "no valid attestation"),
    ] {
        let scripts = named().with("GH_TOKEN", "ghs_x");
        let is_fine = told.starts_with('✓');
        scripts.tool("gh", &format!("#!/bin/sh\ncat >&2 <<'END'\n{told}\nEND\nexit {}\n", u8::from(!is_fine)));
        let ended = scripts.run("install.sh");
        if code != 0 {
            ended.fails(code, &[word]);
            continue;
        }
        let ended = ended.exits(0);
        assert_eq!(ended.log.contains("::warning"), !is_fine, "{told}: {}", ended.log);
        assert!(ended.log.contains(word) && ended.output("binary").is_some(), "{told}: {}", ended.log);
    }
}
