//! Ranked search over the index: what is asked, what is answered, and how answers are ranked.
//!
//! A query becomes a [`Plan`]; `candidates` gathers what matches with a rough score; `ranking`
//! scores the best of it anew from the positions; `filter` keeps what the filters allow and counts
//! the facets; `fragment` shows why an article matched. `engine` is the one that puts them in a row.

mod answer;
mod candidates;
mod columns;
mod correction;
mod engine;
mod evidence;
mod explain;
mod filter;
mod fragment;
mod plan;
mod ranking;
mod request;
mod sequence;
mod suggest;
mod weights;
mod words;

pub use answer::{
    Answer, FacetValue, Facets, Hit, OrganisationCount, Place, Reason, Relation, Suggestion,
};
pub use engine::{Engine, SearchError};
pub use plan::{Plan, Unit};
pub use request::{
    Filters, MAX_DEPTH, MAX_PER_PAGE, MAX_QUERY_BYTES, Period, RequestError, SearchRequest, Sort,
    UnknownWord,
};
pub use weights::Weights;
