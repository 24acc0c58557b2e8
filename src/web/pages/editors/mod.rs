//! `/redactie`: what the editors want to know, behind the operator's token.
//!
//! The token is typed into a form and never stands in an address; a cookie of its own, for this part
//! of the site alone, remembers that it was shown. Without a token in the settings there is nothing
//! here.

mod check;
mod view;
mod wording;

use axum::Router;
use axum::extract;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

pub use self::check::Remarks;
use super::guard::Post;
use super::trouble::Trouble;
use super::visit::{self, Sender};
use crate::article::Kind;
use crate::search::SearchRequest;
use crate::web::client::Client;
use crate::web::guesses::Shown;
use crate::web::sessions::LIFETIME;
use crate::web::{State, today};

/// The cookie's name; the prefix as for the visitors' cookie (`visit`).
const SECURE_NAME: &str = "__Secure-redactie";
const LOOPBACK_NAME: &str = "redactie";
const PATH: &str = "/redactie";
/// The articles bundled most that are listed: a screen of them.
const MOST_BUNDLED: u32 = 20;

pub fn router() -> Router<State> {
    Router::new().route(PATH, get(show).post(log_in)).route("/redactie/afmelden", post(log_out))
}

async fn show(
    extract::State(state): extract::State<State>,
    sender: Sender,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    if !state.has_operator() {
        return Err(Trouble::NotFound);
    }
    let known = session(&sender, &headers).is_some_and(|secret| state.sessions().is_open(&secret));
    let page = visit::run(&state, sender, move |state, visit| {
        let visitor = visit.visitor(PATH);
        if known {
            Ok(view::overview(&gather(state)?, &visitor))
        } else {
            Ok(view::login(&visitor, None))
        }
    });
    Ok(private(page.await?.into_response()))
}

async fn log_in(
    extract::State(state): extract::State<State>,
    client: Client,
    post: Post,
) -> Result<Response, Trouble> {
    if !state.has_operator() {
        return Err(Trouble::NotFound);
    }
    let refused = |status: StatusCode, fault: &str| {
        let page = view::login(&post.visit.visitor(PATH), Some(fault));
        private((status, page).into_response())
    };
    match state.show_operator_token(post.required("sleutel")?, client) {
        Shown::Right => {}
        Shown::Wrong => {
            let fault = "Deze sleutel past niet. Kijk na of u hem helemaal overnam.";
            return Ok(refused(StatusCode::FORBIDDEN, fault));
        }
        Shown::TooOften(wait) => {
            let fault = "Vanaf uw internetverbinding kwamen te veel verkeerde sleutels. Probeer het over \
                         tien minuten opnieuw.";
            let mut response = refused(StatusCode::TOO_MANY_REQUESTS, fault);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
            return Ok(response);
        }
    }
    let secret = state.sessions().open().map_err(|error| Trouble::internal(&error))?;
    Ok(leave_with_cookie(&post.sender, &secret, LIFETIME.as_secs()))
}

async fn log_out(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    post: Post,
) -> Result<Response, Trouble> {
    if let Some(secret) = session(&post.sender, &headers) {
        state.sessions().close(&secret);
    }
    Ok(leave_with_cookie(&post.sender, "", 0))
}

fn gather(state: &State) -> Result<view::Overview, Trouble> {
    let answer = state.engine().search(&SearchRequest::default(), today())?;
    let count = |kind: Kind| {
        let counted = answer.facets.kinds.iter().find(|value| value.value == kind.name());
        counted.map_or(0, |value| value.count)
    };
    let dated: usize = answer.facets.years.iter().map(|value| value.count).sum();
    Ok(view::Overview {
        articles: answer.total,
        kinds: Kind::ALL.map(|kind| (kind, count(kind))),
        undated: answer.total.saturating_sub(dated),
        organisations: answer.facets.organisations.len(),
        bundels: state.store().count()?,
        checked: state.corpus().map(|corpus| state.remarks().of(corpus, today())),
        missed: match state.journal() {
            Some(journal) => {
                Some(journal.missed(today()).map_err(|error| Trouble::internal(&error))?)
            }
            None => None,
        },
        bundled: state.store().most_bundled(MOST_BUNDLED)?,
    })
}

fn session(sender: &Sender, headers: &HeaderMap) -> Option<String> {
    visit::cookie(headers, cookie_name(sender))
}

fn cookie_name(sender: &Sender) -> &'static str {
    if sender.is_secure() { SECURE_NAME } else { LOOPBACK_NAME }
}

/// To the page itself, so that loading it again sends no form. Strict: a link on another site does
/// not open this page as the editor.
fn leave_with_cookie(sender: &Sender, secret: &str, seconds: u64) -> Response {
    let secure = if sender.is_secure() { "; Secure" } else { "" };
    let name = cookie_name(sender);
    let cookie = format!(
        "{name}={secret}; Path={PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );
    let cookie: HeaderValue = cookie.parse().expect("a secret is made of letters and digits");
    private(([(SET_COOKIE, cookie)], Redirect::to(PATH)).into_response())
}

/// No copy stays in the browser.
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
