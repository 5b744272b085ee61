//! What a change touches.

use std::collections::BTreeMap;

use super::{Job, Located, Report};
use crate::domain::finding::Code;
use crate::domain::ids::DefinitionId;
use crate::domain::setting_change::SettingChange;
use crate::domain::step::Outcome;
use crate::plan::{Origin, Posting};

/// Which definitions a change touches.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Whether each loaded file's definition is touched, in their order.
    pub files: Vec<bool>,
    /// The definitions that the change removes, each with the file that it was in.
    pub removed: BTreeMap<DefinitionId, String>,
    /// How the settings changed, if they did.
    pub settings: Option<SettingsChange>,
    /// Whether the command looks after touched definitions alone.
    pub only_touched: bool,
}

/// A change of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsChange {
    /// These settings differ; none where only comments or spaces do.
    Known(Vec<SettingChange>),
    /// Nobody knows what they were, or they had an error.
    Unknown,
}

impl SettingsChange {
    /// What the change reaches, and what differs as far as that is known: the end of a sentence.
    pub(super) fn words(&self, shown: impl Fn(&SettingChange) -> String) -> String {
        match self {
            Self::Known(changes) if changes.is_empty() => "in comments alone".to_owned(),
            Self::Known(changes) => {
                format!("for all postings: {}", changes.iter().map(shown).collect::<Vec<_>>().join("; "))
            }
            Self::Unknown => "for all postings".to_owned(),
        }
    }
}

impl Touched {
    /// Whether what is to be done for this posting comes with the change, rather than having waited for the next publish.
    pub(super) fn is_of_merge(&self, posting: &Posting) -> bool {
        let is_touched = match posting.origin {
            Origin::Defined { file, .. } => self.files.get(file) == Some(&true),
            Origin::Removed { .. } | Origin::Foreign => self.removed.contains_key(&posting.id),
        };
        !self.only_touched || is_touched
    }
}

impl Job {
    /// Whether it needs an edit because of what the settings require and allow.
    pub fn needs_edit_by_settings(&self) -> bool {
        self.findings.iter().any(|found| found.finding.is_error() && depends_on_settings(found.finding.code))
    }
}

impl Report {
    /// Whether the command looks after this definition. It reports on the others, too.
    pub fn is_asked_for(&self, job: &Job) -> bool {
        !self.only_touched || job.touched != Some(false)
    }

    /// Whether the report shows more of it than that it is there: the command looks after it, or did something all the same.
    pub fn is_in_view(&self, job: &Job) -> bool {
        self.is_asked_for(job) || job.steps.iter().any(|step| step.outcome != Outcome::Planned)
    }

    /// Whether there is anything to report on a pull request: one that touches no posting needs no comment.
    pub fn has_news(&self) -> bool {
        let touches = self.jobs.iter().any(|job| job.touched == Some(true) || self.is_in_view(job));
        touches || self.settings.is_some() || !self.findings.is_empty()
    }

    /// Whether the report shows this finding to people.
    pub fn shows(&self, job: &Job, found: &Located) -> bool {
        !found.is_repeated() && (self.is_in_view(job) || self.counts(job, found))
    }

    /// Whether a finding of this definition decides about the exit code: the definition was asked for, or the finding depends on settings
    /// that the current change touches.
    pub fn counts(&self, job: &Job, found: &Located) -> bool {
        self.is_asked_for(job) || self.settings.is_some() && depends_on_settings(found.finding.code)
    }
}

/// Whether findings of this code are about what the settings require and allow.
fn depends_on_settings(code: Code) -> bool {
    matches!(code, Code::UnpinnedPay | Code::RequiredField | Code::OverLimit)
}
