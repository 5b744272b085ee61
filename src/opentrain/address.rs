//! Addresses that records and answers give: whether they are the service's own.

use reqwest::Url;

use super::origin::Origin;

/// The service's domain. Its website has other hosts than its API.
const DOMAIN: &str = "opentrain.ai";

impl Origin {
    /// The address in its normal form, if it is on the service's own hosts: this origin, or https at [`DOMAIN`] or below it. Anyone who may
    /// push records can put any other there.
    pub fn own_address(&self, text: &str) -> Option<String> {
        // The parser drops some of these silently, so that people and programs could read two addresses.
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        let is_own = origin(&url) == origin(self.as_url()) || is_below_domain(&url);
        (is_plain && is_own).then(|| url.into())
    }
}

fn origin(url: &Url) -> (&str, Option<&str>, Option<u16>) {
    (url.scheme(), url.host_str(), url.port_or_known_default())
}

fn is_below_domain(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_below = host.strip_suffix(DOMAIN).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    url.scheme() == "https" && url.port().is_none() && is_below
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(origin: &str, text: &str) -> Option<String> {
        Origin::parse(origin).expect("an origin").own_address(text)
    }

    #[test]
    fn an_address_on_the_services_own_hosts_is_its_own() {
        for (origin, text, shown) in [
            (Origin::DEFAULT, "https://app.opentrain.ai/job-post?jobId=1", "https://app.opentrain.ai/job-post?jobId=1"),
            (Origin::DEFAULT, "https://www.opentrain.ai/jobs/x--1/", "https://www.opentrain.ai/jobs/x--1/"),
            (Origin::DEFAULT, "https://opentrain.ai:443/x", "https://opentrain.ai/x"),
            (Origin::DEFAULT, "HTTPS://App.OpenTrain.AI/X", "https://app.opentrain.ai/X"),
            (Origin::DEFAULT, "https://opentrain.ai\\@evil.example", "https://opentrain.ai/@evil.example"),
            ("https://staging.example:8443", "https://staging.example:8443/x", "https://staging.example:8443/x"),
            ("https://staging.example", "https://www.opentrain.ai/x", "https://www.opentrain.ai/x"),
            ("http://127.0.0.1:8787", "http://127.0.0.1:8787/jobs/1", "http://127.0.0.1:8787/jobs/1"),
        ] {
            assert_eq!(own(origin, text).as_deref(), Some(shown), "{origin} {text}");
        }
    }

    #[test]
    fn any_other_address_is_not() {
        for (text, reason) in [
            ("https://evil.example/opentrain.ai", "another host"),
            ("https://opentrain.ai@evil.example", "a user name that looks like the host"),
            ("https://user@opentrain.ai", "a user name"),
            ("https://:password@opentrain.ai", "a password"),
            ("https://opentrain.ai.evil.example", "a longer host"),
            ("https://evilopentrain.ai", "a host that only ends alike"),
            ("https://opentrain.ai./x", "a dot at the end of the host"),
            ("https://opentrain.ai:8443/x", "another port"),
            ("http://app.opentrain.ai/x", "no https"),
            ("http://127.0.0.1:8787/x", "loopback, which is not this origin"),
            ("https://\u{43e}pentrain.ai/x", "a Cyrillic letter"),
            ("https://xn--pentrain-kof.ai/x", "punycode"),
            ("javascript:alert(1)//opentrain.ai", "a script"),
            ("data:text/html,opentrain.ai", "data"),
            ("//opentrain.ai/x", "no scheme"),
            ("https://opentrain.ai\n@evil.example", "a line feed, which parsers drop"),
            ("https://opentrain.ai/\tx", "a tab, which parsers drop"),
            (" https://opentrain.ai/x", "a blank"),
            ("https://opentrain.ai/\u{1b}[8m", "a control character"),
            ("", "nothing"),
        ] {
            assert_eq!(own(Origin::DEFAULT, text), None, "{reason}: {text:?}");
        }
    }
}
