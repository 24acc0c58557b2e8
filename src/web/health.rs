//! For those who watch over the site.

use axum::extract::{self, Request};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use tracing::error;

use super::client::is_local;
use super::problem::{Problem, ProblemKind, bearer};
use super::state::State;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(show_readiness))
        .route("/metrics", get(show_metrics))
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

/// For this machine and for the operator alone: measurements tell what visitors do, if not who.
async fn show_metrics(
    extract::State(state): extract::State<State>,
    request: Request,
) -> Result<Response, Problem> {
    let token = request.headers().get(AUTHORIZATION).and_then(bearer);
    let trust_proxy = state.defence().trust_proxy;
    let allowed = is_local(request.extensions(), request.headers(), trust_proxy)
        || token.is_some_and(|token| state.is_operator(token));
    if !allowed {
        let (kind, detail) = match token {
            Some(_) => (ProblemKind::WrongKey, "Dit is niet de sleutel van de beheerder."),
            None => (
                ProblemKind::MissingKey,
                "Stuur de sleutel van de beheerder mee als Authorization: Bearer ….",
            ),
        };
        return Err(Problem::new(kind, detail));
    }
    let page = state.run(State::measurements).await?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page).into_response())
}
