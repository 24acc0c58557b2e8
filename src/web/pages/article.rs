//! One article, typeset to be read.

use maud::{Markup, html};

use super::dates;
use super::form::address;
use super::icons::Icon;
use super::layout::{Head, Visitor, add_button, page};
use super::{organisations, picture, take_along};
use crate::article::{Article, Block, Contact, Event, Kind};
use crate::render::{Passage, passages};
use crate::search::{Filters, Hit, SearchRequest};
use crate::web::discovery::metadata;

/// The page of an article. `address` is where it is known, absolute.
pub fn view(
    article: &Article,
    similar: &[Hit],
    visitor: &Visitor,
    base_url: Option<&str>,
    address: &str,
) -> Markup {
    let path = format!("/artikelen/{}", article.id);
    let head = Head {
        metadata: metadata::of_article(article, base_url, picture::path(article).as_deref()),
        ..Head::listed(&article.title, &article.lead, Some(&path), base_url)
    };
    let main = html! {
        article.reading.beside #artikel {
            header {
                (way_back(article.kind))
                h1 { (article.title) }
                @if !article.lead.is_empty() { p.lead { (article.lead) } }
                (byline(article))
            }
            @if let Some(event) = &article.event { (event_facts(event)) }
            (add_button(&article.id, &article.title, visitor, "artikel"))
            (picture::figure(article))
            div.text { (body(&article.body)) }
            footer.about {
                h2 { "Over dit artikel" }
                dl { (facts(article)) }
                (add_button(&article.id, &article.title, visitor, "artikel"))
                (take_along::tools(article, address))
            }
        }
        (similar_articles(similar))
        p.to-top { a href="#inhoud" { (Icon::Up.show()) "Terug naar boven" } }
    };
    page(&head, visitor, &main)
}

/// Where the article belongs: its kind, with the icon by which lists show it.
fn way_back(kind: Option<Kind>) -> Markup {
    html! {
        nav.trail aria-label="Kruimelpad" {
            ol {
                li { a href="/" { "Alle artikelen" } }
                @if let Some(kind) = kind {
                    @let filters = Filters { kinds: vec![kind], ..Filters::default() };
                    @let request = SearchRequest { filters, ..SearchRequest::default() };
                    li.kind data-kind=(kind.name()) {
                        a href=(address(&request)) {
                            (kind_icon(kind).show())
                            @match kind {
                                Kind::PracticeExample => "Praktijkvoorbeelden",
                                Kind::Inspiration => "Inspiratie",
                                Kind::Event => "Evenementen",
                            }
                        }
                    }
                }
            }
        }
    }
}

fn similar_articles(similar: &[Hit]) -> Markup {
    html! {
        @if !similar.is_empty() {
            section.similar aria-labelledby="verwant" {
                h2.rule #verwant { "Verwante artikelen" }
                ul {
                    @for hit in similar {
                        li {
                            @if let Some(kind) = hit.kind { (kind_label(kind)) }
                            a href=(hit.url) { (hit.title) }
                            @if !hit.organisations.is_empty() {
                                " " p.byline { (hit.organisations.join(", ")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The kind as a coloured label with its icon.
pub fn kind_label(kind: Kind) -> Markup {
    html! { p.kind data-kind=(kind.name()) { (kind_icon(kind).show()) (kind.label()) } }
}

fn kind_icon(kind: Kind) -> Icon {
    match kind {
        Kind::PracticeExample => Icon::Practice,
        Kind::Inspiration => Icon::Spark,
        Kind::Event => Icon::Calendar,
    }
}

/// A link to the page of an organisation.
pub fn organisation_link(name: &str) -> Markup {
    html! { a href=(organisations::path(name)) { (name) } }
}

/// The text. Quotations that follow each other are one quotation of several paragraphs.
fn body(blocks: &[Block]) -> Markup {
    html! {
        @for passage in passages(blocks) {
            @match passage {
                Passage::Heading(text) => h2 { (text) },
                Passage::Paragraph(text) => p { (text) },
                Passage::List(items) => ul { @for item in items { li { (item) } } },
                Passage::Quote(texts) => blockquote { @for text in texts { p { (text) } } },
            }
        }
    }
}

fn byline(article: &Article) -> Markup {
    html! {
        @if !article.organisations.is_empty() || article.published.is_some() {
            p.byline {
                @for (index, name) in article.organisations.iter().enumerate() {
                    @if index > 0 { span.separator { ", " } }
                    (organisation_link(name))
                }
                @if !article.organisations.is_empty() && article.published.is_some() {
                    span.separator { " · " }
                }
                @if let Some(date) = article.published { (dates::day(date)) }
            }
        }
    }
}

fn event_facts(event: &Event) -> Markup {
    let when = dates::when(event);
    html! {
        @if when.is_some() || event.place.is_some() {
            dl.event {
                @if let Some(when) = &when {
                    div { dt { (Icon::Calendar.show()) "Wanneer" } dd { (when) } }
                }
                @if let Some(place) = &event.place {
                    div { dt { (Icon::Place.show()) "Waar" } dd { (place) } }
                }
            }
        }
    }
}

fn facts(article: &Article) -> Markup {
    html! {
        @if !article.organisations.is_empty() {
            div {
                dt {
                    @if article.organisations.len() == 1 { "Organisatie" } @else { "Organisaties" }
                }
                @for name in &article.organisations { dd { (organisation_link(name)) } }
            }
        }
        @if let Some(date) = article.published {
            div { dt { "Gepubliceerd op" } dd { (dates::day(date)) } }
        }
        @if let Some(contact) = &article.contact { (contact_facts(contact)) }
        @if let Some(source) = &article.source {
            div { dt { "Bron" } dd { (source_link(source)) } }
        }
    }
}

fn contact_facts(contact: &Contact) -> Markup {
    let about: Vec<&str> =
        [&contact.role, &contact.organisation].into_iter().flatten().map(String::as_str).collect();
    html! {
        @if contact.name.is_some() || !about.is_empty() {
            div {
                dt { "Contactpersoon" }
                @if let Some(name) = &contact.name { dd { (name) } }
                @if !about.is_empty() { dd { (about.join(", ")) } }
            }
        }
    }
}

fn source_link(source: &str) -> Markup {
    html! {
        @if organisations::is_page(source) {
            a href=(source) rel="noopener external" { (source) }
        } @else {
            (source)
        }
    }
}
