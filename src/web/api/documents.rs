//! `/bundels/{id}/pdf` and its fellows: a bundel as one document, always a download.

use axum::extract;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};

use super::path::{InPath, NoQuery};
use crate::render::Form;
use crate::web::conditional;
use crate::web::documents::Order;
use crate::web::file_name::attachment;
use crate::web::problem::Problem;
use crate::web::state::State;

/// The forms offered; as JSON a bundel is what `/bundels/{id}` gives.
pub(super) const OFFERED: [Form; 5] =
    [Form::Pdf, Form::Epub, Form::Html, Form::Markdown, Form::Ris];

/// Of a document that is opened in place after all: it keeps its looks, runs nothing, fetches
/// nothing, and is a stranger to this site.
const POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
);

/// One route for each form, under the extension of its files.
pub(super) fn router() -> Router<State> {
    OFFERED.into_iter().fold(Router::new(), |router, form| {
        router.route(
            &format!("/bundels/{{id}}/{}", form.extension()),
            get(
                async move |state: extract::State<State>,
                            id: InPath,
                            _: NoQuery,
                            headers: HeaderMap| {
                    download(form, state, id, &headers).await
                },
            ),
        )
    })
}

/// A bundel as one document.
///
/// # Errors
/// 404 and 410 of the bundel; 503 when too many wait.
pub(super) async fn download(
    form: Form,
    extract::State(state): extract::State<State>,
    InPath(id): InPath,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    // Read before queueing: what does not exist is said at once.
    let content = state.run(move |state| state.store().get(&id)).await??.content;
    let name = attachment(&content.title, form.extension());
    let order = Order::place(&state, form, content).await?;
    let tag = order.tag();
    if let Some(response) = conditional::not_modified(headers, &tag) {
        return Ok(response);
    }
    let bytes = order.fetch(&state).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(form.media_type())),
        (CONTENT_DISPOSITION, name),
        (CONTENT_SECURITY_POLICY, POLICY),
        (ETAG, conditional::header(&tag)),
    ];
    Ok((headers, bytes).into_response())
}
