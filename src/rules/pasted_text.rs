//! Texts pasted from a word processor or a mail.

use serde_json::{Value, json};

use super::RuleContext;
use crate::domain::definition::RawDefinition;
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::{DESCRIPTION_KEY, yaml};

/// Opening quotes that YAML takes for a part of the text, with those that close them.
const QUOTES: &[(char, &[char])] = &[
    ('“', &['”']),
    ('”', &['”']),
    ('„', &['“', '”']),
    ('‟', &['”']),
    ('«', &['»']),
    ('»', &['«']),
    ('‘', &['’']),
    ('‚', &['‘', '’']),
];

/// What begins the lines above a mail's text, in lower case.
const HEADERS: &[&str] =
    &["from:", "to:", "cc:", "bcc:", "sent:", "date:", "subject:", "reply-to:", "forwarded message:"];

/// Warns of each text that is as a whole in quotes which YAML does not know. Where the service has a list of values, that list
/// decides.
pub(super) fn curly_quotes(context: &RuleContext<'_>) -> Vec<Finding> {
    let quoted = |candidate: &&RawDefinition| {
        let has_list = |key: &str| context.capabilities.enums.contains_key(key);
        let fields = candidate.fields.iter().filter(|(key, _)| !has_list(key));
        let of_field = |(key, value): (&String, &Value)| {
            let bare = without_quotes(value)?;
            let finding = quoted_text(candidate, &format!("`{key}`"), Location::field(key));
            Some(match yaml::short_entry(key, &bare) {
                Some(entry) => finding.paste(entry),
                None => finding,
            })
        };
        let brief = candidate.text().and_then(bare_text);
        let of_brief = brief.map(|_| quoted_text(candidate, "the description", description()));
        fields.filter_map(of_field).chain(of_brief).collect::<Vec<_>>()
    };
    context.candidates.iter().copied().flat_map(|candidate| quoted(&candidate)).collect()
}

fn description() -> Location {
    Location::value(&["description"])
}

fn quoted_text(candidate: &RawDefinition, what: &str, location: Location) -> Finding {
    let message = format!("remove the curly quotes around {what}: they would go live as a part of the text");
    let help = "YAML needs no quotes here; where it does, they are straight.";
    Finding::new(Code::CurlyQuotes, Severity::Warning, &candidate.file, location, message).help(help)
}

