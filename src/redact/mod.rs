//! What must not be shown: secrets, which are masked, and what untrusted text would do at its destination, which is escaped.

pub mod escape;
mod secrets;

pub use secrets::{MASK, Redactor, redact};
pub(crate) use secrets::{mask, mask_json};
