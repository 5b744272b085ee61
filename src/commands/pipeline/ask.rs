//! What a run reads from the service before it decides.

use super::Pipeline;
use crate::commands::adoptions::Adoptions;
use crate::commands::interrupt::Interrupt;
use crate::commands::record_store::RecordStore;
use crate::commands::service::{self, Service};
use crate::opentrain::{ApiErrorKind, Error};
use crate::reconcile::StopReason;
use crate::rules;

impl Pipeline {
    /// Reads what is needed from the service, as [`Self::refresh`] does, unless a signal ends the run first; then decides.
    pub(in crate::commands) async fn ask(&mut self, interrupt: &Interrupt, store: &mut RecordStore, service: &Service) {
        let mut interrupted = None;
        let stop = |reason| {
            service.reader().stop();
            interrupted = Some(reason);
        };
        interrupt.run_until_signal(self.refresh(store, service), stop).await;
        if let Some(reason) = interrupted {
            // Whatever else failed, failed because of the signal.
            self.stops = vec![reason];
        }
        self.decide();
    }

    /// Reads the account's jobs, those that are taken over, and the capabilities where a key or value is unknown.
    pub(in crate::commands) async fn refresh(&mut self, store: &mut RecordStore, service: &Service) {
        if let Err(stop) = self.refresh_capabilities(store, service).await {
            self.stops.push(stop);
            return;
        }
        match service.reader().jobs().await {
            Ok(jobs) => {
                self.postings.iter_mut().for_each(|posting| posting.observe(&jobs));
                let reader = service.reader();
                let namespace = store.namespace();
                let adoptions = Adoptions { reader, jobs: &jobs, namespace, is_kept: self.may_claim };
                let adopted = adoptions.carry_out(&mut self.postings).await;
                self.stops.extend(adopted.err().map(service::stop));
                self.account = jobs;
                let saved = store.save_changed(&mut self.postings);
                self.stops.extend(saved.err().map(StopReason::Record));
            }
            Err(error) => self.stops.push(service::stop(error)),
        }
    }

    async fn refresh_capabilities(&mut self, store: &mut RecordStore, service: &Service) -> Result<(), StopReason> {
        let known = store.capabilities();
        if !rules::asks_service(&self.context(&known)) && !self.files.asks_service(&known) {
            return Ok(());
        }
        match service.reader().capabilities().await {
            Ok(Some(capabilities)) => store.learn(capabilities)?,
            // The service validates what it is sent.
            Ok(None) => {}
            Err(Error::Refused(refusal)) if refusal.why == ApiErrorKind::NotFound => {}
            Err(error) => return Err(service::stop(error)),
        }
        self.validate(&store.capabilities());
        self.files.ensure_required_names(&store.capabilities()).map_err(|failure| StopReason::Configuration {
            message: failure.message(),
            help: "Correct the names in `_config.yml`.".into(),
        })
    }
}
