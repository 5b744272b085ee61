//! What fits where GitHub sets a limit, and what no text of others can do there.

use opentrain_jobs::domain::finding::{Code, Finding, LineColumn, Location, Severity};
use opentrain_jobs::domain::job::Status;
use opentrain_jobs::domain::pay::ValueOrigin;
use opentrain_jobs::domain::readiness::MissingField;
use opentrain_jobs::domain::step::{Change, Outcome, StepKind, StepResult};
use opentrain_jobs::github::{Header, WorkflowRun};
use opentrain_jobs::loader::Place;
use opentrain_jobs::plan::on_merge::{self, Blocker, MergedValue};
use opentrain_jobs::report::comment::{Context, MAX_COMMENT_LENGTH, body, summary};
use opentrain_jobs::report::{
    Address, Job, Located, Missing, OnMerge, Report, Totals, annotations, issue, markdown, merged,
};
use serde_json::json;

fn context() -> Context {
    let run_url = Some("https://github.com/acme/jobs/actions/runs/7".to_owned());
    Context { header: Header::new("acme/jobs", "jobs", WorkflowRun { id: 7, attempt: 1 }, "abc"), run_url }
}

fn gap(key: &str, said: &str) -> Missing {
    let field = MissingField {
        label: format!("{key} {said}"),
        prompt: Some(format!("What {key}? {said}")),
        enum_values: vec!["EXPERT".into(), "INTERMEDIATE".into()],
        hint: Some(format!("Pick one. {said}")),
        ..MissingField::named(key)
    };
    Missing { field, advised: None, line: 2 }
}

fn found(severity: Severity, message: &str) -> Located {
    let finding = Finding::new(Code::LowConfidence, severity, "jobs/a.yml", Location::File, message).help(message);
    Located::new(finding, Some(LineColumn::new(3, 5)))
}

/// A job with two gaps, notes, a warning and a change, each with a text of others in it.
fn job(id: &str, said: &str) -> Job {
    Job {
        id: id.to_owned(),
        file: format!("jobs/{id}.yml"),
        job_id: Some(format!("job_{said}")),
        status: Some(Status::Draft),
        publish_ready: Some(false),
        draft_url: Some(Address::Own("https://app.opentrain.ai/job-post?jobId=1".to_owned())),
        steps: vec![StepResult { kind: StepKind::Create, outcome: Outcome::Done, reason: Some(said.to_owned()) }],
        changes: vec![Change {
            field: said.to_owned(),
            before: Some(json!(said)),
            after: json!(format!("{said}\n{said}")),
        }],
        missing: vec![gap("experienceLevel", said), gap("pricePerLabel", said)],
        findings: vec![found(Severity::Warning, said), found(Severity::Note, said), found(Severity::Note, said)],
        on_merge: Some(Box::new(merge(said))),
        ..Job::default()
    }
}

/// Two values that go live, and the text.
fn merge(said: &str) -> OnMerge {
    let value = |field: &str, value| MergedValue { field: field.to_owned(), value, origin: ValueOrigin::Read };
    let values = vec![value("jobDescription", json!(format!("{said}\n{said}"))), value(said, json!([said]))];
    let decision = on_merge::OnMerge {
        step: Some(StepKind::Publish),
        blocked_by: vec![Blocker::Missing],
        values,
        title: Some(format!("Title {said}")),
        headcount: Some(json!(5)),
        ..on_merge::OnMerge::default()
    };
    OnMerge { decision, places: vec![None, Some(Place { file: said.to_owned(), position: LineColumn::new(4, 1) })] }
}

/// A job for each outcome of its last step, with a text of others as its reason.
fn ended(said: &str) -> Vec<Job> {
    let steps = [StepKind::Update, StepKind::Publish, StepKind::Close].into_iter().flat_map(|kind| {
        let outcomes = [Outcome::Done, Outcome::Refused, Outcome::Failed, Outcome::Unknown, Outcome::Held];
        outcomes.map(|outcome| StepResult { kind, outcome, reason: Some(said.to_owned()) })
    });
    let job = |step| Job { missing: Vec::new(), findings: Vec::new(), steps: vec![step], ..job(said, said) };
    steps.map(job).collect()
}

