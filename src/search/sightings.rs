//! Where the words of a query stand in an article that is shown, and how: what marks and explanation
//! have in common.
//!
//! The score reads the same from the positions in the index (`evidence`), which know nothing of the
//! text. That both see the same is held by a test (`engine::agreement`).

use std::ops::Range;

use super::evidence::{APART_WINDOW, windows};
use super::plan::{Condition, Origin, Unit, Wording};
use super::prepared::{Prepared, Spot, TextWord, Words, fingerprint};
use super::relation::Relation;
use crate::dutch::Analyzer;
use crate::index::{Layout, Standing};

/// What a query looks for, by fingerprints.
pub(super) struct Sought<'a> {
    analyzer: &'a Analyzer,
    units: &'a [Unit],
    /// Of each unit the words of the phrase that it stands for, when the query insists on that: it
    /// holds nowhere else.
    in_phrase: Vec<Option<&'a [String]>>,
    terms: Vec<Term>,
    /// Typed alternatives that are compounds.
    compounds: Vec<Compound>,
    prefixes: Vec<(&'a str, Wanted)>,
    /// Words as typed, and words by their terms, in order of the first word.
    phrases: Vec<Sequence>,
    sequences: Vec<Sequence>,
}

/// Which unit of the query is looked for, and by which of its alternatives; `None` is its own word.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    unit: usize,
    alternative: Option<usize>,
    origin: Origin,
}

struct Term {
    term: u32,
    /// The word as typed.
    exact: u32,
    wanted: Wanted,
}

/// A compound of which all parts may stand near one another, where it does not stand itself.
struct Compound {
    term: u32,
    parts: Vec<u32>,
    wanted: Wanted,
}

/// Words in order; one or more.
struct Sequence {
    words: Vec<u32>,
    /// All of them stand there.
    wanted: Vec<Wanted>,
    required: bool,
}

/// A sequence of which the first words were seen.
struct Begun<'s> {
    sequence: &'s Sequence,
    seen: usize,
    /// Compared by terms, not as typed.
    by_term: bool,
    /// The number of its first word.
    from: usize,
}

/// A place where a unit stands.
#[derive(Debug, Clone)]
pub(super) struct Sighting {
    /// Which piece of the article's text.
    pub piece: usize,
    /// The bytes of it that match: words, or a part of one.
    pub range: Range<usize>,
    /// Its first and its last word there.
    pub first: usize,
    pub last: usize,
    pub unit: usize,
    /// Which of the unit's alternatives; `None` for its own word.
    pub alternative: Option<usize>,
    pub relation: Relation,
    /// The place of a phrase that the query insists on.
    pub required: bool,
}

