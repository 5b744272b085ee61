//! What the service remembers: jobs, idempotency keys, publishes. And the file that outlives it.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::job::Job;

/// The version of the state file.
const VERSION: u64 = 1;

/// What the id of a job begins with; its number follows.
const ID_PREFIX: &str = "job_";

/// The use of an idempotency key.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyUse {
    pub(crate) key: String,
    pub(crate) job_id: String,
    /// The body it came with, to notice another one.
    pub(crate) body: Map<String, Value>,
}

/// Everything that outlives a restart when there is a state file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Database {
    version: u64,
    /// In the order of their creation.
    jobs: Vec<Job>,
    pub(crate) keys: Vec<KeyUse>,
    /// When something used up the daily limit, in milliseconds since 1970.
    pub(crate) limit_uses: Vec<u64>,
    /// How many publishes were tried.
    pub(crate) attempts: u64,
}

impl Default for Database {
    fn default() -> Self {
        Self { version: VERSION, jobs: Vec::new(), keys: Vec::new(), limit_uses: Vec::new(), attempts: 0 }
    }
}

impl Database {
    /// All jobs, oldest first, the vanished ones too.
    pub(crate) fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    /// The jobs that the service admits to, each with its number, oldest first.
    pub(crate) fn listed(&self) -> impl DoubleEndedIterator<Item = (usize, &Job)> {
        self.jobs.iter().enumerate().filter(|(_, job)| !job.vanished)
    }

    /// The job of that id, unless it vanished.
    pub(crate) fn job(&self, id: &str) -> Option<&Job> {
        self.position(id).and_then(|at| self.jobs.get(at))
    }

    /// The same, to change it.
    pub(crate) fn job_mut(&mut self, id: &str) -> Option<&mut Job> {
        self.position(id).and_then(|at| self.jobs.get_mut(at))
    }

    /// Where the job of that id is, unless it vanished: its number says so, since no job ever leaves the database.
    fn position(&self, id: &str) -> Option<usize> {
        let at = id.strip_prefix(ID_PREFIX)?.parse::<usize>().ok()?.checked_sub(1)?;
        self.jobs.get(at).is_some_and(|job| job.id == id && !job.vanished).then_some(at)
    }

    /// Remembers the use of an idempotency key, and forgets an earlier one.
    pub(crate) fn remember(&mut self, used: KeyUse) {
        self.keys.retain(|earlier| earlier.key != used.key);
        self.keys.push(used);
    }

    /// How an idempotency key was used.
    pub(crate) fn key_use(&self, key: &str) -> Option<&KeyUse> {
        self.keys.iter().find(|used| used.key == key)
    }

    /// The id the next job gets.
    pub(crate) fn next_id(&self) -> String {
        format!("{ID_PREFIX}{:06}", self.jobs.len() + 1)
    }

    /// Takes in a new job.
    pub(crate) fn add(&mut self, job: Job) {
        self.jobs.push(job);
    }

    /// The database in the file; an empty one when there is no file yet.
    pub(crate) fn load(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(found) if found.is_file() => {}
            // A pipe or a device would have no end.
            Ok(_) => return Err(io::Error::other(format!("{} is no file", path.display()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        }
        let text = fs::read_to_string(path)?;
        let database: Self = serde_json::from_str(&text)?;
        if database.version == VERSION {
            return Ok(database);
        }
        let foreign = format!("{} is no sandbox state of this version", path.display());
        Err(io::Error::new(io::ErrorKind::InvalidData, foreign))
    }

    /// Replaces the file, so that a reader meets the old state or the new one, never half of one.
    pub(crate) fn save(&self, path: &Path) -> io::Result<()> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".tmp");
        let beside = path.with_file_name(name);
        let mut file = fs::File::create(&beside)?;
        file.write_all(format!("{}\n", serde_json::to_string_pretty(self)?).as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    }
}
