//! What a definition must pin, and may pay, before its posting goes live. It holds back what the public sees, not the draft.

use rust_decimal::Decimal;
use serde_json::Value;

use super::unenforced_limits;
use crate::domain::capabilities::{is_amount, only_rate, payment_type_of, rate_key};
use crate::domain::config::{Config, Limits, Requirement};
use crate::domain::definition::{Definition, DesiredState};
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::pay::{Cost, PayTerms, ValueOrigin, of_canonical_source};
use crate::domain::record::RemoteJob;
use crate::domain::words::and_list;
use crate::domain::{PAYMENT_TYPE_KEY, money, yaml};

/// The rate of a payment type that is not known.
const RATE: &str = "rate";

/// A limit on a pinned rate: the key, the limit's name, what it is for.
pub(super) const RATE_LIMITS: [RateLimit; 2] = [
    RateLimit { key: "pricePerLabel", setting: "perLabel", unit: "a label", limit: |config| config.limits.per_label },
    RateLimit { key: "pricePerHour", setting: "perHour", unit: "an hour", limit: |config| config.limits.per_hour },
];

pub(super) struct RateLimit {
    pub(super) key: &'static str,
    pub(super) setting: &'static str,
    unit: &'static str,
    pub(super) limit: fn(&Config) -> Option<Decimal>,
}

/// What keeps a definition from going live.
#[derive(Debug, Default)]
pub struct Unmet {
    /// Whether anything does.
    pub is_blocking: bool,
    /// An error for each, but for what the service's list of missing fields names too.
    pub findings: Vec<Finding>,
}

impl Unmet {
    /// The same for a job that is live and that nothing edits: warnings alone.
    pub(super) fn of_unedited_job(mut self) -> Self {
        self.is_blocking = false;
        self.findings.iter_mut().for_each(|finding| finding.severity = Severity::Warning);
        self
    }
}

/// What keeps this definition from going live.
pub fn unmet(definition: &Definition, config: &Config, job: Option<&RemoteJob>) -> Unmet {
    if definition.wanted != DesiredState::Published {
        return Unmet::default();
    }
    let terms = PayTerms::pinned(definition, job);
    let missing = missing_keys(definition, config, &terms);
    let mut findings = over_limits(definition, config, &terms, job);
    let is_blocking = !missing.is_empty() || !findings.is_empty();
    let reported: Vec<String> = missing.iter().map(|missing| missing.key.clone()).collect();
    findings.extend(unenforced_limits::warning(definition, config, job, &reported));
    let missing = missing.into_iter().filter(|missing| !is_listed(&missing.key, job));
    let (pay, others): (Vec<MissingKey>, Vec<MissingKey>) = missing.partition(|missing| missing.is_pay);
    findings.extend(unpinned_pay(definition, &pay, &terms, job));
    findings.extend(others.iter().map(|missing| required_field(definition, &missing.key, job)));
    Unmet { is_blocking, findings }
}

/// Whether the service's list of missing fields names the key.
fn is_listed(key: &str, job: Option<&RemoteJob>) -> bool {
    let missing = job.map(|job| &job.readiness).filter(|readiness| readiness.is_unready()).map(|r| &r.missing);
    let mut listed = missing.into_iter().flatten().flat_map(|field| &field.update_keys);
    listed.any(|listed| listed == key || (key == RATE && is_amount(listed)))
}

/// A required key that is not pinned.
struct MissingKey {
    key: String,
    /// Whether it decides what the posting pays.
    is_pay: bool,
}

