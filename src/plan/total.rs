//! What depends on several postings: all live ones together must not come to more than the settings allow.

use rust_decimal::Decimal;

use super::posting::Posting;
use super::{LiveStep, decide};
use crate::domain::money;
use crate::domain::pay::PayTerms;

/// Holds each publish and each edit that raises what all live postings come to over the limit, in the order of ids: the first ones that
/// fit go on. Postings whose cost can't be told count as nothing.
pub fn assign_total(postings: &mut [Posting]) {
    postings.iter_mut().for_each(|posting| posting.over_total = None);
    let limit = postings.first().and_then(|posting| posting.config.limits.total);
    let Some(limit) = limit else { return };
    let mut sum: Decimal = postings.iter().map(live_cost).sum();
    for posting in postings {
        let before = live_cost(posting);
        let after = match decide(posting).live {
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

/// What the posting comes to as it is live now.
fn live_cost(posting: &Posting) -> Decimal {
    let live = posting.job().filter(|job| job.status.is_public() && !job.missing_remotely);
    live.and_then(|job| PayTerms::of_job(job).cost().amount()).unwrap_or_default()
}

/// What the posting comes to once its definition is live.
fn planned_cost(posting: &Posting) -> Decimal {
    let terms = posting.definition().map(|definition| PayTerms::effective(definition, posting.job()));
    terms.and_then(|terms| terms.cost().amount()).unwrap_or_default()
}
