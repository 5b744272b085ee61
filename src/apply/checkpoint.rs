//! Where records live outside this machine, what is about to be sent is kept there before the first of it is sent.

use std::sync::Arc;

use crate::domain::Fields;
use crate::domain::definition::Definition;
use crate::domain::record::{Life, Record};
use crate::record;

use super::draft::doubt;
use super::run::Run;
use super::stop::Stop;

/// Has all that is on record kept. Returns the records as they are now where another run's were taken in.
pub type Checkpoint = Arc<dyn Fn() -> Result<Option<Vec<Record>>, record::Error> + Send + Sync>;

/// Whose the records are after a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Company {
    /// This run's alone.
    Alone,
    /// Another run's were taken in: what we are about to send, it may have sent.
    Joined,
}

/// Puts on record that these values are about to be sent, and has everything on record kept. Where that fails, the run stops.
pub(super) async fn keep(run: &Run<'_>, changes: impl Iterator<Item = (&Definition, &Fields)>) -> Company {
    let Some(checkpoint) = run.checkpoint() else { return Company::Alone };
    for (definition, fields) in changes {
        if let Some((before, _)) = doubt(run, definition, fields).await {
            run.remember(&definition.id, before);
        }
    }
    if run.is_stopped() {
        return Company::Alone;
    }
    match tokio::task::spawn_blocking(move || checkpoint()).await {
        Ok(Ok(None)) => Company::Alone,
        Ok(Ok(Some(records))) => {
            run.adopt(records);
            Company::Joined
        }
        Ok(Err(error)) => {
            run.stop(Stop::Record(error));
            Company::Alone
        }
        Err(error) => {
            run.stop(Stop::Service(format!("the records could not be kept: {error}")));
            Company::Alone
        }
    }
}

/// Takes back what was put on record by [`keep`] and never sent.
pub(super) async fn take_back(run: &Run<'_>) {
    for (id, before) in run.unsent() {
        if let Some(record) = run.record(&id) {
            run.save(Record { life: Life::Made(Box::new(before)), ..record }).await;
        }
    }
}
