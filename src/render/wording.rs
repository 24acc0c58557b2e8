//! How dates, moments and people are worded for a reader in Flanders.

use jiff::civil::{Date, Time};

use crate::article::{Contact, Event, Moment};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// "10 augustus 2016".
pub(super) fn date(date: Date) -> String {
    let month = MONTHS[usize::try_from(date.month() - 1).expect("a month is 1 to 12")];
    format!("{} {month} {}", date.day(), date.year())
}

/// "12 artikelen".
pub(super) fn articles(count: usize) -> String {
    if count == 1 { "1 artikel".to_owned() } else { format!("{count} artikelen") }
}

/// "14 september 2019, van 10 uur tot 12.30 uur"; `None` when no moment is known.
pub(super) fn when(event: &Event) -> Option<String> {
    let Some(starts) = event.starts else {
        return event.ends.map(|ends| format!("tot {}", moment(ends)));
    };
    Some(match event.ends {
        None => moment(starts),
        Some(ends) if ends == starts => moment(starts),
        Some(Moment::Hour(ends)) if ends.date() == starts.date() => match starts {
            Moment::Hour(starts) => format!(
                "{}, van {} tot {}",
                date(starts.date()),
                hour(starts.time()),
                hour(ends.time())
            ),
            Moment::Day(day) => format!("{}, tot {}", date(day), hour(ends.time())),
        },
        Some(ends) if ends.date() == starts.date() => moment(starts),
        Some(ends @ Moment::Day(_)) => {
            format!("van {} tot en met {}", moment(starts), moment(ends))
        }
        Some(ends @ Moment::Hour(_)) => format!("van {} tot {}", moment(starts), moment(ends)),
    })
}

/// "Isabel Verhaert, algemeen directeur, Sterpunt Inclusief Ondernemen"; `None` when no part is
/// known.
pub(super) fn contact(contact: &Contact) -> Option<String> {
    let parts: Vec<_> = [&contact.name, &contact.role, &contact.organisation]
        .into_iter()
        .flatten()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn moment(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => date(day),
        Moment::Hour(at) => format!("{}, {}", date(at.date()), hour(at.time())),
    }
}

/// "10 uur", "10.30 uur".
fn hour(time: Time) -> String {
    if time.minute() == 0 {
        format!("{} uur", time.hour())
    } else {
        format!("{}.{:02} uur", time.hour(), time.minute())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours_read_as_dutch() {
        for (starts, ends, expected) in [
            ("2019-09-14", "", "14 september 2019"),
            ("2019-09-14T10:00", "", "14 september 2019, 10 uur"),
            ("2019-09-14T10:00", "2019-09-14T12:30", "14 september 2019, van 10 uur tot 12.30 uur"),
            ("2019-09-14", "2019-09-14T12:30", "14 september 2019, tot 12.30 uur"),
            ("2019-09-14", "2019-09-16", "van 14 september 2019 tot en met 16 september 2019"),
            ("2019-09-14", "2019-09-14", "14 september 2019"),
            ("", "2026-03-01", "tot 1 maart 2026"),
        ] {
            let event = Event { starts: starts.parse().ok(), ends: ends.parse().ok(), place: None };
            assert_eq!(when(&event).as_deref(), Some(expected), "{starts} {ends}");
        }
        assert_eq!(when(&Event::default()), None);
    }

    #[test]
    fn unknown_parts_of_a_contact_leave_no_trace() {
        let known = |text: &str| Some(text.to_owned());
        let full =
            Contact { name: known("An Peeters"), role: known(" "), organisation: known("X") };
        assert_eq!(contact(&full).as_deref(), Some("An Peeters, X"));
        assert_eq!(contact(&Contact::default()), None);
    }
}
