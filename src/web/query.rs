//! The query string, read with all its faults at once, and a search made from it.
//!
//! The API refuses keys it does not know; pages ignore them.

use std::fmt::Display;

use axum::extract::Query;
use axum::http::Uri;
use jiff::civil::Date;

use super::problem::{Fault, Faults, Problem, ProblemKind, shortened};
use crate::search::{Filters, MAX_DEPTH, RequestError, SearchRequest};

/// The keys and values of a query that were not read yet, and the faults found so far. An empty
/// value is no value: forms send all their fields.
#[derive(Debug)]
pub struct Params {
    pairs: Vec<(String, String)>,
    faults: Faults,
}

impl Params {
    pub fn of(uri: &Uri) -> Self {
        match Query::try_from_uri(uri) {
            Ok(Query(pairs)) => Params { pairs, faults: Faults::default() },
            Err(_) => Params {
                pairs: Vec::new(),
                faults: Faults::from_iter([Fault::in_query("", "de vraag is niet leesbaar")]),
            },
        }
    }

    /// All values of a key that may be repeated.
    pub fn many(&mut self, key: &str) -> Vec<String> {
        let taken: Vec<_> = self.pairs.extract_if(.., |(found, _)| found == key).collect();
        taken.into_iter().map(|(_, value)| value).filter(|value| !value.is_empty()).collect()
    }

    /// The value of a key that stands at most once.
    pub fn one(&mut self, key: &str) -> Option<String> {
        let mut values = self.many(key).into_iter();
        let first = values.next();
        if values.next().is_some() {
            self.faults.push(Fault::in_query(key, format!("{key} mag maar één keer voorkomen")));
        }
        first
    }

    /// The value of a key, as what it should be.
    pub fn read<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.one(key).and_then(|value| self.parsed(key, &value, &parse))
    }

    /// All values of a key, as what they should be.
    pub fn read_many<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<T> {
        let values = self.many(key);
        values.iter().filter_map(|value| self.parsed(key, value, &parse)).collect()
    }

    /// Ends reading: what was not asked for is not known.
    ///
    /// # Errors
    /// A 400 with all faults.
    pub fn finish(mut self) -> Result<(), Problem> {
        for (key, _) in &self.pairs {
            let detail = format!("{:?} is hier geen gekende parameter", shortened(key));
            self.faults.push(Fault::in_query(key, detail));
        }
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::with_faults(ProblemKind::InvalidQuery, self.faults))
        }
    }

    fn parsed<T, E: Display>(
        &mut self,
        key: &str,
        value: &str,
        parse: &impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(value) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.faults.push(Fault::in_query(key, error.to_string()));
                None
            }
        }
    }
}

/// Reads a search. What is faulty is noted and left at its default, so that a page can still show
/// something.
pub fn search_request(params: &mut Params) -> SearchRequest {
    let defaults = SearchRequest::default();
    let request = SearchRequest {
        query: params.one("q").unwrap_or_default(),
        filters: Filters {
            organisations: params.many("organisatie"),
            kinds: params.read_many("soort", str::parse),
            from: params.read("van", day),
            to: params.read("tot", day),
            period: params.read("periode", str::parse),
        },
        sort: params.read("sorteer", str::parse).unwrap_or_default(),
        page: params.read("pagina", number).unwrap_or(defaults.page),
        per_page: params.read("perPagina", number).unwrap_or(defaults.per_page),
        explain: defaults.explain,
    };
    params.faults.extend(request.faults().iter().map(Fault::from));
    request
}

/// A day as `2016-08-10`, and no other form.
///
/// # Errors
/// A sentence that tells a wrong form from a day that does not exist.
pub(super) fn day(text: &str) -> Result<Date, String> {
    let formed = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !formed {
        return Err(format!("{:?} is geen datum: schrijf jjjj-mm-dd", shortened(text)));
    }
    text.parse().map_err(|_| format!("{text:?} is geen bestaande dag"))
}

/// The key of the query, or the field of a body's search, that a fault is about.
pub(super) fn parameter_of(error: &RequestError) -> &'static str {
    match error {
        RequestError::QueryTooLong(_) => "q",
        RequestError::PerPage(_) => "perPagina",
        RequestError::PageZero | RequestError::TooDeep => "pagina",
        RequestError::EmptyPeriod { .. } => "van",
        RequestError::TooManyOrganisations(_) => "organisatie",
        RequestError::TooManyKinds(_) => "soort",
    }
}

impl From<&RequestError> for Fault {
    fn from(error: &RequestError) -> Self {
        Fault::in_query(parameter_of(error), error.to_string())
    }
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("{:?} is geen getal van 1 tot {MAX_DEPTH}", shortened(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, expect: &[(&str, &str)]) {
        let uri = format!("/artikelen?{query}").parse().unwrap();
        let mut params = Params::of(&uri);
        search_request(&mut params);
        let faults = params.finish().err().map(|problem| problem.faults).unwrap_or_default();
        let expect: Faults =
            expect.iter().map(|(key, detail)| Fault::in_query(key, *detail)).collect();
        assert_eq!(faults, expect, "{query}");
    }

    #[test]
    fn all_faults_are_found_at_once() {
        check("q=a&organisatie=A&organisatie=B&soort=inspiratie&soort=evenement", &[]);
        check("q=&organisatie=&soort=&van=&tot=&periode=&sorteer=&pagina=&perPagina=", &[]);
        check("van=2016-02-29", &[]);
        check(
            "van=2026-02-31&tot=1%2F2%2F2016&soort=nieuws&sorteer=datum&kleur=rood&pagina=x",
            &[
                (
                    "soort",
                    "\"nieuws\" is geen soort: kies praktijkvoorbeeld, inspiratie of evenement",
                ),
                ("van", "\"2026-02-31\" is geen bestaande dag"),
                ("tot", "\"1/2/2016\" is geen datum: schrijf jjjj-mm-dd"),
                (
                    "sorteer",
                    "\"datum\" wordt niet herkend: kies relevantie, nieuwste, oudste of titel",
                ),
                ("pagina", "\"x\" is geen getal van 1 tot 10000"),
                ("kleur", "\"kleur\" is hier geen gekende parameter"),
            ],
        );
        check("q=a&q=b", &[("q", "q mag maar één keer voorkomen")]);
        check("perPagina=101", &[("perPagina", "perPagina is 101; kies een getal van 1 tot 100")]);
        check(&"organisatie=A&".repeat(50), &[]);
        check(
            &"organisatie=A&soort=evenement&".repeat(51),
            &[
                ("organisatie", "organisatie heeft 51 waarden; ten hoogste 50 zijn toegelaten"),
                ("soort", "soort heeft 51 waarden; ten hoogste 50 zijn toegelaten"),
            ],
        );
        check("pagina=0", &[("pagina", "pagina begint bij 1")]);
        check(
            "van=2016-08-31&tot=2016-08-01",
            &[("van", "van (2016-08-31) ligt na tot (2016-08-01)")],
        );
        check(
            "pagina=18446744073709551616",
            &[("pagina", "\"18446744073709551616\" is geen getal van 1 tot 10000")],
        );
    }
}
