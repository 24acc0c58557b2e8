//! `/artikelen`: search, one article, and what is like it.

use axum::Json;
use axum::extract::{self, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::path::{ArticleInPath, NoQuery, unknown_article};
use crate::article::{Article, Kind};
use crate::search::{Answer, Hit, Period, SearchRequest, Sort};
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

#[utoipa::path(
    get,
    path = "/artikelen",
    operation_id = "zoekArtikelen",
    tag = "Artikelen",
    summary = "Artikelen zoeken",
    description = "Zoekt zoals de zoekpagina: verbogen vormen en delen van samenstellingen tellen \
                   mee. Zonder `q` krijgt u alle artikelen. Een lege waarde is geen waarde.",
    params(
        ("q" = Option<String>, Query, description = "De zoekopdracht. `\"…\"` staat voor precies \
            die woorden, `-woord` laat artikelen met dat woord weg, `OF` staat tussen woorden \
            waarvan er één volstaat, `woord*` staat voor een begin."),
        ("organisatie" = Option<Vec<String>>, Query, description = "Alleen artikelen van deze \
            organisatie, ook onder een andere naam; herhaalbaar, één ervan volstaat."),
        ("soort" = Option<Vec<Kind>>, Query, description = "Alleen artikelen van deze soort; \
            herhaalbaar, één ervan volstaat."),
        ("van" = Option<String>, Query, format = Date,
            description = "Eerste dag van publicatie, zelf meegerekend."),
        ("tot" = Option<String>, Query, format = Date,
            description = "Laatste dag van publicatie, zelf meegerekend."),
        ("periode" = Option<Period>, Query,
            description = "Alleen evenementen die nog komen (ook vandaag), of die voorbij zijn."),
        ("sorteer" = Option<Sort>, Query, description = "De volgorde; zonder: relevantie."),
        ("pagina" = Option<u32>, Query,
            description = "De hoeveelste pagina, vanaf 1; pagina × perPagina is ten hoogste 10000."),
        ("perPagina" = Option<u32>, Query, description = "Resultaten per pagina; zonder: 10."),
        ("uitleg" = Option<bool>, Query,
            description = "Of bij elk resultaat staat waarom het gevonden is."),
    ),
    responses((status = 200, description = "Eén pagina resultaten, met de facetten van alle",
        body = Answer)),
)]
pub(super) async fn list_articles(
    extract::State(state): extract::State<State>,
    ArticlesQuery(request): ArticlesQuery,
) -> Result<Json<Answer>, Problem> {
    let answer = state.run_here(|state| state.engine().search(&request, today())).await??;
    if state.is_missed(&request, &answer) {
        state.run(move |state| state.note_missed(&request.query)).await?;
    }
    Ok(Json(answer))
}

#[utoipa::path(
    get,
    path = "/artikelen/{id}",
    operation_id = "leesArtikel",
    tag = "Artikelen",
    summary = "Eén artikel lezen",
    description = "Het hele artikel, zoals het geschreven is.",
    responses((status = 200, description = "Het artikel", body = Article)),
)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = VerwanteArtikelen)]
pub(super) struct SimilarArticles {
    #[serde(rename = "resultaten")]
    hits: Vec<Hit>,
}

#[utoipa::path(
    get,
    path = "/artikelen/{id}/verwant",
    operation_id = "zoekVerwanteArtikelen",
    tag = "Artikelen",
    summary = "Verwante artikelen",
    description = "Artikelen die er het meest op lijken, ten hoogste tien.",
    responses((status = 200, description = "De verwante artikelen, het meest gelijkende eerst",
        body = SimilarArticles)),
)]
pub(super) async fn list_similar_articles(
    extract::State(state): extract::State<State>,
    ArticleInPath(id): ArticleInPath,
    _: NoQuery,
) -> Result<Json<SimilarArticles>, Problem> {
    state
        .run_here(|state| {
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
