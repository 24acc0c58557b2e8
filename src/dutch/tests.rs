//! The chain as a whole: what a visitor would notice.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::{Analyzer, Switches, Vocabulary, Word};

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::new(Vocabulary::builtin()));

fn lemmas(word: &Word) -> Vec<&str> {
    word.parts.iter().map(|part| part.lemma.as_str()).collect()
}

#[test]
fn splits_compounds_into_their_words() {
    let check = |word: &str, expect: &str| {
        assert_eq!(lemmas(&ANALYZER.word(word)).join(" "), expect, "{word}");
    };
    // No link, -s-, -en-, -er-, -e-.
    check("arbeidsmarkt", "arbeid markt");
    check("overheidssubsidies", "overheid subsidie");
    check("kinderopvang", "kind opvang");
    check("zonnepanelen", "zon paneel");
    check("boekenkast", "boek kast");
    check("energieprijzen", "energie prijs");
    // Hyphens, apostrophes, accents, digits.
    check("auto-industrie", "auto industrie");
    check("niet-winstgedreven", "niet winst gedreven");
    check("vakantiefoto's", "vakantie foto");
    check("16-jarige", "16 jarige");
    check("Overheidssteun", "overheid steun");
    check("energiecoöperatie", "energie cooperatie");
    // More than two parts.
    check("jeugdwerkloosheidscijfers", "jeugd werkloosheid cijfer");
    // An unknown modifier before a sure head.
    check("zarkonregering", "zarkon regering");
}

#[test]
fn leaves_other_words_whole() {
    for word in [
        // Prefixes and separable verbs.
        "inspelen",
        "voorwaarde",
        "overlevering",
        "bijeenkomst",
        "ondernemen",
        "bestaan",
        "verbeteren",
        "aandacht",
        "uitstroom",
        "herbekijken",
        "ontwikkeling",
        "terugkeer",
        // Derivation and inflection.
        "koppel",
        "printer",
        "werkbaar",
        "vriendschap",
        "blokkeren",
        "zwemmers",
        "klassen",
        "belangrijk",
        "mogelijkheid",
        "organisatie",
        "combinatie",
        "lerares",
        // Another meaning than their parts.
        "potlood",
        "tijdschrift",
        "landbouw",
        "schoonmoeder",
        // Numbers, names of things, nonsense.
        "2.5",
        "1.000",
        "d.w.z",
        "C++",
        "e-mail",
        "xxxxxxxxxxxx",
        "qqqmarkt",
    ] {
        assert_eq!(lemmas(&ANALYZER.word(word)), Vec::<&str>::new(), "{word}");
    }
}

#[test]
fn gives_parts_the_terms_of_whole_words() {
    for (compound, part) in [
        ("overheidssubsidies", "subsidie"),
        ("arbeidsmarkt", "markten"),
        ("kinderopvang", "kinderen"),
        ("zonnepanelen", "zon"),
        ("energieprijzen", "prijs"),
        ("boekenkast", "boeken"),
    ] {
        let term = &ANALYZER.word(part).term;
        let word = ANALYZER.word(compound);
        assert!(word.parts.iter().any(|found| found.term == *term), "{part} in {compound}");
    }
}

#[test]
fn marks_parts_as_they_are_written() {
    let word = ANALYZER.word("Over\u{AD}heids\u{AD}steun");
    let surfaces: Vec<&str> = word.parts.iter().map(|part| part.surface.as_str()).collect();
    assert_eq!(surfaces, ["Over\u{AD}heid", "steun"]);
}

#[test]
fn joins_what_is_written_apart_only_for_the_eye() {
    for (one, other) in [("e-mail", "email"), ("V.Z.W.", "vzw"), ("1.000", "1000"), ("ĳs", "IJS")]
    {
        assert_eq!(
            ANALYZER.word(one.trim_end_matches('.')).term,
            ANALYZER.word(other).term,
            "{one}"
        );
    }
}

