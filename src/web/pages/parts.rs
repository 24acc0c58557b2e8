//! The contents of a bundel: its parts in order, to be read or to be arranged.

use maud::{Markup, html};

use super::article::kind_label;
use super::basis::{self, anchor, mark_of};
use super::changes::in_a_sentence;
use super::dates;
use super::desk::Draft;
use super::icons::Icon;
use super::layout::Visitor;
use crate::bundel::{Bundel, Content, Entry, ItemState, Limits, Place};

/// The id of the form that the buttons of all parts belong to: a form for every button would make
/// the page of a large bundel three times as heavy.
const ARRANGING: &str = "schikken";

/// The parts as a reader sees them.
pub fn to_read(content: &Content, entries: &[Entry]) -> Markup {
    html! {
        ol.parts {
            @for (index, entry) in entries.iter().enumerate() {
                li.part id=(anchor(content, index)) {
                    (shown(entry, numeral(entries, index), None))
                }
            }
        }
    }
}

/// What the forms of the parts need.
pub struct Tools<'a> {
    pub bundel: &'a Bundel,
    pub limits: &'a Limits,
    pub visitor: &'a Visitor,
    pub draft: &'a Draft,
}

/// The parts with what their maker can do to them.
pub fn to_arrange(entries: &[Entry], tools: &Tools<'_>) -> Markup {
    html! {
        form id=(ARRANGING) method="post" action="/bundel/schik" {
            (basis::fields(tools.bundel, tools.visitor))
        }
        ol.parts #onderdelen data-arrange=(ARRANGING) {
            @for (index, entry) in entries.iter().enumerate() {
                @let mark = mark_of(&tools.bundel.content.items[index]);
                @let anchor = anchor(&tools.bundel.content, index);
                li.part id=(anchor) data-grip={ (index) " " (mark) } {
                    @let part = Part { index, last: entries.len() - 1, mark, anchor: &anchor, tools };
                    (shown(entry, numeral(entries, index), Some(&part)))
                }
            }
        }
    }
}

/// One part and its place.
struct Part<'a> {
    index: usize,
    last: usize,
    mark: String,
    /// The id of its place on the page.
    anchor: &'a str,
    tools: &'a Tools<'a>,
}

/// The article's number; subheadings are not counted.
fn numeral(entries: &[Entry], index: usize) -> usize {
    entries[..=index].iter().filter(|entry| matches!(entry, Entry::Article { .. })).count()
}

fn shown(entry: &Entry, numeral: usize, part: Option<&Part<'_>>) -> Markup {
    match entry {
        Entry::Heading(text) => html! {
            h3.heading { (text) }
            @if let Some(part) = part {
                span.numeral aria-hidden="true" {}
                div.body {
                    div.part-tools id={ (part.anchor) "-knoppen" } { (moves(part, text)) (heading_fold(part, text)) }
                }
            }
        },
        Entry::Article { id, title, note, state, article } => html! {
            span.numeral aria-hidden="true" { (numeral) }
            div.body {
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
                @if let Some(part) = part {
                    div.part-tools id={ (part.anchor) "-knoppen" } {
                        (moves(part, title))
                        (note_fold(part, id.as_str(), title, note.as_deref()))
                    }
                }
            }
        },
    }
}

fn state_label(state: ItemState) -> Markup {
    let (name, text) = match state {
        ItemState::Current => return html! {},
        ItemState::Changed => {
            ("gewijzigd", "Gewijzigd sinds het toegevoegd werd: u krijgt de nieuwe tekst")
        }
        ItemState::Missing => {
            ("verdwenen", "Dit artikel bestaat niet meer: in uw document blijft alleen de titel")
        }
    };
    html! { p.state data-state=(name) { (text) } }
}

fn moves(part: &Part<'_>, title: &str) -> Markup {
    let button = |step: &str, icon: Icon, word: &str, off: bool| {
        html! {
            button.arrow[step != "weg"] type="submit" form=(ARRANGING) name="zet"
                value={ (step) " " (part.index) " " (part.mark) } disabled[off] {
                (icon.show())
                span { (word) span.unseen { ": " (title) } }
            }
        }
    };
    html! {
        div.moves {
            (button("omhoog", Icon::Up, "Hoger", part.index == 0))
            (button("omlaag", Icon::Down, "Lager", part.index == part.last))
            (button("weg", Icon::Cross, "Verwijder", false))
        }
    }
}

