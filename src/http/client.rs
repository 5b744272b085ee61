//! Set-up of a client.

use std::time::Duration;

use reqwest::Url;

use super::is_loopback;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

const USER_AGENT: &str = concat!("opentrain-jobs/", env!("CARGO_PKG_VERSION"));

/// A client for requests to `origin`. It follows no redirect, which could take the token elsewhere, and uses the system's proxy
/// except for this machine. Opens no connection yet.
///
/// # Errors
/// Where the system has no usable certificates.
pub(crate) fn new_client(origin: &Url) -> Result<reqwest::Client, reqwest::Error> {
    // Fails only if a provider is installed already, which works as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(USER_AGENT);
    if is_loopback(origin) { builder.no_proxy().build() } else { builder.build() }
}

/// The innermost cause of a failed request, the most specific one. Unlike the error itself, it does not repeat the URL.
pub(crate) fn root_cause(error: &reqwest::Error) -> Option<String> {
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause.and_then(std::error::Error::source) {
        cause = Some(next);
    }
    cause.map(ToString::to_string)
}
