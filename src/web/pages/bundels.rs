//! Bundels as wholes: showing, choosing, copying, sharing and removing them.

use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path, Query};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use maud::Markup;

use super::changes::conflict;
use super::desk::{self, Desk, Draft, Keeping, Owned};
use super::guard::Post;
use super::notice::{self, Notice};
use super::shared::{self, Access};
use super::trouble::Trouble;
use super::visit::{self, Sender, Visit};
use crate::bundel::{
    Bundel, BundelId, Content, DEFAULT_TITLE, Key, Right, StoreError, VisitorSecret, look_up,
};
use crate::web::state::day_of;
use crate::web::{State, today};

/// From how many days before its end a bundel's page and the visitor's list say so: long enough for
/// who looks in once a month.
const ANNOUNCED_DAYS: i64 = 30;

/// How many related articles are suggested: a glance, not a second search.
const MAX_SUGGESTIONS: usize = 4;

/// How many of a bundel's articles say what it is about, the last ones added: that is what the maker
/// is looking for now, and analysing more makes the page wait.
const MAX_READ_FOR_SUGGESTIONS: usize = 8;

/// `GET /bundel`: the visitor's own. A visitor who only reads it keeps the cookie longer too.
pub async fn show_own(
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
    sender: Sender,
) -> Result<Response, Trouble> {
    let (secret, page) = visit::run(&state, sender.clone(), move |state, visit| {
        let page = show(state, &visit, notice::in_address(&pairs), Draft::default())?;
        Ok((visit.secret, page))
    })
    .await?;
    let cookie = secret.map(|secret| [(SET_COOKIE, sender.set_cookie(&secret))]);
    Ok((cookie, page).into_response())
}

/// `GET /bundels/{id}`: one that is shared.
pub async fn show_shared(
    extract::State(state): extract::State<State>,
    path: Result<Path<String>, PathRejection>,
    sender: Sender,
) -> Result<Markup, Trouble> {
    let id = bundel_id(&path?)?;
    visit::run(&state, sender, move |state, visit| shared_page(state, &visit, &id, None)).await
}

/// The page of a shared bundel. `wrong_key` is what was typed for a key, and is none.
fn shared_page(
    state: &State,
    visit: &Visit,
    id: &BundelId,
    wrong_key: Option<&str>,
) -> Result<Markup, Trouble> {
    let bundel = state.store().get(id)?;
    let entries = look_up(&bundel.content.items, &state.engine())?;
    let own = visit
        .secret
        .as_ref()
        .is_some_and(|secret| state.store().check_right(id, Right::Visitor(secret)).is_ok());
    let access = match wrong_key {
        Some(typed) => Access::WrongKey(typed),
        None if own => Access::Own,
        None => Access::ToRead,
    };
    let visitor = visit.visitor(format!("/bundels/{id}"));
    Ok(shared::view(&bundel, &entries, access, keeping(state, &bundel), &visitor))
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
        Ok((secret, "/bundel?melding=kopie".to_owned()))
    })
    .await
}

/// `POST /bundels/{id}/sleutel`: opens a bundel to this browser, or says beside the field that the key
/// is not this bundel's.
pub async fn enter_key(
    extract::State(state): extract::State<State>,
    path: Result<Path<String>, PathRejection>,
    post: Post,
) -> Result<Response, Trouble> {
    let id = bundel_id(&path?)?;
    state
        .run(move |state| {
            let typed = post.required("sleutel")?;
            let known = post.visit.secret.as_ref();
            match state.store().let_in(known, &id, &Key::typed(typed)) {
                Ok(secret) => Ok(see_other("/bundel", Some(post.sender.set_cookie(&secret)))),
                Err(StoreError::Forbidden) => {
                    let page = shared_page(state, &post.visit, &id, Some(typed))?;
                    Ok(show_again(StatusCode::FORBIDDEN, page))
                }
                Err(other) => Err(other.into()),
            }
        })
        .await?
}

