//! For those who watch over the site.

use axum::extract::{self, Request};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use tracing::error;

use super::client::{Client, is_local};
use super::guesses::Shown;
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
    client: Client,
    request: Request,
) -> Result<Response, Problem> {
    let trust_proxy = state.defence().trust_proxy;
    if !is_local(request.extensions(), request.headers(), trust_proxy) {
        let token = request.headers().get(AUTHORIZATION).and_then(bearer);
        match token.map(|token| state.show_operator_token(token, client)) {
            Some(Shown::Right) => {}
            Some(Shown::Wrong) => {
                let detail = "Dit is niet de sleutel van de beheerder.";
                return Err(Problem::new(ProblemKind::WrongKey, detail));
            }
            Some(Shown::TooOften(wait)) => return Err(Problem::too_many_tokens(wait)),
            None => {
                let detail = "Stuur de sleutel van de beheerder mee als Authorization: Bearer ….";
                return Err(Problem::new(ProblemKind::MissingKey, detail));
            }
        }
    }
    let page = state.run(State::measurements).await?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page).into_response())
}
