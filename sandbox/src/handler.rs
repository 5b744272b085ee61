//! Handles one request: reads it, applies a fault, routes it, saves the state and logs it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::DATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::sync::Notify;
use tokio::time::Instant;
use tower::ServiceExt;

use super::api_error::{ApiError, with_envelope};
use super::control::Control;
use super::faults::delivery::{Delivery, Disconnect, deliver};
use super::in_flight::InFlightGuard;
use super::request::IncomingRequest;
use super::shared::SharedState;
use super::{control_api, service};

/// The base path of the service (overview).
pub(crate) const BASE: &str = "/api/public/v1";

#[derive(Clone, Debug)]
pub(crate) struct Handler {
    shared: Arc<SharedState>,
    router: Router,
    latency: Duration,
    /// Held from counting a request until it is logged, so that the log has the order of the changes.
    log_order: Arc<tokio::sync::Mutex<()>>,
    /// Notified by the fault `down`.
    outage: Arc<Notify>,
}

impl Handler {
    pub(crate) fn new(shared: Arc<SharedState>, latency: Duration) -> Self {
        let router = Router::new()
            .nest("/sandbox", control_api::routes(Control::new(Arc::clone(&shared))))
            .nest(BASE, service::routes(Arc::clone(&shared)))
            .fallback(async || ApiError::not_found("Unknown route"))
            // No page names a code for this.
            .method_not_allowed_fallback(async || {
                ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "Method not allowed")
            });
        Self { shared, router, latency, log_order: Arc::default(), outage: Arc::default() }
    }

    /// Answers one request. Requests to the control API get no fault and are not logged.
    pub(crate) async fn answer(self, request: Request) -> Result<Response, Disconnect> {
        let arrived = Instant::now();
        let request = IncomingRequest::read(request).await?;
        let path = request.head.uri.path();
        if path == "/sandbox" || path.starts_with("/sandbox/") {
            return Ok(self.act(request, "req_sandbox").await);
        }
        let _guard = InFlightGuard::begin(&self.shared);
        tokio::time::sleep_until(arrived + self.latency).await;
        let delivery = self.serve(request).await;
        if matches!(delivery, Delivery::Down) {
            self.outage.notify_one();
        }
        delivery.send().await
    }

    /// Waits for the fault `down`.
    pub(crate) async fn outage(&self) {
        self.outage.notified().await;
    }

    /// Handles a request to the service, applies the fault that is due, and logs both.
    async fn serve(&self, request: IncomingRequest) -> Delivery {
        let _in_order = self.log_order.lock().await;
        let mut entry = request.log_entry(self.shared.lock().started);
        let (id, due) = self.shared.lock().begin(&entry.method, &entry.path);
        let delivery = match &due {
            Some(fault) => {
                let head = request.head.clone();
                deliver(&fault.kind, &id, &head, self.act(request, &id)).await
            }
            None => Delivery::Whole(self.act(request, &id).await),
        };
        entry.status = delivery.status();
        entry.fault = due.map(|fault| fault.to_string());
        self.shared.lock().log.push(entry);
        delivery
    }

    /// Routes the request and saves what it changed.
    async fn act(&self, request: IncomingRequest, id: &str) -> Response {
        let response = match request.body {
            Some(body) => {
                let request = Request::from_parts(request.head, Body::from(body));
                self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
            }
            None => ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "Request body is too large")
                .into_response(),
        };
        let saved = self.shared.lock().save();
        let date = self.shared.lock().clock.http_date();
        let to_error = |error| {
            let message = format!("The sandbox cannot write its state: {error}");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", message).into_response()
        };
        let mut response = with_envelope(saved.map_or_else(to_error, |()| response), id);
        response.headers_mut().extend(HeaderValue::from_str(&date).ok().map(|date| (DATE, date)));
        response
    }
}
