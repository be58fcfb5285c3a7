//! The connections that browsers open: each is served on its own, and has so long for the head of each request. Without that
//! somebody who opens many and says nothing on them would hold them all for ever.

use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt as _;

/// Before the next try when the system gives no connection: it has no more to give.
const EXHAUSTED: Duration = Duration::from_secs(1);

/// Serves every connection until `stop`, then waits for the requests under way.
pub async fn serve(listener: TcpListener, router: Router, head_timeout: Duration, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(());
    let (open, closed) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut stop => break,
        };
        let one = Connection {
            stream,
            peer,
            router: router.clone(),
            head_timeout,
        };
        let (stopped, closed) = (stopped.clone(), closed.clone());
        tokio::spawn(async move {
            one.serve(stopped).await;
            drop(closed);
        });
    }
    // Nobody new: the port is free for the next server.
    drop(listener);
    drop(stopping);
    drop(closed);
    open.closed().await;
}

/// What the other side does wrong concerns its connection only.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => match error.kind() {
                ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset => {}
                _ => {
                    tracing::error!(cause = %error, "no connection can be accepted");
                    tokio::time::sleep(EXHAUSTED).await;
                }
            },
        }
    }
}

struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    head_timeout: Duration,
}

impl Connection {
    async fn serve(self, mut stopped: watch::Receiver<()>) {
        let Self { stream, peer, .. } = self;
        let service = self.router.map_request(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        // HTTP/2 is between browsers and the proxy: here it could be told apart only by waiting for a connection's first words.
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.head_timeout)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
            .with_upgrades();
        let mut serving = pin!(serving);
        let mut is_stopping = false;
        loop {
            tokio::select! {
                served = serving.as_mut() => {
                    if let Err(error) = served {
                        tracing::debug!(cause = %error, %peer, "a connection ended early");
                    }
                    return;
                }
                // Its sender is dropped when the server stops.
                _ = stopped.changed(), if !is_stopping => {
                    is_stopping = true;
                    serving.as_mut().graceful_shutdown();
                }
            }
        }
    }
}
