//! Text that can certainly be printed.
//!
//! Under PDF/A-2a and PDF/UA-1 one character without a glyph, or one from a private use area, costs
//! the whole document. So every text is cleaned before it is typeset: what cannot be shown is
//! replaced by a box, once per run, and reported. Words, order and quotation marks stay.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

use super::typeface::Typeface;

/// Stands for what cannot be shown: an empty box, as readers know it.
const BOX: char = '□';

/// The longest stretch left without a place to break, in characters. Above what Dutch compounds
/// reach, so that no real word is broken here; titles shrink to fit a word of this length. What does
/// not fit a line runs off the page and is lost.
const MAX_UNBROKEN_CHARS: usize = 40;

/// Where an endless word may break, in characters: half a line of the cover's largest title, so that
/// lines fill well.
const BREAK_EVERY_CHARS: usize = 12;

/// A character (as a reader counts: an emoji of several code points is one) that no font could
/// show, with the place where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    pub character: String,
    /// In words, for a visitor: “het artikel ‘…’”.
    pub place: String,
    pub times: usize,
}

/// Cleans texts and keeps account of what was lost.
pub(super) struct Cleaner {
    typeface: &'static Typeface,
    replaced: Vec<Replaced>,
    /// Where `replaced` begins for the current place.
    here: usize,
    place: String,
}

impl Cleaner {
    pub(super) fn new(place: &str) -> Self {
        Cleaner {
            typeface: Typeface::get(),
            replaced: Vec::new(),
            here: 0,
            place: place.to_owned(),
        }
    }

    /// Says where the next texts stand.
    pub(super) fn enter(&mut self, place: String) {
        self.here = self.replaced.len();
        self.place = place;
    }

    pub(super) fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    pub(super) fn into_replaced(self) -> Vec<Replaced> {
        self.replaced
    }

    /// The text on one line, composed (NFC: fonts have é, not e with a loose accent), without
    /// invisible characters, with a box for every run that cannot be shown. The one invisible
    /// character added is a zero width space, where a word has no other place to break.
    pub(super) fn clean(&mut self, text: &str) -> String {
        breakable(self.printable(text))
    }

    fn printable(&mut self, text: &str) -> String {
        if is_nfc_quick(text.chars()) == IsNormalized::Yes && self.is_clean(text) {
            return text.to_owned();
        }
        let composed: String = text.nfc().collect();
        let mut clean = String::with_capacity(composed.len());
        for cluster in composed.graphemes(true) {
            if cluster.chars().all(|c| c.is_whitespace() && !self.is_shown(c)) {
                if !clean.is_empty() && !clean.ends_with(' ') {
                    clean.push(' ');
                }
            } else {
                self.push(cluster, &mut clean);
            }
        }
        clean.truncate(clean.trim_end().len());
        clean
    }

    fn push(&mut self, cluster: &str, clean: &mut String) {
        let visible: String = cluster.chars().filter(|&c| !is_invisible(c)).collect();
        if visible.chars().all(|c| self.is_shown(c)) {
            if visible != " " || !(clean.is_empty() || clean.ends_with(' ')) {
                clean.push_str(&visible);
            }
            return;
        }
        self.report(cluster);
        let base = visible.chars().next().filter(|&c| self.is_shown(c) && c.is_alphanumeric());
        if let Some(base) = base {
            // A letter under more accents than the font knows is still that letter.
            clean.push(base);
        } else if !clean.ends_with(BOX) {
            clean.push(BOX);
        }
    }

    fn report(&mut self, cluster: &str) {
        // Four code points tell an emoji from its neighbours; a pile of accents may be endless.
        let character: String = cluster.chars().take(4).collect();
        match self.replaced[self.here..].iter_mut().find(|known| known.character == character) {
            Some(known) => known.times += 1,
            None => self.replaced.push(Replaced { character, place: self.place.clone(), times: 1 }),
        }
    }

