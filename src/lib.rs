//! Job postings as YAML, reviewed on a pull request, published on merge.
//!
//! A module uses modules of lower layers only (see ARCHITECTURE.md): `domain`, pure core (`rules`, `plan`), tools (`http`, `git`,
//! `redact`), ports (`loader`, `checkout`, `opentrain`, `store`, `github`), `reconcile`, `report` and `adopt`, commands, `cli`.
//!
//! This library is for the program's own tests, benches and fuzzing. It promises nothing to others and may change at any time.
#![doc(hidden)]

mod adopt;
mod checkout;
pub mod cli;
pub mod commands;
pub mod domain;
pub mod exit;
pub mod failure;
mod git;
pub mod github;
mod http;
pub mod loader;
pub mod opentrain;
pub mod plan;
mod reconcile;
pub mod redact;
pub mod report;
pub mod rules;
pub mod settings;
pub mod store;
