//! `PUT` and `DELETE /artikelen/{id}`: articles that the operator's programs keep here.
//!
//! Such an article is a file of its own in the corpus; it is answered for when it can be found. What
//! comes from an editor's file is never touched.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::{self, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::put;
use serde_json::{Map, Value};

use super::path::{ArticleInPath, NoQuery, unknown_article};
use crate::article::ArticleId;
use crate::live::{ApiFolder, LiveError, file_of};
use crate::source::{self, Corpus, ReadError, Reader};
use crate::web::body::Fields;
use crate::web::client::Client;
use crate::web::conditional::{TaggedJson, preconditions_hold};
use crate::web::guesses::Shown;
use crate::web::problem::{Fault, Faults, Problem, ProblemKind, bearer, shortened};
use crate::web::state::{State, today};

/// Both share their path with what anybody may ask for.
pub(super) fn router() -> Router<State> {
    Router::new().route("/artikelen/{id}", put(put_article).delete(delete_article))
}

/// Whoever showed the operator's token.
pub(super) struct Operator;

/// # Errors
/// 403 when there is no operator here, or the token is another's; 401 without a token; 429 after too
/// many wrong ones.
impl FromRequestParts<State> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        if !state.has_operator() {
            return Err(Problem::new(
                ProblemKind::WrongKey,
                "Artikelen schrijven staat uit: deze site heeft geen sleutel voor de beheerder.",
            ));
        }
        let Ok(client) = Client::from_request_parts(parts, state).await;
        let token = parts.headers.get(AUTHORIZATION).and_then(bearer);
        match token.map(|token| state.show_operator_token(token, client)) {
            Some(Shown::Right) => Ok(Operator),
            Some(Shown::TooOften(wait)) => Err(Problem::too_many_tokens(wait)),
            Some(Shown::Wrong) => Err(Problem::new(
                ProblemKind::WrongKey,
                "Deze sleutel is niet die van de beheerder.",
            )),
            None => Err(Problem::new(
                ProblemKind::MissingKey,
                "Stuur de sleutel van de beheerder mee als Authorization: Bearer ….",
            )),
        }
    }
}

async fn put_article(
    _: NoQuery,
    _: Operator,
    extract::State(state): extract::State<State>,
    ArticleInPath(id): ArticleInPath,
    headers: HeaderMap,
    body: Fields,
) -> Result<Response, Problem> {
    state.run_write(move |state| write(state, id, &headers, body.into_object())).await?
}

async fn delete_article(
    _: NoQuery,
    _: Operator,
    extract::State(state): extract::State<State>,
    ArticleInPath(id): ArticleInPath,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    state.run_write(move |state| remove(state, &id, &headers)).await?
}

fn write(
    state: &State,
    id: ArticleId,
    headers: &HeaderMap,
    body: Map<String, Value>,
) -> Result<Response, Problem> {
    let corpus = corpus(state)?;
    let (organisations, _) = corpus.organisations().map_err(Problem::internal)?;
    let reader = Reader { organisations: &organisations, today: today() };
    let draft = Draft::check(id, body, &reader)
        .map_err(|faults| Problem::with_faults(ProblemKind::InvalidContent, faults))?;
    let _one_at_a_time = state.live().writing();
    let is_new = owned(state, draft.id(), headers)?;
    draft.write(&api_folder(corpus)?)?;
    let id = draft.into_id();
    take_in(state)?;
    is_taken_from_here(state, &id)?;
    let article = state.live().engine().article(&id)?;
    let body = article.map(|article| TaggedJson::new("", &*article));
    let body = body.ok_or_else(|| not_in_index(&id))?;
    Ok(if is_new {
        let location = [("Location", state.link(&format!("/api/v1/artikelen/{id}")))];
        (StatusCode::CREATED, location, body).into_response()
    } else {
        body.into_response()
    })
}

/// An article that is right, and not written yet.
pub(super) struct Draft {
    id: ArticleId,
    text: Vec<u8>,
}

