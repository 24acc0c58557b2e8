//! What the site puts below every article: the invitation to add it to a bundel, the day of
//! publication, the contact person, the way back up.
//!
//! It says what the article's own text does not (day, contact, kind), and is no part of that text:
//! it is used and then dropped, wherever it stands.

use jiff::civil::Date;

use super::date::{days, resembles_day, whole_day};
use super::piece::Piece;
use super::warning::{Warning, excerpt};
use crate::article::Kind;

/// What the boilerplate said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Boilerplate {
    pub kind: Option<Kind>,
    pub published: Option<Date>,
    /// Name, function and organisation, in lines as they stood.
    pub contact: Vec<String>,
}

/// Takes the boilerplate out of a document and says what it said.
pub(super) fn take_boilerplate(
    pieces: Vec<Piece>,
    warnings: &mut Vec<Warning>,
) -> (Boilerplate, Vec<Piece>) {
    let mut said = Boilerplate::default();
    let mut kept = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let Some(marker) = marker(pieces[at].text()) else {
            kept.push(pieces[at].clone());
            at += 1;
            continue;
        };
        at += 1;
        match marker {
            Marker::Furniture => {}
            Marker::Invitation(noun) => match kind_of(noun) {
                Some(kind) => {
                    said.kind.get_or_insert(kind);
                }
                None => warnings.push(Warning::UnknownKind { found: excerpt(noun) }),
            },
            Marker::Published("") => {
                if let Some(next) = next_text(&pieces, at) {
                    let line = pieces[next].text();
                    if resembles_day(line) {
                        take_day(line, &mut said, warnings);
                        at = next + 1;
                    }
                }
            }
            Marker::Published(day) => take_day(day, &mut said, warnings),
            Marker::Contact(rest) => {
                let end = contact_end(&pieces, at, !rest.is_empty());
                let lines = pieces[at..end].iter().map(Piece::text);
                let lines = std::iter::once(rest).chain(lines).filter(|line| !line.is_empty());
                if said.contact.is_empty() {
                    said.contact = lines.map(str::to_owned).collect();
                } else {
                    // Some pages say the same twice, for wide screens and for narrow ones.
                    let unused = lines.filter(|line| !said.contact.iter().any(|said| said == line));
                    warnings
                        .extend(unused.map(|line| Warning::ContactUnused { text: excerpt(line) }));
                }
                at = end;
            }
        }
    }
    (said, kept)
}

/// Whether a text that is not boilerplate as a whole has its words: then it was probably left in.
pub(super) fn resembles_boilerplate(text: &str) -> bool {
    // The invitation is 140 characters; a paragraph that speaks of a bundel is longer.
    const LONGEST: usize = 240;
    if text.len() > LONGEST {
        return false;
    }
    let text = text.to_lowercase();
    ["terug naar boven", "mijn bundel", "toe aan uw bundel", "pdf document downloaden"]
        .iter()
        .any(|words| text.contains(words))
}

enum Marker<'t> {
    /// Says nothing about the article.
    Furniture,
    /// `Voeg dit praktijkvoorbeeld … toe aan uw bundel`: what the article is called in it.
    Invitation(&'t str),
    /// `Gepubliceerd op`, and the day when it stands on the same line.
    Published(&'t str),
    /// `Contactpersoon`, and what stands on the same line.
    Contact(&'t str),
}

fn marker(line: &str) -> Option<Marker<'_>> {
    // The longest boilerplate line, the invitation, has 140 characters.
    const LONGEST: usize = 300;
    if line.is_empty() || line.len() > LONGEST {
        return None;
    }
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let bare = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    if ["toevoegen aan mijn bundel", "voeg toe aan mijn bundel", "terug naar boven"]
        .iter()
        .any(|words| bare.eq_ignore_ascii_case(words))
    {
        return Some(Marker::Furniture);
    }
    if let Some(rest) = after_words(line, "gepubliceerd op") {
        let rest = rest.trim_start_matches([':', ' ']).trim();
        // A longer line is a sentence that begins with these words.
        let is_day = rest.is_empty() || (rest.len() <= 40 && resembles_day(rest));
        return is_day.then_some(Marker::Published(rest));
    }
    for words in ["contactpersoon", "contactpersonen"] {
        if bare.eq_ignore_ascii_case(words) {
            return Some(Marker::Contact(""));
        }
        if let Some(rest) = after_words(line, words)
            && let Some(rest) = rest.trim_start().strip_prefix(':')
        {
            return Some(Marker::Contact(rest.trim()));
        }
    }
    invitation(line)
}

fn invitation(line: &str) -> Option<Marker<'_>> {
    let mentions_bundel = line.to_lowercase().contains("bundel");
    if !mentions_bundel {
        return None;
    }
    for words in ["u kan uw bundel", "u kunt uw bundel"] {
        if after_words(line, words).is_some() {
            return Some(Marker::Furniture);
        }
    }
    let rest = after_words(line, "voeg")?.trim_start();
    let noun = ["dit", "deze", "dat", "het"].iter().find_map(|word| after_words(rest, word))?;
    // `dit praktijkvoorbeeld of andere inspiratie … toe aan uw bundel`: up to the `of` or the `toe`.
    let lower = noun.to_ascii_lowercase();
    let end = [" of ", " toe "].iter().filter_map(|word| lower.find(word)).min()?;
    Some(Marker::Invitation(noun[..end].trim()))
}