    fn is_clean(&self, text: &str) -> bool {
        let trimmed = text.trim() == text;
        trimmed && !text.contains("  ") && text.chars().all(|c| self.is_shown(c))
    }

    fn is_shown(&self, c: char) -> bool {
        // Most of every text, and in both families; asked for each character of a document.
        matches!(c, ' '..='~')
            || (!c.is_control() && !is_invisible(c) && !is_private(c) && self.typeface.shows(c))
    }
}

fn breakable(text: String) -> String {
    let breaks = |c: char| matches!(c, ' ' | '-' | '/');
    if text.split(breaks).all(|stretch| stretch.len() <= MAX_UNBROKEN_CHARS) {
        return text;
    }
    let mut broken = String::with_capacity(text.len() + text.len() / BREAK_EVERY_CHARS);
    for stretch in text.split_inclusive(breaks) {
        let clusters: Vec<&str> = stretch.graphemes(true).collect();
        if clusters.len() <= MAX_UNBROKEN_CHARS {
            broken.push_str(stretch);
            continue;
        }
        let pieces: Vec<String> = clusters.chunks(BREAK_EVERY_CHARS).map(<[_]>::concat).collect();
        broken.push_str(&pieces.join("\u{200B}"));
    }
    broken
}

/// Characters that guide layout and have no shape: joiners, marks of direction, variation
/// selectors, soft hyphens, byte order marks (Unicode, Default_Ignorable_Code_Point).
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_printable() {
        for (text, expected, lost) in [
            ("“Dat is één ‘tender’”, zei ze.", "“Dat is één ‘tender’”, zei ze.", 0),
            ("#import $x$ @ref <l> *a* _b_ \\ `c`", "#import $x$ @ref <l> *a* _b_ \\ `c`", 0),
            ("cafe\u{301}", "café", 0),
            ("met\u{AD}woord\u{200B}en\u{FEFF}", "metwoorden", 0),
            (" regel\nen\ttab  twee\r\n", "regel en tab twee", 0),
            ("a\u{A0}b", "a\u{A0}b", 0),
            ("feest 🎉🎊 in 中文", "feest □ in □", 4),
            ("👨‍👩‍👧 gezin", "□ gezin", 1),
            ("bel\u{7}\u{0}", "bel□", 2),
            ("privé \u{E000}", "privé □", 1),
            ("مرحبا", "□", 5),
            ("z\u{35A}\u{35A}", "z", 1),
            ("\u{200B}", "", 0),
        ] {
            let mut cleaner = Cleaner::new("de proef");
            assert_eq!(cleaner.clean(text), expected, "{text:?}");
            let times: usize = cleaner.replaced().iter().map(|replaced| replaced.times).sum();
            assert_eq!(times, lost, "{text:?}: {:?}", cleaner.replaced());
        }
    }

    #[test]
    fn endless_words_get_places_to_break() {
        let clean = |text: &str| Cleaner::new("de proef").clean(text);
        let word = "meervoudigepersoonlijkheidsstoornis";
        assert_eq!(clean(word), word);
        let address = format!("https://voorbeeld.example/{}", "map/".repeat(60));
        assert_eq!(clean(&address), address);
        let endless = "é".repeat(300);
        let broken = clean(&endless);
        assert_eq!(broken.replace('\u{200B}', ""), endless);
        assert!(broken.split('\u{200B}').all(|piece| piece.chars().count() <= 12), "{broken}");
    }

    #[test]
    fn losses_are_counted_by_place() {
        let mut cleaner = Cleaner::new("de titel");
        cleaner.clean("🎉");
        cleaner.enter("het artikel".to_owned());
        cleaner.clean("🎉 en 🎉");
        let replaced = |place: &str, times| Replaced {
            character: "🎉".to_owned(),
            place: place.to_owned(),
            times,
        };
        assert_eq!(cleaner.into_replaced(), [replaced("de titel", 1), replaced("het artikel", 2)]);
    }
}
