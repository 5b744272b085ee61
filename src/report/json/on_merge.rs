//! What the merge does for a posting, in the JSON report.

use serde::Serialize;
use serde_json::Value;

use super::{ChangeV1, change};
use crate::domain::money;
use crate::domain::pay::Cost;
use crate::domain::step::StepKind;
use crate::loader::Place;
use crate::plan::on_merge::MergedValue;
use crate::report::OnMerge;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OnMergeV1<'a> {
    step: &'a str,
    blocked_by: Vec<&'a str>,
    fields: Vec<MergedFieldV1<'a>>,
    changes: Vec<ChangeV1<'a>>,
    cost: PostingCostV1<'a>,
}

#[derive(Serialize)]
struct MergedFieldV1<'a> {
    field: &'a str,
    value: &'a Value,
    from: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PostingCostV1<'a> {
    amount: Option<String>,
    currency: &'static str,
    basis: Option<&'a str>,
    is_pinned: bool,
}

impl<'a> OnMergeV1<'a> {
    pub(super) fn new(OnMerge { decision, places }: &'a OnMerge) -> Self {
        let place = |place: &Option<Place>| place.as_ref().map(|place| place.position.line);
        let fields =
            decision.values.iter().zip(places).map(|(MergedValue { field, value, origin }, at)| MergedFieldV1 {
                field,
                value,
                from: origin.as_str(),
                file: at.as_ref().map(|place| place.file.as_str()),
                line: place(at),
            });
        Self {
            step: decision.step.map_or("none", StepKind::as_str),
            blocked_by: decision.blocked_by.iter().map(|blocker| blocker.as_str()).collect(),
            fields: fields.collect(),
            changes: decision.changes.iter().map(change).collect(),
            cost: posting_cost(&decision.cost),
        }
    }
}

fn posting_cost(cost: &Cost) -> PostingCostV1<'_> {
    let currency = "USD";
    match cost {
        Cost::Unknown => PostingCostV1 { amount: None, currency, basis: None, is_pinned: false },
        Cost::Amount { amount, basis, is_pinned, assumed_unit: _ } => PostingCostV1 {
            amount: Some(money::exact(*amount)),
            currency,
            basis: Some(if basis.is_empty() { "fixedPrice" } else { basis }),
            is_pinned: *is_pinned,
        },
    }
}
