//! Where a token may go without https.

/// Whether a URL's host is this machine: `localhost`, or a loopback address, with or without brackets.
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