fn note_fold(part: &Part<'_>, id: &str, title: &str, note: Option<&str>) -> Markup {
    let draft = part.draft();
    let field = format!("{}-notitie", part.anchor);
    let fault = part.fault();
    html! {
        details.fold open[draft.is_some()] {
            summary {
                @if note.is_some() { "Wijzig de notitie" } @else { "Schrijf een notitie" }
                span.unseen { " bij " (title) }
            }
            form.stack.note-form method="post" action="/bundel/notitie" data-autosave {
                (part.fields())
                input type="hidden" name="artikel" value=(id);
                div.field {
                    label for=(field) { "Notitie, komt boven het artikel" }
                    textarea #(field) name="notitie" rows="4" maxlength=(part.tools.limits.note_chars)
                        autofocus[fault.is_some()]
                        aria-invalid=[fault.as_ref().map(|_| "true")]
                        aria-describedby=[fault.as_ref().map(|_| format!("{field}-fout"))] {
                        (draft.or(note).unwrap_or_default())
                    }
                    @if let Some(fault) = &fault { p.fault id={ (field) "-fout" } { (fault) } }
                    (part.stored(note))
                }
                button type="submit" { "Bewaar de notitie" }
            }
            (place_form(part, title))
        }
    }
}

fn heading_fold(part: &Part<'_>, text: &str) -> Markup {
    let draft = part.draft();
    let field = format!("{}-tekst", part.anchor);
    let fault = part.fault();
    html! {
        details.fold open[draft.is_some()] {
            summary { "Wijzig de tussentitel" span.unseen { " " (text) } }
            form.stack.heading-form method="post" action="/bundel/tussentitel" data-autosave {
                (part.fields())
                div.field {
                    label for=(field) { "Tussentitel" }
                    input #(field) type="text" name="tussentitel" required autocomplete="off"
                        value=(draft.unwrap_or(text)) maxlength=(part.tools.limits.title_chars)
                        autofocus[fault.is_some()]
                        aria-invalid=[fault.as_ref().map(|_| "true")]
                        aria-describedby=[fault.as_ref().map(|_| format!("{field}-fout"))];
                    @if let Some(fault) = &fault { p.fault id={ (field) "-fout" } { (fault) } }
                }
                button type="submit" { "Bewaar de tussentitel" }
            }
            (place_form(part, text))
        }
    }
}

/// One step at a time is long in a long list.
fn place_form(part: &Part<'_>, title: &str) -> Markup {
    let field = format!("{}-plaats", part.anchor);
    html! {
        @if part.last > 1 {
            form.place method="post" action="/bundel/schik" {
                (basis::fields(part.tools.bundel, part.tools.visitor))
                label for=(field) { "Zet op plaats" span.unseen { ": " (title) } }
                input #(field) type="number" name="plaats" min="1" max=(part.last + 1)
                    value=(part.index + 1) required;
                button type="submit" name="zet" value={ "naar " (part.index) " " (part.mark) } {
                    "Verplaats"
                }
            }
        }
    }
}

impl Part<'_> {
    fn fields(&self) -> Markup {
        html! {
            (basis::fields(self.tools.bundel, self.tools.visitor))
            input type="hidden" name="onderdeel" value=(self.index);
            input type="hidden" name="stand" value=(self.mark);
        }
    }

    /// What was typed for this part and could not be stored.
    fn draft(&self) -> Option<&str> {
        let (place, text) = self.tools.draft.part.as_ref()?;
        (*place == self.index).then_some(text.as_str())
    }

    fn fault(&self) -> Option<String> {
        self.tools.draft.fault_of(Place::Item(self.index)).map(in_a_sentence)
    }

    /// Beside what was typed: what somebody else stored in the meantime.
    fn stored(&self, note: Option<&str>) -> Markup {
        html! {
            @if self.tools.draft.conflict && self.draft().is_some() {
                p.stored {
                    "Nu bewaard: "
                    @match note { Some(note) => { q { (note) } }, None => "geen notitie" }
                }
            }
        }
    }
}
