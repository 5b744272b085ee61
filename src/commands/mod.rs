//! The commands.

pub mod adopt;
mod adoptions;
mod branch_records;
pub mod check;
pub mod ci;
mod credentials;
pub mod draft;
mod event_policy;
mod execute;
mod exit_code;
mod files;
mod history;
mod interrupt;
mod message;
pub mod output;
mod pipeline;
pub mod plan;
mod progress;
pub mod publish;
mod publish_gate;
mod record_store;
mod records_location;
pub mod sandbox;
mod service;
mod store_error;
