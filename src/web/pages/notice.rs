//! What just happened to a bundel, told on its page, with the way back where there is one.

use maud::{Markup, html};

use super::basis;
use super::layout::{Visitor, articles, form_fields};
use crate::bundel::{Bundel, Summary};
use crate::search::Sort;

/// What just happened, when the page itself does not show it.
pub enum Notice {
    /// Search results were added; so many were in there already or did not fit.
    Added {
        new: usize,
        known: usize,
        left_out: usize,
        /// In which order the search was, and thus which those are.
        sort: Sort,
    },
    /// A new key, shown this once.
    Key(String),
    Saved,
    Removed,
    Emptied,
    /// The last change was undone.
    Undone,
    /// A bundel was thrown away.
    Discarded,
    /// One that was thrown away is back.
    Restored,
    Copied,
    /// Somebody changed the bundel first. What was typed is still in its field, unless that field is
    /// no longer there.
    Conflict {
        lost: Option<String>,
    },
    /// What was typed cannot be stored; each reason in a sentence.
    Faults(Vec<String>),
}

/// What a redirect left in the address for the page to say.
pub fn in_address(pairs: &[(String, String)]) -> Option<Notice> {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let number = |name: &str| value(name).and_then(|text| text.parse().ok()).unwrap_or(0);
    match value("melding")?.as_str() {
        "toegevoegd" => Some(Notice::Added {
            new: number("nieuw"),
            known: number("bekend"),
            left_out: number("weggelaten"),
            sort: value("sorteer").and_then(|text| text.parse().ok()).unwrap_or_default(),
        }),
        "bewaard" => Some(Notice::Saved),
        "verwijderd" => Some(Notice::Removed),
        "leeg" => Some(Notice::Emptied),
        "ongedaan" => Some(Notice::Undone),
        "gewist" => Some(Notice::Discarded),
        "teruggezet" => Some(Notice::Restored),
        "kopie" => Some(Notice::Copied),
        _ => None,
    }
}

impl Notice {
    /// Whether it offers to undo, so that the page need not.
    pub fn offers_undo(&self) -> bool {
        self.undo_label().is_some()
    }

    /// Whether something is to be put right.
    pub fn is_fault(&self) -> bool {
        matches!(self, Notice::Conflict { .. } | Notice::Faults(_))
    }

    fn undo_label(&self) -> Option<&'static str> {
        match self {
            Notice::Added { new: 1.., .. } | Notice::Removed | Notice::Emptied => {
                Some("Maak dit ongedaan")
            }
            Notice::Undone => Some("Doe het toch"),
            _ => None,
        }
    }
}

/// The notice on the page of `bundel`. `discarded` is what the visitor threw away, the last first.
pub fn view(
    notice: Option<&Notice>,
    bundel: Option<&Bundel>,
    discarded: &[Summary],
    visitor: &Visitor,
) -> Markup {
    let Some(notice) = notice else { return html! {} };
    html! {
        div.notice.warning[notice.is_fault()] #bericht role=(if notice.is_fault() { "alert" } else { "status" }) {
            (words(notice))
            @if let (Some(label), Some(bundel)) = (notice.undo_label(), bundel)
                && bundel.undoable {
                (undo(bundel, label, visitor))
            }
            @if let (Notice::Discarded, Some(last)) = (notice, discarded.first()) {
                (take_back(last, "Maak dit ongedaan", visitor))
            }
        }
    }
}

/// The button that undoes the last change.
pub fn undo(bundel: &Bundel, label: &str, visitor: &Visitor) -> Markup {
    html! {
        form.undo method="post" action="/bundel/ongedaan" {
            (basis::fields(bundel, visitor))
            button type="submit" { (label) }
        }
    }
}

/// The button that takes back a bundel that was thrown away.
pub fn take_back(bundel: &Summary, label: &str, visitor: &Visitor) -> Markup {
    html! {
        form.undo method="post" action="/bundel/terug" {
            (form_fields(visitor))
            input type="hidden" name="bundel" value=(bundel.id);
            button type="submit" { (label) span.unseen { ": " (bundel.title) } }
        }
    }
}

fn words(notice: &Notice) -> Markup {
    match notice {
        Notice::Added { new, known, left_out, sort } => added(*new, *known, *left_out, *sort),
        Notice::Key(key) => html! {
            p {
                strong { "Dit is de sleutel van uw bundel." }
                " U ziet hem maar één keer: noteer hem nu."
            }
            code { (key) }
            p {
                "Open op een ander toestel de link van de bundel en vul daar de sleutel in. Een "
                "vroegere sleutel werkt niet meer."
            }
        },
        Notice::Saved => html! { p { "Bewaard." } },
        Notice::Removed => html! { p { "Uit uw bundel gehaald." } },
        Notice::Emptied => html! { p { "Uw bundel is leeg." } },
        Notice::Undone => html! { p { "De laatste wijziging is ongedaan gemaakt." } },
        Notice::Discarded => html! { p { "De bundel is gewist." } },
        Notice::Restored => html! { p { "De bundel is terug." } },
        Notice::Copied => html! {
            p { "Dit is de kopie. Wat u hier wijzigt, verandert niets aan het origineel." }
        },
        Notice::Conflict { lost } => html! {
            p {
                strong { "Uw bundel veranderde intussen in een ander venster of op een ander toestel." }
                " Hieronder ziet u hem zoals hij nu is. Er is niets overschreven."
            }
            @match lost {
                Some(text) => {
                    label for="uw-tekst" { "Wat u typte, heeft hier geen plaats meer. Kopieer het als u het wilt bewaren:" }
                    textarea #uw-tekst rows="4" readonly { (text) }
                }
                None => p {
                    "Typte u iets, dan staat het nog in zijn veld. Kijk het na en bewaar opnieuw."
                },
            }
        },
        Notice::Faults(faults) => html! {
            p { strong { "Dit is niet bewaard." } }
            @for fault in faults { p { (fault) } }
        },
    }
}

fn added(new: usize, known: usize, left_out: usize, sort: Sort) -> Markup {
    let last = match sort {
        Sort::Relevance => "de minst passende",
        Sort::Newest => "de oudste",
        Sort::Oldest => "de nieuwste",
        Sort::Title => "de laatste van a tot z",
    };
    html! {
        p {
            @match new {
                0 => "Er kwam niets bij.",
                1 => "Eén artikel toegevoegd.",
                new => { (new) " artikelen toegevoegd." },
            }
            @match known {
                0 => {}
                1 => " Eén zat al in uw bundel.",
                known => { " " (known) " zaten al in uw bundel." },
            }
        }
        @if left_out > 0 {
            p {
                (left_out) " " (articles(left_out)) " van uw zoekopdracht "
                @if left_out == 1 { "paste" } @else { "pasten" }
                " er niet meer in en "
                @if left_out == 1 { "is" } @else { "zijn" }
                " weggelaten: " (last) ", onderaan de lijst. Verfijn uw zoekopdracht om zelf te kiezen."
            }
        }
    }
}
