//! The service that a command talks to: the real one, or a sandbox of its own.

use anyhow::Context as _;
use opentrain_sandbox::{Options, Server};

use super::{credentials, record_store};
use crate::failure::Failure;
use crate::opentrain::{Client, Drafter, Error, Origin, Publisher, Reader, Token};
use crate::reconcile::{StopReason, configuration_stop};
use crate::settings::{Environment, SharedArgs};

/// The token that an embedded sandbox takes; no secret.
const SANDBOX_TOKEN: &str = "ot_pat_sandbox";

/// A connection, and the sandbox behind it if there is one.
pub(super) struct Service {
    client: Client,
    _sandbox: Option<Server>,
}

impl Service {
    /// The real service, by the token and address that the flags and the environment name.
    pub(super) fn real(common: &SharedArgs, environment: &Environment) -> Result<Self, Failure> {
        let token = credentials::token(environment)?;
        let origin = credentials::origin(common.base_url.as_deref(), environment)?;
        let client = Client::new(origin, token, common.concurrency.into());
        Ok(Self { client, _sandbox: None })
    }

    /// A sandbox in this process. Its state is kept beside the records, if those are kept.
    pub(super) async fn sandbox(common: &SharedArgs) -> Result<Self, Failure> {
        let state = record_store::folder(common, true).map(|folder| folder.join("sandbox.jsonl"));
        let public_url = Some("https://sandbox.invalid".to_owned());
        let options = Options { state, public_url, ..Options::default() };
        let server = Server::start(options).await.context("the sandbox can't start").map_err(Failure::setup)?;
        let origin = Origin::parse(&server.url()).map_err(Failure::setup)?;
        let token = Token::parse(SANDBOX_TOKEN).map_err(Failure::setup)?;
        let client = Client::new(origin, token, common.concurrency.into());
        Ok(Self { client, _sandbox: Some(server) })
    }

    /// Reads.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader(&self.client)
    }

    /// Reads and writes drafts.
    pub(super) fn drafter(&self) -> Drafter<'_> {
        Drafter(&self.client)
    }

    /// Does what the public sees.
    pub(super) fn publisher(&self) -> Publisher<'_> {
        Publisher(&self.client)
    }
}

/// Why a run can't go on after this answer to a question.
pub(super) fn stop(error: Error) -> StopReason {
    match error {
        Error::Failed(trouble) => StopReason::Service(trouble.message),
        Error::Refused(refusal) => configuration_stop(&refusal).unwrap_or_else(|| StopReason::Configuration {
            message: refusal.to_string(),
            help: "OpenTrain refused a question that every account may ask; look at the token and the base URL.".into(),
        }),
    }
}