#[test]
fn completes_coordinated_fragments() {
    let check = |text: &str, expect: &[(u32, &str)]| {
        let mut completed = Vec::new();
        ANALYZER.analyse(text, |token| {
            if token.completed {
                completed.push((token.position, token.word.exact.clone()));
            }
        });
        ANALYZER.written(text, |token| assert_eq!(token.surface, &text[token.range]));
        let expect: Vec<_> = expect.iter().map(|(at, word)| (*at, (*word).to_owned())).collect();
        assert_eq!(completed, expect, "{text}");
    };
    check("kop- en voetteksten", &[(0, "kopteksten")]);
    check("de kop-, zij- of voetteksten", &[(1, "kopteksten"), (2, "zijteksten")]);
    check("job- en taalcoaching", &[(0, "jobcoaching")]);
    check("KOP- EN VOETTEKSTEN", &[(0, "kopteksten")]);
    check("werkgevers en -nemers", &[(2, "werknemers")]);
    check("de in- en uitstroom", &[(1, "instroom")]);
    check("voor- en nadelen", &[(0, "voordelen")]);
    check("kop-/voetteksten", &[(0, "kopteksten")]);
    // No coordination: a dash, the end of a sentence, nothing to complete it.
    check("veel ervaring - sommigen al jaren", &[]);
    check("kop- voetteksten", &[]);
    check("kop- en. Voetteksten", &[]);
    check("auto- en goed", &[]);
    check("kop-", &[]);
    check("-nemers", &[]);
}