fn kind_of(noun: &str) -> Option<Kind> {
    let noun = noun.to_lowercase();
    Kind::ALL.into_iter().find(|kind| noun.split_whitespace().any(|word| word == kind.name()))
}

/// What follows the words at the beginning of a line, when a word ends there; capitals aside.
fn after_words<'t>(line: &'t str, words: &str) -> Option<&'t str> {
    let (head, rest) = line.split_at_checked(words.len())?;
    let ends = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    (head.eq_ignore_ascii_case(words) && ends).then_some(rest)
}

fn take_day(line: &str, said: &mut Boilerplate, warnings: &mut Vec<Warning>) {
    let day = whole_day(line).or_else(|| days(line).first().map(|day| day.first));
    match day {
        Some(day) => {
            said.published.get_or_insert(day);
        }
        None => warnings.push(Warning::UnreadableDate { found: excerpt(line) }),
    }
}

fn next_text(pieces: &[Piece], from: usize) -> Option<usize> {
    (from..pieces.len()).find(|&at| pieces[at] != Piece::Gap)
}

/// Where the contact's lines end: at the next marker when only a few short lines stand before it,
/// else at the first blank line.
fn contact_end(pieces: &[Piece], from: usize, begun: bool) -> usize {
    // Name, function, organisation, telephone, mail.
    const LINES: usize = 5;
    let is_contact_line = |piece: &Piece| {
        let text = piece.text();
        // A function with a long organisation; a sentence of the article ends in a full stop.
        text.chars().count() <= 150 && (!text.ends_with('.') || text.len() <= 40)
    };
    let next_marker = (from..pieces.len())
        .find(|&at| marker(pieces[at].text()).is_some())
        .unwrap_or(pieces.len());
    let until_marker = &pieces[from..next_marker];
    let lines = until_marker.iter().filter(|piece| **piece != Piece::Gap).count();
    if lines <= LINES && until_marker.iter().all(is_contact_line) {
        return next_marker;
    }
    let mut end = from;
    let mut taken = 0;
    while end < next_marker && taken < LINES {
        match &pieces[end] {
            Piece::Gap if taken > 0 || begun => break,
            Piece::Gap => {}
            line if is_contact_line(line) => taken += 1,
            _ => break,
        }
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Lines as the text form gives them.
    fn pieces(text: &str) -> Vec<Piece> {
        text.lines()
            .map(|line| if line.is_empty() { Piece::Gap } else { Piece::Line(line.to_owned()) })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, expected: Boilerplate, kept: &[&str]) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let (said, rest) = take_boilerplate(pieces(text), &mut warnings);
        assert_eq!(said, expected, "{text}");
        let rest: Vec<&str> =
            rest.iter().map(Piece::text).filter(|text| !text.is_empty()).collect();
        assert_eq!(rest, kept, "{text}");
        warnings
    }

    fn said(kind: Option<Kind>, published: Option<(i16, i8, i8)>, contact: &[&str]) -> Boilerplate {
        Boilerplate {
            kind,
            published: published.map(|(year, month, day)| date(year, month, day)),
            contact: contact.iter().map(|&line| line.to_owned()).collect(),
        }
    }

    #[test]
    fn the_whole_block() {
        let text = "Tekst.\n\nToevoegen aan mijn bundel\n\nVoeg dit evenement of andere inspiratie of \
                    praktijkvoorbeelden toe aan uw bundel. U kan uw bundel vervolgens als één pdf \
                    document downloaden.\n\nVoeg toe aan mijn bundel\nGepubliceerd op\n10 augustus \
                    2016\nContactpersoon\nAn Claes\ncoach Atelier Noord vzw\nTerug naar boven\nTerug \
                    naar boven";
        let expected =
            said(Some(Kind::Event), Some((2016, 8, 10)), &["An Claes", "coach Atelier Noord vzw"]);
        assert_eq!(check(text, expected, &["Tekst."]), []);
    }

    #[test]
    fn every_kind_has_its_invitation() {
        let check = |sentence: &str, kind: Option<Kind>| {
            let mut warnings = Vec::new();
            let (said, rest) = take_boilerplate(pieces(sentence), &mut warnings);
            assert_eq!((said.kind, rest), (kind, vec![]), "{sentence}");
            assert_eq!(warnings.is_empty(), kind.is_some());
        };
        check(
            "Voeg dit praktijkvoorbeeld of andere inspiratie toe aan uw bundel.",
            Some(Kind::PracticeExample),
        );
        check(
            "Voeg deze inspiratie of andere evenementen toe aan uw bundel.",
            Some(Kind::Inspiration),
        );
        check("VOEG DIT EVENEMENT TOE AAN UW BUNDEL", Some(Kind::Event));
        check(
            "Voeg dit inspirerende praktijkvoorbeeld toe aan je bundel",
            Some(Kind::PracticeExample),
        );
        check("Voeg deze column of andere inspiratie toe aan uw bundel.", None);
    }

    #[test]
    fn variants_in_place_and_punctuation() {
        check(
            "Gepubliceerd op 1/3/2014\n\nTekst.",
            said(None, Some((2014, 3, 1)), &[]),
            &["Tekst."],
        );
        check("Gepubliceerd op: 1 maart 2014", said(None, Some((2014, 3, 1)), &[]), &[]);
        check("Gepubliceerd op\n\n1 mrt. 2014", said(None, Some((2014, 3, 1)), &[]), &[]);
        check(
            "Contactpersoon: An Claes\n\nTekst die volgt, met een punt. Zo staat het er, nietwaar.",
            said(None, None, &["An Claes"]),
            &["Tekst die volgt, met een punt. Zo staat het er, nietwaar."],
        );
        check(
            "Contactpersoon\n\nAn Claes\n\ncoach\n\nTerug naar boven",
            said(None, None, &["An Claes", "coach"]),
            &[],
        );
        check("Contactpersoon\nTerug naar boven", said(None, None, &[]), &[]);
        check("↑ Terug naar boven ↑", said(None, None, &[]), &[]);
        check("Gepubliceerd op\nContactpersoon\nAn Claes", said(None, None, &["An Claes"]), &[]);
    }

    #[test]
    fn sentences_that_only_sound_alike_stay() {
        for sentence in [
            "Gepubliceerd op papier is het boek nog altijd het mooist, vindt de oprichter.",
            "Contactpersoon voor dit project is An Claes.",
            "Voeg dit deeg toe aan de kom.",
            "Zij gaan terug naar boven.",
            "Een bundel verhalen over werk.",
        ] {
            check(sentence, said(None, None, &[]), &[sentence]);
        }
    }

    #[test]
    fn a_second_contact_is_named() {
        let expected = said(None, None, &["An Claes", "coach"]);
        let twice = "Contactpersoon\nAn Claes\ncoach\nTerug naar boven\n";
        assert_eq!(check(&twice.repeat(2), expected, &[]), []);
        let expected = said(None, None, &["An Claes", "coach"]);
        let warnings = check(&format!("{twice}Contactpersoon\nPol Maes"), expected, &[]);
        assert_eq!(warnings, [Warning::ContactUnused { text: "Pol Maes".to_owned() }]);
    }

    #[test]
    fn a_day_that_does_not_exist_is_dropped_with_a_warning() {
        let warnings = check("Gepubliceerd op\n31 februari 2016", said(None, None, &[]), &[]);
        assert_eq!(warnings, [Warning::UnreadableDate { found: "31 februari 2016".to_owned() }]);
    }
}