/// The required keys that are not pinned.
fn missing_keys(definition: &Definition, config: &Config, terms: &PayTerms) -> Vec<MissingKey> {
    let rate = || terms.rate_key().unwrap_or(RATE).to_owned();
    // A pinned rate lacks its payment type alone.
    let lacks_type =
        terms.payment_type.is_none() && config.require.contains(&Requirement::Field(PAYMENT_TYPE_KEY.to_owned()));
    let lacks_rate = terms.rate.is_none() && !(lacks_type && only_rate(&definition.fields).is_some());
    let missing = |requirement: &Requirement| match requirement {
        Requirement::Rate => lacks_rate.then(|| MissingKey { key: rate(), is_pay: true }),
        Requirement::Field(key) if key == PAYMENT_TYPE_KEY => {
            terms.payment_type.is_none().then(|| MissingKey { key: key.clone(), is_pay: true })
        }
        Requirement::Field(key) if definition.pins(key) => None,
        Requirement::Field(key) => Some(MissingKey { key: key.clone(), is_pay: false }),
    };
    config.require.iter().filter_map(missing).collect()
}

fn unpinned_pay(
    definition: &Definition,
    missing: &[MissingKey],
    pinned: &PayTerms,
    job: Option<&RemoteJob>,
) -> Option<Finding> {
    if missing.is_empty() {
        return None;
    }
    if let Some(finding) = job.and_then(|job| edited_source(definition, job)) {
        return Some(finding);
    }
    let payment_type =
        definition.fields.get(PAYMENT_TYPE_KEY).or_else(|| definition.canonical()?.get(PAYMENT_TYPE_KEY));
    let name = |key: &str| match (key, payment_type) {
        (RATE, Some(kind)) => format!("the rate of `{}`", yaml::entry(PAYMENT_TYPE_KEY, kind)),
        (RATE, None) => "the rate".to_owned(),
        (key, _) => format!("`{key}`"),
    };
    let named: Vec<String> = missing.iter().map(|missing| name(&missing.key)).collect();
    let verb = if named.len() == 1 { "is" } else { "are" };
    let message = format!("{} {verb} not pinned, so nobody has decided what this posting pays", and_list(&named));
    let finding = Finding::error(Code::UnpinnedPay, &definition.file, Location::key(&["fields"]), message);
    Some(with_pay_advice(finding, definition, pinned, job))
}

/// The source decided the pay, and may no longer: it is sent once, and somebody edited the draft since.
fn edited_source(definition: &Definition, job: &RemoteJob) -> Option<Finding> {
    let source = |key: &str| of_canonical_source(definition, key).map(|term| term.value);
    let payment_type = source(PAYMENT_TYPE_KEY).filter(|_| job.source_edited)?;
    let rate = payment_type.as_str().and_then(rate_key);
    let keys = [Some(PAYMENT_TYPE_KEY), rate].into_iter().flatten();
    let lines: Option<Vec<String>> = keys.map(|key| yaml::short_entry(key, source(key)?)).collect();
    let message = "the draft was edited on OpenTrain, and the pay in `source` is not sent again: nobody knows what this posting pays";
    let finding = Finding::error(Code::UnpinnedPay, &definition.file, Location::key(&["fields"]), message);
    let help = "Pin the pay under `fields:`. It is then sent right before the publish.";
    Some(match lines {
        Some(lines) => finding.help(help).paste(lines.join("\n")),
        None => finding.help(help),
    })
}

/// What the service read, as lines to paste; it is no invention of ours. Without it, the keys alone.
fn with_pay_advice(finding: Finding, definition: &Definition, pinned: &PayTerms, job: Option<&RemoteJob>) -> Finding {
    let terms = PayTerms::effective(definition, job);
    let rate = terms.rate_key();
    let own_rate = only_rate(&definition.fields).filter(|_| pinned.payment_type.is_none());
    if let Some((own_rate, kind)) = own_rate.and_then(|rate| Some((rate, payment_type_of(rate)?))) {
        let is_read_otherwise = rate.is_some_and(|rate| rate != own_rate);
        let finding = finding.help(format!("Write the payment type of `{own_rate}` under `fields:`."));
        // With two opinions on the manner of the pay, somebody must decide.
        return if is_read_otherwise { finding } else { finding.paste(yaml::entry(PAYMENT_TYPE_KEY, &kind.into())) };
    }
    let keys = [Some(PAYMENT_TYPE_KEY), rate].into_iter().flatten();
    let lines: Vec<String> = keys.filter_map(|key| read(key, definition, job)).collect();
    if !lines.is_empty() {
        return finding.help(READ_HELP).paste(lines.join("\n"));
    }
    match rate {
        Some(key) => finding.help("Write the amount under `fields:`, in US dollars.").paste(yaml::open_entry(key, "US dollars")),
        None => finding.help(
            "Write both under `fields:`. `paymentType` is PAY_PER_LABEL, PAY_PER_HOUR or FIXED_PRICE, and the rate that goes with it is \
             `pricePerLabel`, `pricePerHour` or `fixedPrice`, in US dollars.",
        ),
    }
}

