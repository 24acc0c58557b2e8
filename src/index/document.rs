//! An article as a document of the index.

use tantivy::TantivyDocument;

use super::draft::Draft;
use super::layout::Zone;
use super::packed::PackedTerms;
use super::schema::{Fields, NO_DATE, day_number};
use super::spelled::{Spelled, SpelledWord, Spellings};
use super::stored_form::Facts;
use super::terms::Terms;

/// Words left free between two pieces of text, so that nothing is near or in sequence across them.
/// Larger than any window that ranking or phrases look at.
pub const WORD_GAP: u32 = 16;

/// The last digit of a position: how the term stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The word itself.
    Word = 0,
    /// A piece of a hyphenated word.
    Piece = 1,
    /// A part of a compound, or a word that a coordination stands for ("kop- en voetteksten").
    Part = 2,
}

impl Standing {
    /// Positions a place takes; a power of two, so that telling them apart is fast.
    pub const COUNT: u32 = 4;

    /// How a term stands at a position.
    #[inline]
    pub fn of(position: u32) -> Standing {
        match position % Standing::COUNT {
            0 => Standing::Word,
            1 => Standing::Piece,
            _ => Standing::Part,
        }
    }

    fn at(self, place: u32) -> u32 {
        place * Standing::COUNT + self as u32
    }
}

/// How often a word of a zone is counted when candidates are gathered. Whole numbers, since the
/// index counts occurrences; the final ranking weighs zones again from the positions. Of 3, 6, 10 and
/// 16 for the title, recall among the first hundred is 0.953, 0.955, 0.955 and 0.957.
const fn repeats(zone: Zone) -> u32 {
    match zone {
        Zone::Title => 16,
        Zone::Heading => 2,
        Zone::Lead | Zone::Body => 1,
    }
}

/// Where the zones of a document end, as places, and how many words it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lengths {
    /// First place after the title.
    pub title_end: u32,
    /// First place after the headings.
    pub headings_end: u32,
    /// First place after the lead.
    pub lead_end: u32,
    /// Words in all, gaps not counted.
    pub words: u32,
    /// Words of the title.
    pub title_words: u32,
}

impl Lengths {
    /// Packs the lengths into the value of the `lengths` field. Each saturates at what its bits hold:
    /// 2,047 places for the title, 16,383 up to the last heading, 32,767 up to the end of the lead,
    /// 65,535 words in all and 255 in the title; what is longer is simply "very long".
    pub fn pack(self) -> u64 {
        let clip = |n: u32, bits: u32| u64::from(n.min((1 << bits) - 1));
        clip(self.title_end, 11)
            | clip(self.headings_end, 14) << 11
            | clip(self.lead_end, 15) << 25
            | clip(self.words, 16) << 40
            | clip(self.title_words, 8) << 56
    }

    /// The lengths that [`Lengths::pack`] packed, saturated as it says.
    pub fn unpack(packed: u64) -> Lengths {
        let take = |shift: u32, bits: u32| ((packed >> shift) & ((1 << bits) - 1)) as u32;
        Lengths {
            title_end: take(0, 11),
            headings_end: take(11, 14),
            lead_end: take(25, 15),
            words: take(40, 16),
            title_words: take(56, 8),
        }
    }
}

/// Makes documents of articles. Pure: the same article and analyzer give the same document.
pub(super) struct Documents<'a> {
    fields: Fields,
    spellings: &'a Spellings,
    terms: Terms<'a>,
    // Kept from article to article, for their room.
    term_keys: Vec<u64>,
    word_keys: Vec<u64>,
    packed: PackedTerms,
}

