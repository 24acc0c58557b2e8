//! Names that look as if they were another name's misspelling, for whoever keeps the registry.
//!
//! Legal forms, capitals and the like are out of the way already: names are compared by their keys.

mod shelf;

use std::collections::BTreeMap;

use self::shelf::Shelf;
use super::name::name_key;
use super::organisations::Organisations;

/// A name that is not registered, and the one it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// As written in an article.
    pub name: String,
    /// As registered or as written in another article.
    pub other: String,
    /// Whether the other one is registered.
    pub registered: bool,
}

/// Compares every name that is not registered with the registered ones and with each other. Each is
/// given once, with the first it looks like: a registered one, if there is one.
pub fn alike_names<'n>(
    names: impl IntoIterator<Item = &'n str>,
    organisations: &Organisations,
) -> Vec<Alike> {
    let registered = organisations.iter().map(|one| Name::of(one.name.as_str())).collect();
    let registered = Shelf::of(registered);
    let unknown = names.into_iter().filter(|name| organisations.get(name).is_none());
    let unknown: BTreeMap<String, Name<'_>> =
        unknown.map(Name::of).map(|name| (name.key.clone(), name)).collect();
    let unknown = Shelf::of(unknown.into_values().collect());
    let mut found = Vec::new();
    for (at, name) in unknown.names.iter().enumerate() {
        let known = registered.first_like(name, registered.names.len());
        if let Some(other) = known.or_else(|| unknown.first_like(name, at)) {
            found.push(Alike {
                name: name.shown.to_owned(),
                other: other.shown.to_owned(),
                registered: known.is_some(),
            });
        }
    }
    found
}

struct Name<'n> {
    shown: &'n str,
    key: String,
    letters: Vec<char>,
    /// The key without its spaces.
    joined: String,
    words: Vec<String>,
}

impl<'n> Name<'n> {
    fn of(shown: &'n str) -> Self {
        let key = name_key(shown);
        Name {
            shown,
            letters: key.chars().collect(),
            joined: key.replace(' ', ""),
            words: key.split(' ').map(str::to_owned).collect(),
            key,
        }
    }

    fn resembles(&self, other: &Name<'_>) -> bool {
        let allowed = allowed_changes(self.letters.len().min(other.letters.len()));
        self.joined == other.joined
            || self.is_part_of(other)
            || other.is_part_of(self)
            || (allowed > 0 && is_within(&self.letters, &other.letters, allowed))
    }

    /// Whether it is another name with words left out.
    fn is_part_of(&self, large: &Name<'_>) -> bool {
        self.can_be_part() && self.words.iter().all(|word| large.words.contains(word))
    }

    /// Two words of a name, of which one is no `en` or `van`, are enough to know it by.
    fn can_be_part(&self) -> bool {
        self.words.len() >= 2 && self.words.iter().any(|word| is_long(word))
    }
}

fn is_long(word: &str) -> bool {
    word.chars().count() > 3
}

/// How many letters may differ, of two names of which the shorter has so many. Short names differ by
/// one letter without being the same: Werk, Kerk.
fn allowed_changes(letters: usize) -> usize {
    match letters {
        0..=5 => 0,
        6..=11 => 1,
        _ => 2,
    }
}

/// Whether one text becomes the other by at most so many changes of a letter: one more, one less,
/// another one, or two that changed places (Damerau's distance in its restricted form).
fn is_within(one: &[char], other: &[char], allowed: usize) -> bool {
    if one.len().abs_diff(other.len()) > allowed {
        return false;
    }
    let width = other.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (row, &a) in one.iter().enumerate() {
        let mut next = vec![row + 1; width];
        for (column, &b) in other.iter().enumerate() {
            let changed = last[column] + usize::from(a != b);
            let mut least = changed.min(last[column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && a == other[column - 1] && one[row - 1] == b {
                least = least.min(before[column - 1] + 1);
            }
            next[column + 1] = least;
        }
        if next.iter().min().is_some_and(|least| *least > allowed) {
            return false;
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().is_some_and(|distance| *distance <= allowed)
}

#[cfg(test)]
mod tests {
    use proptest::collection;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn misspellings_are_told_from_other_names() {
        let (organisations, faults) = Organisations::parse(
            "[[organisatie]]\nnaam = \"Fietsherstel De Spaak\"\n\
             [[organisatie]]\nnaam = \"Sterpunt Inclusief Ondernemen\"\n\
             [[organisatie]]\nnaam = \"Werk\"\n",
        );
        assert_eq!(faults, []);
        let check = |names: &[&str], expected: &[&str]| {
            let found: Vec<String> = alike_names(names.iter().copied(), &organisations)
                .iter()
                .map(|one| {
                    let sign = if one.registered { "=" } else { "~" };
                    format!("{} {sign} {}", one.name, one.other)
                })
                .collect();
            assert_eq!(found, expected, "{names:?}");
        };
        let spaak = "= Fietsherstel De Spaak";
        for name in ["Fietsherstel De Spak", "Fietsherstel de Psaak vzw", "Fiets Herstel De Spaak"]
        {
            let shown = name;
            check(&[name], &[&format!("{shown} {spaak}")]);
        }
        check(
            &["Sterpunt Ondernemen", "Sterpunt Inclusief Ondernemen Vlaanderen"],
            &[
                "Sterpunt Inclusief Ondernemen Vlaanderen = Sterpunt Inclusief Ondernemen",
                "Sterpunt Ondernemen = Sterpunt Inclusief Ondernemen",
            ],
        );
        check(&["Atelier Noord", "Attelier Noord"], &["Attelier Noord ~ Atelier Noord"]);
        // The same, registered or written twice.
        check(&["Fietsherstel de spaak cv", "Atelier Noord", "atelier noord vzw"], &[]);
        check(&["Kerk", "Werf", "Atelier Zuid", "Atelier Noord", "De Spoel", "Fietspunt"], &[]);
        check(&["", "…"], &[]);
    }

    proptest! {
        /// What the shelf passes over resembles nothing.
        #[test]
        fn the_first_that_resembles_is_found(
            names in collection::vec("(de |het )?(a[bc]{1,4}|de|werkplaats?|abcabcab?)( [ab]{2,6}c?| en| werk| oxstal){0,3}", 1..40)
        ) {
            let shelf = Shelf::of(names.iter().map(|name| Name::of(name)).collect());
            for (at, name) in shelf.names.iter().enumerate() {
                let first = shelf.names[..at].iter().find(|other| name.resembles(other));
                let found = shelf.first_like(name, at);
                let shown = |name: Option<&Name<'_>>| name.map(|name| name.shown.to_owned());
                prop_assert_eq!(shown(found), shown(first), "{} in {:?}", name.shown, names);
            }
        }
    }
}
