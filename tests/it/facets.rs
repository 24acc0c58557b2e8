//! Facets, totals and pages of random filters, compared with a scan of all articles one by one.

use std::collections::BTreeMap;

use bundelaar::article::{Article, Kind};
use bundelaar::search::{Answer, Engine, FacetValue, Filters, Period, SearchRequest, Sort};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::site::engine;

const TODAY: Date = date(2022, 6, 15);
const ORGANISATIONS: [&str; 5] = ["Appelaar", "Bolster", "Cederwerk", "Distel", "Eikhout"];
/// Each its own term, none a part of another.
const WORDS: [&str; 4] = ["zilver", "koper", "wol", "leem"];
const TITLES: [&str; 4] = ["Bij de oven", "bij de Oven", "Aan tafel", "Één dag"];

/// An article made of choices, many of them equal to another's, so that ties are the rule.
fn article(number: usize, choice: (u8, u8, u8, u8, u8)) -> Article {
    let (organisations, kind, day, words, title) = choice;
    let pick = |all: &[&str], bits: u8| -> Vec<String> {
        let chosen = all.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
        chosen.map(|(_, one)| (*one).to_owned()).collect()
    };
    let kind = [None, Some("praktijkvoorbeeld"), Some("inspiratie"), Some("evenement")]
        [usize::from(kind % 4)];
    let year = 2019 + i32::from(day % 5);
    let published = (day % 7 != 0).then(|| format!("{year}-0{}-15", 1 + day % 3));
    let event = (kind == Some("evenement")).then(
        || json!({"begint": format!("2022-06-{}", 13 + day % 5), "eindigt": null, "plaats": null}),
    );
    serde_json::from_value(json!({
        "id": format!("a{:03}", (number * 37) % 101),
        "titel": TITLES[usize::from(title) % TITLES.len()],
        "soort": kind,
        "inleiding": "",
        "tekst": [{"alinea": pick(&WORDS, words).join(" ")}],
        "organisaties": pick(&ORGANISATIONS, organisations & 0b11011),
        "gepubliceerdOp": published,
        "contact": null,
        "evenement": event,
        "bijschrift": null,
        "bron": null,
    }))
    .expect("the contract's form")
}

/// What the engine should do, done the slow way.
struct Scan<'a>(&'a [Article]);

impl Scan<'_> {
    fn matches(&self, request: &SearchRequest) -> Vec<&Article> {
        self.0
            .iter()
            .filter(|article| has_words(article, &request.query))
            .filter(|article| meets(article, &request.filters))
            .collect()
    }

    fn facet<T: Ord>(
        &self,
        request: &SearchRequest,
        without: impl Fn(&mut Filters),
        values: impl Fn(&Article) -> Vec<T>,
    ) -> BTreeMap<T, usize> {
        let mut other = request.clone();
        without(&mut other.filters);
        let mut counts = BTreeMap::new();
        for value in self.matches(&other).into_iter().flat_map(values) {
            *counts.entry(value).or_default() += 1;
        }
        counts
    }
}

/// One word, or one word without another.
fn has_words(article: &Article, query: &str) -> bool {
    let text = article.body.first().map(|block| block.texts().collect::<String>());
    let has = |word: &str| text.as_ref().is_some_and(|text| text.contains(word));
    match query.split_once(" -") {
        Some((word, other)) => has(word) && !has(other),
        None => query.is_empty() || has(query),
    }
}

fn meets(article: &Article, filters: &Filters) -> bool {
    let last_day = article.event.as_ref().and_then(|event| event.starts).map(|at| at.date());
    (filters.organisations.is_empty()
        || filters.organisations.iter().any(|name| article.organisations.contains(name)))
        && (filters.kinds.is_empty()
            || article.kind.is_some_and(|kind| filters.kinds.contains(&kind)))
        && filters.from.is_none_or(|from| article.published.is_some_and(|day| day >= from))
        && filters.to.is_none_or(|to| article.published.is_some_and(|day| day <= to))
        && filters.period.is_none_or(|period| {
            last_day.is_some_and(|day| match period {
                Period::Coming => day >= TODAY,
                Period::Past => day < TODAY,
            })
        })
}

fn search(engine: &Engine, request: &SearchRequest) -> Answer {
    engine.search(request, TODAY).expect("an answer")
}

fn ids(articles: &[&Article]) -> Vec<String> {
    let mut ids: Vec<String> = articles.iter().map(|article| article.id.to_string()).collect();
    ids.sort_unstable();
    ids
}

/// Counts as a facet shows them; a chosen value stays with 0.
fn check_facet(found: &[FacetValue], expect: BTreeMap<String, usize>, chosen: &[String]) {
    let found: BTreeMap<String, usize> =
        found.iter().map(|facet| (facet.value.clone(), facet.count)).collect();
    let mut expect = expect;
    for value in chosen {
        expect.entry(value.clone()).or_default();
    }
    assert_eq!(found, expect);
}

