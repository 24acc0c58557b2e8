//! `/bundels/{id}/pdf`: a bundel as one document, always a download.

use axum::extract;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use tracing::info;

use super::path::{InPath, NoQuery};
use crate::bundel::Publication;
use crate::render;
use crate::web::file_name::attachment;
use crate::web::problem::Problem;
use crate::web::state::{State, today};

pub(super) async fn download_pdf(
    extract::State(state): extract::State<State>,
    InPath(id): InPath,
    _: NoQuery,
) -> Result<Response, Problem> {
    // Read before queueing: what does not exist is said at once.
    let content = state.run(move |state| state.store().get(&id)).await??.content;
    let name = attachment(&content.title, "pdf");
    let pdf = state
        .render(move |state| {
            let imprint = state.imprint();
            let publication = Publication::assemble(&content, state.engine(), imprint, today())?;
            render::pdf(&publication).map_err(Problem::internal)
        })
        .await??;
    info!(pages = pdf.pages, bytes = pdf.bytes.len(), replaced = pdf.replaced.len(), "rendered");
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], pdf.bytes).into_response())
}
