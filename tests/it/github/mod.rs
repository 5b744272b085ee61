//! What is said on GitHub, and how its events are read.

mod comments;
mod events;
mod issues;
mod limits;
mod spec;
pub(crate) mod stand_in;
mod suggestions;
mod world;
