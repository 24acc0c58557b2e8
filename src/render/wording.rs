//! How dates, moments and people are worded for a reader in Flanders.

use jiff::civil::{Date, Time};

use crate::article::{Article, Contact, Event, MONTHS, Moment};

/// What stands in the place of an article that was removed.
pub(super) const GONE: &str = "Dit artikel is niet langer beschikbaar. Het werd verwijderd nadat het \
    aan deze bundel was toegevoegd.";

/// What stands with an article that is not what the maker of the bundel read.
pub(super) const CHANGED: &str = "Dit artikel werd gewijzigd nadat het aan deze bundel was \
    toegevoegd. Hier staat het zoals het nu is.";

/// "10 augustus 2016".
pub fn date(date: Date) -> String {
    let month = MONTHS[usize::try_from(date.month() - 1).expect("a month is 1 to 12")];
    format!("{} {month} {}", date.day(), date.year())
}

/// "12 artikelen".
pub(super) fn articles(count: usize) -> String {
    if count == 1 { "1 artikel".to_owned() } else { format!("{count} artikelen") }
}

/// "2 artikelen zijn niet langer beschikbaar"; `None` when none is missing.
pub(super) fn missing(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 artikel is niet langer beschikbaar".to_owned()),
        _ => Some(format!("{} zijn niet langer beschikbaar", articles(count))),
    }
}

/// "14 september 2019, van 10 uur tot 12.30 uur"; `None` when no moment is known.
pub fn when(event: &Event) -> Option<String> {
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

/// "Praktijkvoorbeeld · 10 augustus 2016 · De Werkplekarchitecten", of what is known.
pub(super) fn byline(article: &Article) -> String {
    let kind = article.kind.map(|kind| kind.label().to_owned());
    let day = article.published.map(date);
    let organisations =
        (!article.organisations.is_empty()).then(|| article.organisations.join(", "));
    [kind, day, organisations].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// When and where, with their labels.
pub(super) fn event(article: &Article) -> Vec<(&'static str, String)> {
    let Some(event) = &article.event else { return Vec::new() };
    let place = event.place.clone().filter(|place| !place.trim().is_empty());
    let facts = [("Wanneer", when(event)), ("Waar", place)];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// What is read out instead of an article's picture: its caption, or else whose picture it is.
pub(super) fn alternative(article: &Article) -> String {
    let caption = article.caption.as_deref().filter(|caption| !caption.trim().is_empty());
    caption.map_or_else(|| format!("Beeld bij het artikel “{}”", article.title), str::to_owned)
}

/// What stands below an article, with labels: contact, caption unless it is shown with the picture,
/// source, address on the site.
pub(super) fn facts(
    article: &Article,
    base_url: Option<&str>,
    is_illustrated: bool,
) -> Vec<(&'static str, String)> {
    [
        ("Contact", article.contact.as_ref().and_then(contact)),
        ("Beeld", article.caption.clone().filter(|_| !is_illustrated)),
        ("Bron", article.source.clone()),
        ("Online", base_url.map(|base| format!("{base}/artikelen/{}", article.id))),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value.filter(|value| !value.trim().is_empty())?)))
    .collect()
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
