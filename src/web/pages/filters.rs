//! The filters beside the results: fields of the search form, with what each value would give.

use jiff::civil::Date;
use maud::{Markup, html};

use super::form::{SearchForm, address, period_name};
use super::icons::Icon;
use super::layout::articles;
use crate::article::Kind;
use crate::render;
use crate::search::{FacetValue, Facets, Period, SearchRequest};

/// The form every field on the search page belongs to.
pub const FORM: &str = "zoek";

/// Organisations listed before the rest is folded away: what fits beside ten results on a laptop.
const SHOWN: usize = 7;
/// Organisations listed in all. Beyond some hundreds a list of boxes is no help any more; the field
/// below it takes any name.
const MOST_LISTED: usize = 200;
/// Years listed before the older ones are folded away: with the organisations, a laptop's height.
const YEARS_SHOWN: usize = 8;

/// All filters, folded on a narrow screen.
pub fn panel(form: &SearchForm, facets: &Facets) -> Markup {
    let chosen = chips(&form.request).len();
    html! {
        details.filters #filters open[form.fault_in_filters()] {
            summary {
                (Icon::Filter.show()) "Filters"
                @if chosen > 0 { " " span.count { (chosen) span.unseen { " gekozen" } } }
            }
            section aria-labelledby="filters-titel" {
                h2 #filters-titel { "Filters" }
                (kinds(form, &facets.kinds))
                (organisations(&form.request, &facets.organisations))
                (period(form))
                (years(&form.request, &facets.years))
                (events(&form.request))
                button.primary type="submit" form=(FORM) { "Toon resultaten" }
            }
        }
    }
}

/// The filters in force, each a link that lifts it.
pub fn active(request: &SearchRequest) -> Markup {
    let chips = chips(request);
    html! {
        @if !chips.is_empty() {
            nav.active aria-label="Gekozen filters" {
                ul {
                    @for (label, without) in &chips {
                        li {
                            a.chip href=(address(without)) {
                                span { span.unseen { "Verwijder filter " } (label) }
                                (Icon::Cross.show())
                            }
                        }
                    }
                    @if chips.len() > 1 {
                        li { a href=(address(&unfiltered(request))) { "Wis alle filters" } }
                    }
                }
            }
        }
    }
}

/// The search without any filter.
pub fn unfiltered(request: &SearchRequest) -> SearchRequest {
    SearchRequest {
        query: request.query.clone(),
        sort: request.sort,
        per_page: request.per_page,
        ..SearchRequest::default()
    }
}

/// Each filter in force in words, with the search that lacks it.
pub fn chips(request: &SearchRequest) -> Vec<(String, SearchRequest)> {
    let filters = &request.filters;
    let mut chips = Vec::new();
    let mut push = |label: String, change: &dyn Fn(&mut SearchRequest)| {
        let mut without = SearchRequest { page: 1, ..request.clone() };
        change(&mut without);
        chips.push((label, without));
    };
    for name in &filters.organisations {
        push(name.clone(), &|r| r.filters.organisations.retain(|other| other != name));
    }
    for kind in &filters.kinds {
        push(kind.label().to_owned(), &|r| r.filters.kinds.retain(|other| other != kind));
    }
    let lift_days = |r: &mut SearchRequest| {
        r.filters.from = None;
        r.filters.to = None;
    };
    match (filters.from, filters.to) {
        (Some(from), Some(to)) if whole_year(from.year()) == Some((from, to)) => {
            push(from.year().to_string(), &lift_days);
        }
        (Some(from), Some(to)) => {
            push(format!("{} tot en met {}", render::date(from), render::date(to)), &lift_days);
        }
        (Some(from), None) => {
            push(format!("vanaf {}", render::date(from)), &lift_days);
        }
        (None, Some(to)) => {
            push(format!("tot en met {}", render::date(to)), &lift_days);
        }
        (None, None) => {}
    }
    if let Some(period) = filters.period {
        push(period_label(period).to_owned(), &|r| r.filters.period = None);
    }
    chips
}

