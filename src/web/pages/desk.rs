//! The visitor's own bundel, with everything that can be done to it.

use jiff::civil::Date;
use maud::{Markup, html};

use super::aside;
use super::basis;
use super::changes::in_a_sentence;
use super::dates;
use super::icons::Icon;
use super::layout::{Head, Place, Visitor, articles, form_fields, page};
use super::notice::{self, Notice};
use super::parts::{self, Tools};
use crate::bundel::{Bundel, Content, ContentFault, Entry, Limits, Place as Part, Summary};
use crate::search::Hit;

/// What the page shows.
pub struct Desk<'a> {
    /// The bundel at hand with its items as they are now.
    pub bundel: Option<(&'a Bundel, &'a [Entry])>,
    /// All bundels of this visitor.
    pub all: &'a [Owned],
    /// What this visitor threw away and may take back.
    pub discarded: &'a [Summary],
    /// Articles that are about the same.
    pub suggestions: &'a [Hit],
    pub notice: Option<Notice>,
    /// What was typed and could not be stored.
    pub draft: Draft,
    /// The address under which others read the bundel.
    pub link: String,
    pub limits: &'a Limits,
    pub keeping: Keeping,
}

/// A bundel in the visitor's list.
pub struct Owned {
    pub summary: Summary,
    /// The day it will be removed, when that is near.
    pub ends_on: Option<Date>,
}

/// How long the bundel on the page is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeping {
    /// The last day, if nobody reads or changes it after today.
    pub until: Date,
    /// The day it would have been removed, had it not been opened now, when that was near.
    pub was_to_end_on: Option<Date>,
}

/// Texts that wait for a correction.
#[derive(Debug, Default)]
pub struct Draft {
    pub details: Option<Details>,
    /// A new subheading.
    pub heading: Option<String>,
    /// The note, or the words of the subheading, of the item at this index.
    pub part: Option<(usize, String)>,
    /// What has no place any more.
    pub lost: Option<String>,
    /// Whether somebody else stored something in the meantime.
    pub conflict: bool,
    /// Why it was not stored.
    pub faults: Vec<ContentFault>,
}

/// Title, subtitle and introduction as typed.
#[derive(Debug, Clone)]
pub struct Details {
    pub title: String,
    pub subtitle: String,
    pub introduction: String,
}

impl Draft {
    pub fn with(self, faults: Vec<ContentFault>) -> Draft {
        Draft { faults, ..self }
    }

    pub fn fault_of(&self, place: Part) -> Option<&ContentFault> {
        self.faults.iter().find(|fault| fault.place() == place)
    }
}

/// The page.
pub fn view(desk: &Desk<'_>, visitor: &Visitor) -> Markup {
    let main = match desk.bundel {
        Some((bundel, entries)) => full(desk, bundel, entries, visitor),
        None => html! {
            div.bundel.wide {
                header { h1 { "Mijn bundel" } }
                (notice::view(desk.notice.as_ref(), None, desk.discarded, visitor))
                (empty())
                (aside::others(desk.all, desk.discarded, visitor))
            }
        },
    };
    let fault = desk.notice.as_ref().is_some_and(Notice::is_fault);
    let title = if fault { "Niet bewaard: mijn bundel" } else { "Mijn bundel" };
    page(&Head::unlisted(title, Place::Bundel), visitor, &main)
}

fn full(desk: &Desk<'_>, bundel: &Bundel, entries: &[Entry], visitor: &Visitor) -> Markup {
    let content = &bundel.content;
    let offers_undo = desk.notice.as_ref().is_some_and(Notice::offers_undo);
    html! {
        div.bundel.wide data-bundel {
            (introduction(content, &html! {
                (details_form(desk, bundel, visitor))
                (to_downloads(content, "Downloaden en delen"))
            }))
            (notice::view(desk.notice.as_ref(), Some(bundel), desk.discarded, visitor))
            (nearly_removed(desk.keeping))
            div.desk #werktafel {
                section aria-labelledby="inhoudstafel" {
                    h2 #inhoudstafel tabindex="-1" {
                        @let count = content.articles().count();
                        (count) " " (articles(count))
                    }
                    @if entries.is_empty() {
                        (empty())
                    } @else {
                        div.saved {
                            p.hint #bewaard { "Elke wijziging is meteen bewaard." }
                            @if bundel.undoable && !offers_undo {
                                (notice::undo(bundel, "Maak de laatste wijziging ongedaan", visitor))
                            }
                        }
                        @let tools = Tools { bundel, limits: desk.limits, visitor, draft: &desk.draft };
                        (parts::to_arrange(entries, &tools))
                    }
                    (heading_form(desk, bundel, visitor))
                    (suggestions(desk.suggestions, bundel, visitor))
                }
                aside aria-label="Downloaden, delen en beheren" {
                    @if content.articles().next().is_some() {
                        (downloads(bundel))
                        (aside::preview(content, entries))
                    }
                    (aside::share(desk, bundel, visitor))
                    (aside::others(desk.all, desk.discarded, visitor))
                    (aside::manage(bundel, visitor))
                }
            }
        }
    }
}

