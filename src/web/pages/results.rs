//! The list of results: cards, the ways to leaf through them, and what helps when there are none.

use maud::{Markup, html};

use super::article::kind_label;
use super::dates;
use super::filters::{self, FORM};
use super::form::{address, pairs, sort_name};
use super::icons::Icon;
use super::layout::{Visitor, add_button, articles, form_fields, fragment};
use super::picture::{self, Pictured};
use super::reasons;
use crate::article::Kind;
use crate::search::{Answer, FilterProposal, Hit, ProposedFilter, SearchRequest, Sort};

/// The results with everything that is done with them.
pub fn list(
    request: &SearchRequest,
    answer: &Answer,
    pictured: &Pictured,
    visitor: &Visitor,
) -> Markup {
    html! {
        section.results #resultaten aria-labelledby="aantal" {
            (filters::active(request))
            @if let Some(other) = &answer.did_you_mean { (did_you_mean(request, other)) }
            @if answer.widened { (widened(request)) }
            (proposals(request, &answer.proposals))
            div.toolbar {
                div role="status" { h2 #aantal { (heading(request, answer)) } }
                @if answer.total > 1 { (sort(request)) }
            }
            @if let Some(understood) = &answer.understood {
                p.understood { "Begrepen als: " (understood) "." }
            }
            @if answer.total == 0 {
                (nothing_found(request))
            } @else {
                @if answer.hits.is_empty() { (beyond_the_last(request, answer)) }
                ol.cards start=[(answer.page > 1).then_some((answer.page - 1) * answer.per_page + 1)] {
                    @for hit in &answer.hits { li { (card(hit, pictured, visitor)) } }
                }
                (pages(request, answer))
                (bundle_all(request, answer.total, visitor))
            }
        }
    }
}

fn heading(request: &SearchRequest, answer: &Answer) -> Markup {
    let all = request.query.is_empty() && request.filters == Default::default();
    html! {
        @match answer.total {
            0 => "Geen artikelen gevonden",
            total if all => { "Alle " (total) " " (articles(total)) },
            total => { (total) " " (articles(total)) " gevonden" },
        }
        @if answer.page > 1 { span.where { ", pagina " (answer.page) } }
    }
}

fn did_you_mean(request: &SearchRequest, other: &str) -> Markup {
    let there = SearchRequest { query: other.to_owned(), page: 1, ..request.clone() };
    html! { p.suggestion { "Bedoelde u " a href=(address(&there)) { (other) } "?" } }
}

fn widened(request: &SearchRequest) -> Markup {
    html! {
        p.suggestion {
            "Voor " strong { "“" (request.query) "”" } " vonden we niets. Hieronder staan artikelen met "
            "woorden die erop lijken, of met een deel ervan."
        }
    }
}

fn all_of(kind: Kind) -> &'static str {
    match kind {
        Kind::PracticeExample => "praktijkvoorbeelden",
        Kind::Inspiration => "inspiratie",
        Kind::Event => "evenementen",
    }
}

/// Filters in place of words, as links: nothing is narrowed without being asked.
fn proposals(request: &SearchRequest, proposals: &[FilterProposal]) -> Markup {
    let there = |proposal: &FilterProposal| SearchRequest {
        query: proposal.query.clone(),
        filters: proposal.filter.added_to(&request.filters),
        page: 1,
        ..request.clone()
    };
    html! {
        @for proposal in proposals {
            p.suggestion {
                a href=(address(&there(proposal))) {
                    @match &proposal.filter {
                        ProposedFilter::Organisation { name } => { "Toon alleen artikelen van " (name) },
                        ProposedFilter::Kind { kind } => { "Toon alleen " (all_of(*kind)) },
                        ProposedFilter::Days { .. } => {
                            "Toon alleen artikelen uit “" (proposal.text) "”"
                        },
                    }
                }
                " (" (proposal.count) ")"
            }
        }
    }
}

fn sort(request: &SearchRequest) -> Markup {
    // Without a query nothing fits better than anything else, and the newest comes first. The value
    // stays: with the next query, best first is what is meant.
    let (first, newest) = match request.query.is_empty() {
        true => ("nieuwste eerst", None),
        false => ("best passend", Some((Sort::Newest, "nieuwste eerst"))),
    };
    let orders = [Some((Sort::Relevance, first)), newest]
        .into_iter()
        .flatten()
        .chain([(Sort::Oldest, "oudste eerst"), (Sort::Title, "titel, van a tot z")]);
    html! {
        div.sort {
            label for="sorteer" { "Sorteer op" }
            select #sorteer name="sorteer" form=(FORM) {
                @for (sort, label) in orders {
                    option value=(sort_name(sort)) selected[sort == request.sort] { (label) }
                }
            }
            button.quiet type="submit" form=(FORM) { "Sorteer" }
        }
    }
}

