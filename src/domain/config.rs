//! The settings of a jobs directory: `_config.yml`.

use std::path::PathBuf;

use rust_decimal::Decimal;

use super::finding::LineColumn;
use super::ids::Namespace;

/// The settings of a jobs directory.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where records are, unless `--records` is given.
    pub records: Option<RecordsAt>,
    /// The namespace, unless `--namespace` is given.
    pub namespace: Option<Namespace>,
    /// Whether jobs of removed definitions are closed, as with `--close-removed`.
    pub close_removed: bool,
    /// What must be pinned before a posting goes live.
    pub require: Vec<Requirement>,
    /// The names of fields in it.
    pub required_names: Vec<RequiredName>,
    /// What a posting may pay.
    pub limits: Limits,
}

/// What must be pinned before a posting goes live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// The rate that goes with the posting's payment type.
    Rate,
    /// This update key.
    Field(String),
}

/// A name in `require`. Whether a job has such a field is judged once it is known what the account may send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredName {
    /// The name as written.
    pub name: String,
    /// The settings as shown in reports.
    pub file: String,
    /// Its position in them.
    pub position: LineColumn,
}

/// What a posting may pay, in US dollars. `None` is no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// A posting's hourly rate.
    pub per_hour: Option<Decimal>,
    /// A posting's rate a label.
    pub per_label: Option<Decimal>,
    /// What one posting comes to, where all factors are pinned.
    pub per_posting: Option<Decimal>,
    /// What all live postings come to together.
    pub total: Option<Decimal>,
}

impl Default for Config {
    /// The settings of a directory without `_config.yml`.
    fn default() -> Self {
        let require = vec![Requirement::Field("paymentType".to_owned()), Requirement::Rate];
        let required_names = Vec::new();
        Self {
            records: None,
            namespace: None,
            close_removed: false,
            require,
            required_names,
            limits: Limits::default(),
        }
    }
}

/// Where records are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordsAt {
    /// In a directory.
    Dir(PathBuf),
    /// On a branch of the remote `origin`, or on a full ref there.
    Git(String),
}

impl std::str::FromStr for RecordsAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("dir", path)) if !path.is_empty() => Ok(Self::Dir(path.into())),
            Some(("git", branch)) if !branch.is_empty() => Ok(Self::Git(branch.to_owned())),
            _ => Err(format!("expected `dir:PATH` or `git:BRANCH`, for instance `dir:{text}`")),
        }
    }
}

impl std::fmt::Display for RecordsAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dir(path) => write!(f, "dir:{}", path.display()),
            Self::Git(branch) => write!(f, "git:{branch}"),
        }
    }
}
