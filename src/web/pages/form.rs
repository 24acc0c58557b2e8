//! The search form: the address of a search page, read leniently and written back.
//!
//! An address comes from anywhere (a bookmark, a newsletter that adds `utm_source`, a hand), so
//! unknown keys are ignored, empty fields mean nothing chosen, and a value that cannot be meant is
//! a fault beside its field while the rest still holds. What a search is, is `search`'s.

use std::fmt::Write;

use jiff::civil::Date;

use crate::article::Kind;
use crate::search::{Filters, MAX_VALUES, Period, RequestError, SearchRequest, Sort};

/// How many faults a page lists: an address of kilobytes can hold thousands.
const MOST_FAULTS: usize = 20;

/// Everything a visitor filled in, faults included.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchForm {
    /// What can be carried out of it.
    pub request: SearchRequest,
    pub faults: Vec<Fault>,
    /// The days as typed, when they are not days.
    pub from_typed: Option<String>,
    pub to_typed: Option<String>,
}

/// A value that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The query key; also the id of the field on the page.
    pub field: &'static str,
    pub message: String,
}

impl SearchForm {
    /// Reads the pairs of a query string or a posted form.
    pub fn read(pairs: &[(String, String)]) -> SearchForm {
        let mut form = SearchForm {
            request: SearchRequest::default(),
            faults: Vec::new(),
            from_typed: None,
            to_typed: None,
        };
        for (key, value) in pairs {
            let value = value.trim();
            if !value.is_empty() {
                form.take(key, value);
            }
        }
        for fault in form.request.faults() {
            form.fault(field_of(&fault), explain(&fault));
        }
        form
    }

    /// Is anything asked, other than the list of all articles?
    pub fn asks(&self) -> bool {
        !self.request.query.is_empty() || self.has_filters() || !self.faults.is_empty()
    }

    pub fn has_filters(&self) -> bool {
        self.request.filters != Filters::default()
    }

    /// The fault of a field, if it has one.
    pub fn fault_of(&self, field: &str) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.field == field)
    }

    /// The request's part that fits the limits, so that a page with a fault can still show which
    /// filters there are.
    pub fn within_limits(&self) -> SearchRequest {
        let mut request = self.request.clone();
        for fault in request.faults() {
            match fault {
                RequestError::QueryTooLong(_) => request.query.clear(),
                RequestError::PerPage(_) => request.per_page = SearchRequest::default().per_page,
                RequestError::PageZero | RequestError::TooDeep => request.page = 1,
                RequestError::EmptyPeriod { .. } => {
                    request.filters.from = None;
                    request.filters.to = None;
                }
                RequestError::TooManyOrganisations(_) => {
                    request.filters.organisations.truncate(MAX_VALUES);
                }
                RequestError::TooManyKinds(_) => request.filters.kinds.truncate(MAX_VALUES),
            }
        }
        if !request.faults().is_empty() {
            return SearchRequest::default();
        }
        request
    }

    fn take(&mut self, key: &str, value: &str) {
        let filters = &mut self.request.filters;
        match key {
            "q" => self.request.query = value.to_owned(),
            // One too many is a fault already; looking the rest up would take long.
            "organisatie" if filters.organisations.len() > MAX_VALUES => {}
            "organisatie" if filters.organisations.iter().any(|known| known == value) => {}
            "organisatie" => filters.organisations.push(value.to_owned()),
            "soort" => match value.parse::<Kind>() {
                Ok(kind) if filters.kinds.contains(&kind) => {}
                Ok(kind) => filters.kinds.push(kind),
                Err(error) => self.fault("soort", sentence(&error)),
            },
            "van" => match value.parse::<Date>() {
                Ok(date) => filters.from = Some(date),
                Err(_) => {
                    self.from_typed = Some(shortened(value));
                    self.fault("van", not_a_day(value));
                }
            },
            "tot" => match value.parse::<Date>() {
                Ok(date) => filters.to = Some(date),
                Err(_) => {
                    self.to_typed = Some(shortened(value));
                    self.fault("tot", not_a_day(value));
                }
            },
            "periode" => match value.parse::<Period>() {
                Ok(period) => filters.period = Some(period),
                Err(error) => self.fault("periode", sentence(&error)),
            },
            "sorteer" => match value.parse::<Sort>() {
                Ok(sort) => self.request.sort = sort,
                Err(error) => self.fault("sorteer", sentence(&error)),
            },
            "pagina" => match value.parse::<usize>() {
                Ok(page) => self.request.page = page,
                Err(_) => self.fault("pagina", not_a_number(value)),
            },
            "perPagina" => match value.parse::<usize>() {
                Ok(per_page) => self.request.per_page = per_page,
                Err(_) => self.fault("perPagina", not_a_number(value)),
            },
            _ => {}
        }
    }

    fn fault(&mut self, field: &'static str, message: String) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault { field, message });
        }
    }
}

