//! Articles and queries out of nothing: the same ones on every machine, of any number.
//!
//! Words follow Zipf's law, as words of running text do; most different words are compounds, as in
//! Dutch; an article keeps coming back to the words of its subject. The sentences mean nothing.

use bundelaar::article::{Article, ArticleId, Block, Kind};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::chance::Chance;
use crate::collection::Collection;

/// Twice the words of the judged pages: a large site of this kind.
const ARTICLES: usize = 2_000;
/// The length of a practice example.
const ARTICLE_WORDS: usize = 700;
const LEAD_WORDS: usize = 40;
const HEADING_WORDS: usize = 4;
const QUERIES: usize = 1_000;
const ORGANISATIONS: usize = 120;
const FIRST_DAY: Date = date(2012, 1, 1);
/// 2012 to 2026.
const DAYS: usize = 15 * 365;
/// One word in six is of the subject: about what remains of a text without its common words.
const SUBJECT_SHARE: usize = 6;
const SUBJECT_WORDS: usize = 12;

const FUNCTION_WORDS: &str = "de het een van en in is dat op te zijn met voor niet aan er om ook \
    als dan maar bij of uit nog door naar heeft over hun wordt kan meer wij zij die deze wie waar \
    geen al zo toch daarom soms vooral samen elke";
const NOUNS: &str = "werk werkgever werknemer opleiding organisatie coach mensen kans werkplek \
    project buurt zorg school stad gemeente winkel fiets keuken tuin boer brood kind ouder taal \
    energie dak water afval hout atelier machine klant markt prijs loon contract stage team \
    vergadering gesprek verhaal vraag antwoord idee plan doel resultaat steun subsidie bank lening \
    coöperatie vereniging vrijwilliger buur dorp wijk plein station trein bus auto garage wiel \
    ketting hamer kast stoel tafel lamp boek krant brief telefoon scherm foto film muziek theater \
    feest markt dag week maand jaar uur begin einde stap weg brug huis kamer deur sleutel";
const OTHER_WORDS: &str = "werkt werken gewerkt zoekt zoeken gezocht vindt vinden gevonden leert \
    leren geleerd begint begon begonnen groeit gegroeid helpt helpen geholpen bouwt bouwen gebouwd \
    kiest kiezen gekozen deelt delen gedeeld maakt maken gemaakt brengt brachten gebracht sociaal \
    sociale duurzame lokale kleine grote nieuwe oude eerste laatste sterke warme eerlijke \
    betaalbare gezonde circulaire groene jonge ervaren tevreden trots moeilijk eenvoudig snel";
/// First parts of compounds, with their link.
const FIRST_PARTS: &str = "arbeids opleidings werk zorg buurt school stads gemeente winkel fiets \
    keuken tuin boeren kinder ouder taal energie dak water afval hout klanten markt loon team \
    subsidie bank vrijwilligers dorps wijk stations auto boeken muziek theater feest jaar week huis \
    project coöperatie verenigings vergader machine brood leer bouw groei samenwerkings";

/// The generated articles and queries.
pub fn collection() -> Collection {
    let mut writer = Writer { words: Vocabulary::new(), chance: Chance::from(1) };
    let articles = (0..ARTICLES).map(|number| writer.article(number)).collect();
    let queries = (0..QUERIES).map(|_| writer.query()).collect();
    Collection { name: "generated", articles, queries }
}

/// Generated articles without end.
pub fn articles() -> impl Iterator<Item = Article> {
    let mut writer = Writer { words: Vocabulary::new(), chance: Chance::from(1) };
    (0..).map(move |number| writer.article(number))
}

struct Writer {
    words: Vocabulary,
    chance: Chance,
}

