//! A finished document as an answer: always a download, and harmless when it is opened in place.

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
};
use axum::response::{IntoResponse, Response};

use super::Made;
use super::kept::KeptFile;
use crate::render::Form;
use crate::web::conditional;
use crate::web::file_name::attachment;
use crate::web::sent_file;

/// Of a document that is opened in place after all: it keeps its looks, runs nothing, fetches
/// nothing, and is a stranger to this site.
const POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
);

/// A document that is there.
pub(in crate::web) enum Document {
    /// Made just now, and not kept.
    Made(Bytes),
    Kept(KeptFile),
}

impl Document {
    fn into_body(self) -> (u64, Body) {
        match self {
            Document::Made(bytes) => (bytes.len() as u64, bytes.into()),
            Document::Kept(KeptFile { file, bytes }) => (bytes, sent_file::body_of(file, bytes)),
        }
    }
}

/// The answer that hands a document over, under the bundel's title.
pub(in crate::web) fn hand_over(form: Form, title: &str, made: Made) -> Response {
    let tag = made.tag();
    let (bytes, body) = made.document.into_body();
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(form.media_type())),
        (CONTENT_LENGTH, HeaderValue::from(bytes)),
        (CONTENT_DISPOSITION, attachment(title, form.extension())),
        (CONTENT_SECURITY_POLICY, POLICY),
        (ETAG, conditional::header(&tag)),
    ];
    (headers, body).into_response()
}
