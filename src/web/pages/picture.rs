//! The picture of an article: as it lies beside the article's file, and small for a list.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path as PathOf};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::trouble::Trouble;
use crate::article::{Article, ArticleId};
use crate::render;
use crate::search::Hit;
use crate::source::OpenPicture;
use crate::web::State;
use crate::web::gate::Gate;
use crate::web::sent_file;

/// The size of the small picture in pixels, and as it is shown: two of its pixels to one of the page.
const SMALL: (u32, u32) = (288, 216);
const SHOWN: (u32, u32) = (144, 108);
/// How many small pictures are kept, at some 6 kB each: those of a hundred pages of results.
const MAX_KEPT: usize = 2_000;
/// How many wait to be made small: a page of results for a few visitors. One is made at a time, as a
/// photograph takes up to 160 MB while it is read.
const MAX_WAITING: usize = 100;
/// A visitor has read on by then.
const PATIENCE: Duration = Duration::from_secs(20);

/// Small pictures, made once.
pub struct Thumbnails {
    gate: Gate,
    kept: Mutex<HashMap<String, Shown>>,
}

/// A picture as it is shown small; `None` of a file that is none, so that it is tried once.
type Shown = Option<Bytes>;

impl Default for Thumbnails {
    fn default() -> Self {
        Thumbnails { gate: Gate::new(1, MAX_WAITING, PATIENCE), kept: Mutex::default() }
    }
}

impl Thumbnails {
    fn find(&self, name: &str) -> Option<Shown> {
        self.kept().get(name).cloned()
    }

    /// The small picture of this name, which `make` makes when nobody did before. What it could not
    /// read is tried again the next time.
    fn find_or_make(
        &self,
        name: String,
        make: impl FnOnce() -> io::Result<Option<Vec<u8>>>,
    ) -> Shown {
        if let Some(found) = self.find(&name) {
            return found;
        }
        let shown = make().ok()?.map(Bytes::from);
        let mut kept = self.kept();
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(name, shown.clone());
        shown
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Shown>> {
        // Every change leaves the map whole, so a panic elsewhere does not spoil it.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The articles of a list that have a picture.
pub type Pictured = HashSet<ArticleId>;

/// Which of these articles have a picture that can be shown.
pub fn pictured(state: &State, hits: &[Hit]) -> Pictured {
    let shown = state.corpus().is_some();
    hits.iter().filter(|hit| shown && hit.has_picture).map(|hit| hit.id.clone()).collect()
}

/// A small picture beside what a list says in words, so that it needs none itself. Its place is kept
/// before it is there.
pub fn small(id: &ArticleId) -> Markup {
    html! {
        img.thumb src={ "/artikelen/" (id) "/beeld/klein" } alt="" width=(SHOWN.0) height=(SHOWN.1)
            loading="lazy" decoding="async";
    }
}

/// `GET /artikelen/{id}/beeld/klein`
pub async fn show_small(
    extract::State(state): extract::State<State>,
    id: Result<PathOf<String>, PathRejection>,
) -> Result<Response, Trouble> {
    let id: ArticleId = id?.parse().map_err(|_| Trouble::NotFound)?;
    let (corpus, path, name) = state
        .run(move |state| {
            let article = state.engine().article(&id)?.ok_or(Trouble::NotFound)?;
            let (Some(path), Some(corpus)) = (&article.picture, state.corpus()) else {
                return Err(Trouble::NotFound);
            };
            let stamp = corpus.picture_stamp(path).map_err(|_| Trouble::NotFound)?;
            Ok((corpus.clone(), path.clone(), stamp))
        })
        .await??;
    let found = state.thumbnails().find(&name);
    let shown = match found {
        Some(shown) => shown,
        None => {
            let make =
                move || Ok(render::thumbnail(&corpus.read_picture(&path)?, SMALL.0, SMALL.1));
            let job = {
                let state = state.clone();
                // Who stood before in the line may have come for the same.
                move || state.thumbnails().find_or_make(name, make)
            };
            state.thumbnails().gate.run(job).await?
        }
    };
    let bytes = shown.ok_or(Trouble::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    ];
    Ok((headers, bytes).into_response())
}

/// The path of an article's picture, when it has one.
pub fn path(article: &Article) -> Option<String> {
    article.picture.as_ref().map(|_| format!("/artikelen/{}/beeld", article.id))
}

/// The picture above the text with its caption, which is also what it is called for who does not
/// see it.
pub fn figure(article: &Article) -> Markup {
    let caption = article.caption.as_deref();
    html! {
        @if let Some(path) = path(article) {
            figure.picture {
                img src=(path) alt=(caption.unwrap_or_default()) decoding="async";
                @if let Some(caption) = caption {
                    figcaption.caption aria-hidden="true" { (caption) }
                }
            }
        } @else if let Some(caption) = caption {
            p.caption { strong { "Beeld:" } " " (caption) }
        }
    }
}

/// `GET /artikelen/{id}/beeld`
pub async fn show(
    extract::State(state): extract::State<State>,
    id: Result<PathOf<String>, PathRejection>,
) -> Result<Response, Trouble> {
    let id: ArticleId = id?.parse().map_err(|_| Trouble::NotFound)?;
    state
        .run(move |state| {
            let article = state.engine().article(&id)?.ok_or(Trouble::NotFound)?;
            let (Some(path), Some(corpus)) = (&article.picture, state.corpus()) else {
                return Err(Trouble::NotFound);
            };
            // Removed or replaced since the index was made: then there is no picture.
            let picture = corpus.open_picture(path).map_err(|_| Trouble::NotFound)?;
            let OpenPicture { file, bytes, media_type } = picture;
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
                (header::CONTENT_LENGTH, HeaderValue::from(bytes)),
                (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
            ];
            Ok((headers, sent_file::body_of(file, bytes)).into_response())
        })
        .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_is_made_once() {
        let thumbnails = Thumbnails::default();
        let make = |name: &str, bytes: io::Result<Option<&str>>| {
            let bytes = bytes.map(|bytes| bytes.map(|bytes| bytes.as_bytes().to_vec()));
            thumbnails.find_or_make(name.to_owned(), || bytes)
        };
        assert_eq!(make("oven.png 1", Err(io::ErrorKind::NotFound.into())), None);
        assert_eq!(make("oven.png 1", Ok(Some("one"))).as_deref(), Some(&b"one"[..]));
        assert_eq!(make("oven.png 1", Ok(Some("other"))).as_deref(), Some(&b"one"[..]));
        assert_eq!(make("kapot.png 1", Ok(None)), None);
        assert_eq!(make("kapot.png 1", Ok(Some("tried again"))), None);
        for number in 1..=MAX_KEPT {
            make(&number.to_string(), Ok(Some("")));
        }
        assert!(thumbnails.kept().len() <= MAX_KEPT);
    }
}
