//! `source`: a brief in one of the service's import formats.

use serde_json::Value;

use super::diagnostics::{self, Diagnostics};
use super::payload::{self, Top};
use super::postings;
use super::referenced_file::{self, BaseDir};
use super::text_value::{brief_text, required_text};
use super::tree::{Entry, Node, YamlValue};
use crate::domain::definition::Import;
use crate::domain::finding::Code;
use crate::domain::keys::{IMPORT_FORMATS, ImportFormat, SOURCE_KEYS};
use crate::domain::words::and_list;
use crate::rules::did_you_mean::{invisible_reason, listed, nearest, suggestion};

/// Reads `source`. Without a valid import, a finding gives the reason.
pub(super) fn import(source: &Node, base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<Import> {
    let YamlValue::Map(entries) = &source.shape else {
        if !matches!(source.shape, YamlValue::Invalid) {
            let message = format!("`source` is a mapping, and this is {}", source.type_name());
            let help = "Write `format:` and `file:` below it, indented; plain text belongs under `description`.";
            diagnostics.error(Code::WrongType, diagnostics::value(&["source"]), message, help);
        }
        return None;
    };
    for entry in entries.iter().filter(|entry| !SOURCE_KEYS.contains(&entry.key.as_str())) {
        let message = format!("`source` has no key `{}`{}", entry.key, invisible_reason(&entry.key));
        diagnostics.error(
            Code::UnknownKey,
            diagnostics::key(&["source", &entry.key]),
            message,
            suggestion(&entry.key, SOURCE_KEYS),
        );
    }
    let format = format(source, diagnostics);
    let content = content(entries, diagnostics);
    let ImportFormat { name: format, inline_key } = format?;
    let content = content?;
    if content.key != "file" && content.key != *inline_key {
        let message = format!("the format `{format}` takes `file` or `{inline_key}`, not `{}`", content.key);
        let help =
            format!("Write `{inline_key}:` or `file:` instead, or name the format that `{}` is in.", content.key);
        diagnostics.error(Code::Brief, diagnostics::key(&["source", &content.key]), message, help);
        return None;
    }
    read(format, content, base, diagnostics)
}

fn format(source: &Node, diagnostics: &mut Diagnostics) -> Option<&'static ImportFormat> {
    let names: Vec<&str> = IMPORT_FORMATS.iter().map(|format| format.name).collect();
    let Some(entry) = source.entry("format") else {
        let help = format!("Add `format:` with one of {}.", listed(names));
        diagnostics.error(Code::Brief, diagnostics::key(&["source"]), "`source` has no `format`", help);
        return None;
    };
    let name = required_text(&entry.value, &["source", "format"], diagnostics)?;
    let known = IMPORT_FORMATS.iter().find(|format| format.name == name);
    if known.is_none() {
        let near =
            nearest(name, names.iter().copied()).map(|name| format!("Did you mean `{name}`? ")).unwrap_or_default();
        let help = format!("{near}The formats are {}.", listed(names));
        diagnostics.error(
            Code::WrongType,
            diagnostics::value(&["source", "format"]),
            format!("`{name}` is not an import format{}", invisible_reason(name)),
            help,
        );
    }
    known
}

/// The only entry with content to import.
fn content<'a>(entries: &'a [Entry], diagnostics: &mut Diagnostics) -> Option<&'a Entry> {
    let is_content = |entry: &&Entry| entry.key != "format" && SOURCE_KEYS.contains(&entry.key.as_str());
    let given: Vec<&Entry> = entries.iter().filter(is_content).collect();
    match given[..] {
        [one] => Some(one),
        [] => {
            let help = "Add `file:` with a path relative to this definition, or the content itself.";
            diagnostics.error(Code::Brief, diagnostics::key(&["source"]), "`source` has nothing to import", help);
            None
        }
        [_, second, ..] => {
            let named: Vec<String> =
                given.iter().map(|entry| format!("`{}` (line {})", entry.key, entry.position.line)).collect();
            let message = format!("`source` imports one thing, and this has {}", and_list(&named));
            diagnostics.error(
                Code::Brief,
                diagnostics::key(&["source", &second.key]),
                message,
                "Keep one of them and remove the others.",
            );
            None
        }
    }
}

fn read(format: &str, content: &Entry, base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<Import> {
    let path = ["source", content.key.as_str()];
    match format {
        "text" => {
            let Checked { content: text, what } = text(content, base, diagnostics)?;
            brief_text(text, &what, &path, diagnostics).map(Import::Text)
        }
        "opentrain_canonical" => {
            let Checked { content: job, what } = json(content, Top::Object, base, diagnostics)?;
            payload::check_pay(&job, &what, &path, diagnostics);
            Some(Import::Canonical(job))
        }
        "schema_org_job_posting" => {
            let Checked { content: value, what } = json(content, Top::ObjectOrList, base, diagnostics)?;
            postings::check_json_ld(&value, &what, &path, diagnostics);
            Some(Import::JsonLd(value))
        }
        "indeed_xml" => {
            let Checked { content: text, what } = xml(content, base, diagnostics)?;
            postings::check_indeed(&text, &what, &path, diagnostics);
            Some(Import::IndeedXml(text))
        }
        _ => {
            let Checked { content: text, what } = xml(content, base, diagnostics)?;
            postings::check_hr_xml(&text, &what, &path, diagnostics);
            Some(Import::HrXml(text))
        }
    }
}

/// Content that can be sent, and its name in findings.
struct Checked<T> {
    content: T,
    what: String,
}

/// The text of `file` or of an inline value.
fn text(content: &Entry, base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<Checked<String>> {
    let path = ["source", content.key.as_str()];
    let text = required_text(&content.value, &path, diagnostics)?;
    if content.key == "file" {
        let what = format!("`{text}`");
        return referenced_file::text(text, &path, base, diagnostics).map(|content| Checked { content, what });
    }
    Some(Checked { content: text.to_owned(), what: format!("`source.{}`", content.key) })
}

fn json(content: &Entry, top: Top, base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<Checked<Value>> {
    let path = ["source", content.key.as_str()];
    if content.key != "file" {
        let what = format!("`{}`", path.join("."));
        let content = payload::inline_json(&content.value, top, &path, diagnostics)?;
        return Some(Checked { content, what });
    }
    let Checked { content: text, what } = text(content, base, diagnostics)?;
    let content = payload::json(&text, &what, top, &path, diagnostics)?;
    Some(Checked { content, what })
}

fn xml(content: &Entry, base: &BaseDir<'_>, diagnostics: &mut Diagnostics) -> Option<Checked<String>> {
    let Checked { content: text, what } = text(content, base, diagnostics)?;
    let content = payload::xml(text, &what, &["source", &content.key], diagnostics)?;
    Some(Checked { content, what })
}
