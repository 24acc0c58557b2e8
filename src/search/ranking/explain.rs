//! Which word of the query brought an article how much of its score.
//!
//! A word's contribution is what the score loses when the article is read as if the word did not
//! occur: it needs nothing of the formula but its value, and follows it through every change.

use super::{Ranking, Scratch};
use crate::search::columns::Row;
use crate::search::plan::Unit;

impl<'a> Ranking<'a> {
    /// The share, 0 to 1, of every unit that occurs in an article, in order of the query; together 1.
    pub fn shares(&self, row: Row) -> tantivy::Result<Vec<(&'a Unit, f32)>> {
        let (ord, doc) = self.columns.address(row);
        let mut scratch = Scratch::new(self.units.len());
        scratch.read(&mut self.open(ord)?, doc);
        let whole = self.formula(row, &mut scratch);
        let mut shares = Vec::new();
        for (number, (unit, _)) in self.units.iter().enumerate() {
            if scratch.found[number].is_empty() {
                continue;
            }
            let occurrences = std::mem::take(&mut scratch.found[number]);
            let without = self.formula(row, &mut scratch);
            scratch.found[number] = occurrences;
            shares.push((*unit, (whole - without).max(0.0)));
        }
        let sum: f32 = shares.iter().map(|(_, share)| share).sum();
        for (_, share) in &mut shares {
            *share = if sum > 0.0 { *share / sum } else { 0.0 };
        }
        Ok(shares)
    }
}
