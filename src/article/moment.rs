//! A day, or a day and an hour.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// Local time where the event takes place, to the minute; a date alone may stand for a moment.
/// What is read from a text can be written and read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Moment {
    /// A day of which no hour is said.
    Day(Date),
    /// To the minute; seconds are zero.
    Hour(DateTime),
}

/// The text is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is geen moment: schrijf 2019-09-14 of 2019-09-14T10:00")]
pub struct InvalidMoment(String);

impl Moment {
    /// Its day, whatever the hour.
    pub fn date(self) -> Date {
        match self {
            Moment::Day(date) => date,
            Moment::Hour(moment) => moment.date(),
        }
    }

    /// Without seconds, which nobody says of an event.
    pub fn to_the_minute(moment: DateTime) -> Moment {
        let time = Time::constant(moment.hour(), moment.minute(), 0, 0);
        Moment::Hour(moment.date().to_datetime(time))
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Self, InvalidMoment> {
        let parsed = if text.contains('T') {
            text.parse().ok().map(Moment::to_the_minute)
        } else {
            text.parse().ok().map(Moment::Day)
        };
        // Years before the first and after the last of four digits have a form of their own (ISO
        // 8601, 5.2.2.3), which is meant nowhere and written nowhere.
        let parsed = parsed.filter(|moment| (0..=9999).contains(&moment.date().year()));
        parsed.ok_or_else(|| InvalidMoment(text.chars().take(80).collect()))
    }
}

impl TryFrom<String> for Moment {
    type Error = InvalidMoment;

    fn try_from(text: String) -> Result<Self, InvalidMoment> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Day(date) => write!(f, "{date}"),
            Moment::Hour(moment) => write!(f, "{}", moment.strftime("%Y-%m-%dT%H:%M")),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn moments_are_days_or_hours_of_four_digit_years() {
        let check = |text: &str, expected: Option<&str>| {
            let found = text.parse::<Moment>().ok().map(|moment| moment.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("2019-09-14", Some("2019-09-14"));
        check("2019-09-14T10:00", Some("2019-09-14T10:00"));
        check("2019-09-14T10:00:59.5", Some("2019-09-14T10:00"));
        check("0000-01-01T00:00", Some("0000-01-01T00:00"));
        check("9999-12-31", Some("9999-12-31"));
        check("-000001-01-01T10:00", None);
        check("-000001-01-01", None);
        check("2019-02-30", None);
        check("morgen", None);
    }

    proptest! {
        #[test]
        fn what_is_read_can_be_written_and_read(
            text in "[+-]?(00)?[0-9]{1,4}-?(0[1-9]|1[0-2])-?[0-2][0-9]((T| )[0-2][0-9](:?[0-5][0-9]){0,2}([.,][0-9]{1,9})?(Z|[+-]0[0-9]:00)?(\\[[A-Z]{3}\\])?)?"
        ) {
            if let Ok(moment) = text.parse::<Moment>() {
                prop_assert_eq!(moment.to_string().parse(), Ok(moment), "{}", text);
            }
        }
    }
}