/// Title, subtitle and introduction, and below it what can be done to them.
pub fn introduction(content: &Content, below: &Markup) -> Markup {
    html! {
        header {
            h1 { (content.title) }
            @if let Some(subtitle) = &content.subtitle { p.subtitle { (subtitle) } }
            @if let Some(introduction) = &content.introduction {
                p.introduction { (introduction) }
            }
            (below)
        }
    }
}

/// Past the articles, where the downloads stand below them.
pub fn to_downloads(content: &Content, words: &str) -> Markup {
    html! {
        @if content.articles().next().is_some() {
            a.button.jump href="#downloaden" { (Icon::Download.show()) (words) }
        }
    }
}

/// Of a bundel that nobody opened for so long that it was about to go.
pub fn nearly_removed(keeping: Keeping) -> Markup {
    html! {
        @if let Some(day) = keeping.was_to_end_on {
            div.notice #bewaring {
                p {
                    strong { "Deze bundel stond op het punt te verdwijnen, op " (dates::day(day)) "." }
                    " Niemand las of wijzigde hem nog. Nu u hem opent, blijft hij bewaard tot en met "
                    (dates::day(keeping.until)) "."
                }
            }
        }
    }
}

/// Below the PDF: the end of the address, what a visitor calls it, and what it is called while it is
/// made.
const OTHER_FORMS: [(&str, &str, &str); 4] = [
    ("epub", "E-boek (epub)", "e-boek"),
    ("html", "Webpagina (html)", "document"),
    ("md", "Platte tekst (Markdown)", "document"),
    ("ris", "Literatuurverwijzingen (RIS)", "document"),
];

/// The documents, for those who may read the bundel.
pub fn downloads(bundel: &Bundel) -> Markup {
    html! {
        section.downloads aria-labelledby="downloaden" {
            h2 #downloaden { "Downloaden" }
            a.button.primary href={ "/bundels/" (bundel.id) "/pdf" } data-document="pdf" {
                (Icon::Download.show()) "Download als pdf"
            }
            p { "Of in een andere vorm:" }
            ul {
                @for (form, name, called) in OTHER_FORMS {
                    li { a href={ "/bundels/" (bundel.id) "/" (form) } data-document=(called) { (name) } }
                }
            }
        }
    }
}

fn empty() -> Markup {
    html! {
        div.empty {
            p { "Er zit nog niets in. Zo vult u uw bundel:" }
            ol.steps {
                li {
                    strong { "Zoek" }
                    " een artikel en druk op “Voeg toe aan mijn bundel”, of bundel in één keer alles "
                    "wat u vond."
                }
                li {
                    strong { "Schik" }
                    " de artikelen, geef uw bundel een titel en schrijf er een notitie bij."
                }
                li { strong { "Neem mee" } " als pdf of e-boek, of deel de link." }
            }
            a.button.primary href="/" { (Icon::Search.show()) "Zoek artikelen" }
        }
    }
}

