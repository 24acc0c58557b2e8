//! Pages that only show: search, article, information.

use axum::extract::rejection::PathRejection;
use axum::extract::{self, OriginalUri, Path, Query};
use axum::http::{StatusCode, Uri};
use maud::Markup;

use super::form::SearchForm;
use super::layout::Visitor;
use super::trouble::Trouble;
use super::visit::{self, Sender};
use super::{article, information, search};
use crate::article::ArticleId;
use crate::search::SearchRequest;
use crate::web::{State, today};

/// How many similar articles stand below an article: enough to go on reading, too few to skip.
const MAX_SIMILAR: usize = 4;

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
        if status == StatusCode::OK {
            state.note_missed(&request, &answer);
        }
        let visitor = visit.visitor(path_and_query(&uri));
        let base_url = state.imprint().base_url.as_deref();
        Ok((status, search::view(&form, &answer, &visitor, base_url)))
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
        Ok(article::view(&found, &similar, &visitor, state.imprint().base_url.as_deref()))
    })
    .await
}

pub async fn show_help(state: extract::State<State>, sender: Sender) -> Result<Markup, Trouble> {
    show_information(state, sender, "/hulp", information::help).await
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
