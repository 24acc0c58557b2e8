//! First pass of a search: every article that matches, with a rough score.
//!
//! Term at a time: each posting list is read once, block by block, into a dense array of scores
//! (Turtle and Flood 1995 compare it with document at a time). Frequencies only, no positions; the
//! best of these are ranked again by `ranking`.

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, Searcher, TERMINATED};

use super::columns::{Columns, Row};
use super::evidence::{Buffers, stand_together};
use super::lookup::Lookup;
use super::postings::seek;
use super::weights::Weights;

/// An article that matches, and how well on a first look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub row: Row,
    pub score: f32,
}

/// Reusable arrays for one search; clean between searches.
#[derive(Default)]
pub(super) struct Accumulators {
    score: Vec<f32>,
    /// Sum of the idf of the units that matched; above zero for every row that was touched.
    matched: Vec<f32>,
    /// The last unit found whole in a row, from 1: its parts then add nothing.
    whole: Vec<u16>,
    /// Whether a row has more of the query than loose parts of its compounds.
    proper: Vec<bool>,
    touched: Vec<Row>,
    buffers: Buffers,
}

/// BM25's denominator without the frequency, for each row: the same for every query, so computed once.
pub(super) fn norms(columns: &Columns, weights: &Weights) -> Vec<f32> {
    let norm = |words: u32| {
        weights.first_k1
            * (1.0 - weights.first_b + weights.first_b * words as f32 / columns.mean_words)
    };
    columns.lengths.iter().map(|lengths| norm(lengths.words)).collect()
}

/// What the first pass finds.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// In order of row.
    pub candidates: Vec<Candidate>,
    /// Nothing has more of the query than loose parts of its compounds.
    pub loose: bool,
}

/// What the first pass reads.
pub(super) struct Gathering<'a> {
    pub searcher: &'a Searcher,
    pub field: Field,
    pub columns: &'a Columns,
    pub norms: &'a [f32],
    pub weights: &'a Weights,
}

