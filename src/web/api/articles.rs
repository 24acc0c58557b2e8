//! `/artikelen`: search, one article, and what is like it.

use axum::Json;
use axum::extract::{self, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;

use super::path::{ArticleInPath, NoQuery, unknown_article};
use crate::search::{Answer, Hit, SearchRequest};
use crate::web::conditional::TaggedJson;
use crate::web::problem::{Problem, shortened};
use crate::web::query::{Params, search_request};
use crate::web::state::{State, today};

/// The query of a search, without faults.
pub(super) struct ArticlesQuery(SearchRequest);

impl FromRequestParts<State> for ArticlesQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Problem> {
        let mut params = Params::of(&parts.uri);
        let mut request = search_request(&mut params);
        request.explain = params.read("uitleg", yes_or_no).unwrap_or_default();
        params.finish()?;
        Ok(ArticlesQuery(request))
    }
}

pub(super) async fn list_articles(
    extract::State(state): extract::State<State>,
    ArticlesQuery(request): ArticlesQuery,
) -> Result<Json<Answer>, Problem> {
    let answer = state
        .run(move |state| {
            let answer = state.engine().search(&request, today())?;
            state.note_missed(&request, &answer);
            Ok::<_, Problem>(answer)
        })
        .await??;
    Ok(Json(answer))
}

pub(super) async fn show_article(
    extract::State(state): extract::State<State>,
    ArticleInPath(id): ArticleInPath,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state
        .run(move |state| {
            let article = state.engine().article(&id)?;
            let article = article.ok_or_else(|| unknown_article(id.as_str()))?;
            Ok(TaggedJson::new("", &*article).unless_known(&headers))
        })
        .await?
}

/// How many similar articles are given: what a reader looks over at a glance.
const MAX_SIMILAR: usize = 10;

/// Similar articles, the most alike first.
#[derive(Serialize)]
pub(super) struct SimilarArticles {
    #[serde(rename = "resultaten")]
    hits: Vec<Hit>,
}

pub(super) async fn list_similar_articles(
    extract::State(state): extract::State<State>,
    ArticleInPath(id): ArticleInPath,
    _: NoQuery,
) -> Result<Json<SimilarArticles>, Problem> {
    state
        .run(move |state| {
            if state.engine().article(&id)?.is_none() {
                return Err(unknown_article(id.as_str()));
            }
            Ok(Json(SimilarArticles { hits: state.engine().similar(&[id], MAX_SIMILAR)? }))
        })
        .await?
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| format!("{:?} is geen keuze: schrijf true of false", shortened(text)))
}
