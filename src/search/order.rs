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

/// Ranks the best matches again and puts them first; the others follow in order of their first score,
/// sorted only when the page asked for reaches them. How many are ranked again depends on the query
/// alone, so that pages fit together.
pub(super) fn rank_best(
    matches: &mut [Candidate],
    columns: &Columns,
    ranking: &Ranking,
    weights: &Weights,
    last: usize,
) -> tantivy::Result<()> {
    let better = |a: &Candidate, b: &Candidate| better(a, b, columns);
    let most = if ranking.is_one_word() { weights.word_depth } else { weights.depth };
    let mut depth = most.min(matches.len());
    if matches.len() > depth {
        bring_forward(matches, depth, better);
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

/// Moves the `count` best to the front, in no order. Comparing with a score that so many reach already
/// passes over nearly all of a common word's articles, which selecting among all would move about.
fn bring_forward(
    matches: &mut [Candidate],
    count: usize,
    better: impl Fn(&Candidate, &Candidate) -> Ordering,
) {
    let better_at = |a: &(Candidate, usize), b: &(Candidate, usize)| better(&a.0, &b.0);
    let mut best: Vec<(Candidate, usize)> = Vec::with_capacity(2 * count);
    let mut reached = f32::NEG_INFINITY;
    for (at, candidate) in matches.iter().enumerate() {
        if candidate.score >= reached {
            best.push((*candidate, at));
            if best.len() == 2 * count {
                reached = best.select_nth_unstable_by(count - 1, better_at).1.0.score;
                best.truncate(count);
            }
        }
    }
    if best.len() > count {
        best.select_nth_unstable_by(count - 1, better_at);
        best.truncate(count);
    }
    // From the first place on, so that none is moved away from where it will be looked for.
    best.sort_unstable_by_key(|(_, at)| *at);
    for (front, (_, at)) in best.into_iter().enumerate() {
        matches.swap(front, at);
    }
}

/// The place in the first order whose score tells how far the second pass must reach: a page's last.
const REACH_PLACE: usize = 10;
/// Less than one by more than a score's precision.
const JUST_BELOW: f32 = 0.9999;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::columns::Row;

    proptest! {
        #[test]
        fn the_best_come_forward(
            scores in prop::collection::vec(0u8..6, 1..200),
            count in 1usize..50,
        ) {
            let rows = (0..).zip(&scores);
            let matches: Vec<Candidate> =
                rows.map(|(row, score)| Candidate { row, score: f32::from(*score) }).collect();
            let better =
                |a: &Candidate, b: &Candidate| b.score.total_cmp(&a.score).then(a.row.cmp(&b.row));
            let count = count.min(matches.len());
            let rows = |mut candidates: Vec<Candidate>| -> Vec<Row> {
                candidates.sort_by(better);
                candidates.into_iter().map(|candidate| candidate.row).collect()
            };
            let mut forward = matches.clone();
            bring_forward(&mut forward, count, better);
            let expect = rows(matches);
            prop_assert_eq!(&rows(forward[..count].to_vec()), &expect[..count]);
            prop_assert_eq!(rows(forward), expect);
        }
    }
}
