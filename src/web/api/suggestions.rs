//! `/suggesties`: what somebody who is typing may be about to ask.

use axum::Json;
use axum::extract::{self, FromRequestParts};
use axum::http::request::Parts;
use serde::Serialize;

use crate::search::{SearchRequest, Suggestion};
use crate::web::problem::{Fault, Faults, Problem, ProblemKind};
use crate::web::query::Params;
use crate::web::state::State;

/// What fits below a search field without scrolling.
const SHOWN: usize = 10;

/// What was typed so far.
pub(super) struct TypedQuery(String);

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Suggesties)]
pub(super) struct Suggestions {
    #[serde(rename = "suggesties")]
    suggestions: Vec<Suggestion>,
}

impl FromRequestParts<State> for TypedQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Problem> {
        let mut params = Params::of(&parts.uri);
        let query = params.one("q").unwrap_or_default();
        params.finish()?;
        let request = SearchRequest { query, ..SearchRequest::default() };
        let faults: Faults = request.faults().iter().map(Fault::from).collect();
        if faults.is_empty() {
            Ok(TypedQuery(request.query))
        } else {
            Err(Problem::with_faults(ProblemKind::InvalidQuery, faults))
        }
    }
}

#[utoipa::path(
    get,
    path = "/suggesties",
    operation_id = "leesSuggesties",
    tag = "Artikelen",
    summary = "Suggesties bij het typen",
    description = "Woorden, titels en organisaties die bij het begin van een zoekopdracht passen, \
                   ook na een tikfout; ten hoogste tien.",
    params(("q" = Option<String>, Query, description = "Wat er tot nu toe getypt is.")),
    responses((status = 200, description = "De suggesties, de beste eerst", body = Suggestions)),
)]
pub(super) async fn list_suggestions(
    extract::State(state): extract::State<State>,
    TypedQuery(query): TypedQuery,
) -> Result<Json<Suggestions>, Problem> {
    let suggestions = state.run_here(|state| state.engine().suggest(&query, SHOWN)).await??;
    Ok(Json(Suggestions { suggestions }))
}
