//! Validated names. A value of these types is always valid.

use std::fmt;

/// The id of a definition. It identifies one job permanently.
///
/// `/`-separated segments of `[a-z0-9][a-z0-9._-]*`, at most [`DefinitionId::MAX_LENGTH`] characters in all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefinitionId(String);

/// A text is not a valid [`DefinitionId`], [`Namespace`] or [`JobId`]. The message is for its author.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidName(String);

impl DefinitionId {
    /// In characters.
    pub const MAX_LENGTH: usize = 100;

    /// # Errors
    /// If `text` is not a valid id.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        if text.len() > Self::MAX_LENGTH {
            let length = text.chars().count();
            return Err(InvalidName(format!("an id has at most {} characters, this has {length}", Self::MAX_LENGTH)));
        }
        if text.ends_with(".yml") || text.ends_with(".yaml") {
            return Err(InvalidName("an id doesn't end in `.yml` or `.yaml`: it is no file name".into()));
        }
        match text.split('/').find(|segment| !is_segment(segment)) {
            None => Ok(Self(text.to_owned())),
            Some("") => Err(InvalidName("an id has no empty segment".into())),
            Some(bad) => Err(InvalidName(format!(
                "`{bad}` can't be part of an id: use lower-case letters, digits, `.`, `_` and `-`, beginning with a letter or digit"
            ))),
        }
    }

    /// The parsed text, unchanged.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_segment(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(allowed) && text.chars().all(|c| allowed(c) || matches!(c, '.' | '_' | '-'))
}

/// The owner of the definitions, and the first part of every idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace(String);

impl Namespace {
    /// Parses `owner/name`, or one name.
    ///
    /// # Errors
    /// If `text` is not a valid namespace.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let is_part = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(plain);
        // With a third part, `a/b/c` and the id `d` would have the key of `a/b` and the id `c/d`.
        let is_path = text.split('/').all(is_part) && text.split('/').count() <= 2;
        if text.len() <= 200 && is_path {
            return Ok(Self(text.to_owned()));
        }
        Err(InvalidName(
            "a namespace is `owner/name`, one `/` at most: letters, digits, `.`, `_` and `-`, at most 200 characters"
                .into(),
        ))
    }

    /// The parsed text, unchanged.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The idempotency key of the job, `NAMESPACE/ID`.
    pub fn key(&self, id: &DefinitionId) -> String {
        format!("{}/{}", self.0, id.0)
    }
}

/// The service's id of a job, safe to use in a URL path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobId(String);

impl JobId {
    /// # Errors
    /// If `text` is not a valid job id.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let visible = text.chars().all(|c| c.is_ascii_graphic());
        if text.is_empty() || text.len() > 200 || !visible || matches!(text, "." | "..") {
            return Err(InvalidName(format!("{text:?} is not a valid job id")));
        }
        Ok(Self(text.to_owned()))
    }

    /// The parsed text, unchanged.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DefinitionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_of_three_parts_would_share_keys_with_an_id_of_two() {
        assert!(Namespace::parse("acme/jobs/vision").is_err());
        for namespace in ["acme/jobs", "sandbox"] {
            assert!(Namespace::parse(namespace).is_ok(), "{namespace}");
        }
    }

    #[test]
    fn ids_are_lower_case_paths_that_cannot_climb() {
        let long = "a".repeat(100);
        for good in ["a", "vision/dashcam", "x.1_2-3/4", long.as_str()] {
            assert!(DefinitionId::parse(good).is_ok(), "{good}");
        }
        let too_long = "a".repeat(101);
        for bad in ["", "/", "a//b", "a/", ".", "..", "a/../b", "A", "ä", "a b", "-a", ".a", "a\n", &too_long] {
            assert!(DefinitionId::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_job_id_cannot_leave_its_place_in_a_path() {
        assert!(JobId::parse("job_1").is_ok());
        for bad in ["", ".", "..", "a b", "a\r\nb", "ü"] {
            assert!(JobId::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_key_is_namespace_slash_id() {
        let namespace = Namespace::parse("acme/jobs").expect("valid");
        let id = DefinitionId::parse("vision/dashcam").expect("valid");
        assert_eq!(namespace.key(&id), "acme/jobs/vision/dashcam");
    }
}
