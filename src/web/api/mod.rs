//! The API under `/api/v1`: JSON in and out, keys as bearer tokens, no cookies.
//!
//! One file per resource, with what it answers beside what answers it. What the contract names and
//! no route serves yet is a 404.

mod articles;
mod batch;
mod bundels;
mod description;
mod documents;
mod forms;
mod organisations;
mod path;
mod requests;
mod suggestions;
mod writing;

use axum::Router;
use axum::extract::OriginalUri;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::layers;
use super::problem::{Problem, ProblemKind, shortened};
use super::state::State;

pub use batch::most_bytes;
pub use description::{Description, description};
pub use forms::{MADE_AS_JSON, acceptable, refusal_of_forms, wanted_form};

/// Every route of the API.
pub(super) fn router(state: &State) -> Router<State> {
    let (described, _) = described().split_for_parts();
    let api = described
        .merge(documents::router())
        .route("/openapi.json", get(description::show_description))
        .merge(writing::router())
        .merge(batch::router())
        .method_not_allowed_fallback(refuse_method)
        .fallback(answer_unknown_path);
    layers::around_api(api, state)
}

/// The routes that describe themselves. Documents have one route for each form, and are described
/// together.
fn described() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(articles::list_articles))
        .routes(routes!(articles::show_article))
        .routes(routes!(articles::list_similar_articles))
        .routes(routes!(organisations::list_organisations))
        .routes(routes!(suggestions::list_suggestions))
        .routes(routes!(bundels::create_bundel))
        .routes(routes!(bundels::show_bundel, bundels::change_bundel, bundels::delete_bundel))
        .routes(routes!(bundels::add_article, bundels::remove_article))
        .routes(routes!(bundels::rotate_key))
        .routes(routes!(bundels::copy_bundel))
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
