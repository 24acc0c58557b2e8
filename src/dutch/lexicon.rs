//! Which letters may be a part of a compound, where, and how surely.
//!
//! Three sources: the built-in list, words of the corpus, a dictionary, trusted in that order. Parts
//! may be inflected; a modifier may carry a linking element. Choosing between covers is left to
//! `compound`.

use std::collections::HashMap;

use super::affixes::{
    begins_well, is_adjective, is_derivation, is_nominal_form, is_prefix, is_prefix_and_letter,
    takes_er, unknown_modifier,
};
use super::dictionary;
use super::skeleton::Skeletons;
use super::stemming::Stemming;
use super::stop::StopWords;
use super::vocabulary::{Place, Vocabulary};

#[derive(Debug)]
pub struct Lexicon {
    vocabulary: Vocabulary,
    /// By term.
    builtin: HashMap<String, Entry>,
    /// By term: the forms seen.
    learned: HashMap<String, Vec<String>>,
    skeletons: Skeletons,
}

#[derive(Debug)]
struct Entry {
    place: Place,
    lemmas: Vec<String>,
}

/// A part as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The less, the surer. Differences between parts stay below the cost of one part more, so that
    /// of two covers the one with fewer parts wins, and sureness only decides between equals.
    pub cost: u32,
    /// Bytes of the part without its linking element.
    pub length: usize,
    pub term: String,
}

/// What a part costs by source. Only their order matters: between 11 and 20 for the dictionary nothing
/// changed by more than 0.003 F1 on either half of the development list.
const BUILTIN: u32 = 10;
const LEARNED: u32 = 12;
const DICTIONARY: u32 = 15;
/// Three letters are found by chance more easily than four.
const SHORT: u32 = 3;
/// An inflected modifier without a link (`huizenblok` read as `huizen` and `blok`): dearer than any
/// link, so that the link is told from the word where both are possible.
const INFLECTED: u32 = 3;

/// Parts of two letters (`in`, `op`, `ei`) would be found everywhere.
const SHORTEST_PART: usize = 3;
/// Learned words are unsorted: below four letters most are abbreviations and function words.
const SHORTEST_LEARNED: usize = 4;

/// A guess needs a well-formed modifier of four letters and a head of six that is surely one: of
/// four to six letters, six gave the best balance on both halves of the development list.
const SHORTEST_GUESS: usize = 4;
const SHORTEST_GUESSED_HEAD: usize = 6;

/// Linking elements, in the order in which a tie is decided.
const LINKS: [&str; 5] = ["s", "en", "e", "er", ""];

