//! Workflow commands, read as GitHub's runner reads them: no text of others becomes one, or gets out of one.

use opentrain_jobs::domain::finding::{Code, Finding, LineColumn, Location};
use opentrain_jobs::redact::escape;
use opentrain_jobs::report::{Job, Located, Report, Totals, annotations};

use super::shown::{assert_harmless, is_harmless};

/// A workflow command as the runner understands it.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    name: String,
    properties: Vec<(String, String)>,
    data: String,
}

/// The commands in a log; the runner ends lines at line feeds and carriage returns (ActionCommand.cs, `TryParseV2`).
pub fn commands(log: &str) -> Vec<Command> {
    log.split(['\n', '\r']).filter_map(command).collect()
}

/// Fails if the runner could take anything in a log for a command.
pub fn assert_no_commands(log: &str) {
    assert_eq!(commands(log), [], "{log:?}");
    // The older form, which the runner looks for anywhere in a line that is no command of the newer one.
    assert!(!log.contains("##["), "{log:?}");
}

/// Fails if the log is anything but annotations, one a line.
pub fn assert_annotations(log: &str) {
    assert_harmless(log);
    let found = commands(log);
    assert_eq!(found.len(), log.lines().count(), "{log:?}");
    for Command { name, properties, data } in found {
        assert!(matches!(name.as_str(), "error" | "warning" | "notice"), "{name} in {log:?}");
        let known = |(key, _): &(String, String)| matches!(key.as_str(), "file" | "line" | "col" | "title");
        assert!(properties.iter().all(known), "{properties:?}");
        assert_harmless(&data);
        properties.iter().for_each(|(_, value)| assert_harmless(value));
    }
}

/// What others say in an annotation or a group is read back, and is nothing more.
pub fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.splitn(3, '\0');
    let [file, message, help] = [(); 3].map(|()| parts.next().unwrap_or_default());
    for line in [annotations::error(message), annotations::warning(message), annotations::notice(message)] {
        assert_annotations(&line);
        let read = commands(&line);
        assert_eq!(read.len(), 1, "{line:?}");
        assert_said(&read[0].data, message);
    }
    placed(file, message, help);
    grouped(file, message);
    assert_no_commands(&escape::log(&escape::lines(&text)));
}

fn placed(file: &str, message: &str, help: &str) {
    let finding = Finding::error(Code::Syntax, file, Location::Position(LineColumn::new(3, 4)), message).help(help);
    let findings = vec![Located::new(finding, Some(LineColumn::new(3, 4)))];
    let job = Job { id: "a".into(), file: file.into(), findings, ..Job::default() };
    let totals = Totals::default();
    let report = Report {
        command: "check",
        exit_code: 1,
        namespace: None,
        jobs: vec![job],
        findings: Vec::new(),
        totals,
        ..Report::default()
    };
    let mut log = Vec::new();
    annotations::write(&report, &mut log).expect("written");
    let log = String::from_utf8(log).expect("UTF-8");
    assert_annotations(&log);
    let [Command { name, properties, data }] = &commands(&log)[..] else { panic!("{log:?}") };
    let [(_, told), (_, line), (_, column), (_, title)] = &properties[..] else { panic!("{properties:?}") };
    assert_eq!([name, line, column, title], ["error", "3", "4", "syntax"]);
    assert_said(data, &format!("{message}\n{help}"));
    if is_harmless(file) && !file.contains(['\n', '\t']) {
        assert_eq!(told, file);
    }
}

/// A group holds its body's lines and no command but its own two.
fn grouped(title: &str, body: &str) {
    let log = annotations::group(title, body);
    let lines: Vec<&str> = log.lines().collect();
    let [first, inside @ .., last] = &lines[..] else { panic!("{log:?}") };
    assert!(first.starts_with("::group::") && *last == "::endgroup::", "{log:?}");
    assert_harmless(&log);
    assert_eq!(commands(first).len(), 1);
    inside.iter().for_each(|line| assert_no_commands(line));
    if is_harmless(body) && !body.contains('\u{200b}') {
        assert_eq!(inside.join("\n").replace('\u{200b}', ""), body.trim_end_matches('\n'));
    }
}

/// Fails if data is not what was said, as far as that can be shown and is short enough.
fn assert_said(data: &str, said: &str) {
    if is_harmless(said) && said.chars().count() <= 4000 {
        assert_eq!(data, said);
    }
}

fn command(line: &str) -> Option<Command> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let pairs = properties.split(',').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').expect("a property has a value");
        (key.to_owned(), unescaped(value, &[("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]))
    };
    let data = unescaped(data, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]);
    Some(Command { name: name.to_owned(), properties: pairs.map(pair).collect(), data })
}

fn unescaped(text: &str, codes: &[(&str, &str)]) -> String {
    codes.iter().fold(text.to_owned(), |text, (code, meant)| text.replace(code, meant))
}
