//! Which new files may be renamed ones, and what is reported about them.

use super::*;
use crate::domain::definition::Brief;
use crate::domain::ids::JobId;
use crate::rules::context::sample::{candidate, context, created, record};
use crate::rules::validate;

fn found(candidates: &[RawDefinition], records: &[Record]) -> Vec<Finding> {
    renamed_files(&RuleContext { records: records.iter().collect(), ..context(candidates) })
}

#[test]
fn both_ways_out_are_written_out() {
    let found = found(&[candidate("new")], &[record("old"), record("older")]);
    let [one] = &found[..] else { panic!("{found:?}") };
    assert!(one.message.contains("`old` (jobs/old.yml), `older` (jobs/older.yml) is gone"), "{}", one.message);
    let help = "If it is a new job, write `id: new` at the top. If it was renamed, write the old id (`id: old`, `id: older`) to keep \
                the job.";
    assert_eq!(*one, Finding::error(Code::RenamedFile, "jobs/new.yml", Location::File, &*one.message).help(help));
}

#[test]
fn only_a_text_that_one_new_file_and_one_removed_definition_have_makes_a_rename() {
    let with_text =
        |id: &str, text: &str| RawDefinition { brief: Some(Brief::Description(text.into()).into()), ..candidate(id) };
    let lost = |id: &str, text: &str| {
        let mut record = created(id, id);
        record.job_mut().expect("a job").brief = Brief::Description(text.into()).digest();
        record
    };
    let edited = |id: &str, text: &str| {
        let mut record = lost(id, "An earlier text.");
        let fields = [(DESCRIPTION_KEY.to_owned(), text.into())].into();
        record.job_mut().expect("a job").applied.confirm(&fields);
        record
    };
    let cats = "Label cats.";
    let new = |id: &str| with_text(id, cats);
    for (candidates, records, renamed, reason) in [
        (vec![new("a"), candidate("b")], vec![lost("old", cats)], vec![Some("id: old"), None], "one of two files"),
        (
            vec![new("a"), candidate("b")],
            vec![edited("3.10", cats)],
            vec![Some("id: \"3.10\""), None],
            "by what was applied",
        ),
        (vec![new("a"), new("b")], vec![lost("old", cats)], vec![None, None], "two files with the text"),
        (vec![new("a")], vec![lost("old", cats), lost("older", cats)], vec![None], "two removed with the text"),
        (vec![new("a")], vec![lost("old", cats), lost("older", "Dogs.")], vec![Some("id: old")], "one of two removed"),
        (vec![candidate("a")], vec![lost("old", cats)], vec![None], "another text"),
    ] {
        let found = found(&candidates, &records);
        let pasted: Vec<Option<&str>> = found.iter().map(|finding| finding.paste.as_deref()).collect();
        assert_eq!(pasted, renamed, "{reason}");
        for finding in &found {
            assert_eq!(finding.message.contains("looks renamed"), finding.paste.is_some(), "{reason}");
        }
    }
}

#[test]
fn of_a_folder_that_was_moved_each_file_finds_its_own_old_id_first_and_not_all() {
    let moved: Vec<RawDefinition> = (0..9).map(|number| candidate(&format!("new/{number}"))).collect();
    let records: Vec<Record> = (0..9).map(|number| record(&format!("old/{number}"))).collect();
    let message = &found(&moved, &records)[5].message;
    let named = "of `old/5` (jobs/old/5.yml), `old/0` (jobs/old/0.yml), `old/1` (jobs/old/1.yml) and 6 more is gone";
    assert!(message.contains(named), "{message}");
}

#[test]
fn nothing_looks_renamed_without_a_fresh_loss_and_a_new_derived_id() {
    let explicit = RawDefinition { origin: IdOrigin::Explicit, ..candidate("new") };
    let adopted = RawDefinition { job: Some(JobId::parse("1").expect("valid")), ..candidate("new") };
    let unparsed = RawDefinition { origin: IdOrigin::Assumed, brief: None, ..candidate("new") };
    let reported = Record { removal_reported: true, ..record("old") };
    let pending = Record { on_default_branch: false, ..record("old") };
    let unread = RawDefinition { brief: None, ..candidate("old") };
    let unread = RawDefinition { id: candidate("guess").id, ..unread };
    for (candidates, records, reason) in [
        (vec![candidate("new")], vec![], "nothing was lost"),
        (vec![explicit], vec![record("old")], "the file has an `id:`"),
        (vec![adopted], vec![record("old")], "nothing is created for a definition with `job:`"),
        (vec![unparsed], vec![record("old")], "the file can't be parsed, so it may have an `id:`"),
        (vec![candidate("new")], vec![reported], "the loss was reported"),
        (vec![candidate("new")], vec![pending], "another pull request's record is not lost"),
        (vec![candidate("old")], vec![record("old"), record("gone")], "the file is not new"),
        (vec![candidate("new"), candidate("old")], vec![record("old")], "the old file is still there"),
        (vec![candidate("new"), unread], vec![record("old")], "the old file is there, though unreadable"),
    ] {
        assert_eq!(found(&candidates, &records), [], "{reason}");
    }
}

#[test]
fn a_record_of_another_branch_leaves_a_file_new() {
    let drafted = Record { on_default_branch: false, ..record("new") };
    assert_eq!(found(&[candidate("new")], &[record("old"), drafted]).len(), 1);
}

#[test]
fn a_new_file_whose_path_is_no_id_is_told_both_ways_out_and_no_other() {
    let at = |path: &str| RawDefinition { id: Err(path.into()), file: format!("jobs/{path}.yml"), ..candidate("x") };
    let own = "If it is a new job, write an `id:` of its own at the top.";
    for (candidates, if_new) in [
        (vec![at("Welsh posts")], "If it is a new job, write `id: welsh-posts` at the top."),
        (vec![RawDefinition { brief: None, ..at("Posts") }], "If it is a new job, write `id: posts` at the top."),
        (vec![at("OLD")], own),
        (vec![at("ä")], own),
        (vec![at("Welsh posts"), RawDefinition { origin: IdOrigin::Explicit, ..candidate("welsh-posts") }], own),
    ] {
        let records = [record("old")];
        let context = RuleContext { records: records.iter().collect(), ..context(&candidates) };
        let found: Vec<Finding> = validate(&context);
        let [one] = &found[..] else { panic!("{found:?}") };
        let help = format!("{if_new} If it was renamed, write the old id (`id: old`) to keep the job.");
        assert_eq!((one.code, one.help.as_deref()), (Code::RenamedFile, Some(&*help)));
    }
}

#[test]
fn without_a_loss_a_path_that_is_no_id_is_an_invalid_id() {
    let dash_cam = RawDefinition { id: Err("Vision/Dash Cam".into()), ..candidate("vision") };
    for origin in [IdOrigin::Derived, IdOrigin::Assumed, IdOrigin::Explicit] {
        let found = validate(&context(&[RawDefinition { origin, ..dash_cam.clone() }]));
        let is_reported = origin == IdOrigin::Derived;
        assert_eq!(found.len(), usize::from(is_reported), "{origin:?}");
        for finding in found {
            let message =
                "without `id:` the id of this file would be `Vision/Dash Cam`, but `Vision` can't be part of an id";
            assert!(finding.code == Code::InvalidId && finding.message.starts_with(message), "{}", finding.message);
            let help = "Write, for example, `id: vision/dash-cam` at the top of the file.";
            assert_eq!(finding.help.as_deref(), Some(help));
        }
    }
}
