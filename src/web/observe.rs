//! What is remembered of a request: an id, a line in the log, a measurement.
//!
//! The route stands in them instead of the path: whoever knows the address of a bundel may read it.
//! Queries and visitors' addresses stay out for their sake.

use std::fmt;
use std::time::Instant;

use axum::extract::{self, MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, info, info_span};

use super::state::State;

/// Ties an answer to its lines in the log.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken over from a proxy: a UUID has 36 characters.
const LONGEST_ID: usize = 64;

/// An id of a request, made here or by a trusted proxy: letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestId(String);

impl RequestId {
    fn of(headers: &HeaderMap, trust_proxy: bool) -> RequestId {
        let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
        match given.filter(|id| trust_proxy && is_id(id)) {
            Some(id) => RequestId(id.to_owned()),
            None => RequestId::fresh(),
        }
    }

    /// Of a request whose head tells nothing.
    pub(super) fn fresh() -> RequestId {
        // Without random numbers requests look alike in the log, and are answered all the same.
        RequestId(format!("{:016x}", getrandom::u64().unwrap_or_default()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The outermost layer: gives the request its id, and remembers how it went.
pub(super) async fn observe(
    extract::State(state): extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId::of(request.headers(), state.defence().trust_proxy);
    let method = method_name(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let span = info_span!("request", %id, method, route);
    request.extensions_mut().insert(id.clone());
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    state.metrics().answered(method, route, status, took);
    span.in_scope(|| info!(status, millis = took.as_secs_f64() * 1000.0, "answered"));
    let id = HeaderValue::from_str(&id.0).expect("letters, digits and hyphens");
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The methods there are; whatever else somebody invents is one.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_over_from_a_trusted_proxy_alone() {
        let check = |given: &str, trust: bool, expect: bool| {
            let headers = HeaderMap::from_iter([(REQUEST_ID, given.parse().unwrap())]);
            let RequestId(id) = RequestId::of(&headers, trust);
            assert_eq!(id == given, expect, "{given}");
            assert!(is_id(&id), "{id}");
        };
        check("0b4d-77", true, true);
        check("0b4d-77", false, false);
        for wrong in ["", "a b", "a\"b", "{}", &"a".repeat(65)] {
            check(wrong, true, false);
        }
    }
}
