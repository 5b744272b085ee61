//! Makes text safe to show: masks secrets, and escapes untrusted text for its destination.

pub mod escape;
mod secrets;

pub use secrets::{MASK, Redactor, redact};
pub(crate) use secrets::{MIN_SECRET_CHARS, TOKEN_PREFIX, first_token, mask, mask_json};
