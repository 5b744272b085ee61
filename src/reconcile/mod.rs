//! Carries out a plan: drafts first, then what the public sees. Each success is recorded at once.

mod checkpoint;
mod create;
mod draft;
mod live;
mod publish;
mod run;
mod stop;
mod words;

pub use checkpoint::Checkpoint;
pub use draft::drafts;
pub use live::{Gate, publishes};
pub use run::{JobResult, Run, Watch};
pub use stop::Stop;
pub use words::setup as setup_of;
