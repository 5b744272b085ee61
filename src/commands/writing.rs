//! What draft and publish open before they may write.

use super::book::{Access, Book};
use super::credentials;
use super::door::Door;
use super::service::Service;
use crate::failure::Failure;
use crate::settings::{Common, Environment};

/// The service and the records.
pub(super) async fn open(
    common: &Common,
    is_sandbox: bool,
    environment: &Environment,
    door: &Door,
) -> Result<(Service, Book), Failure> {
    if is_sandbox {
        door.notice("sandbox: no token, no network, nothing public");
        let book = Book::open(common, environment, None, Access::Write, door)?;
        return Ok((Service::sandbox(common).await?, book));
    }
    let origin = credentials::origin(common.base_url.as_deref(), environment)?;
    let service = Service::real(common, environment)?;
    let book = Book::open(common, environment, Some(origin.as_text()), Access::Write, door)?;
    Ok((service, book))
}
