//! One exchange: read the call, act on it, write it into the log, answer.

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

use super::call::Call;
use super::control::Control;
use super::faults::delivery::{Cut, Delivery, deliver};
use super::refusal::{Refusal, sealed};
use super::visit::Visit;
use super::world::World;
use super::{panel, service};

/// The base path of the service (overview).
pub(crate) const BASE: &str = "/api/public/v1";

/// The world, shared by all connections and controls.
#[derive(Debug)]
pub(crate) struct Shared(Mutex<World>);

impl Shared {
    /// Takes a world in.
    pub(crate) const fn new(world: World) -> Self {
        Self(Mutex::new(world))
    }

    /// The world, for one caller at a time. It is whole after any panic, since no write is done in halves.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Everything a connection needs to answer.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    shared: Arc<Shared>,
    router: Router,
    latency: Duration,
    /// Held from the count of a request to its line in the log, so that the log and the world never disagree.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Told when a fault takes the server down.
    outage: Arc<Notify>,
}

impl Exchange {
    /// The service and the controls over one world.
    pub(crate) fn new(shared: Arc<Shared>, latency: Duration) -> Self {
        let router = Router::new()
            .nest("/sandbox", panel::routes(Control::new(Arc::clone(&shared))))
            .nest(BASE, service::routes(Arc::clone(&shared)))
            .fallback(async || Refusal::not_found("Unknown route"))
            // The pages name no code for it.
            .method_not_allowed_fallback(async || {
                Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "Method not allowed")
            });
        Self { shared, router, latency, turn: Arc::default(), outage: Arc::default() }
    }

    /// Answers one request, to the service or to the controls. Those meet no fault and leave no trace in the log.
    pub(crate) async fn answer(self, request: Request) -> Result<Response, Cut> {
        let arrived = Instant::now();
        let call = Call::read(request).await?;
        let path = call.head.uri.path();
        if path == "/sandbox" || path.starts_with("/sandbox/") {
            return Ok(self.act(call, "req_sandbox").await);
        }
        let _visit = Visit::begin(&self.shared);
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
        let _turn = self.turn.lock().await;
        let mut logged = call.logged(self.shared.world().began);
        let (id, due) = self.shared.world().begin(&logged.method, &logged.path);
        let delivery = match &due {
            Some(fault) => {
                let (head, reading) = (call.head.clone(), self.shared.world().readings.retry_after);
                deliver(&fault.kind, &id, &head, reading, self.act(call, &id)).await
            }
            None => Delivery::Whole(self.act(call, &id).await),
        };
        logged.status = delivery.status();
        logged.fault = due.map(|fault| fault.to_string());
        self.shared.world().log.push(logged);
        delivery
    }

    /// What the router answers, its change kept.
    async fn act(&self, call: Call, id: &str) -> Response {
        let response = match call.body {
            Some(body) => {
                let request = Request::from_parts(call.head, Body::from(body));
                self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
            }
            None => Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "Request body is too large")
                .into_response(),
        };
        let kept = self.shared.world().keep();
        let refused = |error| {
            let message = format!("The sandbox cannot write its state: {error}");
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", message).into_response()
        };
        sealed(kept.map_or_else(refused, |()| response), id)
    }
}
