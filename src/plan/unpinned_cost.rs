//! Limits on the cost of postings that can't be enforced, because nobody pinned what decides it.

use crate::domain::config::Config;
use crate::domain::definition::Definition;
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::pay::{PayTerms, ValueOrigin, counted_unit, effective_value};
use crate::domain::record::RemoteJob;
use crate::domain::{PAYMENT_TYPE_KEY, yaml};

const HELP: &str = "OpenTrain doesn't show all values of a job, so an edit there is not seen.";

const READ_HELP: &str = "This is what it read, or what was applied earlier. If it is right, write it under `fields:`.";

/// A warning of the values that decide what the posting comes to and that are not pinned, where a limit is set on that. The service
/// shows no volume of a job, so a value that was read once may be another one by now. `reported` are keys with an error of their own.
pub(super) fn warning(
    definition: &Definition,
    config: &Config,
    job: Option<&RemoteJob>,
    reported: &[String],
) -> Option<Finding> {
    let limits = limits(config);
    let value = |key: &str| effective_value(definition, job, key);
    let is_pinned = |key: &str| value(key).is_some_and(|term| term.origin != ValueOrigin::Read);
    let unpinned = factors(&PayTerms::effective(definition, job)).into_iter();
    let unpinned: Vec<&str> =
        unpinned.filter(|key| !is_pinned(key) && !reported.iter().any(|reported| reported == key)).collect();
    if limits.is_empty() || unpinned.is_empty() {
        return None;
    }
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
    let verb = if unpinned.len() == 1 { "is" } else { "are" };
    let message =
        format!("{} {verb} not pinned, so {} can't be enforced for this posting", quoted(&unpinned), quoted(&limits));
    let place = Location::key(&["fields"]);
    let finding = Finding::new(Code::OverLimit, Severity::Warning, &definition.file, place, message);
    let lines: Option<Vec<String>> = unpinned.iter().map(|key| yaml::short_entry(key, value(key)?.value)).collect();
    Some(match lines {
        Some(lines) => finding.help(format!("{HELP} {READ_HELP}")).paste(lines.join("\n")),
        None => finding.help(format!("{HELP} Write {} under `fields:`.", quoted(&unpinned))),
    })
}

/// The limits on what postings come to, as far as they are set.
fn limits(config: &Config) -> Vec<&'static str> {
    let limits = [("limits.perPosting", config.limits.per_posting), ("limits.total", config.limits.total)];
    limits.into_iter().filter(|(_, limit)| limit.is_some()).map(|(name, _)| name).collect()
}

/// The keys whose values decide what the posting comes to; none where that stays unknown whatever is pinned.
fn factors(terms: &PayTerms) -> Vec<&'static str> {
    let Some(payment_type) = &terms.payment_type else { return Vec::new() };
    let is_countable = terms.unit.as_ref().is_none_or(|unit| counted_unit(&unit.value).is_some());
    let volume: &[&str] = match payment_type.value.as_str() {
        "PAY_PER_LABEL" if is_countable => &["dataVolume", "dataVolumeUnit"],
        "FIXED_PRICE" => &[],
        _ => return Vec::new(),
    };
    [PAYMENT_TYPE_KEY].into_iter().chain(terms.rate_key()).chain(volume.iter().copied()).collect()
}
