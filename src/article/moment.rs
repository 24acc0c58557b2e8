//! A day, or a day and an hour.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// Local time where the event takes place; a date alone may stand for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Moment {
    Day(Date),
    Hour(DateTime),
}

/// The text is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is geen moment: schrijf 2019-09-14 of 2019-09-14T10:00")]
pub struct InvalidMoment(String);

impl Moment {
    pub fn date(self) -> Date {
        match self {
            Moment::Day(date) => date,
            Moment::Hour(moment) => moment.date(),
        }
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Self, InvalidMoment> {
        let parsed = if text.contains('T') {
            text.parse().map(Moment::Hour)
        } else {
            text.parse().map(Moment::Day)
        };
        parsed.map_err(|_| InvalidMoment(text.chars().take(80).collect()))
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
