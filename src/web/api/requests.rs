//! What clients send about bundels, read and checked as far as that goes without looking anything
//! up.

use std::collections::HashSet;

use serde_json::Value;

use crate::article::ArticleId;
use crate::bundel::{ContentFault, DEFAULT_MAXIMUM, Limits, Wanted};
use crate::search::{Filters, MAX_VALUES, RequestError, SearchRequest};
use crate::web::body::Fields;
use crate::web::problem::{Fault, Faults, Problem, ProblemKind, shortened};
use crate::web::query::{day, parameter_of};

/// How many times as many articles as fit may be named: naming one twice is naming it once, and a
/// longer list is refused unread.
const TIMES_NAMED: usize = 10;

/// `POST /bundels`.
#[derive(Debug)]
pub(super) struct NewBundel {
    pub(super) title: Option<String>,
    /// Each once, with its place in the body.
    pub(super) articles: Vec<(String, ArticleId)>,
    pub(super) search: Option<(String, Filters)>,
    /// The most articles of the search.
    pub(super) maximum: usize,
}

/// `PATCH /bundels/{id}`: what is absent stays as it is.
#[derive(Debug)]
pub(super) struct Changes {
    pub(super) title: Option<String>,
    /// `Some(None)` removes it.
    pub(super) subtitle: Option<Option<String>>,
    pub(super) introduction: Option<Option<String>>,
    pub(super) items: Option<Vec<Wanted>>,
}

impl NewBundel {
    /// # Errors
    /// 400 when a documented limit of the search is passed, 422 for all else; with all faults.
    pub(super) fn read(mut body: Fields, limits: &Limits) -> Result<Self, Problem> {
        let most = limits.articles;
        let mut faults = Faults::default();
        let mut beyond_limits = Faults::default();
        let title = body.text("titel", &mut faults);
        let mut articles = Vec::new();
        let mut seen = HashSet::new();
        let too_many = |found| {
            let fault = ContentFault::TooManyArticles { found, most };
            Fault::in_body("/artikelen", fault.to_string())
        };
        faults.extend(body.take_longer("artikelen", TIMES_NAMED * most).map(too_many));
        for (path, text) in body.texts("artikelen", &mut faults) {
            match article_id(&path, &text) {
                Ok(id) if seen.insert(id.clone()) => articles.push((path, id)),
                Ok(_twice) => {}
                Err(fault) => faults.push(fault),
            }
        }
        if articles.len() > most {
            faults.push(too_many(articles.len()));
        }
        let maximum = body.count("maximum", &mut faults).unwrap_or(DEFAULT_MAXIMUM.min(most));
        if maximum > most {
            beyond_limits.push(Fault::in_body(
                "/maximum",
                format!("maximum is {maximum}; ten hoogste {most} is toegelaten"),
            ));
        }
        let search = body
            .object("zoekopdracht", &mut faults)
            .map(|fields| read_search(fields, &mut faults, &mut beyond_limits));
        body.finish(&mut faults);
        let kind = if beyond_limits.is_empty() {
            ProblemKind::InvalidContent
        } else {
            ProblemKind::InvalidQuery
        };
        faults.append(beyond_limits);
        if faults.is_empty() {
            Ok(NewBundel { title, articles, search, maximum })
        } else {
            Err(Problem::with_faults(kind, faults))
        }
    }
}

impl Changes {
    /// # Errors
    /// 422 with all faults.
    pub(super) fn read(mut body: Fields, limits: &Limits) -> Result<Self, Problem> {
        let mut faults = Faults::default();
        let most = limits.articles + limits.headings;
        if let Some(found) = body.take_longer("onderdelen", most) {
            let detail =
                format!("de bundel telt {found} onderdelen; ten hoogste {most} zijn toegelaten");
            faults.push(Fault::in_body("/onderdelen", detail));
        }
        // What an answer holds may be sent back: the parts that are not for changing are ignored.
        for shown in ["id", "gewijzigdOp", "bewaardTot", "url", "zoekopdracht"] {
            body.ignore(shown);
        }
        // A title that is taken away is an empty one, which the store refuses.
        let title = body.has("titel").then(|| body.text("titel", &mut faults).unwrap_or_default());
        let subtitle = body.has("ondertitel").then(|| body.text("ondertitel", &mut faults));
        let introduction = body.has("inleiding").then(|| body.text("inleiding", &mut faults));
        let items = body.list("onderdelen", &mut faults).map(|values| {
            let parts = values.into_iter().enumerate();
            parts.filter_map(|(index, value)| read_part(index, value, &mut faults)).collect()
        });
        body.finish(&mut faults);
        if faults.is_empty() {
            Ok(Changes { title, subtitle, introduction, items })
        } else {
            Err(Problem::with_faults(ProblemKind::InvalidContent, faults))
        }
    }
}

