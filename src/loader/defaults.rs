//! `_defaults.yml`: values for all definitions in its folder and below.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::diagnostics::{self, Diagnostics};
use super::discover::{FileKind, SettingsFile, SettingsKind};
use super::fields::{self, OwnFields};
use super::misnamed_settings::has_right_name;
use super::positions::Positions;
use super::tree::{Node, YamlValue};
use super::{LoadedFile, Text, definition_text, parse_text};
use crate::domain::capabilities::{AMOUNT_KEYS, documented_names, is_amount, rate_key};
use crate::domain::defaults::{DefaultOrigin, DefaultOrigins};
use crate::domain::definition::Brief;
use crate::domain::finding::{Code, Finding, LineColumn, Location, Subject};
use crate::domain::keys::BRIEF_KEYS;
use crate::domain::{DESCRIPTION_KEY, Fields, PAYMENT_TYPE_KEY};
use crate::rules::did_you_mean::nearest;

/// The file's name, in any folder of the jobs directory.
pub(crate) const NAME: &str = "_defaults.yml";

/// The values of one `_defaults.yml`.
#[derive(Debug)]
pub struct FolderDefaults {
    /// The file as shown in reports.
    pub file: Arc<str>,
    /// The text for excerpts, with masked tokens.
    pub text: String,
    /// The canonical paths of the file and, where it is a link, of its target.
    pub files_read: Vec<PathBuf>,
    /// Where the file leads as a link, if nothing is there.
    pub files_missing: Vec<PathBuf>,
    folder: PathBuf,
    fields: Fields,
    positions: Positions,
    findings: Vec<Finding>,
}

/// All values that go live with a definition.
pub(super) struct Effective {
    pub(super) fields: Fields,
    pub(super) origins: DefaultOrigins,
}

/// The defaults of all folders, outermost first.
pub(super) fn load_all(jobs: &Path, files: &[SettingsFile]) -> Vec<FolderDefaults> {
    let is_defaults =
        |file: &&SettingsFile| file.kind == SettingsKind::Defaults && !file.is_folder && has_right_name(file);
    let mut all: Vec<_> = files.iter().filter(is_defaults).map(|file| FolderDefaults::load(jobs, file)).collect();
    all.sort_by(|a, b| a.folder.cmp(&b.folder));
    all
}

/// What is wrong with defaults that no definition uses, so that no definition reports it.
pub(super) fn unused_findings(defaults: &[FolderDefaults], files: &[LoadedFile]) -> Vec<Finding> {
    let is_used = |defaults: &FolderDefaults| {
        let folders = files.iter().filter_map(|file| file.files_read.first()?.parent());
        folders.into_iter().any(|folder| defaults.covers(folder))
    };
    let unused = defaults.iter().filter(|defaults| !defaults.findings.is_empty() && !is_used(defaults));
    unused.flat_map(|defaults| defaults.findings.iter().cloned()).collect()
}

impl FolderDefaults {
    fn load(jobs: &Path, SettingsFile { path, file, .. }: &SettingsFile) -> Self {
        let mut diagnostics = Diagnostics::new(file);
        diagnostics.add_file_read(path.clone());
        let text = definition_text(jobs, path, FileKind::at(path), &Ok(String::new()), &mut diagnostics);
        let folder = path.parent().unwrap_or(jobs).to_owned();
        Self::new(file, folder, text.unwrap_or_default(), diagnostics)
    }

    pub(super) fn new(file: &str, folder: PathBuf, text: String, mut diagnostics: Diagnostics) -> Self {
        let Text { text, root } = parse_text(text, &mut diagnostics);
        let fields = root.as_ref().map(|root| decode(root, &mut diagnostics)).unwrap_or_default();
        let positions = root.map(Positions::from_node).unwrap_or_default();
        let file: Arc<str> = file.into();
        let files_read = diagnostics.take_files_read();
        let files_missing = diagnostics.take_files_missing();
        let elsewhere = |mut finding: Finding| {
            if let Subject::Definition(place) = &mut finding.subject {
                let position = positions.resolve(&place.location);
                place.location = Location::Elsewhere { file: Arc::clone(&file), position };
            }
            finding
        };
        let findings = diagnostics.into_findings().into_iter().map(elsewhere).collect();
        Self { file, text, files_read, files_missing, folder, fields, positions, findings }
    }

    /// The keys that it has values for.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// Whether the values are for a definition in this folder, a canonical path.
    pub(crate) fn covers(&self, folder: &Path) -> bool {
        folder.starts_with(&self.folder)
    }

    /// The folder, as a canonical path.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is wrong with the file, with its places there.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether it has a value for the key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    fn origin(&self, key: &str) -> DefaultOrigin {
        let found = self.positions.find_in("fields", key);
        let key = found.map_or(LineColumn::START, |found| found.key);
        let value = found.map_or(LineColumn::START, |found| found.value);
        DefaultOrigin { file: Arc::clone(&self.file), key, value }
    }
}

