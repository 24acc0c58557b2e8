//! The words of a query as the visitor wrote them.

use std::ops::Range;

use crate::dutch::Analyzer;
use crate::search::plan::Wording;

/// A query, word by word.
pub(in crate::search) struct Typed<'q> {
    query: &'q str,
    words: Vec<TypedWord<'q>>,
}

pub(in crate::search) struct TypedWord<'q> {
    pub surface: &'q str,
    pub exact: String,
    term: String,
    range: Range<usize>,
}

impl<'q> Typed<'q> {
    pub fn of(query: &'q str, analyzer: &Analyzer) -> Typed<'q> {
        let mut words = Vec::new();
        analyzer.written(query, |token| {
            let (exact, term) = (token.word.exact.clone(), token.word.term.clone());
            words.push(TypedWord { surface: token.surface, exact, term, range: token.range });
        });
        Typed { query, words }
    }

    /// A word; as it is when it was not typed.
    pub fn word(&self, folded: &str) -> String {
        let typed = self.words.iter().find(|word| word.exact == folded);
        typed.map_or(folded, |word| word.surface).to_owned()
    }

    /// The hyphenated word of which a piece was typed, and nowhere on its own.
    pub fn hyphenated(&self, piece: &str) -> Option<&TypedWord<'q>> {
        if piece.is_empty() || self.words.iter().any(|word| word.exact == piece) {
            return None;
        }
        let has_piece = |word: &&TypedWord| word.exact.split('-').any(|own| own == piece);
        self.words.iter().find(has_piece)
    }

    /// Words in order, as written.
    pub fn phrase(&self, words: &[String]) -> String {
        self.run(words, |word| &word.exact).unwrap_or_else(|| words.join(" "))
    }

    /// The longest of several runs of terms that was typed.
    pub fn longest<'t>(&self, runs: impl Iterator<Item = &'t [String]>) -> Option<String> {
        let typed = runs.filter_map(|terms| Some((terms, self.run(terms, |word| &word.term)?)));
        let longest = typed.max_by(|(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        longest.map(|(_, typed)| typed)
    }

    pub fn wording(&self, wording: &Wording) -> String {
        match wording {
            Wording::Word { exact, .. } => self.word(exact),
            Wording::Prefix(prefix) => self.word(prefix),
            Wording::Phrase(words) => self.phrase(words),
            Wording::Sequence(terms) => {
                self.run(terms, |word| &word.term).unwrap_or_else(|| terms.join(" "))
            }
        }
    }

    fn run(
        &self,
        words: &[String],
        of: for<'w> fn(&'w TypedWord<'q>) -> &'w String,
    ) -> Option<String> {
        let same = |run: &&[TypedWord<'q>]| run.iter().map(of).eq(words);
        let run = self.words.windows(words.len().max(1)).find(same)?;
        let (first, last) = (run.first()?, run.last()?);
        Some(self.query[first.range.start..last.range.end].to_owned())
    }
}
