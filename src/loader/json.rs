//! JSON: what serde_json accepts silently, and why it refuses the rest, with line and column.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::json_syntax::{Fault, syntax};
use super::{scalar, secret};
use crate::domain::finding::Code;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::LineColumn;

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
