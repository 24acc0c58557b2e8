//! The fields of the index.

use jiff::civil::Date;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::packed::PACKED;

/// Raised whenever the meaning of a field or a position changes, so that older indexes rebuild.
pub(super) const SCHEMA_VERSION: u32 = 7;

/// The value of a date field of an article without that date; sorts before every day.
pub const NO_DATE: i64 = 0;

/// Handles to the fields. `Schema` is built here and nowhere else, so the names are spelled once.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The article's id: unique, also the last tie-break of every order.
    pub id: Field,
    /// The article as JSON, for showing it without its source file.
    pub article: Field,
    /// Hash of the article and of the file it came from, to tell what changed: see `content_hash`.
    pub hash: Field,
    /// Hash of its text alone, to tell copies; 0 when it is too short for that.
    pub text_hash: Field,
    /// Path of the source file below the corpus folder.
    pub file: Field,
    /// Terms (inflections joined) and compound parts, the whole article as one document. A position
    /// is four times the word's place plus its `Standing`.
    pub terms: Field,
    /// Words as typed (lowercased, folded), at their places.
    pub words: Field,
    /// Words, folded, that stand nowhere in the article but decided about a term of it by being known
    /// or unknown: what a coordination may stand for.
    pub asks: Field,
    /// Canonical names of organisations.
    pub organisation: Field,
    /// Name of the kind; none when it is unknown.
    pub kind: Field,
    /// Day of publication, see [`day_number`].
    pub published: Field,
    /// First and last day of an event, see [`day_number`].
    pub event_starts: Field,
    pub event_ends: Field,
    /// Number of words of each zone, packed; see `Lengths`.
    pub lengths: Field,
    /// The title, folded for sorting.
    pub title_order: Field,
}

impl Fields {
    /// The schema, and handles to its fields.
    pub fn build() -> (Schema, Fields) {
        let mut schema = Schema::builder();
        // Lengths are kept exactly in a column of their own, so norms would be a second, coarser copy.
        let positions = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(PACKED)
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        let fields = Fields {
            id: schema.add_text_field("id", STRING | FAST),
            article: schema.add_bytes_field("article", STORED),
            hash: schema.add_u64_field("hash", FAST),
            text_hash: schema.add_u64_field("text_hash", FAST),
            file: schema.add_text_field("file", STRING | FAST),
            terms: schema.add_text_field("terms", positions.clone()),
            words: schema.add_text_field("words", positions),
            asks: schema.add_text_field("asks", STRING),
            organisation: schema.add_text_field("organisation", STRING | FAST),
            kind: schema.add_text_field("kind", STRING | FAST),
            published: schema.add_i64_field("published", FAST | INDEXED),
            event_starts: schema.add_i64_field("event_starts", FAST),
            event_ends: schema.add_i64_field("event_ends", FAST),
            lengths: schema.add_u64_field("lengths", FAST),
            title_order: schema.add_text_field("title_order", FAST),
        };
        (schema.build(), fields)
    }
}

/// A day as a number that orders and reads as the day: 2016-08-10 is 20160810.
pub fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}
