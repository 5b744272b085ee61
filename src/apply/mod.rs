//! Carries out a plan: drafts first, then what the public sees. Each success is recorded at once.

mod create;
mod draft;
mod live;
mod publish;
mod run;
mod words;

pub use draft::drafts;
pub use live::publishes;
pub use run::{JobResult, Run, Stop, Watch};
pub use words::setup as setup_of;
