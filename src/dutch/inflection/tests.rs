//! One table per step, written as lines of forms that share a term; what must stay apart; and what
//! holds for any text.

use super::{CHAIN, Inflection, Step, Steps};
use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::LazyLock;

static CHAIN_OF_ALL: LazyLock<Inflection> = LazyLock::new(Inflection::new);

/// Every line is a lemma: its forms have one term, and no other line has that term.
fn check(lemmas: &str) {
    let mut others = HashSet::new();
    for line in lemmas.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let terms: Vec<_> = line.split(' ').map(|form| (form, CHAIN_OF_ALL.term(form))).collect();
        let (_, first) = &terms[0];
        assert!(terms.iter().all(|(_, term)| term == first), "one lemma, several terms: {terms:?}");
        assert!(others.insert(first.clone()), "{line}: another lemma has the term {first} too");
    }
}

#[test]
fn strong_verbs() {
    check(
        "lopen loop loopt lope liep liepen gelopen lopend lopende
         begrijpen begrijp begrijpt begreep begrepen
         schrijven schrijft schreef geschreven
         beschrijven beschrijft beschreef beschreven
         ondernemen onderneemt ondernam ondernomen
         aannemen aanneemt aannam aangenomen
         opvangen opvangt opving opgevangen
         kiezen kies kiest koos kozen gekozen
         kopen koopt kocht gekocht
         verkopen verkocht
         bestaan bestaat bestond bestonden
         brengen brengt bracht gebracht
         denken dacht gedacht
         weten weet wist geweten
         hebben heb heeft had gehad
         mogen mag mocht
         houden houd houdt hield gehouden
         verliezen verlies verliest verloor verloren
         heruitvinden heruitgevonden",
    );
}

#[test]
fn weak_verbs() {
    check(
        "werken werk werkt werkte werkten gewerkt werkend werkende
         samenwerken samenwerkt samenwerkte samengewerkt
         horen hoor hoort hoorde gehoord
         bedoelen bedoel bedoelt bedoelde bedoeld
         reizen reis reist reisde gereisd
         geloven geloof gelooft geloofde geloofd
         gebruiken gebruik gebruikt gebruikte
         gebeuren gebeurt gebeurde gebeurd
         opleiden opgeleid opleidt
         ophalen ophaal ophaalt ophaalde opgehaald
         uitvoeren uitvoer uitvoert uitgevoerd
         praten praat praatte gepraat
         starten start startte gestart
         antwoorden antwoord antwoordt antwoordde geantwoord
         fietsen fietst fietste gefietst
         plaatsen plaatst geplaatst geplaatste
         lachen lacht lachte gelachen
         draaien draait draaide gedraaid
         veranderen verander verandert veranderde
         studeren studeer studeert studeerde gestudeerd
         rekenen reken rekent rekende gerekend
         openen open opent opende geopend
         erkennen erken erkent erkende erkend",
    );
}

#[test]
fn plurals_in_en() {
    check(
        "huis huizen
         brief brieven
         bedrijf bedrijven
         boom bomen
         bom bommen
         kat katten
         markt markten
         arbeidsmarkt arbeidsmarkten
         beeld beelden
         soort soorten
         dienst diensten
         tekst teksten
         lijst lijsten
         mogelijkheid mogelijkheden
         knie knieen
         idee ideeen
         bacterie bacterien
         uur uren
         motor motoren motors
         kantoor kantoren
         persoon personen
         wagen wagens
         jongen jongens",
    );
}

#[test]
fn plurals_in_s() {
    check(
        "stage stages
         organisatie organisaties
         subsidie subsidies
         computer computers
         medewerker medewerkers
         directeur directeurs directeuren
         methode methodes methoden
         niveau niveaus
         event events
         workshop workshops
         team teams
         proces processen
         cursus cursussen
         les lessen
         precies precieze
         wens wensen",
    );
}

#[test]
fn irregular_plurals() {
    check(
        "stad steden
         binnenstad binnensteden
         schip schepen
         lid leden
         dag dagen
         werkdag werkdagen
         uitdagen uitdaagt uitgedaagd
         glas glazen
         verslag verslagen
         kind kinderen
         kleinkind kleinkinderen
         ei eieren eitje
         lied liederen liedje
         museum musea
         criterium criteria
         technicus technici
         crisis crises crisissen
         vakman vaklui vaklieden",
    );
}

#[test]
fn diminutives() {
    check(
        "huis huisje huisjes
         stoel stoeltje
         bal balletje
         boom boompje
         koning koninkje
         ding dingetje
         bloem bloemetje
         kaart kaartje
         deur deurtje
         plaat plaatje
         knie knietje
         foto fotootje foto's
         baby baby'tje babytje baby's
         pakket pakketje",
    );
}

#[test]
fn degrees() {
    check(
        "groot grote groter grotere grootst grootste
         duur dure duurder duurdere duurste
         lief lieve liever liefste
         dun dunne dunner dunste
         snel snelle sneller snelste
         razendsnel razendsneller razendsnelste
         duurzaam duurzame duurzamer duurzaamste
         moeilijk moeilijke moeilijker moeilijkste
         werkloos werkloze
         sociaal sociale socialer sociaalste
         actueel actuele actueelste
         officieel officiele
         onnozel onnozele onnozeler onnozelste
         praktisch praktische praktischer praktischte
         tevreden tevredener tevredenste",
    );
}

