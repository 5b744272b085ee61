//! Decodes a raw definition from the tree. Written by hand, not with serde, to report all errors at once.

use std::sync::Arc;

use super::defaults::{self, Effective, FolderDefaults};
use super::diagnostics::{self, Diagnostics};
use super::fields::OwnFields;
use super::referenced_file::BaseDir;
use super::tree::{Entry, Node, YamlValue};
use super::{brief, fields};
use crate::domain::capabilities::documented_names;
use crate::domain::characters;
use crate::domain::definition::{Brief, DesiredState, IdOrigin, RawDefinition};
use crate::domain::finding::{Code, Location};
use crate::domain::ids::{DefinitionId, JobId};
pub(super) use crate::domain::keys::DEFINITION_KEYS as KEYS;
use crate::domain::keys::STATES;
use crate::redact::escape;
use crate::rules::did_you_mean::{invisible_reason, listed, nearest, same_word};
use crate::rules::id_advice;

const STATES_ARE: &str = "`draft` keeps the job a draft, `published` (the default) makes it public, `closed` takes it off the marketplace \
                          for good.";
/// Longer than any id that is known.
const MAX_JOB_ID_CHARS: usize = 100;
const JOB_IS: &str = "Write the id of a job that exists on OpenTrain, not its address: letters and digits, for instance cmr0f33n30005gf3lo6e3dlh9.";
const SMALLEST: &str = "Begin with two keys: `description: We need 5 fluent Spanish speakers to label sentiment in 20,000 posts.`, and `fields:` with \
                        the pay below it, indented: `paymentType: PAY_PER_LABEL`, and `pricePerLabel:` with the amount in US dollars.";

/// The definition of a file that can't be parsed.
pub(super) fn unparsed(file: String, derived: Result<String, String>) -> RawDefinition {
    let id = derived.and_then(|text| DefinitionId::parse(&text).map_err(|_| text));
    RawDefinition {
        file,
        id,
        origin: IdOrigin::Assumed,
        wanted: DesiredState::Published,
        job: None,
        brief: None,
        fields: Default::default(),
        defaults: Default::default(),
    }
}

/// `derived` is the id from the file's path; `defaults` begins with the outermost folder's.
pub(super) fn decode(
    root: &Node,
    file: String,
    derived: Result<String, String>,
    base: &BaseDir<'_>,
    defaults: &[&FolderDefaults],
    diagnostics: &mut Diagnostics,
) -> RawDefinition {
    match &root.shape {
        YamlValue::Map(entries) if entries.is_empty() => return refuse_empty(file, derived, diagnostics),
        YamlValue::Map(_) => {}
        YamlValue::Null => return refuse_empty(file, derived, diagnostics),
        YamlValue::Invalid => return unparsed(file, derived),
        YamlValue::Bool(_) | YamlValue::Number(_) | YamlValue::Text(_) | YamlValue::List(_) => {
            let message = match &root.shape {
                YamlValue::Text(text) => fields::missing_colon(text),
                YamlValue::List(_) if root.is_list_of_keys() => {
                    Some("remove the `-`: a file is one definition, not a list".to_owned())
                }
                _ => None,
            };
            let message = message.unwrap_or_else(|| {
                format!("a definition is a mapping of keys to values, and this file is {}", root.type_name())
            });
            diagnostics.error_at(Code::WrongType, root.position, message, SMALLEST);
            return unparsed(file, derived);
        }
    }
    for entry in root.entries().iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
        unknown_key(entry, diagnostics);
    }
    let unparsed = unparsed(file, derived);
    let (id, origin) = id(root, unparsed.id, diagnostics);
    let wanted = wanted(root, diagnostics);
    let job = job(root, diagnostics);
    let brief = brief::brief(root, base, diagnostics);
    let own = fields::fields(root, diagnostics);
    let Effective { fields, origins: defaults } = with_defaults(own, brief.as_ref(), defaults, diagnostics);
    RawDefinition {
        file: unparsed.file,
        id,
        origin,
        wanted,
        job,
        brief: brief.map(Into::into),
        fields: Arc::new(fields),
        defaults,
    }
}

/// All values. A `null` without a default to drop is a finding.
fn with_defaults(
    own: OwnFields,
    brief: Option<&Brief>,
    defaults: &[&FolderDefaults],
    diagnostics: &mut Diagnostics,
) -> Effective {
    for key in own.dropped.iter().filter(|key| !defaults.iter().any(|folder| folder.has(key))) {
        let help = "Write a value, or remove the key. `null` drops a default, and no `_defaults.yml` has one for it.";
        diagnostics.error(Code::WrongType, diagnostics::value(&["fields", key]), fields::no_value(key), help);
    }
    defaults::effective(own, brief, defaults)
}

fn refuse_empty(file: String, derived: Result<String, String>, diagnostics: &mut Diagnostics) -> RawDefinition {
    diagnostics.error(Code::Brief, Location::File, "this file is empty", SMALLEST);
    unparsed(file, derived)
}

