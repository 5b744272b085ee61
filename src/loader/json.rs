//! JSON: what serde_json accepts silently, and why it refuses the rest, with line and column.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{scalar, secret};
use crate::domain::finding::{Code, LineColumn};

/// Why a JSON text can't be used.
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) position: LineColumn,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Parses a JSON text. Duplicate keys and numbers that would be rounded are faults.
pub(super) fn parse(text: &str) -> Result<Value, Vec<Fault>> {
    let value = serde_json::from_str(text).map_err(|error| vec![syntax(text, &error)])?;
    // serde_json has checked the syntax and the depth, so that this can't fail.
    let raw = serde_json::from_str::<&RawValue>(text).map_err(|error| vec![syntax(text, &error)])?;
    let mut checker = Checker { text, faults: Vec::new() };
    checker.value(raw);
    if checker.faults.is_empty() { Ok(value) } else { Err(checker.faults) }
}

/// Goes through the raw text of each value, because a parsed object has lost its duplicate keys and a parsed number its digits.
struct Checker<'a> {
    text: &'a str,
    faults: Vec<Fault>,
}

impl<'a> Checker<'a> {
    /// Recursion is safe: serde_json limits the depth.
    fn value(&mut self, raw: &'a RawValue) {
        let json = raw.get();
        match json.as_bytes().first() {
            Some(b'{') => {
                let Entries(entries) = serde_json::from_str(json).unwrap_or_default();
                self.entries(self.offset(json) + 1, &entries);
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
                items.into_iter().for_each(|item| self.value(item));
            }
            Some(b'-' | b'0'..=b'9') => {
                if let Some(why) = scalar::inexact(json) {
                    let help = "Write fewer digits, or put the number in quotes if it is a name.";
                    self.add(Code::WrongType, self.offset(json), format!("`{json}` would be rounded: {why}"), help);
                }
            }
            _ => {}
        }
    }

    /// `from` is the offset behind the opening brace.
    fn entries(&mut self, from: usize, entries: &[Entry<'a>]) {
        let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
        let mut from = from;
        for entry in entries {
            let key = from + self.text[from..].find('"').unwrap_or_default();
            let line = secret::position(self.text, key).line;
            if let Some(first) = lines.insert(&entry.key, line) {
                let message = format!("the key `{}` is there a second time; the first is on line {first}", entry.key);
                self.add(Code::DuplicateKey, key, message, "Keep one of them and remove the other.");
            }
            self.value(entry.value);
            from = self.offset(entry.value.get()) + entry.value.get().len();
        }
    }

    /// Every raw value is a part of the text.
    fn offset(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.text.as_ptr() as usize
    }

    fn add(&mut self, code: Code, offset: usize, message: String, help: &'static str) {
        self.faults.push(Fault { code, position: secret::position(self.text, offset), message, help });
    }
}

/// An object with all its keys.
#[derive(Default)]
struct Entries<'a>(Vec<Entry<'a>>);

struct Entry<'a> {
    key: String,
    value: &'a RawValue,
}

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry()? {
            entries.push(Entry { key, value });
        }
        Ok(Entries(entries))
    }
}

fn syntax(text: &str, error: &serde_json::Error) -> Fault {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    // serde_json counts bytes.
    let before = line.char_indices().take_while(|(at, _)| at + 1 < error.column()).count();
    let position = LineColumn::new(error.line().max(1), before + 1);
    let here = line.chars().nth(before).unwrap_or(' ');
    let info = error.to_string();
    if info.contains("recursion limit") {
        let message = "it is nested too deep".to_owned();
        return Fault {
            code: Code::TooLarge,
            position,
            message,
            help: "Nest less deeply: no job posting needs that many levels.",
        };
    }
    let Explanation { message, help } = explain(text.trim_start(), here, &info);
    let message = format!("it is not valid JSON: {message}");
    Fault { code: Code::Syntax, position, message, help }
}

struct Explanation {
    message: String,
    help: &'static str,
}