impl<'a> Sought<'a> {
    /// Units of a phrase among the conditions hold nowhere but in that phrase.
    pub fn new(
        analyzer: &'a Analyzer,
        units: &'a [Unit],
        required: &'a [Vec<Condition>],
    ) -> Sought<'a> {
        let mut sought = Sought {
            analyzer,
            units,
            in_phrase: vec![None; units.len()],
            terms: Vec::new(),
            compounds: Vec::new(),
            prefixes: Vec::new(),
            phrases: Vec::new(),
            sequences: Vec::new(),
        };
        for condition in required {
            if let [Condition::Text { wording: Wording::Phrase(words), .. }] = condition.as_slice()
            {
                sought.require(words);
            }
        }
        for (number, unit) in units.iter().enumerate() {
            if sought.in_phrase[number].is_some() {
                continue;
            }
            let own = Wanted { unit: number, alternative: None, origin: Origin::Typed };
            if !unit.term.is_empty() {
                sought.terms.push(Term::of(&unit.term, &unit.exact, own));
            }
            for (at, alternative) in unit.alternatives.iter().enumerate() {
                let origin = alternative.origin;
                let wanted = Wanted { unit: number, alternative: Some(at), origin };
                sought.look_for(&alternative.wording, wanted);
            }
        }
        let first = |sequence: &Sequence| sequence.words[0];
        sought.phrases.sort_by_key(first);
        sought.sequences.sort_by_key(first);
        sought
    }

    /// The phrase that a unit stands for.
    pub fn phrase(&self, unit: usize) -> Option<&'a [String]> {
        self.in_phrase[unit]
    }

    /// A phrase that must occur is looked for as a whole.
    fn require(&mut self, words: &'a [String]) {
        // Stop words give way to others.
        let telling = |word: &&String| !self.analyzer.word(word).stop;
        let telling: Vec<&String> = words.iter().filter(telling).collect();
        let is_phrase = |units: &[Unit]| match units {
            [only] if telling.is_empty() => {
                let alone = only.alternatives.as_slice();
                let alone = alone.iter().map(|alternative| &alternative.wording);
                alone.eq([&Wording::Phrase(words.to_vec())])
            }
            units => units.iter().zip(&telling).all(|(unit, word)| {
                unit.exact == **word && unit.parts.is_empty() && unit.alternatives.is_empty()
            }),
        };
        let mut wanted = Vec::new();
        let length = telling.len().max(1);
        let mut from = 0;
        while let Some(units) = self.units.get(from..from + length) {
            if is_phrase(units) && self.in_phrase[from].is_none() {
                for unit in from..from + length {
                    self.in_phrase[unit] = Some(words);
                    wanted.push(Wanted { unit, alternative: None, origin: Origin::Typed });
                }
                from += length;
            } else {
                from += 1;
            }
        }
        if !wanted.is_empty() {
            let words = words.iter().map(|word| fingerprint(word)).collect();
            self.phrases.push(Sequence { words, wanted, required: true });
        }
    }

    fn look_for(&mut self, wording: &'a Wording, wanted: Wanted) {
        let sequence = |words: &[String]| Sequence {
            words: words.iter().map(|word| fingerprint(word)).collect(),
            wanted: vec![wanted],
            required: false,
        };
        match wording {
            Wording::Word { exact, term, parts } => {
                self.terms.push(Term::of(term, exact, wanted));
                if wanted.origin == Origin::Typed && !parts.is_empty() {
                    let parts = parts.iter().map(|part| fingerprint(part)).collect();
                    self.compounds.push(Compound { term: fingerprint(term), parts, wanted });
                }
            }
            Wording::Prefix(prefix) => self.prefixes.push((prefix, wanted)),
            Wording::Phrase(words) if !words.is_empty() => self.phrases.push(sequence(words)),
            Wording::Sequence(terms) if !terms.is_empty() => self.sequences.push(sequence(terms)),
            Wording::Phrase(_) | Wording::Sequence(_) => {}
        }
    }

    /// Everything that is seen in an article, in order of piece and place, the longest first.
    pub fn sightings(&self, prepared: &Prepared) -> Vec<Sighting> {
        let mut found: Vec<Sighting> = Vec::new();
        for Term { term, exact, wanted } in &self.terms {
            found.extend(prepared.with_term(*term).map(|spot| {
                let (word, standing) = at(prepared, &spot);
                wanted.seen(prepared, &spot, Relation::of(standing, word.exact == *exact))
            }));
        }
        // Most queries are just words, which are found without a look at the others.
        if !(self.prefixes.is_empty() && self.phrases.is_empty() && self.sequences.is_empty()) {
            let texts = Layout::of(&prepared.article).texts().zip(&prepared.pieces);
            for (piece, (text, words)) in texts.enumerate() {
                self.read(piece, text.text, words, &mut found);
            }
        }
        for compound in &self.compounds {
            compound.together(prepared, &mut found);
        }
        self.loose(prepared, &mut found);
        found.sort_unstable_by(|a, b| {
            let place = |s: &Sighting| (s.piece, s.range.start, std::cmp::Reverse(s.range.end));
            place(a).cmp(&place(b)).then_with(|| (a.unit, a.relation).cmp(&(b.unit, b.relation)))
        });
        found
    }

    /// The parts of compounds that stand nowhere themselves, nor anything else that may.
    fn loose(&self, prepared: &Prepared, found: &mut Vec<Sighting>) {
        if self.units.iter().all(|unit| unit.parts.is_empty()) {
            return;
        }
        let mut seen: Vec<bool> = self.in_phrase.iter().map(Option::is_some).collect();
        found.iter().for_each(|sighting| seen[sighting.unit] = true);
        for (number, unit) in self.units.iter().enumerate().filter(|(number, _)| !seen[*number]) {
            let wanted = Wanted { unit: number, alternative: None, origin: Origin::Typed };
            for part in &unit.parts {
                let spots = prepared.with_term(fingerprint(part));
                found.extend(spots.map(|spot| wanted.seen(prepared, &spot, Relation::Loose)));
            }
        }
    }

    /// Follows sequences and prefixes through the words of one piece.
    fn read(&self, piece: usize, text: &str, words: &Words, found: &mut Vec<Sighting>) {
        let mut begun: Vec<Begun> = Vec::new();
        // What a coordination stands for was not written.
        let written = words.words().iter().enumerate().filter(|(_, word)| !word.completed);
        for (at, word) in written {
            let span = |from: usize| Span { piece, first: from, last: at, words };
            if !self.prefixes.is_empty() {
                let spelled = self.analyzer.word(&text[word.range()]);
                for (prefix, wanted) in &self.prefixes {
                    if spelled.exact.starts_with(prefix) {
                        found.push(wanted.spans(&span(at), false));
                    }
                }
            }
            begin(&self.phrases, word.exact, false, at, &mut begun);
            begin(&self.sequences, word.term, true, at, &mut begun);
            begun.retain_mut(|begun| {
                let this = if begun.by_term { word.term } else { word.exact };
                let Sequence { words, wanted, required } = begun.sequence;
                let fits = words[begun.seen] == this;
                begun.seen += 1;
                if fits && begun.seen == words.len() {
                    found.extend(wanted.iter().map(|one| one.spans(&span(begun.from), *required)));
                }
                fits && begun.seen < words.len()
            });
        }
    }
}

