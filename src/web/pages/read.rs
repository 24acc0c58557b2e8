//! Pages that only show: search, article, organisations, events, information.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{self, OriginalUri, Path, Query};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;

use super::form::SearchForm;
use super::layout::Visitor;
use super::picture::pictured;
use super::trouble::Trouble;
use super::visit::{self, Sender};
use super::{article, events, information, organisations, reference, search};
use crate::article::{Article, ArticleId};
use crate::search::{MAX_PER_PAGE, Period, SearchRequest};
use crate::web::{State, today};

/// How many similar articles stand below an article: enough to go on reading, too few to skip.
const MAX_SIMILAR: usize = 4;
/// How many events that are over stand below those to come: what one remembers.
const MAX_PAST: usize = 6;

/// `GET /`: the search form and its results. A fault in the form is told on the page, as a 400.
pub async fn show_search(
    extract::State(state): extract::State<State>,
    OriginalUri(uri): OriginalUri,
    Query(pairs): Query<Vec<(String, String)>>,
    sender: Sender,
) -> Result<(StatusCode, Markup), Trouble> {
    visit::run(&state, sender, move |state, visit| {
        let form = SearchForm::read(&pairs);
        let (status, request) = if form.faults.is_empty() {
            (StatusCode::OK, form.request.clone())
        } else {
            (StatusCode::BAD_REQUEST, form.within_limits())
        };
        let request = SearchRequest { explain: true, ..request };
        let answer = state.engine().search(&request, today())?;
        if status == StatusCode::OK && state.is_missed(&request, &answer) {
            state.note_missed(&request.query);
        }
        let visitor = visit.visitor(path_and_query(&uri));
        let base_url = state.imprint().base_url.as_deref();
        let pictured = pictured(state, &answer.hits);
        Ok((status, search::view(&form, &answer, &pictured, &visitor, base_url)))
    })
    .await
}

/// `GET /artikelen/{id}`: one article.
pub async fn show_article(
    extract::State(state): extract::State<State>,
    path: Result<Path<String>, PathRejection>,
    sender: Sender,
) -> Result<Markup, Trouble> {
    let id: ArticleId = path?.parse().map_err(|_| Trouble::NotFound)?;
    visit::run(&state, sender, move |state, visit| {
        let found = state.engine().article(&id)?.ok_or(Trouble::NotFound)?;
        let visitor = visit.visitor(format!("/artikelen/{id}"));
        let similar = state.engine().similar(&[id], MAX_SIMILAR)?;
        let address = state.absolute(&format!("/artikelen/{}", found.id));
        let base_url = state.imprint().base_url.as_deref();
        Ok(article::view(&found, &similar, &visitor, base_url, &address))
    })
    .await
}

/// `GET /organisaties`: all of them.
pub async fn list_organisations(
    extract::State(state): extract::State<State>,
    sender: Sender,
) -> Result<Markup, Trouble> {
    visit::run(&state, sender, |state, visit| {
        let listed = state.engine().organisations()?;
        let base_url = state.imprint().base_url.as_deref();
        Ok(organisations::list(&listed, &visit.visitor("/organisaties"), base_url))
    })
    .await
}

/// `GET /organisaties/{naam}`: one, by any of its names; its own path is where it stands.
pub async fn show_organisation(
    extract::State(state): extract::State<State>,
    OriginalUri(uri): OriginalUri,
    path: Result<Path<String>, PathRejection>,
    sender: Sender,
) -> Result<Response, Trouble> {
    let Path(name) = path?;
    visit::run(&state, sender, move |state, visit| {
        let found = state.engine().organisation_named(&name).ok_or(Trouble::NotFound)?;
        let own = organisations::path(&found.name);
        if uri.path() != own {
            return Ok(Redirect::permanent(&own).into_response());
        }
        let request = organisations::search(&found.name);
        let answer = state.engine().search(&request, today())?;
        let visitor = visit.visitor(own);
        let base_url = state.imprint().base_url.as_deref();
        let pictured = pictured(state, &answer.hits);
        Ok(organisations::view(&found, &answer, &pictured, &visitor, base_url).into_response())
    })
    .await
}

/// `GET /evenementen`: what is coming, and what was last.
pub async fn show_events(
    extract::State(state): extract::State<State>,
    sender: Sender,
) -> Result<Markup, Trouble> {
    visit::run(&state, sender, |state, visit| {
        let mut coming = events_of(state, Period::Coming)?;
        coming.sort_by_key(|article| events::begins(article));
        let mut past = events_of(state, Period::Past)?;
        past.sort_by_key(|article| std::cmp::Reverse(events::begins(article)));
        past.truncate(MAX_PAST);
        let calendar = events::Calendar { coming, past };
        let base_url = state.imprint().base_url.as_deref();
        Ok(events::view(&calendar, &visit.visitor("/evenementen"), base_url))
    })
    .await
}

/// As many events of a period as one search gives.
fn events_of(state: &State, period: Period) -> Result<Vec<Arc<Article>>, Trouble> {
    let request = SearchRequest { per_page: MAX_PER_PAGE, ..events::search(period) };
    let answer = state.engine().search(&request, today())?;
    let mut found = Vec::new();
    for hit in &answer.hits {
        found.extend(state.engine().article(&hit.id)?);
    }
    Ok(found)
}

pub async fn show_about(state: extract::State<State>, sender: Sender) -> Result<Markup, Trouble> {
    let count = state.engine().len();
    let view = move |visitor: &Visitor, base_url: Option<&str>| {
        information::about(visitor, base_url, count)
    };
    show_information(state, sender, "/over", view).await
}

pub async fn show_help(state: extract::State<State>, sender: Sender) -> Result<Markup, Trouble> {
    show_information(state, sender, "/hulp", information::help).await
}

/// `GET /api`: the description of the API, for people.
pub async fn show_reference(
    extract::State(state): extract::State<State>,
    sender: Sender,
) -> Result<Markup, Trouble> {
    visit::run(&state, sender, move |state, visit| {
        let base_url = state.imprint().base_url.as_deref();
        Ok(reference::view(&state.description().document, &visit.visitor("/api"), base_url))
    })
    .await
}

pub async fn show_privacy(state: extract::State<State>, sender: Sender) -> Result<Markup, Trouble> {
    let counts = state.counts_missed();
    let unused_days = state.store().limits().unused_days;
    let view = move |visitor: &Visitor, base_url: Option<&str>| {
        information::privacy(visitor, base_url, counts, unused_days)
    };
    show_information(state, sender, "/privacy", view).await
}

pub async fn show_accessibility(
    state: extract::State<State>,
    sender: Sender,
) -> Result<Markup, Trouble> {
    show_information(state, sender, "/toegankelijkheid", information::accessibility).await
}

async fn show_information(
    extract::State(state): extract::State<State>,
    sender: Sender,
    path: &'static str,
    view: impl FnOnce(&Visitor, Option<&str>) -> Markup + Send + 'static,
) -> Result<Markup, Trouble> {
    visit::run(&state, sender, move |state, visit| {
        Ok(view(&visit.visitor(path), state.imprint().base_url.as_deref()))
    })
    .await
}

fn path_and_query(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}
