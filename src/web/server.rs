//! Connections: how many at once, how long a slow client is waited for, and an end in good order.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{interval, timeout};
use tower::ServiceExt;
use tracing::{debug, warn};

use super::client::Peer;
use super::layers::TIME_LIMIT;
use super::peers::Peers;
use super::state::State;
use super::wire::Connection;
use super::{Defence, router};

/// How often measurements are summed up and idle clients forgotten: at a thousand requests a second
/// some hundred kilobytes wait for it.
const UPKEEP_EVERY: Duration = Duration::from_secs(10);

/// Serves the site until `stop` comes to pass, then finishes what it began, within the time that a
/// request may take.
///
/// # Errors
/// Never so far; a connection that fails concerns nobody else.
pub async fn serve(
    listener: TcpListener,
    state: State,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let site = router(state.clone());
    let defence = *state.defence();
    let room = Arc::new(Semaphore::new(defence.connections));
    // Behind a proxy the other end is the proxy, whoever asks.
    let peers = Peers::new(match defence.trust_proxy {
        true => usize::MAX,
        false => defence.connections_per_client,
    });
    // Once: what a client does must not fill the log.
    let mut told_of_refusal = false;
    let (stopping, _) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut listener = listener;
    let mut upkeep = interval(UPKEEP_EVERY);
    let mut stop = pin!(stop);
    // There from the start: the first client may ask for it before it is counted.
    state.metrics().connections(0);
    loop {
        // Who finds no room waits in the system's own queue.
        let accepted = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, axum::serve::Listener::accept(&mut listener).await)
        };
        tokio::select! {
            (place, (stream, peer)) = accepted => {
                match peers.enter(peer.ip()) {
                    Some(entered) => {
                        let site = site.clone();
                        let stopping = stopping.subscribe();
                        connections.spawn(async move {
                            carry(stream, peer, site, defence, stopping).await;
                            drop((place, entered));
                        });
                    }
                    // Closed unread: an answer would have to wait for a reader as well.
                    None => {
                        state.metrics().connection_refused();
                        if !std::mem::replace(&mut told_of_refusal, true) {
                            warn!(
                                "a client holds as many connections as it may and got no other \
                                 (connections-per-client; behind a proxy, set trust-proxy)"
                            );
                        }
                    }
                }
            }
            _ = upkeep.tick() => state.tidy(),
            () = &mut stop => break,
        }
        while connections.try_join_next().is_some() {}
        state.metrics().connections(connections.len());
    }
    drop(listener);
    stopping.send_replace(true);
    let finished = async { while connections.join_next().await.is_some() {} };
    if timeout(TIME_LIMIT, finished).await.is_err() {
        warn!("stopping although some requests are not finished");
    }
    Ok(())
}

/// Answers what comes over one connection.
async fn carry(
    stream: TcpStream,
    peer: SocketAddr,
    site: Router,
    defence: Defence,
    mut stopping: watch::Receiver<bool>,
) {
    // An answer is written in few pieces; waiting to fill packets only delays the last one.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "a connection stays as it is");
    }
    let service = site.map_request(move |mut request: Request<_>| {
        request.extensions_mut().insert(Peer(peer));
        request.map(Body::new)
    });
    // Nothing else is spoken here, and guessing the version would wait without limit.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(defence.head_patience);
    let stream = TokioIo::new(Connection::new(stream, defence.write_patience));
    let mut served = pin!(builder.serve_connection(stream, TowerToHyperService::new(service)));
    // Whoever sends has gone when this fails: that is the end as well.
    let asked_to_stop = async { stopping.wait_for(|stopping| *stopping).await.is_ok() };
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        _ = asked_to_stop => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        debug!(error, "a connection broke");
    }
}
