//! OpenTrain's REST API. Reading, drafting and publishing are three types, and a command gets only those that it needs.

mod account;
mod address;
mod attempt;
mod body;
mod client;
mod error;
mod listing;
mod missing_fields;
mod origin;
mod request_gate;
mod response;
mod token;
pub mod wire;

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

pub use client::Client;
pub use error::{ApiError, ApiErrorKind, DeliveryState, Error, Issue, TransportError};
pub use origin::{BadOrigin, Origin};
pub use token::{BadToken, Token};
pub use wire::create_body;

pub(crate) use crate::http::CERTIFICATE_HELP;

use crate::domain::Fields;
use crate::domain::capabilities::Capabilities;
use crate::domain::ids::JobId;
use crate::domain::job::{AccountJobs, Status};
use crate::domain::listing::Listing;
use crate::domain::reply::{DraftReply, PublishReply, UpdateReply};
use client::Call;

/// Consecutive pages without a new job, after which the list counts as endless.
const MAX_EMPTY_PAGES: usize = 3;

/// May read the account.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(pub &'a Client);

/// May create and change drafts, none of which is public.
#[derive(Clone, Copy, Debug)]
pub struct Drafter<'a>(pub &'a Client);

/// May change what is public. Only `publish` holds one.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a>(pub &'a Client);

impl Reader<'_> {
    /// From now on, no user of the client sends a request or a retry. Requests in flight have five seconds to be answered.
    pub fn stop(self) {
        self.0.stop();
    }

    /// Whether [`Reader::stop`] was called.
    pub fn is_stopped(self) -> bool {
        self.0.is_stopped()
    }

    /// Every job of the account: all pages of `/jobs/mine`, at the largest page size that the page jobs/mine names.
    pub async fn jobs(self) -> Result<AccountJobs, Error> {
        let mut all = AccountJobs::new();
        let mut seen = BTreeSet::new();
        let mut empty_pages = 0;
        let mut cursor: Option<String> = None;
        loop {
            let mut query = vec![("limit", "100")];
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let path = &["jobs", "mine"];
            let answer = self.0.send(Call { method: Method::GET, path, query: &query, body: None }).await?;
            let wire::Page { jobs, next } = wire::page(&answer.body);
            let known = all.len();
            all.extend(jobs);
            empty_pages = if all.len() == known { empty_pages + 1 } else { 0 };
            let Some(next) = next else { return Ok(all) };
            if !seen.insert(next.clone()) || empty_pages > MAX_EMPTY_PAGES {
                let message = "the list of jobs does not end: its pages lead in a circle".to_owned();
                return Err(Error::Failed(TransportError { message, reach: DeliveryState::NotDone }));
            }
            cursor = Some(next);
        }
    }

    /// The public page of a live job; `None` where there is none, or not yet. It is up to an hour old, and never proof that a job was closed.
    pub async fn listing(self, job: &JobId) -> Result<Option<Listing>, Error> {
        let path = &["jobs", job.as_str()];
        match self.0.send(Call { method: Method::GET, path, query: &[], body: None }).await {
            Ok(answer) => Ok(Some(listing::listing(&answer.body))),
            // The account's list has the job, so the address is right.
            Err(Error::Refused(refusal)) if matches!(refusal.status, 400 | 404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What the account may send; `None` if the response lacks it.
    pub async fn capabilities(self) -> Result<Option<Capabilities>, Error> {
        let path = &["job-drafts", "capabilities"];
        let answer = self.0.send(Call { method: Method::GET, path, query: &[], body: None }).await?;
        Ok(wire::capabilities(&answer.body))
    }
}

impl Drafter<'_> {
    /// Creates a draft from a body of [`create_body`], or returns the existing one with that key.
    pub async fn create(self, body: &Value) -> Result<DraftReply, Error> {
        let call = Call { method: Method::POST, path: &["job-drafts"], query: &[], body: Some(body) };
        let answer = self.0.send(call).await?;
        Ok(DraftReply { date: answer.date, ..wire::draft_reply(&answer.body) })
    }

    /// Applies values to a draft.
    pub async fn patch(self, job: &JobId, fields: &Fields) -> Result<DraftReply, Error> {
        let body = json!(fields);
        let path = &["job-drafts", job.as_str()];
        let call = Call { method: Method::PATCH, path, query: &[], body: Some(&body) };
        let answer = self.0.send(call).await?;
        Ok(DraftReply { date: answer.date, ..wire::draft_reply(&answer.body) })
    }
}

impl Publisher<'_> {
    /// Publishes a draft.
    pub async fn publish(self, job: &JobId) -> Result<PublishReply, Error> {
        let path = &["jobs", job.as_str(), "publish"];
        let call = Call { method: Method::POST, path, query: &[], body: None };
        let answer = self.0.send(call).await?;
        Ok(PublishReply { date: answer.date, ..wire::publish_reply(&answer.body) })
    }

    /// Applies values to a live job.
    pub async fn update(self, job: &JobId, fields: &Fields) -> Result<UpdateReply, Error> {
        let body = json!(fields);
        let call = Call { method: Method::PATCH, path: &["jobs", job.as_str()], query: &[], body: Some(&body) };
        let answer = self.0.send(call).await?;
        Ok(UpdateReply { date: answer.date, ..wire::update_reply(&answer.body) })
    }

    /// Takes a job off the marketplace. Returns its status, if the response has one.
    pub async fn close(self, job: &JobId) -> Result<Option<Status>, Error> {
        let path = &["jobs", job.as_str(), "close"];
        let call = Call { method: Method::POST, path, query: &[], body: None };
        self.0.send(call).await.map(|answer| wire::closed_status(&answer.body))
    }
}
