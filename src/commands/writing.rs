//! What draft and publish open before they may write.

use super::credentials;
use super::output::Output;
use super::record_store::{Access, RecordStore};
use super::service::Service;
use crate::failure::Failure;
use crate::settings::{Environment, SharedArgs};

/// The service and the records.
pub(super) async fn open(
    common: &SharedArgs,
    is_sandbox: bool,
    environment: &Environment,
    output: &Output,
) -> Result<(Service, RecordStore), Failure> {
    if is_sandbox {
        output.notice("sandbox: no token, no network, nothing public");
        let book = RecordStore::open(common, environment, None, Access::Write, output)?;
        return Ok((Service::sandbox(common).await?, book));
    }
    let origin = credentials::origin(common.base_url.as_deref(), environment)?;
    let service = Service::real(common, environment)?;
    let book = RecordStore::open(common, environment, Some(origin.as_text()), Access::Write, output)?;
    Ok((service, book))
}
