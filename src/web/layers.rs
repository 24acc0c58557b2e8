//! What happens around every answer: headers, limits, panics, logs. The order of the layers stands
//! in two functions, [`around_api`] and [`around_site`]; in a tuple the outermost comes first.
//!
//! Every call of `layer`, and every layer that is an async function, allocates at each request for
//! itself and all within it. So there are few of them, and each does all it can.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{self, DefaultBodyLimit, MatchedPath, OriginalUri, Request};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, ORIGIN,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::util::MapResponseLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::error;

use super::api;
use super::body::{MAX_BODY_BYTES, too_large};
use super::client;
use super::observe::{RequestId, observe};
use super::packing::packed;
use super::pages;
use super::problem::{Problem, ProblemKind, bearer};
use super::rate::Work;
use super::state::State;

/// Full version of the API, in every answer; its first number is the one in the path.
pub(super) const API_VERSION: &str = "1.0.0";

/// Headers of every answer; pages replace the policy by their own.
pub(super) const SECURITY_HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Links to bundels are secrets: other sites do not get to see them. "no-referrer" would hide
    // the origin of our own forms as well, which are checked by it.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
];

/// How long a request may take in all: the wait for a document's turn, and the largest document.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(90);

/// How long a browser remembers that reading is open, in seconds: a day, it never changes.
const PREFLIGHT_MAX_AGE: HeaderValue = HeaderValue::from_static("86400");

/// The API's layers, from the handlers outwards.
pub(super) fn around_api(api: Router<State>, state: &State) -> Router<State> {
    let api = api.layer((
        // Before anything is read, looked up or changed.
        from_fn_with_state(state.clone(), refuse),
        // Counts what is read of a body that does not state its length.
        DefaultBodyLimit::max(MAX_BODY_BYTES),
    ));
    with_problems(api)
}

/// The layers that make problems of what goes wrong, and complete them.
fn with_problems<S: Clone + Send + Sync + 'static>(api: Router<S>) -> Router<S> {
    let api = api.layer((
        // Outside all that makes problems, so that each is logged, and gets its instance.
        from_fn(complete_problem),
        CatchPanicLayer::custom(panicked),
    ));
    // Outside what replaces bodies. No answer holds a secret beside what another site can choose:
    // keys are asked for with a key, and no browser sends one by itself.
    packed(api)
        // On every answer, whatever made it.
        .layer(from_fn(answer_as_api))
}

/// The layers of pages and API together, from the routes outwards.
pub(super) fn around_site(site: Router<State>, state: &State) -> Router<State> {
    site.layer((
        // Outermost: the span holds for all that is logged within, and times all of it.
        from_fn_with_state(state.clone(), observe),
        MapResponseLayer::new(secure),
    ))
}

/// The layers that pages have beside their own, as pages.
pub(super) fn around_pages(pages: Router<State>, state: &State) -> Router<State> {
    pages.layer(from_fn_with_state(state.clone(), limit_page))
}

/// Refuses what is not to be begun: of a client who asked too often, for an answer in a form that
/// there is not, with a giant body (unread, and on routes that take none as well).
async fn refuse(
    extract::State(state): extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let allowed = count(&state, &request)
        .map_err(|(work, wait)| Problem::too_often(work, wait))
        .and_then(|()| api::acceptable(&request))
        .and_then(|()| not_giant(&request));
    match allowed {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Refuses a page to a client that asked too often, and ends one that takes too long. A form that is refused for
/// now is offered again.
async fn limit_page(
    extract::State(state): extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let counted = count(&state, &request);
    let base_url = state.imprint().base_url.as_deref();
    let answered = tokio::time::timeout(TIME_LIMIT, async {
        let (request, form) = match pages::read_form(request, base_url).await {
            Ok(read) => read,
            Err(unreadable) => return unreadable,
        };
        let response = match counted {
            Ok(()) => next.run(request).await,
            Err((_, wait)) => pages::too_often(wait),
        };
        pages::offer(form, response)
    });
    answered.await.unwrap_or_else(|_| pages::busy())
}

/// # Errors
/// What was asked too often, and how long to wait.
fn count(state: &State, request: &Request) -> Result<(), (Work, Duration)> {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let work = match api::wanted_form(request.method(), route, request.headers()) {
        Some(_) => Some(Work::Rendering),
        None => Work::of(request.method(), route),
    };
    let Some(work) = work else { return Ok(()) };
    let trust_proxy = state.defence().trust_proxy;
    let client = client::address(request.extensions(), request.headers(), trust_proxy);
    let token = request.headers().get(AUTHORIZATION).and_then(bearer);
    if token.is_some_and(|token| state.is_operator(token, client)) {
        return Ok(());
    }
    state.count(work, client).map_err(|wait| (work, wait))
}

/// # Errors
/// What is too large, and how much may be sent.
fn not_giant(request: &Request) -> Result<(), Problem> {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let most = api::most_bytes(request.method(), route).unwrap_or(MAX_BODY_BYTES);
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let giant = length
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|length| length > most as u64);
    if giant { Err(too_large(most)) } else { Ok(()) }
}

fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => panic.downcast_ref::<&str>().copied().unwrap_or("no message").to_owned(),
    };
    Problem::internal(anyhow::anyhow!("panic: {message}")).into_response()
}

