//! When and where an event takes place, found in its text.
//!
//! Careful rather than clever: a part that the text does not clearly say stays unknown.

use std::ops::Range;

use jiff::civil::{Date, Time};

use super::date::{FoundDay, days, weekday_without_year};
use super::scan::{Token, tokens};
use crate::article::{Event, Moment};

/// Looks for day, hours and place in an event's texts (title, lead, then the text's blocks).
/// `published` tells coming days from earlier ones. `None` when nothing is found.
pub(super) fn find_event(texts: &[&str], published: Option<Date>) -> Option<Event> {
    let mut event = Event::default();
    let found = find_day(texts, published);
    if let Some((text, day)) = &found {
        let span = sentence(text, day);
        let hours = find_hours(&text[day.end..span.end]);
        set_moments(&mut event, day, hours);
    }
    event.place = texts
        .iter()
        .find_map(|text| labelled(text, &["waar", "plaats", "locatie", "adres"]))
        .map(|place| place.trim_end_matches('.').to_owned())
        .or_else(|| found.as_ref().and_then(|(text, day)| place_on_line(text, day)))
        .or_else(|| texts.iter().find_map(|text| place_said(text)))
        .or_else(|| found.as_ref().and_then(|(text, day)| place_in_sentence(text, day)));
    (event != Event::default()).then_some(event)
}

/// Whether a line gives the day or place of an event: `Zaterdag 14 september 2019, van 10 tot 16
/// uur, De Oude Vismijn, Gent` or `Waar: …`. Such a line is neither heading nor caption nor lead.
pub(super) fn is_event_line(line: &str) -> bool {
    is_short(line)
        && (days(line).first().is_some_and(|day| day.start == 0)
            || labelled(line, &LABELS).is_some())
}

const LABELS: [&str; 8] = ["wanneer", "datum", "dag", "waar", "plaats", "locatie", "adres", "uur"];

/// What stands behind a label: `Waar: De Oude Vismijn`.
fn labelled<'t>(line: &'t str, labels: &[&str]) -> Option<&'t str> {
    let (label, rest) = line.split_once(':')?;
    let known = labels.iter().any(|known| label.trim().eq_ignore_ascii_case(known));
    let rest = rest.trim();
    (known && is_short(line) && !rest.is_empty()).then_some(rest)
}

/// A line with day, hours, a hall, street and town has some 150 characters.
fn is_short(line: &str) -> bool {
    line.len() <= 220
}

fn find_day<'t>(texts: &[&'t str], published: Option<Date>) -> Option<(&'t str, FoundDay)> {
    let all: Vec<(&str, FoundDay)> = texts
        .iter()
        .flat_map(|&text| days(text).into_iter().map(move |day| (text, day)))
        .filter(|(text, day)| !is_deadline(&text[..day.start]))
        .collect();
    let coming = |day: &FoundDay| published.is_none_or(|published| day.last >= published);
    let on_line = |text: &str, day: &FoundDay| {
        is_short(text) && (day.start == 0 || labelled(text, &LABELS).is_some())
    };
    all.iter()
        .find(|(text, day)| on_line(text, day) && coming(day))
        .or_else(|| all.iter().find(|(_, day)| coming(day)))
        // A look back at an event: the day stands on a line of its own.
        .or_else(|| all.iter().find(|(text, day)| on_line(text, day)))
        .copied()
        .or_else(|| {
            let published = published?;
            texts.iter().find_map(|&text| Some((text, weekday_without_year(text, published)?)))
        })
}

/// `Inschrijven kan tot 26 februari 2027` is not the day of the event.
fn is_deadline(before: &str) -> bool {
    let word = before.split_whitespace().last().unwrap_or_default();
    ["tot", "voor", "vóór", "uiterlijk", "sinds"].contains(&word.to_lowercase().as_str())
}

struct Hours {
    from: Time,
    to: Option<Time>,
}