fn read_search(
    mut fields: Fields,
    faults: &mut Faults,
    beyond_limits: &mut Faults,
) -> (String, Filters) {
    let query = fields.text("q", faults).unwrap_or_default();
    let mut refuse_longer = |key: &str, fault: fn(usize) -> RequestError| {
        if let Some(found) = fields.take_longer(key, MAX_VALUES) {
            beyond_limits.push(Fault::in_body(&fields.path(key), fault(found).to_string()));
        }
    };
    refuse_longer("organisatie", RequestError::TooManyOrganisations);
    refuse_longer("soort", RequestError::TooManyKinds);
    let organisations = fields.texts("organisatie", faults).into_iter();
    let mut filters = Filters {
        organisations: organisations.map(|(_, name)| name).collect(),
        ..Filters::default()
    };
    for (path, name) in fields.texts("soort", faults) {
        match name.parse() {
            Ok(kind) => filters.kinds.push(kind),
            Err(error) => faults.push(Fault::in_body(&path, format!("{error}"))),
        }
    }
    let mut read_day = |key: &str| {
        let text = fields.text(key, faults).filter(|text| !text.is_empty())?;
        day(&text).map_err(|error| faults.push(Fault::in_body(&fields.path(key), error))).ok()
    };
    filters.from = read_day("van");
    filters.to = read_day("tot");
    if let Some(text) = fields.text("periode", faults).filter(|text| !text.is_empty()) {
        match text.parse() {
            Ok(period) => filters.period = Some(period),
            Err(error) => faults.push(Fault::in_body(&fields.path("periode"), format!("{error}"))),
        }
    }
    let request = SearchRequest { query, filters, ..SearchRequest::default() };
    beyond_limits.extend(
        request
            .faults()
            .iter()
            .map(|error| Fault::in_body(&fields.path(parameter_of(error)), error.to_string())),
    );
    fields.finish(faults);
    (request.query, request.filters)
}

fn read_part(index: usize, value: Value, faults: &mut Faults) -> Option<Wanted> {
    let path = format!("/onderdelen/{index}");
    let mut fields = Fields::of(value, path.clone(), faults)?;
    let before = faults.count();
    let part = match (fields.has("artikel"), fields.has("tussentitel")) {
        (true, false) => {
            for shown in ["titel", "toestand"] {
                fields.ignore(shown);
            }
            let note = fields.text("notitie", faults);
            let id = fields.text("artikel", faults).unwrap_or_default();
            match article_id(&fields.path("artikel"), &id) {
                Ok(id) => Some(Wanted::Article { id, note }),
                Err(fault) => {
                    // A value of the wrong type was named already.
                    if faults.count() == before {
                        faults.push(fault);
                    }
                    None
                }
            }
        }
        (false, true) => fields.text("tussentitel", faults).map(Wanted::Heading).or_else(|| {
            if faults.count() == before {
                faults.push(Fault::in_body(&path, "een tussentitel mag niet leeg zijn"));
            }
            None
        }),
        _ => {
            let detail = "een onderdeel heeft een \"artikel\" of een \"tussentitel\"";
            faults.push(Fault::in_body(&path, detail));
            return None;
        }
    };
    fields.finish(faults);
    part
}

/// The id, or a fault that names what can not be one, and thus does not exist.
fn article_id(path: &str, text: &str) -> Result<ArticleId, Fault> {
    text.parse().map_err(|_| unknown_article(path, text))
}

/// The fault of a body that refers to an article that is not there.
pub(super) fn unknown_article(path: &str, id: &str) -> Fault {
    Fault::in_body(path, format!("het artikel {:?} bestaat niet", shortened(id)))
}