fn report(jobs: Vec<Job>) -> Report {
    let missing = jobs.iter().map(|job| job.missing.len()).sum();
    let totals = Totals { created: jobs.len(), missing, ..Totals::default() };
    Report { command: "draft", exit_code: 1, namespace: None, jobs, findings: Vec::new(), totals, ..Report::default() }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[test]
fn three_hundred_jobs_with_six_hundred_gaps_fit_with_the_verdict_first() {
    let said = "ü𝄞 some words that a service may say of a field";
    let report = report((0..300).map(|n| job(&format!("team/job-{n:03}"), said)).collect());
    let comment = body(&report, &context(), MAX_COMMENT_LENGTH);
    assert!(units(&comment) <= MAX_COMMENT_LENGTH && units(&comment) > MAX_COMMENT_LENGTH / 2, "{}", units(&comment));
    let mut lines = comment.lines();
    assert!(lines.next().is_some_and(|line| line.starts_with("<!-- opentrain-jobs v1 ")));
    let verdict = lines.next().expect("a verdict");
    assert_eq!(verdict, "### ❌ Not ready to merge: 300 postings need an answer");
    assert!(comment.ends_with("by [this run](https://github.com/acme/jobs/actions/runs/7).</sub>\n"), "{comment}");
    assert!(comment.contains("[step summary](https://github.com/acme/jobs/actions/runs/7)"));
    assert!(
        comment.contains("experienceLevel: EXPERT") && comment.contains("more missing"),
        "gaps come before all else"
    );
    let summary = summary(&report);
    assert!(summary.len() <= 1000 * 1024 && summary.lines().next() == Some(verdict));
    assert_eq!(summary.matches("- line 2: ").count(), 600, "a summary has room for every gap");
    let mut annotated = Vec::new();
    annotations::write(&report, &mut annotated).expect("written");
    let annotated = String::from_utf8(annotated).expect("UTF-8");
    let of = |word: &str| annotated.lines().filter(|line| line.starts_with(word)).count();
    assert_eq!((of("::error "), of("::warning "), of("::notice ")), (10, 10, 10));
    assert!(annotated.contains("and 591 more errors"), "{annotated}");
}

#[test]
fn an_issue_and_the_comment_of_a_merge_fit_and_count_what_they_leave_out() {
    let said = "ü𝄞 some words that a service may say of a field ".repeat(9);
    let report = report((0..2000).map(|n| job(&format!("team/job-{n:03}"), &said)).collect());
    let issue = issue::body(&issue::Cause::Report(&report), &context());
    let merged = merged::body(&report.jobs.iter().collect::<Vec<_>>(), &context());
    for text in [&issue, &merged] {
        assert!((MAX_COMMENT_LENGTH - 3000..=MAX_COMMENT_LENGTH).contains(&units(text)), "{}", units(text));
        assert!(text.starts_with("<!-- opentrain-jobs v1 ") && text.contains("actions/runs/7"));
    }
    let count = |text: &str, word: &str| text.matches(word).count();
    assert!(issue.contains(&format!("… and {} more", 2000 - count(&issue, "### "))), "{issue}");
    assert!(merged.contains(&format!("… and {} more", 2000 - count(&merged, "| **"))), "{merged}");
    let failure = issue::body(&issue::Cause::Failure(said.repeat(1000)), &context());
    assert!(units(&failure) <= MAX_COMMENT_LENGTH);
}

#[test]
fn the_notes_go_first_then_texts_then_values_then_help_then_the_ends_of_lists() {
    let report = report((0..40).map(|n| job(&format!("j{n:02}"), "words")).collect());
    let mut last = usize::MAX;
    let mut told = Vec::new();
    for budget in (500..60_000).rev().step_by(500) {
        let comment = body(&report, &context(), budget);
        assert!(units(&comment) <= budget, "{budget}: {}", units(&comment));
        assert!(units(&comment) <= last, "a smaller budget is no longer text");
        last = units(&comment);
        let line = comment.lines().nth(3).unwrap_or_default().to_owned();
        if told.last() != Some(&line) {
            told.push(line);
        }
    }
    let shown: Vec<&str> = told.iter().map(|line| line.split(". ").next().unwrap_or_default()).collect();
    assert_eq!(
        shown[1..],
        [
            "Shortened: no notes",
            "Shortened: no notes, no texts of postings",
            "Shortened: no notes, no texts of postings, no values that go live",
            "Shortened: no notes, no texts of postings, no values that go live, no help texts",
            "Shortened: no notes, no texts of postings, no values that go live, no help texts, and long texts and lists are cut",
        ]
    );
}

#[test]
fn one_endless_text_can_not_push_the_verdict_out() {
    let endless = "word `` ".repeat(50_000);
    let mut report = report(vec![job("a", &endless)]);
    report.findings.push(Located::new(Finding::run(Code::Service, Severity::Error, endless.clone()), None));
    let comment = body(&report, &context(), MAX_COMMENT_LENGTH);
    assert!(units(&comment) <= MAX_COMMENT_LENGTH, "{}", units(&comment));
    assert!(comment.contains("- error `service`") && comment.contains("experienceLevel: EXPERT"), "{comment}");
    let mut annotated = Vec::new();
    annotations::write(&report, &mut annotated).expect("written");
    assert!(String::from_utf8(annotated).expect("UTF-8").lines().all(|line| line.len() < 20_000));
}

/// What is left of Markdown without its code and without what we write ourselves.
fn prose(text: &str) -> String {
    let mut prose = String::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let inner = line.trim_start();
        let ticks: String = inner.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if inner.trim_end() == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 && !inner[ticks.len()..].contains('`') => fence = Some(ticks),
            None => prose.push_str(&(without_spans(line) + "\n")),
        }
    }
    assert_eq!(fence, None, "a block has no end");
    prose
}