impl Draft {
    /// Checks the article that is to have this id.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn check(
        id: ArticleId,
        mut article: Map<String, Value>,
        reader: &Reader,
    ) -> Result<Draft, Faults> {
        let mut faults = Faults::default();
        if id.as_str().starts_with('_') {
            let detail =
                "een id die met _ begint, kan hier niet: zulke bestanden zijn geen artikelen";
            faults.push(Fault::in_body("/id", detail));
        }
        match article.get("id") {
            None | Some(Value::Null) => {}
            Some(Value::String(given)) if given == id.as_str() => {}
            Some(other) => {
                let other = shortened(&other.to_string());
                let detail =
                    format!("de id is {:?} in het adres en {other} in de inhoud", id.as_str());
                faults.push(Fault::in_body("/id", detail));
            }
        }
        article.insert("id".to_owned(), id.as_str().into());
        let mut text = serde_json::to_string_pretty(&article).expect("JSON stays JSON");
        if let Err(error) = reader.read_article(&id, &text) {
            faults.append(faults_of(&error));
        }
        text.push('\n');
        if faults.is_empty() { Ok(Draft { id, text: text.into_bytes() }) } else { Err(faults) }
    }

    pub(super) fn id(&self) -> &ArticleId {
        &self.id
    }

    pub(super) fn into_id(self) -> ArticleId {
        self.id
    }

    /// # Errors
    /// 503 when there is no room or no right; what was there before stays.
    pub(super) fn write(&self, folder: &ApiFolder) -> Result<(), Problem> {
        folder.write(&self.id, &self.text).map_err(Problem::unwritable)
    }
}

/// # Errors
/// 503 when it cannot be made.
pub(super) fn api_folder(corpus: &Corpus) -> Result<ApiFolder, Problem> {
    ApiFolder::open(corpus.root()).map_err(Problem::unwritable)
}

/// # Errors
/// 409 when an editor's file with this id came at the same moment as ours.
pub(super) fn is_taken_from_here(state: &State, id: &ArticleId) -> Result<(), Problem> {
    match state.live().engine().file_of(id)? {
        Some(file) if file == file_of(id) => Ok(()),
        Some(file) => Err(elsewhere(id, &file)),
        None => Err(not_in_index(id)),
    }
}

fn not_in_index(id: &ArticleId) -> Problem {
    Problem::internal(anyhow::anyhow!("article {id} is not in the index"))
}

