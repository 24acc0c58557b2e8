//! `/feed.atom` (RFC 4287, paged as in RFC 5005): what is new, of everything or of one search,
//! asked with the same keys as the page.

use std::sync::Arc;

use axum::extract::{self, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;

use super::xml::Xml;
use super::{ATOM_TYPE, document};
use crate::article::Article;
use crate::search::{SearchRequest, Sort};
use crate::web::pages::form::{SearchForm, address, address_at, explain};
use crate::web::pages::{Trouble, organisation_path};
use crate::web::{SITE_NAME, State, today};

/// Entries when nothing else is asked: more than are published between two visits of a reader.
const ENTRIES: usize = 30;

/// What stands for "changed" when no day is known; every entry must say something.
const UNKNOWN_DAY: Date = Date::constant(1970, 1, 1);

pub async fn show_feed(
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let form = SearchForm::read(&pairs);
    let default = SearchRequest::default().per_page;
    let asked = form.request.clone();
    let per_page = if asked.per_page == default { ENTRIES } else { asked.per_page };
    let request = SearchRequest { sort: Sort::Newest, per_page, ..asked.clone() };
    // A page of the feed is not one of the search: it may be too deep where the other is not.
    let typed = form.faults.first().map(|fault| fault.message.clone());
    if let Some(fault) = typed.or_else(|| request.faults().first().map(explain)) {
        return Ok((StatusCode::BAD_REQUEST, fault).into_response());
    }
    let body = state
        .run(move |state| -> Result<Vec<u8>, Trouble> {
            let answer = state.engine().search(&request, today())?;
            let mut articles = Vec::new();
            for hit in &answer.hits {
                // Gone between two steps: then it is no news either.
                articles.extend(state.engine().article(&hit.id)?);
            }
            Ok(feed(state, &asked, &articles, has_next(&request, answer.total)))
        })
        .await??;
    Ok(document(&headers, "application/atom+xml; charset=utf-8", body))
}

/// Whether another page follows, of so many entries in all: there is none beyond the depth that may
/// be asked for.
fn has_next(request: &SearchRequest, total: usize) -> bool {
    let next = SearchRequest { page: request.page + 1, ..request.clone() };
    total > request.page * request.per_page && next.faults().is_empty()
}

fn feed(state: &State, asked: &SearchRequest, articles: &[Arc<Article>], more: bool) -> Vec<u8> {
    let link = |request: &SearchRequest| state.absolute(&address_at("/feed.atom", request));
    let own = link(asked);
    let mut xml = Xml::new();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "nl-BE")]);
    // A feed keeps its id whatever page of it is asked for.
    xml.text("id", &[], &link(&SearchRequest { page: 1, ..asked.clone() }));
    xml.text("title", &[], &title(asked));
    let latest = articles.iter().filter_map(|article| article.published).max();
    xml.text("updated", &[], &moment(latest));
    xml.text("generator", &[], SITE_NAME);
    xml.text("icon", &[], &state.absolute(&crate::web::assets::ASSETS.icon.path));
    xml.empty("link", &[("rel", "self"), ("type", ATOM_TYPE), ("href", &own)]);
    let page = state.absolute(&address(&SearchRequest { page: 1, ..asked.clone() }));
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &page)]);
    let turn = |page| link(&SearchRequest { page, ..asked.clone() });
    if asked.page > 1 {
        xml.empty("link", &[("rel", "previous"), ("href", &turn(asked.page - 1))]);
    }
    if more {
        xml.empty("link", &[("rel", "next"), ("href", &turn(asked.page + 1))]);
    }
    xml.open("author", &[]);
    xml.text("name", &[], SITE_NAME);
    xml.close("author");
    for article in articles {
        entry(&mut xml, state, article);
    }
    xml.close("feed");
    xml.into_bytes()
}

fn entry(xml: &mut Xml, state: &State, article: &Article) {
    let address = state.absolute(&format!("/artikelen/{}", article.id));
    xml.open("entry", &[]);
    xml.text("id", &[], &address);
    xml.text("title", &[], &article.title);
    xml.text("updated", &[], &moment(article.published));
    if article.published.is_some() {
        xml.text("published", &[], &moment(article.published));
    }
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &address)]);
    for name in &article.organisations {
        xml.open("author", &[]);
        xml.text("name", &[], name);
        xml.text("uri", &[], &state.absolute(&organisation_path(name)));
        xml.close("author");
    }
    if let Some(kind) = article.kind {
        xml.empty("category", &[("term", kind.name()), ("label", kind.label())]);
    }
    if !article.lead.is_empty() {
        xml.text("summary", &[], &article.lead);
    }
    xml.close("entry");
}

fn title(asked: &SearchRequest) -> String {
    match asked.query.as_str() {
        "" if asked.filters == Default::default() => format!("{SITE_NAME}: nieuwe artikelen"),
        "" => format!("{SITE_NAME}: gefilterde artikelen"),
        query => format!("{SITE_NAME}: {query}"),
    }
}

/// The beginning of a day (RFC 3339).
fn moment(day: Option<Date>) -> String {
    format!("{}T00:00:00Z", day.unwrap_or(UNKNOWN_DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_leads_no_deeper_than_may_be_asked() {
        let check = |page: usize, per_page: usize, total: usize, expect: bool| {
            let request = SearchRequest { page, per_page, ..SearchRequest::default() };
            assert_eq!(has_next(&request, total), expect, "{page} × {per_page} of {total}");
        };
        check(1, 30, 30, false);
        check(1, 30, 31, true);
        check(332, 30, 20_000, true);
        check(333, 30, 20_000, false);
        check(100, 100, 20_000, false);
    }
}
