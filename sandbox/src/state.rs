//! The state behind the lock: the service's database, the sandbox's settings and the log of requests.

use std::io;
use std::time::Instant;

use super::api_error::ApiError;
use super::clock::Clock;
use super::database::{Change, Database};
use super::faults::{ActiveFault, Fault};
use super::job::Job;
use super::journal::Journal;
use super::logged_request::Request;
use super::{Options, Variants};

/// Publishes within 24 hours (jobs/publish).
const DEFAULT_DAILY_LIMIT: u32 = 20;

/// How many requests are under way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct InFlight {
    pub(crate) current: usize,
    /// The highest number so far.
    pub(crate) max: usize,
}

#[derive(Debug)]
pub(crate) struct SandboxState {
    pub(crate) database: Database,
    pub(crate) variants: Variants,
    pub(crate) faults: Vec<ActiveFault>,
    pub(crate) log: Vec<Request>,
    pub(crate) clock: Clock,
    pub(crate) in_flight: InFlight,
    /// Real time; `clock` may be moved forward.
    pub(crate) started: Instant,
    pub(crate) daily_limit: u32,
    site: String,
    journal: Option<Journal>,
    requests: u64,
}

impl SandboxState {
    pub(crate) fn new(options: Options, url: &str) -> io::Result<Self> {
        let journal = options.state.map(Journal::new);
        let database = journal.as_ref().map(Journal::load).transpose()?.unwrap_or_default();
        Ok(Self {
            database,
            variants: options.variants,
            faults: options.faults.into_iter().map(ActiveFault::new).collect(),
            log: Vec::new(),
            clock: Clock::default(),
            in_flight: InFlight::default(),
            started: Instant::now(),
            daily_limit: options.daily_limit.unwrap_or(DEFAULT_DAILY_LIMIT),
            site: options.public_url.as_deref().unwrap_or(url).trim_end_matches('/').to_owned(),
            journal,
            requests: 0,
        })
    }

    /// Counts a request. Returns its id for the error envelope (overview) and the fault to apply, if any.
    pub(crate) fn begin(&mut self, method: &str, path: &str) -> (String, Option<Fault>) {
        self.requests = self.requests.saturating_add(1);
        let mut due = None;
        // Every fault counts the request, also when another one is applied.
        for active in &mut self.faults {
            if active.applies_to(method, path, due.is_none()) {
                due = Some(active.fault.clone());
            }
        }
        (format!("req_{:06}", self.requests), due)
    }

    /// The job of this id, or the 404 that all job pages document (jobs/publish).
    pub(crate) fn job(&self, id: &str) -> Result<&Job, ApiError> {
        self.database.job(id).ok_or_else(|| ApiError::not_found("Job not found"))
    }

    /// Changes a job and its `updatedAt`; `None` without such a job.
    pub(crate) fn change_job<R>(&mut self, id: &str, change: impl FnOnce(&mut Job) -> R) -> Option<R> {
        let mut job = self.database.job(id)?.clone();
        let result = change(&mut job);
        job.updated_at = self.clock.now();
        self.database.apply(Change::Job(job));
        Some(result)
    }

    /// Saves what has changed to the state file, if there is one.
    pub(crate) fn save(&mut self) -> io::Result<()> {
        if self.database.unsaved().is_empty() {
            return Ok(());
        }
        if let Some(journal) = &mut self.journal {
            journal.save(&self.database)?;
        }
        self.database.mark_saved();
        Ok(())
    }

    /// A URL of the web app or of the marketplace.
    pub(crate) fn site(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }
}
