//! The hidden first line of our comment or issue: the definitions that it reports, and the run that wrote it.

use std::fmt;

use serde_json::json;

use crate::domain::digest::ContentHash;

const BEGIN: &str = "<!-- opentrain-jobs v1 ";
const END: &str = " -->";

/// `<!-- opentrain-jobs v1 of=… run=… attempt=… sha=… -->`, with `merged=…` once the result of the merge is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    scope: String,
    run: WorkflowRun,
    sha: String,
    merged: Option<String>,
}

/// A run of a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkflowRun {
    /// `GITHUB_RUN_ID`. A later run has a higher one.
    pub id: u64,
    /// `GITHUB_RUN_ATTEMPT`, from 1.
    pub attempt: u32,
}

impl Header {
    /// The header of a run at a pull request's head commit `sha`. Each combination of namespace and jobs directory has a comment
    /// of its own.
    pub fn new(namespace: &str, jobs: &str, run: WorkflowRun, sha: &str) -> Self {
        Self { scope: fingerprint(&[namespace, normalized(jobs)]), run, sha: hex(sha), merged: None }
    }

    /// The same header for a comment that reports the result of the merge as this commit.
    #[must_use]
    pub fn with_merge(self, commit: &str) -> Self {
        Self { merged: Some(hex(commit)), ..self }
    }

    /// The header that a comment begins with; `None` for any other comment.
    pub fn parse(body: &str) -> Option<Self> {
        let line = body.lines().next()?.trim_end();
        let inside = line.strip_prefix(BEGIN)?.strip_suffix(END)?;
        let value = |key: &str| inside.split(' ').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
        let id = value("run")?.parse().ok()?;
        let attempt = value("attempt").and_then(|text| text.parse().ok()).unwrap_or(1);
        let run = WorkflowRun { id, attempt };
        let merged = value("merged").map(str::to_owned);
        Some(Self { scope: value("of")?.to_owned(), run, sha: value("sha")?.to_owned(), merged })
    }

    /// The fingerprint of namespace and jobs directory.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The run that wrote the comment.
    pub fn run(&self) -> WorkflowRun {
        self.run
    }

    /// The pull request's head commit.
    pub fn sha(&self) -> &str {
        &self.sha
    }

    /// Whether a comment with this header reports the merge that `other` is to report. The same run may correct itself when it
    /// is started again.
    pub fn reports_merge(&self, other: &Self) -> bool {
        let is_correction = self.run.id == other.run.id && self.run.attempt < other.run.attempt;
        self.is_of_merge(other) && !is_correction
    }

    /// Whether a comment with this header reports the same merge as `other`.
    pub(super) fn is_of_merge(&self, other: &Self) -> bool {
        self.merged.is_some() && self.merged == other.merged
    }

    /// Whether `other` must not overwrite the comment of `self`. The later run is newer; at the same commit, a re-run is
    /// newer than a first attempt.
    pub fn is_newer_than(&self, other: &Self) -> bool {
        let WorkflowRun { id, attempt } = self.run;
        if self.sha == other.sha {
            (attempt, id) > (other.run.attempt, other.run.id)
        } else {
            (id, attempt) > (other.run.id, other.run.attempt)
        }
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scope, run: WorkflowRun { id, attempt }, sha, merged } = self;
        let merged = merged.as_ref().map(|commit| format!(" merged={commit}")).unwrap_or_default();
        write!(f, "{BEGIN}of={scope} run={id} attempt={attempt} sha={sha}{merged}{END}")
    }
}

/// A short digest of these texts, safe in an HTML comment.
pub(super) fn fingerprint(texts: &[&str]) -> String {
    let digest = ContentHash::new("mark", &json!(texts));
    digest.as_str().rsplit(':').next().unwrap_or_default().chars().take(12).collect()
}

/// A commit's id, with nothing that could end the hidden line.
fn hex(sha: &str) -> String {
    sha.chars().filter(char::is_ascii_hexdigit).collect()
}

fn normalized(jobs: &str) -> &str {
    jobs.trim_start_matches("./").trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(run: u64, attempt: u32, sha: &str) -> Header {
        Header::new("acme/jobs", "jobs", WorkflowRun { id: run, attempt }, sha)
    }

    #[test]
    fn a_header_is_read_back() {
        let own = header(7, 2, "0abc");
        assert_eq!(Header::parse(&format!("{own}\n✅ fine")), Some(own.clone()));
        assert_eq!(Header::parse(&format!("{own}\r\nbody")), Some(own.clone()));
        let reported = own.with_merge("abc");
        assert_eq!(Header::parse(&format!("{reported}\nMerged")), Some(reported));
        let older = "<!-- opentrain-jobs v1 of=x run=7 sha=a -->";
        assert_eq!(Header::parse(older).map(|header| header.run.attempt), Some(1));
        for foreign in ["", "hello", "\n<!-- opentrain-jobs v1 of=x run=7 sha=a -->", "<!-- opentrain-jobs v2 of=x -->"]
        {
            assert_eq!(Header::parse(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn no_value_can_end_the_hidden_line() {
        let own = Header::new("a --> b", "x -->\n@all", WorkflowRun { id: 1, attempt: 1 }, "abc --><b>").to_string();
        assert_eq!((own.matches("-->").count(), own.lines().count()), (1, 1), "{own}");
    }

    #[test]
    fn a_merge_is_reported_once_but_for_the_same_run_started_again() {
        let reported = header(7, 1, "a").with_merge("abc");
        assert!(!header(7, 1, "a").reports_merge(&reported), "before the merge");
        for (other, is_reported) in [
            (header(8, 1, "b").with_merge("abc"), true),
            (header(8, 2, "b").with_merge("abc"), true),
            (header(7, 1, "a").with_merge("abc"), true),
            (header(7, 2, "a").with_merge("abc"), false),
            (header(8, 1, "b").with_merge("abd"), false),
        ] {
            assert_eq!(reported.reports_merge(&other), is_reported, "{other}");
        }
    }

    #[test]
    fn each_namespace_and_directory_has_its_own_scope() {
        let scope = |namespace, jobs| Header::new(namespace, jobs, WorkflowRun { id: 1, attempt: 1 }, "a").scope;
        assert_ne!(scope("a", "jobs"), scope("a", "more"));
        assert_ne!(scope("a", "jobs"), scope("b", "jobs"));
        assert_eq!(scope("a", "./jobs/"), scope("a", "jobs"));
    }

    #[test]
    fn a_later_run_is_newer_and_at_one_commit_a_later_attempt() {
        assert!(header(8, 1, "b").is_newer_than(&header(7, 1, "a")));
        assert!(!header(7, 1, "a").is_newer_than(&header(7, 1, "a")));
        assert!(!header(7, 9, "a").is_newer_than(&header(8, 1, "b")), "an old commit's second attempt");
        assert!(header(7, 2, "a").is_newer_than(&header(8, 1, "a")), "started again at the head commit");
    }
}
