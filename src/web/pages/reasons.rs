//! Why a result is there, in a sentence that a visitor can open.

use maud::{Markup, html};

use crate::search::{Place, Reason, Relation};

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
    sentence
}

fn clause(reason: &Reason) -> String {
    let Reason { word, found, place, relation, share } = reason;
    let place = match place {
        Place::Title => "de titel",
        Place::Heading => "een tussentitel",
        Place::Lead => "de inleiding",
        Place::Body => "de tekst",
    };
    let what = match relation {
        Relation::Same => format!("“{word}” staat in {place}"),
        Relation::Inflected => format!("“{word}” staat als “{found}” in {place}"),
        Relation::Part => format!("“{word}” is een deel van “{found}” in {place}"),
        Relation::Apart => format!("een deel van “{word}” staat als “{found}” in {place}"),
        Relation::Synonym => format!("“{found}” in {place} betekent hetzelfde als “{word}”"),
        Relation::Typo => format!("“{found}” in {place} lijkt op “{word}”"),
    };
    // Of one word it is plain that it counts for everything.
    if *share < 0.995 { format!("{what} ({:.0}\u{a0}%)", share * 100.0) } else { what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_make_one_sentence() {
        let reason = |word: &str, found: &str, place, relation, share| Reason {
            word: word.to_owned(),
            found: found.to_owned(),
            place,
            relation,
            share,
        };
        let check = |reasons: &[Reason], expect: &str| assert_eq!(sentence(reasons), expect);
        check(&[], "");
        check(
            &[reason("stage", "Stages", Place::Title, Relation::Inflected, 1.0)],
            "“stage” staat als “Stages” in de titel.",
        );
        check(
            &[
                reason("vdab", "VDAB", Place::Body, Relation::Same, 0.6),
                reason("markt", "arbeidsmarkt", Place::Heading, Relation::Part, 0.3),
                reason("arbiedsmarkt", "arbeidsmarkt", Place::Lead, Relation::Typo, 0.1),
            ],
            "“vdab” staat in de tekst (60\u{a0}%), “markt” is een deel van “arbeidsmarkt” in een \
             tussentitel (30\u{a0}%), en “arbeidsmarkt” in de inleiding lijkt op “arbiedsmarkt” \
             (10\u{a0}%).",
        );
    }
}
