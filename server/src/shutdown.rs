//! The end: stop accepting, tell every socket to come back, finish the requests under way; all in bounded time.

use std::sync::Arc;
use std::time::Duration;

use crate::hub::Hub;

/// How long the sockets have to leave.
pub const SOCKETS_LEAVE: Duration = Duration::from_secs(5);
/// How long requests under way have to finish after the signal.
pub const REQUESTS_FINISH: Duration = Duration::from_secs(10);

/// Waits for the operating system to ask for the end.
pub async fn asked_for() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C is not listened to");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM is not listened to");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Says goodbye to every socket and waits until they have left.
pub async fn sockets(hub: &Arc<Hub>) {
    let connected = hub.connected();
    hub.stop();
    if tokio::time::timeout(SOCKETS_LEAVE, hub.empty()).await.is_err() {
        tracing::warn!(connected, left = hub.connected(), "some sockets did not leave in time");
    }
}
