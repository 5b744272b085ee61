//! What draft and publish open before they may write.

use std::path::PathBuf;

use super::book::{self, Access, Book};
use super::credentials;
use super::door::Door;
use super::service::Service;
use crate::failure::Failure;
use crate::settings::{Common, Environment};

/// The service, the records, and the door that masks the token.
pub(super) async fn open(
    common: &Common,
    is_sandbox: bool,
    environment: &Environment,
    door: &Door,
) -> Result<(Service, Book, Door), Failure> {
    if is_sandbox {
        door.notice("sandbox: no token, no network, nothing public");
        let book = Book::open(common, environment, None, Access::Write, door)?;
        return Ok((Service::sandbox(sandbox_state(common)).await?, book, door.clone()));
    }
    let origin = credentials::origin(common.base_url.as_deref(), environment)?;
    let (service, door) = Service::real(common, environment, door)?;
    let book = Book::open(common, environment, Some(origin.as_text()), Access::Write, &door)?;
    Ok((service, book, door))
}

/// Where an embedded sandbox keeps its state: beside the records, if those are kept.
pub(super) fn sandbox_state(common: &Common) -> Option<PathBuf> {
    book::folder(common, true).map(|folder| folder.join("sandbox.json"))
}
