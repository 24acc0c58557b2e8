//! Pages and API over HTTP. The only module that knows HTTP; what is asked goes to `search`,
//! `bundel` and `render`, which do their work on the blocking pool.

mod api;
mod assets;
mod body;
mod conditional;
mod documents;
mod file_name;
mod gate;
mod health;
mod layers;
mod pages;
mod problem;
mod query;
mod state;
mod synonyms;
mod upkeep;
mod wire;

use std::io;

use axum::Router;
use axum::http::Uri;
use axum::response::Response;
use tokio::net::TcpListener;

pub use documents::{Documents, Line};
pub use file_name::attachment;
pub use gate::Full;
pub use problem::{Fault, FaultPlace, Problem, ProblemKind};
pub use query::{Params, search_request};
pub use state::{Parts, State, today};
pub use upkeep::keep_tidy;

/// What the site calls itself, on its pages and in documents.
pub const SITE_NAME: &str = "bundelaar";

/// The whole site, for a server and for tests without one.
pub fn router(state: State) -> Router {
    let site = Router::new()
        .nest("/api/v1", api::router())
        .merge(health::router())
        .merge(pages::router())
        .fallback(answer_unknown_path);
    layers::around_site(site).with_state(state)
}

/// Serves the site until `stop` comes to pass, then finishes what it began.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    state: State,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(wire::Listener(listener), router(state)).with_graceful_shutdown(stop).await
}

async fn answer_unknown_path(uri: Uri) -> Response {
    if uri.path() == "/api" || uri.path().starts_with("/api/") {
        api::unknown_path(&uri)
    } else {
        pages::not_found()
    }
}
