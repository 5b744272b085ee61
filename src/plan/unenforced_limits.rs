//! Warns of limits that can't be enforced, because a value that they depend on is not pinned.

use super::requirements::RATE_LIMITS;
use crate::domain::config::Config;
use crate::domain::definition::Definition;
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::pay::{PayTerms, ValueOrigin, counted_unit, effective_value};
use crate::domain::record::RemoteJob;
use crate::domain::words::and_list;
use crate::domain::{PAYMENT_TYPE_KEY, yaml};

const HELP: &str = "OpenTrain doesn't show all values of a job, so an edit there is not seen.";

const READ_HELP: &str = "This is what it read, or what was applied earlier. If it is right, write it under `fields:`.";

/// A warning of the values that decide what a posting pays or comes to and that are not pinned, where a limit is set on that. The service
/// doesn't show all values of a job, so a value that was read once may be another one by now. `reported` are keys with an error of their
/// own.
pub(super) fn warning(
    definition: &Definition,
    config: &Config,
    job: Option<&RemoteJob>,
    reported: &[String],
) -> Option<Finding> {
    let value = |key: &str| effective_value(definition, job, key);
    let is_pinned = |key: &str| value(key).is_some_and(|term| term.origin != ValueOrigin::Read);
    let is_unpinned = |key: &&'static str| !is_pinned(key) && !reported.iter().any(|reported| reported == key);
    let unenforced: Vec<Limit> = limits(config, &PayTerms::effective(definition, job))
        .into_iter()
        .map(|limit| Limit { keys: limit.keys.into_iter().filter(is_unpinned).collect(), ..limit })
        .filter(|limit| !limit.keys.is_empty())
        .collect();
    let unpinned = KEYS.iter().copied().filter(|key| unenforced.iter().any(|limit| limit.keys.contains(key)));
    let unpinned: Vec<&str> = unpinned.collect();
    let verb = match unpinned.len() {
        0 => return None,
        1 => "is",
        _ => "are",
    };
    let names: Vec<&str> = unenforced.iter().map(|limit| limit.name.as_str()).collect();
    let message =
        format!("{} {verb} not pinned, so {} can't be enforced for this posting", quoted(&unpinned), quoted(&names));
    let place = Location::key(&["fields"]);
    let finding = Finding::new(Code::OverLimit, Severity::Warning, &definition.file, place, message);
    let lines: Option<Vec<String>> = unpinned.iter().map(|key| yaml::short_entry(key, value(key)?.value)).collect();
    Some(match lines {
        Some(lines) => finding.help(format!("{HELP} {READ_HELP}")).paste(lines.join("\n")),
        None => finding.help(format!("{HELP} Write {} under `fields:`.", quoted(&unpinned))),
    })
}

fn quoted(names: &[&str]) -> String {
    and_list(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

/// All keys that decide on pay and cost, in the order in which they are named.
const KEYS: [&str; 6] =
    [PAYMENT_TYPE_KEY, "pricePerLabel", "pricePerHour", "fixedPrice", "dataVolume", "dataVolumeUnit"];

/// A limit, and the keys that decide whether a posting keeps it.
struct Limit {
    /// As settings name it: `limits.total`.
    name: String,
    keys: Vec<&'static str>,
}

/// The limits that are set.
fn limits(config: &Config, terms: &PayTerms) -> Vec<Limit> {
    let limit = |setting, keys| Limit { name: format!("limits.{setting}"), keys };
    let of_rates = RATE_LIMITS.iter().filter(|rate| (rate.limit)(config).is_some());
    let of_costs = [("perPosting", config.limits.per_posting), ("total", config.limits.total)];
    let of_costs = of_costs.into_iter().filter(|(_, amount)| amount.is_some());
    let of_rates = of_rates.map(|rate| limit(rate.setting, rate_keys(terms, rate.key)));
    of_rates.chain(of_costs.map(|(setting, _)| limit(setting, cost_keys(terms)))).collect()
}

/// The keys that decide on a rate; none where the posting is known to be paid in another way.
fn rate_keys(terms: &PayTerms, rate: &'static str) -> Vec<&'static str> {
    match terms.rate_key() {
        None => vec![PAYMENT_TYPE_KEY],
        Some(own) if own == rate => vec![PAYMENT_TYPE_KEY, rate],
        Some(_) => Vec::new(),
    }
}

/// The keys that decide what the posting comes to; none where that stays unknown whatever is pinned.
fn cost_keys(terms: &PayTerms) -> Vec<&'static str> {
    let Some(payment_type) = &terms.payment_type else { return Vec::new() };
    let is_countable = terms.unit.as_ref().is_none_or(|unit| counted_unit(&unit.value).is_some());
    let volume: &[&str] = match payment_type.value.as_str() {
        "PAY_PER_LABEL" if is_countable => &["dataVolume", "dataVolumeUnit"],
        "FIXED_PRICE" => &[],
        _ => return Vec::new(),
    };
    [PAYMENT_TYPE_KEY].into_iter().chain(terms.rate_key()).chain(volume.iter().copied()).collect()
}
