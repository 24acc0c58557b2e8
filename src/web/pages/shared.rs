//! A bundel as whoever has the link sees it.

use maud::{Markup, html};

use super::dates;
use super::desk::{Keeping, downloads, introduction, nearly_removed, to_downloads};
use super::icons::Icon;
use super::layout::{Head, Place, Visitor, articles, form_fields, page};
use super::parts;
use crate::bundel::{Bundel, Entry};

/// What the visitor may do with the bundel.
pub enum Access<'a> {
    Own,
    ToRead,
    /// No more than that: what was typed is not its key.
    WrongKey(&'a str),
}

/// The page.
pub fn view(
    bundel: &Bundel,
    entries: &[Entry],
    access: Access<'_>,
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
                    @match access {
                        Access::Own => (edit(bundel, visitor)),
                        Access::ToRead => (take_over(bundel, None, visitor)),
                        Access::WrongKey(typed) => (take_over(bundel, Some(typed), visitor)),
                    }
                    p.hint {
                        "Deze bundel blijft bewaard tot en met " (dates::day(keeping.until))
                        ", en langer telkens als iemand hem leest of wijzigt."
                    }
                }
            }
        }
    };
    let title = match access {
        Access::WrongKey(_) => &format!("Die sleutel past niet: {}", content.title),
        Access::Own | Access::ToRead => &content.title,
    };
    page(&Head::unlisted(title, Place::Elsewhere), visitor, &main)
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

fn take_over(bundel: &Bundel, wrong_key: Option<&str>, visitor: &Visitor) -> Markup {
    let wrong = wrong_key.is_some();
    html! {
        section aria-labelledby="overnemen" {
            h2 #overnemen { "Overnemen" }
            form.stack method="post" action={ "/bundels/" (bundel.id) "/kopie" } {
                (form_fields(visitor))
                p.hint { "Maak een kopie voor uzelf. Deze bundel verandert daar niet door." }
                button type="submit" { (Icon::Bundel.show()) "Maak mijn eigen kopie" }
            }
        }
        details.fold open[wrong] {
            summary { "Ik heb de sleutel" }
            form.stack method="post" action={ "/bundels/" (bundel.id) "/sleutel" } {
                (form_fields(visitor))
                div.field {
                    label for="sleutel" { "Sleutel" }
                    input #sleutel type="text" name="sleutel" required autocomplete="off"
                        autocapitalize="none" spellcheck="false" value=[wrong_key]
                        autofocus[wrong]
                        aria-invalid=[wrong.then_some("true")]
                        aria-describedby=[wrong.then_some("sleutel-fout")];
                    @if wrong {
                        p.fault #sleutel-fout {
                            "Die sleutel past niet. Kijk na of u hem helemaal overnam. Is er intussen een "
                            "nieuwe sleutel gemaakt, dan werkt de oude niet meer."
                        }
                    }
                }
                button type="submit" { "Open om te wijzigen" }
            }
        }
    }
}
