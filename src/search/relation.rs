//! How a word of a text stands to a word of the query: one order for score, marks and explanation.
//!
//! `evidence` reads it from the positions in the index, `sightings` from the words of an article.

use crate::index::Standing;

/// How a word in the text relates to the word of the query; better ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The word as typed.
    Same,
    /// Another form of it.
    Inflected,
    /// It is a piece of a hyphenated word in the text; worth as much as another form.
    Piece,
    /// A synonym.
    Synonym,
    /// It is a part of a compound in the text.
    Part,
    /// It is a compound whose parts stand near one another in the text.
    Apart,
    /// It is a compound of which one part stands in the text.
    Loose,
}

impl Relation {
    /// All of them, in order.
    pub(super) const ALL: [Relation; 7] = [
        Relation::Same,
        Relation::Inflected,
        Relation::Piece,
        Relation::Synonym,
        Relation::Part,
        Relation::Apart,
        Relation::Loose,
    ];

    /// Of a term that was typed, where it stands so. `as_typed` is asked about words of their own.
    #[inline]
    pub(super) fn of(standing: Standing, as_typed: bool) -> Relation {
        match standing {
            Standing::Word if as_typed => Relation::Same,
            Standing::Word => Relation::Inflected,
            Standing::Piece => Relation::Piece,
            Standing::Part => Relation::Part,
        }
    }
}
