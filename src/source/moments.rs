//! Moments as programs write them (ISO 8601, RFC 3339), as the local time of Flanders.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::article::Moment;

/// The day of a moment, or the day alone.
pub(super) fn day_of(text: &str) -> Option<Date> {
    moment_of(text).map(Moment::date)
}

/// `2019-09-14`, `2019-09-14T10:00`, `2019-09-14T10:00:00+02:00`. A time in UTC is turned into local
/// time, since programs write that whatever the place; any other offset is the place's own.
pub(super) fn moment_of(text: &str) -> Option<Moment> {
    let text = text.trim();
    let (day, rest) = text.split_at_checked(10)?;
    if rest.is_empty() {
        return day.parse().ok().map(Moment::Day);
    }
    if !rest.starts_with(['T', 't', ' ']) {
        return None;
    }
    let in_utc = ["Z", "z", "+00:00", "+0000", "+00"].iter().any(|utc| text.ends_with(utc));
    if in_utc {
        let moment: Timestamp = text.parse().ok()?;
        return Some(Moment::to_the_minute(local_time()?.to_datetime(moment)));
    }
    let moment: DateTime = text.parse().ok()?;
    Some(Moment::to_the_minute(moment))
}

/// Central European Time with summer time from the last Sunday of March to that of October, as
/// Directive 2000/84/EC has it. A rule rather than the system's database: reading asks nothing of
/// the machine it runs on.
fn local_time() -> Option<TimeZone> {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_local() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(moment_of(text).map(|m| m.to_string()).as_deref(), expected, "{text}");
        };
        check("2019-09-14", Some("2019-09-14"));
        check("2019-09-14T10:00", Some("2019-09-14T10:00"));
        check("2019-09-14 10:00:30", Some("2019-09-14T10:00"));
        check("2019-09-14T10:00:00+02:00", Some("2019-09-14T10:00"));
        check("2016-08-09T22:00:00Z", Some("2016-08-10T00:00"));
        check("2016-01-09T22:00:00.000Z", Some("2016-01-09T23:00"));
        check("2016-01-09T23:30:00+00:00", Some("2016-01-10T00:30"));
        check("2019-02-30", None);
        check("2019-09-14T", None);
        check("14 september 2019", None);
        check("2019-09-1é", None);
        check("", None);
    }
}
