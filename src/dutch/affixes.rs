//! The grammar that keeps a splitter from cutting words that are no compounds.
//!
//! Dutch builds words in three ways: by composition (`arbeidsmarkt`), by derivation (`werkbaar`,
//! `overlevering`) and by inflection (`klassen`). Only the first is split. The lists here are closed
//! classes; which words there are is left to the vocabulary.

use std::collections::HashSet;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

type Set = HashSet<&'static str, FixedState>;

/// Begin words without being a part of a compound: prefixes, the particles of separable verbs and the
/// adverbs that merge with prepositions (`daarmee`).
static PREFIXES: LazyLock<Set> = LazyLock::new(|| {
    Set::from_iter([
        "aan", "achter", "af", "al", "alle", "aller", "anti", "be", "bij", "binnen", "boven",
        "buiten", "daar", "den", "der", "des", "dis", "door", "een", "er", "ge", "her", "hier",
        "in", "inter", "langs", "mede", "mee", "mis", "na", "neer", "niet", "om", "on", "onder",
        "ont", "op", "over", "rond", "samen", "te", "tegen", "ten", "ter", "terug", "toe", "trans",
        "tussen", "uit", "ver", "vol", "voor", "vooraan", "voort", "waar", "wan", "weer", "weg",
        "wel",
    ])
});

/// End words without being a part of a compound: suffixes of derivation with their inflections, and
/// the endings of verbs in -eren.
static SUFFIXES: LazyLock<Set> = LazyLock::new(|| {
    Set::from_iter([
        "aal", "aar", "aard", "aars", "achtig", "achtige", "age", "ages", "ale", "ant", "anten",
        "aren", "ator", "baar", "bare", "den", "dom", "eel", "eerd", "eerde", "eerden", "eert",
        "ele", "end", "ende", "ent", "enten", "ere", "eren", "erend", "erende", "erij", "eur",
        "gen", "gewijs", "gewijze", "heden", "heid", "ief", "iek", "ieve", "ing", "ingen", "isch",
        "ische", "isme", "ist", "isten", "ken", "king", "kunde", "kundig", "kundige", "len",
        "lijk", "lijke", "lijker", "ling", "lingen", "loos", "loze", "matig", "matige", "men",
        "natie", "nen", "nis", "pen", "ren", "rende", "rij", "rijen", "rijk", "rijke", "ring",
        "schap", "schappen", "sen", "sgewijs", "sgewijze", "ste", "sten", "ster", "sters", "teit",
        "ten", "tie", "tien", "tiende", "tienden", "tig", "tigen", "ting", "tje", "tjes", "zaam",
        "zame",
        // Points of the compass after another one, and separated particles (`vooraan`, `beneden`).
        "oosten", "westen", "naar", "neer", "over", "onder", "voor", "achter",
    ])
});

/// Endings before which a final consonant doubles: `blok|keren`, `zwem|mers` are one word each.
const DOUBLING_ENDINGS: &[&str] = &[
    "aar", "aars", "e", "el", "elijk", "els", "en", "end", "ende", "ene", "er", "ere", "eren",
    "erig", "erige", "ering", "eringen", "ers", "es", "ig", "ige", "ing", "ingen", "isme", "ist",
    "isten", "sel",
];

/// Suffixes of learned words that take a consonant of the stem along: `plan|tage`, `combi|natie`.
const LEARNED_ENDINGS: &[&str] = &["age", "ages", "atie", "aties", "iteit", "iteiten"];

/// Suffixes that a seam must not run through: `gemeens|chap`, `biblio|theek`, `productie|vere`.
const WHOLE_SUFFIXES: &[&str] = &[
    "achtig", "achtige", "grafie", "graaf", "heden", "heid", "ieve", "iever", "ievere", "lijk",
    "lijke", "logie", "schap", "schappen", "ster", "sters", "teit", "theek",
];

/// Nouns whose linking element is -er-, as their plural is in -eren, written as they stand before it.
const ER_NOUNS: &[&str] = &[
    "been", "beend", "blad", "ei", "gemoed", "goed", "hoend", "kalv", "kind", "lamm", "lied",
    "rad", "rund", "volk",
];

/// Words whose linking element is -e-: since the spelling of 1995 a closed class, as they stand before
/// it. Elsewhere -e- belongs to the word (`groente`, `secretaresse`) or is written -en-.
const E_NOUNS: &[&str] = &[
    "boll",
    "gerst",
    "hell",
    "hert",
    "koninginn",
    "man",
    "ooi",
    "paard",
    "rijst",
    "rugg",
    "schatt",
    "spinn",
    "wieg",
    "zonn",
];

/// Whether `text` begins words without being a part of a compound.
pub fn is_prefix(text: &str) -> bool {
    PREFIXES.contains(text)
}

/// Whether `text` is an unstressed prefix and one letter more. Such a beginning is nearly always a
/// seam in the wrong place (`bes|taan`, `verg|even`), however good a word it is elsewhere.
pub fn is_prefix_and_letter(text: &str) -> bool {
    ["be", "er", "ge", "her", "ont", "ver"]
        .iter()
        .any(|prefix| text.len() == prefix.len() + 1 && text.starts_with(prefix))
}

