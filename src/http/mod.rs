//! HTTP as both APIs use it: one way to set up a client, to read a body, to send a token and to decide on a retry.

mod body;
mod client;
mod loopback;
pub(crate) mod retry;
mod retry_after;
mod token;

pub(crate) use body::{BodyError, MAX_BODY_BYTES, read_body};
pub(crate) use client::{new_client, root_cause};
pub(crate) use loopback::is_loopback;
pub(crate) use retry_after::retry_after;
pub(crate) use token::BearerToken;
