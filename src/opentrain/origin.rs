//! The service's address.

use reqwest::Url;

use crate::http::is_loopback;

/// The service's origin: scheme, host and port. https, or http on the loopback interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url);

/// The text is not an [`Origin`].
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadOrigin(String);

impl Origin {
    /// The public service (page overview).
    pub const DEFAULT: &str = "https://app.opentrain.ai";

    /// Parses an origin.
    ///
    /// # Errors
    /// Where it is not an origin, holds credentials, or would send the token in plain text.
    pub fn parse(text: &str) -> Result<Self, BadOrigin> {
        let url = Url::parse(text).map_err(|error| BadOrigin(format!("it is not a URL: {error}")))?;
        let bare = Url::parse(&url.origin().ascii_serialization());
        let bare = bare.map_err(|_| BadOrigin("it has no host".into()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadOrigin("it has a user name or password; the token comes from the environment".into()));
        }
        if url != bare {
            return Err(BadOrigin(format!("it has a path or query; use the origin alone, here `{}`", shown(&bare))));
        }
        match url.scheme() {
            "https" => Ok(Self(bare)),
            "http" if is_loopback(&url) => Ok(Self(bare)),
            "http" => Err(BadOrigin("plain http exposes the token to the network; use https".into())),
            other => Err(BadOrigin(format!("`{other}` is not https"))),
        }
    }

    /// The origin without a trailing slash.
    pub fn as_text(&self) -> String {
        shown(&self.0)
    }

    /// The origin as a URL.
    pub(super) fn as_url(&self) -> &Url {
        &self.0
    }

    /// The URL of an endpoint. Segments are encoded, so that no id can change the path.
    pub(super) fn endpoint(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().extend(["api", "public", "v1"]).extend(segments);
        }
        url
    }
}

fn shown(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_origins_are_accepted() {
        for good in [
            "https://app.opentrain.ai",
            "https://app.opentrain.ai/",
            "http://127.0.0.1:8787",
            "http://localhost:1",
            "http://[::1]:80",
        ] {
            assert!(Origin::parse(good).is_ok(), "{good}");
        }
        for (bad, expected) in [
            ("http://app.opentrain.ai", "https"),
            ("http://127.0.0.1.evil.example", "https"),
            ("https://user:pass@app.opentrain.ai", "password"),
            ("https://app.opentrain.ai/api/public/v1", "`https://app.opentrain.ai`"),
            ("https://app.opentrain.ai/?a=b", "query"),
            ("ftp://x", "https"),
            ("app.opentrain.ai", "not a URL"),
            ("", "not a URL"),
        ] {
            let error = Origin::parse(bad).expect_err(bad).to_string();
            assert!(error.contains(expected), "{bad}: {error}");
        }
    }

    #[test]
    fn a_job_id_stays_one_segment() {
        let origin = Origin::parse("http://127.0.0.1:1").expect("valid");
        let url = origin.endpoint(&["jobs", "../x?y", "publish"]);
        assert_eq!(url.as_str(), "http://127.0.0.1:1/api/public/v1/jobs/..%2Fx%3Fy/publish");
    }
}
