//! A finished document as an answer: always a download, and harmless when it is opened in place.

use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::response::{IntoResponse, Response};

use crate::render::Form;
use crate::web::conditional;
use crate::web::file_name::attachment;

/// Of a document that is opened in place after all: it keeps its looks, runs nothing, fetches
/// nothing, and is a stranger to this site.
const POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
);

/// The answer that hands a document over, under the bundel's title. `tag` is its entity tag.
pub(in crate::web) fn hand_over(form: Form, title: &str, tag: &str, bytes: Bytes) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(form.media_type())),
        (CONTENT_DISPOSITION, attachment(title, form.extension())),
        (CONTENT_SECURITY_POLICY, POLICY),
        (ETAG, conditional::header(tag)),
    ];
    (headers, bytes).into_response()
}
