//! The engine: answers searches from an opened index.

#[cfg(test)]
mod agreement;
mod catalogue;
mod snapshot;
mod typing;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::civil::Date;

use super::answer::{Answer, Facets, Hit};
use super::candidates::{Accumulators, Candidate, Gathered, Gathering};
use super::columns::Row;
use super::conditions::Conditions;
use super::explain::Meant;
use super::filter::Filter;
use super::fragment::fragment;
use super::lookup::{Lookup, idf, look_up};
use super::order::{better, by_date, by_title, rank_best};
use super::plan::Plan;
use super::prepared::{Prepared, Shelf};
use super::proposal::{FilterProposal, proposals};
use super::query::Reader;
use super::ranking::Ranking;
use super::request::{Filters, RequestError, SearchRequest, Sort};
use super::sightings::Sought;
use super::similar::{MAX_READ, SAME_ORGANISATION, telling, terms_of};
use super::synonyms::Thesaurus;
use super::weights::Weights;
use super::words::Counting;
use crate::article::{Article, ArticleId};
use crate::dutch::Analyzer;
use crate::index::{Fields, Generation};
use crate::source::{Organisations, Synonyms};
use snapshot::Snapshot;

/// A query of more words was not typed by anybody: it is answered, but offered no other spelling and no
/// filters, each of which costs another search.
const MOST_TYPED: usize = 48;

/// Why a search has no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Every fault of the request; the caller can correct them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Request(Vec<RequestError>),
    /// The index could not be read.
    #[error("the index cannot be read")]
    Index(#[from] tantivy::TantivyError),
    /// An article in the index is not what was written.
    #[error("article {id} in the index is damaged; delete the index folder, it is made again")]
    Article { id: String, reason: serde_json::Error },
}

/// Answers searches. Cheap to clone; every search sees one consistent state of the index.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    fields: Fields,
    analyzer: Analyzer,
    organisations: Organisations,
    weights: Weights,
    snapshot: Arc<Snapshot>,
    /// What the words were counted with, until a successor goes on counting.
    counting: Mutex<Option<Counting>>,
    synonyms: RwLock<Synonyms>,
    thesaurus: RwLock<Arc<Thesaurus>>,
    /// Arrays of finished searches, for the next ones.
    arrays: Mutex<Vec<Accumulators>>,
    shelf: Shelf,
}

/// The matches of a request, in no order.
struct Matches {
    plan: Plan,
    lookups: Vec<Lookup>,
    matches: Vec<Candidate>,
    /// Whether the query itself finds nothing: filters do not count, as a choice among them must not
    /// change what a search is about.
    in_vain: bool,
    /// Whether there are only articles with loose parts of its compounds.
    loose: bool,
    /// Empty when not asked for.
    facets: Facets,
}

/// Which articles a search is about, and what it counts.
#[derive(Clone, Copy)]
struct Within<'a> {
    filters: &'a Filters,
    today: Date,
    facets: Count,
}

/// Whether facets are counted, which looks at every match once more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Count {
    Facets,
    Nothing,
}

/// The matches of a request, ordered as far as was asked.
struct Ranked {
    plan: Plan,
    lookups: Vec<Lookup>,
    matches: Vec<Candidate>,
    /// Empty when not asked for.
    facets: Facets,
    /// What the plan asks for instead of words that stand nowhere.
    meant: Vec<Meant>,
    /// Whether the search is wider than the query.
    widened: bool,
}

