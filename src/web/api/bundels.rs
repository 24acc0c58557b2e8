//! `/bundels`: making, reading and changing bundels.
//!
//! Whoever has the link may read and copy; changing needs the key, which an answer holds once, when
//! it is made.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Json;
use axum::extract;
use axum::http::header::{CACHE_CONTROL, LOCATION, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::description::{Bundelwijziging, NieuweBundel};
use super::documents::download;
use super::forms::document_wanted;
use super::path::{ArticleInPath, Editor, InPath, NoQuery, unknown_article};
use super::requests::{self, Changes, NewBundel};
use crate::article::{Article, ArticleId};
use crate::bundel::{
    Bundel, BundelId, Content, ContentFault, DEFAULT_TITLE, Entry, ItemState, Key, Limits, Right,
    Selection, Sought, StoreError, Wanted, look_up,
};
use crate::search::{Engine, SearchError, Sort};
use crate::web::body::Fields;
use crate::web::client::Client;
use crate::web::conditional::{TaggedJson, expected_version, version_prefix};
use crate::web::problem::{Faults, Problem, ProblemKind};
use crate::web::state::{State, today};

/// A bundel as clients see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Bundel)]
struct BundelBody {
    #[schema(value_type = String)]
    id: BundelId,
    #[serde(rename = "titel")]
    title: String,
    #[serde(rename = "ondertitel")]
    #[schema(required)]
    subtitle: Option<String>,
    #[serde(rename = "inleiding")]
    #[schema(required)]
    introduction: Option<String>,
    #[serde(rename = "onderdelen")]
    parts: Vec<PartBody>,
    /// The search it came from, in words.
    #[serde(rename = "zoekopdracht")]
    #[schema(required)]
    search: Option<String>,
    #[serde(rename = "gewijzigdOp")]
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// The last whole day it is kept if nobody reads or changes it after now.
    #[serde(rename = "bewaardTot")]
    #[schema(value_type = String, format = Date)]
    kept_until: Date,
    /// Address of its page.
    url: String,
}

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Onderdeel)]
enum PartBody {
    Article {
        #[serde(rename = "artikel")]
        #[schema(value_type = String)]
        id: ArticleId,
        #[serde(rename = "titel")]
        title: String,
        #[serde(rename = "notitie")]
        #[schema(required)]
        note: Option<String>,
        #[serde(rename = "toestand")]
        state: ItemState,
    },
    Heading {
        #[serde(rename = "tussentitel")]
        text: String,
    },
}

/// A bundel just made, with its key.
#[derive(Serialize, ToSchema)]
#[schema(as = NieuweBundelMetSleutel)]
struct MadeBody {
    #[serde(flatten)]
    bundel: BundelBody,
    #[serde(rename = "sleutel")]
    key: String,
    /// How many matches of the search did not fit, when it was made from one.
    #[serde(rename = "weggelaten", skip_serializing_if = "Option::is_none")]
    left_out: Option<usize>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Sleutel)]
struct KeyBody {
    #[serde(rename = "sleutel")]
    key: String,
}

#[utoipa::path(
    post,
    path = "/bundels",
    operation_id = "maakBundel",
    tag = "Bundels",
    summary = "Een bundel maken",
    description = "De artikelen van `artikelen` en daarna die van `zoekopdracht`, zonder dubbele. Het antwoord bevat de sleutel, en alleen deze keer.",
    request_body(content = NieuweBundel, description = "Wat erin moet; niets mag ook"),
    responses((status = 201, description = "De bundel, met de sleutel", body = MadeBody)),
)]
pub(super) async fn create_bundel(
    extract::State(state): extract::State<State>,
    _: NoQuery,
    body: Fields,
) -> Result<Response, Problem> {
    let asked = NewBundel::read(body, state.store().limits())?;
    state
        .run(move |state| {
            let (content, left_out) = collect(asked, &state.engine(), state.store().limits())?;
            let (bundel, key) = state.store().create(content)?;
            made(state, bundel, &key, left_out)
        })
        .await?
}

