//! Answers packed for clients that can unpack them.

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, ETAG};
use axum::response::Response;
use tower::util::MapResponseLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, DefaultPredicate};

use super::conditional::tag_as_packed;

/// These routes, with answers packed as `Accept-Encoding` asks.
///
/// A client that takes no coding at all, not even none (`identity;q=0`), gets the answer as it is: the library
/// would turn it into a 406 when all was done already, and a change that was made would look refused.
pub(super) fn packed<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    // From the outside inwards.
    routes.layer((
        MapResponseLayer::new(restore_status),
        MapResponseLayer::new(tag_packed),
        CompressionLayer::new().compress_when(not_packed_already()),
        MapResponseLayer::new(note_status),
    ))
}

/// What is worth packing: not what is packed as it is.
fn not_packed_already() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/epub+zip"))
}

/// Packed, an answer has a tag of its own.
fn tag_packed<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers();
    let packed = headers.get(ETAG).zip(headers.get(CONTENT_ENCODING));
    if let Some(tag) = packed.and_then(|(tag, coding)| tag_as_packed(tag, coding)) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// The status of an answer before it was packed.
#[derive(Clone, Copy)]
struct Status(StatusCode);

fn note_status(mut response: Response) -> Response {
    let status = Status(response.status());
    response.extensions_mut().insert(status);
    response
}

fn restore_status<B>(mut response: Response<B>) -> Response<B> {
    if let Some(Status(status)) = response.extensions_mut().remove() {
        *response.status_mut() = status;
    }
    response
}
