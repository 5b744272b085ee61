//! The header `Date`.

use jiff::Timestamp;
use reqwest::header::{DATE, HeaderMap};

/// When the server answered, by its own clock.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let value = headers.get(DATE)?.to_str().ok()?;
    Timestamp::try_from(httpdate::parse_http_date(value).ok()?).ok()
}
