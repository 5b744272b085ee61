//! The tests of the whole, in one binary: one file a subject.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop at its first surprise")]

mod laws;
mod sandbox;