/// `POST /bundel/kopie`: a second one like it, which becomes the one at hand.
pub async fn duplicate(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    change(&state, post, |state, post| {
        let (secret, bundel) = post.bundel(state)?;
        let most = state.store().limits().title_chars;
        state.store().copy(&bundel.id, Some(&secret), |content| {
            let title = format!("Kopie van {}", content.title);
            content.title = title.chars().take(most).collect();
        })?;
        Ok((secret, "/bundel?melding=kopie".to_owned()))
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

/// `POST /bundel/wis`: throws the bundel away; another one comes to hand.
pub async fn discard(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    state
        .run(move |state| {
            let (secret, bundel) = post.bundel(state)?;
            match state.store().discard(&bundel.id, &secret, Some(post.version()?)) {
                Err(StoreError::Changed { .. }) => return conflict(state, &post, Draft::default()),
                done => done?,
            }
            if let Some(next) = state.store().visitor_bundels(&secret)?.first() {
                state.store().set_current(&secret, &next.id)?;
            }
            let cookie = post.sender.set_cookie(&secret);
            Ok(see_other("/bundel?melding=gewist", Some(cookie)))
        })
        .await?
}

/// `POST /bundel/terug`: takes back a bundel that was thrown away.
pub async fn take_back(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    change(&state, post, |state, post| {
        let id = bundel_id(post.required("bundel")?)?;
        let secret = post.visit.secret.clone().ok_or(Trouble::NotFound)?;
        state.store().restore(&id, &secret).map_err(|error| match error {
            // It was removed for good in the meantime, or was never this visitor's.
            StoreError::Forbidden => Trouble::NotFound,
            other => other.into(),
        })?;
        Ok((secret, "/bundel?melding=teruggezet".to_owned()))
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
            let (secret, bundel) = post.bundel(state)?;
            let key = state.store().rotate_key(&bundel.id, Right::Visitor(&secret))?;
            let visit = post.sender.look_up(state.store())?;
            let page = show(state, &visit, Some(Notice::Key(key.shown())), Draft::default())?;
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
    let store = state.store();
    let (mut entries, mut suggestions) = (Vec::new(), Vec::new());
    let mut keeping = Keeping { until: today(), was_to_end_on: None };
    let mut link = String::new();
    if let Some(bundel) = &visit.bundel {
        entries = look_up(&bundel.content.items, &state.engine())?;
        let ids: Vec<_> = bundel.content.articles().cloned().collect();
        let last = &ids[ids.len().saturating_sub(MAX_READ_FOR_SUGGESTIONS)..];
        if !last.is_empty() {
            let similar = state.engine().similar(last, MAX_SUGGESTIONS + ids.len() - last.len())?;
            suggestions = similar.into_iter().filter(|hit| !ids.contains(&hit.id)).collect();
            suggestions.truncate(MAX_SUGGESTIONS);
        }
        keeping = self::keeping(state, bundel);
        link = state.link(&format!("/bundels/{}", bundel.id));
        store.note_use(bundel)?;
    }
    let (mut all, mut discarded) = (Vec::new(), Vec::new());
    if let Some(secret) = &visit.secret {
        all = store.visitor_bundels(secret)?;
        discarded = store.discarded_bundels(secret)?;
    }
    let all: Vec<_> = all
        .into_iter()
        .map(|summary| Owned { ends_on: near_end(store.kept_until(summary.used_at)), summary })
        .collect();
    let desk = Desk {
        bundel: visit.bundel.as_ref().map(|bundel| (bundel, entries.as_slice())),
        all: &all,
        discarded: &discarded,
        suggestions: &suggestions,
        notice,
        draft,
        link,
        limits: store.limits(),
        keeping,
    };
    Ok(desk::view(&desk, &visit.visitor("/bundel")))
}

/// How long a bundel that is opened now is kept.
fn keeping(state: &State, bundel: &Bundel) -> Keeping {
    Keeping {
        until: state.kept_through(bundel.used_at),
        was_to_end_on: near_end(state.store().kept_until(bundel.used_at)),
    }
}

/// The day of this moment, when it is near.
fn near_end(moment: Timestamp) -> Option<Date> {
    let day = day_of(moment);
    let announced_until = today().saturating_add(ANNOUNCED_DAYS.days());
    (day <= announced_until).then_some(day.max(today()))
}

/// The page again, with what could not be stored.
pub fn show_again(status: StatusCode, page: Markup) -> Response {
    (status, [(CACHE_CONTROL, "no-store")], page).into_response()
}

/// Goes on to a page, the cookie renewed.
pub fn see_other(there: &str, cookie: Option<HeaderValue>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    let location = there.parse().unwrap_or(HeaderValue::from_static("/bundel"));
    headers.insert(LOCATION, location);
    let set: Option<(HeaderName, HeaderValue)> = cookie.map(|cookie| (SET_COOKIE, cookie));
    headers.extend(set);
    response
}

pub fn bundel_id(text: &str) -> Result<BundelId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}
