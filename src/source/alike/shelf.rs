//! Names in an order in which those that may be alike are found without comparing each with all.

use std::collections::HashMap;

use super::{Name, allowed_changes, is_long};

/// Names, each by its place.
pub(super) struct Shelf<'n> {
    /// In the order in which they were given.
    pub names: Vec<Name<'n>>,
    /// Name without spaces → the first that has it.
    by_joined: HashMap<String, usize>,
    /// Word → the names with it, in order.
    by_word: HashMap<String, Vec<usize>>,
    /// Word → the names of which it is the rarest long word, in order: one that holds all words of a
    /// name holds that one too.
    by_rarest: HashMap<String, Vec<usize>>,
    /// Number of letters → the names with so many, in order.
    by_length: Vec<Vec<(Marks, usize)>>,
}

/// Which letters a text has and which stand side by side, as bits. Texts that differ in few letters
/// differ in few bits, and comparing bits costs next to nothing.
#[derive(Clone, Copy)]
struct Marks {
    letters: u64,
    pairs: u64,
}

/// The most changes of letters that names may differ by.
const MOST_CHANGES: usize = 2;

impl<'n> Shelf<'n> {
    /// With these names, in this order.
    pub fn of(names: Vec<Name<'n>>) -> Shelf<'n> {
        let mut shelf = Shelf {
            names,
            by_joined: HashMap::new(),
            by_word: HashMap::new(),
            by_rarest: HashMap::new(),
            by_length: Vec::new(),
        };
        for (at, name) in shelf.names.iter().enumerate() {
            shelf.by_joined.entry(name.joined.clone()).or_insert(at);
            for word in &name.words {
                let with = shelf.by_word.entry(word.clone()).or_default();
                if with.last() != Some(&at) {
                    with.push(at);
                }
            }
            let length = name.letters.len();
            if length >= shelf.by_length.len() {
                shelf.by_length.resize(length + 1, Vec::new());
            }
            shelf.by_length[length].push((Marks::of(&name.letters), at));
        }
        for (at, name) in shelf.names.iter().enumerate().filter(|(_, name)| name.can_be_part()) {
            let long = name.words.iter().filter(|word| is_long(word));
            let rarest = long.min_by_key(|word| shelf.by_word[*word].len());
            let rarest = rarest.cloned().unwrap_or_default();
            shelf.by_rarest.entry(rarest).or_default().push(at);
        }
        shelf
    }

    /// The first name before a place that resembles this one.
    pub fn first_like(&self, name: &Name<'_>, before: usize) -> Option<&Name<'n>> {
        let same = self.by_joined.get(&name.joined).copied();
        let mut first = same.filter(|at| *at < before).unwrap_or(before);
        let mut look = |among: &mut dyn Iterator<Item = usize>| {
            let found =
                among.take_while(|at| *at < first).find(|at| name.resembles(&self.names[*at]));
            first = found.unwrap_or(first);
        };
        // Those that it is part of have all its words, and so the rarest.
        let with = |word: &String| self.by_word.get(word).map_or(&[][..], Vec::as_slice);
        if name.can_be_part() {
            let rarest = name.words.iter().map(with).min_by_key(|with| with.len());
            look(&mut rarest.unwrap_or_default().iter().copied());
        }
        // Those that are part of it have their rarest word in common with it.
        for word in &name.words {
            let parts = self.by_rarest.get(word).map_or(&[][..], Vec::as_slice);
            look(&mut parts.iter().copied());
        }
        let length = name.letters.len();
        let marks = Marks::of(&name.letters);
        for other in length.saturating_sub(MOST_CHANGES)..=length + MOST_CHANGES {
            let allowed = allowed_changes(length.min(other));
            let near = self.by_length.get(other).filter(|_| allowed > 0);
            let near = near.into_iter().flatten();
            let near = near.filter(|(others, _)| marks.may_be_within(others, allowed));
            look(&mut near.map(|(_, at)| *at));
        }
        (first < before).then(|| &self.names[first])
    }
}

impl Marks {
    fn of(letters: &[char]) -> Marks {
        let bit = |number: u32| 1_u64 << (number % 64);
        Marks {
            letters: letters.iter().fold(0, |marks, c| marks | bit(u32::from(*c))),
            pairs: letters.windows(2).fold(0, |marks, pair| {
                // Two primes spread the pairs over the bits.
                marks
                    | bit(u32::from(pair[0]).wrapping_mul(31) ^ u32::from(pair[1]).wrapping_mul(7))
            }),
        }
    }

    /// Whether the texts may differ in at most so many letters. Another letter is one bit less and one
    /// more; two that change places are three pairs less and three more.
    fn may_be_within(self, other: &Marks, changes: usize) -> bool {
        let changes = changes as u32;
        (self.letters ^ other.letters).count_ones() <= 2 * changes
            && (self.pairs ^ other.pairs).count_ones() <= 6 * changes
    }
}
