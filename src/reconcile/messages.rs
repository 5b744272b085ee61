//! What a refusal means, and what to do about it.

use crate::domain::capabilities::{Authority, Capabilities};
use crate::domain::definition::Definition;
use crate::domain::digest::ContentHash;
use crate::domain::finding::{Code, Finding, Location};
use crate::domain::record::ModerationBlock;
use crate::opentrain::{ApiError, ApiErrorKind, Issue};

use super::stop::StopReason;

/// The stop that a refusal of token, scope, feature or claim asks for; `None` for any that concerns one job alone.
pub(crate) fn configuration_stop(refusal: &ApiError) -> Option<StopReason> {
    let help = match &refusal.why {
        ApiErrorKind::Token => {
            "The token is missing, mistyped, expired or revoked. Make a new one in OpenTrain's settings (API keys) \
             and set OT_API_TOKEN."
                .to_owned()
        }
        ApiErrorKind::Scope(scopes) => {
            format!("The token lacks a scope: {}. Make a token with it and set OT_API_TOKEN.", scopes.join(", "))
        }
        ApiErrorKind::Feature(feature) => {
            format!("The feature `{feature}` is off for this account. Ask OpenTrain to switch it on, then run again.")
        }
        ApiErrorKind::Claim(Some(url)) => format!("The account must be claimed first: {url}"),
        ApiErrorKind::Claim(None) => "The account must be claimed first: `opentrain auth claim`.".to_owned(),
        ApiErrorKind::Other if refusal.status == 403 => {
            "The token may lack the scope `jobs:write`, or the account a feature; OpenTrain did not say which."
                .to_owned()
        }
        ApiErrorKind::NotFound if refusal.code.is_none() => {
            "The address has no OpenTrain API. Look at --base-url and OT_API_BASE_URL.".to_owned()
        }
        _ => return None,
    };
    Some(StopReason::Configuration { message: refusal.to_string(), help })
}

/// The findings of a refused content: one for each key that the service names, else one for the definition.
pub(super) fn findings(definition: &Definition, refusal: &ApiError, capabilities: &Capabilities) -> Vec<Finding> {
    let issues = match &refusal.why {
        ApiErrorKind::Content(issues) => issues.as_slice(),
        _ => &[],
    };
    if issues.is_empty() {
        return vec![whole(definition, refusal)];
    }
    issues.iter().map(|issue| located(definition, issue, refusal, capabilities)).collect()
}

/// The remedy for a refused close (page employers/invoicing-payouts).
pub(super) const RESOLVE_MILESTONES: &str =
    "Resolve the job's milestones on OpenTrain, and run again: a job with open milestones can't be closed.";

/// The finding of a refused close.
pub(super) fn refused_close(definition: &Definition, refusal: &ApiError) -> Finding {
    let message = format!("OpenTrain refused to close the job: {refusal}");
    Finding::error(Code::Refused, &definition.file, Location::value(&["state"]), message).help(RESOLVE_MILESTONES)
}

fn whole(definition: &Definition, refusal: &ApiError) -> Finding {
    let message = format!("OpenTrain refused it: {refusal}");
    let finding = Finding::error(Code::Refused, &definition.file, Location::File, message);
    match &refusal.why {
        ApiErrorKind::Format(formats) => finding.help(format!("It takes these formats: {}.", formats.join(", "))),
        ApiErrorKind::Payment => finding.help("The account needs credit before OpenTrain accepts this."),
        _ => finding
            .help("Change the definition as it says and run again; quote the request to OpenTrain if that is unclear."),
    }
}

fn located(definition: &Definition, issue: &Issue, refusal: &ApiError, capabilities: &Capabilities) -> Finding {
    let pinned = issue.keys.iter().find(|key| definition.fields.contains_key(*key));
    let at = pinned.map_or(Location::File, |key| Location::field(key));
    let keys = issue.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let about = if keys.is_empty() { String::new() } else { format!(" {keys}") };
    let message = format!("OpenTrain refused{about}: {} ({})", issue.message, refusal.reference());
    let values = pinned.and_then(|key| capabilities.enums.get(key)).map(|values| values.join(", "));
    let finding = Finding::error(Code::Refused, &definition.file, at, message);
    match values {
        Some(values) if capabilities.authority == Authority::Account => {
            finding.help(format!("The values for this account: {values}."))
        }
        Some(values) => finding.help(format!("Documented values: {values}.")),
        None => finding.help("Change the value, or take the key out. Nothing of this patch was applied."),
    }
}

/// The finding where an answer contradicts the account's list or the record.
pub(super) fn conflict(definition: &Definition, message: impl Into<String>, help: &str) -> Finding {
    Finding::error(Code::Conflict, &definition.file, Location::File, message).help(help)
}

/// The block that a moderation refusal puts on a content.
pub(super) fn block(content: ContentHash, refusal: &ApiError) -> ModerationBlock {
    let reasons = match &refusal.why {
        ApiErrorKind::Moderation(reasons) => reasons.clone(),
        _ => Vec::new(),
    };
    ModerationBlock { content, reasons, reference: refusal.reference() }
}