/// All pages one after the other are the matches, each once, in the order asked for.
fn check_pages(engine: &Engine, request: &SearchRequest, expect: &[&Article]) {
    let mut listed = Vec::new();
    for page in 1.. {
        let answer = search(engine, &SearchRequest { page, ..request.clone() });
        assert_eq!(answer.total, expect.len());
        if answer.hits.is_empty() {
            break;
        }
        assert!(answer.hits.len() <= request.per_page);
        listed.extend(answer.hits);
    }
    let mut once: Vec<String> = listed.iter().map(|hit| hit.id.to_string()).collect();
    once.sort_unstable();
    assert_eq!(once, ids(expect));
    for pair in listed.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        let dated = |hit: &bundelaar::search::Hit| (hit.published.is_none(), hit.published);
        let in_order = match request.sort {
            Sort::Relevance if request.query.is_empty() => true,
            Sort::Relevance => (b.score, &a.id) <= (a.score, &b.id),
            Sort::Oldest => (dated(a), &a.id) < (dated(b), &b.id),
            Sort::Newest => match (a.published, b.published) {
                (Some(x), Some(y)) => x > y || (x == y && a.id < b.id),
                (None, None) => a.id < b.id,
                (x, _) => x.is_some(),
            },
            Sort::Title => {
                let key = |title: &str| title.to_lowercase().replace('é', "e");
                (key(&a.title), &a.id) < (key(&b.title), &b.id)
            }
        };
        assert!(in_order, "{} before {} by {:?}", a.id, b.id, request.sort);
    }
}

fn check(engine: &Engine, scan: &Scan, request: &SearchRequest) {
    let answer = search(engine, request);
    let expect = scan.matches(request);
    assert_eq!(answer.total, expect.len());

    let filters = &request.filters;
    let organisations =
        scan.facet(request, |f| f.organisations.clear(), |article| article.organisations.clone());
    check_facet(&answer.facets.organisations, organisations, &filters.organisations);
    let kinds = scan.facet(
        request,
        |f| f.kinds.clear(),
        |article| article.kind.iter().map(|kind| kind.name().to_owned()).collect(),
    );
    let chosen: Vec<String> = filters.kinds.iter().map(|kind| kind.name().to_owned()).collect();
    check_facet(&answer.facets.kinds, kinds, &chosen);
    let years = scan.facet(
        request,
        |f| (f.from, f.to) = (None, None),
        |article| article.published.iter().map(|day| day.year().to_string()).collect(),
    );
    check_facet(&answer.facets.years, years, &[]);

    // A count is what one finds on choosing the value.
    let total_with = |change: &dyn Fn(&mut Filters)| {
        let mut other = SearchRequest { page: 1, ..request.clone() };
        change(&mut other.filters);
        search(engine, &other).total
    };
    for FacetValue { value, count } in &answer.facets.organisations {
        assert_eq!(total_with(&|f| f.organisations = vec![value.clone()]), *count, "{value}");
    }
    for FacetValue { value, count } in &answer.facets.kinds {
        let kind: Kind = value.parse().expect("a kind");
        assert_eq!(total_with(&|f| f.kinds = vec![kind]), *count, "{value}");
    }
    for FacetValue { value, count } in &answer.facets.years {
        let year = value.parse().expect("a year");
        let whole = (Some(date(year, 1, 1)), Some(date(year, 12, 31)));
        assert_eq!(total_with(&|f| (f.from, f.to) = whole), *count, "{value}");
    }
    check_pages(engine, request, &expect);
}

fn requests() -> impl Strategy<Value = SearchRequest> {
    let queries = prop::sample::select(vec!["", "zilver", "koper", "wol -leem", "leem -zilver"]);
    let kinds = prop::sample::subsequence(Kind::ALL.to_vec(), 0..=3);
    let names = prop::sample::subsequence(ORGANISATIONS.to_vec(), 0..=3);
    let days = (prop::option::of(2018..2024i16), 0..4i16);
    let periods = prop::sample::select(vec![None, None, Some(Period::Coming), Some(Period::Past)]);
    let sorts =
        prop::sample::select(vec![Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Title]);
    (queries, kinds, names, days, periods, sorts, 1..40usize).prop_map(
        |(query, kinds, names, (from, length), period, sort, per_page)| SearchRequest {
            query: query.to_owned(),
            filters: Filters {
                organisations: names.into_iter().map(str::to_owned).collect(),
                kinds,
                from: from.map(|year| date(year, 2, 15)),
                to: from.filter(|_| length > 0).map(|year| date(year + length, 2, 14)),
                period,
            },
            sort,
            page: 1,
            per_page,
            explain: false,
        },
    )
}

#[test]
fn random_filters_agree_with_a_scan() {
    let choices = prop::collection::vec(any::<(u8, u8, u8, u8, u8)>(), 101);
    let mut runner = TestRunner::new(Config { cases: 4, ..Config::default() });
    runner
        .run(&(choices, prop::collection::vec(requests(), 40)), |(choices, requests)| {
            let articles: Vec<Article> =
                choices.into_iter().enumerate().map(|(at, choice)| article(at, choice)).collect();
            let folder = tempfile::tempdir().expect("a temporary folder");
            let engine = engine(folder.path(), articles.clone());
            for request in &requests {
                check(&engine, &Scan(&articles), request);
            }
            Ok(())
        })
        .expect("engine and scan agree");
}
