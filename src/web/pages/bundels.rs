//! Bundels as wholes: showing, choosing, copying, sharing and removing them.

use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path, Query};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use maud::Markup;

use super::desk::{self, Desk, Draft, Notice};
use super::guard::Post;
use super::shared;
use super::trouble::Trouble;
use super::visit::{self, Sender, Visit};
use crate::bundel::{BundelId, Content, DEFAULT_TITLE, Key, Right, VisitorSecret, look_up};
use crate::web::State;

/// `GET /bundel`: the visitor's own.
pub async fn show_own(
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
    sender: Sender,
) -> Result<Markup, Trouble> {
    visit::run(&state, sender, move |state, visit| {
        show(state, &visit, notice_in(&pairs), Draft::default())
    })
    .await
}

/// `GET /bundels/{id}`: one that is shared.
pub async fn show_shared(
    extract::State(state): extract::State<State>,
    path: Result<Path<String>, PathRejection>,
    sender: Sender,
) -> Result<Markup, Trouble> {
    let id = bundel_id(&path?)?;
    visit::run(&state, sender, move |state, visit| {
        let bundel = state.store().get(&id)?;
        let entries = look_up(&bundel.content.items, state.engine())?;
        let own = visit
            .secret
            .as_ref()
            .is_some_and(|secret| state.store().check_right(&id, Right::Visitor(secret)).is_ok());
        Ok(shared::view(&bundel, &entries, own, &visit.visitor(format!("/bundels/{id}"))))
    })
    .await
}

/// `POST /bundels/{id}/kopie`: a copy of one's own, which becomes the one at hand.
pub async fn copy(
    extract::State(state): extract::State<State>,
    path: Result<Path<String>, PathRejection>,
    post: Post,
) -> Result<Response, Trouble> {
    let id = bundel_id(&path?)?;
    change(&state, post, move |state, post| {
        let secret = post.visit.secret(state.store())?;
        state.store().copy(&id, Some(&secret), |_| ())?;
        Ok((secret, "/bundel".to_owned()))
    })
    .await
}

/// `POST /bundels/{id}/sleutel`: opens a bundel to this browser.
pub async fn enter_key(
    extract::State(state): extract::State<State>,
    path: Result<Path<String>, PathRejection>,
    post: Post,
) -> Result<Response, Trouble> {
    let id = bundel_id(&path?)?;
    change(&state, post, move |state, post| {
        let key = Key::typed(post.required("sleutel")?);
        // A wrong key makes no visitor, and so sets no cookie.
        state.store().check_right(&id, Right::Key(&key))?;
        let secret = post.visit.secret(state.store())?;
        state.store().grant(&secret, &id, &key)?;
        Ok((secret, "/bundel".to_owned()))
    })
    .await
}

/// `POST /bundel/nieuw`: an empty one beside the others.
pub async fn start_new(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    change(&state, post, |state, post| {
        let secret = post.visit.secret(state.store())?;
        state.store().create_for(&secret, Content::titled(DEFAULT_TITLE))?;
        Ok((secret, "/bundel".to_owned()))
    })
    .await
}

/// `POST /bundel/kies`: another one at hand.
pub async fn choose(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    change(&state, post, |state, post| {
        let id = bundel_id(post.required("bundel")?)?;
        let secret = post.visit.secret.clone().ok_or(Trouble::NotFound)?;
        state.store().set_current(&secret, &id)?;
        Ok((secret, "/bundel".to_owned()))
    })
    .await
}

/// `POST /bundel/wis`: removes the one at hand for good; another one comes to hand.
pub async fn delete(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    change(&state, post, |state, post| {
        let (secret, bundel) = post.visit.existing()?;
        let version = post.version()?;
        state.store().delete(&bundel.id, Right::Visitor(&secret), Some(version))?;
        if let Some(next) = state.store().visitor_bundels(&secret)?.first() {
            state.store().set_current(&secret, &next.id)?;
        }
        Ok((secret, "/bundel?melding=gewist".to_owned()))
    })
    .await
}

/// `POST /bundel/sleutel`: a new key, shown in the answer and nowhere else.
pub async fn make_key(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    state
        .run(move |state| {
            let (secret, bundel) = post.visit.existing()?;
            let key = state.store().rotate_key(&bundel.id, Right::Visitor(&secret))?;
            let page = show(state, &post.visit, Some(Notice::Key(key.shown())), Draft::default())?;
            Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
        })
        .await?
}

/// Runs a change and goes where it says, the cookie renewed.
pub async fn change(
    state: &State,
    mut post: Post,
    job: impl FnOnce(&State, &mut Post) -> Result<(VisitorSecret, String), Trouble> + Send + 'static,
) -> Result<Response, Trouble> {
    state
        .run(move |state| {
            let (secret, there) = job(state, &mut post)?;
            Ok(see_other(&there, Some(post.sender.set_cookie(&secret))))
        })
        .await?
}

/// The page of the bundel at hand.
pub fn show(
    state: &State,
    visit: &Visit,
    notice: Option<Notice>,
    draft: Draft,
) -> Result<Markup, Trouble> {
    let entries = match &visit.bundel {
        Some(bundel) => look_up(&bundel.content.items, state.engine())?,
        None => Vec::new(),
    };
    let all = match &visit.secret {
        Some(secret) => state.store().visitor_bundels(secret)?,
        None => Vec::new(),
    };
    let desk = Desk {
        bundel: visit.bundel.as_ref().map(|bundel| (bundel, entries.as_slice())),
        all: &all,
        notice,
        draft,
        link: visit
            .bundel
            .as_ref()
            .map(|bundel| state.link(&format!("/bundels/{}", bundel.id)))
            .unwrap_or_default(),
    };
    Ok(desk::view(&desk, &visit.visitor("/bundel")))
}

/// The page again, with what could not be stored.
pub fn show_again(status: StatusCode, page: Markup) -> Response {
    (status, [(CACHE_CONTROL, "no-store")], page).into_response()
}

fn see_other(there: &str, cookie: Option<HeaderValue>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    let location = there.parse().unwrap_or(HeaderValue::from_static("/bundel"));
    headers.insert(LOCATION, location);
    let set: Option<(HeaderName, HeaderValue)> = cookie.map(|cookie| (SET_COOKIE, cookie));
    headers.extend(set);
    response
}

/// What a redirect left in the address for this page to say.
fn notice_in(pairs: &[(String, String)]) -> Option<Notice> {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let number = |name: &str| value(name).and_then(|text| text.parse().ok()).unwrap_or(0);
    match value("melding")?.as_str() {
        "toegevoegd" => Some(Notice::Added {
            new: number("nieuw"),
            known: number("bekend"),
            left_out: number("weggelaten"),
        }),
        "bewaard" => Some(Notice::Saved),
        "leeg" => Some(Notice::Emptied),
        "gewist" => Some(Notice::Deleted),
        _ => None,
    }
}

fn bundel_id(text: &str) -> Result<BundelId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}
