//! One handler: read the call, act on it, write it into the log, answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::sync::Notify;
use tokio::time::Instant;
use tower::ServiceExt;

use super::api_error::{ApiError, with_envelope};
use super::control::Control;
use super::faults::delivery::{Delivery, Disconnect, deliver};
use super::in_flight::InFlightGuard;
use super::request::Call;
use super::state::SandboxState;
use super::{control_api, service};

/// The base path of the service (overview).
pub(crate) const BASE: &str = "/api/public/v1";

/// The state, shared by all connections and controls.
#[derive(Debug)]
pub(crate) struct SharedState(Mutex<SandboxState>);

impl SharedState {
    /// Takes a state in.
    pub(crate) const fn new(state: SandboxState) -> Self {
        Self(Mutex::new(state))
    }

    /// The state, for one caller at a time. It is whole after any panic, since no write is done in halves.
    pub(crate) fn lock(&self) -> MutexGuard<'_, SandboxState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Everything a connection needs to answer.
#[derive(Clone, Debug)]
pub(crate) struct Handler {
    shared: Arc<SharedState>,
    router: Router,
    latency: Duration,
    /// Held from the count of a request to its line in the log, so that the log and the state never disagree.
    number: Arc<tokio::sync::Mutex<()>>,
    /// Told when a fault takes the server down.
    outage: Arc<Notify>,
}

impl Handler {
    /// The service and the controls over one state.
    pub(crate) fn new(shared: Arc<SharedState>, latency: Duration) -> Self {
        let router = Router::new()
            .nest("/sandbox", control_api::routes(Control::new(Arc::clone(&shared))))
            .nest(BASE, service::routes(Arc::clone(&shared)))
            .fallback(async || ApiError::not_found("Unknown route"))
            // The pages name no code for it.
            .method_not_allowed_fallback(async || {
                ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "Method not allowed")
            });
        Self { shared, router, latency, number: Arc::default(), outage: Arc::default() }
    }

    /// Answers one request, to the service or to the controls. Those meet no fault and leave no trace in the log.
    pub(crate) async fn answer(self, request: Request) -> Result<Response, Disconnect> {
        let arrived = Instant::now();
        let call = Call::read(request).await?;
        let path = call.head.uri.path();
        if path == "/sandbox" || path.starts_with("/sandbox/") {
            return Ok(self.act(call, "req_sandbox").await);
        }
        let _visit = InFlightGuard::begin(&self.shared);
        tokio::time::sleep_until(arrived + self.latency).await;
        let delivery = self.serve(call).await;
        if matches!(delivery, Delivery::Down) {
            self.outage.notify_one();
        }
        delivery.send().await
    }

    /// Waits for a fault that takes the server down.
    pub(crate) async fn outage(&self) {
        self.outage.notified().await;
    }

    /// Acts on a call to the service, with the fault that is due, and writes it into the log.
    async fn serve(&self, call: Call) -> Delivery {
        let _turn = self.number.lock().await;
        let mut logged = call.logged(self.shared.lock().began);
        let (id, due) = self.shared.lock().begin(&logged.method, &logged.path);
        let delivery = match &due {
            Some(fault) => {
                let head = call.head.clone();
                deliver(&fault.kind, &id, &head, self.act(call, &id)).await
            }
            None => Delivery::Whole(self.act(call, &id).await),
        };
        logged.status = delivery.status();
        logged.fault = due.map(|fault| fault.to_string());
        self.shared.lock().log.push(logged);
        delivery
    }

    /// What the router answers, its change kept.
    async fn act(&self, call: Call, id: &str) -> Response {
        let response = match call.body {
            Some(body) => {
                let request = Request::from_parts(call.head, Body::from(body));
                self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
            }
            None => ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "Request body is too large")
                .into_response(),
        };
        let kept = self.shared.lock().save();
        let refused = |error| {
            let message = format!("The sandbox cannot write its state: {error}");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", message).into_response()
        };
        with_envelope(kept.map_or_else(refused, |()| response), id)
    }
}