impl Writer {
    fn article(&mut self, number: usize) -> Article {
        let subject: Vec<usize> = (0..SUBJECT_WORDS).map(|_| self.content_word()).collect();
        let title_words = 4 + self.chance.below(6);
        let title = self.sentence(&subject, title_words);
        let lead = self.sentences(&subject, LEAD_WORDS);
        let mut body = Vec::new();
        let mut written = title_words + LEAD_WORDS;
        while written < ARTICLE_WORDS {
            if body.len() % 4 == 3 && written + HEADING_WORDS < ARTICLE_WORDS {
                let heading = self.sentence(&subject, HEADING_WORDS);
                body.push(Block::Heading(heading.trim_end_matches('.').to_owned()));
                written += HEADING_WORDS;
            }
            let words = (50 + self.chance.below(60)).min(ARTICLE_WORDS.saturating_sub(written));
            body.push(Block::Paragraph(self.sentences(&subject, words)));
            written += words;
        }
        let organisation = self.chance.below(ORGANISATIONS);
        let day = FIRST_DAY.saturating_add((self.chance.below(DAYS) as i64).days());
        Article {
            id: id(number),
            title: title.trim_end_matches('.').to_owned(),
            kind: Some(Kind::ALL[self.chance.below(Kind::ALL.len())]),
            lead,
            body,
            organisations: vec![format!("Organisatie {organisation}")],
            published: Some(day),
            contact: None,
            event: None,
            caption: None,
            source: None,
            picture: None,
        }
    }

    /// One to four words that say something.
    fn query(&mut self) -> String {
        let count = 1 + self.chance.below(4);
        let words: Vec<String> = (0..count)
            .map(|_| {
                let word = self.content_word();
                self.words.all[word].clone()
            })
            .collect();
        words.join(" ")
    }

    fn sentences(&mut self, subject: &[usize], words: usize) -> String {
        let mut text = String::new();
        let mut left = words;
        while left > 0 {
            let length = left.min(8 + self.chance.below(13));
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&self.sentence(subject, length));
            left -= length;
        }
        text
    }

    fn sentence(&mut self, subject: &[usize], words: usize) -> String {
        let mut text = String::new();
        for place in 0..words {
            let word = match self.chance.below(SUBJECT_SHARE) {
                0 => subject[self.chance.below(subject.len())],
                _ => self.words.draw(&mut self.chance),
            };
            let word = &self.words.all[word];
            if place == 0 {
                let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
                text.push_str(&first.to_uppercase());
                text.push_str(rest);
            } else {
                text.push(' ');
                text.push_str(word);
            }
        }
        text.push('.');
        text
    }

    fn content_word(&mut self) -> usize {
        loop {
            let word = self.words.draw(&mut self.chance);
            if word >= self.words.function_words {
                return word;
            }
        }
    }
}

/// Words from common to rare.
struct Vocabulary {
    all: Vec<String>,
    /// How many of them, the commonest, are function words.
    function_words: usize,
    /// For each word, the sum of its frequency and those of all before it.
    cumulative: Vec<f64>,
}

impl Vocabulary {
    fn new() -> Vocabulary {
        let mut all: Vec<String> = FUNCTION_WORDS.split_whitespace().map(str::to_owned).collect();
        let function_words = all.len();
        let mut content: Vec<String> = NOUNS
            .split_whitespace()
            .chain(OTHER_WORDS.split_whitespace())
            .map(str::to_owned)
            .collect();
        let mut compounds: Vec<String> = FIRST_PARTS
            .split_whitespace()
            .flat_map(|first| NOUNS.split_whitespace().map(move |last| format!("{first}{last}")))
            .collect();
        let mut chance = Chance::from(2);
        chance.shuffle(&mut content);
        chance.shuffle(&mut compounds);
        all.append(&mut content);
        all.append(&mut compounds);
        // Zipf's law with Mandelbrot's correction for the commonest words (1953).
        let frequency = |rank: usize| 1.0 / (rank as f64 + 2.7);
        let cumulative = (0..all.len())
            .scan(0.0, |sum, rank| {
                *sum += frequency(rank);
                Some(*sum)
            })
            .collect();
        Vocabulary { all, function_words, cumulative }
    }

    fn draw(&self, chance: &mut Chance) -> usize {
        let whole = self.cumulative.last().copied().unwrap_or_default();
        let at = chance.fraction() * whole;
        self.cumulative.partition_point(|sum| *sum <= at).min(self.all.len() - 1)
    }
}

fn id(number: usize) -> ArticleId {
    format!("artikel-{number:05}").parse().expect("letters, digits and a hyphen are an id")
}
