//! The pages that explain: help on searching, privacy, accessibility. Short and true: whoever
//! changes what the site does changes what it says here.

use maud::{Markup, html};

use super::layout::{Head, Place, Visitor, page};
use crate::bundel::UNDO_DAYS;

/// What a visitor can write in the search field.
pub fn help(visitor: &Visitor, base_url: Option<&str>) -> Markup {
    let main = html! {
        article.reading {
            header {
                h1 { "Hulp bij het zoeken" }
                p.lead {
                    "Schrijf gewoon waarover u wilt lezen. De rest is er voor wie preciezer wil zoeken."
                }
            }
            div.text {
                h2 { "Woorden" }
                p {
                    "Schrijf één of meer woorden. U vindt ook artikelen met een andere vorm van "
                    "het woord of waarin het een deel van een langer woord is: "
                    (try_it("werkzoekende", "werkzoekende")) " vindt ook “werkzoekenden”, en "
                    (try_it("markt", "markt")) " ook “arbeidsmarkt”. Hoofdletters en accenten maken "
                    "niets uit."
                }
                h2 { "Tekens die helpen" }
                dl.examples {
                    div {
                        dt { (try_it("\"sociale economie\"", "\"sociale economie\"")) }
                        dd { "Tussen aanhalingstekens: precies deze woorden, in deze volgorde." }
                    }
                    div {
                        dt { (try_it("opleiding -stage", "opleiding -stage")) }
                        dd { "Met een streepje ervoor: artikelen met dat woord vallen weg." }
                    }
                    div {
                        dt { (try_it("kringwinkel OF atelier", "kringwinkel OF atelier")) }
                        dd { "Met OF in hoofdletters: het ene woord of het andere." }
                    }
                    div {
                        dt { (try_it("titel:impact", "titel:impact")) }
                        dd { "Het woord moet in de titel staan. Zo kan het ook met organisatie: en soort:." }
                    }
                    div {
                        dt { (try_it("taal*", "taal*")) }
                        dd { "Met een sterretje erachter: alle woorden die zo beginnen." }
                    }
                }
                h2 { "Filters" }
                p {
                    "Kies een soort, een organisatie of een periode en druk op “Toon resultaten”. "
                    "Kiest u twee organisaties, dan ziet u artikelen van de ene of de andere. Het "
                    "getal naast een filter zegt hoeveel artikelen u ermee vindt. Het adres van de "
                    "pagina bevat uw hele zoekopdracht: u kunt het bewaren of doorsturen."
                }
                h2 { "Uw bundel" }
                p {
                    "Met “Voeg toe aan mijn bundel” legt u een artikel opzij. In " a href="/bundel" {
                        "uw bundel"
                    }
                    " zet u de artikelen in de volgorde die u wilt, schrijft u er een notitie bij "
                    "en downloadt u alles als één pdf. U hebt er geen account voor nodig."
                }
            }
        }
    };
    let head = Head {
        title: "Hulp bij het zoeken",
        description: "Hoe u zoekt, filtert en artikelen bundelt.",
        place: Place::Help,
        canonical: Some("/hulp"),
        base_url,
        skip_to: None,
    };
    page(&head, visitor, &main)
}

