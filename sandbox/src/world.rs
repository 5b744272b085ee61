//! The sandbox's whole world, behind one lock.

use std::io;
use std::path::PathBuf;
use std::time::Instant;

use super::clock::Clock;
use super::control::Request;
use super::faults::{Armed, Fault};
use super::job::Job;
use super::ledger::Ledger;
use super::readings::Claimed;
use super::refusal::Refusal;
use super::visit::Traffic;
use super::{Options, Readings};

/// The service's memory, the sandbox's settings, and the log of requests.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) ledger: Ledger,
    pub(crate) readings: Readings,
    pub(crate) faults: Vec<Armed>,
    pub(crate) log: Vec<Request>,
    pub(crate) clock: Clock,
    pub(crate) traffic: Traffic,
    /// The start, by a clock that nobody moves.
    pub(crate) began: Instant,
    daily_limit: Option<u32>,
    site: String,
    state: Option<PathBuf>,
    changed: bool,
    requests: u64,
}

impl World {
    /// The world at the start, from the state file where there is one.
    pub(crate) fn new(options: Options, url: &str) -> io::Result<Self> {
        let ledger = options.state.as_deref().map(Ledger::load).transpose()?.unwrap_or_default();
        Ok(Self {
            ledger,
            readings: options.readings,
            faults: options.faults.into_iter().map(Armed::new).collect(),
            log: Vec::new(),
            clock: Clock::default(),
            traffic: Traffic::default(),
            began: Instant::now(),
            daily_limit: options.daily_limit,
            site: options.public_url.as_deref().unwrap_or(url).trim_end_matches('/').to_owned(),
            state: options.state,
            changed: false,
            requests: 0,
        })
    }

    /// Begins a request: its id, as in the error envelope (overview), and the fault that strikes it, if one is due.
    pub(crate) fn begin(&mut self, method: &str, path: &str) -> (String, Option<Fault>) {
        self.requests = self.requests.saturating_add(1);
        let mut due = None;
        // Every fault counts the request, also those that wait.
        for armed in &mut self.faults {
            if armed.strikes(method, path, due.is_none()) {
                due = Some(armed.fault.clone());
            }
        }
        (format!("req_{:06}", self.requests), due)
    }

    /// The job of that id, or the 404 of all job pages, also for a job that is not yours (jobs/publish).
    pub(crate) fn job(&self, id: &str) -> Result<&Job, Refusal> {
        self.ledger.job(id).ok_or_else(|| Refusal::not_found("Job not found"))
    }

    /// Changes a job and stamps it; does nothing to a job that is not there.
    pub(crate) fn change<R>(&mut self, id: &str, change: impl FnOnce(&mut Job) -> R) -> Option<R> {
        let now = self.clock.now();
        let job = self.ledger.job_mut(id)?;
        job.updated_at = now;
        self.changed = true;
        Some(change(job))
    }

    /// Takes in a new job.
    pub(crate) fn add(&mut self, job: Job) {
        self.ledger.add(job);
        self.changed = true;
    }

    /// Marks the ledger as changed otherwise than by a job.
    pub(crate) const fn touch(&mut self) {
        self.changed = true;
    }

    /// Writes the state file, where there is one and something changed since.
    pub(crate) fn keep(&mut self) -> io::Result<()> {
        if let (true, Some(path)) = (self.changed, &self.state) {
            self.ledger.save(path)?;
        }
        self.changed = false;
        Ok(())
    }

    /// Publishes allowed in the window: 20 claimed, 3 unclaimed (jobs/publish), unless the settings say otherwise.
    pub(crate) fn daily_limit(&self) -> u32 {
        self.daily_limit.unwrap_or(match self.readings.claimed {
            Claimed::Yes => 20,
            Claimed::No => 3,
        })
    }

    /// A URL of the web app or the marketplace.
    pub(crate) fn site(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }
}
