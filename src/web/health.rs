//! For those who watch over the site, and for robots.

use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use tracing::error;

use super::state::State;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(show_readiness))
        .route("/robots.txt", get(show_robots))
}

/// Ready when index and bundels can be read.
async fn show_readiness(extract::State(state): extract::State<State>) -> Response {
    let checked = state.run(|state| -> Result<(), anyhow::Error> {
        state.store().ping()?;
        state.engine().organisations()?;
        Ok(())
    });
    match checked.await {
        Ok(Ok(())) => "ready\n".into_response(),
        Ok(Err(cause)) => {
            error!(cause = format!("{cause:#}"), "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
        Err(_full) => (StatusCode::SERVICE_UNAVAILABLE, "busy\n").into_response(),
    }
}

/// Articles may be found through search engines; bundels belong to who has the link.
async fn show_robots(extract::State(state): extract::State<State>) -> String {
    let mut rules = String::from("User-agent: *\nDisallow: /api/\nDisallow: /bundel\n");
    if state.imprint().base_url.is_some() {
        rules.push_str(&format!("\nSitemap: {}\n", state.link("/sitemap.xml")));
    }
    rules
}
