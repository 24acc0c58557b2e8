//! What a reader does with an article besides reading: refer to it, share it, print it.
//!
//! What needs script is a hidden button that script shows; the address and the reference can be
//! copied by hand.

use maud::{Markup, html};

use super::form::segment;
use super::icons::Icon;
use crate::article::Article;
use crate::render;
use crate::web::SITE_NAME;

/// The folded tools. `address` is where the article is known, absolute.
pub fn tools(article: &Article, address: &str) -> Markup {
    let mail = format!("mailto:?subject={}&body={}", segment(&article.title), segment(address));
    html! {
        div.tools {
            details.fold {
                summary { "Verwijs naar dit artikel" }
                p.citation #verwijzing { (reference(article, address)) }
                (copy_button("verwijzing", "Kopieer de verwijzing"))
            }
            details.fold {
                summary { "Deel dit artikel" }
                div.field {
                    label for="adres" { "Adres" }
                    input #adres type="text" readonly value=(address);
                }
                (copy_button("adres", "Kopieer het adres"))
                button.quiet type="button" data-share hidden { (Icon::Share.show()) span { "Deel…" } }
                p { a href=(mail) { "Stuur door per e-mail" } }
            }
            button.quiet type="button" data-print hidden { (Icon::Print.show()) span { "Druk af" } }
        }
    }
}

fn copy_button(source: &str, label: &str) -> Markup {
    html! {
        button.quiet type="button" data-copy=(source) hidden { (Icon::Copy.show()) span { (label) } }
    }
}

/// Author, date, title, site, address, in the order that Dutch style guides share.
fn reference(article: &Article, address: &str) -> Markup {
    let authors = article.organisations.join(", ");
    let day = article.published.map(render::date);
    html! {
        @if !authors.is_empty() { (authors) " " }
        "(" @if let Some(day) = &day { (day) } @else { "zonder datum" } "). "
        cite { (article.title) }
        @if !article.title.ends_with(['.', '?', '!']) { "." }
        " " (SITE_NAME) ". " (address)
    }
}