fn set_moments(event: &mut Event, day: &FoundDay, hours: Option<Hours>) {
    let Some(hours) = hours else {
        event.starts = Some(Moment::Day(day.first));
        event.ends = (day.first != day.last).then_some(Moment::Day(day.last));
        return;
    };
    event.starts = Some(Moment::Hour(day.first.to_datetime(hours.from)));
    event.ends = match hours.to {
        Some(to) if day.first != day.last || to > hours.from => {
            Some(Moment::Hour(day.last.to_datetime(to)))
        }
        // Until after midnight.
        Some(to) => day.last.tomorrow().ok().map(|next| Moment::Hour(next.to_datetime(to))),
        None => (day.first != day.last).then_some(Moment::Day(day.last)),
    };
}

/// The sentence around a day; a line without full stops is one sentence. What stands further from the
/// day than a long sentence reaches says nothing of it.
fn sentence(text: &str, day: &FoundDay) -> Range<usize> {
    // Four sentences of forty words, which is long for one.
    const FARTHEST_BYTES: usize = 1_000;
    let first = text.ceil_char_boundary(day.start.saturating_sub(FARTHEST_BYTES));
    let last = text.floor_char_boundary(day.end + FARTHEST_BYTES);
    let ends: Vec<usize> = text[first..last]
        .char_indices()
        .map(|(at, c)| (first + at, c))
        .filter(|&(at, c)| matches!(c, '.' | '!' | '?') && ends_sentence(&text[at + 1..]))
        .map(|(at, c)| at + c.len_utf8())
        .collect();
    let start = ends.iter().copied().rfind(|&end| end <= day.start).unwrap_or(first);
    let end = ends.iter().copied().find(|&end| end > day.end).unwrap_or(last);
    start..end
}

fn ends_sentence(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next().is_none_or(char::is_whitespace)
        && chars.next().is_none_or(|c| !c.is_lowercase() && !c.is_ascii_digit())
}

/// The first hours in a text: `van 10 tot 16 uur`, `om 19.30 uur`, `14u30-16u`, `10:00 - 16:00`.
fn find_hours(text: &str) -> Option<Hours> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| {
        let from = hour(&tokens[at..])?;
        if let Some(to) = joined_hour(&tokens[at + from.tokens..])
            && (from.marked || to.marked)
        {
            return Some(Hours { from: from.time, to: Some(to.time) });
        }
        // `duurt 3 uur` is no hour of the day: a single one needs a word that says so.
        let announced = match at.checked_sub(1).map(|before| &tokens[before]) {
            None => true,
            Some(before) => {
                before.is_word(&["om", "vanaf", "van", "start", "aanvang", "onthaal", "uur"])
                    || before.is_sign(&[',', ':', '(', '–', '-', '|'])
            }
        };
        (from.marked && announced).then_some(Hours { from: from.time, to: None })
    })
}

struct Hour {
    time: Time,
    /// Whether something says that the number is an hour: `uur`, `u`, `h`, a colon.
    marked: bool,
    tokens: usize,
}

