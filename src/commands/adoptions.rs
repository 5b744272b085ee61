//! Takes over the jobs that definitions name and that are not on record yet.

use futures_util::TryStreamExt as _;
use futures_util::stream;

use crate::adopt::translate;
use crate::domain::ids::Namespace;
use crate::domain::job::AccountJobs;
use crate::opentrain::{Error, Reader};
use crate::plan::Posting;
use crate::plan::adoption::{Adoption, Claim, Refusal};

/// How many jobs are read at once; the client lets fewer requests through.
pub(super) const MAX_CONCURRENT: usize = 64;

/// What taking over a job needs.
#[derive(Clone, Copy)]
pub(super) struct Adoptions<'a> {
    /// Reads public pages.
    pub(super) reader: Reader<'a>,
    /// The account's jobs.
    pub(super) jobs: &'a AccountJobs,
    /// The first part of every key.
    pub(super) namespace: &'a Namespace,
    /// Whether the records of the claims are kept.
    pub(super) is_kept: bool,
}

impl Adoptions<'_> {
    /// Reads each job once, and gives its posting a record of it.
    pub(super) async fn carry_out(self, postings: &mut [Posting]) -> Result<(), Error> {
        let due = postings.iter_mut().map(Ok);
        stream::iter(due).try_for_each_concurrent(MAX_CONCURRENT, |posting| self.adopt(posting)).await
    }

    async fn adopt(self, posting: &mut Posting) -> Result<(), Error> {
        let Some(job) = posting.find_job_to_adopt(self.jobs) else { return Ok(()) };
        let Some(listed) = self.jobs.get(&job) else { return Ok(()) };
        match self.reader.listing(&job).await? {
            None => posting.adoption = Some(Adoption::Refused(Refusal::NotShown)),
            Some(listing) => {
                let key = self.namespace.key(&posting.id);
                let shown = translate(&listing).fields;
                posting.adopt(Claim { key: &key, listed, shown: &shown, is_kept: self.is_kept });
            }
        }
        Ok(())
    }
}
