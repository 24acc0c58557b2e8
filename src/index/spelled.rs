//! An article as words, before any vocabulary: what is read once and analysed when the vocabulary is
//! known.
//!
//! Words are numbers here, one for each folded spelling, so that a word of running text costs one
//! look into a table however often it is counted or analysed.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::layout::{Layout, Zone};
use crate::article::Article;
use crate::dutch::{Fragment, spellings};

/// A folded spelling.
pub(super) type SpellingId = u32;

/// Every folded spelling met, numbered.
#[derive(Default)]
pub(super) struct Spellings {
    numbers: HashMap<Box<str>, SpellingId, RandomState>,
    text: String,
    ends: Vec<usize>,
    lowered: String,
}

impl Spellings {
    /// The number of a word as written.
    pub fn number(&mut self, surface: &str) -> SpellingId {
        // Folding is lowering for nearly all words, and needs no new string for those known.
        if spellings::only_lowers(surface) {
            let mut lowered = std::mem::take(&mut self.lowered);
            lowered.clear();
            lowered.push_str(surface);
            lowered.make_ascii_lowercase();
            let number = self.intern(&lowered);
            self.lowered = lowered;
            return number;
        }
        self.intern(&spellings::folded(surface))
    }

    /// The number of a folded word.
    pub fn intern(&mut self, folded: &str) -> SpellingId {
        if let Some(number) = self.numbers.get(folded) {
            return *number;
        }
        let number = self.ends.len() as SpellingId;
        self.text.push_str(folded);
        self.ends.push(self.text.len());
        self.numbers.insert(folded.into(), number);
        number
    }

    /// The folded spelling of a number that was given here.
    pub fn get(&self, number: SpellingId) -> &str {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    /// How many there are; their numbers are those below it.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

/// The words of an article, as a row of numbers.
#[derive(Default)]
pub(super) struct Spelled(Vec<u32>);

/// One piece of text of an article, as words.
pub(super) struct Piece<'a> {
    pub zone: Zone,
    words: &'a [u32],
}

/// A word of a piece.
pub(super) struct SpelledWord {
    pub word: SpellingId,
    /// What completes it, when a coordination left a part of it out.
    pub completion: Option<Completion>,
}

/// A [`Fragment`] by numbers; the fragment itself is the word that has it.
#[derive(Clone, Copy)]
pub(super) enum Completion {
    /// It takes the end of the whole, which stands behind it (`kop-` before `voetteksten`); `next`
    /// follows the whole.
    Begin { whole: SpellingId, next: Option<SpellingId> },
    /// It takes the beginning of the whole, which stands before it (`-nemers` after `werkgevers`).
    End { whole: SpellingId },
}

// A piece is its zone, the number of codes that follow, and those. A word is its number, with `COMPLETED`
// when its completion follows: the whole, with `BEGIN` when the next word follows too.
const COMPLETED: u32 = 1 << 31;
const BEGIN: u32 = 1 << 31;
const NONE: u32 = u32::MAX;

impl Spelled {
    /// The words of an article, numbered by `spellings`.
    pub fn of(article: &Article, spellings: &mut Spellings) -> Spelled {
        let mut codes = Vec::new();
        for piece in Layout::of(article).texts() {
            let head = codes.len();
            codes.extend([piece.zone as u32, 0]);
            spellings::of(piece.text, |surface, fragment| {
                let word = spellings.number(surface);
                match fragment {
                    None => codes.push(word),
                    Some(Fragment::Begin { whole, next, .. }) => {
                        let whole = spellings.number(whole);
                        let next = next.map_or(NONE, |next| spellings.number(next));
                        codes.extend([word | COMPLETED, whole | BEGIN, next]);
                    }
                    Some(Fragment::End { whole, .. }) => {
                        codes.extend([word | COMPLETED, spellings.number(whole)]);
                    }
                }
            });
            codes[head + 1] = (codes.len() - head - 2) as u32;
        }
        Spelled(codes)
    }

    /// From what [`Spelled::codes`] gave.
    pub fn from_codes(codes: Vec<u32>) -> Spelled {
        Spelled(codes)
    }

    /// The numbers, to be kept elsewhere.
    pub fn codes(&self) -> &[u32] {
        &self.0
    }

    /// Its pieces of text in the order of the layout.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            let [zone, count, after @ ..] = rest else { return None };
            let (words, following) = after.split_at_checked(*count as usize)?;
            rest = following;
            let zones = [Zone::Title, Zone::Heading, Zone::Lead, Zone::Body];
            Some(Piece { zone: *zones.get(*zone as usize)?, words })
        })
    }
}

impl Piece<'_> {
    /// Its words in order.
    pub fn words(&self) -> impl Iterator<Item = SpelledWord> {
        let mut codes = self.words.iter().copied();
        std::iter::from_fn(move || {
            let code = codes.next()?;
            let mut completion = None;
            if code & COMPLETED != 0 {
                let whole = codes.next()?;
                completion = Some(if whole & BEGIN == 0 {
                    Completion::End { whole }
                } else {
                    let next = Some(codes.next()?).filter(|next| *next != NONE);
                    Completion::Begin { whole: whole & !BEGIN, next }
                });
            }
            Some(SpelledWord { word: code & !COMPLETED, completion })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Block;

    #[test]
    fn one_number_for_one_folded_spelling() {
        let mut spellings = Spellings::default();
        let number = spellings.number("Eén");
        assert_eq!(spellings.number("EEN"), number);
        assert_eq!(spellings.number("een"), number);
        assert_ne!(spellings.number("ene"), number);
        assert_eq!(spellings.get(number), "een");
        assert_eq!(spellings.len(), 2);
    }

    #[test]
    fn words_and_completions_come_back() {
        let body = vec![
            Block::Heading("Leeg".to_owned()),
            Block::Paragraph("Werkgevers en -nemers.".to_owned()),
        ];
        let article = Article { body, ..Article::sample("Kop- en voetteksten") };
        let mut spellings = Spellings::default();
        let spelled = Spelled::of(&article, &mut spellings);
        let spelled = Spelled::from_codes(spelled.codes().to_vec());
        let mut found = Vec::new();
        for piece in spelled.pieces() {
            for word in piece.words() {
                let completed = match word.completion {
                    Some(Completion::Begin { whole, .. }) => format!("-{}", spellings.get(whole)),
                    Some(Completion::End { whole }) => format!("{}-", spellings.get(whole)),
                    None => String::new(),
                };
                let word = spellings.get(word.word);
                found.push(format!("{:?} {word}{completed}", piece.zone));
            }
        }
        assert_eq!(
            found,
            [
                "Title kop-voetteksten",
                "Title en",
                "Title voetteksten",
                "Heading leeg",
                "Body werkgevers",
                "Body en",
                "Body nemerswerkgevers-",
            ]
        );
    }
}
