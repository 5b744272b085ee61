//! The commands.

pub mod check;
pub mod ci;
mod credentials;
pub mod draft;
mod execute;
mod files;
mod interrupt;
mod message;
pub mod output;
mod pipeline;
pub mod plan;
mod progress;
mod publication;
pub mod publish;
mod record_store;
pub mod sandbox;
mod service;
mod verdict;
