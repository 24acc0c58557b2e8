//! `PUT /artikelen`: many articles at once, one a line (JSON Lines), and an answer for each line.
//!
//! A line that cannot be taken never stops the others. What is taken is written as `PUT` of one
//! article writes it, and taken in together: when the answer comes, all of it can be found.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{self, DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::put;
use axum::{Json, Router};
use serde::Serialize;
use serde_json::Value;

use super::path::NoQuery;
use super::writing::{Draft, Operator, api_folder, corpus, is_taken_from_here, owned, take_in};
use crate::article::ArticleId;
use crate::source::Reader;
use crate::web::body::{has_type, whole, wrong_type};
use crate::web::problem::{Fault, Problem, ProblemKind, shortened};
use crate::web::state::{State, today};

/// The largest batch, in bytes: a thousand articles of sixteen kilobytes, three times a long one.
pub(super) const MAX_BATCH_BYTES: usize = 16 * 1024 * 1024;
/// The most articles in a batch. Each is a file that is on the disk before the answer comes: two
/// syncs, so that a hard disk that takes 10 ms for one is done within 20 of the 90 seconds that a
/// request may take.
pub(super) const MAX_BATCH_ARTICLES: usize = 1_000;

/// How JSON Lines are called; none of the names is registered.
pub(super) const LINES: &str = "application/x-ndjson";
const ALSO_LINES: [&str; 2] = ["application/jsonl", "application/x-jsonlines"];

/// Shares its path with the search.
pub(super) fn router() -> Router<State> {
    let limit = DefaultBodyLimit::max(MAX_BATCH_BYTES);
    Router::new().route("/artikelen", put(put_articles).layer(limit))
}

/// The most bytes that a request may bring, where that is not what others may.
pub fn most_bytes(method: &Method, route: &str) -> Option<usize> {
    (*method == Method::PUT && route == "/api/v1/artikelen").then_some(MAX_BATCH_BYTES)
}

/// What became of a batch.
#[derive(Serialize)]
struct Report {
    #[serde(rename = "geschreven")]
    written: usize,
    #[serde(rename = "geweigerd")]
    refused: usize,
    #[serde(rename = "regels")]
    lines: Vec<LineReport>,
}

/// What became of one line. The status is what `PUT` of that article would have answered; 202 for an
/// article that is kept and cannot be found yet.
#[derive(Serialize)]
struct LineReport {
    #[serde(rename = "regel")]
    line: usize,
    /// As the line says it, when it says one.
    id: Option<String>,
    status: u16,
    #[serde(rename = "fouten")]
    faults: Vec<Fault>,
}

/// The lines of a body.
struct Lines(Bytes);

impl FromRequest<State> for Lines {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        let lines = has_type(request.headers(), |essence| {
            essence == LINES || ALSO_LINES.contains(&essence)
        });
        let bytes = whole(request, state, MAX_BATCH_BYTES).await?;
        if !lines {
            let detail = format!("Stuur één artikel per regel, met Content-Type: {LINES}.");
            return Err(Problem::new(ProblemKind::WrongType, detail));
        }
        let lines = Lines(bytes);
        let count = lines.iter().count();
        if count > MAX_BATCH_ARTICLES {
            return Err(Problem::new(
                ProblemKind::TooLarge,
                format!("In één keer kunnen {MAX_BATCH_ARTICLES} artikelen; dit zijn er {count}."),
            ));
        }
        Ok(lines)
    }
}

impl Lines {
    /// Those with something on them, numbered from 1.
    fn iter(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let lines = self.0.split(|byte| *byte == b'\n').enumerate();
        lines
            .map(|(index, line)| (index + 1, line.trim_ascii()))
            .filter(|(_, line)| !line.is_empty())
    }
}

async fn put_articles(
    _: NoQuery,
    _: Operator,
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
    lines: Lines,
) -> Result<Json<Report>, Problem> {
    state.run_write(move |state| write_all(state, &headers, &lines)).await?
}

/// An article of a line, or why there is none.
type Read = Result<Draft, (StatusCode, Vec<Fault>)>;