/// The definition's own values and the defaults that apply to it, the nearest folder's first. `defaults` begins with the outermost
/// folder's.
pub(super) fn effective(own: OwnFields, brief: Option<&Brief>, defaults: &[&FolderDefaults]) -> Effective {
    let mut effective = Effective { fields: own.values, origins: DefaultOrigins::new() };
    let source = brief.and_then(Brief::canonical);
    let mut is_type_refused = false;
    for folder in defaults.iter().rev() {
        let pay = NearerPay { is_type_refused, ..NearerPay::new(&effective.fields, source) };
        // One that is farther out must not take the place of a nearer one that was left out.
        is_type_refused |= folder.fields.get(PAYMENT_TYPE_KEY).is_some_and(|kind| !pay.admits(PAYMENT_TYPE_KEY, kind));
        let fields = folder.fields.iter().filter(|(key, value)| pay.admits(key, value) && !own.dropped.contains(key));
        for (key, value) in fields {
            if !effective.fields.contains_key(key) {
                effective.fields.insert(key.clone(), value.clone());
                effective.origins.insert(key.clone(), folder.origin(key));
            }
        }
    }
    let of_source = source.and_then(|job| job.get(PAYMENT_TYPE_KEY));
    let payment_type = effective.fields.get(PAYMENT_TYPE_KEY).or(of_source);
    if let Some(rate) = payment_type.and_then(|kind| rate_key(kind.as_str()?)) {
        effective.leave_out_rates_but(rate);
    }
    effective
}

/// What a definition, its source included, and the defaults nearer to it have about its pay. A default from farther out must not
/// change its meaning.
struct NearerPay {
    has_type: bool,
    /// Whether a nearer default of it was left out.
    is_type_refused: bool,
    /// The keys of its rates; without a payment type, those of a source are not known.
    rates: Vec<&'static str>,
    has_source_rate: bool,
}

impl NearerPay {
    fn new(nearer: &Fields, source: Option<&Value>) -> Self {
        let of_source = |key: &str| source.and_then(|job| job.get(key)).is_some();
        Self {
            has_type: nearer.contains_key(PAYMENT_TYPE_KEY) || of_source(PAYMENT_TYPE_KEY),
            is_type_refused: false,
            rates: AMOUNT_KEYS.iter().copied().filter(|key| nearer.contains_key(*key)).collect(),
            has_source_rate: of_source("rateAmount"),
        }
    }

    /// Whether a default for this key leaves that pay as it is.
    fn admits(&self, key: &str, value: &Value) -> bool {
        if key == PAYMENT_TYPE_KEY {
            let goes_with_it = value.as_str().and_then(rate_key).is_some_and(|rate| self.rates.contains(&rate));
            return !self.has_type
                && !self.is_type_refused
                && !self.has_source_rate
                && (self.rates.is_empty() || goes_with_it);
        }
        !is_amount(key) || !self.has_source_rate && (self.has_type || self.rates.is_empty())
    }
}

impl Effective {
    fn leave_out_rates_but(&mut self, rate: &str) {
        self.origins.retain(|key, _| {
            let is_kept = !is_amount(key) || key == rate;
            if !is_kept {
                self.fields.remove(key);
            }
            is_kept
        });
    }
}

fn decode(root: &Node, diagnostics: &mut Diagnostics) -> Fields {
    if !matches!(root.shape, YamlValue::Map(_) | YamlValue::Null | YamlValue::Invalid) {
        let message = format!("defaults are a mapping with the key `fields`, and this file is {}", root.type_name());
        diagnostics.error_at(Code::WrongType, root.position, message, EXAMPLE);
    }
    for entry in root.entries().iter().filter(|entry| entry.key != "fields") {
        let key = entry.key.as_str();
        let known = documented_names().chain(["fields"]).chain(BRIEF_KEYS.iter().copied());
        let help = match nearest(key, known) {
            // As a default it would be an error beside each definition's own text.
            Some(near) if near == DESCRIPTION_KEY || BRIEF_KEYS.contains(&near) => TEXT.to_owned(),
            Some("fields") => "Did you mean `fields`?".to_owned(),
            Some(field) => format!("Write `{field}` under `fields:`, indented."),
            None => format!("Write everything else in each definition. {EXAMPLE}"),
        };
        let message = format!("`{NAME}` holds `fields` alone, and this is `{key}`");
        diagnostics.error(Code::UnknownKey, diagnostics::key(&[key]), message, help);
    }
    let OwnFields { values, dropped } = fields::fields(root, diagnostics);
    for key in dropped {
        let help = "Write a value, or remove the line. A definition that needs no default writes `null` itself.";
        diagnostics.error(Code::WrongType, diagnostics::value(&["fields", &key]), fields::no_value(&key), help);
    }
    values
}

const TEXT: &str =
    "A text belongs in each definition, as `description`, `descriptionFile` or `source`: it can't be a default.";
const EXAMPLE: &str = "For instance `fields:` and below it, indented, `languages: [Spanish]`.";
