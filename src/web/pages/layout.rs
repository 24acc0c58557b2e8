//! The frame around every page: head, header, navigation, footer; and the parts that pages share.
//!
//! What a page says is its own module's; how it looks is the style sheet's.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::guard::TOKEN;
use super::icons::{Icon, mark};
use crate::article::ArticleId;
use crate::web::SITE_NAME;
use crate::web::assets::ASSETS;
use crate::web::discovery::metadata;

/// What a page knows of the visitor.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// What is in the visitor's bundel, in order.
    pub chosen: Vec<ArticleId>,
    /// How many articles that bundel has room for.
    pub room: usize,
    /// Proves that a form comes from a page of this visitor; `None` for one who has no bundel yet.
    pub token: Option<String>,
    /// Where to come back to after a form: path and query of this page.
    pub here: String,
}

/// The places in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Search,
    Organisations,
    Events,
    Bundel,
    Help,
    Elsewhere,
}

/// What differs from page to page around its content.
pub struct Head<'a> {
    pub title: &'a str,
    /// One sentence for search engines; empty when there is nothing to say.
    pub description: &'a str,
    pub place: Place,
    /// Path and query under which this page is to be known; `None` keeps it out of search engines.
    pub canonical: Option<&'a str>,
    /// Public address of the site without a trailing slash, if it has one.
    pub base_url: Option<&'a str>,
    /// A second place to skip to: the id of an element and its name.
    pub skip_to: Option<(&'a str, &'a str)>,
    /// Path and query of the feed of what this page lists, besides the feed of everything.
    pub feed: Option<&'a str>,
    /// What programs read about the page's subject (`web::discovery`).
    pub metadata: Markup,
}

impl Head<'_> {
    /// A page that search engines leave alone.
    pub fn unlisted(title: &str, place: Place) -> Head<'_> {
        Head { place, ..Head::listed(title, "", None, None) }
    }

    /// A page that may be found, about nothing in particular.
    pub fn listed<'a>(
        title: &'a str,
        description: &'a str,
        canonical: Option<&'a str>,
        base_url: Option<&'a str>,
    ) -> Head<'a> {
        Head {
            title,
            description,
            place: Place::Elsewhere,
            canonical,
            base_url,
            skip_to: None,
            feed: None,
            metadata: metadata::of_page(title, description, canonical, base_url),
        }
    }
}

/// A whole page.
pub fn page(head: &Head<'_>, visitor: &Visitor, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="nl-BE" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (head.title) " – bundelaar" }
                @if !head.description.is_empty() {
                    meta name="description" content=(head.description);
                }
                @match (head.canonical, head.base_url) {
                    (Some(path), Some(base)) => link rel="canonical" href={ (base) (path) };,
                    (Some(_), None) => {}
                    (None, _) => meta name="robots" content="noindex";,
                }
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#0a3c40";
                link rel="stylesheet" href=(ASSETS.style.path);
                (scripts())
                link rel="icon" type="image/svg+xml" href=(ASSETS.icon.path);
                link rel="apple-touch-icon" href=(ASSETS.touch_icon.path);
                link rel="search" type="application/opensearchdescription+xml"
                    href="/opensearch.xml" title=(SITE_NAME);
                @if let Some(feed) = head.feed {
                    link rel="alternate" type="application/atom+xml" href=(feed)
                        title={ (head.title) " – nieuwe artikelen" };
                }
                link rel="alternate" type="application/atom+xml" href="/feed.atom"
                    title="Alle nieuwe artikelen";
                (head.metadata)
            }
            body {
                nav.skip aria-label="Snel naar" {
                    a href="#inhoud" { "Naar de inhoud" }
                    @if let Some((id, name)) = head.skip_to { a href={ "#" (id) } { (name) } }
                }
                (header(head.place, visitor.chosen.len()))
                main #inhoud tabindex="-1" { (main) }
                (footer())
                // What script did, for those who cannot see it. It is there from the start: a status that
                // appears together with its text is not read out.
                p.unseen #melding role="status" {}
            }
        }
    }
}

/// The page's module, and those it imports so that they come along at once.
fn scripts() -> Markup {
    let (page, imported) = ASSETS.scripts.split_last().expect("there is a module for pages");
    html! {
        script type="module" src=(page.path) {}
        @for module in imported { link rel="modulepreload" href=(module.path); }
    }
}

