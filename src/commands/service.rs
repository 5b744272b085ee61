//! The service of a run: OpenTrain, or a sandbox in this process.

use anyhow::Context as _;
use opentrain_sandbox::{Options, Server};

use super::credentials;
use super::records_location::RecordsLocation;
use crate::failure::Failure;
use crate::opentrain::{
    ApiErrorKind, CERTIFICATE_HELP, Client, DeliveryState, Drafter, Error, Origin, Publisher, Reader, Token,
    TransportError,
};
use crate::reconcile::{StopReason, configuration_stop};
use crate::settings::{Environment, SharedArgs};

/// The embedded sandbox's token, which is not secret.
const SANDBOX_TOKEN: &str = "ot_pat_sandbox";

/// What addresses of the embedded sandbox begin with. Nothing is there.
pub(super) const SANDBOX_URL: &str = "https://sandbox.invalid";

/// A client of the service, and the sandbox that it needs to stay alive.
pub(super) struct Service {
    client: Client,
    _sandbox: Option<Server>,
}

impl Service {
    /// The sandbox in this process, or OpenTrain.
    pub(super) async fn open(
        is_sandbox: bool,
        common: &SharedArgs,
        environment: &Environment,
    ) -> Result<Self, Failure> {
        if is_sandbox { Self::sandbox(common).await } else { Self::real(common, environment) }
    }

    /// OpenTrain, with the token and origin of the flags and the environment.
    pub(super) fn real(common: &SharedArgs, environment: &Environment) -> Result<Self, Failure> {
        ensure_certificates(environment)?;
        let token = credentials::token(environment)?;
        let origin = credentials::origin(common.base_url.as_deref(), environment)?;
        let client = Client::new(origin, token, common.concurrency.into());
        Ok(Self { client, _sandbox: None })
    }

    /// A sandbox in this process. Its state is stored beside the records, if those are stored.
    pub(super) async fn sandbox(common: &SharedArgs) -> Result<Self, Failure> {
        let state = match RecordsLocation::of_sandbox(common)? {
            RecordsLocation::Folder(folder) => Some(folder.join("sandbox.jsonl")),
            _ => None,
        };
        let public_url = Some(SANDBOX_URL.to_owned());
        let options = Options { state, public_url, ..Options::default() };
        let server = Server::start(options).await.context("the sandbox can't start").map_err(Failure::setup)?;
        let origin = Origin::parse(&server.url()).map_err(Failure::setup)?;
        let token = Token::parse(SANDBOX_TOKEN).map_err(Failure::setup)?;
        let client = Client::new(origin, token, common.concurrency.into());
        Ok(Self { client, _sandbox: Some(server) })
    }

    /// Access to read.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader(&self.client)
    }

    /// Access to create and change drafts.
    pub(super) fn drafter(&self) -> Drafter<'_> {
        Drafter(&self.client)
    }

    /// Access to change what is public.
    pub(super) fn publisher(&self) -> Publisher<'_> {
        Publisher(&self.client)
    }
}

/// Checks that the file with trusted certificates, where one is set, can be read: a client falls back to none.
fn ensure_certificates(environment: &Environment) -> Result<(), Failure> {
    // Other systems have a trust store that is no file.
    let is_used = cfg!(all(unix, not(target_vendor = "apple")));
    let Some(file) = environment.var("SSL_CERT_FILE").filter(|_| is_used) else { return Ok(()) };
    std::fs::read(file).map(drop).with_context(|| format!("SSL_CERT_FILE ({file}) can't be read")).map_err(|error| {
        Failure::setup(error)
            .hint("It names a PEM file with the CA certificates to trust; unset it to use the system's.")
    })
}

/// The reason to stop the run after a failed read.
pub(super) fn stop(error: Error) -> StopReason {
    match error {
        Error::Failed(TransportError { message, reach: DeliveryState::NotTrusted }) => {
            StopReason::Configuration { message, help: CERTIFICATE_HELP.into() }
        }
        Error::Failed(error) => StopReason::Service(error.message),
        // Only its message, whose wording is not documented, names the scope.
        Error::Refused(error) if error.status == 403 && error.why == ApiErrorKind::Other => StopReason::Configuration {
            message: error.to_string(),
            help: "The token may lack the scope `jobs:read`, or the account a feature; OpenTrain did not say which."
                .into(),
        },
        Error::Refused(error) => configuration_stop(&error).unwrap_or_else(|| StopReason::Configuration {
            message: error.to_string(),
            help: "OpenTrain refused a request that every account may send; check the token and the base URL.".into(),
        }),
    }
}
