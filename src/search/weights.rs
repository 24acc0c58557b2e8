//! The weights of the ranking formula, each with how it was found.
//!
//! What is no weight stands where it is used: how often a word of a title or heading is counted in the
//! index (`index::document`), how far apart the parts of a compound may be (`evidence`), how close to
//! the end of a page the second pass goes on (`order`).

/// Weights of the ranking formula.
///
/// Unless a field says otherwise, values come from the coordinate ascent of `benches/ranking` on the
/// judged keyword queries, checked there by fitting on one half and trying on the other, and rounded:
/// to nDCG@10, those that begin with `first` to recall among the first hundred. `heading` and `lead`
/// were set by judgement, since the judged pages have neither.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// At most so many of the first pass's best are ranked again with positions: those that come near
    /// the best ones, see `reach`. From 30 on, up to 60, nDCG@10 of the judged queries stays within
    /// 0.0003; with 20 it is 0.0014 less.
    pub depth: usize,
    /// As many when the query is a single word, which has no neighbours to be near: between 12 and 30
    /// nDCG@10 of the judged queries stays within 0.0004.
    pub word_depth: usize,
    /// A candidate is ranked again when its first score is at least this share of the tenth best's.
    pub reach: f32,
    /// BM25's saturation of frequency (Robertson and Zaragoza 2009, "The Probabilistic Relevance
    /// Framework").
    pub k1: f32,
    /// The first pass's saturation of frequency: so high that it counts nearly every occurrence.
    pub first_k1: f32,
    /// The first pass's normalisation by length.
    pub first_b: f32,
    /// BM25's normalisation by the length of the text.
    pub b_text: f32,
    /// The same by the length of the title.
    pub b_title: f32,
    /// An occurrence in the title, against 1 in the body.
    pub title: f32,
    /// One in a heading.
    pub heading: f32,
    /// One in the lead.
    pub lead: f32,
    /// An inflected form, against 1 for the word as typed.
    pub inflected: f32,
    /// The word as a part of a compound.
    pub part: f32,
    /// A synonym. Set by judgement between an inflected form and a part of a compound: the word that
    /// was typed comes first.
    pub synonym: f32,
    /// A typed compound of which the parts stand near one another, against 1 for the compound.
    pub parts_together: f32,
    /// A part of a typed compound that stands alone, in the first pass.
    pub first_loose: f32,
    /// The same in the last pass.
    pub loose: f32,
    /// Exponent of the share of the query's weight that matched, in the first pass.
    pub first_coverage: f32,
    /// The same in the last pass.
    pub coverage: f32,
    /// Neighbouring words of the query near one another, per unit of their idf.
    pub near: f32,
    /// Exponent of the distance in it.
    pub near_decay: f32,
    /// A title that has the words of the query.
    pub title_has_query: f32,
    /// A title of which the query has the words.
    pub query_has_title: f32,
    /// Early first occurrence.
    pub early: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            depth: 30,
            word_depth: 16,
            reach: 0.7,
            k1: 1.2,
            first_k1: 12.0,
            first_b: 0.2,
            b_text: 0.2,
            b_title: 0.08,
            title: 10.0,
            heading: 1.5,
            lead: 1.3,
            inflected: 0.77,
            part: 0.5,
            synonym: 0.7,
            parts_together: 0.2,
            first_loose: 1.0,
            loose: 0.017,
            first_coverage: 1.0,
            coverage: 0.6,
            near: 0.85,
            near_decay: 0.41,
            title_has_query: 0.43,
            query_has_title: 0.15,
            early: 0.08,
        }
    }
}

impl Weights {
    /// Factor of the first score for the share (0 to 1) of the query's weight that matched.
    #[inline]
    pub(super) fn first_coverage(&self, share: f32) -> f32 {
        if share >= 1.0 { 1.0 } else { share.powf(self.first_coverage) }
    }

    /// Factor of the last score for the share (0 to 1) of the query's weight that matched.
    #[inline]
    pub(super) fn coverage(&self, share: f32) -> f32 {
        if share >= 1.0 { 1.0 } else { share.powf(self.coverage) }
    }
}
