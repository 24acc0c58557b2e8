//! The visitor's own bundel, with everything that can be done to it.

use maud::{Markup, html};

use super::icons::Icon;
use super::layout::{Head, Place, Visitor, articles, form_fields, page};
use super::parts;
use crate::bundel::{Bundel, Entry, Summary};

/// What the page shows.
pub struct Desk<'a> {
    /// The bundel at hand with its items as they are now.
    pub bundel: Option<(&'a Bundel, &'a [Entry])>,
    /// All bundels of this visitor.
    pub all: &'a [Summary],
    pub notice: Option<Notice>,
    /// What was typed and could not be stored.
    pub draft: Draft,
    /// The address under which others read the bundel.
    pub link: String,
}

/// What just happened, when the page itself does not show it.
pub enum Notice {
    /// Search results were added; so many were in there already or did not fit.
    Added {
        new: usize,
        known: usize,
        left_out: usize,
    },
    /// A new key, shown this once.
    Key(String),
    Saved,
    Emptied,
    Deleted,
    /// Somebody changed the bundel first.
    Conflict,
    /// What was typed cannot be stored.
    Fault(String),
}

/// Texts that wait for a correction.
#[derive(Debug, Default)]
pub struct Draft {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub introduction: Option<String>,
    pub heading: Option<String>,
    /// The note of the item at this index.
    pub note: Option<(usize, String)>,
    /// Why they were not stored.
    pub fault: Option<String>,
}

impl Draft {
    pub fn note_of(&self, index: usize) -> Option<&str> {
        self.note.as_ref().filter(|(at, _)| *at == index).map(|(_, note)| note.as_str())
    }

    fn has_details(&self) -> bool {
        self.title.is_some() || self.subtitle.is_some() || self.introduction.is_some()
    }
}

/// The page.
pub fn view(desk: &Desk<'_>, visitor: &Visitor) -> Markup {
    let main = match desk.bundel {
        Some((bundel, entries)) => full(desk, bundel, entries, visitor),
        None => html! {
            div.bundel.wide {
                header { h1 { "Mijn bundel" } }
                (notice(desk.notice.as_ref()))
                (empty())
                (others(desk.all, visitor))
            }
        },
    };
    page(&Head::unlisted("Mijn bundel", Place::Bundel), visitor, &main)
}

fn full(desk: &Desk<'_>, bundel: &Bundel, entries: &[Entry], visitor: &Visitor) -> Markup {
    let content = &bundel.content;
    html! {
        div.bundel.wide {
            header {
                h1 { (content.title) }
                @if let Some(subtitle) = &content.subtitle { p.subtitle { (subtitle) } }
                @if let Some(introduction) = &content.introduction {
                    p.introduction { (introduction) }
                }
                (details_form(bundel, visitor, &desk.draft))
            }
            (notice(desk.notice.as_ref()))
            div.desk {
                section aria-labelledby="inhoudstafel" {
                    h2 #inhoudstafel {
                        @let count = content.articles().count();
                        (count) " " (articles(count))
                    }
                    @if entries.is_empty() {
                        (empty())
                    } @else {
                        (parts::to_arrange(entries, bundel.version, visitor, &desk.draft))
                    }
                    (heading_form(bundel, visitor, &desk.draft))
                }
                aside aria-label="Downloaden en delen" {
                    @if content.articles().next().is_some() { (downloads(bundel)) }
                    (share(&desk.link, visitor))
                    (others(desk.all, visitor))
                    (clear(bundel, visitor))
                }
            }
        }
    }
}

/// Below the PDF: the end of the address, and what a visitor calls it.
const OTHER_FORMS: [(&str, &str); 4] = [
    ("epub", "E-boek (epub)"),
    ("html", "Webpagina (html)"),
    ("md", "Platte tekst (Markdown)"),
    ("ris", "Literatuurverwijzingen (RIS)"),
];

/// The documents, for who may read the bundel.
pub fn downloads(bundel: &Bundel) -> Markup {
    html! {
        section.downloads aria-labelledby="downloaden" {
            h2 #downloaden { "Downloaden" }
            a.button.primary href={ "/api/v1/bundels/" (bundel.id) "/pdf" } download {
                (Icon::Download.show()) "Download als pdf"
            }
            p { "Of in een andere vorm:" }
            ul {
                @for (form, name) in OTHER_FORMS {
                    li { a href={ "/api/v1/bundels/" (bundel.id) "/" (form) } download { (name) } }
                }
            }
        }
    }
}

fn notice(notice: Option<&Notice>) -> Markup {
    let Some(notice) = notice else { return html! {} };
    html! {
        div.notice role="status" {
            @match notice {
                Notice::Added { new, known, left_out } => {
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
                    @if *left_out > 0 {
                        p {
                            (left_out) " " (articles(*left_out)) " van uw zoekopdracht "
                            @if *left_out == 1 { "is" } @else { "zijn" }
                            " niet opgenomen. Verfijn uw zoekopdracht om precies te kiezen."
                        }
                    }
                }
                Notice::Key(key) => {
                    p {
                        strong { "Dit is de sleutel van uw bundel." } " U ziet hem maar één keer: noteer hem nu."
                    }
                    code { (key) }
                    p {
                        "Open op een ander toestel de link van de bundel en vul daar de sleutel "
                        "in. Een vroegere sleutel werkt niet meer."
                    }
                }
                Notice::Saved => p { "Bewaard." },
                Notice::Emptied => p { "Uw bundel is leeg." },
                Notice::Deleted => p { "De bundel is gewist." },
                Notice::Conflict => p {
                    "Uw bundel veranderde intussen in een ander venster of op een ander toestel. "
                    "Hieronder ziet u hem zoals hij nu is. Wat u typte, staat nog in het veld: "
                    "kijk het na en bewaar opnieuw."
                },
                Notice::Fault(why) => p { (why) },
            }
        }
    }
}

