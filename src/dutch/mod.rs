//! Dutch: text → words, terms and compound parts.
//!
//! The chain, in order: [`tokenize`] finds the words, [`fold`] brings them to one spelling, [`stop`]
//! marks stop words, [`inflection`] brings the forms of a lemma to one term, [`compound`] finds
//! the parts, [`coordination`] completes `kop- en voetteksten`. [`Analyzer`] runs it.
//!
//! Pure: the same text and [`Vocabulary`] give the same tokens, always. Where terms are kept and what
//! they weigh is left to the index and the search; loading a dictionary's files to whoever starts the
//! program.

mod affixes;
mod analyzer;
mod cache;
mod compound;
mod concern;
mod coordination;
mod dictionary;
mod fingerprint;
mod fold;
pub mod inflection;
mod lexicon;
mod skeleton;
pub mod spellings;
mod stemming;
mod stop;
mod switches;
#[cfg(test)]
mod tests;
mod tokenize;
mod vocabulary;

pub use analyzer::{Analyzer, Part, Step, Token, Word};
pub use concern::Concern;
pub use coordination::{COORDINATION_WORDS, Fragment, is_particle};
pub use dictionary::{Dictionary, DictionaryError};
pub use fingerprint::base_fingerprint;
pub use fold::is_hyphen;
pub use switches::Switches;
pub use vocabulary::{DOCUMENTS_TO_LEARN, Vocabulary};
