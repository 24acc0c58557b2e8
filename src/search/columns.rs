//! What is known of every article without looking anything up: the columns that filters, facets,
//! orders and ranking read, in memory, one row an article.
//!
//! Built once per opened index. Rows are numbered over all segments; deleted rows stay and are
//! never alive.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use tantivy::{Searcher, TantivyError};

use crate::article::{ArticleId, InvalidId, Kind};
use crate::index::{Lengths, NO_DATE, Texts};
use crate::source::name_key;

/// A document of the index: segments in order, documents in order.
pub(super) type Row = u32;

/// The columns.
pub(super) struct Columns {
    /// First row of each segment, and after the last one the number of rows.
    pub segments: Vec<Row>,
    pub alive: Vec<bool>,
    pub alive_count: usize,
    pub lengths: Vec<Lengths>,
    /// See `day_number`.
    pub published: Vec<i64>,
    pub event_starts: Vec<i64>,
    pub event_ends: Vec<i64>,
    pub kind: Vec<Option<Kind>>,
    /// Names of organisations, sorted, no two with one key; the values of `organisations_of`.
    pub organisations: Vec<String>,
    organisation_ends: Vec<u32>,
    organisation_values: Vec<u32>,
    /// Place of each row when all are ordered by id; the last tie-break of every order.
    pub id_rank: Vec<u32>,
    /// Place of each row when all are ordered by title; equal titles share a place.
    pub title_rank: Vec<u32>,
    pub ids: Vec<ArticleId>,
    /// Mean number of words of an article, and of a title.
    pub mean_words: f32,
    pub mean_title_words: f32,
}

impl Columns {
    pub fn load(searcher: &Searcher) -> tantivy::Result<Columns> {
        let rows: usize = searcher.segment_readers().iter().map(|s| s.max_doc() as usize).sum();
        let mut columns = Columns::with_capacity(rows);
        let mut organisations: BTreeMap<String, u32> = BTreeMap::new();
        let mut titles: Vec<Arc<str>> = Vec::with_capacity(rows);
        for segment in searcher.segment_readers() {
            let fast = segment.fast_fields();
            let (published, starts, ends) =
                (fast.i64("published")?, fast.i64("event_starts")?, fast.i64("event_ends")?);
            let lengths = fast.u64("lengths")?;
            let (id, title) = (Texts::of(fast.str("id")?)?, Texts::of(fast.str("title_order")?)?);
            let kind = Texts::of(fast.str("kind")?)?;
            let organisation = Texts::of(fast.str("organisation")?)?;
            for doc in 0..segment.max_doc() {
                columns.alive.push(!segment.is_deleted(doc));
                columns.published.push(published.first(doc).unwrap_or(NO_DATE));
                columns.event_starts.push(starts.first(doc).unwrap_or(NO_DATE));
                columns.event_ends.push(ends.first(doc).unwrap_or(NO_DATE));
                columns.lengths.push(Lengths::unpack(lengths.first(doc).unwrap_or_default()));
                let invalid = |reason: InvalidId| TantivyError::InternalError(reason.to_string());
                columns.ids.push(id.first(doc).parse().map_err(invalid)?);
                titles.push(title.shared(doc).cloned().unwrap_or_default());
                columns.kind.push(kind.first(doc).parse().ok());
                for name in organisation.all(doc) {
                    let next = organisations.len() as u32;
                    let number = organisations.get(name).copied().unwrap_or_else(|| {
                        organisations.insert(name.to_owned(), next);
                        next
                    });
                    columns.organisation_values.push(number);
                }
                columns.organisation_ends.push(columns.organisation_values.len() as u32);
            }
            columns.segments.push(columns.alive.len() as Row);
        }
        columns.number_organisations(organisations);
        columns.measure();
        columns.id_rank = ranks(&columns.ids);
        columns.title_rank = ranks(&titles);
        Ok(columns)
    }

    fn with_capacity(rows: usize) -> Columns {
        Columns {
            segments: vec![0],
            alive: Vec::with_capacity(rows),
            alive_count: 0,
            lengths: Vec::with_capacity(rows),
            published: Vec::with_capacity(rows),
            event_starts: Vec::with_capacity(rows),
            event_ends: Vec::with_capacity(rows),
            kind: Vec::with_capacity(rows),
            organisations: Vec::new(),
            organisation_ends: Vec::with_capacity(rows),
            organisation_values: Vec::new(),
            id_rank: Vec::new(),
            title_rank: Vec::new(),
            ids: Vec::with_capacity(rows),
            mean_words: 1.0,
            mean_title_words: 1.0,
        }
    }

