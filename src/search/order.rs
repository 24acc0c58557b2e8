//! The orders of results.

use std::cmp::Ordering;

use super::candidates::Candidate;
use super::columns::Columns;
use super::ranking::Ranking;
use super::weights::Weights;
use crate::index::NO_DATE;

/// Newest or oldest first; undated articles last; ties by id.
pub(super) fn by_date(matches: &mut [Candidate], columns: &Columns, newest: bool) {
    matches.sort_unstable_by_key(|candidate| {
        let at = candidate.row as usize;
        let day = columns.published[at];
        let undated = day == NO_DATE;
        (undated, if newest { -day } else { day }, columns.id_rank[at])
    });
}

/// By title; equal titles by id.
pub(super) fn by_title(matches: &mut [Candidate], columns: &Columns) {
    matches.sort_unstable_by_key(|candidate| {
        let at = candidate.row as usize;
        (columns.title_rank[at], columns.id_rank[at])
    });
}

/// The higher score first; ties by id.
pub(super) fn better(a: &Candidate, b: &Candidate, columns: &Columns) -> Ordering {
    let tie = || columns.id_rank[a.row as usize].cmp(&columns.id_rank[b.row as usize]);
    b.score.total_cmp(&a.score).then_with(tie)
}

/// Ranks the best matches anew and puts them first; the others follow in order of their first score,
/// sorted only when the page asked for reaches them. How many are ranked anew depends on the query
/// alone, so that pages fit together.
pub(super) fn rank_best(
    matches: &mut [Candidate],
    columns: &Columns,
    ranking: &Ranking,
    weights: &Weights,
    last: usize,
) -> tantivy::Result<()> {
    let better = |a: &Candidate, b: &Candidate| better(a, b, columns);
    let mut depth = weights.depth.min(matches.len());
    if matches.len() > depth {
        matches.select_nth_unstable_by(depth - 1, better);
    }
    if depth > REACH_PLACE {
        let (_, tenth, _) = matches[..depth].select_nth_unstable_by(REACH_PLACE - 1, better);
        let floor = tenth.score * weights.reach;
        let mut near = REACH_PLACE;
        for at in REACH_PLACE..depth {
            if matches[at].score >= floor {
                matches.swap(at, near);
                near += 1;
            }
        }
        depth = near;
    }
    let (best, rest) = matches.split_at_mut(depth);
    ranking.score(best)?;
    best.sort_unstable_by(better);
    if last > depth && !rest.is_empty() {
        rest.sort_unstable_by(better);
        // Scores go on falling: those of the first pass continue below the last of the second, not at
        // it, since equal scores would be in order of id.
        let floor = best.last().map_or(0.0, |candidate| candidate.score) * JUST_BELOW;
        let top = rest[0].score.max(f32::MIN_POSITIVE);
        for candidate in rest {
            candidate.score = candidate.score / top * floor;
        }
    }
    Ok(())
}

/// The place in the first order whose score tells how far the second pass must reach: a page's last.
const REACH_PLACE: usize = 10;
/// Less than one by more than a score's precision.
const JUST_BELOW: f32 = 0.9999;
