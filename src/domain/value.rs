//! The values of a posting, each with its origin.

use rust_decimal::Decimal;
use serde_json::Value;

use super::PAYMENT_TYPE_KEY;
use super::capabilities::{is_amount, rate_key};
use super::definition::Definition;
use super::money;
use super::record::RemoteJob;

/// Where a value of a posting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueOrigin {
    /// The definition pins it.
    Pinned,
    /// A `_defaults.yml` pins it.
    Default,
    /// A canonical import source has it.
    Source,
    /// It was applied earlier and is no longer pinned, or the service read it from the brief.
    Read,
}

impl ValueOrigin {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Default => "default",
            Self::Source => "source",
            Self::Read => "read",
        }
    }
}

/// One value and its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Term<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: ValueOrigin,
}

impl<T> Term<T> {
    pub(super) fn is_pinned(&self) -> bool {
        self.origin != ValueOrigin::Read
    }
}

impl Term<&Value> {
    pub(super) fn text(self) -> Option<Term<String>> {
        Some(Term { value: self.value.as_str()?.to_owned(), origin: self.origin })
    }

    pub(super) fn number(self) -> Option<Term<Decimal>> {
        let Value::Number(number) = self.value else { return None };
        Some(Term { value: money::from_number(number)?, origin: self.origin })
    }
}

/// The value that goes live for a key, and its origin: the definition or the job. `None` where there is none, and where it is unknown.
pub fn effective_value<'a>(
    definition: &'a Definition,
    job: Option<&'a RemoteJob>,
    key: &str,
) -> Option<Term<&'a Value>> {
    let of_job = || job.and_then(|job| of_job(job, key));
    match of_definition(definition, key) {
        None => of_job(),
        Some(Term { origin: ValueOrigin::Source, .. }) if job.is_some_and(|job| job.source_edited) => None,
        // A source is sent once. What the job has by now is what goes live.
        Some(own @ Term { origin: ValueOrigin::Source, .. }) => {
            Some(of_job().filter(|of_job| !is_same_value(own.value, of_job.value)).unwrap_or(own))
        }
        own => own,
    }
}

/// Whether two values are the same, whatever way a number is written.
fn is_same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => money::from_number(one) == money::from_number(other),
        _ => one == other,
    }
}

fn of_definition<'a>(definition: &'a Definition, key: &str) -> Option<Term<&'a Value>> {
    let is_default = definition.defaults.contains_key(key);
    let origin = if is_default { ValueOrigin::Default } else { ValueOrigin::Pinned };
    let pinned = definition.fields.get(key).map(|value| Term { value, origin });
    pinned.or_else(|| of_canonical_source(definition, key))
}

/// The pay in a canonical source (page job-drafts/create): `paymentType` and `rateAmount`, which belong together.
pub fn of_canonical_source<'a>(definition: &'a Definition, key: &str) -> Option<Term<&'a Value>> {
    let job = definition.canonical()?;
    let payment_type = job.get(PAYMENT_TYPE_KEY)?;
    let is_overruled = definition.fields.get(PAYMENT_TYPE_KEY).is_some_and(|pinned| pinned != payment_type);
    let value = match key {
        PAYMENT_TYPE_KEY => Some(payment_type),
        _ if is_amount(key) && !is_overruled && rate_key(payment_type.as_str()?) == Some(key) => job.get("rateAmount"),
        _ => None,
    };
    value.filter(|value| !value.is_null()).map(|value| Term { value, origin: ValueOrigin::Source })
}

/// What the job has for a key.
pub(super) fn of_job<'a>(job: &'a RemoteJob, key: &str) -> Option<Term<&'a Value>> {
    job.value(key).map(|value| Term { value, origin: ValueOrigin::Read })
}