const READ_HELP: &str = "This is what the job has: OpenTrain read it from the description, or it was applied earlier. If it is right, write it \
                         under `fields:`.";

/// What the job has for a key that is not pinned, as a line to paste.
fn read(key: &str, definition: &Definition, job: Option<&RemoteJob>) -> Option<String> {
    let job = job.filter(|_| !definition.fields.contains_key(key))?;
    yaml::short_entry(key, job.value(key)?)
}

fn required_field(definition: &Definition, key: &str, job: Option<&RemoteJob>) -> Finding {
    let message = format!("`{key}` is not pinned, and `require` in `_config.yml` asks for it");
    let finding = Finding::error(Code::RequiredField, &definition.file, Location::key(&["fields"]), message);
    match read(key, definition, job) {
        Some(line) => finding.help(READ_HELP).paste(line),
        None => finding.help(format!("Write `{key}` under `fields:`.")),
    }
}

fn over_limits(definition: &Definition, config: &Config, terms: &PayTerms, job: Option<&RemoteJob>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if config.limits == Limits::default() {
        return findings;
    }
    // Where nothing need be pinned, a rate that was read goes live all the same.
    let effective = PayTerms::effective(definition, job);
    for RateLimit { key, setting, unit, limit } in RATE_LIMITS {
        let of_type = effective.rate.as_ref().filter(|_| effective.rate_key() == Some(key));
        let rate = pinned_amount(definition, key).or(of_type.map(|rate| rate.value));
        let Some((rate, limit)) = rate.zip(limit(config)).filter(|(rate, limit)| rate > limit) else { continue };
        let message = format!("{} {unit} is over the limit of {}", money::dollars(rate), money::dollars(limit));
        findings.push(over_limit(definition, key, message, setting));
    }
    if let (Cost::Amount { amount, basis, is_pinned: true, .. }, Some(limit)) =
        (terms.cost(), config.limits.per_posting)
        && amount > limit
    {
        let sum =
            if basis.is_empty() { money::dollars(amount) } else { format!("{} ({basis})", money::dollars(amount)) };
        let message = format!("the posting comes to {sum}, over the limit of {}", money::dollars(limit));
        let key = terms.rate_key().unwrap_or(PAYMENT_TYPE_KEY);
        findings.push(over_limit(definition, key, message, "perPosting"));
    }
    findings
}

/// The posting does not fit below the limit of all live ones together.
pub(super) fn over_total(definition: &Definition, over: &str) -> Finding {
    let help =
        "It is held. Close a posting, or raise `limits.total` in `_config.yml`, which is reviewed like any change.";
    Finding::new(Code::OverLimit, Severity::Warning, &definition.file, Location::File, over).help(help)
}

fn over_limit(definition: &Definition, key: &str, message: String, setting: &str) -> Finding {
    let location = match PayTerms::pinned(definition, None).rate.map(|rate| rate.origin) {
        Some(ValueOrigin::Source) if !definition.fields.contains_key(key) => Location::of_source(key),
        _ => Location::field(key),
    };
    let help = format!("Lower it, or raise `limits.{setting}` in `_config.yml`, which is reviewed like any change.");
    Finding::new(Code::OverLimit, Severity::Error, &definition.file, location, message).help(help)
}

fn pinned_amount(definition: &Definition, key: &str) -> Option<Decimal> {
    match definition.fields.get(key)? {
        Value::Number(number) => money::from_number(number),
        _ => None,
    }
}
