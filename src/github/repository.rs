//! The repository's name.

/// An invalid setting.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadSetting(pub(super) String);

/// `owner/name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    owner: String,
    name: String,
}

impl Repository {
    /// Parses `owner/name` (`GITHUB_REPOSITORY`).
    ///
    /// # Errors
    /// Where the text is something else.
    pub fn parse(text: &str) -> Result<Self, BadSetting> {
        let plain = |part: &str| {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            !matches!(part, "" | "." | "..") && part.chars().all(is_plain)
        };
        let bad = || BadSetting(format!("{text:?} is not a repository: expected `owner/name`"));
        let (owner, name) = text.split_once('/').filter(|(owner, name)| plain(owner) && plain(name)).ok_or_else(bad)?;
        Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
    }

    /// The first segments of its endpoints' paths.
    pub(super) fn segments(&self) -> [&str; 3] {
        ["repos", &self.owner, &self.name]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_owner_and_name() {
        assert!(Repository::parse("acme/label.jobs-1").is_ok());
        for bad in ["", "acme", "acme/", "/x", "a/b/c", "a/..", "a b/c", "a/b?x"] {
            assert!(Repository::parse(bad).is_err(), "{bad}");
        }
    }
}
