//! What is said on GitHub, and how its events are read.

mod comments;
mod events;
mod limits;
mod spec;
pub(crate) mod stand_in;
mod suggestions;