fn remove(state: &State, id: &ArticleId, headers: &HeaderMap) -> Result<StatusCode, Problem> {
    let corpus = corpus(state)?;
    let _one_at_a_time = state.live().writing();
    if owned(state, id, headers)? {
        return Err(unknown_article(id.as_str()));
    }
    match api_folder(corpus)?.remove(id) {
        // Somebody took the file away meanwhile, which is to be found out as well.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        removed => removed.map_err(Problem::unwritable)?,
    }
    take_in(state)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the id is free, or else that its article is one of ours, and the one that the client knows.
///
/// # Errors
/// 409 when the article comes from another file, 412 when it is another version.
pub(super) fn owned(state: &State, id: &ArticleId, headers: &HeaderMap) -> Result<bool, Problem> {
    let engine = state.live().engine();
    if let Some(file) = engine.file_of(id)?.filter(|file| *file != file_of(id)) {
        return Err(elsewhere(id, &file));
    }
    let article = engine.article(id)?;
    let tagged = article.as_ref().map(|article| TaggedJson::new("", &**article));
    if preconditions_hold(headers, tagged.as_ref().map(TaggedJson::tag)) {
        Ok(article.is_none())
    } else {
        Err(Problem::new(
            ProblemKind::Changed,
            "Het artikel is niet meer zoals u het las. Lees het opnieuw en herhaal uw wijziging.",
        ))
    }
}

pub(super) fn corpus(state: &State) -> Result<&Corpus, Problem> {
    state.corpus().ok_or_else(|| {
        Problem::new(ProblemKind::WrongKey, "Artikelen schrijven staat uit op deze site.")
    })
}

/// # Errors
/// 503 when what was written cannot be found yet.
pub(super) fn take_in(state: &State) -> Result<(), Problem> {
    state.live().take_in().map_err(|error: Arc<LiveError>| Problem {
        cause: Some(Arc::new(error.into())),
        ..Problem::new(
            ProblemKind::Busy,
            "De wijziging is bewaard, maar nog niet te vinden. Kijk over enkele seconden opnieuw.",
        )
    })
}

fn elsewhere(id: &ArticleId, file: &str) -> Problem {
    let file = shortened(file);
    Problem::new(
        ProblemKind::Elsewhere,
        format!("Het artikel {:?} komt uit het bestand {file:?}: wijzig het daar.", id.as_str()),
    )
}

/// What is wrong in an article, each with its place.
fn faults_of(error: &ReadError) -> Faults {
    match error {
        ReadError::Faults(faults) => faults.iter().map(fault_of).collect(),
        // The body is JSON and has an id; what is left is about the whole.
        _ => Faults::from_iter([Fault::in_body("", "dit is geen artikel")]),
    }
}

fn fault_of(fault: &source::Fault) -> Fault {
    Fault::in_body(&pointer(&fault.field), detail_of(fault))
}

fn detail_of(fault: &source::Fault) -> String {
    match &fault.problem {
        source::Problem::Missing => "ontbreekt".to_owned(),
        source::Problem::Empty => "mag niet leeg zijn".to_owned(),
        source::Problem::WrongType { expected, found } => {
            format!("verwacht {}, gevonden {}", in_dutch(expected), in_dutch(found))
        }
        source::Problem::TooMany { limit } => format!("telt meer dan {limit} alinea’s"),
        source::Problem::Invalid { found, .. } => {
            format!("{:?} is hier geen geldige waarde", shortened(found))
        }
    }
}

/// `tekst[2].alinea` as a JSON pointer: `/tekst/2/alinea`.
fn pointer(field: &str) -> String {
    if field.is_empty() {
        return String::new();
    }
    let mut pointer = String::from("/");
    for c in field.chars() {
        match c {
            '.' | '[' => pointer.push('/'),
            ']' => {}
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
    pointer
}

/// A type of JSON as the reader of articles names it.
fn in_dutch(name: &str) -> &str {
    match name {
        "null" => "niets (null)",
        "true or false" => "true of false",
        "a string or a list" => "een tekst of een lijst",
        "a string or a block" => "een tekst of een blok",
        "a number" => "een getal",
        "a string" => "een tekst",
        "a list" => "een lijst",
        "a list of strings" => "een lijst van teksten",
        "an object" => "een object",
        _ => "iets anders",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every type that the reader names has its Dutch.
    #[test]
    fn types_are_named_in_dutch() {
        let organisations = source::Organisations::default();
        let today = jiff::civil::date(2026, 1, 1);
        let reader = Reader { organisations: &organisations, today };
        let id: ArticleId = "a".parse().expect("an id");
        for (text, expected) in [
            (r#"{"titel": true}"#, "verwacht een tekst, gevonden true of false"),
            (r#"{"titel": 3}"#, "verwacht een tekst, gevonden een getal"),
            (
                r#"{"titel": "T", "tekst": {}}"#,
                "verwacht een tekst of een lijst, gevonden een object",
            ),
            (
                r#"{"titel": "T", "tekst": [[]]}"#,
                "verwacht een tekst of een blok, gevonden een lijst",
            ),
            (
                r#"{"titel": "T", "organisaties": "O"}"#,
                "verwacht een lijst van teksten, gevonden een tekst",
            ),
            (r#"{"titel": "T", "contact": "C"}"#, "verwacht een object, gevonden een tekst"),
            (
                r#"{"titel": "T", "tekst": [null]}"#,
                "verwacht een tekst of een blok, gevonden niets (null)",
            ),
        ] {
            let error = reader.read_article(&id, text).expect_err("a fault");
            let ReadError::Faults(faults) = &error else { panic!("{error}") };
            let found: Vec<String> = faults.iter().map(detail_of).collect();
            assert_eq!(found, [expected], "{text}");
        }
    }

    #[test]
    fn fields_are_pointed_at() {
        for (field, expect) in [
            ("", ""),
            ("titel", "/titel"),
            ("tekst[2].alinea", "/tekst/2/alinea"),
            ("a/b", "/a~1b"),
        ] {
            assert_eq!(pointer(field), expect);
        }
    }
}
