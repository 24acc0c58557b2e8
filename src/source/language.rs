//! Whether an article is in Dutch.
//!
//! What a form states is believed when it says Dutch. Pages state much by their template's default,
//! so another language counts only when the text does not look Dutch.

use whatlang::{Detector, Lang};

use crate::article::Article;

/// The language that an article is in instead of Dutch, in English; `None` when it is Dutch or too
/// short to tell.
pub(super) fn foreign_language(article: &Article, stated: Option<&str>) -> Option<&'static str> {
    if stated.is_some_and(is_dutch_tag) {
        return None;
    }
    let sample = sample(article);
    if has_dutch_words(&sample) {
        return None;
    }
    // Shorter Dutch is taken for German at times.
    const FEWEST_WORDS: usize = 30;
    if sample.split_whitespace().count() < FEWEST_WORDS {
        return None;
    }
    // The languages that a Flemish organisation may write in. From more, whatlang finds more wrong
    // ones.
    let known = vec![Lang::Nld, Lang::Fra, Lang::Eng, Lang::Deu];
    let found = Detector::with_allowlist(known).detect(&sample).filter(|found| found.is_reliable());
    match found?.lang() {
        Lang::Fra => Some("French"),
        Lang::Eng => Some("English"),
        Lang::Deu => Some("German"),
        _ => None,
    }
}

/// `nl`, `nl-BE`, `nl_BE`.
fn is_dutch_tag(tag: &str) -> bool {
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    language.eq_ignore_ascii_case("nl") || language.eq_ignore_ascii_case("dut")
}

/// The beginning of an article, some three paragraphs.
fn sample(article: &Article) -> String {
    const LENGTH: usize = 1_500;
    let texts = [article.title.as_str(), &article.lead].into_iter();
    let texts = texts.chain(article.body.iter().flat_map(|block| block.texts()));
    let mut sample = String::new();
    for text in texts {
        sample.push_str(text);
        sample.push('\n');
        if sample.len() >= LENGTH {
            sample.truncate(sample.floor_char_boundary(LENGTH));
            break;
        }
    }
    sample
}

/// Whether common Dutch words that are words of none of its neighbours occur as in Dutch. Nearly
/// every Dutch text passes, and it costs a hundredth of telling languages apart.
fn has_dutch_words(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "het", "een", "van", "zijn", "niet", "voor", "ook", "aan", "wordt", "naar", "bij", "maar",
        "deze", "hun",
    ];
    let mut seen = [false; WORDS.len()];
    let (mut words, mut dutch) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        if let Some(at) = WORDS.iter().position(|known| word.eq_ignore_ascii_case(known)) {
            seen[at] = true;
            dutch += 1;
        }
    }
    // In the sample articles every ninth word is one of these; names (Van, Het) make no three.
    dutch * 25 >= words && seen.iter().filter(|&&seen| seen).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(text: &str) -> Article {
        Article { lead: text.to_owned(), ..Article::sample("Titel") }
    }

    #[test]
    fn dutch_is_told_from_its_neighbours() {
        let check = |stated: Option<&str>, text: &str, expected: Option<&str>| {
            assert_eq!(foreign_language(&article(text), stated), expected, "{stated:?} {text}");
        };
        let dutch = "De ploeg bakt elke ochtend brood voor het hele dorp. Wie wil, leert er een vak, \
                     en dat is niet voor iedereen even gemakkelijk. Na een jaar gaan ze bij een bakker \
                     uit de buurt aan de slag, maar de deur van het atelier blijft open.";
        let french = "L'équipe cuit chaque matin du pain pour tout le village. Celui qui le souhaite y \
                      apprend un métier, et ce n'est pas facile pour tout le monde. Après un an, ils \
                      partent travailler chez un boulanger du quartier, mais la porte reste ouverte.";
        let english = "Every morning the team bakes bread for the whole village. Those who want to can \
                       learn a trade there, which is not easy for everybody. After a year they move on \
                       to a bakery in the neighbourhood, but the door of the workshop stays open.";
        check(None, dutch, None);
        check(Some("en"), dutch, None);
        check(None, french, Some("French"));
        check(Some("fr-BE"), french, Some("French"));
        check(None, english, Some("English"));
        // Believed.
        check(Some("nl-BE"), english, None);
        check(Some("NL"), english, None);
        // Too short to tell.
        check(None, "Das ist kurz.", None);
        check(None, "", None);
    }
}
