//! Carries out a plan: drafts first, then what the public sees. Each success is recorded at once.

mod account;
mod announce;
mod create;
mod daily_limit;
mod drafts;
mod edits;
mod finish;
mod live;
mod messages;
mod publishes;
mod reapply;
mod refusals;
mod run;
mod stop;

pub(crate) use account::Account;
pub(crate) use drafts::drafts;
pub(crate) use finish::account_for;
pub(crate) use live::live;
pub(crate) use messages::configuration_stop;
pub(crate) use run::{Checkpoint, Gate, Run, SharedRecords};
pub(crate) use stop::StopReason;
