//! Writes a definition of a job that exists.

use serde_json::Value;

use super::translate::{Translation, Untranslated};
use crate::domain::capabilities::documented_names;
use crate::domain::ids::JobId;
use crate::domain::{DESCRIPTION_KEY, Fields, TITLE_KEY, yaml};
use crate::loader;

/// The keys whose values the public page shows, literally or by a display name.
const SHOWN: &[&str] = &[
    "jobTitle",
    "jobDescription",
    "experienceLevel",
    "languages",
    "countries",
    "labelingSoftware",
    "labelTypes",
    "dataType",
    "paymentType",
    "pricePerLabel",
    "pricePerHour",
    "fixedPrice",
];

/// Comments are wrapped after so many characters.
const LINE_CHARS: usize = 100;

/// A definition that is to be written.
pub(crate) struct NewDefinition<'a> {
    /// The job that it is of.
    pub(crate) job: &'a JobId,
    /// What its public page shows.
    pub(crate) translation: &'a Translation,
    /// The keys that a `_defaults.yml` would set and the public page does not show, or shows by a display name.
    pub(crate) defaults: Vec<&'a str>,
}

/// The file's text.
pub(crate) fn render(definition: &NewDefinition<'_>) -> String {
    let mut fields = definition.translation.fields.clone();
    let description = fields.remove(DESCRIPTION_KEY);
    let description = description.as_ref().and_then(Value::as_str).map(description_entry).unwrap_or_default();
    let dropped: String = definition.defaults.iter().map(|key| format!("  {}: null\n", yaml::text(key))).collect();
    let title = fields.remove_entry(TITLE_KEY);
    let entries = title.iter().map(|(key, value)| (key, value)).chain(&fields);
    let mut lines: String = entries.map(|(key, value)| format!("  {}\n", yaml::entry(key, value))).collect();
    if !dropped.is_empty() {
        lines += "  # What the job has for these is not shown, so no default is set for them:\n";
        lines += &dropped;
    }
    let fields = if lines.is_empty() { String::new() } else { format!("fields:\n{lines}") };
    format!(
        "# This definition is of a job that exists: nothing is created for it.\n{}\n{description}{fields}{}{}",
        yaml::entry("job", &definition.job.as_str().into()),
        untranslated(&definition.translation.untranslated),
        not_shown(&definition.translation.fields),
    )
}

/// The text below `|` where it is read back like that, else in quotes.
fn description_entry(text: &str) -> String {
    let block = yaml::block("description", text).filter(|entry| reads_back(entry, text));
    block.unwrap_or_else(|| format!("description: {}\n", yaml::text(text)))
}

fn reads_back(entry: &str, text: &str) -> bool {
    let loaded = loader::parse("adopted.yml", entry);
    let read = loaded.candidate.text().map(str::trim_end);
    read == Some(text) && loaded.findings.is_empty()
}

fn untranslated(values: &[Untranslated]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let line = |value: &Untranslated| match &value.shown {
        Some(shown) => format!("#   {}\n", yaml::entry(value.name, shown)),
        None => format!("#   {}: a value that this file can't hold\n", value.name),
    };
    let lines: String = values.iter().map(line).collect();
    format!("\n# OpenTrain shows these, in other words than it takes them, so they are not pinned:\n{lines}")
}

/// Lists the keys that the API doesn't return.
fn not_shown(fields: &Fields) -> String {
    let names: Vec<&str> =
        documented_names().filter(|name| !SHOWN.contains(name) && !fields.contains_key(*name)).collect();
    let mut text =
        "\n# OpenTrain does not show these. They stay as they are until they are pinned under `fields`:\n".to_owned();
    let mut line = String::from("#  ");
    for name in names {
        if line.len() + name.len() > LINE_CHARS {
            text += &format!("{line}\n");
            line = String::from("#  ");
        }
        line += &format!(" {name}");
    }
    text + &line + "\n"
}