fn period_label(period: Period) -> &'static str {
    match period {
        Period::Coming => "Komende evenementen",
        Period::Past => "Voorbije evenementen",
    }
}

impl SearchForm {
    fn fault_in_filters(&self) -> bool {
        self.faults.iter().any(|fault| fault.field != "q" && fault.field != "pagina")
    }
}

fn kinds(form: &SearchForm, facet: &[FacetValue]) -> Markup {
    let chosen = &form.request.filters.kinds;
    html! {
        fieldset {
            legend { "Soort" }
            (fault(form, "soort"))
            @for kind in Kind::ALL {
                @let count = count(facet, kind.name());
                (checkbox("soort", kind.name(), kind.label(), count, chosen.contains(&kind)))
            }
        }
    }
}

fn organisations(request: &SearchRequest, facet: &[FacetValue]) -> Markup {
    let chosen = &request.filters.organisations;
    // What is chosen stands on top, also when nothing of it is left.
    let mut listed: Vec<(&str, usize)> =
        chosen.iter().map(|name| (name.as_str(), count(facet, name))).collect();
    listed.extend(
        facet
            .iter()
            .filter(|value| !chosen.contains(&value.value))
            .map(|value| (value.value.as_str(), value.count)),
    );
    let (first, rest) = listed.split_at(listed.len().min(SHOWN.max(chosen.len())));
    let row = |(name, count): &(&str, usize)| {
        checkbox("organisatie", name, name, *count, chosen.iter().any(|other| other == name))
    };
    html! {
        @if !listed.is_empty() {
            fieldset {
                legend { "Organisatie" }
                @for entry in first { (row(entry)) }
                @if !rest.is_empty() {
                    details.more {
                        summary {
                            "Nog " (rest.len()) (if rest.len() == 1 { " organisatie" } else { " organisaties" })
                        }
                        (other_organisation())
                        @for entry in rest.iter().take(MOST_LISTED) { (row(entry)) }
                    }
                }
            }
        }
    }
}

/// Any organisation, by one of its names. With script, the field narrows the list instead.
fn other_organisation() -> Markup {
    html! {
        div.field {
            label for="andere-organisatie" { "Zoek een organisatie" }
            input #andere-organisatie type="text" name="organisatie" form=(FORM) autocomplete="off"
                spellcheck="false" enterkeyhint="search";
            p.hint #andere-organisatie-aantal role="status" {}
        }
    }
}

fn checkbox(name: &str, value: &str, label: &str, count: usize, checked: bool) -> Markup {
    html! {
        label.choice data-empty[count == 0] {
            input type="checkbox" name=(name) value=(value) form=(FORM) checked[checked];
            span.name { (label) }
            " "
            span.number { (count) span.unseen { " " (articles(count)) } }
        }
    }
}

fn period(form: &SearchForm) -> Markup {
    let filters = &form.request.filters;
    html! {
        fieldset.period {
            legend { "Gepubliceerd" }
            (date_field(form, "van", "Van", filters.from, form.from_typed.as_deref()))
            (date_field(form, "tot", "Tot en met", filters.to, form.to_typed.as_deref()))
        }
    }
}

/// A date field shows nothing for what is not a date; then a text field gives back what was typed.
fn date_field(
    form: &SearchForm,
    name: &'static str,
    label: &str,
    date: Option<Date>,
    typed: Option<&str>,
) -> Markup {
    let fault_id = form.fault_of(name).map(|_| format!("{name}-fout"));
    html! {
        div.field {
            label for=(name) { (label) }
            @if let Some(typed) = typed {
                input #(name) type="text" name=(name) form=(FORM) value=(typed)
                    placeholder="jjjj-mm-dd" autocomplete="off" aria-invalid="true"
                    aria-describedby=[fault_id];
            } @else {
                input #(name) type="date" name=(name) form=(FORM) value=[date]
                    aria-invalid=[fault_id.as_ref().map(|_| "true")] aria-describedby=[fault_id];
            }
            (fault(form, name))
        }
    }
}

