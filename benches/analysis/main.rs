//! What each step of the Dutch analysis brings, on judged forms and compounds.
//!
//! `cargo bench --bench analysis` takes every step of the inflection chain away in turn, and adds each
//! to Porter's stemmer alone, beside tantivy's own Kraaij-Pohlmann stemmer; then it splits the judged
//! words with each vocabulary. Without the judged data (see `eval/`) nothing is done.

mod gold;
#[path = "../judged/place.rs"]
mod place;

use std::fs;

use anyhow::Result;
use bundelaar::dutch::inflection::{CHAIN, Inflection, Step, Steps};
use bundelaar::dutch::{Analyzer, Dictionary, Vocabulary};
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

use gold::{Compounds, Forms};

/// Where Debian keeps the dictionary.
const SYSTEM_DICTIONARY: &str = "/usr/share/hunspell/nl_NL";

fn main() -> Result<()> {
    let Some(folder) = place::folder("dutch") else {
        println!("Skipped: the judged words are not in ../shared/eval or EVAL_DATA.");
        return Ok(());
    };
    inflection(&Forms::read(&folder.join("inflection.dev.tsv"))?);
    compounds(&Compounds::read(&folder.join("compounds.dev.tsv"))?)
}

fn inflection(forms: &Forms) {
    // Without diacritics and capitals, as the chain expects its words.
    let fold = Analyzer::new(Vocabulary::empty());
    let score = |steps: Steps| {
        let chain = Inflection::with_steps(steps);
        forms.score(|form| chain.term(&fold.word(form).exact))
    };
    let mut kraaij_pohlmann = TextAnalyzer::builder(RawTokenizer::default())
        .filter(Stemmer::new(Language::Dutch))
        .build();
    let kraaij_pohlmann = forms.score(|form| {
        let mut stem = String::new();
        kraaij_pohlmann.token_stream(&form.to_lowercase()).process(&mut |token| {
            stem.clone_from(&token.text);
        });
        stem
    });
    println!("Inflection: precision, recall and F1 over {} judged forms", forms.len());
    println!("  {:<28} {}", "whole chain", score(Steps::ALL));
    println!("  {:<28} {}", "Porter alone", score(Steps::NONE.with(Step::Porter)));
    println!("  {:<28} {kraaij_pohlmann}", "Kraaij-Pohlmann (tantivy)");
    for step in CHAIN {
        println!(
            "  {:<28} {}",
            format!("without {}", step.name()),
            score(Steps::ALL.without(step))
        );
    }
    for step in CHAIN.into_iter().filter(|step| *step != Step::Porter) {
        let steps = Steps::NONE.with(Step::Porter).with(step);
        println!("  {:<28} {}", format!("Porter and {}", step.name()), score(steps));
    }
}

fn compounds(words: &Compounds) -> Result<()> {
    println!("\nCompounds: precision, recall and F1 over {} judged words", words.len());
    let mut vocabularies =
        vec![("no list", Vocabulary::empty()), ("built-in list", Vocabulary::builtin())];
    let read = |extension| fs::read_to_string(format!("{SYSTEM_DICTIONARY}.{extension}"));
    match (read("aff"), read("dic")) {
        (Ok(affixes), Ok(list)) => {
            let dictionary = || Dictionary::parse(&affixes, &list);
            let alone = Vocabulary::empty().with_dictionary(dictionary()?);
            vocabularies.push(("hunspell-nl alone", alone));
            let both = Vocabulary::builtin().with_dictionary(dictionary()?);
            vocabularies.push(("built-in list, hunspell-nl", both));
        }
        _ => println!("Skipped: hunspell-nl, which is not installed."),
    }
    for (name, vocabulary) in vocabularies {
        let analyzer = Analyzer::new(vocabulary);
        let score = words.score(|word| {
            let analysed = analyzer.word(word);
            analysed.parts.iter().map(|part| part.lemma.clone()).collect()
        });
        println!("  {name:<28} {score}");
    }
    Ok(())
}