/// Whether `head` behind `before` is the tail of a derivation or an inflection and no word.
pub fn is_derivation(before: &str, head: &str) -> bool {
    if SUFFIXES.contains(head) {
        return true;
    }
    let (Some(last), Some(first)) = (before.bytes().last(), head.bytes().next()) else {
        return false;
    };
    if is_vowel(first) {
        return false;
    }
    let tail = &head[1..];
    let seam_in_suffix = |suffix: &&str| {
        suffix.len() > head.len()
            && suffix.ends_with(head)
            && before.ends_with(&suffix[..suffix.len() - head.len()])
    };
    (last == first && DOUBLING_ENDINGS.contains(&tail))
        || LEARNED_ENDINGS.contains(&tail)
        || WHOLE_SUFFIXES.iter().any(seam_in_suffix)
}

pub fn takes_e(noun: &str) -> bool {
    E_NOUNS.contains(&noun)
}

pub fn takes_er(noun: &str) -> bool {
    ER_NOUNS.contains(&noun)
}

/// Whether `form` may be the plural, the diminutive or the inflected adjective of `lemma`, given that
/// they share a term. Verb forms are not (`rende` of `ren`): they do not end compounds.
pub fn is_nominal_form(form: &str, lemma: &str) -> bool {
    if form == lemma {
        return true;
    }
    if form.len() < lemma.len() {
        return false;
    }
    let bare = ["etjes", "etje", "tjes", "tje", "jes", "je", "en", "n", "s", "e"]
        .iter()
        .find_map(|ending| form.strip_suffix(ending))
        .unwrap_or(form);
    let dental = |word: &str| word.ends_with(['d', 't']);
    (!dental(bare) || dental(lemma)) && (!bare.ends_with("end") || lemma.ends_with("end"))
}

/// Whether `text` ends as adjectives and participles do, which only end a compound when it is one of
/// the few that are listed.
pub fn is_adjective(text: &str) -> bool {
    let base = text.strip_suffix('e').unwrap_or(text);
    ["lijk", "ig", "isch", "end", "eerd", "air", "iek", "eel", "el", "ief", "iev"]
        .iter()
        .any(|ending| base.ends_with(ending) && (*ending != "el" || text.ends_with("ele")))
}

/// Consonants that begin Dutch words, longest common clusters included.
const ONSETS: &[&str] = &[
    "", "b", "bl", "br", "c", "ch", "chr", "cl", "cr", "d", "dr", "dw", "f", "fl", "fr", "g", "gl",
    "gr", "h", "j", "k", "kl", "kn", "kr", "kw", "l", "m", "n", "p", "ph", "pl", "pr", "ps", "q",
    "r", "s", "sc", "sch", "schr", "sf", "sh", "sj", "sk", "sl", "sm", "sn", "sp", "spl", "spr",
    "st", "str", "sw", "t", "th", "tj", "tr", "ts", "tw", "v", "vl", "vr", "w", "wr", "x", "z",
    "zw",
];

/// What an unknown modifier does not end in: there the seam cuts a prefixed head (`jaarver|adering`).
const CUT_PREFIXES: &[&str] =
    &["aan", "af", "be", "co", "ge", "in", "om", "ont", "op", "toe", "uit", "ver", "wed"];

/// Suffixes behind which a linking -s- is the rule.
const S_SUFFIXES: &[&str] =
    &["aat", "eur", "heid", "iaan", "ier", "ing", "ion", "ment", "schap", "teit"];

/// Whether `text` begins as Dutch words do: `ppen`, `nkey` are no words, however often a seam would
/// make them.
pub fn begins_well(text: &str) -> bool {
    let onset = text.bytes().take_while(|byte| !is_vowel(*byte)).count();
    onset < text.len() && ONSETS.contains(&&text[..onset])
}

/// The length, without its link, of an unknown but well-formed modifier `text` before `head`.
pub fn unknown_modifier(text: &str, head: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let coda = bytes.iter().rev().take_while(|byte| !is_vowel(**byte)).count();
    let ends_well = match bytes {
        [.., a, b] if coda >= 2 && a == b => false,
        [.., b'i', b'j'] => true,
        [.., b'c', b'h'] => true,
        [.., last] => coda <= 3 && !b"hjqvz".contains(last) && !(coda > 1 && *last == b'w'),
        [] => false,
    };
    let short = ["be", "ge", "her", "ont", "ver"]
        .iter()
        // Fewer than five letters behind a prefix are mostly the rest of a cut word (`beantw|oorden`).
        .any(|prefix| text.starts_with(prefix) && text.len() < prefix.len() + 5);
    if !begins_well(text)
        || !ends_well
        || short
        || is_prefix(text)
        || CUT_PREFIXES.iter().any(|prefix| text.ends_with(prefix))
    {
        return None;
    }
    let linked = text.strip_suffix('s');
    if let Some(base) = linked.filter(|base| S_SUFFIXES.iter().any(|end| base.ends_with(end))) {
        return Some(base.len());
    }
    // An s before a consonant may belong to either side (`vier|slag`): no guess.
    let unsure =
        linked.is_some() && head.starts_with(['c', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 't', 'w']);
    (!unsure).then_some(text.len())
}

pub fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}
