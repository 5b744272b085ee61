//! The tests that talk real HTTP: one binary, one file a subject.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop at its first surprise")]

mod architecture;
mod bounded;
mod branch;
mod branch_crashes;
mod corpus;
#[cfg(target_os = "linux")]
mod crashes;
mod echo;
mod fault_matrix;
mod forge;
#[allow(unreachable_pub, reason = "to the fuzz targets it is a library")]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;
mod github;
mod hostile;
mod journey;
mod laws;
mod load;
mod never;
mod once;
mod pages;
mod people;
mod plan_laws;
mod readme;
mod refusals;
mod reports;
mod secrets;
mod setup;
#[cfg(unix)]
mod signals;
mod status;
mod story;
mod superseded;
mod test_env;