#[test]
fn learns_from_the_corpus_whatever_the_order() {
    let words = [("kwark", 4), ("zwoerd", 2), ("blinis", 1)];
    let learned = |words: &[(&'static str, u64)]| {
        Analyzer::new(Vocabulary::builtin().learn(words.iter().copied()))
    };
    let (one, mut reversed) = (learned(&words), words);
    reversed.reverse();
    let other = learned(&reversed);
    assert_eq!(one.fingerprint(), other.fingerprint());
    assert_eq!(lemmas(&ANALYZER.word("kwarkzwoerd")), Vec::<&str>::new());
    for analyzer in [&one, &other] {
        assert_eq!(lemmas(&analyzer.word("kwarkzwoerd")), ["kwark", "zwoerd"]);
        // One document is not enough.
        assert_eq!(lemmas(&analyzer.word("kwarkblinis")), Vec::<&str>::new());
    }
}

#[test]
fn asks_a_dictionary_what_combines() {
    let aff = "SET UTF-8\nFLAG long\nCOMPOUNDBEGIN Ca\nCOMPOUNDEND Cc\nCOMPOUNDMIN 0\n";
    let dic = "5\ntafel/CaCc\nzwoerd/Cc\nkwark/Ca\nblini\nZwoerdegem\n";
    let dictionary = super::Dictionary::parse(aff, dic).expect("a small dictionary");
    let plain = Analyzer::new(Vocabulary::empty());
    let analyzer = Analyzer::new(Vocabulary::empty().with_dictionary(dictionary));
    assert_eq!(lemmas(&analyzer.word("kwarkzwoerd")), ["kwark", "zwoerd"]);
    assert_eq!(lemmas(&analyzer.word("zwoerdkwark")), Vec::<&str>::new());
    assert_eq!(lemmas(&analyzer.word("bliniblini")), Vec::<&str>::new());
    assert_eq!(lemmas(&plain.word("kwarkzwoerd")), Vec::<&str>::new());
    // A name is a word too, in small letters as it is typed.
    assert!(analyzer.lists("zwoerdegem") && !plain.lists("zwoerdegem"));
    assert!(!analyzer.lists("zwoerdegems"));
    assert_ne!(plain.fingerprint(), analyzer.fingerprint());
    assert!(super::Dictionary::parse("FLAG nonsense", "1\nword").is_err());
}

#[test]
fn can_leave_steps_out() {
    let with = |switches| Analyzer::with_switches(Vocabulary::builtin(), switches);
    let all = Switches::default();
    let porter = with(Switches { inflection: false, ..all });
    assert_ne!(porter.word("stages").term, porter.word("stage").term);
    assert_eq!(ANALYZER.word("stages").term, ANALYZER.word("stage").term);
    let whole = with(Switches { compounds: false, ..all });
    assert_eq!(lemmas(&whole.word("arbeidsmarkt")), Vec::<&str>::new());
    assert_eq!(lemmas(&whole.word("auto-industrie")), ["auto", "industrie"]);
    let mut tokens = 0;
    with(Switches { coordination: false, ..all }).analyse("kop- en voetteksten", |_| tokens += 1);
    assert_eq!(tokens, 3);
}

#[test]
fn explains_every_step() {
    let steps = ANALYZER.explain("Arbeidsmarkten");
    let of = |name: &str| steps.iter().find(|step| step.name == name).map(|step| &*step.result);
    assert_eq!(of("fold"), Some("arbeidsmarkten"));
    assert_eq!(of("stop word"), Some("no"));
    assert!(of("compound").is_some_and(|parts| parts.contains("arbeid") && parts.contains('+')));
    assert!(steps.len() > 3, "{steps:?}");
}

#[test]
fn bounds_words_without_end() {
    let word = "arbeids".repeat(100_000);
    let mut tokens = Vec::new();
    ANALYZER.analyse(&word, |token| {
        tokens.push((token.range.clone(), token.word.exact.len(), token.word.parts.len()));
    });
    assert_eq!(tokens, [(0..word.len(), 100, 0)]);
    // Nor is one made of a long fragment: it would be a term, and kept as a question.
    ANALYZER.analyse(&format!("{word}- en taalcoaching, taalcoaching en -{word}"), |token| {
        assert!(!token.completed && token.word.exact.len() <= 100);
    });
}

/// What every text must keep, whatever it is.
fn keeps_its_promises(text: &str) {
    type Seen = (std::ops::Range<usize>, u32, Word);
    let analyse = |analyzer: &Analyzer| {
        let mut seen: Vec<Seen> = Vec::new();
        analyzer.analyse(text, |token| {
            assert_eq!(text.get(token.range.clone()), Some(token.surface));
            assert!(!token.surface.is_empty() && !token.word.exact.is_empty());
            assert!(!token.word.term.is_empty(), "{}", token.surface);
            seen.push((token.range.clone(), token.position, Word::clone(token.word)));
        });
        seen
    };
    let seen = analyse(&ANALYZER);
    assert_eq!(seen, analyse(&ANALYZER), "a second time");
    for pair in seen.windows(2) {
        let ((before, first, _), (after, second, _)) = (&pair[0], &pair[1]);
        let same = before == after && first == second;
        assert!(
            same || (before.end <= after.start && first + 1 == *second),
            "{before:?} {after:?}"
        );
    }
    let mut last = None;
    for (range, position, word) in &seen {
        let surface = &text[range.clone()];
        assert_ne!(word.parts.len(), 1);
        let mut at = 0;
        for part in &word.parts {
            assert_eq!(surface.get(part.range.clone()), Some(part.surface.as_str()));
            assert!(part.range.start >= at && !part.range.is_empty(), "{word:?}");
            at = part.range.end;
        }
        // The same word alone is analysed as in the text, unless a coordination completed it.
        if last != Some(*position) {
            assert_eq!(*word, *Arc::clone(&ANALYZER.word(surface)), "{surface}");
        }
        last = Some(*position);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn keeps_its_promises_on_any_text(text in any::<String>()) {
        keeps_its_promises(&text);
    }

    #[test]
    fn keeps_its_promises_on_what_looks_like_dutch(
        text in "([a-zA-ZëïéĳßŒ’'\u{301}\u{AD}ﬃ½.,@&_+#-]{0,12}(kop-|en|arbeids|markt|stroom|uit|-nemers|'s)[ -]?){0,8}"
    ) {
        keeps_its_promises(&text);
    }
}
