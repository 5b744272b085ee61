//! What must hold between records: anyone who may push can edit them, and a record that names another's job would write to it.

use rayon::prelude::*;

use super::StoreOwner;
use super::dir::{DirStore, StoreContents};
use super::error::Error;
use crate::domain::ids::JobId;
use crate::domain::record::{Record, RecordState};

/// Ensures that each record has a key of its own id, and that no two records are of one job.
pub(super) fn ensure_consistent(store: &DirStore, contents: &StoreContents) -> Result<(), Error> {
    let StoreContents { identity, records, .. } = contents;
    let wrong_key = |record: &Record| ensure_own_key(store, identity.as_ref(), record).err();
    if let Some(error) = records.par_iter().find_map_first(wrong_key) {
        return Err(error);
    }
    let mut by_job: Vec<(&JobId, &Record)> =
        records.iter().filter_map(|record| Some((&record.job()?.job, record))).collect();
    by_job.sort_by_key(|(job, _)| *job);
    match by_job.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        None => Ok(()),
        Some(pair) => {
            let [first, second] = [pair[0].1, pair[1].1].map(|record| store.record_path(&record.id));
            Err(Error::SameJob { job: pair[0].0.clone(), first, second })
        }
    }
}

/// The key is `NAMESPACE/ID` of the record's own id, also in the body of a create that is still to be answered.
fn ensure_own_key(store: &DirStore, identity: Option<&StoreOwner>, record: &Record) -> Result<(), Error> {
    let unreadable = |why| Err(Error::Unreadable { path: store.record_path(&record.id), why });
    let is_own = match identity {
        Some(owner) => record.key == owner.namespace.key(&record.id),
        None => record.key.strip_suffix(record.id.as_str()).is_some_and(|rest| rest.len() > 1 && rest.ends_with('/')),
    };
    if !is_own {
        return unreadable(format!("its key `{}` is not that of the definition `{}`", record.key, record.id));
    }
    let RecordState::PendingCreate(pending) = &record.state else { return Ok(()) };
    let keys = pending.body.get("source").unwrap_or(&pending.body);
    let is_ours = |name| keys.get(name).is_some_and(|key| key == record.key.as_str());
    if is_ours("externalId") && is_ours("idempotencyKey") {
        Ok(())
    } else {
        unreadable(format!("the body of its create does not have the key `{}`", record.key))
    }
}
