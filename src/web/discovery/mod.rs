//! How others find the site: robots, sitemap, Atom feeds, the browser's search bar, and what
//! programs read in a page's head (`metadata`).
//!
//! Addresses in here are absolute and begin with the site's public address, never with what a
//! request calls the site. What a page shows is left to `pages`.

mod feed;
pub mod metadata;
mod opensearch;
mod sitemap;
mod xml;

use axum::extract;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use tower_http::compression::CompressionLayer;

use super::{State, conditional};

pub const ATOM_TYPE: &str = "application/atom+xml";
pub const OPENSEARCH_TYPE: &str = "application/opensearchdescription+xml";

pub fn router() -> Router<State> {
    Router::new()
        .route("/robots.txt", get(show_robots))
        .route("/sitemap.xml", get(sitemap::show_sitemap))
        .route("/feed.atom", get(feed::show_feed))
        .route("/opensearch.xml", get(opensearch::show_description))
        // Nothing in here depends on who asks, so that its length under compression tells nothing.
        .layer(CompressionLayer::new())
}

/// Articles may be found through search engines; bundels belong to those who have the link.
async fn show_robots(extract::State(state): extract::State<State>) -> String {
    format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /bundel\nDisallow: /redactie\n\nSitemap: {}\n",
        state.absolute("/sitemap.xml")
    )
}

/// A document that shared caches may keep for a while: the corpus changes some times a day at most.
/// A client that has it already is told so. The tag is weak, as the same text goes out compressed or not
/// (RFC 9110, section 8.8.3.3).
fn document(request: &HeaderMap, media_type: &'static str, body: Vec<u8>) -> Response {
    let tag = conditional::tag_of(&body);
    let mut response = conditional::not_modified(request, &tag).unwrap_or_else(|| {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], body).into_response()
    });
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=600"));
    headers.insert(header::ETAG, conditional::header(&format!("W/{tag}")));
    response
}
