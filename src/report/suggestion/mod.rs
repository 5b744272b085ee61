//! Suggested changes that set missing fields. Each is verified by applying it in memory.

use serde_json::Value;

use super::{Job, Report, missing_field};
use crate::domain::capabilities::rate_key;
use crate::domain::finding::{Code, FieldPath, Finding, LineColumn, Location};
use crate::domain::pay::ValueOrigin;
use crate::domain::readiness::MissingField;
use crate::domain::{PAYMENT_TYPE_KEY, yaml};
use crate::github::review::SuggestedChange;
use crate::loader::{self, LoadedFile};
use crate::plan::on_merge::MergedValue;
use crate::redact::escape;

/// A replacement of one line that sets missing fields. One per file: GitHub can't apply two at the same line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The path as displayed.
    pub file: String,
    /// The line to replace, from 1.
    pub line: usize,
    /// The line itself and the lines inserted below it.
    pub replacement: String,
    /// The text of the file that the suggestion was made for.
    pub text: String,
    /// The missing fields that it sets.
    pub fields: Vec<String>,
    /// The keys that it sets to an example.
    pub keys: Vec<String>,
    /// The keys that it adds without a value: nobody decided that number.
    pub open_keys: Vec<String>,
    /// The keys of pay that it pins as the service read it.
    pub read_keys: Vec<String>,
}

/// A line and its replacement.
struct Replacement {
    line: usize,
    text: String,
}

/// A suggestion for each definition with missing fields that inserted lines can set, except those `already_suggested` (file,
/// field). A field is included only if the changed file parses, sets the field's key to the example or the first allowed value,
/// changes nothing else and has no new finding. A number is left open, and refused as empty until it is written.
pub fn suggestions(report: &Report, already_suggested: &dyn Fn(&str, &str) -> bool) -> Vec<Suggestion> {
    report.jobs.iter().filter_map(|job| suggestion(job, &|field| already_suggested(&job.file, field))).collect()
}

impl Suggestion {
    /// The review comment. `root` is the path from the repository's root to the working directory, ending with `/`, or empty.
    /// `None` for a file outside the repository.
    pub fn to_change(&self, root: &str) -> Option<SuggestedChange> {
        let path = format!("{root}{}", self.file);
        let is_inside = !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        is_inside.then(|| SuggestedChange {
            path,
            line: self.line,
            text: self.text.clone(),
            fields: self.fields.clone(),
            body: self.body(),
        })
    }

    fn body(&self) -> String {
        let listed = |keys: &[String]| keys.iter().map(|key| escape::code(key)).collect::<Vec<_>>().join(", ");
        let set = format!("Sets {} to an example. Change it to what you mean.", listed(&self.keys));
        let open = format!("Adds {} without a value. Write it: `check` refuses an empty one.", listed(&self.open_keys));
        let read = format!(
            "Pins {} as OpenTrain read it from the text. Check it: this is what you pay.",
            listed(&self.read_keys)
        );
        let sentences = [
            (!self.keys.is_empty()).then_some(set),
            (!self.open_keys.is_empty()).then_some(open),
            (!self.read_keys.is_empty()).then_some(read),
        ];
        let intro = sentences.into_iter().flatten().collect::<Vec<_>>().join(" ");
        format!("{intro}\n\n{}", escape::block("suggestion", &self.replacement))
    }
}

fn suggestion(job: &Job, already_suggested: &dyn Fn(&str) -> bool) -> Option<Suggestion> {
    if job.source.is_empty() {
        return None;
    }
    let before = loader::parse(&job.file, &job.source);
    let mut added: Vec<Addition<'_>> = Vec::new();
    let mut best = None;
    let missing = job.missing.iter().filter_map(|missing| Addition::missing(&missing.field));
    for addition in missing.chain(unpinned_pay(job)).filter(|one| !already_suggested(one.field)) {
        if added.iter().any(|one| one.key == addition.key) {
            continue;
        }
        added.push(addition);
        match verified(&before, &added) {
            Some(replacement) => best = Some(replacement),
            None => drop(added.pop()),
        }
    }
    let Replacement { line, text: replacement } = best?;
    let fields = added.iter().map(|one| one.field.to_owned()).collect();
    let keys = |origin: AdditionOrigin| {
        added.iter().filter(|one| one.origin == origin).map(|one| one.key.to_owned()).collect()
    };
    Some(Suggestion {
        file: job.file.clone(),
        line,
        replacement,
        text: job.source.clone(),
        fields,
        keys: keys(AdditionOrigin::Example),
        open_keys: keys(AdditionOrigin::Open),
        read_keys: keys(AdditionOrigin::Read),
    })
}