fn header(place: Place, chosen: usize) -> Markup {
    let current = |here: Place| (place == here).then_some("page");
    html! {
        header.site {
            div.wide {
                a.wordmark href="/" { (mark()) span { "bundelaar" } }
                nav aria-label="Hoofdmenu" {
                    ul {
                        li { a href="/" aria-current=[current(Place::Search)] { "Zoeken" } }
                        li {
                            a href="/organisaties" aria-current=[current(Place::Organisations)] {
                                "Organisaties"
                            }
                        }
                        li {
                            a href="/evenementen" aria-current=[current(Place::Events)] {
                                "Evenementen"
                            }
                        }
                        li.own {
                            a href="/bundel" aria-current=[current(Place::Bundel)] {
                                "Mijn bundel"
                                @if chosen > 0 {
                                    " "
                                    span.count { (chosen) span.unseen { " " (articles(chosen)) } }
                                }
                            }
                        }
                        li { a href="/hulp" aria-current=[current(Place::Help)] { "Hulp" } }
                    }
                }
            }
        }
    }
}

fn footer() -> Markup {
    html! {
        footer.site {
            div.wide {
                p.wordmark { (mark()) span { "bundelaar" } }
                p {
                    "Praktijkvoorbeelden, inspiratie en evenementen over sociaal ondernemen: zoek, "
                    "bundel en neem mee."
                }
                nav aria-label="Over deze site" {
                    ul {
                        li { a href="/over" { "Over deze site" } }
                        li { a href="/hulp" { "Hulp bij het zoeken" } }
                        li { a href="/toegankelijkheid" { "Toegankelijkheid" } }
                        li { a href="/api" { "Voor ontwikkelaars" } }
                        li { a href="/privacy" { "Privacy en cookie" } }
                        li { a href="/feed.atom" { "Nieuwe artikelen volgen (Atom)" } }
                    }
                }
            }
        }
    }
}

/// The hidden fields every posted form carries.
pub fn form_fields(visitor: &Visitor) -> Markup {
    html! {
        @if let Some(token) = &visitor.token { input type="hidden" name=(TOKEN) value=(token); }
    }
}

/// The button that adds an article to the bundel, or the word that it is in there already.
pub fn add_button(id: &ArticleId, title: &str, visitor: &Visitor, anchor: &str) -> Markup {
    if visitor.chosen.contains(id) {
        return html! {
            p.added { (Icon::Check.show()) span { "Zit in " a href="/bundel" { "uw bundel" } } }
        };
    }
    html! {
        form.add method="post" action="/bundel/artikelen" {
            (form_fields(visitor))
            input type="hidden" name="artikel" value=(id);
            input type="hidden" name="terug" value={ (visitor.here) "#" (anchor) };
            button.quiet type="submit" {
                (Icon::Add.show())
                span { "Voeg toe aan mijn bundel" span.unseen { ": " (title) } }
            }
        }
    }
}

/// "1 artikel", "12 artikelen" without the number.
pub fn articles(count: usize) -> &'static str {
    if count == 1 { "artikel" } else { "artikelen" }
}

/// Text that `search` escaped itself, with `<mark>` as its only markup.
///
/// Everything but that one element is escaped again here: a page never depends on another module
/// for what is markup.
pub fn fragment(escaped: &str) -> Markup {
    let mut safe = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find(['<', '>']) {
        let (before, tail) = rest.split_at(at);
        safe.push_str(before);
        let known = ["<mark>", "</mark>"].into_iter().find(|tag| tail.starts_with(tag));
        match known {
            Some(tag) => {
                safe.push_str(tag);
                rest = &tail[tag.len()..];
            }
            None => {
                safe.push_str(if tail.starts_with('<') { "&lt;" } else { "&gt;" });
                rest = &tail[1..];
            }
        }
    }
    safe.push_str(rest);
    PreEscaped(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_holds_marks_and_nothing_else() {
        for (given, shown) in [
            ("de <mark>werk</mark>vloer &amp; meer", "de <mark>werk</mark>vloer &amp; meer"),
            ("<img onerror=x>", "&lt;img onerror=x&gt;"),
            ("<mark onclick=x>a</mark>", "&lt;mark onclick=x&gt;a</mark>"),
            ("é<", "é&lt;"),
        ] {
            assert_eq!(fragment(given).into_string(), shown);
        }
    }
}
