//! What both APIs share of HTTP: client set-up, bodies, tokens and retries.

mod body;
mod client;
mod date;
mod loopback;
pub(crate) mod retry;
mod retry_after;
mod token;

pub(crate) use body::{BodyError, MAX_BODY_BYTES, read_body};
pub(crate) use client::{CERTIFICATE_HELP, is_untrusted, new_client, root_cause};
pub(crate) use date::date;
pub(crate) use loopback::is_loopback;
pub(crate) use retry_after::retry_after;
pub(crate) use token::BearerToken;