impl<'a> Documents<'a> {
    /// Of articles with these words.
    pub fn new(fields: Fields, spellings: &'a Spellings, terms: Terms<'a>) -> Documents<'a> {
        Documents {
            fields,
            spellings,
            terms,
            term_keys: Vec::new(),
            word_keys: Vec::new(),
            packed: PackedTerms::default(),
        }
    }

    /// The document, and how many bytes of it are packed terms.
    ///
    /// # Errors
    /// When the draft's JSON is that of no article.
    pub fn document(&mut self, draft: &Draft<'_>) -> serde_json::Result<(TantivyDocument, usize)> {
        let Draft { file, hash, text_hash, json, spelled } = draft;
        let article: Facts = serde_json::from_slice(json)?;
        let Documents { fields, spellings, .. } = *self;
        let mut doc = TantivyDocument::new();
        doc.add_text(fields.id, article.id.as_str());
        doc.add_u64(fields.hash, *hash);
        doc.add_u64(fields.text_hash, *text_hash);
        doc.add_text(fields.file, file);
        doc.add_bytes(fields.article, json);
        let lengths = self.spread(spelled, |asked| doc.add_text(fields.asks, asked));
        pack(&mut self.packed, &mut self.term_keys, |term| self.terms.text(term));
        doc.add_text(fields.terms, self.packed.text());
        let mut packed_bytes = self.packed.text().len();
        pack(&mut self.packed, &mut self.word_keys, |word| spellings.get(word));
        doc.add_text(fields.words, self.packed.text());
        packed_bytes += self.packed.text().len();
        for name in &article.organisations {
            doc.add_text(fields.organisation, name);
        }
        if let Some(kind) = article.kind {
            doc.add_text(fields.kind, kind.name());
        }
        doc.add_i64(fields.published, article.published.map_or(NO_DATE, day_number));
        let event = article.event.as_ref();
        let starts = event.and_then(|e| e.starts).map(|m| day_number(m.date()));
        let ends = event.and_then(|e| e.ends).map(|m| day_number(m.date())).or(starts);
        doc.add_i64(fields.event_starts, starts.unwrap_or(NO_DATE));
        doc.add_i64(fields.event_ends, ends.unwrap_or(NO_DATE));
        doc.add_u64(fields.lengths, lengths.pack());
        doc.add_text(fields.title_order, title_order(spelled, spellings));
        Ok((doc, packed_bytes))
    }

    /// Notes terms and words at their positions, and tells where the zones end.
    fn spread(&mut self, spelled: &Spelled, mut asked: impl FnMut(&str)) -> Lengths {
        let Documents { terms, term_keys, word_keys, .. } = self;
        term_keys.clear();
        word_keys.clear();
        let mut lengths = Lengths::default();
        let mut start = 0u32;
        for piece in spelled.pieces() {
            let mut place = start;
            for SpelledWord { word, completion } in piece.words() {
                let analysed = terms.of(word);
                word_keys.push(key(word, place));
                for _ in 0..repeats(piece.zone) {
                    term_keys.push(key(analysed.term, Standing::Word.at(place)));
                }
                let standing = if analysed.hyphenated { Standing::Piece } else { Standing::Part };
                let parts = terms.parts(analysed).iter();
                term_keys.extend(parts.map(|part| key(*part, standing.at(place))));
                if let Some(completion) = completion
                    && let Some(term) = terms.complete(word, completion, &mut asked)
                {
                    // It is found like a part, but was not written and is no exact match.
                    term_keys.push(key(term, Standing::Part.at(place)));
                }
                place += 1;
            }
            let words = place - start;
            lengths.words += words;
            if piece.zone == Zone::Title {
                lengths.title_words += words;
            }
            if words > 0 {
                start = place + WORD_GAP;
            }
            match piece.zone {
                Zone::Title => lengths.title_end = start,
                Zone::Heading => lengths.headings_end = start,
                Zone::Lead => lengths.lead_end = start,
                Zone::Body => {}
            }
            lengths.headings_end = lengths.headings_end.max(lengths.title_end);
            lengths.lead_end = lengths.lead_end.max(lengths.headings_end);
        }
        lengths
    }
}

/// Term and position as one number, which orders by term, then by position.
fn key(term: u32, position: u32) -> u64 {
    u64::from(term) << 32 | u64::from(position)
}

fn pack<'t>(packed: &mut PackedTerms, keys: &mut [u64], text: impl Fn(u32) -> &'t str) {
    packed.clear();
    keys.sort_unstable();
    for term in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
        packed.push(text((term[0] >> 32) as u32), term.iter().map(|key| *key as u32));
    }
}

/// The title as it is sorted: its folded words, so that quotes, capitals and accents don't matter.
fn title_order(spelled: &Spelled, spellings: &Spellings) -> String {
    let mut order = String::new();
    let title = spelled.pieces().take_while(|piece| piece.zone == Zone::Title);
    for word in title.flat_map(|piece| piece.words().collect::<Vec<_>>()) {
        order.push_str(spellings.get(word.word));
        order.push(' ');
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_survive_packing_and_saturate() {
        let lengths =
            Lengths { title_end: 25, headings_end: 80, lead_end: 140, words: 700, title_words: 9 };
        assert_eq!(Lengths::unpack(lengths.pack()), lengths);
        let long = Lengths {
            title_end: u32::MAX,
            headings_end: u32::MAX,
            lead_end: u32::MAX,
            words: u32::MAX,
            title_words: u32::MAX,
        };
        assert_eq!(Lengths::unpack(long.pack()).words, 65_535);
        assert_eq!(Lengths::unpack(long.pack()).title_words, 255);
    }
}