/// The text without code in HTML, which ends where its own escapes can't.
fn without_html_code(text: &str) -> String {
    let mut parts = text.split("<code>");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |prose, part| prose + "¤" + part.split_once("</code>").expect("code has an end").1)
}

fn without_spans(line: &str) -> String {
    let Some(start) = line.find('`') else { return line.to_owned() };
    let ticks = line[start..].chars().take_while(|c| *c == '`').count();
    let rest = &line[start + ticks..];
    let mut at = 0;
    while let Some(found) = rest[at..].find('`').map(|found| found + at) {
        let run = rest[found..].chars().take_while(|c| *c == '`').count();
        if run == ticks {
            return format!("{}¤{}", &line[..start], without_spans(&rest[found + run..]));
        }
        at = found + run;
    }
    panic!("a span has no end: {line}")
}

#[test]
fn hostile_words_are_inert_in_comment_summary_and_annotations() {
    for evil in [
        "::error file=x::pwned\n##[error]pwned @everyone </details> <img src=x> [a](https://evil.example) #1 https://evil.example",
        "``` \n</details>\n@everyone\n````\n~~~\n# x",
        "`@everyone` | x \\| y | <!-- --> @everyone",
        "\\`@everyone\\| `` @everyone \u{202e}\u{1b}[31m",
        "--> @everyone\r\n<script>",
    ] {
        let mut report = report(vec![Job {
            id: evil.into(),
            file: evil.into(),
            draft_url: Some(Address::Foreign(evil.into())),
            ..job("a", evil)
        }]);
        report.findings.push(Located::new(Finding::run(Code::Configuration, Severity::Error, evil), None));
        let mut whole = Vec::new();
        markdown::write(&report, &mut whole).expect("written");
        let whole = String::from_utf8(whole).expect("UTF-8");
        for text in [
            &body(&report, &context(), MAX_COMMENT_LENGTH),
            &body(&report, &context(), 3000),
            &summary(&report),
            &whole,
            &issue::body(&issue::Cause::Report(&report), &context()),
            &issue::body(&issue::Cause::Failure(evil.to_owned()), &context()),
            &merged::body(&report.jobs.iter().chain(&ended(evil)).collect::<Vec<_>>(), &context()),
        ] {
            let prose = without_html_code(&prose(text));
            for word in ["everyone", "evil", "script", "img", "~~~", "::", "##["] {
                assert!(!prose.contains(word), "{word} is live in\n{prose}\nof\n{text}");
            }
            assert_eq!(prose.matches("<details>").count(), prose.matches("</details>").count(), "{prose}");
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\r']), "{text}");
        }
        let mut annotated = Vec::new();
        annotations::write(&report, &mut annotated).expect("written");
        for line in String::from_utf8(annotated).expect("UTF-8").lines() {
            assert!(["::error ", "::warning ", "::notice "].iter().any(|word| line.starts_with(word)), "{line}");
        }
    }
}

#[test]
fn a_comment_reads_well() {
    let mut report = report(vec![
        job("sentiment-es", "as told"),
        Job {
            id: "dashcam".into(),
            file: "jobs/dashcam.yml".into(),
            job_id: Some("job_2".into()),
            status: Some(Status::Draft),
            publish_ready: Some(true),
            draft_url: Some(Address::Own("https://app.opentrain.ai/job-post?jobId=job_2".into())),
            steps: vec![StepResult { kind: StepKind::Publish, outcome: Outcome::Planned, reason: None }],
            ..Job::default()
        },
    ]);
    report.totals.created = 1;
    insta::assert_snapshot!(body(&report, &context(), MAX_COMMENT_LENGTH));
    let mut annotated = Vec::new();
    annotations::write(&report, &mut annotated).expect("written");
    insta::assert_snapshot!("annotations", String::from_utf8(annotated).expect("UTF-8"));
}