/// The address of a search: its only spelling, keys in the contract's order and defaults left out.
pub fn address(request: &SearchRequest) -> String {
    address_at("/", request)
}

/// The address of the feed with what a search finds, the newest first.
pub fn feed_address(request: &SearchRequest) -> String {
    address_at("/feed.atom", &SearchRequest { sort: Sort::default(), page: 1, ..request.clone() })
}

/// The address under `path` that asks for a search.
pub fn address_at(path: &str, request: &SearchRequest) -> String {
    let mut pairs = pairs(request);
    if request.page > 1 {
        pairs.push(("pagina", request.page.to_string()));
    }
    let mut address = path.to_owned();
    for (index, (key, value)) in pairs.iter().enumerate() {
        address.push(if index == 0 { '?' } else { '&' });
        address.push_str(key);
        address.push('=');
        encode(value, &mut address);
    }
    address
}

/// The search without its page, as the pairs a form sends.
pub fn pairs(request: &SearchRequest) -> Vec<(&'static str, String)> {
    let filters = &request.filters;
    let mut pairs = Vec::new();
    if !request.query.is_empty() {
        pairs.push(("q", request.query.clone()));
    }
    pairs.extend(filters.organisations.iter().map(|name| ("organisatie", name.clone())));
    pairs.extend(filters.kinds.iter().map(|kind| ("soort", kind.name().to_owned())));
    pairs.extend(filters.from.map(|date| ("van", date.to_string())));
    pairs.extend(filters.to.map(|date| ("tot", date.to_string())));
    pairs.extend(filters.period.map(|period| ("periode", period_name(period).to_owned())));
    if request.sort != Sort::default() {
        pairs.push(("sorteer", sort_name(request.sort).to_owned()));
    }
    if request.per_page != SearchRequest::default().per_page {
        pairs.push(("perPagina", request.per_page.to_string()));
    }
    pairs
}

pub fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevantie",
        Sort::Newest => "nieuwste",
        Sort::Oldest => "oudste",
        Sort::Title => "titel",
    }
}

pub fn period_name(period: Period) -> &'static str {
    match period {
        Period::Coming => "komend",
        Period::Past => "voorbij",
    }
}

/// A text as one segment of a path.
pub fn segment(text: &str) -> String {
    let mut segment = String::new();
    encode(text, &mut segment);
    segment.replace('+', "%20")
}

/// Percent-encodes as a form would (WHATWG URL, application/x-www-form-urlencoded).
fn encode(value: &str, into: &mut String) {
    for byte in value.bytes() {
        match byte {
            b' ' => into.push('+'),
            b'*' | b'-' | b'.' | b'_' => into.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => into.push(char::from(byte)),
            _ => write!(into, "%{byte:02X}").expect("writing into a String cannot fail"),
        }
    }
}

fn field_of(fault: &RequestError) -> &'static str {
    match fault {
        RequestError::QueryTooLong(_) => "q",
        RequestError::PerPage(_) => "perPagina",
        RequestError::PageZero | RequestError::TooDeep => "pagina",
        RequestError::EmptyPeriod { .. } => "tot",
        RequestError::TooManyOrganisations(_) => "organisatie",
        RequestError::TooManyKinds(_) => "soort",
    }
}

