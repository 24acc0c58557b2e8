//! A bundel as whoever has the link sees it.

use maud::{Markup, html};

use super::dates;
use super::desk::{Keeping, downloads, introduction, nearly_removed, to_downloads};
use super::icons::Icon;
use super::layout::{Head, Place, Visitor, articles, form_fields, page};
use super::parts;
use crate::bundel::{Bundel, Entry};

/// The page. `own` when the visitor may change it.
pub fn view(
    bundel: &Bundel,
    entries: &[Entry],
    own: bool,
    keeping: Keeping,
    visitor: &Visitor,
) -> Markup {
    let content = &bundel.content;
    let main = html! {
        div.bundel.wide {
            (introduction(content, &to_downloads(content, "Downloaden en overnemen")))
            (nearly_removed(keeping))
            div.desk {
                section aria-labelledby="inhoudstafel" {
                    h2 #inhoudstafel {
                        @let count = content.articles().count();
                        (count) " " (articles(count))
                    }
                    @if entries.is_empty() {
                        div.empty { p { "In deze bundel zit nog niets." } }
                    } @else {
                        (parts::to_read(content, entries))
                    }
                }
                aside aria-label="Downloaden en overnemen" {
                    @if content.articles().next().is_some() { (downloads(bundel)) }
                    @if own { (edit(bundel, visitor)) } @else { (take_over(bundel, visitor)) }
                    p.hint {
                        "Deze bundel blijft bewaard tot en met " (dates::day(keeping.until))
                        ", en langer telkens als iemand hem leest of wijzigt."
                    }
                }
            }
        }
    };
    page(&Head::unlisted(&content.title, Place::Elsewhere), visitor, &main)
}

fn edit(bundel: &Bundel, visitor: &Visitor) -> Markup {
    html! {
        section aria-labelledby="bewerken" {
            h2 #bewerken { "Uw bundel" }
            form.stack method="post" action="/bundel/kies" {
                (form_fields(visitor))
                input type="hidden" name="bundel" value=(bundel.id);
                p.hint { "Deze bundel is van u." }
                button type="submit" { "Werk eraan verder" }
            }
        }
    }
}

fn take_over(bundel: &Bundel, visitor: &Visitor) -> Markup {
    html! {
        section aria-labelledby="overnemen" {
            h2 #overnemen { "Overnemen" }
            form.stack method="post" action={ "/bundels/" (bundel.id) "/kopie" } {
                (form_fields(visitor))
                p.hint { "Maak een kopie voor uzelf. Deze bundel verandert daar niet door." }
                button type="submit" { (Icon::Bundel.show()) "Maak mijn eigen kopie" }
            }
        }
        details.fold {
            summary { "Ik heb de sleutel" }
            form.stack method="post" action={ "/bundels/" (bundel.id) "/sleutel" } {
                (form_fields(visitor))
                div.field {
                    label for="sleutel" { "Sleutel" }
                    input #sleutel type="text" name="sleutel" required autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false";
                }
                button type="submit" { "Open om te wijzigen" }
            }
        }
    }
}
