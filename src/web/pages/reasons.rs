//! Why a result is there, in a sentence that a visitor can open.

use maud::{Markup, html};

use crate::search::{Place, Reason, ReasonKind};

/// More words than this make no sentence; the strongest tell enough.
const TOLD: usize = 4;

/// The sentence, folded away; nothing when there is no reason to tell.
pub fn folded(reasons: &[Reason], title: &str) -> Markup {
    html! {
        @if !reasons.is_empty() {
            details.fold {
                summary { "Waarom staat dit hier?" span.unseen { " " (title) } }
                p { (sentence(reasons)) }
            }
        }
    }
}

/// “vdab” staat in de titel (60 %), en van “jobcoaching” staat “jobcoach” in de tekst (40 %).
fn sentence(reasons: &[Reason]) -> String {
    let told: Vec<String> = reasons.iter().take(TOLD).map(clause).collect();
    let mut sentence = match told.as_slice() {
        [only] => only.clone(),
        [others @ .., last] => format!("{}, en {last}", others.join(", ")),
        [] => return String::new(),
    };
    sentence.push('.');
    // A clause may begin with a word of its own.
    let first = sentence.chars().next().map_or(0, char::len_utf8);
    sentence[..first].make_ascii_uppercase();
    sentence
}

fn clause(reason: &Reason) -> String {
    let Reason { word, found, place, kind, share } = reason;
    let place = match place {
        Place::Title => "de titel",
        Place::Heading => "een tussentitel",
        Place::Lead => "de inleiding",
        Place::Body => "de tekst",
        Place::Organisation => "de naam van de organisatie",
        Place::Contact => "de contactgegevens",
        Place::Venue => "de plaats van het evenement",
        Place::Caption => "het bijschrift",
    };
    let what = match kind {
        ReasonKind::Same => format!("“{word}” staat in {place}"),
        ReasonKind::Inflected => format!("“{word}” staat als “{found}” in {place}"),
        ReasonKind::Beginning => format!("“{found}” in {place} begint met “{word}”"),
        ReasonKind::Part => format!("“{word}” is een deel van “{found}” in {place}"),
        ReasonKind::Apart => format!("een deel van “{word}” staat als “{found}” in {place}"),
        ReasonKind::Synonym => format!("“{found}” in {place} betekent hetzelfde als “{word}”"),
        ReasonKind::Typo => format!("“{found}” in {place} lijkt op “{word}”"),
    };
    // Of one word it is plain that it counts for everything.
    if *share < 0.995 { format!("{what} ({:.0}\u{a0}%)", share * 100.0) } else { what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_make_one_sentence() {
        let reason = |word: &str, found: &str, place, kind, share| Reason {
            word: word.to_owned(),
            found: found.to_owned(),
            place,
            kind,
            share,
        };
        let check = |reasons: &[Reason], expect: &str| assert_eq!(sentence(reasons), expect);
        check(&[], "");
        check(
            &[reason("stage", "Stages", Place::Title, ReasonKind::Inflected, 1.0)],
            "“stage” staat als “Stages” in de titel.",
        );
        check(
            &[reason("werkplaats", "werksessies", Place::Body, ReasonKind::Apart, 1.0)],
            "Een deel van “werkplaats” staat als “werksessies” in de tekst.",
        );
        check(
            &[reason("fiets", "fietsen", Place::Lead, ReasonKind::Beginning, 1.0)],
            "“fietsen” in de inleiding begint met “fiets”.",
        );
        check(
            &[reason("dakmoes", "Dakmoes", Place::Organisation, ReasonKind::Same, 1.0)],
            "“dakmoes” staat in de naam van de organisatie.",
        );
        check(
            &[
                reason("vdab", "VDAB", Place::Body, ReasonKind::Same, 0.6),
                reason("markt", "arbeidsmarkt", Place::Heading, ReasonKind::Part, 0.3),
                reason("arbiedsmarkt", "arbeidsmarkt", Place::Lead, ReasonKind::Typo, 0.1),
            ],
            "“vdab” staat in de tekst (60\u{a0}%), “markt” is een deel van “arbeidsmarkt” in een \
             tussentitel (30\u{a0}%), en “arbeidsmarkt” in de inleiding lijkt op “arbiedsmarkt” \
             (10\u{a0}%).",
        );
    }
}
