//! `/bundels/{id}/pdf` and its fellows: a bundel as one document, always a download.

use axum::extract;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Router, routing::get};

use super::path::{InPath, NoQuery};
use crate::render::Form;
use crate::web::client::Client;
use crate::web::conditional;
pub(super) use crate::web::documents::OFFERED;
use crate::web::documents::{Order, hand_over};
use crate::web::problem::Problem;
use crate::web::state::State;

/// One route for each form, under the extension of its files.
pub(super) fn router() -> Router<State> {
    OFFERED.into_iter().fold(Router::new(), |router, form| {
        router.route(
            &format!("/bundels/{{id}}/{}", form.extension()),
            get(
                async move |state: extract::State<State>,
                            id: InPath,
                            _: NoQuery,
                            client: Client,
                            headers: HeaderMap| {
                    download(form, state, id, client, &headers).await
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
    client: Client,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    // Read before queueing: what does not exist is said at once.
    let content = state.run(move |state| state.store().get(&id)).await??.content;
    let title = content.title.clone();
    let order = Order::place(&state, form, content).await?;
    if let Some(response) = conditional::not_modified(headers, &order.tag()) {
        return Ok(response);
    }
    let made = order.fetch(&state, client).await?;
    Ok(hand_over(form, &title, made))
}