/// One result. Its id is where a form on it comes back to.
pub fn card(hit: &Hit, pictured: &Pictured, visitor: &Visitor) -> Markup {
    let anchor = format!("artikel-{}", hit.id);
    let chosen = visitor.chosen.contains(&hit.id);
    let illustrated = pictured.contains(&hit.id);
    html! {
        article.card id=(anchor) data-chosen[chosen] data-illustrated[illustrated] {
            @if illustrated { (picture::small(&hit.id)) }
            @if let Some(kind) = hit.kind { (kind_label(kind)) }
            h3 { a href=(hit.url) { (hit.title) } }
            @if !hit.fragment.is_empty() { p.fragment { (fragment(&hit.fragment)) } }
            @if !hit.organisations.is_empty() || hit.published.is_some() {
                p.byline {
                    @if !hit.organisations.is_empty() { span { (hit.organisations.join(", ")) } }
                    @if !hit.organisations.is_empty() && hit.published.is_some() {
                        span.separator { " · " }
                    }
                    @if let Some(date) = hit.published { (dates::day(date)) }
                }
            }
            @if let Some(reasons) = &hit.reasons { (reasons::folded(reasons, &hit.title)) }
            (add_button(&hit.id, &hit.title, visitor, &anchor))
        }
    }
}

fn nothing_found(request: &SearchRequest) -> Markup {
    let filters = filters::chips(request);
    html! {
        div.nothing {
            p {
                @if request.query.is_empty() {
                    "Met deze filters blijft er niets over."
                } @else {
                    "We vonden niets voor " strong { "“" (request.query) "”" }
                    @if !filters.is_empty() { " met de filters die u koos" }
                    "."
                }
            }
            ul {
                @if !filters.is_empty() && !request.query.is_empty() {
                    li {
                        a href=(address(&filters::unfiltered(request))) {
                            "Zoek hetzelfde zonder filters"
                        }
                        ", of haal hierboven één filter weg."
                    }
                }
                li { "Kijk na of alle woorden juist geschreven zijn." }
                li { "Gebruik minder woorden, of een algemener woord." }
                @if request.query.contains('"') {
                    li {
                        "Laat de aanhalingstekens weg: dan hoeven de woorden niet naast elkaar te staan."
                    }
                }
                li {
                    a href="/" { "Blader door alle artikelen" } " of lees " a href="/hulp" { "hoe u zoekt" } "."
                }
            }
        }
    }
}

/// A page of an old bookmark, after articles were removed.
fn beyond_the_last(request: &SearchRequest, answer: &Answer) -> Markup {
    let last = SearchRequest { page: last_page(answer), ..request.clone() };
    html! {
        p.nothing {
            "Zo veel pagina’s zijn er niet. "
            a href=(address(&last)) { "Ga naar de laatste pagina" } "."
        }
    }
}

fn last_page(answer: &Answer) -> usize {
    answer.total.div_ceil(answer.per_page.max(1)).max(1)
}

fn pages(request: &SearchRequest, answer: &Answer) -> Markup {
    let last = last_page(answer);
    let there = |page| address(&SearchRequest { page, ..request.clone() });
    html! {
        @if last > 1 {
            nav.pages aria-label="Pagina’s met resultaten" {
                ul {
                    @if answer.page > 1 {
                        li { a href=(there(answer.page.min(last + 1) - 1)) rel="prev" { "Vorige" } }
                    }
                    @for entry in around(answer.page, last) {
                        li {
                            @match entry {
                                Some(page) if page == answer.page => {
                                    a href=(there(page)) aria-current="page" {
                                        span.unseen { "Pagina " } (page)
                                    }
                                }
                                Some(page) => {
                                    a href=(there(page)) { span.unseen { "Pagina " } (page) }
                                }
                                None => span.gap { "…" },
                            }
                        }
                    }
                    @if answer.page < last {
                        li { a href=(there(answer.page + 1)) rel="next" { "Volgende" } }
                    }
                }
            }
        }
    }
}

/// First, last and the pages beside this one; `None` where some are left out.
fn around(page: usize, last: usize) -> Vec<Option<usize>> {
    let mut shown: Vec<usize> = [1, page.saturating_sub(1), page, page + 1, last]
        .into_iter()
        .filter(|candidate| (1..=last).contains(candidate))
        .collect();
    shown.sort_unstable();
    shown.dedup();
    let mut entries = Vec::new();
    for page in shown {
        match entries.last() {
            Some(Some(before)) if before + 2 == page => entries.push(Some(page - 1)),
            Some(Some(before)) if before + 2 < page => entries.push(None),
            _ => {}
        }
        entries.push(Some(page));
    }
    entries
}

fn bundle_all(request: &SearchRequest, total: usize, visitor: &Visitor) -> Markup {
    html! {
        form.bundle-all method="post" action="/bundel/zoekopdracht" {
            (form_fields(visitor))
            @for (key, value) in pairs(request) { input type="hidden" name=(key) value=(value); }
            p {
                @if total > visitor.room {
                    "In uw bundel " (match visitor.room { 1 => "past", _ => "passen" }) " nog "
                    (visitor.room) " van deze " (total) " artikelen."
                } @else if total == 1 {
                    "Neem dit artikel mee."
                } @else {
                    "Neem deze " (total) " artikelen samen mee."
                }
            }
            button.primary type="submit" { (Icon::Bundel.show()) span { "Bundel deze resultaten" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paging_shows_ends_and_neighbours() {
        let line = |page, last| {
            around(page, last)
                .into_iter()
                .map(|entry| entry.map_or("…".to_owned(), |page| page.to_string()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (page, last, expected) in [
            (1, 1, "1"),
            (1, 2, "1 2"),
            (2, 3, "1 2 3"),
            (1, 9, "1 2 … 9"),
            (4, 9, "1 2 3 4 5 … 9"),
            (5, 9, "1 … 4 5 6 … 9"),
            (9, 9, "1 … 8 9"),
        ] {
            assert_eq!(line(page, last), expected, "page {page} of {last}");
        }
    }
}