fn unknown_key(entry: &Entry, diagnostics: &mut Diagnostics) {
    let key = entry.key.as_str();
    if let Some(first) = key.chars().next().filter(|c| characters::is_invisible(*c)) {
        let name = key.trim_matches(|c: char| characters::is_invisible(c) || c == ' ');
        let message = format!("replace {} before `{name}` by a space", characters::describe(first));
        let help = "It looks like a space and is none: remove it and type the space again.";
        return diagnostics.error(Code::UnknownKey, diagnostics::key(&[key]), message, help);
    }
    let help = match nearest(key, KEYS.iter().copied().chain(documented_names())) {
        Some(field) if field == key => format!("`{key}` is a field of the job: write it under `fields:`, indented."),
        Some(near) if KEYS.contains(&near) => format!("Did you mean `{near}`?"),
        Some(field) => format!("Did you mean `{field}`? It is a field of the job: write it under `fields:`, indented."),
        None => format!("A definition has the keys {}.", listed(KEYS.iter().copied())),
    };
    diagnostics.error(
        Code::UnknownKey,
        diagnostics::key(&[key]),
        format!("a definition has no key `{key}`{}", invisible_reason(key)),
        help,
    );
}

/// The id and its origin. An invalid `id:` is a finding, and the derived id replaces it.
fn id(
    root: &Node,
    derived: Result<DefinitionId, String>,
    diagnostics: &mut Diagnostics,
) -> (Result<DefinitionId, String>, IdOrigin) {
    let Some(explicit) = root.entry("id").map(|entry| &entry.value) else {
        return (derived, IdOrigin::Derived);
    };
    let at = diagnostics::value(&["id"]);
    match &explicit.shape {
        YamlValue::Text(text) => match DefinitionId::parse(text) {
            Ok(id) => return (Ok(id), IdOrigin::Explicit),
            Err(why) => diagnostics.error(Code::InvalidId, at, why.to_string(), id_advice(text)),
        },
        YamlValue::Invalid => {}
        YamlValue::Number(_) => {
            let help = format!("Put it in quotes: `id: {}`.", explicit.in_quotes().unwrap_or_default());
            diagnostics.error(Code::WrongType, at, "`id` is text, and this is a number", help);
        }
        YamlValue::Null | YamlValue::Bool(_) | YamlValue::List(_) | YamlValue::Map(_) => {
            let message = format!("`id` is text, and this is {}", explicit.type_name());
            diagnostics.error(Code::WrongType, at, message, "Write a name, or remove `id:` to use the file's path.");
        }
    }
    (derived, IdOrigin::Explicit)
}

/// The job that exists already, if the file names one.
fn job(root: &Node, diagnostics: &mut Diagnostics) -> Option<JobId> {
    let named = &root.entry("job")?.value;
    let at = diagnostics::value(&["job"]);
    match &named.shape {
        YamlValue::Text(text) => match JobId::parse(text).ok().filter(|_| is_job_id(text)) {
            Some(job) => return Some(job),
            None => {
                let shown = escape::truncate(text, 100);
                diagnostics.error(Code::WrongType, at, format!("`{shown}` is no id of a job"), JOB_IS);
            }
        },
        YamlValue::Invalid => {}
        YamlValue::Number(_) | YamlValue::Bool(_) => {
            let help = format!("Put it in quotes: `job: {}`.", named.in_quotes().unwrap_or_default());
            diagnostics.error(Code::WrongType, at, format!("`job` is text, and this is {}", named.type_name()), help);
        }
        YamlValue::Null | YamlValue::List(_) | YamlValue::Map(_) => {
            diagnostics.error(Code::WrongType, at, format!("`job` is text, and this is {}", named.type_name()), JOB_IS);
        }
    }
    None
}

/// Letters and digits, as ids on OpenTrain are. An address is none.
fn is_job_id(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (1..=MAX_JOB_ID_CHARS).contains(&text.len()) && text.chars().all(is_plain)
}

fn wanted(root: &Node, diagnostics: &mut Diagnostics) -> DesiredState {
    let Some(state) = root.entry("state").map(|entry| &entry.value) else { return DesiredState::Published };
    match &state.shape {
        YamlValue::Text(word) if word == "draft" => return DesiredState::Draft,
        YamlValue::Text(word) if word == "published" => return DesiredState::Published,
        YamlValue::Text(word) if word == "closed" => return DesiredState::Closed,
        YamlValue::Text(word) => {
            let message = format!("`{word}` is not a state of a definition{}", invisible_reason(word));
            diagnostics.error(Code::WrongType, diagnostics::value(&["state"]), message, state_advice(word));
        }
        YamlValue::Invalid => {}
        YamlValue::Null | YamlValue::Bool(_) | YamlValue::Number(_) | YamlValue::List(_) | YamlValue::Map(_) => {
            let message = format!("`state` is text, and this is {}", state.type_name());
            diagnostics.error(Code::WrongType, diagnostics::value(&["state"]), message, STATES_ARE);
        }
    }
    DesiredState::Published
}

/// The state in its right spelling, or what each state does: one that is only similar may do the opposite.
fn state_advice(word: &str) -> String {
    let meant = same_word(word, STATES.iter().copied()).or(match word.to_ascii_lowercase().as_str() {
        "open" | "live" | "active" => Some("published"),
        "archived" | "completed" | "removed" | "deleted" => Some("closed"),
        _ => None,
    });
    let meant = meant.map(|state| format!("Did you mean `{state}`? ")).unwrap_or_default();
    let is_pause =
        matches!(word.to_ascii_lowercase().as_str(), "paused" | "pause" | "on-hold" | "hold" | "unpublished");
    let pause = if is_pause { "OpenTrain can't pause a job. " } else { "" };
    format!("{meant}{pause}{STATES_ARE}")
}