#[test]
fn old_spelling() {
    check(
        "product produkt produkten producten
         eindproduct eindprodukten
         contact kontakten
         directeur direkteur
         actie akties
         pannenkoek pannekoek pannekoeken",
    );
}

#[test]
fn action_nouns() {
    check(
        "vergadering vergaderingen vergaderen vergadert vergaderd
         financiering financieren gefinancierd
         opleiding opleidingen opleiden opgeleid
         woning woningen
         wonen woont
         koning koningen
         leerling leerlingen",
    );
}

#[test]
fn what_looks_alike_stays_apart() {
    check(
        "organisatie organisaties
         organiseren organiseert georganiseerd
         gevaar
         varen gevaren vaar
         en
         enten geent
         man mannen
         maan manen
         kop koppen
         koop kopen
         zon zonnen
         zoon zonen
         leeg lege
         leger legers
         oud oude
         ouder ouders
         recht rechten
         rechter rechters
         week weken
         wijken wijkt
         afspraak afspraken
         afspreken afgesproken
         in
         innen
         uit
         uiten
         water
         wat
         plaats plaatsen
         plaat platen
         gemeente gemeenten gemeentes
         gemeen gemene",
    );
}

#[test]
fn steps_are_named_in_the_order_they_run() {
    fn check(word: &str, expect: &[(&str, &str)]) {
        let steps = CHAIN_OF_ALL.steps(word);
        let steps: Vec<_> = steps.iter().map(|(name, text)| (*name, text.as_str())).collect();
        assert_eq!(steps, expect);
    }
    check("huis", &[]);
    check("liep", &[("strong verb", "loop")]);
    check("opgehaalde", &[("participle", "ophaalde"), ("porter", "ophaald"), ("dental", "ophaal")]);
}

#[test]
fn porter_alone_is_porter() {
    let porter = Inflection::with_steps(Steps::NONE.with(Step::Porter));
    for (word, term) in
        [("katten", "kat"), ("bomen", "bom"), ("stages", "stages"), ("liep", "liep")]
    {
        assert_eq!(porter.term(word), term);
    }
}

#[test]
fn every_step_is_of_use() {
    let words = "liep foto's produkt steden boompje stages groter gewerkt vergadering katten bomen \
                 werkt studeren motor";
    for step in CHAIN {
        let chain = Inflection::with_steps(Steps::ALL.without(step));
        let differs = |word: &str| chain.term(word) != CHAIN_OF_ALL.term(word);
        assert!(words.split(' ').any(differs), "{} changes nothing", step.name());
    }
}

#[test]
fn what_is_no_word_passes_through() {
    for text in ["", "2024", "a4", "αβγ", "😀", "-", "covid-19", "'"] {
        assert_eq!(CHAIN_OF_ALL.term(text), text);
    }
    assert_eq!(CHAIN_OF_ALL.term("'s"), "s");
}

/// Letters as Dutch strings them together, so that the rules meet what they were written for.
fn dutch_like() -> impl Strategy<Value = String> {
    let onset = prop::sample::select(vec![
        "", "ge", "ver", "be", "op", "aan", "b", "st", "schr", "k", "l", "v", "z", "kn", "tr", "w",
    ]);
    let vowel = prop::sample::select(vec![
        "a", "aa", "e", "ee", "ie", "i", "ij", "o", "oo", "oe", "ui", "u", "eu", "ou",
    ]);
    let coda = prop::sample::select(vec![
        "", "b", "d", "t", "k", "kk", "l", "ll", "n", "nd", "ng", "r", "rd", "s", "st", "ch", "cht",
    ]);
    let ending = prop::sample::select(vec![
        "", "en", "e", "er", "ere", "ste", "t", "d", "de", "te", "den", "ten", "s", "je", "tje",
        "etje", "ing", "end", "ende", "ig", "lijk", "heden", "'s",
    ]);
    (prop::collection::vec((onset, vowel, coda), 1..4), ending).prop_map(|(syllables, ending)| {
        let stem = syllables.iter().flat_map(|(onset, vowel, coda)| [*onset, *vowel, *coda]);
        stem.chain([ending]).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_term_is_its_own_term(
        word in prop_oneof![
            dutch_like(),
            "[a-z']{0,14}",
            "\\PC{0,8}",
            // Endings behind next to nothing, and behind other scripts.
            "[bdglnrtжé]{0,3}(st|ste|de|te|er|ere|je|kje|en|end|de|aars?|heden)",
        ],
    ) {
        let term = CHAIN_OF_ALL.term(&word);
        prop_assert_eq!(term.is_empty(), word.is_empty());
        prop_assert_eq!(CHAIN_OF_ALL.term(&term), term);
    }

    #[test]
    fn the_last_step_shown_is_the_term(word in dutch_like()) {
        let term = CHAIN_OF_ALL.term(&word);
        let shown = CHAIN_OF_ALL.steps(&word).pop().map_or(word, |(_, text)| text);
        prop_assert_eq!(shown, term);
    }
}
