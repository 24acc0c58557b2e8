//! `/organisaties`: who the articles are about.

use axum::Json;
use axum::extract;
use serde::Serialize;

use super::path::NoQuery;
use crate::search::OrganisationCount;
use crate::web::problem::Problem;
use crate::web::state::State;

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Organisaties)]
pub(super) struct Organisations {
    #[serde(rename = "organisaties")]
    organisations: Vec<OrganisationCount>,
}

#[utoipa::path(
    get,
    path = "/organisaties",
    operation_id = "leesOrganisaties",
    tag = "Organisaties",
    summary = "Alle organisaties",
    description = "De organisaties over wie artikelen gaan, met hoeveel dat er zijn.",
    responses((status = 200, description = "De organisaties, op naam", body = Organisations)),
)]
pub(super) async fn list_organisations(
    extract::State(state): extract::State<State>,
    _: NoQuery,
) -> Result<Json<Organisations>, Problem> {
    let organisations = state.run(|state| state.engine().organisations()).await??;
    Ok(Json(Organisations { organisations }))
}
