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
use super::handler::{Handler, SharedState};
use super::state::SandboxState;
use super::{Control, Options};

/// How long the accept loop rests after an error such as "too many open files".
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);
/// How long nobody listens after a fault took the server down.
const OUTAGE: Duration = Duration::from_secs(2);
/// How many connections may wait to be taken.
const BACKLOG: u32 = 1024;

/// A running sandbox; it stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    shared: Arc<SharedState>,
    task: JoinHandle<()>,
}

impl Server {
    /// A sandbox that listens on 127.0.0.1 from now on, served by the tokio runtime of the caller.
    ///
    /// # Errors
    /// When the port is taken, or the state file is there but cannot be read.
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

    /// The controls of this sandbox, for tests in the same process.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }

    /// Stops listening and cuts what is still open.
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

/// Serves at an address, with the outages that are scripted.
async fn serve(mut listener: TcpListener, address: SocketAddr, handler: Handler) {
    loop {
        tokio::select! {
            () = accept(&listener, &handler) => {}
            () = handler.outage() => {}
        }
        drop(listener);
        listener = loop {
            match reopened(address).await {
                Ok(listener) => break listener,
                // A process that is just being started has a copy of the old listener for a moment.
                Err(_) => sleep(ACCEPT_PAUSE).await,
            }
        };
    }
}

/// The address again, after a time in which connections to it are refused.
async fn reopened(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // As for any listener: connections that have ended may still hold the port. Windows would share it with strangers.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    // Bound and not listening, so that nobody else gets the port meanwhile.
    socket.bind(address)?;
    sleep(OUTAGE).await;
    socket.listen(BACKLOG)
}

/// Takes connections for ever. They belong to this future, so they end with it, a hanging one too.
///
/// This is not `axum::serve`, which keeps the socket to itself: a scripted reset needs it.
async fn accept(listener: &TcpListener, handler: &Handler) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(converse(stream, handler.clone()));
            }
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Serves one connection; a scripted cut resets it, so that the client meets a real RST.
async fn converse(stream: TcpStream, handler: Handler) {
    let service = service_fn(move |request: hyper::Request<_>| handler.clone().answer(request.map(Body::new)));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let Err(error) = (&mut connection).await else { return };
    if successors(error.source(), |source| (*source).source()).any(|source| source.is::<Disconnect>()) {
        let stream = connection.into_parts().io.into_inner();
        // Without it the kernel would close politely; then it is a cut all the same.
        let _linger = stream.set_zero_linger();
    }
}
