//! The API under `/api/v1`: JSON in and out, keys as bearer tokens, no cookies.
//!
//! One file per resource, with what it answers beside what answers it. What the contract names and
//! no route serves yet is a 404.

mod articles;
mod bundels;
mod documents;
mod organisations;
mod path;
mod requests;
mod suggestions;
mod writing;

use axum::Router;
use axum::extract::OriginalUri;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};

use super::layers;
use super::problem::{Problem, ProblemKind, shortened};
use super::state::State;

/// Every route of the API.
pub(super) fn router(state: &State) -> Router<State> {
    let api = Router::new()
        .route("/artikelen", get(articles::list_articles))
        .route("/artikelen/{id}", get(articles::show_article))
        .route("/artikelen/{id}/verwant", get(articles::list_similar_articles))
        .route("/organisaties", get(organisations::list_organisations))
        .route("/suggesties", get(suggestions::list_suggestions))
        .route("/bundels", post(bundels::create_bundel))
        .route(
            "/bundels/{id}",
            get(bundels::show_bundel).patch(bundels::change_bundel).delete(bundels::delete_bundel),
        )
        .route(
            "/bundels/{id}/artikelen/{artikelId}",
            put(bundels::add_article).delete(bundels::remove_article),
        )
        .route("/bundels/{id}/sleutel", post(bundels::rotate_key))
        .route("/bundels/{id}/kopie", post(bundels::copy_bundel))
        .merge(documents::router())
        .merge(writing::router())
        .method_not_allowed_fallback(refuse_method)
        .fallback(answer_unknown_path);
    layers::around_api(api, state)
}

/// The answer for an address under `/api` where nothing is.
pub(super) fn unknown_path(uri: &Uri) -> Response {
    Problem::new(ProblemKind::NotFound, format!("Op {} is niets te vinden.", shortened(uri.path())))
        .into_response()
}

async fn answer_unknown_path(OriginalUri(uri): OriginalUri) -> Response {
    unknown_path(&uri)
}

/// The router adds `Allow`.
async fn refuse_method(method: Method) -> Problem {
    Problem::new(
        ProblemKind::WrongMethod,
        format!("{} kan hier niet; de kop Allow zegt wat wel kan.", shortened(method.as_str())),
    )
}
