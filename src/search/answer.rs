//! The answer to a search, in the contract's JSON form.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::proposal::FilterProposal;
use crate::article::{ArticleId, Kind};

/// One page of results with the facets of all of them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Zoekantwoord)]
pub struct Answer {
    /// How many articles match.
    #[serde(rename = "totaal")]
    pub total: usize,
    #[serde(rename = "pagina")]
    pub page: usize,
    #[serde(rename = "perPagina")]
    pub per_page: usize,
    #[serde(rename = "resultaten")]
    pub hits: Vec<Hit>,
    #[serde(rename = "facetten")]
    pub facets: Facets,
    /// The query in another spelling that finds more.
    #[serde(rename = "bedoeldeU")]
    #[schema(required)]
    pub did_you_mean: Option<String>,
    /// The query as typed found nothing, and these are the results of a wider one.
    #[serde(rename = "verruimd")]
    pub widened: bool,
    /// How the query was understood; `None` when it is just words.
    #[serde(rename = "begrepenAls")]
    #[schema(required)]
    pub understood: Option<String>,
    /// Filters that words of the query seem to mean.
    #[serde(rename = "filtervoorstellen")]
    pub proposals: Vec<FilterProposal>,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Zoekresultaat)]
pub struct Hit {
    #[schema(value_type = String)]
    pub id: ArticleId,
    #[serde(rename = "titel")]
    pub title: String,
    #[serde(rename = "soort")]
    #[schema(required)]
    pub kind: Option<Kind>,
    #[serde(rename = "organisaties")]
    pub organisations: Vec<String>,
    #[serde(rename = "gepubliceerdOp")]
    #[schema(required, value_type = Option<String>, format = Date)]
    pub published: Option<Date>,
    /// For the pages, which show it small; not part of the contract.
    #[serde(skip)]
    #[schema(ignore)]
    pub has_picture: bool,
    /// HTML-escaped text in which `<mark>` surrounds what matched.
    pub fragment: String,
    /// Comparable within one answer only.
    pub score: f32,
    /// Path of the article's page.
    pub url: String,
    /// Why it is here, the strongest reason first; only when asked for.
    #[serde(rename = "uitleg", skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<Reason>>,
}

/// What one word of the query has to do with an article.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Reden)]
pub struct Reason {
    /// The word as typed.
    #[serde(rename = "woord")]
    pub word: String,
    /// The word in the article.
    #[serde(rename = "gevonden")]
    pub found: String,
    #[serde(rename = "veld")]
    pub place: Place,
    #[serde(rename = "relatie")]
    pub kind: ReasonKind,
    /// Its share of the score, 0 to 1; those of one article make 1.
    #[serde(rename = "aandeel")]
    pub share: f32,
}

/// The part of an article in which a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Vindplaats)]
pub enum Place {
    #[serde(rename = "titel")]
    Title,
    #[serde(rename = "tussentitel")]
    Heading,
    #[serde(rename = "inleiding")]
    Lead,
    #[serde(rename = "tekst")]
    Body,
    /// The name of one of its organisations.
    #[serde(rename = "organisatie")]
    Organisation,
    #[serde(rename = "contact")]
    Contact,
    /// Where an event takes place.
    #[serde(rename = "plaats")]
    Venue,
    #[serde(rename = "bijschrift")]
    Caption,
}

/// How a word in an article relates to the word that was typed, as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Relatie)]
pub enum ReasonKind {
    #[serde(rename = "zelfde woord")]
    Same,
    #[serde(rename = "verbogen vorm")]
    Inflected,
    /// What was typed with an asterisk is how a word in the text begins.
    #[serde(rename = "begin van woord")]
    Beginning,
    #[serde(rename = "synoniem")]
    Synonym,
    /// What was typed is a part of a compound in the text.
    #[serde(rename = "deel van samenstelling")]
    Part,
    /// What was typed is a compound of which parts stand in the text.
    #[serde(rename = "losse delen")]
    Apart,
    /// What was typed stands nowhere; this is spelled nearly so.
    #[serde(rename = "tikfout")]
    Typo,
}

/// Counts per value, as if the facet's own filter were not set and all others were.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = Facetten)]
pub struct Facets {
    #[serde(rename = "organisatie")]
    pub organisations: Vec<FacetValue>,
    #[serde(rename = "soort")]
    pub kinds: Vec<FacetValue>,
    /// Years of publication; an undated article counts under none.
    #[serde(rename = "jaar")]
    pub years: Vec<FacetValue>,
}

/// A value and how many articles would remain if it were chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Facetwaarde)]
pub struct FacetValue {
    #[serde(rename = "waarde")]
    pub value: String,
    #[serde(rename = "aantal")]
    pub count: usize,
}

/// An organisation and the number of its articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Organisatie)]
pub struct OrganisationCount {
    #[serde(rename = "naam")]
    pub name: String,
    #[serde(rename = "aantal")]
    pub count: usize,
}

/// A completion of what is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Suggestie)]
pub struct Suggestion {
    #[serde(rename = "tekst")]
    pub text: String,
    /// `titel`, `organisatie` or `woord`.
    #[serde(rename = "soort")]
    #[schema(value_type = String)]
    pub kind: &'static str,
}
