//! A form that came at a bad moment: the page that says so offers it once more, with all that was
//! typed, so that nobody has to type it again.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};

use super::MAX_FORM_BYTES;
use super::guard::comes_from_here;
use super::trouble::{Passing, Trouble};

/// A form as it was posted.
pub struct Posted {
    action: String,
    body: axum::body::Bytes,
}

/// Reads what a form of this site posts about a bundel, and leaves it in the request. Of others
/// nothing is offered again: their fields are not the visitor's. Nor of forms with the operator's
/// token in them.
///
/// # Errors
/// The page that says so, when the form is too large; a client that does not send it whole reads nothing.
pub async fn read(
    request: Request,
    base_url: Option<&str>,
) -> Result<(Request, Option<Posted>), Response> {
    if !is_own_form(request.method(), request.uri().path(), request.headers(), base_url) {
        return Ok((request, None));
    }
    let (head, body) = request.into_parts();
    let body = to_bytes(body, MAX_FORM_BYTES).await;
    let body = body.map_err(|_| Trouble::LargeForm.into_response())?;
    let posted = Posted { action: head.uri.path().to_owned(), body: body.clone() };
    Ok((Request::from_parts(head, Body::from(body)), Some(posted)))
}

/// The answer, with the form in it once more where it only came at a bad moment.
pub fn offer(posted: Option<Posted>, mut response: Response) -> Response {
    let Some((posted, passing)) = posted.zip(response.extensions().get::<Passing>().copied())
    else {
        return response;
    };
    // With the proof that came along, and no other: where that was missing it stays so.
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(&posted.body).into_owned().collect();
    let page = passing.page_with(&posted.action, &fields).into_string();
    for stated in [CONTENT_LENGTH, CONTENT_ENCODING] {
        response.headers_mut().remove(stated);
    }
    *response.body_mut() = Body::from(page);
    response
}

fn is_own_form(method: &Method, path: &str, headers: &HeaderMap, base_url: Option<&str>) -> bool {
    *method == Method::POST
        && (path.starts_with("/bundel/") || path.starts_with("/bundels/"))
        && comes_from_here(headers, base_url)
}
