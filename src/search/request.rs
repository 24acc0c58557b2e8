//! A search as asked, checked against the documented limits.

use std::str::FromStr;

use jiff::civil::Date;
use utoipa::ToSchema;

use crate::article::Kind;

/// The longest query, in bytes.
pub const MAX_QUERY_BYTES: usize = 8 * 1024;
/// The most results on a page.
pub const MAX_PER_PAGE: usize = 100;
/// How deep paging goes: page × results per page.
pub const MAX_DEPTH: usize = 10_000;
/// The most values of one filter. Whoever wants any of more organisations than a page can list means
/// another search.
pub const MAX_VALUES: usize = 50;

/// One search. An empty query lists all articles.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    pub query: String,
    pub filters: Filters,
    pub sort: Sort,
    /// From 1.
    pub page: usize,
    pub per_page: usize,
    /// Whether each result says why it is there.
    pub explain: bool,
}

impl Default for SearchRequest {
    fn default() -> Self {
        SearchRequest {
            query: String::new(),
            filters: Filters::default(),
            sort: Sort::default(),
            page: 1,
            per_page: 10,
            explain: false,
        }
    }
}

/// What an article must meet besides the query. Values of one filter widen, filters narrow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    /// Canonical names or aliases.
    pub organisations: Vec<String>,
    pub kinds: Vec<Kind>,
    /// First day of publication, included.
    pub from: Option<Date>,
    /// Last day of publication, included.
    pub to: Option<Date>,
    /// Of events: still to come (today included), or past.
    pub period: Option<Period>,
}

/// Events relative to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(as = Periode)]
pub enum Period {
    #[schema(rename = "komend")]
    Coming,
    #[schema(rename = "voorbij")]
    Past,
}

/// The order of results. Ties fall back on the article's id, so that paging never repeats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ToSchema)]
#[schema(as = Volgorde)]
pub enum Sort {
    #[default]
    #[schema(rename = "relevantie")]
    Relevance,
    #[schema(rename = "nieuwste")]
    Newest,
    #[schema(rename = "oudste")]
    Oldest,
    #[schema(rename = "titel")]
    Title,
}

/// The text is not one of the words a parameter takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} wordt niet herkend: kies {expected}")]
pub struct UnknownWord {
    pub found: String,
    pub expected: &'static str,
}

impl FromStr for Sort {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "relevantie" => Ok(Sort::Relevance),
            "nieuwste" => Ok(Sort::Newest),
            "oudste" => Ok(Sort::Oldest),
            "titel" => Ok(Sort::Title),
            _ => Err(UnknownWord {
                found: text.chars().take(80).collect(),
                expected: "relevantie, nieuwste, oudste of titel",
            }),
        }
    }
}

impl FromStr for Period {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "komend" => Ok(Period::Coming),
            "voorbij" => Ok(Period::Past),
            _ => Err(UnknownWord {
                found: text.chars().take(80).collect(),
                expected: "komend of voorbij",
            }),
        }
    }
}

/// Why a request is not carried out; each names the parameter of the API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("q is {0} bytes lang; ten hoogste {MAX_QUERY_BYTES} zijn toegelaten")]
    QueryTooLong(usize),
    #[error("perPagina is {0}; kies een getal van 1 tot {MAX_PER_PAGE}")]
    PerPage(usize),
    #[error("pagina begint bij 1")]
    PageZero,
    #[error("pagina × perPagina is meer dan {MAX_DEPTH}; verfijn de zoekopdracht met een filter")]
    TooDeep,
    #[error("van ({from}) ligt na tot ({to})")]
    EmptyPeriod { from: Date, to: Date },
    #[error("organisatie heeft {0} waarden; ten hoogste {MAX_VALUES} zijn toegelaten")]
    TooManyOrganisations(usize),
    #[error("soort heeft {0} waarden; ten hoogste {MAX_VALUES} zijn toegelaten")]
    TooManyKinds(usize),
}

impl SearchRequest {
    /// Every fault of the request; an empty list means it can be carried out.
    pub fn faults(&self) -> Vec<RequestError> {
        let mut faults = Vec::new();
        if self.query.len() > MAX_QUERY_BYTES {
            faults.push(RequestError::QueryTooLong(self.query.len()));
        }
        if self.per_page == 0 || self.per_page > MAX_PER_PAGE {
            faults.push(RequestError::PerPage(self.per_page));
        }
        if self.page == 0 {
            faults.push(RequestError::PageZero);
        }
        if self.page.saturating_mul(self.per_page) > MAX_DEPTH {
            faults.push(RequestError::TooDeep);
        }
        if let (Some(from), Some(to)) = (self.filters.from, self.filters.to)
            && from > to
        {
            faults.push(RequestError::EmptyPeriod { from, to });
        }
        if self.filters.organisations.len() > MAX_VALUES {
            faults.push(RequestError::TooManyOrganisations(self.filters.organisations.len()));
        }
        if self.filters.kinds.len() > MAX_VALUES {
            faults.push(RequestError::TooManyKinds(self.filters.kinds.len()));
        }
        faults
    }
}
