//! The analyzer: text → tokens, word → term and parts.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::cache::Cache;
use super::compound::Splitter;
use super::coordination::{self, Fragment};
use super::fingerprint::fingerprint;
use super::fold::{Folded, fold};
use super::spellings::bounded;
use super::stemming::Stemming;
use super::stop::StopWords;
use super::switches::Switches;
use super::tokenize;
use super::vocabulary::Vocabulary;

/// Turns text into words, terms and compound parts. Cheap to clone; clones share their cache.
#[derive(Debug, Clone)]
pub struct Analyzer(Arc<Chain>);

#[derive(Debug)]
struct Chain {
    switches: Switches,
    stemming: Stemming,
    stop: StopWords,
    splitter: Splitter,
    cache: Cache<Arc<Word>>,
}

/// A word in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t, 'w> {
    /// Bytes of the text, at character boundaries.
    pub range: Range<usize>,
    /// Counts words from 0. A word that a coordination completes (`kop- en voetteksten`) stands at
    /// the position of its fragment, directly after it.
    pub position: u32,
    /// The word as written: `text[range]`; of a completed word its fragment.
    pub surface: &'t str,
    pub word: &'w Word,
    /// Not written, but what a coordination stands for.
    pub completed: bool,
}

/// What is known of a word by its spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Lowercased and folded, otherwise as written: for exact matching.
    pub exact: String,
    /// What its inflections share. For matching, never for showing.
    pub term: String,
    /// Of a compound two or more, in order; otherwise none.
    pub parts: Vec<Part>,
    /// A stop word: it says little beside other words.
    pub stop: bool,
}

/// A part of a compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The term the part would have as a word of its own.
    pub term: String,
    /// The part as a dictionary would list it, where that is known; otherwise as written, folded.
    /// For showing, and for comparing with lists of lemmas.
    pub lemma: String,
    /// The part as written, without linking element.
    pub surface: String,
    /// Bytes of the word as written, at character boundaries.
    pub range: Range<usize>,
}

/// What one step of the chain made of a word, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: &'static str,
    pub result: String,
}

impl Analyzer {
    /// The whole chain over `vocabulary`.
    pub fn new(vocabulary: Vocabulary) -> Analyzer {
        Analyzer::with_switches(vocabulary, Switches::default())
    }

    /// The chain without some of its steps.
    pub fn with_switches(vocabulary: Vocabulary, switches: Switches) -> Analyzer {
        let stemming = Stemming::new(switches);
        let splitter = Splitter::new(vocabulary, &stemming);
        let (stop, cache) = (StopWords::new(), Cache::new());
        Analyzer(Arc::new(Chain { switches, stemming, stop, splitter, cache }))
    }

    /// Calls `sink` for every word of `text`, in order, and for what its coordinations stand for.
    pub fn analyse<'t>(&self, text: &'t str, mut sink: impl FnMut(Token<'t, '_>)) {
        // The two words before, nearest first, for `werkgevers en -nemers`.
        let mut previous: [Range<usize>; 2] = [0..0, 0..0];
        for (position, range) in (0..).zip(tokenize::words(text)) {
            let surface = &text[range.clone()];
            let word = self.word(surface);
            let token = |word, completed| {
                let range = range.clone();
                Token { range, position, surface, word, completed }
            };
            sink(token(&*word, false));
            if self.0.switches.coordination {
                let fragment = coordination::fragment(text, &range, &previous);
                if let Some(completed) =
                    fragment.and_then(|fragment| self.complete(fragment, |_| ()))
                {
                    sink(token(&completed, true));
                }
                previous = [range, previous[0].clone()];
            }
        }
    }

    /// Calls `sink` for every word that is written in `text`, in order.
    pub fn written<'t>(&self, text: &'t str, mut sink: impl FnMut(Token<'t, '_>)) {
        for (position, range) in (0..).zip(tokenize::words(text)) {
            let surface = &text[range.clone()];
            let word = self.word(surface);
            sink(Token { range, position, surface, word: &word, completed: false });
        }
    }

    /// One word as typed, analysed as in text. Kept, so that asking again is cheap.
    pub fn word(&self, surface: &str) -> Arc<Word> {
        let surface = bounded(surface);
        self.0.cache.get_or_insert(surface, || Arc::new(self.0.word(surface)))
    }

    /// Whether `folded` is a form of a word of the built-in list, or in the dictionary; what only the
    /// corpus taught is not listed.
    pub fn lists(&self, folded: &str) -> bool {
        self.0.splitter.lists(folded, &self.0.stemming)
    }

    /// Every step of the chain for one word.
    pub fn explain(&self, surface: &str) -> Vec<Step> {
        let word = self.word(surface);
        let mut steps = vec![
            Step { name: "fold", result: word.exact.clone() },
            Step { name: "stop word", result: if word.stop { "yes" } else { "no" }.to_owned() },
        ];
        steps.extend(self.0.stemming.steps(&bare(&word.exact)));
        let parts: Vec<String> =
            word.parts.iter().map(|part| format!("{} ({})", part.lemma, part.term)).collect();
        steps.push(Step { name: "compound", result: parts.join(" + ") });
        steps
    }

    /// Changes whenever the chain, a list, the vocabulary or the dictionary does: an index made under
    /// another fingerprint holds other terms.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.0.switches, self.0.splitter.vocabulary())
    }

    /// The whole word that a fragment of a coordination stands for. `asked` is given every word,
    /// folded, that decided by being known or unknown.
    pub fn complete(&self, fragment: Fragment<'_>, mut asked: impl FnMut(&str)) -> Option<Word> {
        if !self.0.switches.coordination {
            return None;
        }
        let whole = fragment.whole();
        // A neighbour that was cut for its length says nothing of its end.
        let whole = (bounded(whole).len() == whole.len()).then(|| self.word(whole))?;
        let (surface, _) =
            coordination::candidates(fragment, &whole).into_iter().find(|(surface, unsure)| {
                // What is too long for a word must not become a term, nor be kept as a question.
                if bounded(surface).len() < surface.len() {
                    return false;
                }
                if !unsure {
                    return true;
                }
                let folded = fold(surface);
                asked(folded.text());
                self.0.splitter.vocabulary().knows(folded.text())
            })?;
        let completed = self.word(&surface);
        // Its halves stand in the text already, as the fragment and inside the neighbour.
        Some(Word { parts: Vec::new(), ..Word::clone(&completed) })
    }
}

