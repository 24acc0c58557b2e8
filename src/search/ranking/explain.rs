//! Which word of the query brought an article how much of its score.
//!
//! A word's contribution is what the score loses when the article is read as if the word did not
//! occur: it needs nothing of the formula but its value, and follows it through every change.

use super::{Ranking, Scratch};
use crate::search::columns::Row;

impl Ranking<'_> {
    /// The share, 0 to 1, of every unit that occurs in an article, by its number in the query;
    /// together 1.
    pub fn shares(&self, row: Row) -> tantivy::Result<Vec<(usize, f32)>> {
        let mut scratch = self.evidence(row)?;
        let whole = self.formula(row, &mut scratch);
        let mut shares = Vec::new();
        for (at, &number) in self.numbers.iter().enumerate() {
            if scratch.found[at].is_empty() {
                continue;
            }
            let occurrences = std::mem::take(&mut scratch.found[at]);
            let without = self.formula(row, &mut scratch);
            scratch.found[at] = occurrences;
            shares.push((number, (whole - without).max(0.0)));
        }
        let sum: f32 = shares.iter().map(|(_, share)| share).sum();
        for (_, share) in &mut shares {
            *share = if sum > 0.0 { *share / sum } else { 0.0 };
        }
        Ok(shares)
    }

    fn evidence(&self, row: Row) -> tantivy::Result<Scratch> {
        let (ord, doc) = self.columns.address(row);
        let mut scratch = Scratch::new(self.units.len());
        scratch.read(&mut self.open(ord)?, doc);
        Ok(scratch)
    }

    /// The occurrences of every unit that is looked at, by its number in the query.
    #[cfg(test)]
    pub fn occurrences(
        &self,
        row: Row,
    ) -> tantivy::Result<Vec<(usize, Vec<crate::search::evidence::Occurrence>)>> {
        let scratch = self.evidence(row)?;
        Ok(self.numbers.iter().copied().zip(scratch.found).collect())
    }
}
