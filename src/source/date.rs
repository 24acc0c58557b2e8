//! Days as Dutch text writes them: `10 augustus 2016`, `1 mrt. 2014`, `1/3/2014`, `14 en 15 mei 2019`.

use jiff::civil::{Date, Weekday};

use super::scan::{Kind, Token, tokens};
use crate::article::MONTHS;

/// A day, or the first and last of several, found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FoundDay {
    pub first: Date,
    /// Differs from `first` for `14 en 15 mei` and `14 tot 16 mei`.
    pub last: Date,
    /// Byte offsets in the text, a weekday before it included.
    pub start: usize,
    pub end: usize,
}

/// The day that a line consists of; `None` when the line says anything else, or names a day that
/// the calendar does not have.
pub(super) fn whole_day(line: &str) -> Option<Date> {
    let line = line.trim().trim_end_matches('.');
    let days = days(line);
    let day = days.first()?;
    let alone = day.start == 0 && day.end == line.len() && day.first == day.last;
    alone.then_some(day.first)
}

/// Whether a line has a number and a month, or numbers as a date has them: what was meant as a date.
pub(super) fn resembles_day(line: &str) -> bool {
    let tokens = tokens(line);
    tokens.len() <= 8 && tokens.iter().any(|token| token.kind == Kind::Number)
}

/// All full dates (with a year) in a text, in order of occurrence.
pub(super) fn days(text: &str) -> Vec<FoundDay> {
    let mut found: Vec<FoundDay> = Vec::new();
    if !has_digit(text) {
        return found;
    }
    let tokens = tokens(text);
    let mut at = 0;
    while at < tokens.len() {
        match day_at(&tokens[at..]) {
            Some((first, last, used)) => {
                let start = match at.checked_sub(1).map(|before| &tokens[before]) {
                    Some(before) if weekday(before).is_some() => before.start,
                    _ => tokens[at].start,
                };
                found.push(FoundDay { first, last, start, end: tokens[at + used - 1].end() });
                at += used;
            }
            None => at += 1,
        }
    }
    found
}

/// A day without a year, with its weekday: the first such day on or after another.
pub(super) fn weekday_without_year(text: &str, not_before: Date) -> Option<FoundDay> {
    if !has_digit(text) {
        return None;
    }
    let tokens = tokens(text);
    for (at, window) in tokens.windows(3).enumerate() {
        let [named, day, month] = window else { continue };
        let Some(day_number) = day_of_month(day) else { continue };
        let (Some(weekday), Some(month_number)) = (weekday(named), month_number(month)) else {
            continue;
        };
        if tokens.get(at + 3).is_some_and(|next| next.number().is_some_and(|year| year > 1000)) {
            continue;
        }
        // A weekday falls on the same date again after 5, 6 or 11 years: look at the nearest two
        // years only, so that a wrong weekday gives no day at all.
        let date = (0..2).find_map(|years| {
            let year = not_before.year().checked_add(years)?;
            let date = Date::new(year, month_number, day_number).ok()?;
            (date >= not_before && date.weekday() == weekday).then_some(date)
        });
        if let Some(date) = date {
            return Some(FoundDay {
                first: date,
                last: date,
                start: named.start,
                end: month.end(),
            });
        }
    }
    None
}

