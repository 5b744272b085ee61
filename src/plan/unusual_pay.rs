//! Warns of pay that is far from what the job paid before, or from what comparable postings pay.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rust_decimal::Decimal;

use super::posting::Posting;
use crate::domain::PAYMENT_TYPE_KEY;
use crate::domain::capabilities::{AMOUNT_KEYS, rate_key};
use crate::domain::definition::{Definition, DesiredState};
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::money;
use crate::domain::pay::{PayTerms, ValueOrigin, effective_value};

/// Pay that is this many times as much, or as little, is unusual.
const UNUSUAL_FACTOR: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// Fewer other postings have no median that means anything.
const MIN_OTHERS: usize = 5;

/// A warning for each touched posting with unusual pay: beside what is live for the same job, or else beside the median of the other
/// postings with the same payment type and unit.
pub fn findings(postings: &[Posting], is_touched: impl Fn(&Posting) -> bool + Sync) -> Vec<Finding> {
    let pays: Vec<Option<Pay>> = postings.par_iter().map(Pay::from_posting).collect();
    let mut groups: BTreeMap<&Comparable, Vec<Decimal>> = BTreeMap::new();
    for pay in pays.iter().flatten() {
        groups.entry(&pay.kind).or_default().push(pay.rate);
    }
    groups.values_mut().for_each(|rates| rates.sort_unstable());
    let touched = postings.par_iter().zip(&pays).filter(|(posting, _)| is_touched(posting));
    let unusual = touched.filter_map(|(posting, pay)| {
        let definition = posting.definition()?;
        let pay = pay.as_ref()?;
        let reference = live_rate(posting, pay).or_else(|| median_of_others(&groups[&pay.kind], pay))?;
        reference.is_unusual(pay.rate).then(|| finding(definition, pay, &reference))
    });
    unusual.collect()
}

/// Whether the posting is not live yet, or this run changes what it pays.
pub fn changes_pay(posting: &Posting) -> bool {
    let Some(definition) = posting.definition() else { return false };
    let Some(job) = posting.job().filter(|job| job.status.is_public()) else {
        return posting.named_job.is_none();
    };
    let after = |key| effective_value(definition, Some(job), key).map(|term| term.value);
    AMOUNT_KEYS.iter().chain(&[PAYMENT_TYPE_KEY]).any(|key| after(key) != job.value(key))
}

/// What makes the pay of two postings comparable.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Comparable {
    payment_type: String,
    unit: Option<String>,
}

/// What a posting pays once its definition is live.
struct Pay {
    kind: Comparable,
    key: &'static str,
    rate: Decimal,
    origin: ValueOrigin,
}

impl Pay {
    fn from_posting(posting: &Posting) -> Option<Self> {
        let terms = match posting.definition() {
            Some(definition) if definition.wanted == DesiredState::Closed => return None,
            Some(definition) => PayTerms::effective(definition, posting.job()),
            None => PayTerms::of_job(posting.job().filter(|job| job.status.is_public())?),
        };
        let payment_type = terms.payment_type?.value;
        let key = rate_key(&payment_type)?;
        let rate = terms.rate?;
        let kind = Comparable { payment_type, unit: terms.unit.map(|unit| unit.value) };
        Some(Self { kind, key, rate: rate.value, origin: rate.origin })
    }

    /// How the postings of this kind are paid.
    fn manner(&self) -> &'static str {
        match self.key {
            "pricePerLabel" => "paid by the label",
            "pricePerHour" => "paid by the hour",
            _ => "with a fixed price",
        }
    }
}

/// What a rate is compared with.
enum Reference {
    Live(Decimal),
    Median(Decimal),
}

impl Reference {
    fn amount(&self) -> Decimal {
        match self {
            Self::Live(amount) | Self::Median(amount) => *amount,
        }
    }

    fn is_unusual(&self, rate: Decimal) -> bool {
        let usual = self.amount();
        let is_times = |more: Decimal, less: Decimal| {
            more > less && less.checked_mul(UNUSUAL_FACTOR).is_some_and(|most| more >= most)
        };
        !usual.is_zero() && (is_times(rate, usual) || is_times(usual, rate))
    }
}

/// What is live for the same job, where it is paid in the same way.
fn live_rate(posting: &Posting, pay: &Pay) -> Option<Reference> {
    let live = PayTerms::of_job(posting.job().filter(|job| job.status.is_public())?);
    let is_same = live.payment_type.is_some_and(|kind| kind.value == pay.kind.payment_type);
    live.rate.filter(|_| is_same).map(|rate| Reference::Live(rate.value))
}

/// The median of the rates without the posting's own; `rates` are sorted.
fn median_of_others(rates: &[Decimal], pay: &Pay) -> Option<Reference> {
    let own = rates.binary_search(&pay.rate).ok()?;
    let count = rates.len() - 1;
    let other = |index: usize| rates[if index < own { index } else { index + 1 }];
    if count < MIN_OTHERS {
        return None;
    }
    let upper = other(count / 2);
    let median = match count % 2 {
        0 => other(count / 2 - 1).checked_add(upper)? / Decimal::TWO,
        _ => upper,
    };
    Some(Reference::Median(median))
}

/// It never offers an amount: what was usual need not be what is meant.
fn finding(definition: &Definition, pay: &Pay, reference: &Reference) -> Finding {
    let usual = money::dollars(reference.amount());
    let against = match reference {
        Reference::Live(_) => format!("what this job pays now ({usual})"),
        Reference::Median(_) => format!("the median of your other postings {} ({usual})", pay.manner()),
    };
    let message =
        format!("`{}: {}` is {} {against}", pay.key, pay.rate.normalize(), comparison(pay.rate, reference.amount()));
    let help = "If it is meant so, nothing is to be done. Else look at the decimal point, and at `paymentType`.";
    let location = match pay.origin {
        ValueOrigin::Pinned | ValueOrigin::Default => Location::field(pay.key),
        ValueOrigin::Source => Location::of_source(pay.key),
        ValueOrigin::Read => Location::key(&["fields"]),
    };
    Finding::new(Code::UnusualPay, Severity::Warning, &definition.file, location, message).help(help)
}

/// `100 times`, `10 times less than`, or without a number where the ratio has none.
fn comparison(rate: Decimal, usual: Decimal) -> String {
    let ratio = |more: Decimal, less: Decimal| more.checked_div(less).map(|ratio| ratio.round_dp(1).normalize());
    match (rate > usual, ratio(rate, usual), ratio(usual, rate)) {
        (true, Some(times), _) => format!("{times} times"),
        (false, _, Some(times)) => format!("{times} times less than"),
        (true, None, _) => "far more than".to_owned(),
        (false, _, None) => "far less than".to_owned(),
    }
}

#[cfg(test)]
mod tests;
