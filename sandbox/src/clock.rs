//! The system clock, plus an offset that tests can advance.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY_SECONDS: u64 = 86_400;
/// In milliseconds.
pub(crate) const DAY: u64 = DAY_SECONDS * 1000;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    offset: Duration,
}

impl Clock {
    pub(crate) const fn advance(&mut self, by: Duration) {
        self.offset = self.offset.saturating_add(by);
    }

    /// The time for HTTP headers.
    pub(crate) fn http_date(self) -> String {
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(self.now()))
    }

    /// Milliseconds since 1970.
    pub(crate) fn now(self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().saturating_add(self.offset);
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// Milliseconds since 1970 as `2026-01-31T09:30:00.000Z`.
pub(crate) fn format_iso8601(millis: u64) -> String {
    let seconds = millis / 1000;
    let (year, month, day) = civil_date(seconds / DAY_SECONDS);
    let hour = seconds / 3600 % 24;
    let minute = seconds / 60 % 60;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}.{:03}Z", seconds % 60, millis % 1000)
}

/// Year, month and day of a number of days since 1970-01-01.
///
/// Years begin in March here, so that a leap day is the last day, and an era is 400 years.
const fn civil_date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + (month <= 2) as u64, month, day)
}
