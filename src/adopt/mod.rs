//! Jobs that exist already, as definitions: what a job's public page says, in the words that a definition takes.

mod file_name;
mod render;
mod translate;

pub(crate) use file_name::slug;
pub(crate) use render::{NewDefinition, render};
pub(crate) use translate::{Translation, translate};
