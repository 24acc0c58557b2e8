//! `/sitemap.xml` (sitemaps.org, protocol 0.9): every page that may be found, none of a visitor.

use axum::extract::{self, Query};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::document;
use super::xml::Xml;
use crate::search::{Filters, Sort};
use crate::web::pages::{PUBLIC_PAGES, Trouble, organisation_path};
use crate::web::{State, today};

/// The most addresses in one file, of the protocol.
const MOST_IN_FILE: usize = 50_000;
const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

#[derive(Deserialize)]
pub struct Part {
    /// From 1. Without it: everything, or the list of parts when it does not fit in one.
    #[serde(rename = "deel")]
    part: Option<usize>,
}

pub async fn show_sitemap(
    extract::State(state): extract::State<State>,
    part: Result<Query<Part>, extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    // A foreign or faulty key asks nothing.
    let part = part.ok().and_then(|Query(part)| part.part);
    let paths = state.run(paths).await??;
    let body = match part {
        None if paths.len() > MOST_IN_FILE => list_of_parts(&state, paths.len()),
        part => {
            let number = part.unwrap_or(1);
            let first = number.checked_sub(1).and_then(|before| before.checked_mul(MOST_IN_FILE));
            let chosen = first.and_then(|first| paths.get(first..)).ok_or(Trouble::NotFound)?;
            addresses(&state, &chosen[..chosen.len().min(MOST_IN_FILE)])
        }
    };
    Ok(document(&headers, "application/xml; charset=utf-8", body))
}

/// The paths of all pages: those that are always there, organisations, articles with the newest
/// first.
fn paths(state: &State) -> Result<Vec<String>, Trouble> {
    let mut paths: Vec<String> = PUBLIC_PAGES.iter().map(|path| (*path).to_owned()).collect();
    let organisations = state.engine().organisations()?;
    paths.extend(organisations.iter().map(|organisation| organisation_path(&organisation.name)));
    let engine = state.engine();
    let (ids, _) =
        engine.select("", &Filters::default(), Sort::Relevance, engine.len(), today())?;
    paths.extend(ids.iter().map(|id| format!("/artikelen/{id}")));
    Ok(paths)
}

fn addresses(state: &State, paths: &[String]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("urlset", &[NAMESPACE]);
    for path in paths {
        xml.open("url", &[]);
        xml.text("loc", &[], &state.absolute(path));
        xml.close("url");
    }
    xml.close("urlset");
    xml.into_bytes()
}

fn list_of_parts(state: &State, count: usize) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("sitemapindex", &[NAMESPACE]);
    for part in 1..=count.div_ceil(MOST_IN_FILE) {
        xml.open("sitemap", &[]);
        xml.text("loc", &[], &state.absolute(&format!("/sitemap.xml?deel={part}")));
        xml.close("sitemap");
    }
    xml.close("sitemapindex");
    xml.into_bytes()
}
