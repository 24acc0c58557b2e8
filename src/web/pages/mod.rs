//! The pages a visitor sees: Dutch, made on the server, whole without script.
//!
//! A handler reads the address or the form, asks `search` and `bundel` on the blocking pool, and
//! gives values to a view; a view is a function from values to markup and asks nothing. The API has
//! its own handlers.

mod adding;
mod again;
mod article;
mod aside;
mod basis;
mod bundels;
mod changes;
mod dates;
mod desk;
mod download;
mod editors;
mod events;
mod filters;
pub(super) mod form;
mod guard;
mod icons;
mod information;
mod layout;
mod notice;
mod organisations;
mod parts;
mod picture;
mod problems;
mod read;
mod reasons;
mod reference;
mod results;
mod search;
mod shared;
mod take_along;
mod trouble;
mod visit;

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use super::packing::packed;
use super::{State, assets};

pub use again::offer;
pub use editors::Remarks;
pub use organisations::path as organisation_path;
pub use picture::Thumbnails;
pub use trouble::Trouble;

/// The largest form, in bytes: the longest introduction that can be set, every character of it
/// percent-encoded in four bytes, is 120 kB; the longest query adds 24.
const MAX_FORM_BYTES: usize = 160 * 1024;

/// The pages that are always there and that anybody may find.
pub const PUBLIC_PAGES: [&str; 7] =
    ["/", "/organisaties", "/evenementen", "/over", "/hulp", "/privacy", "/toegankelijkheid"];

/// Nothing from elsewhere, nothing written into a page; no site may frame a page or take its forms.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// All pages and their assets.
pub fn router() -> Router<State> {
    let pages = Router::new()
        .route("/", get(read::show_search))
        .route("/artikelen/{id}", get(read::show_article))
        .route("/api", get(read::show_reference))
        .route("/artikelen/{id}/beeld", get(picture::show))
        .route("/problemen/{naam}", get(problems::show))
        .route("/artikelen/{id}/beeld/klein", get(picture::show_small))
        .route("/organisaties", get(read::list_organisations))
        .route("/organisaties/{name}", get(read::show_organisation))
        .route("/evenementen", get(read::show_events))
        .route("/over", get(read::show_about))
        .route("/hulp", get(read::show_help))
        .route("/privacy", get(read::show_privacy))
        .route("/toegankelijkheid", get(read::show_accessibility))
        .route("/bundel", get(bundels::show_own))
        .route("/bundel/artikelen", post(adding::add_article))
        .route("/bundel/zoekopdracht", post(adding::add_search))
        .route("/bundel/gegevens", post(changes::set_details))
        .route("/bundel/tussentitel", post(changes::set_heading))
        .route("/bundel/notitie", post(changes::set_note))
        .route("/bundel/schik", post(changes::arrange))
        .route("/bundel/leeg", post(changes::empty))
        .route("/bundel/ongedaan", post(changes::undo))
        .route("/bundel/wis", post(bundels::discard))
        .route("/bundel/terug", post(bundels::take_back))
        .route("/bundel/kopie", post(bundels::duplicate))
        .route("/bundel/nieuw", post(bundels::start_new))
        .route("/bundel/kies", post(bundels::choose))
        .route("/bundel/sleutel", post(bundels::make_key))
        .route("/bundels/{id}", get(bundels::show_shared))
        .route("/bundels/{id}/kopie", post(bundels::copy))
        .route("/bundels/{id}/sleutel", post(bundels::enter_key))
        .merge(download::router())
        .merge(editors::router())
        .method_not_allowed_fallback(|| async { Trouble::BadMethod });
    // The one secret that stands beside what another site can choose is masked (`guard`).
    packed(pages.layer(DefaultBodyLimit::max(MAX_FORM_BYTES)))
        .layer((
            // A page differs from visitor to visitor, so that only a visitor's own browser may keep
            // it.
            header_unless_set(header::CACHE_CONTROL, "private, no-cache"),
            // Outside the catching of panics, so that its page has them too.
            header_unless_set(header::CONTENT_SECURITY_POLICY, POLICY),
            CatchPanicLayer::custom(panicked),
        ))
        .merge(assets::router())
}

/// The page for an address that is nothing's.
pub fn not_found() -> Response {
    let policy = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    ([policy], Trouble::NotFound).into_response()
}

/// The page for a client that asked too often.
pub fn too_often(wait: Duration) -> Response {
    let policy = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let retry_after = (header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
    ([policy, retry_after], Trouble::TooOften).into_response()
}

/// Reads the form that a page's handler gets, so that it can be offered again.
///
/// # Errors
/// The page for a form that cannot be read.
pub async fn read_form(
    request: Request,
    base_url: Option<&str>,
) -> Result<(Request, Option<again::Posted>), Response> {
    let policy = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let read = again::read(request, base_url).await;
    read.map_err(|unreadable| ([policy], unreadable).into_response())
}

/// The page for a client that had to wait too long.
pub fn busy() -> Response {
    let policy = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    ([policy], Trouble::Busy).into_response()
}

fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(message = message.unwrap_or("no message"), "a page panicked");
    Trouble::Internal.into_response()
}

fn header_unless_set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
