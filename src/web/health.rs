//! For those who watch over the site.

use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use tracing::error;

use super::state::State;

pub(super) fn router() -> Router<State> {
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(show_readiness))
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
