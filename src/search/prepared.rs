//! Articles as results need them: read from the index, with what every word of their text is.
//!
//! Showing a result takes the article itself and the places of the query's words in its text. Reading
//! it and analysing its text takes longer than ranking, so that both are kept once they were needed.

use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tantivy::DocId;
use tantivy::index::SegmentId;

use super::sentences::Sentences;
use crate::article::Article;
use crate::dutch::Analyzer;
use crate::index::Layout;

/// What is kept in memory of articles once shown, in bytes: some four thousand of 700 words.
const KEPT_BYTES: u64 = 128 * 1024 * 1024;

/// In the place of a part's number: the word itself. No text has so many parts.
const WHOLE: u32 = u32::MAX;

/// An article, and what its words are.
pub(super) struct Prepared {
    pub article: Article,
    /// Of each piece of text, in the order of the layout.
    pub pieces: Vec<Words>,
    /// The terms of all words and of their parts, sorted, each with its piece, word and part there:
    /// where a term stands is found without a look at the other words.
    by_term: Box<[(u32, u32, u32, u32)]>,
}

/// Where a term stands in an article.
pub(super) struct Spot {
    /// Which piece of text, and which word of it.
    pub piece: usize,
    pub word: usize,
    /// Which of the piece's parts; `None` for the word itself.
    pub part: Option<usize>,
}

/// The words of a piece of text, in order.
pub(super) struct Words {
    words: Box<[TextWord]>,
    /// Parts of all the compounds among them, in order.
    parts: Box<[TextPart]>,
    pub sentences: Sentences,
}

/// A word of a text. Words and terms are kept as fingerprints: two that differ share one once in four
/// thousand million, which would mark a word too many and nothing worse.
pub(super) struct TextWord {
    start: u32,
    end: u32,
    pub term: u32,
    pub exact: u32,
    /// Written with a hyphen: its parts are pieces.
    pub hyphenated: bool,
    /// Not written, but what a coordination stands for.
    pub completed: bool,
}

/// A part of a compound in a text.
pub(super) struct TextPart {
    /// The word that it is a part of.
    word: u32,
    start: u32,
    end: u32,
    term: u32,
}

impl Prepared {
    pub fn new(article: Article, analyzer: &Analyzer) -> Prepared {
        let pieces: Vec<Words> =
            Layout::of(&article).texts().map(|piece| Words::of(piece.text, analyzer)).collect();
        let mut by_term = Vec::new();
        for (number, Words { words, parts, .. }) in (0..).zip(&pieces) {
            by_term
                .extend((0..).zip(words.iter()).map(|(at, word)| (word.term, number, at, WHOLE)));
            by_term.extend(
                (0..).zip(parts.iter()).map(|(at, part)| (part.term, number, part.word, at)),
            );
        }
        by_term.sort_unstable();
        Prepared { article, pieces, by_term: by_term.into() }
    }

    /// Where a term stands, as a word or as a part of one.
    pub fn with_term(&self, term: u32) -> impl Iterator<Item = Spot> {
        let from = self.by_term.partition_point(|(other, ..)| *other < term);
        let same = self.by_term[from..].iter().take_while(move |(other, ..)| *other == term);
        same.map(|&(_, piece, word, part)| Spot {
            piece: piece as usize,
            word: word as usize,
            part: (part != WHOLE).then_some(part as usize),
        })
    }

    /// Bytes it takes in memory, roughly.
    fn bytes(&self) -> u64 {
        let words = |words: &Words| size_of_val(&*words.words) + size_of_val(&*words.parts);
        let words: usize = self.pieces.iter().map(words).sum();
        let words = words + size_of_val(&*self.by_term);
        let text: usize = Layout::of(&self.article).texts().map(|piece| piece.text.len()).sum();
        // As much again for what surrounds each piece of text.
        let around = self.pieces.len() * size_of::<(Words, String)>() * 2 + size_of::<Prepared>();
        (words + text + around) as u64
    }
}

impl Words {
    fn of(text: &str, analyzer: &Analyzer) -> Words {
        let (mut words, mut parts) = (Vec::new(), Vec::new());
        analyzer.analyse(text, |token| {
            let from = token.range.start;
            let number = words.len() as u32;
            parts.extend(token.word.parts.iter().map(|part| TextPart {
                word: number,
                start: (from + part.range.start) as u32,
                end: (from + part.range.end) as u32,
                term: fingerprint(&part.term),
            }));
            words.push(TextWord {
                start: from as u32,
                end: token.range.end as u32,
                term: fingerprint(&token.word.term),
                exact: fingerprint(&token.word.exact),
                hyphenated: token.word.exact.contains('-'),
                completed: token.completed,
            });
        });
        Words { words: words.into(), parts: parts.into(), sentences: Sentences::default() }
    }

    pub fn words(&self) -> &[TextWord] {
        &self.words
    }

    pub fn part(&self, number: usize) -> &TextPart {
        &self.parts[number]
    }
}

impl TextWord {
    /// Where it stands in the piece of text, in bytes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl TextPart {
    /// Where it stands in the piece of text, in bytes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A number for a word or term; the same for the same text within one run of the program.
pub(super) fn fingerprint(text: &str) -> u32 {
    // Any half of it is as good as the other.
    FixedState::default().hash_one(text) as u32
}

/// The articles shown last, up to a number of bytes. A document of a segment never changes, so what is
/// kept stays true when the index moves on.
pub(super) struct Shelf(Cache<(SegmentId, DocId), Arc<Prepared>, Weight>);

#[derive(Clone)]
struct Weight;

impl Weighter<(SegmentId, DocId), Arc<Prepared>> for Weight {
    fn weight(&self, _: &(SegmentId, DocId), prepared: &Arc<Prepared>) -> u64 {
        prepared.bytes()
    }
}

impl Shelf {
    pub fn new() -> Shelf {
        /// Bytes of an article of the length seen most, for the cache to choose its tables by.
        const USUAL_BYTES: u64 = 32 * 1024;
        Shelf(Cache::with_weighter((KEPT_BYTES / USUAL_BYTES) as usize, KEPT_BYTES, Weight))
    }

    /// The prepared article of a document, made when it is not kept.
    pub fn get<E>(
        &self,
        document: (SegmentId, DocId),
        prepare: impl FnOnce() -> Result<Prepared, E>,
    ) -> Result<Arc<Prepared>, E> {
        self.0.get_or_insert_with(&document, || prepare().map(Arc::new))
    }
}
