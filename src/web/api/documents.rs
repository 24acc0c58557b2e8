//! `/bundels/{id}/pdf` and its fellows: a bundel as one document, always a download.

use std::time::Instant;

use axum::extract;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use tracing::info;

use super::path::{InPath, NoQuery};
use crate::bundel::Publication;
use crate::render::{self, Form};
use crate::web::file_name::attachment;
use crate::web::problem::Problem;
use crate::web::state::{State, today};

/// The forms offered; as JSON a bundel is what `/bundels/{id}` gives.
const OFFERED: [Form; 5] = [Form::Pdf, Form::Epub, Form::Html, Form::Markdown, Form::Ris];

/// Of a document that is opened in place after all: it keeps its looks, runs nothing, fetches
/// nothing, and is a stranger to this site.
const POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
);

/// One route for each form, under the extension of its files.
pub(super) fn router() -> Router<State> {
    OFFERED.into_iter().fold(Router::new(), |router, form| {
        router.route(
            &format!("/bundels/{{id}}/{}", form.extension()),
            get(async move |state: extract::State<State>, id: InPath, _: NoQuery| {
                download(form, state, id).await
            }),
        )
    })
}

async fn download(
    form: Form,
    extract::State(state): extract::State<State>,
    InPath(id): InPath,
) -> Result<Response, Problem> {
    // Read before queueing: what does not exist is said at once.
    let content = state.run(move |state| state.store().get(&id)).await??.content;
    let name = attachment(&content.title, form.extension());
    let document = state
        .render(move |state| {
            let imprint = state.imprint();
            let publication = Publication::assemble(&content, state.engine(), imprint, today())?;
            let began = Instant::now();
            let document = render::document(form, &publication).map_err(Problem::internal)?;
            state.metrics().rendered(form.extension(), began.elapsed());
            Ok::<_, Problem>(document)
        })
        .await??;
    info!(?form, bytes = document.bytes.len(), replaced = document.replaced.len(), "rendered");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(form.media_type())),
        (CONTENT_DISPOSITION, name),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    Ok((headers, document.bytes).into_response())
}
