//! The editors' page, and the form that leads to it.

use std::sync::Arc;

use maud::{Markup, html};

use super::check::{Checked, Said};
use crate::article::Kind;
use crate::bundel::Bundled;
use crate::journal::Missed;
use crate::search::SearchRequest;
use crate::web::pages::dates;
use crate::web::pages::form::address;
use crate::web::pages::layout::{Head, Place, Visitor, form_fields, page};

/// Remarks shown of each sort: who has more mends these first.
const SHOWN: usize = 100;

/// What the page shows.
pub struct Overview {
    pub articles: usize,
    pub kinds: [(Kind, usize); 3],
    pub undated: usize,
    pub organisations: usize,
    pub bundels: u32,
    /// `None` when the site does not know its corpus folder.
    pub checked: Option<Arc<Checked>>,
    /// `None` when searches without result are not counted.
    pub missed: Option<Vec<Missed>>,
    pub bundled: Vec<Bundled>,
}

/// The form for the operator's token.
pub fn login(visitor: &Visitor, fault: Option<&str>) -> Markup {
    let main = html! {
        div.wide.listing {
            header.title {
                h1 { "Redactie" }
                p.lead { "Dit deel is voor wie de site beheert." }
            }
            form.stack.login method="post" action="/redactie" {
                (form_fields(visitor))
                div.field {
                    label for="sleutel" { "Sleutel van de beheerder" }
                    input #sleutel type="password" name="sleutel" required
                        autocomplete="current-password"
                        aria-invalid=[fault.map(|_| "true")]
                        aria-describedby=[fault.map(|_| "sleutel-fout")];
                    @if let Some(fault) = fault { p.fault #sleutel-fout role="alert" { (fault) } }
                }
                button.primary type="submit" { "Meld u aan" }
            }
        }
    };
    page(&Head::unlisted("Redactie", Place::Elsewhere), visitor, &main)
}

/// What the editors want to know.
pub fn overview(overview: &Overview, visitor: &Visitor) -> Markup {
    let main = html! {
        div.wide.listing {
            header.title {
                h1 { "Redactie" }
                p.lead { "Wat er in de index zit, wat er opviel, en wat bezoekers zoeken en kiezen." }
            }
            (figures(overview))
            @if let Some(checked) = &overview.checked { (remarks(checked)) }
            (missed(overview.missed.as_deref()))
            (bundled(&overview.bundled))
            form.login method="post" action="/redactie/afmelden" {
                (form_fields(visitor))
                button type="submit" { "Meld u af" }
            }
        }
    };
    page(&Head::unlisted("Redactie", Place::Elsewhere), visitor, &main)
}

fn figures(overview: &Overview) -> Markup {
    html! {
        dl.figures {
            div { dt { "Artikelen" } dd { (overview.articles) } }
            @for (kind, count) in overview.kinds { div { dt { (kind.label()) } dd { (count) } } }
            div { dt { "Zonder datum" } dd { (overview.undated) } }
            div { dt { "Organisaties" } dd { (overview.organisations) } }
            div { dt { "Bundels" } dd { (overview.bundels) } }
        }
    }
}

fn remarks(checked: &Checked) -> Markup {
    let list = |title: &str, id: &str, found: &[Said]| {
        html! {
            section aria-labelledby=(id) {
                h2.rule id=(id) { (title) " (" (found.len()) ")" }
                @if found.is_empty() {
                    p.hint { "Geen." }
                } @else {
                    ul.remarks { @for said in found.iter().take(SHOWN) { li { (remark(said)) } } }
                    @if found.len() > SHOWN {
                        p.onward { "En nog " (found.len() - SHOWN) "; " code { "bundelaar check" } " toont ze alle." }
                    }
                }
            }
        }
    };
    html! {
        (list("Kon niet gelezen worden", "fouten", &checked.failures))
        (list("Viel op", "opmerkingen", &checked.warnings))
    }
}

fn remark(said: &Said) -> Markup {
    html! {
        strong { (said.place) }
        p { (said.text) }
        @if let Some(detail) = &said.detail { p.detail lang="en" { (detail) } }
    }
}

fn missed(missed: Option<&[Missed]>) -> Markup {
    html! {
        section aria-labelledby="vergeefs" {
            h2.rule #vergeefs { "Vergeefs gezocht" }
            @match missed {
                None => p.hint { "Zoekopdrachten zonder resultaat worden hier niet geteld." },
                Some([]) => p.hint { "Niets werd op drie of meer dagen vergeefs gezocht." },
                Some(missed) => {
                    div.scroll {
                        table {
                            thead {
                                tr {
                                    th scope="col" { "Zoekopdracht" }
                                    th scope="col" { "Dagen" }
                                    th scope="col" { "Keren" }
                                    th scope="col" { "Laatst" }
                                }
                            }
                            tbody {
                                @for one in missed {
                                    tr {
                                        td { a href=(search(&one.query)) { (one.query) } }
                                        td { (one.days) }
                                        td { (one.times) }
                                        td { (dates::day(one.last)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn search(query: &str) -> String {
    address(&SearchRequest { query: query.to_owned(), ..SearchRequest::default() })
}

fn bundled(bundled: &[Bundled]) -> Markup {
    html! {
        section aria-labelledby="gebundeld" {
            h2.rule #gebundeld { "Vaakst gebundeld" }
            @if bundled.is_empty() {
                p.hint { "Er zit nog geen artikel in een bundel." }
            } @else {
                div.scroll {
                    table {
                        thead { tr { th scope="col" { "Artikel" } th scope="col" { "Bundels" } } }
                        tbody {
                            @for one in bundled {
                                tr {
                                    td { a href={ "/artikelen/" (one.article) } { (one.title) } }
                                    td { (one.bundels) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
