//! The search page: the form, its filters, and what was found.

use maud::{Markup, html};

use super::filters::{self, FORM, fault};
use super::form::{SearchForm, address, feed_address};
use super::icons::Icon;
use super::layout::{Head, Place, Visitor, page};
use super::picture::Pictured;
use super::results;
use crate::article::Kind;
use crate::search::{Answer, Filters, SearchRequest};
use crate::web::discovery::metadata;

/// What the site offers, in one sentence.
const DESCRIPTION: &str = "Zoek in praktijkvoorbeelden, inspiratie en evenementen over sociaal \
                           ondernemen, en download wat u koos als één pdf.";

/// The search page. With faults in the form, the answer lends its facets only.
pub fn view(
    form: &SearchForm,
    answer: &Answer,
    pictured: &Pictured,
    visitor: &Visitor,
    base_url: Option<&str>,
) -> Markup {
    let title = title(form, answer);
    let canonical = address(&form.request);
    let feed = feed_address(&form.request);
    let canonical = form.faults.is_empty().then_some(canonical.as_str());
    let head = Head {
        place: Place::Search,
        skip_to: Some(("resultaten", "Naar de resultaten")),
        feed: (form.asks() && canonical.is_some()).then_some(feed.as_str()),
        metadata: metadata::of_search(&title, DESCRIPTION, canonical, base_url, !form.asks()),
        ..Head::listed(&title, DESCRIPTION, canonical, base_url)
    };
    let main = html! {
        (hero(form))
        div.wide.columns {
            // What went wrong comes before the filters in which it went wrong.
            @if !form.faults.is_empty() { (faults(form)) }
            (filters::panel(form, &answer.facets))
            @if form.faults.is_empty() {
                (results::list(&form.request, answer, pictured, visitor))
            }
        }
    };
    page(&head, visitor, &main)
}

fn title(form: &SearchForm, answer: &Answer) -> String {
    if !form.faults.is_empty() {
        return "Fout in uw zoekopdracht".to_owned();
    }
    let page = match answer.page {
        0 | 1 => String::new(),
        page => format!(", pagina {page}"),
    };
    match (form.request.query.as_str(), form.has_filters()) {
        ("", false) if page.is_empty() => "Zoek en bundel praktijkvoorbeelden".to_owned(),
        ("", false) => format!("Alle artikelen{page}"),
        ("", true) => format!("Gefilterde artikelen{page}"),
        (query, _) => format!("{}{page}", query.chars().take(80).collect::<String>()),
    }
}

fn hero(form: &SearchForm) -> Markup {
    html! {
        div.hero data-small[form.asks()] {
            div.wide {
                @if form.asks() {
                    h1.unseen { "Zoekresultaten" }
                } @else {
                    h1 { "Vind, bundel, neem mee" }
                    p.promise {
                        "Leer van wie sociaal onderneemt. Zoek in praktijkvoorbeelden, inspiratie "
                        "en evenementen, kies wat u nodig hebt en download het als één pdf."
                    }
                }
                form.search #(FORM) role="search" action="/" method="get" {
                    label for="q" { "Waarover wilt u lezen?" }
                    div.line {
                        input #q type="search" name="q" value=(form.request.query)
                            autocomplete="off" autocapitalize="none" enterkeyhint="search"
                            spellcheck="false"
                            aria-invalid=[form.fault_of("q").map(|_| "true")]
                            aria-describedby=[form.fault_of("q").map(|_| "q-fout")];
                        button.primary type="submit" { (Icon::Search.show()) span { "Zoek" } }
                    }
                    (fault(form, "q"))
                    @if form.request.per_page != SearchRequest::default().per_page {
                        input type="hidden" name="perPagina" value=(form.request.per_page);
                    }
                }
                @if !form.asks() { (ways_in()) (sheaf()) }
            }
        }
    }
}

/// For who does not know yet what to look for.
fn ways_in() -> Markup {
    let of_kind = |kind| SearchRequest {
        filters: Filters { kinds: vec![kind], ..Filters::default() },
        ..SearchRequest::default()
    };
    html! {
        ul.ways-in {
            @for (kind, icon, label) in [
                (Kind::PracticeExample, Icon::Practice, "Praktijkvoorbeelden"),
                (Kind::Inspiration, Icon::Spark, "Inspiratie"),
            ] {
                li { a href=(address(&of_kind(kind))) { (icon.show()) (label) } }
            }
            li { a href="/evenementen" { (Icon::Calendar.show()) "Wat er te doen is" } }
        }
    }
}

/// The sheets and ribbon of the mark, large, as the picture of the first page.
fn sheaf() -> Markup {
    html! {
        svg.sheaf viewBox="0 0 320 260" aria-hidden="true" focusable="false" {
            g transform="rotate(9 200 140)" {
                rect.paper.back x="120" y="26" width="164" height="216" rx="6" {}
            }
            g transform="rotate(2 180 140)" {
                rect.paper.middle x="92" y="28" width="164" height="216" rx="6" {}
            }
            g transform="rotate(-6 160 140)" {
                rect.paper x="62" y="30" width="164" height="216" rx="6" {}
                path.rule d="M82 112h124M82 130h124M82 148h92M82 184h124M82 202h124M82 220h60" {}
                path.rule.title d="M82 64h58M82 82h42" {}
                path.ribbon d="M172 18h30v92l-15-14-15 14z" {}
            }
        }
    }
}

fn faults(form: &SearchForm) -> Markup {
    html! {
        section.results #resultaten aria-labelledby="fouten" {
            div.faults role="alert" {
                h2 #fouten { "Dat lukte niet" }
                ul {
                    @for fault in &form.faults {
                        li {
                            @if matches!(fault.field, "q" | "van" | "tot") {
                                a href={ "#" (fault.field) } { (fault.message) }
                            } @else {
                                (fault.message)
                            }
                        }
                    }
                }
                p {
                    "Pas het aan en zoek opnieuw, of " a href="/" { "begin met een lege zoekopdracht" } "."
                }
            }
        }
    }
}
