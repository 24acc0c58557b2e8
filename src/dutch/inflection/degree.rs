//! Adjectives: comparative and superlative.

use super::lists::{Set, Tails, words};
use super::syllable::{close, ends_long, has_vowel, is_vowel};

/// What is known to be an adjective, by the list or by its suffix.
pub(super) struct Adjectives {
    known: Set,
    /// The ends of known ones that have three letters or more, for compounds.
    last: Tails<()>,
    suffixes: Tails<()>,
    lookalikes: Set,
}

impl Adjectives {
    pub fn new(known: &'static str, lookalikes: &'static str) -> Self {
        Self {
            known: words(known).collect(),
            last: words(known).filter(|word| word.len() >= 3).map(|word| (word, ())).collect(),
            suffixes: SUFFIXES.map(|suffix| (suffix, ())).into_iter().collect(),
            lookalikes: words(lookalikes).collect(),
        }
    }

    /// The positive of a comparative or superlative: `groter` → `groot`, `duurdere` → `duur`,
    /// `mooiste` → `mooi`, `franste` → `frans`.
    ///
    /// A comparative is cut only from what is known to be an adjective, or from what
    /// `is_participle`: `werker` and `computer` end like one and are something else.
    pub fn positive(
        &self,
        word: &str,
        is_participle: impl Fn(&str) -> bool,
        is_verb_stem: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let inflected = word.strip_suffix('e').unwrap_or(word);
        let known = |positive: &str| self.has(positive) || is_participle(positive);
        match inflected.strip_suffix("er") {
            Some(open) => comparative(open, known).filter(|_| !self.lookalikes.contains(inflected)),
            // The s of plaatste, geplaatst and fietst is the verb's.
            None => superlative(inflected, inflected.len() < word.len(), known)
                .filter(|_| !is_verb_stem(&inflected[..inflected.len() - 1])),
        }
    }

    fn has(&self, word: &str) -> bool {
        self.known.contains(word)
            || self.suffixes.of(word).any(|(onset, ())| {
                // The ig of zuig is no suffix.
                let diphthong = onset.ends_with(['e', 'u']) && word.ends_with("ig");
                onset.len() >= 2 && has_vowel(onset) && !diphthong
            })
            || self.last.of(word).any(|(onset, ())| onset.len() >= 3 && has_vowel(onset))
    }
}

fn comparative(open: &str, known: impl Fn(&str) -> bool) -> Option<String> {
    if open.ends_with('e') {
        // -eer is a verb's or a noun's: studeer, beheer.
        return None;
    }
    if let Some(stem) = open.strip_suffix('d').filter(|stem| stem.ends_with('r'))
        && (known(stem) || is_unstressed_er(stem))
    {
        return Some(stem.to_owned());
    }
    // An unstressed last syllable keeps its spelling: verwrongener, onnozeler.
    if open.ends_with(['n', 'l']) && known(open) {
        return Some(open.to_owned());
    }
    let positive = close(open);
    known(&positive).then_some(positive)
}

/// `schuchter`, `louter`: agents of such stems end in -aar, so -der is a comparative's.
fn is_unstressed_er(stem: &str) -> bool {
    let onset = stem.strip_suffix("er").unwrap_or("");
    has_vowel(onset) && !onset.bytes().next_back().is_some_and(is_vowel)
}

fn superlative(word: &str, inflected: bool, known: impl Fn(&str) -> bool) -> Option<String> {
    let stem = word.strip_suffix('t')?;
    if let Some(positive) = stem.strip_suffix('s') {
        if known(positive) {
            return Some(positive.to_owned());
        }
        if inflected && !known(stem) && is_long_adjective(positive) {
            return Some(positive.to_owned());
        }
    }
    // Behind s and sch only -t is added: dwaast, praktischt.
    (inflected && stem.ends_with(['s', 'h']) && known(stem)).then(|| stem.to_owned())
}

/// Whether -ste behind this can be nothing but a superlative's: no verb's stem in s and no noun
/// ends so (intelligentste, onnozelste, ovaalste).
fn is_long_adjective(positive: &str) -> bool {
    let letters = positive.as_bytes();
    match letters {
        [onset @ .., b'e', b'l' | b'r' | b'n'] => onset.iter().any(|&letter| is_vowel(letter)),
        [.., b'n' | b'r' | b'c' | b'd', b't'] | [.., b'r' | b'l' | b'g', b'd'] => {
            // Words are of any script, and may be no longer than the ending.
            let before = letters.len().checked_sub(3).and_then(|end| positive.get(..end));
            before.is_some_and(has_vowel)
        }
        [onset @ .., _, _, b'a'..=b'z'] if ends_long(positive) => {
            onset.iter().any(|&letter| is_vowel(letter))
        }
        _ => false,
    }
}

/// Suffixes that make adjectives, behind another syllable. Those that verbs' and agents' words share
/// (-aal in vertaler, -eel in verdeler) stand with the letters that tell them apart.
const SUFFIXES: [&str; 43] = [
    "ig", "lijk", "baar", "zaam", "loos", "isch", "vol", "rijk", "iek", "ief", "eus", "end",
    "aand", "ieel", "iel", "ueel", "neel", "meel", "naal", "iaal", "raal", "caal", "uaal", "daal",
    "maal", "vormig", "air", "ant", "ent", "abel", "ibel", "iem", "oob",
    // of peoples and places
    "aans", "ands", "ools", "ijns", "oors", "eems", "ans", "waarts", "ees", "its",
];
