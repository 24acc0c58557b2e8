//! Filters and facets: which matches remain, and how many would under another choice.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::answer::{FacetValue, Facets};
use super::columns::{Columns, Row};
use super::request::{Filters, Period};
use crate::article::Kind;
use crate::index::{NO_DATE, day_number};

/// Filters resolved against the index.
pub(super) struct Filter<'a> {
    columns: &'a Columns,
    /// Indexes of the chosen organisations, ascending; `None` when none was chosen.
    organisations: Option<Vec<u32>>,
    /// The names as they are shown when chosen, also those that no article has.
    chosen_organisations: BTreeSet<String>,
    kinds: &'a [Kind],
    from: Option<i64>,
    to: Option<i64>,
    period: Option<Period>,
    today: i64,
}

/// Which filters a row meets.
#[derive(Clone, Copy)]
struct Met {
    organisation: bool,
    kind: bool,
    days: bool,
    period: bool,
}

impl Met {
    fn all(self) -> bool {
        self.organisation && self.kind && self.days && self.period
    }
}

impl<'a> Filter<'a> {
    /// `canonical` gives an organisation's name as it is shown, from any of its names.
    pub fn resolve(
        filters: &'a Filters,
        columns: &'a Columns,
        canonical: &dyn Fn(&str) -> String,
        today: Date,
    ) -> Filter<'a> {
        let chosen_organisations: BTreeSet<String> =
            filters.organisations.iter().map(|name| canonical(name)).collect();
        // Both are in the order of names, so the indexes ascend.
        let organisations = (!chosen_organisations.is_empty()).then(|| {
            chosen_organisations
                .iter()
                .filter_map(|name| columns.organisations.binary_search(name).ok())
                .map(|index| index as u32)
                .collect()
        });
        Filter {
            columns,
            organisations,
            chosen_organisations,
            kinds: &filters.kinds,
            from: filters.from.map(day_number),
            to: filters.to.map(day_number),
            period: filters.period,
            today: day_number(today),
        }
    }

    /// Keeps the rows that meet every filter, and counts the facets of all rows in the same pass.
    pub fn apply<T>(&self, rows: &mut Vec<T>, row_of: impl Fn(&T) -> Row) -> Facets {
        let mut counts = Counts::new(self.columns.organisations.len());
        rows.retain(|item| {
            let row = row_of(item);
            let met = self.met(row);
            counts.add(self.columns, row, met);
            met.all()
        });
        counts.into_facets(self)
    }

    /// Keeps the rows that meet every filter.
    pub fn retain<T>(&self, rows: &mut Vec<T>, row_of: impl Fn(&T) -> Row) {
        if self.restricts() {
            rows.retain(|item| self.met(row_of(item)).all());
        }
    }

    fn restricts(&self) -> bool {
        self.organisations.is_some()
            || !self.kinds.is_empty()
            || self.from.is_some()
            || self.to.is_some()
            || self.period.is_some()
    }

    fn met(&self, row: Row) -> Met {
        let columns = self.columns;
        let at = row as usize;
        let published = columns.published[at];
        Met {
            organisation: self.organisations.as_ref().is_none_or(|chosen| {
                columns
                    .organisations_of(row)
                    .iter()
                    .any(|value| chosen.binary_search(value).is_ok())
            }),
            kind: self.kinds.is_empty()
                || columns.kind[at].is_some_and(|kind| self.kinds.contains(&kind)),
            days: (self.from.is_none() && self.to.is_none())
                || published != NO_DATE
                    && self.from.is_none_or(|from| published >= from)
                    && self.to.is_none_or(|to| published <= to),
            period: self.period.is_none_or(|period| {
                let last_day = columns.event_ends[at];
                last_day != NO_DATE
                    && match period {
                        Period::Coming => last_day >= self.today,
                        Period::Past => last_day < self.today,
                    }
            }),
        }
    }
}

/// Counts per value; each facet leaves its own filter out of account.
struct Counts {
    organisations: Vec<usize>,
    kinds: [usize; Kind::ALL.len()],
    years: std::collections::BTreeMap<i64, usize>,
}

impl Counts {
    fn new(organisations: usize) -> Counts {
        Counts {
            organisations: vec![0; organisations],
            kinds: [0; Kind::ALL.len()],
            years: Default::default(),
        }
    }

    fn add(&mut self, columns: &Columns, row: Row, met: Met) {
        if met.kind && met.days && met.period {
            for &organisation in columns.organisations_of(row) {
                self.organisations[organisation as usize] += 1;
            }
        }
        if met.organisation
            && met.days
            && met.period
            && let Some(kind) = columns.kind[row as usize]
        {
            self.kinds[kind as usize] += 1;
        }
        if met.organisation
            && met.kind
            && met.period
            && let Some(year) = columns.year(row)
        {
            *self.years.entry(year).or_default() += 1;
        }
    }

    fn into_facets(self, filter: &Filter) -> Facets {
        let names = &filter.columns.organisations;
        let mut organisations: Vec<FacetValue> = names
            .iter()
            .zip(&self.organisations)
            .filter(|(name, count)| **count > 0 || filter.chosen_organisations.contains(*name))
            .map(|(name, count)| FacetValue { value: name.clone(), count: *count })
            .collect();
        // A chosen value stays listed, so that it can be given up again.
        for name in &filter.chosen_organisations {
            if names.binary_search(name).is_err() {
                organisations.push(FacetValue { value: name.clone(), count: 0 });
            }
        }
        organisations.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        let mut kinds: Vec<FacetValue> = Kind::ALL
            .into_iter()
            .filter(|kind| self.kinds[*kind as usize] > 0 || filter.kinds.contains(kind))
            .map(|kind| FacetValue {
                value: kind.name().to_owned(),
                count: self.kinds[kind as usize],
            })
            .collect();
        kinds.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        let years = self
            .years
            .into_iter()
            .rev()
            .map(|(year, count)| FacetValue { value: year.to_string(), count })
            .collect();
        Facets { organisations, kinds, years }
    }
}
