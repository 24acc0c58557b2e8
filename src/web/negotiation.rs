//! Which form of an answer a client wants, by its `Accept` (RFC 9110, section 12.5.1).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// The longest `Accept` that is looked at, in parts: browsers send fewer than ten.
const MOST_RANGES: usize = 64;

/// The place of the best of what is `offered` (media types, with or without parameters); of what is
/// wanted as much, the first. `None` when nothing fits. Without `Accept` all fits, and so it does when
/// nothing in it can be read.
pub(super) fn preferred(headers: &HeaderMap, offered: &[&str]) -> Option<usize> {
    let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<Range> = values
        .flat_map(|value| value.split(','))
        .filter_map(Range::read)
        .take(MOST_RANGES)
        .collect();
    if ranges.is_empty() {
        return (!offered.is_empty()).then_some(0);
    }
    let mut best = None;
    for (place, media_type) in offered.iter().enumerate() {
        let wanted = weight(&ranges, media_type);
        if wanted > best.map_or(0, |(weight, _)| weight) {
            best = Some((wanted, place));
        }
    }
    best.map(|(_, place)| place)
}

/// How much a type is wanted, by the most precise range that speaks of it.
fn weight(ranges: &[Range], media_type: &str) -> u16 {
    let essence = media_type.split(';').next().unwrap_or(media_type).trim();
    let Some((main, sub)) = essence.split_once('/') else { return 0 };
    let fitting =
        ranges.iter().filter_map(|range| Some((range.precision(main, sub)?, range.weight)));
    fitting.max_by_key(|(precision, _)| *precision).map_or(0, |(_, weight)| weight)
}

/// One part of an `Accept`: `text/*;q=0.5`.
struct Range<'a> {
    main: &'a str,
    sub: &'a str,
    /// In thousandths.
    weight: u16,
}

impl<'a> Range<'a> {
    /// Parameters other than the weight make no difference: no form here has variants.
    fn read(text: &'a str) -> Option<Range<'a>> {
        let mut parts = text.split(';').map(str::trim);
        let (main, sub) = parts.next()?.split_once('/')?;
        let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let weight = weight.map_or(Some(1000), thousandths)?;
        Some(Range { main, sub, weight })
    }

    fn precision(&self, main: &str, sub: &str) -> Option<u8> {
        let same_main = self.main.eq_ignore_ascii_case(main);
        match (self.main, self.sub) {
            ("*", "*") => Some(0),
            (_, "*") => same_main.then_some(1),
            (_, known) => (same_main && known.eq_ignore_ascii_case(sub)).then_some(2),
        }
    }
}

/// A weight from 0 to 1 with at most three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let decimals: u16 = format!("{decimals:0<3}").parse().ok().filter(|_| digits)?;
    match (whole, decimals) {
        ("0", decimals) => Some(decimals),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OFFERED: [&str; 3] =
        ["application/json", "application/pdf", "text/markdown; charset=utf-8"];

    fn of(values: &[&str]) -> Option<usize> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(ACCEPT, value.parse().unwrap());
        }
        preferred(&headers, &OFFERED)
    }

    #[test]
    fn the_most_wanted_is_chosen() {
        for (accept, expect) in [
            (&[][..], Some(0)),
            (&["*/*"], Some(0)),
            (&["application/json"], Some(0)),
            (&["application/pdf"], Some(1)),
            (&["APPLICATION/PDF"], Some(1)),
            (&["text/markdown"], Some(2)),
            (&["text/*"], Some(2)),
            (&["image/png"], None),
            (&["text/markdown;q=0.4, application/pdf;q=0.5"], Some(1)),
            (&["text/markdown;q=0.4", "application/pdf;q=0.5"], Some(1)),
            (&["application/json;q=0"], None),
            (&["application/json;q=0, */*;q=0.1"], Some(1)),
            (&["*/*;q=0.8, application/*;q=0.1"], Some(2)),
            (&["application/json;version=1"], Some(0)),
            (&["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], Some(0)),
            // What cannot be read says nothing.
            (&["", "json", "application/pdf;q=2", "application/pdf;q=0.1234"], Some(0)),
            (&["json, application/pdf"], Some(1)),
        ] {
            assert_eq!(of(accept), expect, "{accept:?}");
        }
    }

    proptest! {
        #[test]
        fn anything_is_an_answer(accept in "[ -~]{0,60}|([a-z*/;=,. 0-9q]{0,12}){0,8}") {
            let place = of(&[&accept]);
            prop_assert!(place.is_none_or(|place| place < OFFERED.len()));
        }
    }
}
