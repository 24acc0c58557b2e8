//! What paths and keys say, checked before a handler begins.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::article::ArticleId;
use crate::bundel::{BundelId, Key, Right, Version};
use crate::web::problem::{Problem, ProblemKind, bearer, shortened};
use crate::web::query::Params;
use crate::web::state::State;

/// The bundel in the path, of which nothing is known but that it could exist.
pub(super) struct InPath(pub(super) BundelId);

/// Somebody who has the key to the bundel in the path.
pub(super) struct Editor {
    pub(super) id: BundelId,
    pub(super) key: Key,
    /// The bundel's version when the key was checked.
    pub(super) version: Version,
}

/// The article in the path.
pub(super) struct ArticleInPath(pub(super) ArticleId);

/// Proof that the query has no keys, for routes that take none.
pub(super) struct NoQuery;

impl FromRequestParts<State> for InPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let id = parameter(parts, state, "id").await;
        id.parse().map(InPath).map_err(|_| {
            Problem::new(ProblemKind::NotFound, format!("De bundel {} bestaat niet.", named(&id)))
        })
    }
}

/// # Errors
/// 404 before 401 and 403: ids can not be guessed, so that telling whether one exists gives nothing
/// away.
impl FromRequestParts<State> for Editor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let InPath(id) = InPath::from_request_parts(parts, state).await?;
        let key = bearer_key(parts);
        state
            .run(move |state| match key {
                Some(key) => {
                    let version = state.store().check_right(&id, Right::Key(&key))?;
                    Ok(Editor { id, key, version })
                }
                None => {
                    state.store().get(&id)?;
                    Err(Problem::new(
                        ProblemKind::MissingKey,
                        "Stuur de sleutel van de bundel mee als Authorization: Bearer ….",
                    ))
                }
            })
            .await?
    }
}

impl FromRequestParts<State> for ArticleInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        // Below a bundel the article has a name of its own.
        let mut id = parameter(parts, state, "artikelId").await;
        if id.is_empty() {
            id = parameter(parts, state, "id").await;
        }
        id.parse().map(ArticleInPath).map_err(|_| unknown_article(&id))
    }
}

impl FromRequestParts<State> for NoQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Problem> {
        Params::of(&parts.uri).finish().map(|()| NoQuery)
    }
}

pub(super) fn unknown_article(id: &str) -> Problem {
    Problem::new(ProblemKind::NotFound, format!("Het artikel {} bestaat niet.", named(id)))
}

/// A parameter of the route, decoded; empty when there is none, or when it is not text.
async fn parameter(parts: &mut Parts, state: &State, name: &str) -> String {
    let Ok(parameters) = RawPathParams::from_request_parts(parts, state).await else {
        return String::new();
    };
    parameters
        .iter()
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default()
}

fn named(id: &str) -> String {
    format!("{:?}", shortened(id))
}

fn bearer_key(parts: &Parts) -> Option<Key> {
    parts.headers.get(AUTHORIZATION).and_then(bearer).map(Key::typed)
}
