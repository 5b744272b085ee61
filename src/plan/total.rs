//! What depends on several postings: what they come to together, and that it is no more than the settings allow.

use rayon::prelude::*;
use rust_decimal::Decimal;

use super::holds::hold;
use super::posting::Posting;
use super::readiness::still_missing;
use super::{Decision, LiveStep, Remaining, decide};
use crate::domain::job::Status;
use crate::domain::money;
use crate::domain::pay::{Cost, PayTerms};

/// Holds each publish and each edit that raises what all live postings come to over the limit, in the order of ids: the first ones that
/// fit go on. Postings of unknown cost count as nothing.
pub fn assign_total(postings: &mut [Posting]) {
    // A step that is held already is not begun again in this run, whatever else came off.
    postings.iter_mut().filter(|posting| !posting.has_held_step()).for_each(|posting| posting.over_total = None);
    let limit = postings.first().and_then(|posting| posting.config.limits.total);
    let Some(limit) = limit else { return };
    let mut sum: Decimal = postings.iter().map(live_cost).sum();
    for posting in postings {
        let before = live_cost(posting);
        let after = match pending(posting, &decide(posting)) {
            None => continue,
            Some(LiveStep::Close) => Decimal::ZERO,
            Some(LiveStep::Publish | LiveStep::Update(_)) => planned_cost(posting),
        };
        let total = sum - before + after;
        if after > before && total > limit {
            let text = "with it, all live postings come to";
            let over = format!("{text} {}, over the limit of {}", money::dollars(total), money::dollars(limit));
            posting.over_total = Some(over);
        } else {
            sum = total;
        }
    }
}

/// What postings come to together, in US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CostSummary {
    /// Those that the merge takes live or edits.
    pub on_merge: Decimal,
    /// What the merge adds to what all live postings come to; negative where it takes off.
    pub added: Decimal,
    /// All that are live after the merge.
    pub live: Decimal,
    /// How many are live after the merge.
    pub live_count: usize,
    /// Whether an amount of the merge rests on a value that nobody pinned.
    pub rests_on_read_values: bool,
    /// Whether an amount counts one label for each file.
    pub assumes_files: bool,
    /// Whether an amount counts one label for each word.
    pub assumes_words: bool,
    /// How many that are live after the merge have an unknown cost: only a rate is known, or nothing.
    pub unknown: usize,
}

impl CostSummary {
    /// The sums of both.
    fn with(self, other: Self) -> Self {
        Self {
            on_merge: self.on_merge + other.on_merge,
            added: self.added + other.added,
            live: self.live + other.live,
            live_count: self.live_count + other.live_count,
            rests_on_read_values: self.rests_on_read_values || other.rests_on_read_values,
            assumes_files: self.assumes_files || other.assumes_files,
            assumes_words: self.assumes_words || other.assumes_words,
            unknown: self.unknown + other.unknown,
        }
    }
}

/// What these postings come to once what is left to do for them is done, and what the merge has to do with it.
pub fn cost_summary(postings: &[Remaining<'_>], is_of_merge: impl Fn(&Posting) -> bool + Sync) -> CostSummary {
    let share = |remaining: &Remaining<'_>| share(remaining, is_of_merge(remaining.posting));
    postings.par_iter().map(share).reduce(CostSummary::default, CostSummary::with)
}

/// One posting's share in the summary.
fn share(Remaining { posting, decision }: &Remaining<'_>, is_of_merge: bool) -> CostSummary {
    let step = pending(posting, decision).filter(|_| !lacks_fields(posting, decision));
    let is_of_merge = is_of_merge && step.is_some();
    let added = if is_of_merge { -live_cost(posting) } else { Decimal::ZERO };
    let cost = match (step, posting.live_job()) {
        (Some(LiveStep::Close), _) | (None, None) => return CostSummary { added, ..CostSummary::default() },
        (Some(LiveStep::Publish | LiveStep::Update(_)), _) => planned(posting),
        (None, Some(job)) => PayTerms::of_job(job).cost(),
    };
    let amount = cost.amount().unwrap_or_default();
    let on_merge = if is_of_merge { amount } else { Decimal::ZERO };
    let summary = CostSummary {
        on_merge,
        added: added + on_merge,
        live: amount,
        live_count: 1,
        unknown: usize::from(cost == Cost::Unknown),
        ..CostSummary::default()
    };
    let Cost::Amount { is_pinned, assumed_unit, .. } = cost else { return summary };
    CostSummary {
        rests_on_read_values: is_of_merge && !is_pinned,
        assumes_files: assumed_unit == Some("file"),
        assumes_words: assumed_unit == Some("word"),
        ..summary
    }
}

/// What is still to be done in public. A step that was tried in this run is not tried again, so a close that was refused leaves the job
/// live, and one that is held is not begun.
fn pending<'a>(posting: &Posting, decision: &'a Decision) -> Option<&'a LiveStep> {
    let is_next = |kind| !posting.has_step(kind) && hold(posting, kind).is_none();
    decision.live.as_ref().filter(|step| is_next(step.kind()))
}

/// Whether the draft lacks fields that its definition doesn't set either: its publish is planned, and will not be sent.
fn lacks_fields(posting: &Posting, decision: &Decision) -> bool {
    let draft = posting.definition().zip(posting.job()).filter(|(_, job)| job.status == Status::Draft);
    let unready = draft.filter(|(_, job)| job.readiness.is_unready());
    unready.is_some_and(|(definition, job)| still_missing(job, &definition.fields, decision).next().is_some())
}

/// What the posting comes to as it is live now.
fn live_cost(posting: &Posting) -> Decimal {
    posting.live_job().and_then(|job| PayTerms::of_job(job).cost().amount()).unwrap_or_default()
}

/// What the posting comes to once its definition is live.
fn planned_cost(posting: &Posting) -> Decimal {
    planned(posting).amount().unwrap_or_default()
}

fn planned(posting: &Posting) -> Cost {
    let terms = posting.definition().map(|definition| PayTerms::effective(definition, posting.job()));
    terms.map_or(Cost::Unknown, |terms| terms.cost())
}