impl Lexicon {
    pub fn new(vocabulary: Vocabulary, stemming: &Stemming) -> Lexicon {
        let mut skeletons = Skeletons::new();
        let mut builtin: HashMap<String, Entry> = HashMap::new();
        for (word, place) in vocabulary.builtin_words() {
            let term = stemming.term(word);
            skeletons.insert(word);
            skeletons.insert(&term);
            let entry = builtin.entry(term).or_insert(Entry { place, lemmas: Vec::new() });
            entry.lemmas.push(word.to_owned());
            if entry.place != place {
                entry.place = Place::Anywhere;
            }
        }
        let stop = StopWords::new();
        let mut learned: HashMap<String, Vec<String>> = HashMap::new();
        for word in vocabulary.learned_words() {
            let letters = word.bytes().all(|byte| byte.is_ascii_lowercase());
            if letters && word.len() >= SHORTEST_LEARNED && !stop.contains(word) {
                let term = stemming.term(word);
                skeletons.insert(word);
                skeletons.insert(&term);
                learned.entry(term).or_default().push(word.to_owned());
            }
        }
        Lexicon { vocabulary, builtin, learned, skeletons }
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The ends (bit `i` for `word[start..i]`) of all slices from `start` that are worth a closer look.
    pub fn ends(&self, word: &str, start: usize) -> u128 {
        let dictionary = self.vocabulary.dictionary();
        let listed = dictionary.map_or(0, |dictionary| dictionary.skeletons().ends(word, start));
        // A link `er` may follow two letters (`eierschaal`): the part with its link counts.
        let long_enough = u128::MAX.checked_shl((start + SHORTEST_PART) as u32).unwrap_or(0);
        (listed | self.skeletons.ends(word, start)) & long_enough
    }

    /// Whether `word` is a form of a built-in word.
    pub fn has_whole(&self, word: &str, stemming: &Stemming) -> bool {
        self.builtin.contains_key(&stemming.term(word))
    }

    /// `text`, behind `before`, as the last part of a compound.
    pub fn head(&self, text: &str, before: &str, stemming: &Stemming) -> Option<Found> {
        if is_derivation(before, text) {
            return None;
        }
        let term = stemming.term(text);
        let length = text.len();
        let short = if length < SHORTEST_LEARNED { SHORT } else { 0 };
        let cost = if self.is_builtin_head(text, &term) {
            BUILTIN + short
        } else if length < SHORTEST_LEARNED {
            return None;
        } else if self.is_learned_head(text, &term) {
            LEARNED
        } else if begins_well(text)
            && self.vocabulary.dictionary().is_some_and(|dictionary| dictionary.ends(text))
        {
            DICTIONARY
        } else {
            return None;
        };
        Some(Found { cost, length, term })
    }

    /// `text`, link included, as a part before the last.
    pub fn modifier(&self, text: &str, stemming: &Stemming) -> Option<Found> {
        if is_prefix(text) {
            return None;
        }
        let linked = LINKS.iter().filter_map(|link| {
            let base = text.strip_suffix(link)?;
            let shortest = if takes_er(base) { 2 } else { SHORTEST_PART };
            let linkable = match *link {
                "er" => takes_er(base),
                "e" => !is_prefix(base),
                _ => true,
            };
            if base.len() < shortest || !linkable {
                return None;
            }
            let (cost, term) = self.base(base, link, stemming)?;
            Some(Found { cost: cost + link.len() as u32, length: base.len(), term })
        });
        linked.min_by_key(|found| found.cost).or_else(|| self.dictionary_modifier(text, stemming))
    }

    /// An unknown modifier before a head that is surely one (`coalitie|regering`): where there is no
    /// dictionary, too many words are unknown to insist.
    pub fn guess(&self, word: &str, seam: usize, stemming: &Stemming) -> Option<[Found; 2]> {
        let (modifier, head) = word.split_at(seam);
        if self.vocabulary.dictionary().is_some()
            || modifier.len() < SHORTEST_GUESS
            || head.len() < SHORTEST_GUESSED_HEAD
            || is_derivation(modifier, head)
        {
            return None;
        }
        let length = unknown_modifier(modifier, head)?;
        let term = stemming.term(head);
        self.is_builtin_head(head, &term).then(|| {
            let modifier = Found { cost: 0, length, term: stemming.term(&modifier[..length]) };
            [modifier, Found { cost: 0, length: head.len(), term }]
        })
    }

    /// A modifier without its `link`, in the built-in list or the corpus.
    fn base(&self, base: &str, link: &str, stemming: &Stemming) -> Option<(u32, String)> {
        let short = if base.len() < SHORTEST_LEARNED { SHORT } else { 0 };
        let mut term = stemming.term(base);
        if let Some(inflected) = self.builtin_modifier(base, &term) {
            // `huizen` is one word with its ending, `arbeids` is not.
            let cost = if inflected { INFLECTED } else { 0 };
            return Some((BUILTIN + short + cost, term));
        }
        // Before a link the base may be respelled as before a plural: `zonn-e`, `kalv-er`.
        if matches!(link, "en" | "e" | "er") {
            let plural = format!("{base}{}en", if link == "er" { "er" } else { "" });
            term = stemming.term(&plural);
            if self.builtin_modifier(&plural, &term).is_some() {
                return Some((BUILTIN + short, term));
            }
            term = stemming.term(base);
        }
        let exact = |forms: &Vec<String>| forms.iter().any(|form| form == base);
        let learned = base.len() >= SHORTEST_LEARNED
            && !is_prefix_and_letter(base)
            && matches!(link, "" | "s" | "en")
            && self.learned.get(&term).is_some_and(exact);
        learned.then_some((LEARNED, term))
    }

    fn dictionary_modifier(&self, text: &str, stemming: &Stemming) -> Option<Found> {
        let dictionary = self.vocabulary.dictionary()?;
        let long_enough = text.len() >= dictionary::SHORTEST_WORD;
        if !long_enough
            || !begins_well(text)
            || is_prefix_and_letter(text)
            || !dictionary.begins(text)
        {
            return None;
        }
        // A word as it stands before anything else: the s of `mens` and `prijs` is no link.
        let link = std::iter::once("").chain(LINKS).find(|link| {
            text.strip_suffix(link)
                .is_some_and(|base| base.len() >= dictionary::SHORTEST_WORD && dictionary.has(base))
        })?;
        let length = text.len() - link.len();
        let cost = DICTIONARY + link.len() as u32;
        Some(Found { cost, length, term: stemming.term(&text[..length]) })
    }

    fn is_builtin_head(&self, text: &str, term: &str) -> bool {
        self.builtin.get(term).is_some_and(|entry| {
            entry.place != Place::First
                && entry.lemmas.iter().any(|lemma| is_nominal_form(text, lemma))
        })
    }

    /// Whether `base` may stand before others and, if so, whether it is inflected.
    fn builtin_modifier(&self, base: &str, term: &str) -> Option<bool> {
        let entry = self.builtin.get(term).filter(|entry| entry.place != Place::Last)?;
        if entry.lemmas.iter().any(|lemma| lemma == base) {
            return Some(false);
        }
        // Verbs stand in compounds as their stem: `rekenregel`.
        let stem = base == term && base.len() >= SHORTEST_LEARNED;
        if stem && entry.lemmas.iter().any(|lemma| lemma.ends_with("en")) {
            return Some(false);
        }
        entry.lemmas.iter().any(|lemma| is_nominal_form(base, lemma)).then_some(true)
    }

    fn is_learned_head(&self, text: &str, term: &str) -> bool {
        let related = |form: &String| is_nominal_form(text, form) || is_nominal_form(form, text);
        !is_adjective(text) && self.learned.get(term).is_some_and(|forms| forms.iter().any(related))
    }
}