fn empty() -> Markup {
    html! {
        div.empty {
            p {
                "Er zit nog niets in. Zoek een artikel en druk op “Voeg toe aan mijn bundel”, of "
                "bundel in één keer alles wat u vond."
            }
            a.button.primary href="/" { (Icon::Search.show()) "Zoek artikelen" }
        }
    }
}

fn details_form(bundel: &Bundel, visitor: &Visitor, draft: &Draft) -> Markup {
    let content = &bundel.content;
    let title = draft.title.as_ref().unwrap_or(&content.title);
    let subtitle = draft.subtitle.as_ref().or(content.subtitle.as_ref());
    let introduction = draft.introduction.as_ref().or(content.introduction.as_ref());
    let fault = draft.has_details().then_some(draft.fault.as_deref()).flatten();
    html! {
        details.fold open[draft.has_details()] {
            summary { "Wijzig titel en inleiding" }
            form.stack method="post" action="/bundel/gegevens" {
                (form_fields(visitor))
                input type="hidden" name="versie" value=(bundel.version);
                @if let Some(fault) = fault { p.fault #gegevens-fout { (fault) } }
                div.field {
                    label for="titel" { "Titel" }
                    input #titel type="text" name="titel" value=(title) required
                        maxlength="200"
                        autocomplete="off" aria-describedby=[fault.map(|_| "gegevens-fout")];
                }
                div.field {
                    label for="ondertitel" { "Ondertitel (niet verplicht)" }
                    input #ondertitel type="text" name="ondertitel" value=[subtitle]
                        maxlength="200"
                        autocomplete="off" aria-describedby=[fault.map(|_| "gegevens-fout")];
                }
                div.field {
                    label for="inleiding" { "Inleiding (niet verplicht)" }
                    textarea #inleiding name="inleiding" rows="5" maxlength="5000"
                        aria-describedby=[fault.map(|_| "gegevens-fout")] {
                        (introduction.map(String::as_str).unwrap_or_default())
                    }
                }
                button type="submit" { "Bewaar" }
            }
        }
    }
}

fn heading_form(bundel: &Bundel, visitor: &Visitor, draft: &Draft) -> Markup {
    let fault = draft.heading.as_ref().and(draft.fault.as_deref());
    html! {
        details.fold open[draft.heading.is_some()] {
            summary { "Voeg een tussentitel toe" }
            form.stack method="post" action="/bundel/tussentitel" {
                (form_fields(visitor))
                input type="hidden" name="versie" value=(bundel.version);
                div.field {
                    label for="tussentitel" { "Tussentitel, komt onderaan" }
                    input #tussentitel type="text" name="tussentitel"
                        value=[draft.heading.as_ref()] required
                        maxlength="200" autocomplete="off"
                        aria-invalid=[fault.map(|_| "true")]
                        aria-describedby=[fault.map(|_| "tussentitel-fout")];
                    @if let Some(fault) = fault { p.fault #tussentitel-fout { (fault) } }
                }
                button type="submit" { "Voeg toe" }
            }
        }
    }
}

fn share(link: &str, visitor: &Visitor) -> Markup {
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
            details.fold {
                summary { "Verder werken op een ander toestel" }
                form.stack method="post" action="/bundel/sleutel" {
                    (form_fields(visitor))
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

fn others(all: &[Summary], visitor: &Visitor) -> Markup {
    let others: Vec<_> = all.iter().filter(|summary| !summary.current).collect();
    html! {
        @if !all.is_empty() {
            section aria-labelledby="andere" {
                h2 #andere { "Andere bundels" }
                @for summary in others {
                    form method="post" action="/bundel/kies" {
                        (form_fields(visitor))
                        input type="hidden" name="bundel" value=(summary.id);
                        button.plain type="submit" {
                            span.unseen { "Open " }
                            span { (summary.title) }
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
            }
        }
    }
}

fn clear(bundel: &Bundel, visitor: &Visitor) -> Markup {
    html! {
        details.fold {
            summary { "Leegmaken of wissen" }
            div.stack {
                p.hint { "Dit kan niet ongedaan gemaakt worden." }
                form method="post" action="/bundel/leeg" {
                    (form_fields(visitor))
                    input type="hidden" name="versie" value=(bundel.version);
                    button.danger type="submit" { "Maak de bundel leeg" }
                }
                form method="post" action="/bundel/wis" {
                    (form_fields(visitor))
                    input type="hidden" name="versie" value=(bundel.version);
                    button.danger type="submit" { "Wis de bundel met titel en link" }
                }
            }
        }
    }
}
