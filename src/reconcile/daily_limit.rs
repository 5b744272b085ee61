//! The service's limit of publishes, and how long what is left will take.

use crate::opentrain::{ApiErrorKind, Error};

const HOURS_A_DAY: u64 = 24;

/// How many publishes the service allows within a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DailyLimit {
    publishes: u64,
    hours: u64,
}

impl DailyLimit {
    /// The limit that a publish has reached, if that is the error.
    pub(super) fn from_error(error: &Error) -> Option<Self> {
        let Error::Refused(refusal) = error else { return None };
        let ApiErrorKind::DailyLimit { limit, hours } = refusal.why else { return None };
        Some(Self { publishes: limit, hours: hours.unwrap_or(HOURS_A_DAY) })
    }

    /// Why a publish waits, and how long all that are left will take.
    pub(super) fn reason(self, left: usize) -> String {
        let Self { publishes, hours } = self;
        let reached = format!("the daily limit of {publishes} publishes in {hours} hours is reached");
        if publishes == 0 {
            return reached;
        }
        let left = u64::try_from(left).unwrap_or(u64::MAX);
        let days = left.div_ceil(publishes).saturating_mul(hours).div_ceil(HOURS_A_DAY);
        let unit = if days == 1 { "day" } else { "days" };
        let window = if hours == HOURS_A_DAY { "a day".to_owned() } else { format!("in {hours} hours") };
        format!("{reached}; {left} to go: {days} {unit} at {publishes} {window}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_counts_whole_windows() {
        let rows = [
            (20, 24, 40, "; 40 to go: 2 days at 20 a day"),
            (20, 24, 41, "; 41 to go: 3 days at 20 a day"),
            (20, 24, 1, "; 1 to go: 1 day at 20 a day"),
            (3, 12, 9, "; 9 to go: 2 days at 3 in 12 hours"),
            (0, 24, 9, ""),
        ];
        for (publishes, hours, left, expected) in rows {
            let reason = DailyLimit { publishes, hours }.reason(left);
            let reached = format!("the daily limit of {publishes} publishes in {hours} hours is reached");
            assert_eq!(reason, reached + expected);
        }
    }
}