impl Gathering<'_> {
    /// All rows that match any unit, with their first scores.
    pub fn gather(
        &self,
        lookups: &[Lookup],
        arrays: &mut Accumulators,
    ) -> tantivy::Result<Gathered> {
        if let [only] = lookups
            && only.is_one_word()
        {
            return Ok(Gathered { candidates: self.gather_word(only)?, loose: false });
        }
        arrays.resize(self.columns.rows());
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let inverted = segment.inverted_index(self.field)?;
            let first = self.columns.segment(ord).start;
            for (number, lookup) in lookups.iter().enumerate() {
                let unit = number as u16 + 1;
                self.read(&inverted, &lookup.term[ord], |doc, tf| {
                    let row = (first + doc) as usize;
                    arrays.whole[row] = unit;
                    arrays.proper[row] = true;
                    arrays.add(row, lookup.idf * tf / (tf + self.norms[row]), lookup.idf);
                })?;
                for found in lookup.others.in_segment(ord).chunk_by(|a, b| a.0 == b.0) {
                    let row = (first + found[0].0) as usize;
                    let best = found.iter().map(|(_, occurrence)| occurrence.relation()).min();
                    let relation = best.map_or(0.0, |best| self.weights.relation(best));
                    let tf = found.len() as f32 * relation;
                    let gain = lookup.idf * tf / (tf + self.norms[row]);
                    // Two wordings in one article are still one place of the query.
                    let idf = if arrays.whole[row] == unit { 0.0 } else { lookup.idf * relation };
                    arrays.whole[row] = unit;
                    arrays.proper[row] = true;
                    arrays.add(row, gain, idf);
                }
                self.mark_together(&inverted, lookup, ord, unit, first, arrays)?;
                let share = self.weights.first_loose / lookup.parts.len().max(1) as f32;
                for part in &lookup.parts {
                    let idf = part.idf * share;
                    self.read(&inverted, &part.term[ord], |doc, tf| {
                        let row = (first + doc) as usize;
                        if arrays.whole[row] != unit {
                            arrays.add(row, idf * tf / (tf + self.norms[row]), idf);
                        }
                    })?;
                }
            }
        }
        let total_idf: f32 = lookups.iter().map(|lookup| lookup.idf).sum();
        Ok(arrays.drain(self.columns, total_idf, self.weights))
    }

    /// The matches of a single word: its posting list is the answer, without arrays to add up in.
    fn gather_word(&self, lookup: &Lookup) -> tantivy::Result<Vec<Candidate>> {
        let (mut found, mut scores) = (Vec::new(), Vec::new());
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let Some(info) = &lookup.term[ord] else { continue };
            let inverted = segment.inverted_index(self.field)?;
            let rows = self.columns.segment(ord);
            let norms = &self.norms[rows.start as usize..rows.end as usize];
            found.reserve(info.doc_freq as usize);
            let mut block =
                inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
            while !block.docs().is_empty() {
                scores.clear();
                scores.extend(block.docs().iter().map(|&doc| norms[doc as usize]));
                // Apart from looking up, so that the processor divides several at once.
                for (score, &freq) in scores.iter_mut().zip(block.freqs()) {
                    let (tf, norm) = (freq as f32, *score);
                    *score = lookup.idf * tf / (tf + norm);
                }
                let scored = block.docs().iter().zip(&scores);
                let candidate = |(&doc, &score)| Candidate { row: rows.start + doc, score };
                found.extend(scored.map(candidate));
                block.advance();
            }
        }
        if self.columns.alive_count < self.columns.rows() {
            found.retain(|candidate| self.columns.alive[candidate.row as usize]);
        }
        Ok(found)
    }

    /// Marks the documents in which a compound's parts stand near one another: they match as if the
    /// compound stood there. A part alone only adds to the score of what matches otherwise.
    fn mark_together(
        &self,
        inverted: &InvertedIndexReader,
        lookup: &Lookup,
        ord: usize,
        unit: u16,
        first: Row,
        arrays: &mut Accumulators,
    ) -> tantivy::Result<()> {
        let infos: Option<Vec<_>> =
            lookup.parts.iter().map(|part| part.term[ord].as_ref()).collect();
        let Some(mut infos) = infos.filter(|infos| infos.len() > 1) else { return Ok(()) };
        // The rarest part leads, so that few documents are looked at.
        infos.sort_by_key(|info| info.doc_freq);
        let mut parts = Vec::with_capacity(infos.len());
        for info in infos {
            let option = IndexRecordOption::WithFreqsAndPositions;
            parts.push(inverted.read_postings_from_terminfo(info, option)?);
        }
        let mut doc = parts[0].doc();
        while doc != TERMINATED {
            let row = (first + doc) as usize;
            if arrays.whole[row] != unit
                && !arrays.proper[row]
                && parts[1..].iter_mut().all(|part| seek(part, doc))
                && stand_together(&mut parts, doc, &mut arrays.buffers)
            {
                arrays.proper[row] = true;
            }
            doc = parts[0].advance();
        }
        Ok(())
    }

    /// Calls back for every document of a posting list with its frequency.
    #[inline]
    fn read(
        &self,
        inverted: &InvertedIndexReader,
        info: &Option<TermInfo>,
        mut found: impl FnMut(DocId, f32),
    ) -> tantivy::Result<()> {
        let Some(info) = info else { return Ok(()) };
        let mut block =
            inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        while !block.docs().is_empty() {
            for (&doc, &freq) in block.docs().iter().zip(block.freqs()) {
                found(doc, freq as f32);
            }
            block.advance();
        }
        Ok(())
    }
}

impl Accumulators {
    fn resize(&mut self, rows: usize) {
        self.score.resize(rows, 0.0);
        self.matched.resize(rows, 0.0);
        self.whole.resize(rows, 0);
        self.proper.resize(rows, false);
    }

    #[inline]
    fn add(&mut self, row: usize, gain: f32, idf: f32) {
        if self.matched[row] == 0.0 {
            self.touched.push(row as Row);
        }
        self.score[row] += gain;
        self.matched[row] += idf;
    }

    /// Takes the matches out and leaves the arrays clean.
    fn drain(&mut self, columns: &Columns, total_idf: f32, weights: &Weights) -> Gathered {
        let mut candidates = Vec::with_capacity(self.touched.len());
        self.touched.sort_unstable();
        // Loose parts alone are no match, unless the query has no other; deleted articles are none.
        let is_proper = |row: usize| self.proper[row] && columns.alive[row];
        let any_proper = self.touched.iter().any(|&row| is_proper(row as usize));
        for row in self.touched.drain(..) {
            let at = row as usize;
            if columns.alive[at] && (self.proper[at] || !any_proper) {
                let share = self.matched[at] / total_idf;
                let score = self.score[at] * weights.first_coverage(share);
                candidates.push(Candidate { row, score });
            }
            (self.score[at], self.matched[at]) = (0.0, 0.0);
            (self.whole[at], self.proper[at]) = (0, false);
        }
        let loose = !any_proper && !candidates.is_empty();
        Gathered { candidates, loose }
    }
}