#[utoipa::path(
    get,
    path = "/bundels/{id}",
    operation_id = "leesBundel",
    tag = "Bundels",
    summary = "Een bundel lezen",
    description = "Wie de link heeft, mag lezen. Met `Accept` krijgt u hem ook als pdf, EPUB, Markdown of RIS, zoals op de adressen van de documenten.",
    responses((status = 200, description = "De bundel", body = BundelBody)),
)]
pub(super) async fn show_bundel(
    extract::State(state): extract::State<State>,
    InPath(id): InPath,
    _: NoQuery,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut response = match document_wanted(&headers) {
        Some(form) => download(form, extract::State(state), InPath(id), client, &headers).await?,
        None => {
            state
                .run(move |state| {
                    let bundel = state.store().get(&id)?;
                    Ok::<_, Problem>(tagged(state, bundel)?.unless_known(&headers))
                })
                .await??
        }
    };
    response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

#[utoipa::path(
    patch,
    path = "/bundels/{id}",
    operation_id = "wijzigBundel",
    tag = "Bundels",
    summary = "Een bundel wijzigen",
    description = "Wat u niet meestuurt, blijft zoals het is. `onderdelen` vervangt alle onderdelen, in die volgorde.",
    request_body(content = Bundelwijziging, description = "Wat er verandert"),
    security(("bundelsleutel" = [])),
    responses((status = 200, description = "De bundel zoals hij nu is", body = BundelBody)),
)]
pub(super) async fn change_bundel(
    extract::State(state): extract::State<State>,
    editor: Editor,
    _: NoQuery,
    headers: HeaderMap,
    body: Fields,
) -> Result<Response, Problem> {
    let expected = expected_version(&headers, editor.version)?;
    let changes = Changes::read(body, state.store().limits())?;
    state
        .run(move |state| {
            let found = match &changes.items {
                Some(wanted) => {
                    let before = state.store().get(&editor.id)?.content;
                    refuse_too_many(wanted, &before, state.store().limits())?;
                    find_articles(wanted, &before, &state.engine())?
                }
                None => HashMap::new(),
            };
            let right = Right::Key(&editor.key);
            let bundel = state.store().update(&editor.id, right, expected, |content| {
                if let Some(title) = changes.title {
                    content.title = title;
                }
                if let Some(subtitle) = changes.subtitle {
                    content.subtitle = subtitle;
                }
                if let Some(introduction) = changes.introduction {
                    content.introduction = introduction;
                }
                match changes.items {
                    Some(wanted) => content.arrange(wanted, |id| found.get(id).cloned()),
                    None => Ok(()),
                }
            })?;
            Ok(tagged(state, bundel)?.into_response())
        })
        .await?
}

#[utoipa::path(
    delete,
    path = "/bundels/{id}",
    operation_id = "verwijderBundel",
    tag = "Bundels",
    summary = "Een bundel verwijderen",
    description = "De bundel is meteen en voorgoed weg.",
    security(("bundelsleutel" = [])),
    responses((status = 204, description = "De bundel is weg")),
)]
pub(super) async fn delete_bundel(
    extract::State(state): extract::State<State>,
    editor: Editor,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let expected = expected_version(&headers, editor.version)?;
    state
        .run(move |state| state.store().delete(&editor.id, Right::Key(&editor.key), expected))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    put,
    path = "/bundels/{id}/artikelen/{artikelId}",
    operation_id = "voegArtikelToe",
    tag = "Bundels",
    summary = "Een artikel toevoegen",
    description = "Achteraan. Twee keer toevoegen is één keer.",
    security(("bundelsleutel" = [])),
    responses((status = 200, description = "De bundel zoals hij nu is", body = BundelBody)),
)]
pub(super) async fn add_article(
    extract::State(state): extract::State<State>,
    editor: Editor,
    ArticleInPath(article): ArticleInPath,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let expected = expected_version(&headers, editor.version)?;
    state
        .run(move |state| {
            let found = state.engine().article(&article)?;
            let found = found.ok_or_else(|| unknown_article(article.as_str()))?;
            let right = Right::Key(&editor.key);
            let bundel = state.store().update(&editor.id, right, expected, |content| {
                content.add(&found);
                Ok(())
            })?;
            Ok(tagged(state, bundel)?.into_response())
        })
        .await?
}

