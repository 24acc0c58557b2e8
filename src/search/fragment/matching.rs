//! Which stretches of an article are marked, and which of them are worth a passage.

use super::passage::{Match, Shows};
use crate::index::{Around, Layout, Zone};
use crate::search::prepared::Prepared;
use crate::search::relation::Relation;
use crate::search::sightings::{Sighting, Sought};

/// How near a unit's own word something is: a unit is shown by the nearest that an article has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Typed,
    Synonym,
    Loose,
}

/// What matches in an article outside its title, in order of piece and place. The names of its
/// organisations stand beside a result anyway.
pub(super) fn matches(sought: &Sought, prepared: &Prepared) -> Vec<Match> {
    let mut sightings = sought.sightings(prepared);
    if sightings.is_empty() {
        return Vec::new();
    }
    let shown: Vec<bool> = Layout::of(&prepared.article)
        .texts()
        .map(|text| text.zone != Zone::Title && text.around != Some(Around::Organisation))
        .collect();
    sightings.retain(|sighting| shown[sighting.piece]);
    let units = sightings.iter().map(|sighting| sighting.unit + 1).max().unwrap_or_default();
    let mut nearest = vec![Class::Loose; units];
    for sighting in &sightings {
        nearest[sighting.unit] = nearest[sighting.unit].min(class(sighting));
    }
    sightings
        .into_iter()
        .map(|sighting| {
            let class = class(&sighting);
            let shows = match class {
                _ if sighting.required => Shows::Phrase,
                Class::Loose => Shows::Loose,
                class if class == nearest[sighting.unit] => Shows::Unit,
                _ => Shows::Nothing,
            };
            let Sighting { piece, range, unit, .. } = sighting;
            Match { piece, range, unit, shows }
        })
        .collect()
}

fn class(sighting: &Sighting) -> Class {
    match sighting.relation {
        Relation::Same | Relation::Inflected | Relation::Piece | Relation::Part => Class::Typed,
        Relation::Synonym => Class::Synonym,
        Relation::Apart | Relation::Loose => Class::Loose,
    }
}
