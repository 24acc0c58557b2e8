//! An article as hypertext that is valid both as HTML and as XML, shared by HTML and EPUB.

use maud::{Markup, PreEscaped, html};

use super::passage::{Passage, paragraphs, passages, typed_paragraphs};
use super::wording;
use crate::article::Article;

/// The palette and the shape of text, for both forms. Colours as on the site and in the PDF.
pub(super) const STYLE: &str = include_str!("hypertext.css");

/// An article and what a publication says with it.
pub(super) struct Shown<'a> {
    pub(super) article: &'a Article,
    pub(super) note: Option<&'a str>,
    pub(super) changed: bool,
    pub(super) base_url: Option<&'a str>,
    pub(super) picture: Option<Image>,
}

/// A picture to refer to.
pub(super) struct Image {
    pub(super) address: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// An article below a heading of the given level; its own headings are one level deeper.
pub(super) fn article(shown: &Shown<'_>, level: u8) -> Markup {
    let Shown { article, note, changed, base_url, picture } = shown;
    let byline = wording::byline(article);
    let event = wording::event(article);
    let facts = wording::facts(article, *base_url, picture.is_some());
    html! {
        (heading(level, &name(&article.title)))
        @if !byline.is_empty() { p class="byline" { (text(&byline)) } }
        @if *changed { p class="gewijzigd" { (wording::CHANGED) } }
        (self::note(*note))
        @if !event.is_empty() { (definitions("wanneer", &event)) }
        @for lead in paragraphs(&article.lead) { p class="inleiding" { (text(&lead)) } }
        @if let Some(image) = picture { (figure(article, image)) }
        @for passage in passages(&article.body) { (self::passage(&passage, level + 1)) }
        @if !facts.is_empty() { (definitions("gegevens", &facts)) }
    }
}

fn figure(article: &Article, image: &Image) -> Markup {
    let caption = article.caption.as_deref().filter(|caption| !caption.trim().is_empty());
    html! {
        figure {
            img src=(image.address) alt=(text(&wording::alternative(article)))
                width=(image.width) height=(image.height) {}
            @if let Some(caption) = caption { figcaption { (text(caption)) } }
        }
    }
}

/// The place of an article that was removed.
pub(super) fn missing(title: &str, note: Option<&str>, level: u8) -> Markup {
    html! {
        (heading(level, &name(title)))
        p { (wording::GONE) }
        (self::note(note))
    }
}

/// What the maker of a bundel typed.
pub(super) fn texts(value: Option<&str>) -> Markup {
    html! {
        @for lines in typed_paragraphs(value.unwrap_or_default()) {
            p {
                @for (index, line) in lines.into_iter().enumerate() {
                    // As HTML and as XML.
                    @if index > 0 { (PreEscaped("<br/>")) }
                    (text(line))
                }
            }
        }
    }
}

/// A heading, unless nothing of its text can be shown.
pub(super) fn heading(level: u8, title: &str) -> Markup {
    if text(title).trim().is_empty() {
        return html! {};
    }
    html! { (PreEscaped(format!("<h{level}>"))) (text(title)) (PreEscaped(format!("</h{level}>"))) }
}

/// A title, which must be something to read where it is listed and linked to.
pub(super) fn name(title: &str) -> String {
    let shown = text(title);
    if shown.trim().is_empty() { "Zonder titel".to_owned() } else { shown }
}

/// Text without the characters that XML 1.0 (2.2) does not allow, even escaped.
pub(super) fn text(value: &str) -> String {
    let allowed = |c: &char| !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    value.chars().filter(allowed).collect()
}

fn note(value: Option<&str>) -> Markup {
    html! {
        @if value.is_some_and(|value| !value.trim().is_empty()) {
            aside class="notitie" {
                p class="label" { "Notitie van de samensteller" }
                (texts(value))
            }
        }
    }
}

fn passage(passage: &Passage<'_>, level: u8) -> Markup {
    html! {
        @match passage {
            Passage::Heading(title) => (heading(level, title)),
            Passage::Paragraph(paragraph) => p { (text(paragraph)) },
            Passage::Quote(paragraphs) => blockquote {
                @for paragraph in paragraphs { p { (text(paragraph)) } }
            },
            Passage::List(items) => ul { @for item in items { li { (text(item)) } } },
        }
    }
}

fn definitions(class: &str, facts: &[(&'static str, String)]) -> Markup {
    html! {
        dl class=(class) {
            @for (label, value) in facts {
                dt { (label) }
                dd {
                    @if is_web_address(value) { a href=(text(value)) { (text(value)) } }
                    @else { (text(value)) }
                }
            }
        }
    }
}

/// Only these become links: an article's source is data, and `javascript:` is an address too.
pub(super) fn is_web_address(value: &str) -> bool {
    let value = value.trim();
    (value.starts_with("https://") || value.starts_with("http://"))
        && value.bytes().all(|byte| byte.is_ascii_graphic())
        && !value.contains(['"', '<', '>', '\\', '^', '`', '{', '|', '}', '[', ']'])
}
