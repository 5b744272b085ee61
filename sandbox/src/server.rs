//! The listening socket and its connections.

use std::error::Error;
use std::io;
use std::iter::successors;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

use super::faults::delivery::Disconnect;
use super::handler::Handler;
use super::shared::SharedState;
use super::state::SandboxState;
use super::{Control, Options};

/// Before the next accept after an error such as "too many open files".
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);
/// How long the fault `down` lasts.
const OUTAGE: Duration = Duration::from_secs(2);
const BACKLOG: u32 = 1024;

/// A running sandbox; it stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    shared: Arc<SharedState>,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens on 127.0.0.1 and serves in the caller's tokio runtime.
    ///
    /// # Errors
    /// If the port is taken, or the state file cannot be read.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port))).await?;
        let address = listener.local_addr()?;
        let url = format!("http://{address}");
        let latency = options.latency;
        let shared = Arc::new(SharedState::new(SandboxState::new(options, &url)?));
        let task = tokio::spawn(serve(listener, address, Handler::new(Arc::clone(&shared), latency)));
        Ok(Self { url, shared, task })
    }

    /// The origin to talk to: `http://127.0.0.1:PORT`, without a path.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Controls this sandbox from tests in the same process.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }

    /// Stops listening and closes all connections.
    pub async fn shutdown(mut self) {
        self.task.abort();
        // The only outcome of an aborted task is its cancellation.
        let _cancelled = (&mut self.task).await;
    }

    /// Serves until the process ends or the runtime stops.
    pub async fn wait(mut self) {
        let _ended = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves, and reopens the port after each scripted outage.
async fn serve(mut listener: TcpListener, address: SocketAddr, handler: Handler) {
    loop {
        tokio::select! {
            () = accept_connections(&listener, &handler) => {}
            () = handler.outage() => {}
        }
        drop(listener);
        listener = loop {
            match reopen_after_outage(address).await {
                Ok(listener) => break listener,
                // A process that is being spawned holds a copy of the old listener for a moment.
                Err(_) => sleep(ACCEPT_PAUSE).await,
            }
        };
    }
}

/// Refuses connections for a while, then listens again.
async fn reopen_after_outage(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // Closed connections may still hold the port. On Windows this would let other processes share it.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    // Bound but not listening, so that no other process takes the port.
    socket.bind(address)?;
    sleep(OUTAGE).await;
    socket.listen(BACKLOG)
}

/// Accepts connections. They are owned by this future and end with it, hanging ones too.
///
/// Not `axum::serve`: a scripted reset needs the socket.
async fn accept_connections(listener: &TcpListener, handler: &Handler) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve_connection(stream, handler.clone()));
            }
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Serves one connection; a scripted disconnect sends a real RST.
async fn serve_connection(stream: TcpStream, handler: Handler) {
    let service = service_fn(move |request: hyper::Request<_>| handler.clone().answer(request.map(Body::new)));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let Err(error) = (&mut connection).await else { return };
    if successors(error.source(), |source| (*source).source()).any(|source| source.is::<Disconnect>()) {
        let stream = connection.into_parts().io.into_inner();
        // If this fails, the connection closes with a FIN instead.
        let _linger = stream.set_zero_linger();
    }
}
