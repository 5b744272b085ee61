//! The sandbox over real HTTP: what the service's pages say, each variant, each fault.

#![allow(clippy::expect_used, reason = "a test may stop at its first surprise")]

mod briefs;
mod control;
mod drafts;
mod faults;
mod live;
mod reads;
mod test_sandbox;
mod variants;