fn write_all(state: &State, headers: &HeaderMap, lines: &Lines) -> Result<Json<Report>, Problem> {
    let corpus = corpus(state)?;
    let (organisations, _) = corpus.organisations().map_err(Problem::internal)?;
    let reader = Reader { organisations: &organisations, today: today() };
    let mut seen = HashMap::new();
    let read: Vec<(usize, Option<String>, Read)> = lines
        .iter()
        .map(|(line, bytes)| {
            let (id, read) = read_line(&reader, bytes);
            let read = read.and_then(|draft| match seen.insert(draft.id().clone(), line) {
                None => Ok(draft),
                Some(before) => Err(id_fault(format!("deze id staat ook op regel {before}"))),
            });
            (line, id, read)
        })
        .collect();
    let _one_at_a_time = state.live().writing();
    let folder = api_folder(corpus)?;
    let mut reports = Vec::with_capacity(read.len());
    let mut kept = Vec::new();
    for (line, id, read) in read {
        let outcome = read.and_then(|draft| {
            let is_new = owned(state, draft.id(), headers).map_err(told_of_line)?;
            draft.write(&folder).map_err(told_of_line)?;
            kept.push((reports.len(), draft.into_id()));
            Ok(if is_new { StatusCode::CREATED } else { StatusCode::OK })
        });
        let (status, faults) = match outcome {
            Ok(status) => (status, Vec::new()),
            Err((status, faults)) => (status, faults),
        };
        reports.push(LineReport { line, id, status: status.as_u16(), faults });
    }
    if !kept.is_empty() {
        let taken_in = take_in(state);
        for (place, id) in &kept {
            let report = &mut reports[*place];
            let outcome = match &taken_in {
                Ok(()) => is_taken_from_here(state, id).map_err(told_of_line),
                Err(problem) => Err((StatusCode::ACCEPTED, faults_of(problem))),
            };
            if let Err((status, faults)) = outcome {
                (report.status, report.faults) = (status.as_u16(), faults);
            }
        }
        if let Err(Problem { cause: Some(cause), .. }) = &taken_in {
            tracing::warn!(%cause, "a batch is kept and not taken in");
        }
    }
    let written = reports.iter().filter(|report| report.status < 300).count();
    let refused = reports.len() - written;
    Ok(Json(Report { written, refused, lines: reports }))
}

/// Reads one line; the id is told even when the rest is not an article.
fn read_line(reader: &Reader, bytes: &[u8]) -> (Option<String>, Read) {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            let detail = format!("geen geldige JSON: kijk na bij teken {}", error.column());
            return (None, Err((StatusCode::BAD_REQUEST, vec![Fault::in_body("", detail)])));
        }
    };
    let refused = |faults| Err((StatusCode::UNPROCESSABLE_ENTITY, faults));
    let Value::Object(object) = value else {
        return (None, refused(vec![wrong_type("", "een object", &value)]));
    };
    let id = match object.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Null) | None => {
            return (None, Err(id_fault("ontbreekt: een regel noemt de id van haar artikel")));
        }
        Some(other) => return (None, refused(vec![wrong_type("/id", "een tekst", other)])),
    };
    let told = Some(shortened(&id));
    let Ok(id) = id.parse::<ArticleId>() else {
        let detail = format!("{:?} is geen geldige id", shortened(&id));
        return (told, Err(id_fault(detail)));
    };
    let draft = Draft::check(id, object, reader).or_else(|faults| refused(faults.into_listed()));
    (told, draft)
}

fn id_fault(detail: impl Into<String>) -> (StatusCode, Vec<Fault>) {
    (StatusCode::UNPROCESSABLE_ENTITY, vec![Fault::in_body("/id", detail)])
}

/// A problem of one article, for its line. What went wrong inside is told to the log alone.
fn told_of_line(problem: Problem) -> (StatusCode, Vec<Fault>) {
    if let Some(cause) = &problem.cause {
        tracing::error!(cause = format!("{cause:#}"), "an article of a batch is not written");
    }
    (problem.kind.status(), faults_of(&problem))
}

fn faults_of(problem: &Problem) -> Vec<Fault> {
    if problem.faults.is_empty() {
        vec![Fault::in_body("", problem.detail.clone())]
    } else {
        problem.faults.listed().to_vec()
    }
}
