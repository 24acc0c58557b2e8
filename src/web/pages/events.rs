//! What is coming: events by the day on which they begin, and a few that are over.

use std::sync::Arc;

use jiff::civil::Date;
use maud::{Markup, html};

use super::dates;
use super::form::{address, feed_address};
use super::icons::Icon;
use super::layout::{Head, Place, Visitor, add_button, page};
use crate::article::{Article, Kind};
use crate::render;
use crate::search::{Filters, Period, SearchRequest};

/// What the page lists.
pub struct Calendar {
    /// The soonest first.
    pub coming: Vec<Arc<Article>>,
    /// The latest first.
    pub past: Vec<Arc<Article>>,
}

/// The search for events of a period.
pub fn search(period: Period) -> SearchRequest {
    SearchRequest {
        filters: Filters { kinds: vec![Kind::Event], period: Some(period), ..Filters::default() },
        ..SearchRequest::default()
    }
}

/// The day on which an event begins.
pub fn begins(article: &Article) -> Option<Date> {
    let event = article.event.as_ref()?;
    event.starts.or(event.ends).map(|moment| moment.date())
}

/// The page.
pub fn view(calendar: &Calendar, visitor: &Visitor, base_url: Option<&str>) -> Markup {
    const DESCRIPTION: &str = "Komende evenementen over sociaal ondernemen: wat, wanneer en waar.";
    let feed = feed_address(&search(Period::Coming));
    let main = html! {
        div.wide.listing {
            header.title {
                h1 { "Evenementen" }
                p.lead { "Wat er te doen is: studiedagen, bezoeken en avonden, het eerste bovenaan." }
            }
            section aria-labelledby="komend" {
                h2.rule #komend { "Binnenkort" }
                @if calendar.coming.is_empty() {
                    p.nothing {
                        "Er staat nu niets op de kalender. "
                        a href=(feed) { "Volg de nieuwe evenementen" }
                        " of kijk hieronder wat er was."
                    }
                } @else {
                    ol.calendar {
                        @for article in &calendar.coming { li { (coming(article, visitor)) } }
                    }
                }
            }
            @if !calendar.past.is_empty() {
                section.past aria-labelledby="voorbij" {
                    h2.rule #voorbij { "Voorbij" }
                    ul.rows {
                        @for article in &calendar.past {
                            li {
                                a href={ "/artikelen/" (article.id) } { (article.title) }
                                " "
                                span.byline {
                                    @if let Some(day) = begins(article) { (dates::day(day)) }
                                }
                            }
                        }
                    }
                    p.onward {
                        a href=(address(&search(Period::Past))) { "Alle voorbije evenementen" }
                    }
                }
            }
        }
    };
    let head = Head {
        place: Place::Events,
        feed: Some(&feed),
        ..Head::listed("Evenementen", DESCRIPTION, Some("/evenementen"), base_url)
    };
    page(&head, visitor, &main)
}

fn coming(article: &Article, visitor: &Visitor) -> Markup {
    let anchor = format!("artikel-{}", article.id);
    let event = article.event.clone().unwrap_or_default();
    html! {
        article.date id=(anchor) {
            // The line below says the day in full.
            @if let Some(day) = begins(article) {
                p.leaf aria-hidden="true" {
                    span.day { (day.day()) } span.month { (short_month(day)) }
                    span.year { (day.year()) }
                }
            }
            div {
                h3 { a href={ "/artikelen/" (article.id) } { (article.title) } }
                p.when {
                    @if let Some(when) = dates::when(&event) { (when) }
                    @if let Some(place) = &event.place {
                        span.place { (Icon::Place.show()) (place) }
                    }
                }
                @if !article.lead.is_empty() { p.fragment { (article.lead) } }
                @if !article.organisations.is_empty() {
                    p.byline { (article.organisations.join(", ")) }
                }
                (add_button(&article.id, &article.title, visitor, &anchor))
            }
        }
    }
}

/// "nov": the first three letters, which tell all twelve apart; "mrt", as is usual, for "maart".
fn short_month(day: Date) -> String {
    let words = render::date(day);
    let month = words.split(' ').nth(1).unwrap_or_default();
    if month == "maart" { "mrt".to_owned() } else { month.chars().take(3).collect() }
}
