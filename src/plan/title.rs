//! The findings about a title that is listed otherwise than it was applied.

use serde_json::Value;

use super::findings::shown_entry;
use crate::domain::TITLE_KEY;
use crate::domain::definition::{Definition, DesiredState};
use crate::domain::finding::{Code, Finding, Location, Severity};
use crate::domain::job::Status;
use crate::domain::record::{RemoteJob, TitleEdit};

/// Someone else edited the title of a job that we still write to.
pub(super) fn edited_elsewhere(definition: &Definition, job: &RemoteJob, edit: &TitleEdit) -> Option<Finding> {
    let pinned = definition.fields.get(TITLE_KEY)?;
    if *pinned == edit.listed.as_str() || definition.wanted == DesiredState::Closed {
        return None;
    }
    let message = format!(
        "job {} has another title on OpenTrain: {} is listed, {} was applied last",
        job.job,
        shown(&edit.listed),
        shown(&edit.applied)
    );
    let alternative = match job.status {
        Status::Open => format!("run `publish --reapply {}` to send the pinned values again.", definition.id),
        Status::Draft => "leave it: a publish sends the pinned values again.".to_owned(),
        _ => return None,
    };
    let help = format!("Pin the listed title to keep it, or {alternative}");
    let at = Location::field(TITLE_KEY);
    Some(Finding::new(Code::EditedElsewhere, Severity::Warning, &definition.file, at, message).help(help))
}

/// The service changes this title itself, which is reported once.
pub fn changed_by_service(definition: &Definition, edit: &TitleEdit) -> Finding {
    let message = format!(
        "OpenTrain changes the title itself: it lists {} right after {} was sent",
        shown(&edit.listed),
        shown(&edit.applied)
    );
    let at = Location::field(TITLE_KEY);
    Finding::new(Code::EditedElsewhere, Severity::Note, &definition.file, at, message)
        .help("This is on record now and not reported again. Pin the listed title if you prefer it.")
}

fn shown(title: &str) -> String {
    shown_entry(TITLE_KEY, &Value::from(title))
}