#[utoipa::path(
    delete,
    path = "/bundels/{id}/artikelen/{artikelId}",
    operation_id = "neemArtikelWeg",
    tag = "Bundels",
    summary = "Een artikel wegnemen",
    description = "De andere onderdelen blijven staan.",
    security(("bundelsleutel" = [])),
    responses((status = 200, description = "De bundel zoals hij nu is", body = BundelBody)),
)]
pub(super) async fn remove_article(
    extract::State(state): extract::State<State>,
    editor: Editor,
    ArticleInPath(article): ArticleInPath,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let expected = expected_version(&headers, editor.version)?;
    state
        .run(move |state| {
            let right = Right::Key(&editor.key);
            let mut was_there = false;
            let bundel = state.store().update(&editor.id, right, expected, |content| {
                was_there = content.remove(&article);
                Ok(())
            })?;
            if was_there {
                Ok(tagged(state, bundel)?.into_response())
            } else {
                let detail = format!("Het artikel {article} staat niet in de bundel.");
                Err(Problem::new(ProblemKind::NotFound, detail))
            }
        })
        .await?
}

#[utoipa::path(
    post,
    path = "/bundels/{id}/sleutel",
    operation_id = "maakSleutel",
    tag = "Bundels",
    summary = "Een nieuwe sleutel",
    description = "De oude sleutel werkt meteen niet meer.",
    security(("bundelsleutel" = [])),
    responses((status = 200, description = "De nieuwe sleutel, alleen deze keer", body = KeyBody)),
)]
pub(super) async fn rotate_key(
    extract::State(state): extract::State<State>,
    editor: Editor,
    _: NoQuery,
) -> Result<Response, Problem> {
    let key = state
        .run(move |state| state.store().rotate_key(&editor.id, Right::Key(&editor.key)))
        .await??;
    Ok((no_store(), Json(KeyBody { key: key.shown() })).into_response())
}

#[utoipa::path(
    post,
    path = "/bundels/{id}/kopie",
    operation_id = "kopieerBundel",
    tag = "Bundels",
    summary = "Een kopie maken",
    description = "Een bundel van uzelf met dezelfde inhoud en een eigen sleutel.",
    responses((status = 201, description = "De kopie, met haar sleutel", body = MadeBody)),
)]
pub(super) async fn copy_bundel(
    extract::State(state): extract::State<State>,
    InPath(id): InPath,
    _: NoQuery,
) -> Result<Response, Problem> {
    state
        .run(move |state| {
            let (bundel, key) = state.store().copy(&id, None, |_| ())?;
            made(state, bundel, &key, None)
        })
        .await?
}

/// The content of a new bundel: the articles asked for, then those of the search as far as there is
/// room, and how many of those did not fit.
fn collect(
    asked: NewBundel,
    engine: &Engine,
    limits: &Limits,
) -> Result<(Content, Option<usize>), Problem> {
    let mut content = Content::titled(DEFAULT_TITLE);
    let mut unknown = Faults::default();
    for (path, id) in &asked.articles {
        match engine.article(id)? {
            Some(article) => {
                content.add(&article);
            }
            None => unknown.push(requests::unknown_article(path, id.as_str())),
        }
    }
    if !unknown.is_empty() {
        return Err(Problem::with_faults(ProblemKind::InvalidContent, unknown));
    }
    let mut left_out = None;
    if let Some((query, filters)) = &asked.search {
        let named = content.items.len();
        let room = asked.maximum.min(limits.articles.saturating_sub(named));
        let sought = Sought {
            query,
            filters,
            sort: Sort::Relevance,
            // Those that were named take none of it.
            maximum: room + named,
            title_chars: limits.title_chars,
        };
        let found = Selection::of(engine, &sought, today())?;
        content.title = found.content.title;
        content.search = found.content.search;
        let added = content.add_new(found.content.items, room);
        left_out = Some(found.left_out + added.left_out);
    }
    if let Some(title) = asked.title {
        content.title = title;
    }
    Ok((content, left_out))
}

