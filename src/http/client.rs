//! Set-up of a client.

use std::time::Duration;

use reqwest::Url;

use super::is_loopback;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

const USER_AGENT: &str = concat!("opentrain-jobs/", env!("CARGO_PKG_VERSION"));

/// What to do where a certificate can't be verified.
pub(crate) const CERTIFICATE_HELP: &str = "If a proxy inspects HTTPS, add its CA certificate to the system's trust store, or on Linux set \
    SSL_CERT_FILE to a PEM file with all trusted CA certificates. Otherwise check the address and this machine's clock.";

/// A client for requests to `origin`. It follows no redirect, which could take the token elsewhere, and uses the system's proxy
/// except for this machine. Opens no connection yet.
///
/// # Errors
/// Where the system has no usable certificates.
pub(crate) fn new_client(origin: &Url) -> Result<reqwest::Client, reqwest::Error> {
    // Fails only if a provider is installed already, which works as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(USER_AGENT);
    if is_loopback(origin) {
        builder = builder.no_proxy();
    }
    if origin.scheme() == "http" {
        // Without TLS, the system's certificates are not needed.
        builder = builder.tls_certs_only([]);
    }
    builder.build()
}

/// Whether a request failed because the server's certificate can't be verified. Another attempt would fail as well.
pub(crate) fn is_untrusted(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        // An I/O error passes over the error that it wraps.
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = wrapped.map(|wrapped| wrapped as _).or_else(|| error.source());
    }
    false
}

/// The innermost cause of a failed request, the most specific one. Unlike the error itself, it does not repeat the URL.
pub(crate) fn root_cause(error: &reqwest::Error) -> Option<String> {
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause.and_then(std::error::Error::source) {
        cause = Some(next);
    }
    cause.map(ToString::to_string)
}