/// The value as it was meant, if a text in it is in such quotes.
fn without_quotes(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => bare_text(text).map(Value::from),
        Value::Array(items) => {
            let bare: Vec<Value> =
                items.iter().map(|item| without_quotes(item).unwrap_or_else(|| item.clone())).collect();
            (bare != *items).then(|| json!(bare))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// The text between quotes that are around the whole of it.
fn bare_text(text: &str) -> Option<&str> {
    let text = text.trim();
    let first = text.chars().next()?;
    let (_, closing) = QUOTES.iter().find(|(opening, _)| *opening == first)?;
    let inner = text.strip_prefix(first)?.strip_suffix(*closing)?;
    let has_others = inner.contains(|c: char| c == first || (closing.contains(&c) && c != '’'));
    (!has_others && !inner.trim().is_empty()).then_some(inner)
}

/// Warns of a brief that begins with the headers of a mail.
pub(super) fn mail_headers(context: &RuleContext<'_>) -> Vec<Finding> {
    let finding = |candidate: &&RawDefinition| {
        let pinned = candidate.fields.get(DESCRIPTION_KEY).and_then(Value::as_str);
        let brief = candidate.text();
        let (text, location) = match (brief, pinned) {
            (Some(text), _) => (text, description()),
            (None, Some(text)) => (text, Location::field(DESCRIPTION_KEY)),
            (None, None) => return None,
        };
        let header = headers(text)?;
        let message =
            format!("remove the headers of a mail above the text: it begins with `{header}`, and all of it goes live");
        let help = "Names and addresses of people don't belong in a public posting.";
        Some(Finding::new(Code::MailHeaders, Severity::Warning, &candidate.file, location, message).help(help))
    };
    context.candidates.iter().copied().filter_map(|candidate| finding(&candidate)).collect()
}

/// The first header, if the text begins with the lines of a mail: two of them, or one that names the sender or the subject.
fn headers(text: &str) -> Option<&str> {
    let lines = text.trim_start().lines().map(|line| line.trim_start_matches(['>', ' ', '*']));
    let mut above = lines.map_while(header).peekable();
    let first = *above.peek()?;
    (above.count() > 1 || first.eq_ignore_ascii_case("from:") || first.eq_ignore_ascii_case("subject:"))
        .then_some(first)
}

fn header(line: &str) -> Option<&str> {
    HEADERS.iter().find_map(|header| line.get(..header.len()).filter(|start| start.eq_ignore_ascii_case(header)))
}

#[cfg(test)]
mod tests {
    use super::super::context::sample::{candidate, context, pinned};
    use super::*;
    use crate::domain::definition::Brief;

    #[test]
    fn quotes_of_a_word_processor_around_a_whole_text_are_reported_with_the_text_alone() {
        for (value, advice, reason) in [
            (json!("“Label posts”"), Some("jobTitle: Label posts"), "English"),
            (json!("„Label posts“"), Some("jobTitle: Label posts"), "German"),
            (json!("«Label posts»"), Some("jobTitle: Label posts"), "French"),
            (json!("‘Don’t label posts’"), Some("jobTitle: \"Don’t label posts\""), "an apostrophe inside"),
            (json!("“A: b”"), Some("jobTitle: \"A: b\""), "straight quotes where YAML needs them"),
            (json!(["“Spanish”", "English"]), Some("jobTitle: [Spanish, English]"), "an item"),
            (json!("“Cats” and “dogs”"), None, "quotes inside a title"),
            (json!("Label “cats”"), None, "at the end alone"),
            (json!("\"Label posts\""), None, "straight ones were put there on purpose"),
            (json!("’90s songs"), None, "an apostrophe"),
            (json!("“”"), None, "nothing between them"),
            (json!(5), None, "no text"),
        ] {
            let found = curly_quotes(&context(&[pinned("a", "jobTitle", value.clone())]));
            assert_eq!(found.first().and_then(|finding| finding.paste.as_deref()), advice, "{reason}: {value}");
            assert_eq!(found.len(), usize::from(advice.is_some()), "{reason}: {value}");
        }
        let mut described = candidate("a");
        described.brief = Some(Brief::Description("“We need 5 people.”\n".into()).into());
        assert_eq!(curly_quotes(&context(&[described])).len(), 1);
        let of_list = pinned("a", "experienceLevel", "“EXPERT”");
        assert_eq!(curly_quotes(&context(&[of_list])), [], "the list of values reports it");
    }

    #[test]
    fn headers_of_a_mail_above_a_brief_are_reported() {
        for (text, header, reason) in [
            ("From: Ann <ann@acme.test>\nSubject: labelers\n\nWe need 5 people.", Some("From:"), "a mail"),
            ("\n> SUBJECT: labelers\n\nWe need 5 people.", Some("SUBJECT:"), "a quoted one"),
            ("To: us\nDate: today\n\nWe need 5 people.", Some("To:"), "two headers"),
            ("Date: by the end of May.\nWe need 5 people.", None, "one line may be a text"),
            ("We need 5 people.\nFrom: home.\nSubject: chemistry.", None, "further down"),
            ("From 5 to 10 people label posts.", None, "a sentence"),
        ] {
            let mut described = candidate("a");
            described.brief = Some(Brief::Description(text.into()).into());
            let found = mail_headers(&context(&[described]));
            assert_eq!(found.len(), usize::from(header.is_some()), "{reason}: {found:?}");
            assert!(found.iter().all(|finding| finding.message.contains(header.unwrap_or_default())), "{found:?}");
        }
    }
}