/// The engine's message names the API's parameters; a visitor sees fields.
pub fn explain(fault: &RequestError) -> String {
    match fault {
        RequestError::QueryTooLong(_) => {
            "Uw zoekopdracht is te lang. Hou het bij enkele zinnen.".into()
        }
        RequestError::PerPage(_) => "Kies 1 tot 100 resultaten per pagina.".into(),
        RequestError::PageZero => "De eerste pagina is pagina 1.".into(),
        RequestError::TooDeep => {
            "Zo ver kunt u niet bladeren. Verfijn uw zoekopdracht met een filter.".into()
        }
        RequestError::EmptyPeriod { .. } => {
            "De einddag ligt voor de begindag. Pas een van beide aan.".into()
        }
        RequestError::TooManyOrganisations(_) => {
            format!("Kies ten hoogste {MAX_VALUES} organisaties.")
        }
        RequestError::TooManyKinds(_) => format!("Kies ten hoogste {MAX_VALUES} soorten."),
    }
}

fn not_a_day(value: &str) -> String {
    format!("“{}” is geen dag op de kalender. Schrijf bijvoorbeeld 2016-08-31.", shortened(value))
}

fn not_a_number(value: &str) -> String {
    format!("“{}” is geen getal.", shortened(value))
}

fn sentence(error: &impl std::fmt::Display) -> String {
    format!("{error}.")
}

/// A hostile address may be long; 40 characters show what was typed.
fn shortened(value: &str) -> String {
    value.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> SearchForm {
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        SearchForm::read(&pairs)
    }

    #[track_caller]
    fn check(pairs: &[(&str, &str)], expected: &str) {
        let form = read(pairs);
        assert_eq!(form.faults, [], "{pairs:?}");
        assert_eq!(address(&form.request), expected);
    }

    #[test]
    fn a_search_has_one_address() {
        check(&[], "/");
        check(&[("q", ""), ("van", ""), ("tot", " "), ("periode", "")], "/");
        check(&[("utm_source", "nieuwsbrief"), ("fbclid", "x"), ("q", " zorg ")], "/?q=zorg");
        check(&[("q", "\"één & ander\" #1")], "/?q=%22%C3%A9%C3%A9n+%26+ander%22+%231");
        check(
            &[("pagina", "2"), ("soort", "evenement"), ("soort", "evenement"), ("q", "a")],
            "/?q=a&soort=evenement&pagina=2",
        );
        check(
            &[("van", "2016-01-01"), ("tot", "2016-12-31"), ("sorteer", "nieuwste")],
            "/?van=2016-01-01&tot=2016-12-31&sorteer=nieuwste",
        );
        check(&[("sorteer", "relevantie"), ("perPagina", "10"), ("pagina", "1")], "/");
    }

    #[test]
    fn what_cannot_be_meant_is_a_fault_of_its_field() {
        let long = "x".repeat(9_000);
        for (pairs, field) in [
            (&[("van", "2026-02-31")][..], "van"),
            (&[("tot", "gisteren")], "tot"),
            (&[("van", "2020-01-01"), ("tot", "2019-01-01")], "tot"),
            (&[("soort", "<b>")], "soort"),
            (&[("periode", "ooit")], "periode"),
            (&[("sorteer", "-")], "sorteer"),
            (&[("pagina", "0")], "pagina"),
            (&[("pagina", "-1")], "pagina"),
            (&[("pagina", "99999999999999999999999")], "pagina"),
            (&[("perPagina", "101")], "perPagina"),
            (&[("q", &long)], "q"),
        ] {
            let form = read(pairs);
            assert!(form.fault_of(field).is_some(), "{field}: {:?}", form.faults);
            assert_eq!(form.faults.len(), 1, "{field}");
            assert_eq!(form.within_limits().faults(), [], "{field}");
        }
    }

    #[test]
    fn a_long_address_says_little_more() {
        let names: Vec<_> = (0..1_000).map(|number| number.to_string()).collect();
        let pairs: Vec<_> = names.iter().map(|name| ("organisatie", name.as_str())).collect();
        let form = read(&pairs);
        assert_eq!(
            form.fault_of("organisatie").unwrap().message,
            "Kies ten hoogste 50 organisaties."
        );
        assert_eq!(form.request.filters.organisations.len(), MAX_VALUES + 1);
        assert_eq!(form.within_limits().filters.organisations.len(), MAX_VALUES);
        assert_eq!(read(&pairs[..MAX_VALUES]).faults, []);
        let form = read(&[("soort", "x")].repeat(1_000));
        assert_eq!(form.faults.len(), MOST_FAULTS);
    }
}
