//! `/organisaties`: who the articles are about.

use axum::Json;
use axum::extract;
use serde::Serialize;

use super::path::NoQuery;
use crate::search::OrganisationCount;
use crate::web::problem::Problem;
use crate::web::state::State;

#[derive(Serialize)]
pub(super) struct Organisations {
    #[serde(rename = "organisaties")]
    organisations: Vec<OrganisationCount>,
}

pub(super) async fn list_organisations(
    extract::State(state): extract::State<State>,
    _: NoQuery,
) -> Result<Json<Organisations>, Problem> {
    let organisations = state.run(|state| state.engine().organisations()).await??;
    Ok(Json(Organisations { organisations }))
}
