//! The OpenTrain sandbox: an embedded stand-in for the public API, for trials, tests and demos.
//!
//! It serves real HTTP on 127.0.0.1 and depends on nothing of the client, not even its wire types, so that the two
//! cannot share a mistake. Where the service's pages are explicit it is strict; where they disagree or are silent,
//! its behaviour is chosen by [`Variants`]. Failures are scripted as [`Fault`]s.

mod api_error;
mod clock;
mod control;
mod control_api;
mod database;
mod faults;
mod handler;
mod in_flight;
mod job;
mod journal;
mod logged_request;
mod parse;
mod request;
mod server;
mod service;
mod shared;
mod state;
mod variants;

use std::path::PathBuf;
use std::time::Duration;

pub use control::Control;
pub use faults::Fault;
pub use logged_request::Request;
pub use server::Server;
pub use variants::{Variant, Variants};

/// The settings of one sandbox.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The state file: loaded at the start if it exists; each change is appended.
    pub state: Option<PathBuf>,
    /// How long each request to the service waits before it is handled.
    pub latency: Duration,
    /// Publishes within 24 hours; 20 by default (jobs/publish).
    pub daily_limit: Option<u32>,
    /// The behaviour where the pages leave it open.
    pub variants: Variants,
    /// The failures to simulate.
    pub faults: Vec<Fault>,
    /// The base of `draftUrl` and `jobUrl`; by default the server's own URL.
    pub public_url: Option<String>,
}
