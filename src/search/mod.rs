//! Ranked search over the index: what is asked, what is answered, and how answers are ranked.

mod answer;
mod request;

pub use answer::{Answer, FacetValue, Facets, Hit, OrganisationCount, Suggestion};
pub use request::{Filters, Period, RequestError, SearchRequest, Sort, UnknownWord};
