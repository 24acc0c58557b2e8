//! What stands beside the contents of the visitor's bundel: a preview, sharing, the other bundels,
//! and what is done to a bundel as a whole.

use maud::{Markup, html};

use super::basis;
use super::dates;
use super::desk::{Desk, Owned};
use super::icons::Icon;
use super::layout::{Visitor, articles, form_fields};
use super::notice::take_back;
use crate::bundel::{Bundel, Content, Entry, Summary, UNDO_DAYS};

/// The first pages of the document in small. What it says stands on the page already, so that it is
/// only for the eye.
pub fn preview(content: &Content, entries: &[Entry]) -> Markup {
    html! {
        div.preview #voorbeeld aria-hidden="true" {
            p.preview-caption { "Zo begint uw document" }
            div.sheet {
                p.sheet-title { (content.title) }
                p.sheet-subtitle { (content.subtitle.as_deref().unwrap_or_default()) }
                ol {
                    @for entry in entries {
                        @match entry {
                            Entry::Heading(text) => li.heading { (text) },
                            Entry::Article { title, .. } => li { (title) },
                        }
                    }
                }
            }
        }
    }
}

/// The link to read, the key to change, and how long both hold.
pub fn share(desk: &Desk<'_>, bundel: &Bundel, visitor: &Visitor) -> Markup {
    let link = &desk.link;
    html! {
        section.share aria-labelledby="delen" {
            h2 #delen { "Delen" }
            p { "Wie deze link heeft, kan uw bundel lezen, downloaden en er een kopie van maken." }
            p { a href=(link) { (Icon::Link.show()) "Link om te delen" } }
            @if link.starts_with('/') {
                // The site does not know its own public address.
                p { "Open de link en kopieer het adres uit de adresbalk." }
            } @else {
                code { (link) }
            }
            p.hint {
                "Uw bundel blijft bewaard tot en met " (dates::day(desk.keeping.until))
                ", en langer telkens als iemand hem leest of wijzigt."
            }
            details.fold {
                summary { "Verder werken op een ander toestel" }
                form.stack method="post" action="/bundel/sleutel" {
                    (form_fields(visitor))
                    input type="hidden" name="bundel" value=(bundel.id);
                    p.hint {
                        "Met een sleutel wijzigt u deze bundel ook elders. Een nieuwe sleutel "
                        "maakt de vorige ongeldig, ook voor wie er al mee binnen was."
                    }
                    button type="submit" { "Maak een sleutel" }
                }
            }
        }
    }
}

/// The visitor's other bundels, and those that were thrown away lately.
pub fn others(all: &[Owned], discarded: &[Summary], visitor: &Visitor) -> Markup {
    let others: Vec<_> = all.iter().filter(|owned| !owned.summary.current).collect();
    html! {
        @if !all.is_empty() || !discarded.is_empty() {
            section.others aria-labelledby="andere" {
                h2 #andere { "Andere bundels" }
                @for Owned { summary, ends_on } in others {
                    form method="post" action="/bundel/kies" {
                        (form_fields(visitor))
                        input type="hidden" name="bundel" value=(summary.id);
                        button.plain type="submit" {
                            span.unseen { "Open " }
                            span {
                                (summary.title)
                                @if let Some(day) = ends_on {
                                    span.ends { " Verdwijnt op " (dates::day(*day)) " als u hem niet opent" }
                                }
                            }
                            " "
                            span.number {
                                (summary.articles) span.unseen {
                                    " " (articles(summary.articles as usize))
                                }
                            }
                        }
                    }
                }
                form.new method="post" action="/bundel/nieuw" {
                    (form_fields(visitor))
                    button type="submit" { (Icon::Add.show()) "Begin een nieuwe bundel" }
                }
                @if !discarded.is_empty() {
                    details.fold {
                        summary { "Onlangs gewist" }
                        div.stack {
                            p.hint { "Na " (UNDO_DAYS) " dagen zijn deze bundels voorgoed weg." }
                            @for summary in discarded {
                                div.discarded {
                                    span { (summary.title) }
                                    (take_back(summary, "Zet terug", visitor))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Copying, emptying, throwing away.
pub fn manage(bundel: &Bundel, visitor: &Visitor) -> Markup {
    let button = |action: &str, danger: bool, label: &str| {
        html! {
            form method="post" action=(action) {
                (basis::fields(bundel, visitor))
                button.danger[danger] type="submit" { (label) }
            }
        }
    };
    html! {
        details.fold {
            summary { "Kopiëren, leegmaken of wissen" }
            div.stack {
                (button("/bundel/kopie", false, "Maak een kopie van deze bundel"))
                @if !bundel.content.items.is_empty() {
                    (button("/bundel/leeg", true, "Maak de bundel leeg"))
                }
                (button("/bundel/wis", true, "Wis de bundel met titel en link"))
                p.hint {
                    "Leegmaken kunt u meteen ongedaan maken, wissen nog " (UNDO_DAYS) " dagen."
                }
            }
        }
    }
}
