//! The addresses of GitHub's REST and GraphQL APIs.

use reqwest::Url;

use super::repository::BadSetting;
use crate::http;

/// Where requests go.
#[derive(Clone, Debug)]
pub(super) struct Endpoints {
    /// The REST API's root. On GitHub Enterprise Server it has a path.
    pub(super) rest: Url,
    pub(super) graphql: Url,
}

impl Endpoints {
    /// The API at `rest` (`GITHUB_API_URL`), and GraphQL where GitHub has it beside that root.
    pub(super) fn parse(rest: &str) -> Result<Self, BadSetting> {
        let rest = parse("GITHUB_API_URL", rest)?;
        let mut graphql = rest.clone();
        if let Ok(mut segments) = graphql.path_segments_mut() {
            segments.pop_if_empty();
        }
        let is_enterprise = graphql.path().ends_with("/v3");
        if let Ok(mut segments) = graphql.path_segments_mut() {
            if is_enterprise {
                segments.pop();
            }
            segments.push("graphql");
        }
        Ok(Self { rest, graphql })
    }

    /// The same with GraphQL at `graphql` (`GITHUB_GRAPHQL_URL`).
    pub(super) fn with_graphql(self, graphql: &str) -> Result<Self, BadSetting> {
        Ok(Self { graphql: parse("GITHUB_GRAPHQL_URL", graphql)?, ..self })
    }
}

/// A URL that the token may be sent to: https, or http on this machine.
fn parse(variable: &str, text: &str) -> Result<Url, BadSetting> {
    let url = Url::parse(text).map_err(|error| BadSetting(format!("{variable} is not a URL: {error}")))?;
    let is_safe = url.scheme() == "https" || url.scheme() == "http" && http::is_loopback(&url);
    if url.cannot_be_a_base() || !is_safe {
        return Err(BadSetting(format!("{variable} is not https")));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_to_https_or_loopback_alone() {
        for good in ["https://api.github.com", "https://ghes.example/api/v3", "http://127.0.0.1:9"] {
            assert!(Endpoints::parse(good).and_then(|endpoints| endpoints.with_graphql(good)).is_ok(), "{good}");
        }
        let endpoints = Endpoints::parse("https://api.github.com").expect("a URL");
        for bad in ["http://api.github.com", "ftp://x", "mailto:x", ""] {
            assert!(Endpoints::parse(bad).is_err(), "{bad}");
            assert!(endpoints.clone().with_graphql(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn graphql_is_beside_the_rest_api() {
        for (rest, graphql) in [
            ("https://api.github.com", "https://api.github.com/graphql"),
            ("https://api.github.com/", "https://api.github.com/graphql"),
            ("https://ghes.example/api/v3", "https://ghes.example/api/graphql"),
            ("https://ghes.example/api/v3/", "https://ghes.example/api/graphql"),
            ("https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"),
        ] {
            assert_eq!(Endpoints::parse(rest).expect("a URL").graphql.as_str(), graphql, "{rest}");
        }
    }
}