/// Refuses more parts than a bundel may have before any of them is looked up.
fn refuse_too_many(wanted: &[Wanted], before: &Content, limits: &Limits) -> Result<(), StoreError> {
    let found = wanted.iter().filter(|part| matches!(part, Wanted::Article { .. })).count();
    let (headings, had) = (wanted.len() - found, before.articles().count());
    let mut faults = Vec::new();
    // One from before the limits were lowered may stay as large as it is.
    let most = limits.articles;
    if found > most.max(had) {
        faults.push(ContentFault::TooManyArticles { found, most });
    }
    let most = limits.headings;
    if headings > most.max(before.items.len() - had) {
        faults.push(ContentFault::TooManyHeadings { found: headings, most });
    }
    if faults.is_empty() { Ok(()) } else { Err(StoreError::Invalid(faults)) }
}

/// The wanted articles that exist now and are not in the bundel yet, each looked up once.
fn find_articles(
    wanted: &[Wanted],
    before: &Content,
    engine: &Engine,
) -> Result<HashMap<ArticleId, Arc<Article>>, SearchError> {
    let mut seen: HashSet<_> = before.articles().collect();
    let mut found = HashMap::new();
    for part in wanted {
        if let Wanted::Article { id, .. } = part
            && seen.insert(id)
            && let Some(article) = engine.article(id)?
        {
            found.insert(id.clone(), article);
        }
    }
    Ok(found)
}

fn made(
    state: &State,
    bundel: Bundel,
    key: &Key,
    left_out: Option<usize>,
) -> Result<Response, Problem> {
    let location = state.link(&format!("/api/v1/bundels/{}", bundel.id));
    let location = HeaderValue::from_str(&location).map_err(Problem::internal)?;
    let body = MadeBody { bundel: body(state, bundel)?, key: key.shown(), left_out };
    let headers = [(LOCATION, location)];
    Ok((StatusCode::CREATED, headers, no_store(), Json(body)).into_response())
}

fn tagged(state: &State, bundel: Bundel) -> Result<TaggedJson, Problem> {
    let prefix = version_prefix(bundel.version);
    Ok(TaggedJson::new(&prefix, &body(state, bundel)?))
}

fn body(state: &State, bundel: Bundel) -> Result<BundelBody, SearchError> {
    let entries = look_up(&bundel.content.items, &state.engine())?;
    Ok(BundelBody {
        url: state.link(&format!("/bundels/{}", bundel.id)),
        id: bundel.id,
        title: bundel.content.title,
        subtitle: bundel.content.subtitle,
        introduction: bundel.content.introduction,
        parts: entries.into_iter().map(PartBody::from).collect(),
        search: bundel.content.search,
        changed_at: bundel.changed_at,
        kept_until: state.kept_through(bundel.used_at),
    })
}

impl From<Entry> for PartBody {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::Heading(text) => PartBody::Heading { text },
            Entry::Article { id, title, note, state, article: _ } => {
                PartBody::Article { id, title, note, state }
            }
        }
    }
}

/// An answer with a key in it is kept by nobody.
fn no_store() -> [(axum::http::HeaderName, HeaderValue); 1] {
    [(CACHE_CONTROL, HeaderValue::from_static("no-store"))]
}