fn details_form(desk: &Desk<'_>, bundel: &Bundel, visitor: &Visitor) -> Markup {
    let stored = &bundel.content;
    let typed = desk.draft.details.as_ref();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let kept = [stored.title.clone(), text(&stored.subtitle), text(&stored.introduction)];
    let shown = typed.map_or(kept.clone(), |typed| {
        [typed.title.clone(), typed.subtitle.clone(), typed.introduction.clone()]
    });
    let fault = |place| typed.and(desk.draft.fault_of(place)).map(in_a_sentence);
    let faults = [fault(Part::Title), fault(Part::Subtitle), fault(Part::Introduction)];
    let invalid = |at: usize| faults[at].as_ref().map(|_| "true");
    let described = |at: usize, id: &str| faults[at].as_ref().map(|_| format!("{id}-fout"));
    let beside = |at: usize, id: &str| {
        html! {
            @if let Some(fault) = &faults[at] { p.fault id={ (id) "-fout" } { (fault) } }
            @if desk.draft.conflict && typed.is_some() && shown[at] != kept[at] {
                p.stored {
                    "Nu bewaard: "
                    @if kept[at].is_empty() { "niets" } @else { q { (kept[at]) } }
                }
            }
        }
    };
    html! {
        details.fold open[typed.is_some()] {
            summary { "Wijzig titel en inleiding" }
            form.stack #gegevens method="post" action="/bundel/gegevens" data-autosave {
                (basis::fields(bundel, visitor))
                input type="hidden" name="stand" value=(basis::mark_of_details(stored));
                div.field {
                    label for="titel" { "Titel" }
                    input #titel type="text" name="titel" value=(shown[0]) required
                        maxlength=(desk.limits.title_chars) autocomplete="off"
                        autofocus[faults[0].is_some()]
                        aria-invalid=[invalid(0)] aria-describedby=[described(0, "titel")];
                    (beside(0, "titel"))
                }
                div.field {
                    label for="ondertitel" { "Ondertitel (niet verplicht)" }
                    input #ondertitel type="text" name="ondertitel" value=(shown[1])
                        maxlength=(desk.limits.title_chars) autocomplete="off"
                        aria-invalid=[invalid(1)] aria-describedby=[described(1, "ondertitel")];
                    (beside(1, "ondertitel"))
                }
                div.field {
                    label for="inleiding" { "Inleiding (niet verplicht)" }
                    textarea #inleiding name="inleiding" rows="5"
                        maxlength=(desk.limits.introduction_chars)
                        aria-invalid=[invalid(2)] aria-describedby=[described(2, "inleiding")] {
                        (shown[2])
                    }
                    (beside(2, "inleiding"))
                }
                button type="submit" { "Bewaar" }
            }
        }
    }
}

fn heading_form(desk: &Desk<'_>, bundel: &Bundel, visitor: &Visitor) -> Markup {
    let typed = desk.draft.heading.as_ref();
    // Its place is the last one, which only this form adds to.
    let fault = typed.and(desk.draft.faults.first()).map(in_a_sentence);
    html! {
        details.fold open[typed.is_some()] {
            summary { "Voeg een tussentitel toe" }
            form.stack method="post" action="/bundel/tussentitel" {
                (basis::fields(bundel, visitor))
                div.field {
                    label for="tussentitel" { "Tussentitel, komt onderaan" }
                    input #tussentitel type="text" name="tussentitel" value=[typed] required
                        maxlength=(desk.limits.title_chars) autocomplete="off"
                        autofocus[fault.is_some()]
                        aria-invalid=[fault.as_ref().map(|_| "true")]
                        aria-describedby=[fault.as_ref().map(|_| "tussentitel-fout")];
                    @if let Some(fault) = &fault { p.fault #tussentitel-fout { (fault) } }
                }
                button type="submit" { "Voeg toe" }
            }
        }
    }
}

fn suggestions(suggestions: &[Hit], bundel: &Bundel, visitor: &Visitor) -> Markup {
    html! {
        @if !suggestions.is_empty() {
            section.suggested #voorstellen aria-labelledby="voorstellen-titel" {
                h2 #voorstellen-titel tabindex="-1" { "Past misschien ook in uw bundel" }
                ul {
                    @for hit in suggestions {
                        li {
                            div {
                                a href=(hit.url) { (hit.title) }
                                @if !hit.organisations.is_empty() {
                                    p.byline { (hit.organisations.join(", ")) }
                                }
                            }
                            form method="post" action="/bundel/artikelen" {
                                (form_fields(visitor))
                                input type="hidden" name="bundel" value=(bundel.id);
                                input type="hidden" name="artikel" value=(hit.id);
                                input type="hidden" name="terug" value="/bundel#voorstellen";
                                button.quiet type="submit" {
                                    (Icon::Add.show())
                                    span { "Voeg toe" span.unseen { ": " (hit.title) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
