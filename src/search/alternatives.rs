//! Where the alternatives of a unit stand: the other side of an `OF`, the words of a prefix,
//! synonyms.
//!
//! Unlike the unit's own word these are read with their positions before candidates are gathered,
//! since some are more than one word. They are few, so that costs little.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::evidence::{Buffers, Occurrence, places_together};
use super::plan::{Origin, Unit, Wording};
use super::postings::{places, seek};
use super::relation::Relation;
use super::sequence::{phrase, sequence};
use super::words::Words;
use crate::index::{Fields, Standing};

/// The most words that the prefixes and alternatives of one query stand for; each is a posting list
/// to read. Three letters begin some hundreds of words in 20,000 articles; a query that is made to
/// hurt stands for as many as it may.
const MAX_WORDS: usize = 512;

/// Reads alternatives, as long as the query's allowance lasts.
pub(super) struct Alternatives<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    words: &'a Words,
    words_left: usize,
}

/// The occurrences of a unit's alternatives.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// Per segment, in order of document and place; one in a title stands as often as it counts.
    pub segments: Vec<Vec<(DocId, Occurrence)>>,
    /// In how many documents one occurs that the query itself names.
    pub typed_docs: u32,
    /// In how many documents only a synonym occurs.
    pub synonym_docs: u32,
}

impl Others {
    pub fn in_segment(&self, ord: usize) -> &[(DocId, Occurrence)] {
        self.segments.get(ord).map_or(&[], Vec::as_slice)
    }
}

impl<'a> Alternatives<'a> {
    pub fn new(searcher: &'a Searcher, fields: &'a Fields, words: &'a Words) -> Alternatives<'a> {
        Alternatives { searcher, fields, words, words_left: MAX_WORDS }
    }

    pub fn find(&mut self, unit: &Unit) -> tantivy::Result<Others> {
        let mut others = Others::default();
        if unit.alternatives.is_empty() {
            return Ok(others);
        }
        others.segments = vec![Vec::new(); self.searcher.segment_readers().len()];
        for alternative in &unit.alternatives {
            if self.words_left == 0 {
                break;
            }
            let wordings = match &alternative.wording {
                Wording::Prefix(prefix) => {
                    let words = self.words.commonest(prefix, self.words_left).into_iter();
                    words.map(|word| Wording::Phrase(vec![word.to_owned()])).collect()
                }
                wording => vec![wording.clone()],
            };
            for wording in wordings.iter().take(self.words_left) {
                self.add(wording, alternative.origin, &mut others.segments)?;
            }
            self.words_left -= wordings.len().min(self.words_left);
        }
        for (segment, reader) in others.segments.iter_mut().zip(self.searcher.segment_readers()) {
            // Postings name deleted articles until a merge; those must not make a word less rare.
            segment.retain(|(doc, _)| !reader.is_deleted(*doc));
            segment.sort_unstable();
            for found in segment.chunk_by(|a, b| a.0 == b.0) {
                if found.iter().all(|(_, occurrence)| occurrence.is(Relation::Synonym)) {
                    others.synonym_docs += 1;
                } else {
                    others.typed_docs += 1;
                }
            }
        }
        Ok(others)
    }

    /// Adds the occurrences of one wording.
    fn add(
        &self,
        wording: &Wording,
        origin: Origin,
        segments: &mut [Vec<(DocId, Occurrence)>],
    ) -> tantivy::Result<()> {
        let relation = match origin {
            Origin::Typed => Relation::Same,
            Origin::Synonym => Relation::Synonym,
        };
        for (segment, into) in self.searcher.segment_readers().iter().zip(segments) {
            let before = into.len();
            let mut at = |doc, place| into.push((doc, Occurrence::new(place, relation)));
            match wording {
                Wording::Phrase(words) => phrase(segment, self.fields, words, &mut at)?,
                Wording::Sequence(terms) => sequence(segment, self.fields, terms, &mut at)?,
                Wording::Word { term, exact, parts } => {
                    places(segment, self.fields.terms, term, Some, |doc, position| {
                        into.push((
                            doc,
                            match origin {
                                Origin::Typed => Occurrence::of_term(position),
                                Origin::Synonym => {
                                    Occurrence::new(position / Standing::COUNT, relation)
                                }
                            },
                        ));
                    })?;
                    if origin == Origin::Typed {
                        self.tell_forms(segment, exact, &mut into[before..])?;
                        self.apart(segment, parts, into, before)?;
                    }
                }
                Wording::Prefix(_) => {}
            }
        }
        Ok(())
    }

    /// Adds where all parts of a compound stand near one another in documents that do not have the
    /// compound itself, which was found from `before` on.
    fn apart(
        &self,
        segment: &SegmentReader,
        parts: &[String],
        found: &mut Vec<(DocId, Occurrence)>,
        before: usize,
    ) -> tantivy::Result<()> {
        let inverted = segment.inverted_index(self.fields.terms)?;
        let mut lists = Vec::with_capacity(parts.len());
        for part in parts {
            let term = Term::from_field_text(self.fields.terms, part);
            let option = IndexRecordOption::WithFreqsAndPositions;
            let Some(postings) = inverted.read_postings(&term, option)? else { return Ok(()) };
            lists.push(postings);
        }
        // The rarest part leads, so that few documents are looked at.
        lists.sort_by_key(|list| list.doc_freq());
        let whole = found.len();
        let mut buffers = Buffers::default();
        let Some(mut doc) = lists.first().map(|list| list.doc()) else { return Ok(()) };
        while doc != TERMINATED {
            let is_whole = found[before..whole].binary_search_by_key(&doc, |(doc, _)| *doc).is_ok();
            if !is_whole && lists[1..].iter_mut().all(|list| seek(list, doc)) {
                places_together(&mut lists, doc, &mut buffers, |place| {
                    found.push((doc, Occurrence::new(place, Relation::Apart)));
                });
            }
            doc = lists[0].advance();
        }
        Ok(())
    }

    /// Tells the word as typed from its other forms.
    fn tell_forms(
        &self,
        segment: &SegmentReader,
        exact: &str,
        found: &mut [(DocId, Occurrence)],
    ) -> tantivy::Result<()> {
        let mut same = Vec::new();
        phrase(segment, self.fields, &[exact.to_owned()], |doc, place| same.push((doc, place)))?;
        for (doc, occurrence) in found {
            if occurrence.is(Relation::Same)
                && same.binary_search(&(*doc, occurrence.place())).is_err()
            {
                *occurrence = Occurrence::new(occurrence.place(), Relation::Inflected);
            }
        }
        Ok(())
    }
}
