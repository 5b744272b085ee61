//! The sandbox over real HTTP: what the service's pages say, each reading, each fault.

#![allow(clippy::expect_used, reason = "a test may stop at its first surprise")]

mod briefs;
mod controls;
mod drafts;
mod faults;
mod live;
mod readings;
mod reads;
mod rig;
