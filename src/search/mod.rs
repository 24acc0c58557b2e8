//! Ranked search over the index: what is asked, what is answered, and how answers are ranked.
//!
//! A text becomes a `plan` (`query`); `conditions` holds to what it insists on; `lookup` finds its
//! words in the index, `alternatives` included; `candidates` gathers what matches with a rough score;
//! `ranking` scores the best of it again from the positions; `filter` keeps what the filters allow and
//! counts the facets; `sightings` finds in the articles shown what counted, which `fragment` marks and
//! `explain` tells. `engine` is the one that puts them in a row.

mod alternatives;
mod answer;
mod candidates;
mod columns;
mod company;
mod conditions;
mod correction;
mod engine;
mod evidence;
mod explain;
mod filter;
mod fragment;
mod lookup;
mod order;
mod plan;
mod postings;
mod prepared;
mod proposal;
mod query;
mod ranking;
mod relation;
mod request;
mod sentences;
mod sequence;
mod sightings;
mod similar;
mod suggest;
mod synonyms;
mod values;
mod weights;
mod words;

pub use answer::{
    Answer, FacetValue, Facets, Hit, OrganisationCount, Place, Reason, ReasonKind, Suggestion,
};
pub use engine::{Engine, SearchError};
pub use proposal::{FilterProposal, ProposedFilter};
pub use request::{
    Filters, MAX_DEPTH, MAX_PER_PAGE, MAX_QUERY_BYTES, MAX_VALUES, Period, RequestError,
    SearchRequest, Sort, UnknownWord,
};
pub use weights::Weights;