/// What is kept of a visitor; `counts_missed`: searches without result are counted.
pub fn privacy(
    visitor: &Visitor,
    base_url: Option<&str>,
    counts_missed: bool,
    unused_days: u16,
) -> Markup {
    let main = html! {
        article.reading {
            header {
                h1 { "Privacy en cookie" }
                p.lead {
                    "Wij willen niet weten wie u bent. Wie alleen zoekt en leest, krijgt geen cookie."
                }
            }
            div.text {
                h2 { "Eén cookie, als u een bundel maakt" }
                p {
                    "Maakt u een bundel, dan krijgt uw browser één cookie: een lang, toevallig getal "
                    "waaraan wij uw bundel herkennen. Zonder dat getal vinden wij uw bundel niet "
                    "terug. De cookie is dus strikt noodzakelijk. Ze zegt niets over u, en alleen "
                    "deze site kan ze lezen. Ze blijft tot 400 dagen na uw laatste wijziging, of tot "
                    "u ze verwijdert."
                }
                h2 { "Wat wij bewaren" }
                p {
                    "Van uw bundel bewaren wij de titel, de tekst die u erbij schrijft, de gekozen "
                    "artikelen, de zoekopdracht waaruit hij ontstond, hoe hij er voor de laatste wijziging "
                    "uitzag, en wanneer hij het laatst gewijzigd en gelezen werd. Geen naam, geen adres, geen account. Wie de link van een bundel "
                    "heeft, kan hem lezen: zet er dus niets in wat niet iedereen mag weten."
                }
                p {
                    "Wist u de bundel, dan kan niemand hem nog lezen. Zelf kunt u hem nog "
                    (UNDO_DAYS) " dagen terugzetten; daarna is hij weg. Leest of wijzigt niemand een "
                    "bundel gedurende " (unused_days) " dagen, dan verwijderen wij hem. Verwijdert u de cookie, dan "
                    "bestaat de bundel nog, maar kan alleen wie de link heeft hem nog lezen en "
                    "alleen wie de sleutel heeft hem nog wijzigen."
                }
                @if counts_missed {
                    h2 { "Zoekopdrachten zonder resultaat" }
                    p {
                        "Vinden wij niets op wat u zoekt, dan onthouden wij die zoekopdracht en de dag, "
                        "zodat de redactie ziet wat ontbreekt. Wij weten niet van wie ze komt: er staat "
                        "geen adres, cookie of uur bij. Na 90 dagen is ze weg, en niemand krijgt ze te "
                        "zien als ze niet op drie verschillende dagen is gesteld. Een "
                        "e-mailadres of telefoonnummer onthouden wij nooit."
                    }
                }
                h2 { "Niemand kijkt mee" }
                p {
                    "Alles op deze site komt van deze site: geen lettertypes, statistieken of "
                    "knoppen van anderen. Wij volgen u niet en verkopen niets."
                }
            }
        }
    };
    let head = Head {
        title: "Privacy en cookie",
        description: "Eén strikt noodzakelijke cookie, en alleen voor wie een bundel maakt.",
        place: Place::Elsewhere,
        canonical: Some("/privacy"),
        base_url,
        skip_to: None,
    };
    page(&head, visitor, &main)
}

/// What was done for accessibility and what was checked.
pub fn accessibility(visitor: &Visitor, base_url: Option<&str>) -> Markup {
    let main = html! {
        article.reading {
            header {
                h1 { "Toegankelijkheid" }
                p.lead {
                    "Iedereen moet deze site kunnen gebruiken, hoe u ook leest, klikt of luistert."
                }
            }
            div.text {
                h2 { "Waar wij naar streven" }
                p {
                    "Wij bouwen volgens WCAG 2.2, niveau AA. Alles werkt met het toetsenbord, "
                    "zonder script, op een scherm van 320 pixels breed en bij 200 % vergroting. De "
                    "site volgt de instellingen van uw toestel voor een donker scherm, meer "
                    "contrast en minder beweging."
                }
                h2 { "Wat wij nakeken" }
                p {
                    "Bij elke wijziging doorloopt een programma de pagina’s in een echte browser, "
                    "met en zonder script, en zoekt het er met axe naar fouten. Zo’n programma "
                    "vindt niet alles. De site is nog niet onderzocht door een onafhankelijke "
                    "dienst of door mensen die dagelijks een schermlezer gebruiken."
                }
                h2 { "De pdf" }
                p {
                    "Een bundel die u downloadt, is een gelabelde pdf: met titel, taal, echte "
                    "koppen en een inhoudsopgave, zodat ook een schermlezer er de weg in vindt."
                }
                h2 { "Loopt er iets mis?" }
                p {
                    "Laat het weten aan wie deze site aanbiedt. Zeg op welke pagina het was, wat u "
                    "wilde doen en welk hulpmiddel u gebruikt."
                }
            }
        }
    };
    let head = Head {
        title: "Toegankelijkheid",
        description: "Hoe toegankelijk deze site is en wat daarvoor is nagekeken.",
        place: Place::Elsewhere,
        canonical: Some("/toegankelijkheid"),
        base_url,
        skip_to: None,
    };
    page(&head, visitor, &main)
}

fn try_it(query: &str, shown: &str) -> Markup {
    let request = crate::search::SearchRequest { query: query.to_owned(), ..Default::default() };
    html! { a href=(super::form::address(&request)) { (shown) } }
}
