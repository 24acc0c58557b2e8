//! The fonts that travel with the program, and which characters they can show.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The family of all text.
const TEXT: &str = "Libertinus Serif";
/// Lends the symbols (arrows, ticks, boxes) that the text family lacks. Its letters are not used:
/// a word in two families is unreadable.
const SYMBOLS: &str = "DejaVu Sans Mono";

/// The fonts a document may use; `bundel.typ` names the same two families.
pub(super) struct Typeface {
    pub(super) fonts: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
    /// Sorted characters that every face of the text family has, or, for symbols, every face of
    /// the symbol family: bold and italic text must not lose what regular text shows.
    shown: Vec<char>,
}

impl Typeface {
    pub(super) fn get() -> &'static Self {
        static TYPEFACE: LazyLock<Typeface> = LazyLock::new(Typeface::load);
        &TYPEFACE
    }

    /// Whether a character has a glyph in every style.
    pub(super) fn shows(&self, c: char) -> bool {
        self.shown.binary_search(&c).is_ok()
    }

    fn load() -> Self {
        let fonts: Vec<Font> = typst_assets::fonts()
            .flat_map(|data| Font::iter(Bytes::new(data)))
            .filter(|font| [TEXT, SYMBOLS].contains(&font.info().family.as_str()))
            .collect();
        let mut shown: Vec<char> = common_characters(&fonts, TEXT);
        shown.extend(
            common_characters(&fonts, SYMBOLS).into_iter().filter(|c| !c.is_alphanumeric()),
        );
        shown.sort_unstable();
        shown.dedup();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Typeface { fonts, book, shown }
    }

    #[cfg(test)]
    pub(super) fn characters(&self) -> &[char] {
        &self.shown
    }
}

fn common_characters(fonts: &[Font], family: &str) -> Vec<char> {
    let mut faces = fonts.iter().filter(|font| font.info().family == family);
    let Some(first) = faces.next() else { return Vec::new() };
    let mut common: Vec<char> = first.info().coverage.iter().filter_map(char::from_u32).collect();
    for face in faces {
        common.retain(|&c| face.info().coverage.contains(u32::from(c)));
    }
    common
}
