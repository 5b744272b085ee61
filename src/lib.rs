//! Job postings as YAML, reviewed on a pull request, published on merge.
//!
//! The house has floors; a room uses rooms on lower floors only (see ARCHITECTURE.md): words (`domain`), pure core (`rules`,
//! `plan`), ports (`loader`, `opentrain`, `store`, `github`), workers (`reconcile`, `report`, `sandbox`), commands, front door (`cli`).

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
pub mod reconcile;
pub mod redact;
pub mod report;
pub mod rules;
pub mod sandbox;
pub mod settings;
pub mod store;
