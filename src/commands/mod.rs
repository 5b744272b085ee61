//! The commands.

mod book;
pub mod check;
mod credentials;
pub mod door;
pub mod draft;
pub mod plan;
mod progress;
pub mod publish;
pub mod sandbox;
mod service;
mod verdict;
mod walk;
mod writing;