impl Chain {
    fn word(&self, surface: &str) -> Word {
        let folded = fold(surface);
        let exact = if folded.text().is_empty() { surface } else { folded.text() };
        Word {
            exact: exact.to_owned(),
            term: self.stemming.term(&bare(exact)),
            parts: self.parts(surface, &folded),
            stop: self.stop.contains(exact),
        }
    }

    /// What stands between hyphens, dots and the like, each split further.
    fn parts(&self, surface: &str, folded: &Folded) -> Vec<Part> {
        let mut parts = Vec::new();
        for segment in segments(folded.text()) {
            let text = &folded.text()[segment.clone()];
            let place = |range: Range<usize>| {
                let range = segment.start + range.start..segment.start + range.end;
                folded.source_range(surface, range)
            };
            // `vakantiefoto's` is made of letters but for its ending.
            let letters = text.strip_suffix("'s").unwrap_or(text);
            let split =
                self.switches.compounds.then(|| self.splitter.split(letters, &self.stemming));
            match split.flatten() {
                Some(pieces) => parts.extend(pieces.into_iter().map(|piece| {
                    let range = place(piece.range);
                    let surface = surface[range.clone()].to_owned();
                    Part { term: piece.term, lemma: piece.lemma, surface, range }
                })),
                None => {
                    let range = place(0..text.len());
                    let surface = surface[range.clone()].to_owned();
                    let (term, lemma) = (self.stemming.term(text), text.to_owned());
                    parts.push(Part { term, lemma, surface, range });
                }
            }
        }
        // A word that is its own only part is not a compound.
        if parts.len() < 2 { Vec::new() } else { parts }
    }
}

/// The stretches of `folded` between hyphens, full stops, `@` and the like. Single letters are left out
/// (`e-mailadres`); the numbers `2.5` and `1.000` stay whole.
fn segments(folded: &str) -> Vec<Range<usize>> {
    let separates = |c: char| matches!(c, '-' | '.' | '@' | '_' | '&' | ',');
    if !folded.contains(separates) || folded.chars().all(|c| !c.is_alphabetic()) {
        return std::iter::once(0..folded.len()).collect();
    }
    let mut segments = Vec::new();
    let mut start = 0;
    for (end, _) in folded.match_indices(separates).chain([(folded.len(), "")]) {
        // Two letters are the least that is worth finding: `ex-`, `co-`.
        if end > start + 1 {
            segments.push(start..end);
        }
        start = end + 1;
    }
    segments
}

/// `folded` without hyphens and the dots of abbreviations: `e-mail` is `email`, `v.z.w` is `vzw`.
fn bare(folded: &str) -> Cow<'_, str> {
    if !folded.contains(['-', '.']) {
        return Cow::Borrowed(folded);
    }
    let abbreviation = folded.split('.').all(|letters| letters.chars().count() == 1);
    let thousands = folded.split('.').skip(1).all(|digits| digits.len() == 3)
        && folded.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
    let drops = |c: &char| *c == '-' || (*c == '.' && (abbreviation || thousands));
    let text: String = folded.chars().filter(|c| !drops(c)).collect();
    if text.is_empty() { Cow::Borrowed(folded) } else { Cow::Owned(text) }
}