/// The pay that OpenTrain read and nobody pinned, where that is what keeps the posting from going live.
fn unpinned_pay(job: &Job) -> impl Iterator<Item = Addition<'_>> {
    let is_unpinned = job.findings.iter().any(|found| found.finding.code == Code::UnpinnedPay);
    let merge = job.on_merge.as_ref().filter(|_| is_unpinned).map(|merge| &merge.decision);
    let rate = merge.and_then(|merge| rate_key(&merge.pay.payment_type.as_ref()?.value));
    let is_pay = move |key: &str| key == PAYMENT_TYPE_KEY || Some(key) == rate;
    let values = merge.into_iter().flat_map(|merge| &merge.values);
    values.filter(move |value| value.origin == ValueOrigin::Read && is_pay(&value.field)).map(Addition::read)
}

/// Where the value of a line to insert is from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AdditionOrigin {
    /// An example, or the first allowed value.
    Example,
    /// It has none: nobody decided that number.
    Open,
    /// OpenTrain read it from the text.
    Read,
}

/// One line to insert.
struct Addition<'a> {
    field: &'a str,
    key: &'a str,
    origin: AdditionOrigin,
    /// `None` for a line in which the value is left open.
    value: Option<Value>,
    yaml: String,
}

impl<'a> Addition<'a> {
    /// Nothing for a field without an example, unless a number is missing: its line is inserted without one.
    fn missing(field: &'a MissingField) -> Option<Self> {
        let key = field.update_keys.first()?;
        let value = missing_field::example(field).map(|(_, value)| value);
        let is_wanted = value.is_some() || missing_field::is_number(field, key);
        let origin = if value.is_some() { AdditionOrigin::Example } else { AdditionOrigin::Open };
        is_wanted.then(|| Self { field: &field.field, key, origin, value, yaml: missing_field::yaml_entry(field) })
    }

    fn read(MergedValue { field, value, .. }: &'a MergedValue) -> Self {
        let yaml = format!("{}\n", yaml::entry(field, value));
        Self { field, key: field, origin: AdditionOrigin::Read, value: Some(value.clone()), yaml }
    }
}

