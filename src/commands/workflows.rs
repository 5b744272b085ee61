//! The repository's GitHub workflows that run this program.

use std::fs;
use std::path::Path;

use serde_yaml::Value;

/// Where GitHub looks for workflows, from the top folder.
pub(super) const FOLDER: &str = ".github/workflows";

/// A longer file is no workflow written by hand.
const MAX_BYTES: u64 = 1 << 20;

/// A workflow that runs this program.
#[derive(Clone, Debug)]
pub(super) struct Workflow {
    /// The path from the top folder.
    pub(super) file: String,
    /// The document; `None` where it is not YAML.
    pub(super) document: Option<Value>,
}

/// A step that runs this program, in a workflow's job.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'a> {
    job: &'a Value,
    step: &'a Value,
}

/// The workflows that run this program, by name.
pub(super) fn find(root: &Path) -> Vec<Workflow> {
    let Ok(entries) = fs::read_dir(root.join(FOLDER)) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<Workflow> = paths.filter_map(|path| read(&path)).collect();
    found.sort_by(|a, b| a.file.cmp(&b.file));
    found
}

fn read(path: &Path) -> Option<Workflow> {
    let is_workflow = path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
    let metadata = fs::metadata(path).ok()?;
    if !is_workflow || !metadata.is_file() || metadata.len() > MAX_BYTES {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    let file = format!("{FOLDER}/{}", path.file_name()?.to_string_lossy());
    let workflow = Workflow { file, document: serde_yaml::from_str(&text).ok() };
    // Of a file that can't be parsed, a mention is all there is to go by.
    let is_ours = if workflow.document.is_some() { !workflow.steps().is_empty() } else { runs_this_program(&text) };
    is_ours.then_some(workflow)
}

/// Whether it uses the action, whoever's copy of it, or calls the program as the action does.
fn runs_this_program(text: &str) -> bool {
    text.contains("/opentrain-jobs@") || text.contains("opentrain-jobs ci")
}

impl Workflow {
    /// The steps that run this program.
    pub(super) fn steps(&self) -> Vec<Step<'_>> {
        let jobs = self.document.as_ref().and_then(|document| document.get("jobs")).and_then(Value::as_mapping);
        let steps = |job| list(job, "steps").iter().map(move |step| Step { job, step });
        let all = jobs.into_iter().flat_map(|jobs| jobs.values()).flat_map(steps);
        all.filter(|step| step.runs_this_program()).collect()
    }

    /// The settings of an event: `None` where the workflow does not run for it, null where it has none.
    pub(super) fn event(&self, name: &str) -> Option<&Value> {
        match self.triggers()? {
            Value::String(only) => (only == name).then_some(&Value::Null),
            Value::Sequence(names) => names.iter().any(|known| known == name).then_some(&Value::Null),
            events => events.get(name),
        }
    }

    /// The names of the events.
    pub(super) fn events(&self) -> Vec<&str> {
        match self.triggers() {
            Some(Value::String(only)) => vec![only],
            Some(Value::Sequence(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(Value::Mapping(events)) => events.keys().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    fn triggers(&self) -> Option<&Value> {
        self.document.as_ref()?.get("on")
    }

    /// What a step may do with a part of the repository, for instance `contents`. The job's permissions count, else the workflow's.
    pub(super) fn permission(&self, step: &Step<'_>, part: &str) -> Permission {
        let of =
            |mapping: &'_ Value| mapping.get("permissions").map(|permissions| Permission::parse(permissions, part));
        of(step.job).or_else(|| of(self.document.as_ref()?)).unwrap_or(Permission::Unspecified)
    }
}

/// What a workflow's token may do with a part of the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Permission {
    /// The repository's settings decide.
    Unspecified,
    None,
    Read,
    Write,
}

impl Permission {
    fn parse(permissions: &Value, part: &str) -> Self {
        let level = permissions.as_str().or_else(|| permissions.get(part).and_then(Value::as_str));
        match level {
            Some("write-all" | "write") => Self::Write,
            Some("read-all" | "read") => Self::Read,
            // What is not named is not permitted.
            _ => Self::None,
        }
    }
}

impl Step<'_> {
    fn runs_this_program(&self) -> bool {
        let text = |key: &str| self.step.get(key).and_then(Value::as_str).unwrap_or_default();
        text("uses").contains("/opentrain-jobs@") || text("run").contains("opentrain-jobs ci")
    }

    /// An input of the action, as text. `None` where it is absent.
    pub(super) fn input(&self, name: &str) -> Option<String> {
        match self.step.get("with")?.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Number(value) => Some(value.to_string()),
            _ => None,
        }
    }
}

/// The entries of the list under `key`; none without a list.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_sequence).map_or(&[], Vec::as_slice)
}
