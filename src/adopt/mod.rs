//! Converts jobs that exist into definitions: the fields of a job's public page into update keys and values.

mod file_name;
mod render;
mod translate;

pub(crate) use file_name::slug;
pub(crate) use render::{NewDefinition, render};
pub(crate) use translate::{Translation, translate};
