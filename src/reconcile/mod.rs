//! Carries out a plan: drafts first, then what the public sees. Each success is recorded at once.

mod account;
mod announce;
mod create;
mod drafts;
mod edits;
mod finish;
mod live;
mod messages;
mod publishes;
mod refusals;
mod run;
mod stop;

pub use account::{Account, Claims};
pub use announce::Checkpoint;
pub use drafts::drafts;
pub use finish::account_for;
pub use live::live;
pub use messages::configuration_stop;
pub use run::{Gate, Run, Watch};
pub use stop::StopReason;
