//! One line that a suggestion inserts.

use serde_json::Value;

use crate::domain::finding::Code;
use crate::domain::pay::ValueOrigin;
use crate::domain::readiness::MissingField;
use crate::domain::{PAYMENT_TYPE_KEY, yaml};
use crate::plan::on_merge::MergedValue;
use crate::report::{Job, missing_field};

/// One line to insert.
pub(super) struct Addition<'a> {
    /// The service's name of the field.
    pub(super) field: &'a str,
    pub(super) key: &'a str,
    pub(super) value: AddedValue,
    pub(super) yaml: String,
}

/// The value of a line to insert.
pub(super) enum AddedValue {
    /// An example, or the first allowed value.
    Example(Value),
    /// OpenTrain read it from the text.
    Read(Value),
    /// None: nobody has decided that number.
    Open,
}

impl AddedValue {
    pub(super) fn get(&self) -> Option<&Value> {
        match self {
            Self::Example(value) | Self::Read(value) => Some(value),
            Self::Open => None,
        }
    }
}

impl<'a> Addition<'a> {
    /// Nothing for a field without an example, unless a number is missing: its line is inserted without one.
    pub(super) fn missing(field: &'a MissingField) -> Option<Self> {
        let key = field.update_keys.first()?;
        let value = match missing_field::example(field) {
            Some((_, value)) => AddedValue::Example(value),
            None if missing_field::is_number(field, key) => AddedValue::Open,
            None => return None,
        };
        Some(Self { field: &field.field, key, value, yaml: missing_field::yaml_entry(field) })
    }

    fn read(MergedValue { field, value, .. }: &'a MergedValue) -> Self {
        let yaml = format!("{}\n", yaml::entry(field, value));
        Self { field, key: field, value: AddedValue::Read(value.clone()), yaml }
    }
}

/// The pay that OpenTrain read and nobody pinned, where that is what keeps the posting from going live.
pub(super) fn unpinned_pay(job: &Job) -> impl Iterator<Item = Addition<'_>> {
    let is_unpinned = job.findings.iter().any(|found| found.finding.code == Code::UnpinnedPay);
    let merge = job.on_merge.as_ref().filter(|_| is_unpinned).map(|merge| &merge.decision);
    let rate = merge.and_then(|merge| merge.pay.rate_key());
    let is_pay = move |key: &str| key == PAYMENT_TYPE_KEY || Some(key) == rate;
    let values = merge.into_iter().flat_map(|merge| &merge.values);
    values.filter(move |value| value.origin == ValueOrigin::Read && is_pay(&value.field)).map(Addition::read)
}