/// Most paragraphs have none, and are not cut into tokens.
fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The date that begins at the first token, its last day and how many tokens it takes.
fn day_at(tokens: &[Token<'_>]) -> Option<(Date, Date, usize)> {
    numeric(tokens).or_else(|| named(tokens))
}

/// `2014-03-01`, `1/3/2014`, `01-03-2014`, `1.3.2014`.
fn numeric(tokens: &[Token<'_>]) -> Option<(Date, Date, usize)> {
    let [one, sign, two, same, three, ..] = tokens else { return None };
    let separated = sign.is_sign(&['/', '-', '.']) && sign.text == same.text;
    let adjoining = one.end() == sign.start
        && sign.end() == two.start
        && two.end() == same.start
        && same.end() == three.start;
    if !separated || !adjoining {
        return None;
    }
    let month = i8::try_from(two.number()?).ok()?;
    let (year, day) = match (one.text.len(), three.text.len()) {
        (4, 1 | 2) if sign.text == "-" => (one.number()?, day_of_month(three)?),
        (1 | 2, 4) => (three.number()?, day_of_month(one)?),
        _ => return None,
    };
    let date = Date::new(year, month, day).ok()?;
    Some((date, date, 5))
}

/// `10 augustus 2016`, `10 aug. 2016`, `14 en 15 mei 2019`, `vrijdag 21 en zaterdag 22 mei 2027`,
/// `30 april tot 2 mei 2019`.
fn named(tokens: &[Token<'_>]) -> Option<(Date, Date, usize)> {
    let mut rest = Cursor { tokens, at: 0 };
    let first_day = rest.take(day_of_month)?;
    rest.ordinal();
    let first_month = rest.take(month_number);
    if first_month.is_some() {
        rest.skip(|token| token.is_sign(&['.']));
    }
    if let (Some(month), Some(year)) = (first_month, rest.take(year)) {
        let date = Date::new(year, month, first_day).ok()?;
        return Some((date, date, rest.at));
    }
    // Not complete in itself: the first of several days, which the last completes.
    if rest.skip(|token| token.is_word(&["t"])) {
        rest.skip(|token| token.is_sign(&['/']));
        rest.take(|token| token.is_word(&["m"]).then_some(()))?;
    } else {
        let joined = |token: &Token<'_>| {
            token.is_word(&["en", "tot"]) || token.is_sign(&['-', '–', '&', '/'])
        };
        rest.take(|token| joined(token).then_some(()))?;
        if rest.skip(|token| token.is_word(&["en"])) {
            rest.take(|token| token.is_word(&["met"]).then_some(()))?;
        }
    }
    rest.skip(|token| weekday(token).is_some());
    let last_day = rest.take(day_of_month)?;
    rest.ordinal();
    let last_month = rest.take(month_number)?;
    rest.skip(|token| token.is_sign(&['.']));
    let year = rest.take(year)?;
    let last = Date::new(year, last_month, last_day).ok()?;
    let first = Date::new(year, first_month.unwrap_or(last_month), first_day).ok()?;
    (first < last).then_some((first, last, rest.at))
}

struct Cursor<'a, 't> {
    tokens: &'a [Token<'t>],
    at: usize,
}

impl<'t> Cursor<'_, 't> {
    fn take<T>(&mut self, read: impl Fn(&Token<'t>) -> Option<T>) -> Option<T> {
        let value = read(self.tokens.get(self.at)?)?;
        self.at += 1;
        Some(value)
    }

    fn skip(&mut self, is: impl Fn(&Token<'t>) -> bool) -> bool {
        self.take(|token| is(token).then_some(())).is_some()
    }

    /// The `e` of `1e`.
    fn ordinal(&mut self) {
        self.skip(|token| token.is_word(&["e", "ste", "de"]));
    }
}

fn day_of_month(token: &Token<'_>) -> Option<i8> {
    let day = token.number().filter(|_| token.text.len() <= 2)?;
    i8::try_from(day).ok().filter(|day| (1..=31).contains(day))
}

fn year(token: &Token<'_>) -> Option<i16> {
    token.number().filter(|_| token.text.len() == 4).filter(|&year| year >= 1000)
}

/// The months as they are abbreviated, with or without a point.
const ABBREVIATIONS: [&[&str]; 12] = [
    &["jan"],
    &["feb", "febr"],
    &["mrt", "maa"],
    &["apr"],
    &[],
    &["jun"],
    &["jul"],
    &["aug"],
    &["sep", "sept"],
    &["okt", "oct"],
    &["nov"],
    &["dec"],
];

fn month_number(token: &Token<'_>) -> Option<i8> {
    let mut names = MONTHS.iter().zip(ABBREVIATIONS);
    let index = names.position(|(name, short)| token.is_word(&[name]) || token.is_word(short))?;
    i8::try_from(index + 1).ok()
}

fn weekday(token: &Token<'_>) -> Option<Weekday> {
    let named = [
        (["maandag", "ma"], Weekday::Monday),
        (["dinsdag", "di"], Weekday::Tuesday),
        (["woensdag", "wo"], Weekday::Wednesday),
        (["donderdag", "do"], Weekday::Thursday),
        (["vrijdag", "vr"], Weekday::Friday),
        (["zaterdag", "za"], Weekday::Saturday),
        (["zondag", "zo"], Weekday::Sunday),
    ];
    named.iter().find(|(names, _)| token.is_word(names)).map(|&(_, weekday)| weekday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_line_that_is_a_day() {
        let check = |line: &str, expected: Option<(i16, i8, i8)>| {
            let expected = expected.map(|(year, month, day)| date(year, month, day));
            assert_eq!(whole_day(line), expected, "{line}");
        };
        check("10 augustus 2016", Some((2016, 8, 10)));
        check(" 1 Maart 2014 ", Some((2014, 3, 1)));
        check("1e mei 2014", Some((2014, 5, 1)));
        check("woensdag 10 augustus 2016", Some((2016, 8, 10)));
        check("Woensdag 10 aug. 2016.", Some((2016, 8, 10)));
        check("3 sept 2020", Some((2020, 9, 3)));
        check("29 FEBRUARI 2024", Some((2024, 2, 29)));
        check("1/3/2014", Some((2014, 3, 1)));
        check("01-03-2014", Some((2014, 3, 1)));
        check("1.3.2014", Some((2014, 3, 1)));
        check("2014-03-01", Some((2014, 3, 1)));
        check("31 februari 2014", None);
        check("29 februari 2023", None);
        check("31/2/2014", None);
        check("13/13/2014", None);
        check("1/3/14", None);
        check("10 augustus", None);
        check("augustus 2016", None);
        check("10 august 2016", None);
        check("10 augustus 20166", None);
        check("99999999999999999999 mei 2016", None);
        check("op 10 augustus 2016", None);
        check("10 augustus 2016 te Gent", None);
        check("14 en 15 mei 2019", None);
        check("", None);
    }

    #[test]
    fn days_in_running_text() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<String> = days(text)
                .iter()
                .map(|day| format!("{}..{} {}", day.first, day.last, &text[day.start..day.end]))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            "Op zaterdag 14 september 2019, van 10 tot 16 uur.",
            &["2019-09-14..2019-09-14 zaterdag 14 september 2019"],
        );
        check("Op 14 en 15 mei 2019 in Gent", &["2019-05-14..2019-05-15 14 en 15 mei 2019"]);
        check(
            "Van 14 tot en met 16 mei 2019",
            &["2019-05-14..2019-05-16 14 tot en met 16 mei 2019"],
        );
        check("14 t/m 16 mei 2019", &["2019-05-14..2019-05-16 14 t/m 16 mei 2019"]);
        check(
            "Vrijdag 21 en zaterdag 22 mei 2027, vertrek om 8 uur",
            &["2027-05-21..2027-05-22 Vrijdag 21 en zaterdag 22 mei 2027"],
        );
        check("30 april - 2 mei 2019", &["2019-04-30..2019-05-02 30 april - 2 mei 2019"]);
        check("tussen 16 en 14 mei 2019", &["2019-05-14..2019-05-14 14 mei 2019"]);
        check(
            "1/3/2014 of 2 mei 2015",
            &["2014-03-01..2014-03-01 1/3/2014", "2015-05-02..2015-05-02 2 mei 2015"],
        );
        check("In 2012 werden er 12 mensen opgeleid", &[]);
    }

    #[test]
    fn a_weekday_stands_in_for_the_year() {
        let after = date(2019, 8, 12);
        let found = |text: &str| weekday_without_year(text, after).map(|day| day.first);
        assert_eq!(found("zaterdag 14 september, 10 uur"), Some(date(2019, 9, 14)));
        assert_eq!(found("op vrijdag 7 februari"), Some(date(2020, 2, 7)));
        assert_eq!(found("zondag 14 september"), None, "2019: a Saturday, 2020: a Monday");
        assert_eq!(found("zaterdag 14 september 2019"), None, "has its year");
        assert_eq!(found("14 september"), None);
    }
}