fn hour(tokens: &[Token<'_>]) -> Option<Hour> {
    let number = tokens.first().filter(|token| token.text.len() <= 2)?.number()?;
    let mut used = 1;
    let mut marked = false;
    let mut minutes = 0;
    if let [hours, separator, minute, ..] = tokens
        && (separator.is_sign(&['.', ':']) || separator.is_word(&["u", "h"]))
        && hours.end() == separator.start
        && separator.end() == minute.start
        && minute.text.len() == 2
        && let Some(number) = minute.number()
    {
        minutes = number;
        marked = !separator.is_sign(&['.']);
        used = 3;
    }
    if tokens.get(used).is_some_and(|token| token.is_word(&["uur", "u", "h"])) {
        marked = true;
        used += 1;
        if tokens.get(used).is_some_and(|token| token.is_sign(&['.'])) {
            used += 1;
        }
    }
    let time = Time::new(i8::try_from(number).ok()?, i8::try_from(minutes).ok()?, 0, 0).ok()?;
    Some(Hour { time, marked, tokens: used })
}

/// The hour behind `tot`, `tot en met` or a dash.
fn joined_hour(tokens: &[Token<'_>]) -> Option<Hour> {
    let joint = tokens.first()?;
    if !joint.is_word(&["tot"]) && !joint.is_sign(&['-', '–']) {
        return None;
    }
    let met = tokens.get(1).is_some_and(|token| token.is_word(&["en"]))
        && tokens.get(2).is_some_and(|token| token.is_word(&["met"]));
    hour(&tokens[if met { 3 } else { 1 }..])
}

/// The place on a line with the day: what follows the hours.
fn place_on_line(text: &str, day: &FoundDay) -> Option<String> {
    if day.start != 0 || !is_short(text) {
        return None;
    }
    let parts: Vec<&str> = text[day.end..]
        .split([',', '|', ';', '–'])
        .map(|part| part.trim().trim_end_matches('.'))
        .filter(|part| !part.is_empty() && find_hours(part).is_none())
        .map(|part| ["in ", "te "].iter().find_map(|word| part.strip_prefix(word)).unwrap_or(part))
        .collect();
    let named = parts.first().is_some_and(|part| phrase_length(part) > 0);
    let hours_left = parts.iter().any(|part| tokens(part).iter().any(|t| t.is_word(&["uur"])));
    (named && !hours_left).then(|| parts.join(", "))
}

/// `Plaats van afspraak is De Oude Vismijn in Gent.`
fn place_said(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    // The letters of these words keep their length in lowercase; elsewhere lengths may differ.
    if lower.len() != text.len() {
        return None;
    }
    ["plaats van afspraak is ", "plaats van afspraak: ", "afspraak in ", "gaat door in "]
        .iter()
        .find_map(|words| {
            let rest = &text[lower.find(words)? + words.len()..];
            let length = phrase_length(rest);
            (length > 0).then(|| rest[..length].to_owned())
        })
}

/// `… zet Zorghoeve Ganzendries in Brakel de deuren open`: the first name behind `in` or `te` in
/// the sentence with the day.
fn place_in_sentence(text: &str, day: &FoundDay) -> Option<String> {
    let span = sentence(text, day);
    let find = |part: &str| {
        part.match_indices(' ').find_map(|(at, _)| {
            let rest = &part[at + 1..];
            let rest = ["in ", "te "].iter().find_map(|word| rest.strip_prefix(word))?;
            let length = phrase_length(rest);
            (length > 0).then(|| rest[..length].to_owned())
        })
    };
    find(&text[day.end..span.end]).or_else(|| find(&text[span.start..day.start]))
}

/// Length in bytes of the name at the beginning of a text: capitalised words, and the small words
/// between them.
fn phrase_length(text: &str) -> usize {
    // `Sociaal Huis van de Gemeente Sint-Martens-Latem in De Pinte` has nine, of which most are short.
    const MOST_WORDS: usize = 12;
    const LONGEST_BYTES: usize = 200;
    let text = &text[..text.floor_char_boundary(LONGEST_BYTES)];
    const SMALL: [&str; 12] =
        ["de", "het", "den", "’t", "'t", "van", "der", "in", "te", "aan", "op", "ter"];
    let mut end = 0;
    let mut at = 0;
    for word in text.split(' ').take(MOST_WORDS) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let named = word.starts_with(char::is_uppercase);
        if named {
            end = at + bare.len();
        } else if !SMALL.contains(&word) {
            break;
        }
        // A sign behind the word ends the name.
        if bare.len() < word.len() {
            break;
        }
        at += word.len() + 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(texts: &[&str], expected: [&str; 3]) {
        let event = find_event(texts, Some(date(2019, 8, 12))).unwrap_or_default();
        let found = [
            event.starts.map(|moment| moment.to_string()),
            event.ends.map(|moment| moment.to_string()),
            event.place,
        ]
        .map(|part| part.unwrap_or_else(|| "-".to_owned()));
        assert_eq!(found, expected, "{texts:#?}");
    }

    #[test]
    fn a_line_with_day_hours_and_place() {
        let gent = "De Oude Vismijn, Gent";
        let (ten, four) = ("2019-09-14T10:00", "2019-09-14T16:00");
        check(
            &["Zaterdag 14 september 2019, van 10 tot 16 uur, De Oude Vismijn, Gent"],
            [ten, four, gent],
        );
        check(&["14/09/2019, 10:00 - 16:00, De Oude Vismijn, Gent"], [ten, four, gent]);
        check(&["14 september 2019 | 10u-16u | De Oude Vismijn, Gent"], [ten, four, gent]);
        check(
            &["14 september 2019 van 10 u. tot 16 u., in De Oude Vismijn, Gent."],
            [ten, four, gent],
        );
        check(&["Zaterdag 14 september, van 10 tot 16 uur"], [ten, four, "-"]);
        check(&["14 september 2019 om 19.30 uur, Gent"], ["2019-09-14T19:30", "-", "Gent"]);
        check(&["14 september 2019, 14u30"], ["2019-09-14T14:30", "-", "-"]);
        check(
            &["14 september 2019 van 22 tot 2 uur"],
            ["2019-09-14T22:00", "2019-09-15T02:00", "-"],
        );
        check(&["14 en 15 september 2019, Gent"], ["2019-09-14", "2019-09-15", "Gent"]);
        check(
            &["Vrijdag 21 en zaterdag 22 mei 2027, vertrek om 8 uur aan het station van Leuven"],
            ["2027-05-21T08:00", "2027-05-22", "-"],
        );
        check(
            &["Wanneer: 14 september 2019, van 10 tot 16 uur", "Waar: De Oude Vismijn, Gent"],
            [ten, four, gent],
        );
    }

    #[test]
    fn sentences_with_day_hours_and_place() {
        let (ten, four) = ("2019-09-14T10:00", "2019-09-14T16:00");
        check(
            &[
                "Weggooien kan altijd nog. Op zaterdag 14 september 2019, van 10 tot 16 uur, herstellen \
               vrijwilligers wat u meebrengt. Plaats van afspraak is De Oude Vismijn in Gent.",
            ],
            [ten, four, "De Oude Vismijn in Gent"],
        );
        check(
            &["Op 14 september 2019, van 10 tot 16 uur, zet de hoeve in Brakel de deuren open."],
            [ten, four, "Brakel"],
        );
        check(&["Op 14 september 2019 duurt alles 3 uur langer."], ["2019-09-14", "-", "-"]);
        check(&["Kom op 14 september 2019. Om 15 uur is er soep."], ["2019-09-14", "-", "-"]);
        check(
            &["Inschrijven kan tot 1 september 2019.", "Op 14 september 2019 is het zover."],
            ["2019-09-14", "-", "-"],
        );
        check(
            &["Sinds 3 mei 2012 bestaat de dag; op 14 september 2019 volgt de achtste."],
            ["2019-09-14", "-", "-"],
        );
        check(&["Een dag om te onthouden."], ["-", "-", "-"]);
        check(&["Op 3 mei 2012 werd de vzw opgericht."], ["-", "-", "-"]);
        check(&["3 mei 2019, Gent", "Een terugblik."], ["2019-05-03", "-", "Gent"]);
        check(&[], ["-", "-", "-"]);
    }

    #[test]
    fn lines_that_are_neither_heading_nor_caption() {
        for (line, expected) in [
            ("Zaterdag 14 september 2019, Gent", true),
            ("Waar: Gent", true),
            ("Werkvloer: wat verandert er", false),
            ("Waar het om draait", false),
            ("Gent, 14 september 2019", false),
        ] {
            assert_eq!(is_event_line(line), expected, "{line}");
        }
    }

    #[test]
    fn a_name_without_end_and_a_sentence_without_end_are_searched_in_time() {
        for small in ["in ", "te ", "van ", "Aan "] {
            let text = format!("Kom naar x 14 september 2019 {}", small.repeat(200_000));
            check(&[&text], ["2019-09-14", "-", "-"]);
            let text = format!("{}14 september 2019", small.repeat(200_000));
            check(&[&text], ["2019-09-14", "-", "-"]);
        }
        let days = "in 14 september 2019 ".repeat(50_000);
        check(&[&days], ["2019-09-14", "-", "-"]);
        let far = format!("14 september 2019 {}in Gent", "en dan ".repeat(300));
        check(&[&far], ["2019-09-14", "-", "-"]);
    }

    proptest! {
        #[test]
        fn any_text_is_searched(texts in prop::collection::vec("(\\PC|14 september 2019|van 10 tot 16 uur|, | in Gent|\\. ){0,12}", 0..4)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            find_event(&texts, Some(date(2019, 8, 12)));
            find_event(&texts, None);
        }
    }
}
