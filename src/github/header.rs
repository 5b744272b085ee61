//! The hidden first line of our comment: whose it is, and which run wrote it.

use std::fmt;

use serde_json::json;

use crate::domain::digest::ContentHash;

const BEGIN: &str = "<!-- opentrain-jobs v1 ";
const END: &str = " -->";

/// `<!-- opentrain-jobs v1 of=… run=… attempt=… sha=… -->`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    of: String,
    run: u64,
    attempt: u32,
    sha: String,
}

impl Header {
    /// The header of a run (`GITHUB_RUN_ID`, `GITHUB_RUN_ATTEMPT`) at a pull request's head commit. Namespace and jobs directory
    /// make one use of the Action in a repository another one, with a comment of its own.
    pub fn new(namespace: &str, jobs: &str, (run, attempt): (u64, u32), sha: &str) -> Self {
        let sha = sha.chars().filter(char::is_ascii_hexdigit).collect();
        Self { of: mark(&[namespace, tidy(jobs)]), run, attempt, sha }
    }

    /// The header that a comment begins with, if it is one of ours.
    pub fn parse(body: &str) -> Option<Self> {
        let line = body.lines().next()?.trim_end();
        let inside = line.strip_prefix(BEGIN)?.strip_suffix(END)?;
        let value = |key: &str| inside.split(' ').find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        Some(Self {
            of: value("of")?.to_owned(),
            run: value("run")?.parse().ok()?,
            attempt: value("attempt").and_then(|text| text.parse().ok()).unwrap_or(1),
            sha: value("sha")?.to_owned(),
        })
    }

    /// The short digest of namespace and jobs directory.
    pub fn of(&self) -> &str {
        &self.of
    }

    /// The run's id.
    pub fn run(&self) -> u64 {
        self.run
    }

    /// The head commit that was looked at.
    pub fn sha(&self) -> &str {
        &self.sha
    }

    /// Whether the comment of `self` must not be overwritten by `other`'s. Run ids grow, so the later run knows better. At one
    /// commit, a run that a person started again knows better than one that was not.
    pub fn outranks(&self, other: &Self) -> bool {
        if self.sha == other.sha {
            (self.attempt, self.run) > (other.attempt, other.run)
        } else {
            (self.run, self.attempt) > (other.run, other.attempt)
        }
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, run, attempt, sha } = self;
        write!(f, "{BEGIN}of={of} run={run} attempt={attempt} sha={sha}{END}")
    }
}

/// A short name for these words, safe in an HTML comment.
pub(super) fn mark(words: &[&str]) -> String {
    let digest = ContentHash::of("mark", &json!(words));
    digest.as_str().rsplit(':').next().unwrap_or_default().chars().take(12).collect()
}

fn tidy(jobs: &str) -> &str {
    jobs.trim_start_matches("./").trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(run: u64, attempt: u32, sha: &str) -> Header {
        Header::new("acme/jobs", "jobs", (run, attempt), sha)
    }

    #[test]
    fn a_header_is_read_back() {
        let own = header(7, 2, "0abc");
        assert_eq!(Header::parse(&format!("{own}\n✅ fine")), Some(own.clone()));
        assert_eq!(Header::parse(&format!("{own}\r\nbody")), Some(own));
        let older = "<!-- opentrain-jobs v1 of=x run=7 sha=a -->";
        assert_eq!(Header::parse(older).map(|header| header.attempt), Some(1));
        for foreign in ["", "hello", "\n<!-- opentrain-jobs v1 of=x run=7 sha=a -->", "<!-- opentrain-jobs v2 of=x -->"]
        {
            assert_eq!(Header::parse(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn nothing_leaves_the_hidden_line() {
        let own = Header::new("a --> b", "x -->\n@all", (1, 1), "abc --><b>").to_string();
        assert_eq!((own.matches("-->").count(), own.lines().count()), (1, 1), "{own}");
    }

    #[test]
    fn two_uses_in_one_repository_are_two() {
        let of = |namespace, jobs| Header::new(namespace, jobs, (1, 1), "a").of;
        assert_ne!(of("a", "jobs"), of("a", "more"));
        assert_ne!(of("a", "jobs"), of("b", "jobs"));
        assert_eq!(of("a", "./jobs/"), of("a", "jobs"));
    }

    #[test]
    fn a_later_run_outranks_and_at_one_commit_a_later_attempt() {
        assert!(header(8, 1, "b").outranks(&header(7, 1, "a")));
        assert!(!header(7, 1, "a").outranks(&header(7, 1, "a")));
        assert!(!header(7, 9, "a").outranks(&header(8, 1, "b")), "an old commit's second attempt");
        assert!(header(7, 2, "a").outranks(&header(8, 1, "a")), "started again at the head commit");
    }
}
