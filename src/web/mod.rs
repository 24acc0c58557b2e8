//! Pages and API over HTTP. The only module that knows HTTP; what is asked goes to `search`,
//! `bundel` and `render`, which do their work on the blocking pool. Searches for the API stay on the
//! thread that they came in on, of which [`runtime`] has enough.

mod api;
mod assets;
mod body;
mod client;
mod conditional;
mod discovery;
mod documents;
mod faults;
mod file_name;
mod gate;
mod guesses;
mod health;
mod layers;
mod metrics;
mod negotiation;
mod observe;
mod packing;
mod pages;
mod peers;
mod problem;
mod query;
mod rate;
mod sent_file;
mod server;
mod sessions;
mod state;
mod upkeep;
mod wire;

use axum::Router;
use axum::http::Uri;
use axum::response::Response;

pub use api::description;
pub use documents::{Documents, Line, PAGES_KEPT};
pub use file_name::attachment;
pub use gate::Full;
pub use metrics::{METRICS, Metric, MetricKind};
pub use problem::{Fault, FaultPlace, Faults, Problem, ProblemKind};
pub use query::{Params, search_request};
pub use rate::{Allowance, Work};
pub use server::serve;
pub use state::{Defence, MOST_CONNECTIONS, Parts, State, runtime, today};
pub use upkeep::keep_tidy;

/// What the site calls itself, on its pages and in documents.
pub const SITE_NAME: &str = "bundelaar";

/// The whole site, for a server and for tests without one.
pub fn router(state: State) -> Router {
    let site = Router::new()
        .nest("/api/v1", api::router(&state))
        .merge(health::router())
        .merge(layers::around_pages(pages::router().merge(discovery::router()), &state))
        .fallback(answer_unknown_path);
    layers::around_site(site, &state).with_state(state)
}

async fn answer_unknown_path(uri: Uri) -> Response {
    if uri.path() == "/api" || uri.path().starts_with("/api/") {
        api::unknown_path(&uri)
    } else {
        pages::not_found()
    }
}
