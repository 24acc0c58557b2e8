//! What the search makes of typing as people type: while they do, with errors, and of input that is
//! meant to hurt. One thread, in process.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Result, ensure};
use bundelaar::index::{Options, update};
use bundelaar::search::{Engine, MAX_QUERY_BYTES, SearchRequest, Weights};
use bundelaar::source::Organisations;
use jiff::civil::{Date, date};

use crate::chance::Chance;
use crate::collection::{Collection, vocabularies};
use crate::percentiles::Sample;
use crate::place;
use crate::texts::searchable_words;

/// Any day: the articles are no events.
const TODAY: Date = date(2026, 1, 1);
/// Suggestions of a list.
const LIMIT: usize = 8;
/// Words of four letters or more are corrected.
const SHORTEST: usize = 4;
/// Hostile queries.
const HOSTILE: usize = 100_000;
/// One hostile query in so many is as long as is allowed.
const LONG_ONES: usize = 100;

pub fn report(collection: &Collection) -> Result<()> {
    let judged_forms = forms()?;
    for (name, vocabulary) in vocabularies()? {
        let folder = tempfile::tempdir()?;
        let (generation, _) = update(folder.path(), collection, &vocabulary, Options::default())?;
        let engine = Engine::open(&generation, Organisations::default(), Weights::default())?;
        println!("\nTyping, {name}");
        keystrokes(&engine, collection)?;
        misspellings(&engine, collection)?;
        real_words(&engine, "words of the articles", &words_of(collection))?;
        if !judged_forms.is_empty() {
            real_words(&engine, "judged forms, in the articles or not", &judged_forms)?;
        }
        hostile(&engine, collection)?;
    }
    Ok(())
}

/// Suggestions after every letter of the queries.
fn keystrokes(engine: &Engine, collection: &Collection) -> Result<()> {
    let mut took = Sample::default();
    for query in collection.queries.iter().step_by(4) {
        for (end, _) in query.char_indices().skip(1) {
            took.time(|| engine.suggest(&query[..end], LIMIT))?;
        }
    }
    row("suggestions, each keystroke of the queries", &took);
    Ok(())
}

/// Words of titles with one typing error: is the right word among the suggestions?
fn misspellings(engine: &Engine, collection: &Collection) -> Result<()> {
    let mut words = BTreeSet::new();
    for article in &collection.articles {
        let title = article.title.split(|c: char| !c.is_alphabetic());
        let whole = |word: &&str| {
            word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        words.extend(title.filter(whole));
    }
    let mut chance = Chance::from(1);
    let mut took = Sample::default();
    let (mut tried, mut right) = (0, 0);
    for word in words {
        for wrong in errors(word, &mut chance) {
            let suggestions = took.time(|| engine.suggest(&wrong, LIMIT))?;
            tried += 1;
            right += usize::from(suggestions.iter().any(|it| it.text.to_lowercase() == *word));
        }
    }
    row(&format!("{tried} misspelt title words, {} right", share(right, tried)), &took);
    Ok(())
}

/// One error of each kind, at any place: a letter left out, added, replaced, two exchanged.
fn errors(word: &str, chance: &mut Chance) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut made = BTreeSet::new();
    for kind in 0..4 {
        let mut wrong = letters.clone();
        let at = chance.below(letters.len());
        let letter = char::from(b'a' + chance.below(26) as u8);
        match kind {
            0 => drop(wrong.remove(at)),
            1 => wrong.insert(at, letter),
            2 => wrong[at] = letter,
            _ => wrong.swap(at, (at + 1).min(letters.len() - 1)),
        }
        made.insert(wrong.into_iter().collect());
    }
    made.remove(word);
    made
}

/// How often another spelling is offered for what is spelled well.
fn real_words(engine: &Engine, name: &str, words: &BTreeSet<String>) -> Result<()> {
    let mut took = Sample::default();
    let mut offered = 0;
    for word in words {
        let request = SearchRequest { query: word.clone(), ..SearchRequest::default() };
        let answer = took.time(|| engine.search(&request, TODAY))?;
        offered += usize::from(answer.did_you_mean.is_some());
    }
    let offered = share(offered, words.len());
    row(&format!("{} {name}, \"bedoelde u\" for {offered}", words.len()), &took);
    Ok(())
}

fn words_of(collection: &Collection) -> BTreeSet<String> {
    let words = collection.articles.iter().flat_map(searchable_words);
    let letters = |word: &String| word.len() >= SHORTEST && word.chars().all(char::is_alphabetic);
    words.map(|word| word.to_lowercase()).filter(letters).collect()
}

/// The forms of the judged inflections; none where those are not at hand.
fn forms() -> Result<BTreeSet<String>> {
    let Some(folder) = place::folder("dutch") else { return Ok(BTreeSet::new()) };
    let lists = fs::read_to_string(folder.join("inflection.dev.tsv"))?;
    let forms = lists.lines().filter_map(|line| line.split('\t').next());
    Ok(forms.filter(|form| form.len() >= SHORTEST).map(str::to_owned).collect())
}

/// Queries of words, parts of words, operators and signs of all kinds, some as long as is allowed.
fn hostile(engine: &Engine, collection: &Collection) -> Result<()> {
    const SIGNS: &[&str] = &[
        "\"",
        "“",
        "„",
        "”",
        "-",
        "−",
        "-\"",
        "*",
        ":",
        "titel:",
        "organisatie:",
        "soort:",
        "titel:\"",
        " OF ",
        " OR ",
        " ",
        "\t",
        "\0",
        "'",
        "&",
        "(",
        ")",
        "\\",
        "/",
        "<b>",
        "%00",
        "a*",
        "de*",
        "e*",
        "\u{200B}",
        "\u{AD}",
        "e\u{301}",
        "ĳ",
        "ß",
        "👩‍🏭",
        "ж",
        "語",
        "-ste",
        "2016",
        "augustus 2016",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "beroepsopleidingsvoorzieningen",
    ];
    let words: Vec<String> = words_of(collection).into_iter().collect();
    let mut chance = Chance::from(2);
    let mut took = Sample::default();
    for number in 0..HOSTILE {
        let length = if number % LONG_ONES == 0 { MAX_QUERY_BYTES } else { 1 + chance.below(120) };
        let mut query = String::new();
        while query.len() < length {
            let word = &words[chance.below(words.len())];
            match chance.below(6) {
                0 => {
                    let end = word.floor_char_boundary(1 + chance.below(word.len()));
                    query.push_str(&word[..end]);
                }
                1 | 2 => query.push_str(word),
                _ => query.push_str(SIGNS[chance.below(SIGNS.len())]),
            }
            if chance.below(3) == 0 {
                query.push(' ');
            }
        }
        query.truncate(query.floor_char_boundary(MAX_QUERY_BYTES));
        let request = SearchRequest { query, ..SearchRequest::default() };
        let answer = took.time(|| engine.search(&request, TODAY))?;
        ensure!(answer.hits.len() <= answer.total, "{:?}", request.query);
    }
    row(&format!("{HOSTILE} hostile queries"), &took);
    Ok(())
}

fn share(part: usize, whole: usize) -> String {
    format!("{:.2}%", 100.0 * part as f64 / whole.max(1) as f64)
}

fn row(name: &str, took: &Sample) {
    let [p50, p99, p999, most] = [0.5, 0.99, 0.999, 1.0].map(|share| took.percentile(share));
    println!("  {name}\n    ms: p50 {p50:.3}, p99 {p99:.3}, p99.9 {p999:.3}, longest {most:.3}");
}