impl Term {
    fn of(term: &str, exact: &str, wanted: Wanted) -> Term {
        Term { term: fingerprint(term), exact: fingerprint(exact), wanted }
    }
}

impl Compound {
    /// The parts where all of them are near one another.
    fn together(&self, prepared: &Prepared, found: &mut Vec<Sighting>) {
        if prepared.with_term(self.term).next().is_some() {
            return;
        }
        let mut spots: Vec<(u32, usize, Spot)> = Vec::new();
        for (number, part) in self.parts.iter().enumerate() {
            let at = prepared.with_term(*part).map(|spot| (place(prepared, &spot), number, spot));
            spots.extend(at);
        }
        spots.sort_by_key(|(place, number, _)| (*place, *number));
        let mut places: Vec<(u32, usize)> =
            spots.iter().map(|(place, number, _)| (*place, *number)).collect();
        places.dedup();
        let mut near = vec![false; spots.len()];
        windows(&places, self.parts.len(), &mut Vec::new(), |last, together| {
            let within = last.saturating_sub(APART_WINDOW)..=last;
            for ((place, ..), near) in spots.iter().zip(&mut near) {
                *near |= together && within.contains(place);
            }
        });
        let near = spots.iter().zip(near).filter(|(_, near)| *near);
        found.extend(near.map(|((.., spot), _)| self.wanted.seen(prepared, spot, Relation::Apart)));
    }
}

/// A number for a place, near another's where the places are near.
fn place(prepared: &Prepared, spot: &Spot) -> u32 {
    /// More than words of a piece that are looked at; further ones only seem nearer than they are.
    const PIECE: u32 = 1 << 16;
    let words = &prepared.pieces[spot.piece].words()[..=spot.word];
    let written = words.iter().filter(|word| !word.completed).count() as u32;
    (spot.piece as u32).saturating_mul(PIECE).saturating_add(written)
}

/// Words of a piece, from the first to the last.
struct Span<'w> {
    piece: usize,
    first: usize,
    last: usize,
    words: &'w Words,
}

impl Wanted {
    /// A synonym is one however it stands; what was typed is as near as it stands.
    fn relation(&self, typed: Relation) -> Relation {
        if self.origin == Origin::Synonym { Relation::Synonym } else { typed }
    }

    fn seen(&self, prepared: &Prepared, spot: &Spot, relation: Relation) -> Sighting {
        let words = &prepared.pieces[spot.piece];
        let range = match spot.part {
            Some(part) => words.part(part).range(),
            None => words.words()[spot.word].range(),
        };
        let Wanted { unit, alternative, .. } = *self;
        Sighting {
            piece: spot.piece,
            range,
            first: spot.word,
            last: spot.word,
            unit,
            alternative,
            relation: self.relation(relation),
            required: false,
        }
    }

    fn spans(&self, span: &Span, required: bool) -> Sighting {
        let Span { piece, first, last, words } = *span;
        let range = words.words()[first].range().start..words.words()[last].range().end;
        let Wanted { unit, alternative, .. } = *self;
        let relation = self.relation(Relation::Same);
        Sighting { piece, range, first, last, unit, alternative, relation, required }
    }
}

/// Begins the sequences whose first word this is.
fn begin<'s>(
    sequences: &'s [Sequence],
    word: u32,
    by_term: bool,
    from: usize,
    begun: &mut Vec<Begun<'s>>,
) {
    let first = sequences.partition_point(|sequence| sequence.words[0] < word);
    let same = sequences[first..].iter().take_while(|sequence| sequence.words[0] == word);
    begun.extend(same.map(|sequence| Begun { sequence, seen: 0, by_term, from }));
}

/// The word at a spot, and how the term stands there: as the index notes it.
fn at<'p>(prepared: &'p Prepared, spot: &Spot) -> (&'p TextWord, Standing) {
    let word = &prepared.pieces[spot.piece].words()[spot.word];
    let standing = match spot.part {
        Some(_) if word.hyphenated => Standing::Piece,
        Some(_) => Standing::Part,
        None if word.completed => Standing::Part,
        None => Standing::Word,
    };
    (word, standing)
}