/// The first that is true names the cause.
fn explain(text: &str, here: char, info: &str) -> Explanation {
    let is_page = |word: &str| text.get(..2000).unwrap_or(text).to_ascii_lowercase().contains(word);
    let (message, help) = match () {
        () if text.is_empty() => ("it is empty", "Write the job posting into it."),
        () if text.starts_with('<') && is_page("<script") => {
            ("this is a part of a web page", "Keep only what is between `<script …>` and `</script>`.")
        }
        () if text.starts_with('<') && (is_page("<html") || is_page("<!doctype")) => (
            "this is a web page",
            "Save the JSON-LD in it: what is between `<script type=\"application/ld+json\">` and `</script>`.",
        ),
        () if text.starts_with('<') => {
            ("this is XML", "Write `format: indeed_xml` or `format: hr_xml`, or name a JSON file.")
        }
        () if info.contains("control character") => (
            "a text in quotes has a line break or a tab in it",
            "Write `\\n` for a line break in a text and `\\t` for a tab.",
        ),
        () if matches!(here, '“' | '”' | '„' | '‘' | '’') => {
            ("there are curly quotes", "Replace them by straight ones: `\"`.")
        }
        () if here == '\'' => ("there are single quotes", "Put keys and texts in double quotes: `\"`."),
        () if here == '/' || here == '#' => ("there is a comment", "Remove it: JSON has no comments."),
        () if info.contains("trailing comma") => ("there is a comma before a closing bracket", "Remove the comma."),
        () if info.contains("trailing characters") => {
            ("there is more text after its end", "Keep one value. Several postings need a definition each.")
        }
        () if info.contains("EOF") => ("it ends too early", "Close every `{`, `[` and `\"`."),
        () if info.contains("key must be a string") => ("a key has no quotes", "Put every key in double quotes."),
        () if info.contains("number out of range") => {
            ("a number is too large", "Write a smaller number, or put it in quotes if it is a text.")
        }
        () if info.contains("expected `,`") => {
            ("a comma is missing", "Write a comma between two entries, and none after the last.")
        }
        () if info.contains("escape") => ("a backslash begins no escape", "Write `\\\\` for a backslash."),
        () if info.contains("expected value") || info.contains("expected ident") => (
            "a value is missing, or has no quotes",
            "Put texts in double quotes, and write `true`, `false` and `null` in small letters.",
        ),
        () => (info, "Fix it there; JSON has no trailing commas, comments or single quotes."),
    };
    Explanation { message: message.to_owned(), help }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        let mut faults = parse(text).expect_err(text);
        assert_eq!(faults.len(), 1, "{text}");
        faults.remove(0)
    }

    #[test]
    fn duplicate_keys_are_found_at_any_depth() {
        for (text, key, position) in [
            ("{\"a\": 1,\n \"a\": 2}", "`a`", LineColumn::new(2, 2)),
            ("[{\"b\": {\"a\": [],\n\"\\u0061\": 2}}]", "`a`", LineColumn::new(2, 1)),
            ("{\"é\": \"\\\"\", \"x\": {}, \"x\": 1}", "`x`", LineColumn::new(1, 22)),
        ] {
            let found = fault(text);
            assert_eq!((found.code, found.position), (Code::DuplicateKey, position), "{text}");
            assert!(found.message.contains(key), "{}", found.message);
        }
        assert!(parse("{\"a\": {\"a\": 1}, \"b\": [{\"a\": 1}, {\"a\": 1}]}").is_ok());
    }

    #[test]
    fn a_number_is_exact_or_refused() {
        for number in [
            "123456789012345678901234567890",
            "0.12345678901234567890",
            "-9223372036854775809",
            "1.00000000000000000001",
        ] {
            let found = fault(&format!("{{\"a\":\n {number}}}"));
            assert_eq!((found.code, found.position), (Code::WrongType, LineColumn::new(2, 2)), "{number}");
            assert!(found.message.contains(number), "{}", found.message);
        }
        for number in [
            "0",
            "-0",
            "5.0",
            "0.06",
            "1e21",
            "18446744073709551615",
            "-9223372036854775808",
            "0.1000000000000000000000",
            "1.5e-7",
        ] {
            assert!(parse(number).is_ok(), "{number}");
        }
    }

    #[test]
    fn each_cause_has_its_own_help() {
        for (text, message, help) in [
            ("{\"a\": \"x\ny\"}", "a line break or a tab", "`\\n`"),
            ("<script type=\"application/ld+json\">{}</script>", "a part of a web page", "between `<script …>`"),
            ("\n<!DOCTYPE html><html></html>", "a web page", "application/ld+json"),
            ("<a/>", "this is XML", "`format: indeed_xml`"),
            ("{“a”: 1}", "curly quotes", "straight"),
            ("{'a': 1}", "single quotes", "double quotes"),
            ("{\"a\": 1, // x\n}", "a comment", "no comments"),
            ("{\"a\": 1,\n}", "a comma before", "Remove the comma"),
            ("{\"a\": 1}\n{\"a\": 2}", "more text after its end", "one value"),
            ("{\"a\": 1", "ends too early", "Close every"),
            ("{a: 1}", "a key has no quotes", "every key"),
            ("{\"a\": 1e999}", "too large", "smaller"),
            ("{\"a\": 1 \"b\": 2}", "a comma is missing", "between two entries"),
            ("{\"a\": True}", "no quotes", "small letters"),
            ("{\"a\": \"C:\\dir\"}", "no escape", "backslash"),
            ("", "empty", "job posting"),
        ] {
            let found = fault(text);
            assert!(
                found.message.contains(message) && found.help.contains(help),
                "{text}: {} {}",
                found.message,
                found.help
            );
        }
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(fault("{\"ü\": é}").position, LineColumn::new(1, 7));
    }
}
