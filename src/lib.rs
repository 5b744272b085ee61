//! Job postings as YAML, reviewed on a pull request, published on merge.
//!
//! The house has floors; a room uses rooms on lower floors only (see ARCHITECTURE.md): words (`domain`), pure core (`rules`,
//! `plan`), ports (`source`, `opentrain`, `record`, `github`), workers (`apply`, `report`, `sandbox`), commands, front door (`cli`).

pub mod apply;
pub mod cli;
pub mod commands;
pub mod domain;
pub mod exit;
pub mod failure;
pub mod github;
pub mod opentrain;
pub mod plan;
pub mod record;
pub mod report;
pub mod rules;
pub mod sandbox;
pub mod settings;
pub mod source;
