//! The contents of a bundel: its parts in order, to be read or to be arranged.

use maud::{Markup, html};

use super::article::kind_label;
use super::dates;
use super::desk::Draft;
use super::icons::Icon;
use super::layout::{Visitor, form_fields};
use crate::bundel::{Entry, ItemState, Version};

/// The parts as a reader sees them.
pub fn to_read(entries: &[Entry]) -> Markup {
    html! {
        ol.parts {
            @for (index, entry) in entries.iter().enumerate() {
                li.part id={ "onderdeel-" (index + 1) } {
                    (content(entry, numeral(entries, index), None))
                }
            }
        }
    }
}

/// The parts with what their maker can do to them.
pub fn to_arrange(entries: &[Entry], version: Version, visitor: &Visitor, draft: &Draft) -> Markup {
    html! {
        ol.parts {
            @for (index, entry) in entries.iter().enumerate() {
                li.part id={ "onderdeel-" (index + 1) } {
                    @let tools = Tools { index, last: entries.len() - 1, version, visitor, draft };
                    (content(entry, numeral(entries, index), Some(&tools)))
                }
            }
        }
    }
}

/// What the forms of one part need.
struct Tools<'a> {
    index: usize,
    last: usize,
    version: Version,
    visitor: &'a Visitor,
    draft: &'a Draft,
}

/// The article's number; subheadings are not counted.
fn numeral(entries: &[Entry], index: usize) -> usize {
    entries[..=index].iter().filter(|entry| matches!(entry, Entry::Article { .. })).count()
}

fn content(entry: &Entry, numeral: usize, tools: Option<&Tools<'_>>) -> Markup {
    match entry {
        Entry::Heading(text) => html! {
            h3.heading { (text) }
            @if let Some(tools) = tools {
                span {}
                div { (moves(tools, text)) }
            }
        },
        Entry::Article { id, title, note, state, article } => html! {
            span.numeral aria-hidden="true" { (numeral) }
            div {
                @if let Some(kind) = article.as_ref().and_then(|article| article.kind) {
                    (kind_label(kind))
                }
                h3 {
                    @if article.is_some() { a href={ "/artikelen/" (id) } { (title) } } @else {
                        (title)
                    }
                }
                @if let Some(article) = article {
                    p.byline {
                        @if !article.organisations.is_empty() {
                            span { (article.organisations.join(", ")) }
                        }
                        @if let Some(date) = article.published {
                            @if !article.organisations.is_empty() { span.separator { " · " } }
                            (dates::day(date))
                        }
                    }
                }
                (state_label(*state))
                @if let Some(note) = note { p.note { (note) } }
                @if let Some(tools) = tools {
                    (moves(tools, title))
                    (note_form(tools, title, note.as_deref()))
                }
            }
        },
    }
}

fn state_label(state: ItemState) -> Markup {
    let (name, text) = match state {
        ItemState::Current => return html! {},
        ItemState::Changed => ("gewijzigd", "Gewijzigd sinds het toegevoegd werd"),
        ItemState::Missing => ("verdwenen", "Dit artikel bestaat niet meer"),
    };
    html! { p.state data-state=(name) { (text) } }
}

fn moves(tools: &Tools<'_>, title: &str) -> Markup {
    let button = |action: &str, direction: Option<&str>, icon: Icon, word: &str, off: bool| {
        html! {
            form.arrow[direction.is_some()] method="post" action=(action) {
                (part_fields(tools))
                @if let Some(direction) = direction {
                    input type="hidden" name="richting" value=(direction);
                }
                button type="submit" disabled[off] {
                    (icon.show())
                    span { (word) span.unseen { ": " (title) } }
                }
            }
        }
    };
    html! {
        div.moves {
            (button("/bundel/verplaats", Some("omhoog"), Icon::Up, "Hoger", tools.index == 0))
            @let last = tools.index == tools.last;
            (button("/bundel/verplaats", Some("omlaag"), Icon::Down, "Lager", last))
            (button("/bundel/verwijder", None, Icon::Cross, "Verwijder", false))
        }
    }
}

fn note_form(tools: &Tools<'_>, title: &str, note: Option<&str>) -> Markup {
    let draft = tools.draft.note_of(tools.index);
    let field = format!("notitie-{}", tools.index + 1);
    let fault = draft.and(tools.draft.fault.as_deref());
    html! {
        details.fold open[draft.is_some()] {
            summary {
                @if note.is_some() { "Wijzig de notitie" } @else { "Schrijf een notitie" }
                span.unseen { " bij " (title) }
            }
            form.stack method="post" action="/bundel/notitie" {
                (part_fields(tools))
                div.field {
                    label for=(field) { "Notitie, komt boven het artikel" }
                    textarea #(field) name="notitie" rows="4" maxlength="2000"
                        aria-invalid=[fault.map(|_| "true")]
                        aria-describedby=[fault.map(|_| format!("{field}-fout"))] {
                        (draft.or(note).unwrap_or_default())
                    }
                    @if let Some(fault) = fault { p.fault id={ (field) "-fout" } { (fault) } }
                }
                button type="submit" { "Bewaar de notitie" }
            }
        }
    }
}

fn part_fields(tools: &Tools<'_>) -> Markup {
    html! {
        (form_fields(tools.visitor))
        input type="hidden" name="versie" value=(tools.version);
        input type="hidden" name="onderdeel" value=(tools.index);
    }
}
