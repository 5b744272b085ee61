//! Where records live outside this machine, what is about to be sent is kept there before the first of it is sent.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;

use crate::domain::Fields;
use crate::domain::definition::Definition;
use crate::domain::record::{Record, RecordState};
use crate::store;

use super::create;
use super::draft::doubt;
use super::run::Run;
use super::stop::Stop;

/// Has all that is on record kept. Returns the records as they are now where another run's were taken in.
pub type Checkpoint = Arc<dyn Fn() -> Result<Option<Vec<Record>>, store::Error> + Send + Sync>;

/// Puts on record what is about to be sent, creates and changed values, and has everything on record kept. Where that fails, the run
/// stops.
pub(super) async fn keep<'d>(
    run: &Run<'_>,
    creates: impl Iterator<Item = &'d Definition>,
    changes: impl Iterator<Item = (&'d Definition, &'d Fields)>,
) {
    let Some(checkpoint) = run.checkpoint() else { return };
    let intents = creates.map(|definition| create::intend(run, definition));
    stream::iter(intents).buffer_unordered(run.hands()).collect::<Vec<bool>>().await;
    for (definition, fields) in changes {
        if let Some((before, _)) = doubt(run, definition, fields).await {
            run.remember(&definition.id, before);
        }
    }
    if run.is_stopped() {
        return;
    }
    match tokio::task::spawn_blocking(move || checkpoint()).await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(records))) => run.adopt(records),
        Ok(Err(error)) => run.stop(Stop::Record(error)),
        Err(error) => run.stop(Stop::Service(format!("the records could not be kept: {error}"))),
    }
}

/// Takes back what was put on record by [`keep`] and never sent.
pub(super) async fn take_back(run: &Run<'_>) {
    for (id, before) in run.unsent() {
        if let Some(record) = run.record(&id) {
            run.save(Record { life: RecordState::Created(Box::new(before)), ..record }).await;
        }
    }
}