    /// Number of rows, deleted ones included.
    pub fn rows(&self) -> usize {
        self.alive.len()
    }

    /// The rows of one segment.
    pub fn segment(&self, ord: usize) -> Range<Row> {
        self.segments[ord]..self.segments[ord + 1]
    }

    /// The segment of a row and its document number there.
    pub fn address(&self, row: Row) -> (usize, u32) {
        let ord = self.segments.partition_point(|&start| start <= row) - 1;
        (ord, row - self.segments[ord])
    }

    /// Indexes into `organisations`.
    pub fn organisations_of(&self, row: Row) -> &[u32] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.organisation_ends[row - 1] as usize };
        &self.organisation_values[start..self.organisation_ends[row] as usize]
    }

    /// Year of publication.
    pub fn year(&self, row: Row) -> Option<i64> {
        let day = self.published[row as usize];
        (day != NO_DATE).then_some(day / 10_000)
    }

    /// Renumbers organisations from order of appearance to alphabetical order. Names that only
    /// capitals, diacritics or the like tell apart are one, shown as most articles write it.
    fn number_organisations(&mut self, seen: BTreeMap<String, u32>) {
        let mut articles = vec![0u32; seen.len()];
        for row in (0..self.rows() as Row).filter(|row| self.alive[*row as usize]) {
            self.organisations_of(row).iter().for_each(|name| articles[*name as usize] += 1);
        }
        let mut spellings: BTreeMap<String, Vec<(String, u32)>> = BTreeMap::new();
        for (name, appeared) in seen {
            let key = Some(name_key(&name)).filter(|key| !key.is_empty());
            spellings
                .entry(key.unwrap_or_else(|| name.clone()))
                .or_default()
                .push((name, appeared));
        }
        let mut groups: Vec<(String, Vec<u32>)> = spellings
            .into_values()
            .map(|spellings| {
                let numbers = spellings.iter().map(|(_, appeared)| *appeared).collect();
                // In order of the alphabet, of which the first of equals is taken.
                let common = |(_, appeared): &(String, u32)| Reverse(articles[*appeared as usize]);
                let shown = spellings.into_iter().min_by_key(common);
                (shown.map(|(name, _)| name).unwrap_or_default(), numbers)
            })
            .collect();
        groups.sort_unstable();
        let mut renumbered = vec![0; articles.len()];
        for (sorted, (shown, numbers)) in groups.into_iter().enumerate() {
            numbers.into_iter().for_each(|appeared| renumbered[appeared as usize] = sorted as u32);
            self.organisations.push(shown);
        }
        let values = std::mem::take(&mut self.organisation_values);
        let mut start = 0;
        for end in &mut self.organisation_ends {
            let first = self.organisation_values.len();
            for value in &values[start..*end as usize] {
                let value = renumbered[*value as usize];
                if !self.organisation_values[first..].contains(&value) {
                    self.organisation_values.push(value);
                }
            }
            start = *end as usize;
            *end = self.organisation_values.len() as u32;
        }
    }

    fn measure(&mut self) {
        let (mut words, mut title_words) = (0u64, 0u64);
        for (lengths, _) in self.lengths.iter().zip(&self.alive).filter(|(_, alive)| **alive) {
            self.alive_count += 1;
            words += u64::from(lengths.words);
            title_words += u64::from(lengths.title_words);
        }
        let mean = |sum: u64| (sum as f32 / self.alive_count.max(1) as f32).max(1.0);
        (self.mean_words, self.mean_title_words) = (mean(words), mean(title_words));
    }
}

/// The place of each text among all in order; equal texts share one.
fn ranks<T: Ord>(texts: &[T]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..texts.len() as u32).collect();
    order.sort_by(|&a, &b| texts[a as usize].cmp(&texts[b as usize]));
    let mut ranks = vec![0; texts.len()];
    let mut place = 0;
    for pair in 0..order.len() {
        let row = order[pair] as usize;
        if pair > 0 && texts[order[pair - 1] as usize] != texts[row] {
            place = pair as u32;
        }
        ranks[row] = place;
    }
    ranks
}