impl Engine {
    /// Opens a generation for searching.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn open(
        generation: &Generation,
        organisations: Organisations,
        weights: Weights,
    ) -> Result<Engine, SearchError> {
        Engine::after(generation, organisations, weights, None)
    }

    /// The engine over another state of the same index, or over one that takes its place; costs as much
    /// as what changed. Searches in this one go on with what it sees.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn succeeded_by(
        &self,
        generation: &Generation,
        organisations: Organisations,
    ) -> Result<Engine, SearchError> {
        let next = Engine::after(generation, organisations, self.0.weights.clone(), Some(self))?;
        next.set_synonyms(&self.0.synonyms.read().unwrap_or_else(PoisonError::into_inner));
        Ok(next)
    }

    fn after(
        generation: &Generation,
        organisations: Organisations,
        weights: Weights,
        before: Option<&Engine>,
    ) -> Result<Engine, SearchError> {
        let Generation { fields, analyzer, .. } = generation;
        let counted = before.and_then(|before| {
            let counting = before.0.counting.lock().unwrap_or_else(PoisonError::into_inner).take();
            Some((&*before.0.snapshot, counting?))
        });
        let (snapshot, counting) =
            Snapshot::of(generation.searcher()?, fields, analyzer, &weights, counted)?;
        Ok(Engine(Arc::new(Inner {
            fields: *fields,
            analyzer: analyzer.clone(),
            organisations,
            weights,
            snapshot: Arc::new(snapshot),
            counting: Mutex::new(Some(counting)),
            synonyms: RwLock::default(),
            thesaurus: RwLock::default(),
            arrays: Mutex::default(),
            shelf: Shelf::new(),
        })))
    }

    /// Uses these synonyms from the next search on.
    pub fn set_synonyms(&self, synonyms: &Synonyms) {
        let thesaurus = Arc::new(Thesaurus::new(synonyms, &self.0.analyzer));
        *self.0.thesaurus.write().unwrap_or_else(PoisonError::into_inner) = thesaurus;
        let mut kept = self.0.synonyms.write().unwrap_or_else(PoisonError::into_inner);
        kept.clone_from(synonyms);
    }

    /// One page of ranked results with facets. `today` decides what is coming and what is past.
    ///
    /// # Errors
    /// When the request is beyond the documented limits, or the index cannot be read.
    pub fn search(&self, request: &SearchRequest, today: Date) -> Result<Answer, SearchError> {
        let faults = request.faults();
        if !faults.is_empty() {
            return Err(SearchError::Request(faults));
        }
        let snapshot = self.snapshot();
        let first = (request.page - 1) * request.per_page;
        let last = first + request.per_page;
        let within = Within { filters: &request.filters, today, facets: Count::Facets };
        let ranked = self.rank_in(&snapshot, &request.query, within, request.sort, last)?;
        let proposals = self.proposals(&snapshot, request, &ranked.plan, today)?;
        let plan = &ranked.plan;
        let sought = Sought::new(&self.0.analyzer, &plan.units, &plan.required);
        let thesaurus = self.thesaurus();
        let explained = request
            .explain
            .then(|| self.explained(&snapshot, &request.query, &ranked, &sought, &thesaurus));
        let hits = ranked
            .matches
            .iter()
            .skip(first)
            .take(request.per_page)
            .map(|candidate| {
                let prepared = self.prepared(&snapshot, candidate.row)?;
                let article = &prepared.article;
                let mut hit = hit(article, fragment(&sought, &prepared), candidate.score);
                if let Some(explained) = &explained {
                    hit.reasons = Some(explained.reasons(candidate.row, &prepared)?);
                }
                Ok(hit)
            })
            .collect::<Result<Vec<Hit>, SearchError>>()?;
        Ok(Answer {
            total: ranked.matches.len(),
            page: request.page,
            per_page: request.per_page,
            hits,
            facets: ranked.facets,
            did_you_mean: self.did_you_mean(&snapshot, request, &ranked.plan, today)?,
            widened: ranked.widened,
            understood: ranked.plan.understood,
            proposals,
        })
    }

    /// The ids of the first `limit` matches in this order, and how many matched in all.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn select(
        &self,
        query: &str,
        filters: &Filters,
        sort: Sort,
        limit: usize,
        today: Date,
    ) -> Result<(Vec<ArticleId>, usize), SearchError> {
        let (ranked, total) = self.first(query, filters, sort, limit, today)?;
        Ok((ranked.into_iter().map(|(id, _)| id).collect(), total))
    }

    /// The best `limit` matches with their scores, and how many matched in all.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn rank(
        &self,
        query: &str,
        filters: &Filters,
        limit: usize,
        today: Date,
    ) -> Result<(Vec<(ArticleId, f32)>, usize), SearchError> {
        self.first(query, filters, Sort::Relevance, limit, today)
    }

    fn first(
        &self,
        query: &str,
        filters: &Filters,
        sort: Sort,
        limit: usize,
        today: Date,
    ) -> Result<(Vec<(ArticleId, f32)>, usize), SearchError> {
        let snapshot = self.snapshot();
        let within = Within { filters, today, facets: Count::Nothing };
        let ranked = self.rank_in(&snapshot, query, within, sort, limit)?;
        let first = ranked
            .matches
            .iter()
            .take(limit)
            .map(|candidate| {
                (snapshot.columns.ids[candidate.row as usize].clone(), candidate.score)
            })
            .collect();
        Ok((first, ranked.matches.len()))
    }

    /// The articles most like these, the most alike first, without these themselves. Ids of no article
    /// are passed over.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn similar(&self, ids: &[ArticleId], limit: usize) -> Result<Vec<Hit>, SearchError> {
        let snapshot = self.snapshot();
        let Snapshot { searcher, columns, words, .. } = &*snapshot;
        let mut rows = Vec::new();
        let mut articles = Vec::new();
        for id in ids {
            if let Some(row) = self.row(&snapshot, id)? {
                rows.push(row);
                if articles.len() < MAX_READ {
                    articles.push(self.stored(&snapshot, row)?);
                }
            }
        }
        let (terms, units) = terms_of(&self.0.analyzer, &articles);
        let mut lookups = look_up(searcher, &self.0.fields, columns, words, &units)?;
        telling(&terms, &mut lookups, idf(1, columns.alive_count));
        let mut found = self.gather(&snapshot, &lookups)?.candidates;
        found.retain(|candidate| !rows.contains(&candidate.row));
        for candidate in &mut found {
            let organisations = columns.organisations_of(candidate.row);
            let shared = |row: &Row| {
                columns.organisations_of(*row).iter().any(|one| organisations.contains(one))
            };
            if rows.iter().any(shared) {
                candidate.score *= SAME_ORGANISATION;
            }
        }
        found.sort_unstable_by(|a, b| better(a, b, columns));
        found.truncate(limit);
        let sought = Sought::new(&self.0.analyzer, &[], &[]);
        found
            .into_iter()
            .map(|candidate| {
                let prepared = self.prepared(&snapshot, candidate.row)?;
                Ok(hit(&prepared.article, fragment(&sought, &prepared), candidate.score))
            })
            .collect()
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot.clone()
    }

    /// Filters that words of the query seem to mean, with what each would leave; those that would
    /// leave nothing are not offered.
    fn proposals(
        &self,
        snapshot: &Snapshot,
        request: &SearchRequest,
        plan: &Plan,
        today: Date,
    ) -> Result<Vec<FilterProposal>, SearchError> {
        if plan.units.len() > MOST_TYPED {
            return Ok(Vec::new());
        }
        let organisation = |name: &str| self.organisation(snapshot, name);
        let SearchRequest { query, filters, .. } = request;
        let mut proposals = proposals(query, &plan.plain, filters, &organisation, today);
        for proposal in &mut proposals {
            let filters = proposal.filter.added_to(filters);
            let within = Within { filters: &filters, today, facets: Count::Nothing };
            let found = self.find(snapshot, &proposal.query, within)?;
            proposal.count = found.matches.len();
        }
        proposals.retain(|proposal| proposal.count > 0);
        Ok(proposals)
    }

    fn read(&self, snapshot: &Snapshot, query: &str) -> Plan {
        let organisation = |name: &str| self.organisation(snapshot, name);
        let (analyzer, thesaurus) = (&self.0.analyzer, &self.thesaurus());
        Reader { analyzer, organisation: &organisation, thesaurus }.read(query)
    }

    fn thesaurus(&self) -> Arc<Thesaurus> {
        self.0.thesaurus.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All matches, in no order, and their facets.
    fn find(
        &self,
        snapshot: &Snapshot,
        query: &str,
        within: Within,
    ) -> Result<Matches, SearchError> {
        self.carry_out(snapshot, self.read(snapshot, query), within)
    }

    fn carry_out(
        &self,
        snapshot: &Snapshot,
        plan: Plan,
        within: Within,
    ) -> Result<Matches, SearchError> {
        let Snapshot { searcher, columns, words, .. } = snapshot;
        let fields = &self.0.fields;
        let conditions = Conditions::of(&plan, searcher, fields, columns, words)?;
        let lookups = look_up(searcher, fields, columns, words, &plan.units)?;
        let Gathered { candidates: mut matches, loose } = if plan.lists_all() {
            let alive = (0..columns.rows() as Row).filter(|row| columns.alive[*row as usize]);
            let candidates = alive.map(|row| Candidate { row, score: 0.0 }).collect();
            Gathered { candidates, loose: false }
        } else {
            self.gather(snapshot, &lookups)?
        };
        conditions.retain(&mut matches, |candidate| candidate.row);
        let in_vain = matches.is_empty();
        let Within { filters, today, facets } = within;
        let canonical = |name: &str| {
            let known = self.organisation(snapshot, name);
            known.unwrap_or_else(|| self.0.organisations.canonical(name))
        };
        let filter = Filter::resolve(filters, columns, &canonical, today);
        let row_of = |candidate: &Candidate| candidate.row;
        let facets = match facets {
            Count::Facets => filter.apply(&mut matches, row_of),
            Count::Nothing => {
                filter.retain(&mut matches, row_of);
                Facets::default()
            }
        };
        Ok(Matches { plan, lookups, matches, in_vain, loose, facets })
    }

    fn gather(&self, snapshot: &Snapshot, lookups: &[Lookup]) -> Result<Gathered, SearchError> {
        let Snapshot { searcher, columns, norms, .. } = snapshot;
        let (field, weights) = (self.0.fields.terms, &self.0.weights);
        let mut arrays = self.borrow_arrays();
        let gathering = Gathering { searcher, field, columns, norms, weights };
        // After an error they are not clean, and are left behind.
        let found = gathering.gather(lookups, &mut arrays)?;
        self.return_arrays(arrays);
        Ok(found)
    }

    /// All matches; those up to `last` stand in their final order.
    fn rank_in(
        &self,
        snapshot: &Snapshot,
        query: &str,
        within: Within,
        sort: Sort,
        last: usize,
    ) -> Result<Ranked, SearchError> {
        let Inner { fields, weights, .. } = &*self.0;
        let Snapshot { searcher, columns, .. } = snapshot;
        let found = self.find(snapshot, query, within)?;
        let (found, meant) = self.or_wider(snapshot, found, within)?;
        let Matches { plan, lookups, mut matches, in_vain, loose, facets } = found;
        let widened = !matches.is_empty() && (!meant.is_empty() || (loose && !in_vain));
        match sort {
            Sort::Relevance if plan.lists_all() => by_date(&mut matches, columns, true),
            Sort::Relevance => {
                let ranking =
                    Ranking::new(searcher, fields, columns, weights, &plan.units, &lookups);
                rank_best(&mut matches, columns, &ranking, weights, last)?;
            }
            Sort::Newest => by_date(&mut matches, columns, true),
            Sort::Oldest => by_date(&mut matches, columns, false),
            Sort::Title => by_title(&mut matches, columns),
        }
        Ok(Ranked { plan, lookups, matches, facets, meant, widened })
    }

    fn borrow_arrays(&self) -> Accumulators {
        self.0.arrays.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn return_arrays(&self, arrays: Accumulators) {
        self.0.arrays.lock().unwrap_or_else(PoisonError::into_inner).push(arrays);
    }

    fn stored(&self, snapshot: &Snapshot, row: Row) -> Result<Article, SearchError> {
        snapshot.stored(self.0.fields.article, row)
    }

    fn prepared(&self, snapshot: &Snapshot, row: Row) -> Result<Arc<Prepared>, SearchError> {
        let (ord, doc) = snapshot.columns.address(row);
        let segment = snapshot.searcher.segment_reader(ord as u32).segment_id();
        self.0.shelf.get((segment, doc), || {
            Ok(Prepared::new(self.stored(snapshot, row)?, &self.0.analyzer))
        })
    }
}

fn hit(article: &Article, fragment: String, score: f32) -> Hit {
    Hit {
        id: article.id.clone(),
        title: article.title.clone(),
        kind: article.kind,
        organisations: article.organisations.clone(),
        published: article.published,
        has_picture: article.picture.is_some(),
        fragment,
        score,
        url: format!("/artikelen/{}", article.id),
        reasons: None,
    }
}
