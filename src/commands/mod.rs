//! The commands.

mod book;
pub mod check;
pub mod ci;
mod credentials;
mod definitions;
pub mod door;
pub mod draft;
mod interrupt;
mod message;
pub mod plan;
mod progress;
mod publication;
pub mod publish;
pub mod sandbox;
mod service;
mod verdict;
mod walk;
mod writing;