/// The fault of a field, where the field's `aria-describedby` finds it.
pub fn fault(form: &SearchForm, field: &str) -> Markup {
    html! {
        @if let Some(fault) = form.fault_of(field) {
            p.fault id={ (field) "-fout" } { (fault.message) }
        }
    }
}

/// The years as a histogram of links, newest first; choosing one sets the days.
fn years(request: &SearchRequest, facet: &[FacetValue]) -> Markup {
    let most = facet.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    let mut listed: Vec<Year<'_>> =
        facet.iter().filter_map(|value| Year::of(value, request)).collect();
    listed.sort_by_key(|year| std::cmp::Reverse(year.first));
    let (first, rest) = listed.split_at(listed.len().min(YEARS_SHOWN));
    let row = |year: &Year<'_>| html! { li { (year_link(request, year, most)) } };
    html! {
        @if !listed.is_empty() {
            nav.years aria-labelledby="jaren-titel" {
                h3 #jaren-titel { "Per jaar" }
                ul { @for year in first { (row(year)) } }
                @if !rest.is_empty() {
                    // What is chosen is never folded away.
                    details.more open[rest.iter().any(|year| year.current)] {
                        summary {
                            "Nog " (rest.len()) (if rest.len() == 1 { " ouder jaar" } else { " oudere jaren" })
                        }
                        ul { @for year in rest { (row(year)) } }
                    }
                }
            }
        }
    }
}

struct Year<'a> {
    value: &'a FacetValue,
    first: Date,
    last: Date,
    /// Exactly this year is chosen.
    current: bool,
    /// No day of it is outside the days that are chosen.
    within: bool,
}

impl Year<'_> {
    fn of<'a>(value: &'a FacetValue, request: &SearchRequest) -> Option<Year<'a>> {
        let (first, last) = value.value.parse().ok().and_then(whole_year)?;
        let (from, to) = (request.filters.from, request.filters.to);
        let current = from == Some(first) && to == Some(last);
        let within = from.is_none_or(|from| from <= first) && to.is_none_or(|to| last <= to);
        Some(Year { value, first, last, current, within })
    }
}

fn year_link(request: &SearchRequest, year: &Year<'_>, most: usize) -> Markup {
    let mut there = SearchRequest { page: 1, ..request.clone() };
    // A second click on the year in force lifts it.
    there.filters.from = (!year.current).then_some(year.first);
    there.filters.to = (!year.current).then_some(year.last);
    let FacetValue { value, count } = year.value;
    html! {
        a href=(address(&there)) aria-current=[year.current.then_some("true")]
            data-out[!year.within] {
            span.name { (value) }
            " "
            svg.bar width="100%" height="12" aria-hidden="true" focusable="false" {
                rect width={ (count * 100 / most) "%" } height="12" {}
            }
            span.number { (count) span.unseen { " " (articles(*count)) } }
        }
    }
}

/// The first and last day of a year; `None` outside the calendar.
fn whole_year(year: i16) -> Option<(Date, Date)> {
    let first = Date::new(year, 1, 1).ok()?;
    Some((first, first.last_of_year()))
}

fn events(request: &SearchRequest) -> Markup {
    let choice = |value: &str, label: &str, checked: bool| {
        html! {
            label.choice {
                input type="radio" name="periode" value=(value) form=(FORM) checked[checked];
                span.name { (label) }
            }
        }
    };
    let chosen = request.filters.period;
    html! {
        fieldset {
            legend { "Wanneer vindt het plaats?" }
            (choice("", "Maakt niet uit", chosen.is_none()))
            @for period in [Period::Coming, Period::Past] {
                (choice(period_name(period), period_label(period), chosen == Some(period)))
            }
        }
    }
}

fn count(facet: &[FacetValue], value: &str) -> usize {
    facet.iter().find(|known| known.value == value).map_or(0, |known| known.count)
}
