//! Markdown, read by a parser that is not ours: text of others is code, and code alone.

use opentrain_jobs::domain::finding::{Code, Finding, LineColumn, Location, Severity};
use opentrain_jobs::domain::job::Status;
use opentrain_jobs::domain::pay::ValueOrigin;
use opentrain_jobs::domain::readiness::MissingField;
use opentrain_jobs::domain::step::{Change, Outcome, StepKind, StepResult};
use opentrain_jobs::loader::Place;
use opentrain_jobs::plan::on_merge::{self, MergedValue};
use opentrain_jobs::redact::escape;
use opentrain_jobs::report::{Address, Job, Located, Missing, OnMerge, Report, Totals};
use opentrain_jobs::settings::Format;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::json;

use super::telling::{self, printed};

/// Whatever is said, in whatever place, the page is the same but for its code.
pub fn holds(data: &[u8]) {
    let said = String::from_utf8_lossy(data);
    let report = report(&said);
    telling::holds(&report);
    assert_eq!(skeleton(&printed(&report, Format::Markdown)), skeleton(&printed(&self::report("x"), Format::Markdown)));
    for (code, kind) in
        [(escape::code(&said), "span"), (escape::table_cell(&said), "cell"), (escape::link(&said, None), "link")]
    {
        assert_eq!(skeleton(&format!("a {code} b\n")), skeleton("a `x` b\n"), "{kind}: {code:?}");
    }
    assert_eq!(blocks(&escape::block("yaml", &said)).len(), 1);
    let link = escape::link("x", Some(&said));
    let links = events(&link).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    });
    // A live link leads where it says, or there is none.
    assert!(links.collect::<Vec<_>>().iter().all(|url| *url == said), "{link:?}");
    assert_inert(&link);
}

/// A report in which the same is said in every place that others can write.
fn report(said: &str) -> Report {
    let text = || said.to_owned();
    let field = MissingField {
        label: text(),
        prompt: Some(text()),
        kind: Some(text()),
        enum_values: vec![text()],
        update_keys: vec![text(), text()],
        example: Some(text()),
        hint: Some(text()),
        ..MissingField::named(said)
    };
    let found = |severity| {
        let finding = Finding::new(Code::Issue, severity, said, Location::File, said).help(said);
        Located::new(finding, Some(LineColumn::new(1, 1)))
    };
    let refused = StepResult { kind: StepKind::Publish, outcome: Outcome::Refused, reason: Some(text()) };
    let job = Job {
        id: text(),
        file: text(),
        source: format!("description: x\n# {}\n", said.replace(['\n', '\r'], " ")),
        job_id: Some(text()),
        status: Some(Status::parse(&text())),
        publish_ready: Some(false),
        draft_url: Some(Address::Own(format!("{said} "))),
        steps: vec![refused],
        changes: vec![Change { field: text(), before: Some(json!(said)), after: json!([said, {said: said}]) }],
        missing: vec![Missing { field, advised: None, line: 1 }],
        findings: [Severity::Error, Severity::Warning, Severity::Note].map(found).into(),
        on_merge: Some(Box::new(merge(said))),
        ..Job::default()
    };
    let totals = Totals { missing: 1, ..Totals::default() };
    let findings = vec![Located::new(Finding::run(Code::Configuration, Severity::Error, said), None)];
    Report {
        command: "draft",
        exit_code: 1,
        namespace: Some(text()),
        jobs: vec![job],
        findings,
        totals,
        ..Report::default()
    }
}

/// What the merge does, with the same in every value.
fn merge(said: &str) -> OnMerge {
    let value =
        |field: &str| MergedValue { field: field.to_owned(), value: json!([said, said]), origin: ValueOrigin::Pinned };
    let text = MergedValue { value: json!(said), ..value("jobDescription") };
    let decision = on_merge::OnMerge {
        step: Some(StepKind::Publish),
        values: vec![value(said), text],
        title: Some(format!("{said}x")),
        headcount: Some(json!(said)),
        ..on_merge::OnMerge::default()
    };
    let place = || Some(Place { file: format!("{said}y"), position: LineColumn::new(4, 1) });
    OnMerge { decision, places: vec![place(), place()] }
}

/// Fails on anything live that this program does not write itself.
pub fn assert_inert(text: &str) {
    let mut is_code = false;
    for event in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(prose) if !is_code => assert_prose(&prose, text),
            Event::Html(html) | Event::InlineHtml(html) => assert!(is_own(html.trim()), "{html:?} in {text:?}"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(is_address(&dest_url), "{dest_url} in {text:?}");
            }
            Event::Start(tag) => assert!(is_structure(&tag), "{tag:?} in {text:?}"),
            Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {
                panic!("{event:?} in {text:?}");
            }
            Event::Text(_) | Event::Code(_) | Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => {}
        }
    }
    assert!(!is_code, "a block has no end: {text:?}");
}

/// Of our own words, none mentions anybody, is an address, or is a code span that came apart.
fn assert_prose(prose: &str, text: &str) {
    for word in ["@", "`", "|", "<", "://", "www."] {
        assert!(!prose.contains(word), "{word} is live in {prose:?} of {text:?}");
    }
}

/// Whether an address leads to a host by https, and to no other than it seems to.
fn is_address(url: &str) -> bool {
    let host = url.strip_prefix("https://").unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_graphic() && !"@\\<>\"`|".contains(c);
    host.starts_with(|c: char| c.is_ascii_alphanumeric()) && host.chars().all(is_plain)
}

fn is_own(html: &str) -> bool {
    let html = without_code(html);
    let summary = html.strip_prefix("<details><summary>").and_then(|rest| rest.strip_suffix("</summary>"));
    matches!(html.as_str(), "<br>" | "</details>" | "<sub>" | "</sub>" | "<span>" | "</span>")
        || summary.is_some_and(|words| !words.contains(['<', '@', '`']))
}

/// Replaces the content of `<code>` elements.
fn without_code(html: &str) -> String {
    let mut parts = html.split("<code>");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "¤" + part.split_once("</code>").map_or("<", |(_, rest)| rest))
}

fn is_structure(tag: &Tag<'_>) -> bool {
    let is_table = matches!(tag, Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell);
    let is_list = matches!(tag, Tag::List(None) | Tag::Item);
    is_table
        || is_list
        || matches!(tag, Tag::Paragraph | Tag::Heading { .. } | Tag::Strong | Tag::Strikethrough | Tag::HtmlBlock)
}

/// The code blocks: language and content.
pub fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut inside = false;
    for event in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                blocks.push((language.to_string(), String::new()));
                inside = true;
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(line) if inside => blocks.iter_mut().last().expect("begun").1.push_str(&line),
            _ => {}
        }
    }
    blocks
}

/// All events but what stands in code.
fn skeleton(text: &str) -> Vec<String> {
    let mut is_code = false;
    let mut bones = Vec::new();
    for event in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Code(_) => bones.push("code".to_owned()),
            Event::Text(_) if is_code => {}
            Event::Html(html) => bones.push(without_code(&html)),
            other => bones.push(format!("{other:?}")),
        }
    }
    bones
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    let github = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH;
    Parser::new_ext(text, github)
}
