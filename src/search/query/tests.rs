use super::*;
use crate::dutch::Vocabulary;

fn read(query: &str) -> Plan {
    read_with(Vocabulary::empty(), query)
}

fn read_with(vocabulary: Vocabulary, query: &str) -> Plan {
    let analyzer = Analyzer::new(vocabulary);
    let organisation = |name: &str| {
        let known = ["De Spaak", "Halfom", "De"];
        known.into_iter().find(|known| known.eq_ignore_ascii_case(name)).map(str::to_owned)
    };
    let thesaurus = Thesaurus::default();
    Reader { analyzer: &analyzer, organisation: &organisation, thesaurus: &thesaurus }.read(query)
}

fn show(wording: &Wording) -> String {
    match wording {
        Wording::Word { exact, .. } => exact.clone(),
        Wording::Phrase(words) => format!("<{}>", words.join(" ")),
        Wording::Sequence(terms) => format!("({})", terms.join(" ")),
        Wording::Prefix(prefix) => format!("{prefix}*"),
    }
}

fn show_condition(condition: &Condition) -> String {
    match condition {
        Condition::Text { wording, scope: Scope::Anywhere } => show(wording),
        Condition::Text { wording, scope: Scope::Title } => format!("titel:{}", show(wording)),
        Condition::Organisation(name) => format!("van:{name}"),
        Condition::Kind(kind) => format!("soort:{kind}"),
    }
}

/// Units, `+` requirements, `-` exclusions.
fn summary(plan: &Plan) -> String {
    let mut shown: Vec<String> = Vec::new();
    for unit in &plan.units {
        let own = (!unit.exact.is_empty()).then(|| unit.exact.clone());
        let others = unit.alternatives.iter().map(|other| show(&other.wording));
        shown.push(own.into_iter().chain(others).collect::<Vec<_>>().join("|"));
    }
    for any in &plan.required {
        shown.push(format!("+{}", any.iter().map(show_condition).collect::<Vec<_>>().join("|")));
    }
    shown.extend(plan.excluded.iter().map(|condition| format!("-{}", show_condition(condition))));
    shown.join(" ")
}

#[track_caller]
fn check(query: &str, expect: &str, understood: Option<&str>) {
    let plan = read(query);
    assert_eq!(summary(&plan), expect, "{query}");
    assert_eq!(plan.understood.as_deref(), understood, "{query}");
}

#[test]
fn words_are_units_without_stop_words() {
    check("De opleiding van de stagiair", "opleiding stagiair", None);
    check("van alles en nog wat", "van alles en nog wat", None);
    check("NPER-functie e-mail", "nper functie e-mail", None);
    // What the hyphen stands for must be a known word; nothing is known here.
    check("werkgevers en -nemers", "werkgevers -nemers", Some("werkgevers en, zonder nemers"));
    assert_eq!(read(&"woord ".repeat(1000)).units.len(), MAX_UNITS);
}

#[test]
fn a_fragment_gives_way_to_the_word_it_stands_for() {
    let check = |query: &str, expect: &str| {
        assert_eq!(summary(&read_with(Vocabulary::builtin(), query)), expect, "{query}");
    };
    check("kop- en voetteksten", "kopteksten voetteksten");
    check("KOP- EN VOETTEKSTEN", "kopteksten voetteksten");
    check("werkgevers en -nemers", "werkgevers werknemers");
    check("kmo-beleids- en subsidieplannen", "kmo beleidsplannen subsidieplannen");
}

#[test]
fn conditions_hold_beside_the_words() {
    check(
        "opleiding -stage \"sociale economie\" titel:markt",
        "opleiding sociale economie markt +<sociale economie> +titel:markt -stage",
        Some("opleiding, zonder stage, met de woordgroep \"sociale economie\", in de titel: markt"),
    );
    check(
        "-\"op de vloer\" werk",
        "werk -<op de vloer>",
        Some("zonder de woordgroep \"op de vloer\", werk"),
    );
    check(
        "\"van alles\" fiets",
        "<van alles> fiets +<van alles>",
        Some("met de woordgroep \"van alles\", fiets"),
    );
    check("\"Stage\"", "stage +<stage>", Some("met precies het woord \"Stage\""));
    check("-NPER-functie", "-nper-functie", Some("zonder NPER-functie"));
    check(
        "-titel:\"de markt\"",
        "-titel:<de markt>",
        Some("niet in de titel: de woordgroep \"de markt\""),
    );
    check("werk*", "werk*", Some("woorden die beginnen met \"werk\""));
    check(
        "titel:Wérk*",
        "werk* +titel:werk*",
        Some("in de titel: woorden die beginnen met \"Wérk\""),
    );
    check("-werk*", "-werk*", Some("zonder woorden die beginnen met \"werk\""));
}

