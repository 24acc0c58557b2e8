//! Which letters may be a part of a compound, where, and how surely.
//!
//! Three sources: the built-in list, words of the corpus, a dictionary, trusted in that order. Parts
//! may be inflected; a modifier may carry a linking element. Choosing between covers is left to
//! `compound`.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::affixes::{
    begins_well, is_adjective, is_derivation, is_nominal_form, is_prefix, is_prefix_and_letter,
    takes_e, takes_er, unknown_modifier,
};
use super::dictionary;
use super::skeleton::Skeletons;
use super::stemming::Stemming;
use super::stop::StopWords;
use super::vocabulary::{BuiltinWord, Place, Vocabulary};

#[derive(Debug)]
pub struct Lexicon {
    vocabulary: Vocabulary,
    /// By term.
    builtin: HashMap<String, Vec<Builtin>, RandomState>,
    /// By term: the forms seen.
    learned: HashMap<String, Vec<String>, RandomState>,
    /// Of all three.
    skeletons: Skeletons,
}

#[derive(Debug)]
struct Builtin {
    word: String,
    place: Place,
    opaque: bool,
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
    /// The part as a dictionary would list it, where that is known; otherwise as written.
    pub lemma: String,
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

/// A bound form of the built-in list (`zonne`, `groeps`): dearer than the word with its link.
const BOUND: u32 = 3;

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
        let mut skeletons = match vocabulary.dictionary() {
            Some(dictionary) => dictionary.skeletons().clone(),
            None => Skeletons::new(),
        };
        let mut builtin: HashMap<String, Vec<Builtin>, RandomState> = HashMap::default();
        for builtin_word in vocabulary.builtin_words() {
            let term = stemming.term(builtin_word.word);
            skeletons.insert(builtin_word.word);
            skeletons.insert(&term);
            let BuiltinWord { word, place, opaque } = builtin_word;
            let lemma = Builtin { word: word.to_owned(), place, opaque };
            builtin.entry(term).or_default().push(lemma);
        }
        let stop = StopWords::new();
        let mut learned: HashMap<String, Vec<String>, RandomState> = HashMap::default();
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
        // A link `er` may follow two letters (`eierschaal`): the part with its link counts.
        let long_enough = u128::MAX.checked_shl((start + SHORTEST_PART) as u32).unwrap_or(0);
        self.skeletons.ends(word, start) & long_enough
    }

    /// Whether `word` is a form of a built-in word.
    pub fn has_whole(&self, word: &str, stemming: &Stemming) -> bool {
        self.builtin.contains_key(&stemming.term(word))
    }

    /// Whether `word` is a form of one that means something else than its parts.
    pub fn is_opaque(&self, word: &str, stemming: &Stemming) -> bool {
        let lemmas = self.builtin.get(&stemming.term(word));
        lemmas.is_some_and(|lemmas| {
            lemmas.iter().any(|lemma| lemma.opaque && is_nominal_form(word, &lemma.word))
        })
    }

    /// `text`, behind `before`, as the last part of a compound.
    pub fn head(&self, text: &str, before: &str, stemming: &Stemming) -> Option<Found> {
        if is_derivation(before, text) {
            return None;
        }
        let term = stemming.term(text);
        let length = text.len();
        let short = if length < SHORTEST_LEARNED { SHORT } else { 0 };
        if let Some(lemma) = self.builtin_head(text, &term) {
            let lemma = lemma.to_owned();
            return Some(Found { cost: BUILTIN + short, length, term, lemma });
        }
        if length < SHORTEST_LEARNED {
            return None;
        }
        if let Some(lemma) = self.learned_head(text, &term) {
            let lemma = lemma.to_owned();
            return Some(Found { cost: LEARNED, length, term, lemma });
        }
        let dictionary = self.vocabulary.dictionary()?;
        if !begins_well(text) || !dictionary.ends(text) {
            return None;
        }
        let singular = is_nominal_form(text, &term) && dictionary.has(&term);
        let lemma = if singular { term.clone() } else { text.to_owned() };
        Some(Found { cost: DICTIONARY, length, term, lemma })
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
                "e" => takes_e(base),
                _ => true,
            };
            if base.len() < shortest || !linkable {
                return None;
            }
            let found = self.base(base, link, stemming)?;
            Some(Found { cost: found.cost + link.len() as u32, ..found })
        });
        linked.min_by_key(|found| found.cost).or_else(|| self.dictionary_modifier(text, stemming))
    }

    /// An unknown modifier before a head that is surely one (`coalitie|regering`), with the seam
    /// between them: where there is no dictionary, too many words are unknown to insist.
    pub fn guess(&self, word: &str, stemming: &Stemming) -> Option<(usize, [Found; 2])> {
        if self.vocabulary.dictionary().is_some() {
            return None;
        }
        let end = 1 << word.len();
        let longest = word.len().saturating_sub(SHORTEST_GUESSED_HEAD);
        (SHORTEST_GUESS..=longest)
            .filter(|seam| self.ends(word, *seam) & end != 0)
            .find_map(|seam| Some((seam, self.guess_at(word, seam, stemming)?)))
    }

    fn guess_at(&self, word: &str, seam: usize, stemming: &Stemming) -> Option<[Found; 2]> {
        let (modifier, head) = word.split_at(seam);
        if is_derivation(modifier, head) {
            return None;
        }
        let length = unknown_modifier(modifier, head)?;
        let term = stemming.term(head);
        let lemma = self.builtin_head(head, &term)?.to_owned();
        let (base, cost) = (&modifier[..length], DICTIONARY);
        let modifier = Found { cost, length, term: stemming.term(base), lemma: base.to_owned() };
        Some([modifier, Found { cost, length: head.len(), term, lemma }])
    }

    /// A modifier without its `link`, in the built-in list or the corpus.
    fn base(&self, base: &str, link: &str, stemming: &Stemming) -> Option<Found> {
        let length = base.len();
        let short = if length < SHORTEST_LEARNED { SHORT } else { 0 };
        let term = stemming.term(base);
        if let Some((lemma, cost)) = self.builtin_modifier(base, &term) {
            let lemma = lemma.to_owned();
            return Some(Found { cost: BUILTIN + short + cost, length, term, lemma });
        }
        // Before a link the base may be respelled as before a plural: `zonn-e`, `kalv-er`.
        if matches!(link, "en" | "e" | "er") {
            let plural = format!("{base}{}en", if link == "er" { "er" } else { "" });
            let term = stemming.term(&plural);
            if let Some((lemma, _)) = self.builtin_modifier(&plural, &term) {
                let lemma = lemma.to_owned();
                return Some(Found { cost: BUILTIN + short, length, term, lemma });
            }
        }
        let seen = length >= SHORTEST_LEARNED
            && !is_prefix_and_letter(base)
            && matches!(link, "" | "s" | "en")
            && self.learned.get(&term).is_some_and(|forms| forms.iter().any(|form| form == base));
        seen.then(|| Found { cost: LEARNED, length, term, lemma: base.to_owned() })
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
        let base = &text[..length];
        Some(Found { cost, length, term: stemming.term(base), lemma: base.to_owned() })
    }

    fn builtin_head(&self, text: &str, term: &str) -> Option<&str> {
        let lemmas = self.builtin.get(term)?.iter().filter(|lemma| lemma.place != Place::First);
        form_of(text, lemmas)
    }

    /// The lemma of `base` where it may stand before others, and what it costs more when inflected or
    /// bound.
    fn builtin_modifier(&self, base: &str, term: &str) -> Option<(&str, u32)> {
        let lemmas = self.builtin.get(term)?.iter().filter(|lemma| lemma.place != Place::Last);
        // Verbs stand in compounds as their stem: `rekenregel`.
        let unsure = is_prefix_and_letter(base);
        let is_stem = base == term && base.len() >= SHORTEST_LEARNED && !unsure;
        let exact = lemmas.clone().find(|lemma| lemma.word == base);
        let stem = || lemmas.clone().find(|lemma| is_stem && lemma.word.ends_with("en"));
        if let Some(lemma) = exact.or_else(stem) {
            return Some((&lemma.word, if lemma.place == Place::First { BOUND } else { 0 }));
        }
        if unsure {
            return None;
        }
        form_of(base, lemmas).map(|lemma| (lemma, INFLECTED))
    }

    fn learned_head(&self, text: &str, term: &str) -> Option<&str> {
        let related = |form: &&String| is_nominal_form(text, form) || is_nominal_form(form, text);
        let forms = self.learned.get(term).filter(|_| !is_adjective(text))?;
        // The shortest form is the likeliest lemma; the first of equals, as the forms are in order.
        forms.iter().filter(related).min_by_key(|form| form.len()).map(String::as_str)
    }
}

/// The one of `lemmas` that `text` is a form of: itself, or else the first.
fn form_of<'l>(text: &str, lemmas: impl Iterator<Item = &'l Builtin> + Clone) -> Option<&'l str> {
    let itself = lemmas.clone().find(|lemma| lemma.word == text);
    let found = itself.or_else(|| lemmas.clone().find(|lemma| is_nominal_form(text, &lemma.word)));
    found.map(|lemma| lemma.word.as_str())
}
