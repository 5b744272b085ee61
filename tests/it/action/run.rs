//! What the binary is told, and what an action leaves that never got so far.

use super::scripts::{BINARY, Scripts, executable};

const ZEROS: &str =
    "created=0\nfound=0\npatched=0\npublished=0\nupdated=0\nclosed=0\nmissing=0\nheld=0\nchanged=false\n";

fn scripts() -> Scripts {
    let scripts = Scripts::new("a/b/v0");
    let binary = scripts.file("work/oj");
    executable(&binary, BINARY);
    scripts.with("BINARY", binary)
}

#[test]
fn each_input_is_a_flag_of_its_name_and_an_empty_one_the_default() {
    let ended = scripts().run("run.sh").exits(0);
    assert_eq!(ended.log, "ci\n--records=git:opentrain-records\ntoken=\n");
    let inputs = [
        ("WITH_COMMAND", "pulish", "--command=pulish"),
        ("WITH_JOBS", "-my jobs", "--jobs=-my jobs"),
        ("WITH_RECORDS", "x", "--records=x"),
        ("WITH_CONCURRENCY", "0", "--concurrency=0"),
        ("WITH_BASE_URL", "$(exit 9)", "--base-url=$(exit 9)"),
        ("WITH_NAMESPACE", "a/b", "--namespace=a/b"),
        ("WITH_COMMENT", "yes", "--comment=yes"),
        ("WITH_SUGGEST", "false", "--suggest=false"),
        ("WITH_ISSUE", "true", "--issue=true"),
        ("WITH_CLOSE_REMOVED", "maybe", "--close-removed=maybe"),
    ];
    let told = inputs.iter().fold(scripts(), |scripts, (name, value, _)| scripts.with(name, value));
    let ended = told.with("WITH_TOKEN", "ot_pat_x").run("run.sh").exits(0);
    let flags: Vec<&str> = inputs.iter().map(|(_, _, flag)| *flag).collect();
    assert_eq!(ended.log, format!("ci\n{}\ntoken=ot_pat_x\n", flags.join("\n")));
}

#[test]
fn an_input_with_several_values_is_a_flag_for_each() {
    for (variable, value, flags) in [
        ("WITH_ONLY", "a", "--only=a\n"),
        ("WITH_ONLY", " a  vision/*\n*\tb\n", "--only=a\n--only=vision/*\n--only=*\n--only=b\n"),
        ("WITH_ONLY", "$(exit 9)", "--only=$(exit\n--only=9)\n"),
        ("WITH_ONLY", " \n ", ""),
        ("WITH_REAPPLY", "*", "--reapply=*\n"),
        ("WITH_ALLOW_DUPLICATE", "a b", "--allow-duplicate=a\n--allow-duplicate=b\n"),
    ] {
        let ended = scripts().with(variable, value).run("run.sh").exits(0);
        assert_eq!(ended.log, format!("ci\n--records=git:opentrain-records\n{flags}token=\n"), "{value:?}");
    }
}

#[test]
fn an_action_that_failed_before_its_run_has_outputs_all_the_same() {
    for (failed, code) in [("", 2), ("2", 2), ("3", 3)] {
        for binary in ["", "/missing"] {
            let ended = scripts().with("BINARY", binary).with("FAILED", failed).run("run.sh").exits(code);
            assert_eq!(ended.outputs(), format!("exit-code={code}\n{ZEROS}"));
            assert!(!ended.log.contains("::error"), "the step that failed has told why: {}", ended.log);
        }
    }
}

#[test]
fn a_binary_that_cannot_be_executed_is_an_error_with_outputs() {
    let scripts = scripts();
    executable(&scripts.file("work/oj"), "#!/missing/interpreter\n");
    let ended = scripts.run("run.sh").exits(2);
    assert!(ended.log.contains("::error title=opentrain-jobs::the binary can't be executed"), "{}", ended.log);
    assert_eq!(ended.outputs(), format!("exit-code=2\n{ZEROS}"));
}

#[test]
fn the_binary_s_exit_code_is_the_step_s() {
    for code in [0, 1, 4] {
        let scripts = scripts();
        executable(&scripts.file("work/oj"), &format!("#!/bin/sh\nexit {code}\n"));
        assert_eq!(scripts.run("run.sh").exits(code).outputs(), "");
    }
}

#[test]
fn a_wrong_input_reaches_the_binary_that_names_it() {
    for (variable, value, words) in [
        ("WITH_COMMAND", "pulish", "the input `command` is `pulish`: expected one of"),
        ("WITH_JOBS", "nowhere", "the input `jobs` names no folder: nowhere"),
        ("WITH_RECORDS", "opentrain-records", "the input `records` is `opentrain-records`"),
        ("WITH_CLOSE_REMOVED", "30", "the input `close-removed` is `30`"),
        ("WITH_ALLOW_DUPLICATE", "A", "the input `allow-duplicate` is `A`"),
    ] {
        let scripts = scripts().with("BINARY", env!("CARGO_BIN_EXE_opentrain-jobs")).with("GITHUB_ACTIONS", "true");
        let ended = scripts.with("GITHUB_EVENT_NAME", "push").with("GITHUB_REF", "refs/heads/x").with(variable, value);
        let ended = ended.run("run.sh").exits(2);
        assert!(ended.log.contains(&format!("::error title=opentrain-jobs::{words}")), "{}", ended.log);
        assert_eq!(ended.outputs(), format!("exit-code=2\n{ZEROS}"));
    }
}
