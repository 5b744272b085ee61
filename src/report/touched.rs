//! What a change touches.

use std::collections::BTreeMap;

use super::{Job, Located, Report};
use crate::domain::finding::Code;
use crate::domain::ids::DefinitionId;

/// Which definitions a change touches.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Whether each loaded file's definition is touched, in their order.
    pub files: Vec<bool>,
    /// The definitions that the change removes, each with the file that it was in.
    pub removed: BTreeMap<DefinitionId, String>,
    /// Whether the settings changed.
    pub settings_changed: bool,
    /// Whether the command looks after touched definitions alone.
    pub only_touched: bool,
}

impl Report {
    /// Whether the command looks after this definition. It reports on the others, too.
    pub fn is_asked_for(&self, job: &Job) -> bool {
        !self.only_touched || job.touched != Some(false)
    }

    /// Whether a finding of this definition decides about the exit code: the definition was asked for, or the finding depends on settings
    /// that the change at hand changes.
    pub fn counts(&self, job: &Job, found: &Located) -> bool {
        self.is_asked_for(job) || self.settings_changed && depends_on_settings(found.finding.code)
    }
}

/// Whether findings of this code are about what the settings require and allow.
fn depends_on_settings(code: Code) -> bool {
    matches!(code, Code::UnpinnedPay | Code::RequiredField | Code::OverLimit)
}
