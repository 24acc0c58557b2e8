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
                h2 { "Suggesties" }
                p {
                    "Terwijl u typt, ziet u woorden, titels en organisaties die voorkomen. Kies er een "
                    "met de pijltjestoetsen en Enter, of typ gewoon voort. Met Escape verdwijnen ze."
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
        place: Place::Help,
        ..Head::listed(
            "Hulp bij het zoeken",
            "Hoe u zoekt, filtert en artikelen bundelt.",
            Some("/hulp"),
            base_url,
        )
    };
    page(&head, visitor, &main)
}

/// What the site is, and for whom; `count`: how many articles there are.
pub fn about(visitor: &Visitor, base_url: Option<&str>, count: usize) -> Markup {
    let main = html! {
        article.reading {
            header {
                h1 { "Over deze site" }
                p.lead {
                    "Wie sociaal onderneemt, hoeft het niet alleen uit te vinden. Hier vindt u wat "
                    "anderen al probeerden, en neemt u mee wat u kunt gebruiken."
                }
            }
            div.text {
                h2 { "Wat u hier vindt" }
                p {
                    "Er staan nu " (count) " artikelen, in drie soorten. Een praktijkvoorbeeld vertelt "
                    "hoe een organisatie iets aanpakte en wat dat opleverde. Inspiratie geeft een "
                    "idee, een inzicht of een methode. Een evenement zegt waar u mensen ontmoet die "
                    "met hetzelfde bezig zijn."
                }
                p {
                    "U kunt " a href="/" { "zoeken" } ", bladeren per " a href="/organisaties" {
                        "organisatie"
                    } " of kijken wat er binnenkort " a href="/evenementen" { "te doen" } " is."
                }
                h2 { "Wat een bundel is" }
                p {
                    "Een bundel is uw eigen keuze uit de artikelen, in uw volgorde en met uw notities. U "
                    "downloadt hem als pdf of e-boek, of u deelt hem met een link. Zo gaat een "
                    "vergadering, een les of een subsidieaanvraag de deur uit met de juiste "
                    "voorbeelden erbij."
                }
                h2 { "Op de hoogte blijven" }
                p {
                    "Met een feedlezer volgt u "
                    a href="/feed.atom" { "alle nieuwe artikelen" }
                    ". Elke zoekopdracht en elke organisatie heeft ook een eigen feed; uw lezer vindt "
                    "die via het adres van de pagina. In de zoekbalk van uw browser kunt u deze site "
                    "toevoegen als zoekmachine."
                }
                h2 { "Voor ontwikkelaars" }
                p {
                    "Alles wat de site kan, kan ook een programma, via een open "
                    "programmeerinterface. "
                    a href="/api/v1/openapi.json" { "De beschrijving" } " is vrij te lezen."
                }
            }
        }
    };
    let description = "Wat u op deze site vindt, wat een bundel is en hoe u op de hoogte blijft.";
    let head = Head::listed("Over deze site", description, Some("/over"), base_url);
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
                    "deze site kan ze lezen. Ze blijft tot 400 dagen nadat u uw bundel het laatst "
                    "opende of wijzigde, of tot u ze verwijdert."
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
                    (UNDO_DAYS) " dagen terugzetten; daarna is hij weg. Een document dat wij die dag van hem maakten, "
                    "verwijderen wij als de dag om is. Leest of wijzigt niemand een "
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
                    "knoppen van anderen. Wij volgen u niet en verkopen niets. De redactie ziet in "
                    "hoeveel bundels een artikel zit, maar niet in welke. Wie zich als redactie "
                    "aanmeldt, krijgt daarvoor een tweede cookie, die na acht uur verdwijnt."
                }
            }
        }
    };
    let head = Head::listed(
        "Privacy en cookie",
        "Eén strikt noodzakelijke cookie, en alleen voor wie een bundel maakt.",
        Some("/privacy"),
        base_url,
    );
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
                    "Bij elke wijziging doorloopt een programma de pagina’s in een echte browser: "
                    "met en zonder script, met het toetsenbord alleen, licht en donker, breed en "
                    "smal. Het zoekt naar fouten met axe, controleert de HTML en leest na wat een "
                    "schermlezer te horen krijgt."
                }
                h2 { "Wat nog niet in orde is" }
                ul {
                    li {
                        "Zo’n programma vindt niet alles. De site is nog niet onderzocht door een "
                        "onafhankelijke dienst, en nog niet getest met mensen die dagelijks een "
                        "schermlezer gebruiken. Wij noemen haar daarom gedeeltelijk conform."
                    }
                    li { "De artikelen zijn niet vertaald in gebarentaal of in eenvoudige taal." }
                }
                h2 { "De pdf" }
                p {
                    "Een bundel die u downloadt, is een gelabelde pdf: met titel, taal, echte "
                    "koppen en een inhoudsopgave, zodat ook een schermlezer er de weg in vindt."
                }
                h2 { "Loopt er iets mis?" }
                p {
                    "Laat het weten aan wie deze site aanbiedt. Zeg op welke pagina het was, wat u "
                    "wilde doen en welk hulpmiddel u gebruikt. Krijgt u geen antwoord dat u helpt, dan "
                    "kunt u bij een overheidsdienst terecht bij de Vlaamse Ombudsdienst."
                }
            }
        }
    };
    let head = Head::listed(
        "Toegankelijkheid",
        "Hoe toegankelijk deze site is en wat daarvoor is nagekeken.",
        Some("/toegankelijkheid"),
        base_url,
    );
    page(&head, visitor, &main)
}

fn try_it(query: &str, shown: &str) -> Markup {
    let request = crate::search::SearchRequest { query: query.to_owned(), ..Default::default() };
    html! { a href=(super::form::address(&request)) { (shown) } }
}