/// The replacement that sets these values, leaves these keys open, and does nothing else.
fn verified(before: &LoadedFile, added: &[Addition<'_>]) -> Option<Replacement> {
    let replacement = insertion(before, added)?;
    let mut lines: Vec<&str> = before.text.split('\n').collect();
    *lines.get_mut(replacement.line - 1)? = &replacement.text;
    let after = loader::parse(&before.candidate.file, &lines.join("\n"));
    let mut expected = before.candidate.fields.clone();
    let set = |one: &Addition<'_>| one.value.clone().map(|value| expected.insert(one.key.to_owned(), value));
    let is_new = added.iter().filter_map(set).all(|earlier| earlier.is_none());
    let old = &before.candidate;
    let new = &after.candidate;
    let is_same = (&old.id, old.origin, old.wanted, &old.job, &old.brief)
        == (&new.id, new.origin, new.wanted, &new.job, &new.brief);
    // GitHub must show and apply exactly the text that was verified.
    let is_plain = escape::lines(&replacement.text) == replacement.text && !replacement.text.ends_with('\n');
    let open = added.iter().filter(|one| one.value.is_none()).map(|one| loader::no_value(one.key));
    let mut findings = finding_keys(&before.findings);
    let open: Vec<String> = open.collect();
    findings.extend(open.iter().map(|message| (Code::WrongType, message.as_str())));
    findings.sort();
    let has_expected_findings = findings == finding_keys(&after.findings);
    (is_new && is_same && is_plain && new.fields == expected && has_expected_findings).then_some(replacement)
}

/// The findings without their locations, sorted.
fn finding_keys(findings: &[Finding]) -> Vec<(Code, &str)> {
    let mut keys: Vec<(Code, &str)> = findings.iter().map(|finding| (finding.code, finding.message.as_str())).collect();
    keys.sort();
    keys
}

/// The lines below `fields:`, indented like the entries there; otherwise a new block after the last line.
fn insertion(before: &LoadedFile, added: &[Addition<'_>]) -> Option<Replacement> {
    let lines: Vec<&str> = before.text.split('\n').collect();
    let mut sorted: Vec<&Addition<'_>> = added.iter().collect();
    sorted.sort_by_key(|one| one.key);
    let entries: String = sorted.iter().map(|one| one.yaml.as_str()).collect();
    if before.has_fields() {
        let LineColumn { line, column } = before.position(&Location::Key(FieldPath::from_keys(&["fields"])));
        let first_entry =
            before.candidate.fields.keys().map(|key| before.position(&Location::Key(FieldPath::field(key)))).min();
        let indent = first_entry.map_or(column + 1, |entry| entry.column - 1);
        let entries = missing_field::indent(&entries, &" ".repeat(indent));
        return Some(Replacement { line, text: with_lines_below(lines.get(line - 1)?, &entries) });
    }
    let last = lines.iter().rposition(|line| !line.trim().is_empty())?;
    let block = format!("fields:\n{}", missing_field::indent(&entries, "  "));
    Some(Replacement { line: last + 1, text: with_lines_below(lines[last], &block) })
}

fn with_lines_below(line: &str, below: &str) -> String {
    format!("{line}\n{}", below.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::pay::{PayTerms, Term};
    use crate::domain::readiness::MissingField;
    use crate::plan::on_merge;
    use crate::report::{Located, Missing, OnMerge};

    fn missing(key: &str, example: &str) -> Missing {
        Missing { field: MissingField { example: Some(example.into()), ..MissingField::named(key) }, line: 1 }
    }

    fn suggest(text: &str, missing: Vec<Missing>) -> Option<Suggestion> {
        let job = Job { file: "jobs/a.yml".into(), source: text.into(), missing, ..Job::default() };
        suggestion(&job, &|_| false)
    }

    #[test]
    fn missing_fields_are_added_below_fields_like_the_entries_there() {
        for (text, line, replacement) in [
            (
                "description: x\nfields:\n    headcount: 5\n",
                2,
                "fields:\n    experienceLevel: EXPERT\n    subjectMatter: Banking",
            ),
            (
                "description: x\nfields: # pinned\n  headcount: 5\n",
                2,
                "fields: # pinned\n  experienceLevel: EXPERT\n  subjectMatter: Banking",
            ),
            ("fields:\ndescription: x\n", 1, "fields:\n  experienceLevel: EXPERT\n  subjectMatter: Banking"),
            ("description: x\n", 1, "description: x\nfields:\n  experienceLevel: EXPERT\n  subjectMatter: Banking"),
            (
                "id: a\ndescription: |\n  x\n  y\n\n\n",
                4,
                "  y\nfields:\n  experienceLevel: EXPERT\n  subjectMatter: Banking",
            ),
            (
                "descriptionFile: b.md",
                1,
                "descriptionFile: b.md\nfields:\n  experienceLevel: EXPERT\n  subjectMatter: Banking",
            ),
        ] {
            let fields = vec![missing("experienceLevel", "EXPERT"), missing("subjectMatter", "Banking")];
            let found = suggest(text, fields).unwrap_or_else(|| panic!("nothing for {text:?}"));
            assert_eq!((found.line, found.replacement.as_str()), (line, replacement), "{text:?}");
            assert_eq!(found.fields, ["experienceLevel", "subjectMatter"]);
        }
    }

    #[test]
    fn a_number_is_left_open_and_refused_until_it_is_written() {
        for (key, comment) in [
            ("pricePerLabel", "US dollars, for instance 0.05"),
            ("pricePerHour", "US dollars, for instance 0.05"),
            ("headcount", "a number, for instance 0.05"),
        ] {
            let text = "description: x\n";
            let found = suggest(text, vec![missing(key, "0.05")]).expect("a suggestion");
            assert_eq!(found.replacement, format!("description: x\nfields:\n  {key}:  # {comment}"));
            assert!(found.to_change("").expect("inside").body.contains("`check` refuses an empty one"));
            let after = loader::parse("a.yml", &format!("{}\n", found.replacement));
            let messages: Vec<&str> = after.findings.iter().map(|finding| finding.message.as_str()).collect();
            assert_eq!(messages, [loader::no_value(key)], "{key}");
        }
    }

    #[test]
    fn pay_that_opentrain_read_is_offered_and_told_as_such() {
        let value = |field: &str, value: Value, origin| MergedValue { field: field.into(), value, origin };
        let values = vec![
            value("headcount", json!(5), ValueOrigin::Read),
            value("paymentType", json!("PAY_PER_LABEL"), ValueOrigin::Read),
            value("pricePerHour", json!(9), ValueOrigin::Read),
            value("pricePerLabel", json!(0.06), ValueOrigin::Read),
        ];
        let definition = "description: x\nfields:\n  jobTitle: A\n";
        let pay = PayTerms {
            payment_type: Some(Term { value: "PAY_PER_LABEL".into(), origin: ValueOrigin::Read }),
            ..PayTerms::default()
        };
        let decision = on_merge::OnMerge { values, pay, ..on_merge::OnMerge::default() };
        let on_merge = Some(Box::new(OnMerge { decision, places: vec![None; 4] }));
        let unpinned =
            Located::new(Finding::error(Code::UnpinnedPay, "jobs/a.yml", Location::File, "not pinned"), None);
        let job = Job {
            file: "jobs/a.yml".into(),
            source: definition.into(),
            on_merge,
            findings: vec![unpinned],
            ..Job::default()
        };
        let found = suggestion(&job, &|_| false).expect("a suggestion");
        assert_eq!(found.replacement, "fields:\n  paymentType: PAY_PER_LABEL\n  pricePerLabel: 0.06");
        assert!(found.body().contains("as OpenTrain read it from the text"), "{}", found.body());
        assert_eq!(suggestion(&Job { findings: Vec::new(), ..job }, &|_| false), None, "nothing asks for it");
    }

    #[test]
    fn an_unverified_change_is_not_suggested() {
        for (text, why) in [
            ("description: x\nfields: {headcount: 5}\n", "a flow mapping"),
            ("{description: x}\n", "a flow mapping at the top"),
            ("description: x\nfields:\n  experienceLevel: EXPRT\n", "the key is there"),
            ("description: [\n", "no YAML"),
            ("description: x\n...\n", "the document has ended"),
            ("description: \"x\n  y", "inside a quoted text"),
            ("fields: 5\ndescription: x\n", "fields is no mapping"),
            ("", "nothing"),
        ] {
            assert_eq!(suggest(text, vec![missing("experienceLevel", "EXPERT")]), None, "{why}");
        }
        let without_example = Missing { field: MissingField::named("experienceLevel"), line: 1 };
        assert_eq!(suggest("description: x\n", vec![without_example]), None, "no value is known");
    }

    #[test]
    fn one_field_that_cannot_be_set_does_not_stop_the_others() {
        let text = "description: x\nfields:\n  headcount: 5\n";
        let found = suggest(text, vec![missing("headcount", "3"), missing("countries", "Spain, Peru")]);
        let found = found.expect("a suggestion");
        assert_eq!((found.fields, found.keys), (vec!["countries".to_owned()], vec!["countries".to_owned()]));
        assert_eq!(found.open_keys, [""; 0]);
        let filled = loader::parse("a.yml", &text.replace("fields:", &found.replacement));
        assert_eq!(filled.candidate.fields["countries"], json!(["Spain", "Peru"]));
    }

    #[test]
    fn the_text_of_a_suggestion_cannot_end_its_block() {
        let found =
            suggest("description: x\n", vec![missing("projectScope", "```\n@all </details>")]).expect("a suggestion");
        let change = found.to_change("work/").expect("inside");
        assert!(change.body.contains("\n````suggestion\n") || !found.replacement.contains("```"), "{}", change.body);
        assert_eq!(change.path, "work/jobs/a.yml");
        assert_eq!(Suggestion { file: "../x.yml".into(), ..found }.to_change(""), None);
    }
}