/// Ends what takes too long, tells in a problem which resource was asked for, and logs what stays
/// inside.
async fn complete_problem(OriginalUri(uri): OriginalUri, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(ToString::to_string);
    let answered = tokio::time::timeout(TIME_LIMIT, next.run(request)).await;
    let mut response = answered.unwrap_or_else(|_| {
        let detail = "Het antwoord liet te lang op zich wachten. Probeer het later opnieuw.";
        Problem::new(ProblemKind::Busy, detail).into_response()
    });
    if let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() {
        if let Some(cause) = &problem.cause {
            error!(cause = format!("{cause:#}"), "request failed");
        }
        *response.body_mut() = Body::from(problem.body(Some(uri.path()), id.as_deref()));
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    response
}

/// Names the version of the API, and opens reading.
async fn answer_as_api(request: Request, next: Next) -> Response {
    let mut response = open_reading(request, next).await;
    let headers = response.headers_mut();
    headers.insert("api-version", HeaderValue::from_static(API_VERSION));
    // Answers change with articles and bundels: ask again each time, which the tag makes cheap.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

/// Lets scripts on any site read, without credentials, and nothing else (the Fetch standard's CORS
/// protocol): only GET and HEAD are allowed, and no `Authorization`. Answers preflights itself; its
/// headers stand on errors too, or a script on another site could not read what is wrong with its
/// request.
async fn open_reading(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let preflight = request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response =
        if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    if preflight {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD"));
        headers.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("accept, if-none-match"),
        );
        headers.insert(ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE);
    }
    if preflight || reading {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(
                "api-version, content-disposition, etag, retry-after, x-request-id",
            ),
        );
    }
    response
}

fn secure(mut response: Response) -> Response {
    for (name, value) in SECURITY_HEADERS {
        response
            .headers_mut()
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::web::gate::Full;

    async fn check(path: &str, expect_status: u16, expect_body: &str) -> Response {
        let api = Router::new()
            .route("/panics", get(async || -> &'static str { panic!("sleutel 1234") }))
            .route("/fails", get(async || Problem::internal(anyhow::anyhow!("sleutel 1234"))))
            .route("/full", get(async || Problem::from(Full)));
        let api = with_problems(api);
        let site = Router::new().nest("/api", api).layer(MapResponseLayer::new(secure));
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let (head, body) = site.oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        assert_eq!(head.status.as_u16(), expect_status);
        assert_eq!(std::str::from_utf8(&body).unwrap(), expect_body);
        assert_eq!(head.headers["api-version"], API_VERSION);
        assert_eq!(head.headers["x-content-type-options"], "nosniff");
        Response::from_parts(head, Body::empty())
    }

    #[tokio::test]
    async fn what_goes_wrong_inside_stays_inside() {
        let internal = |path: &str| {
            format!(
                r#"{{"type":"/problemen/interne-fout","title":"Er ging iets mis","status":500,"detail":"De fout ligt bij ons en is genoteerd. Probeer het later opnieuw.","instance":"{path}"}}"#
            )
        };
        check("/api/panics", 500, &internal("/api/panics")).await;
        check("/api/fails", 500, &internal("/api/fails")).await;
    }

    #[tokio::test]
    async fn a_refusal_for_lack_of_room_says_when_to_come_back() {
        let expect = r#"{"type":"/problemen/te-druk","title":"Het is nu te druk","status":503,"detail":"Er wachten al te veel opdrachten. Probeer het over enkele seconden opnieuw.","instance":"/api/full"}"#;
        let response = check("/api/full", 503, expect).await;
        assert_eq!(response.headers()["retry-after"], "5");
    }
}