#[test]
fn or_makes_one_place() {
    check(
        "goede fiets OF auto leasen",
        "goede fiets|auto leasen",
        Some("goede, fiets of auto, leasen"),
    );
    check("a1 OR b1 OF c1", "a1|b1|c1", Some("a1 of b1 of c1"));
    check(
        "\"sociale economie\" OF maatwerk",
        "<sociale economie>|maatwerk +<sociale economie>|maatwerk",
        Some("\"sociale economie\" of maatwerk"),
    );
    check(
        "titel:fiets OF titel:auto",
        "fiets|auto +titel:fiets|titel:auto",
        Some("fiets in de titel of auto in de titel"),
    );
    check("werk* OF stage", "werk*|stage", Some("werk… of stage"));
    check("organisatie:Halfom OF fiets", "+van:Halfom|fiets", Some("Halfom of fiets"));
    // Without two sides it is a word.
    check("fiets OF", "fiets", None);
    check("OF fiets", "fiets", None);
    check("OF", "of", None);
    check("fiets OF OF auto", "fiets auto", None);
    check("fiets OF -auto", "fiets -auto", Some("fiets OF, zonder auto"));
}

#[test]
fn filters_are_conditions_when_their_value_is_known() {
    check("organisatie:halfom winkel", "winkel +van:Halfom", Some("winkel, alleen van Halfom"));
    check("organisatie:de spaak fiets", "fiets +van:De Spaak", Some("fiets, alleen van De Spaak"));
    check(
        "organisatie:\"De Spaak\" organisatie:Halfom",
        "+van:De Spaak|van:Halfom",
        Some("alleen van De Spaak of Halfom"),
    );
    check("-organisatie:Halfom", "-van:Halfom", Some("niet van Halfom"));
    check(
        "soort:Evenementen brood",
        "brood +soort:evenement",
        Some("brood, alleen soort evenement"),
    );
    check("soort:brood", "brood", Some("brood (geen gekende soort, gezocht als tekst)"));
    check(
        "organisatie:Zonnewijzer vzw",
        "zonnewijzer vzw",
        Some("Zonnewijzer (geen gekende organisatie, gezocht als tekst), vzw"),
    );
}

#[test]
fn anything_is_a_query() {
    for (query, expect, wordless) in [
        ("", "", false),
        ("  ", "", false),
        ("!", "", true),
        ("\"\"", "", true),
        ("-", "", true),
        ("-\"!\"", "", true),
        ("\"open fiets", "open fiets", false),
        ("fiets -", "fiets", false),
        ("titel:", "titel", false),
        ("titel:\"", "titel", false),
        ("*", "", true),
    ] {
        let plan = read(query);
        assert_eq!((summary(&plan).as_str(), plan.wordless), (expect, wordless), "{query}");
        assert_eq!(plan.lists_all(), expect.is_empty() && !wordless, "{query}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    /// Signs in every order, and any text: a plan always comes of it, and what is plain is in the query.
    #[test]
    fn no_query_is_an_error(
        signs in "( |-|−|\"|“|”|«|\\*|OF|OR|en|titel:|soort:|organisatie:|de spaak|évent|evenement|a|é|'|/|2016){0,24}",
        any in "\\PC{0,40}",
    ) {
        for query in [signs.clone(), any.clone(), format!("{any}{signs}")] {
            let plan = read(&query);
            for range in &plan.plain {
                assert!(query.get(range.clone()).is_some(), "{query}");
            }
            let none = crate::search::Filters::default();
            let named = |name: &str| (name.len() == 2).then(|| name.to_owned());
            let today = jiff::civil::date(2026, 1, 15);
            for proposal in crate::search::proposal::proposals(&query, &plan.plain, &none, &named, today) {
                assert!(query.contains(&proposal.text), "{query}");
            }
        }
    }
}
