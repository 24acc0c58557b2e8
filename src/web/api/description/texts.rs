//! Dutch words for every schema and field: the types themselves are documented for those who work on
//! them, in English.

use serde_json::Value;

/// What a schema is.
const SCHEMAS: &[(&str, &str)] = &[
    ("Artikel", "Een artikel, zoals het geschreven is."),
    ("Blok", "Een stuk tekst: tussentitel, alinea, citaat of lijst."),
    ("Bundel", "Een bundel."),
    ("Bundelwijziging", "Wat er aan een bundel verandert; wat ontbreekt, blijft."),
    ("Contact", "Bij wie een lezer terechtkan."),
    ("Evenement", "Wanneer en waar een evenement plaatsvindt."),
    ("Facetten", "Aantallen per waarde, alsof de eigen filter niet stond en alle andere wel."),
    ("Facetwaarde", "Een waarde en hoeveel artikelen er overblijven als u ze kiest."),
    ("Filtervoorstel", "Een filter in de plaats van woorden van de zoekopdracht."),
    ("Fout", "Eén fout van de invoer, met haar plaats."),
    ("GewenstOnderdeel", "Een artikel met een notitie, of een tussentitel."),
    (
        "NieuwArtikel",
        "Een artikel om te schrijven; alleen de titel moet. `tekst` is één tekst met lege regels \
      tussen de alinea’s, of een lijst van teksten en blokken.",
    ),
    ("NieuweBundel", "Wat er in een nieuwe bundel moet."),
    ("NieuweBundelMetSleutel", "Een bundel die net gemaakt is, met de sleutel ervan."),
    ("Onderdeel", "Een artikel van de bundel, of een tussentitel."),
    ("Organisatie", "Een organisatie en het aantal artikelen over haar."),
    ("Organisaties", "Alle organisaties."),
    ("Periode", "Evenementen die nog komen (ook vandaag), of die voorbij zijn."),
    ("Probleem", "Wat er misging (RFC 9457)."),
    ("Reden", "Wat één woord van de zoekopdracht met een artikel te maken heeft."),
    ("Regelverslag", "Wat er van één regel geworden is."),
    ("Relatie", "Hoe een woord in het artikel zich verhoudt tot het getypte."),
    ("Schrijfverslag", "Wat er van elke regel geworden is."),
    ("Sleutel", "Een nieuwe sleutel."),
    ("Soort", "De soort van een artikel."),
    ("Suggestie", "Een aanvulling van wat er getypt is."),
    ("Suggesties", "Aanvullingen, de beste eerst."),
    ("Toestand", "Hoe een artikel nu staat tegenover toen het werd toegevoegd."),
    ("Zoekantwoord", "Eén pagina resultaten, met de facetten van alle."),
    ("Zoekopdracht", "Een zoekopdracht met haar filters."),
    ("VerwanteArtikelen", "Artikelen die er het meest op lijken, ten hoogste tien."),
    ("Vindplaats", "Het deel van een artikel waarin een woord staat."),
    ("Volgorde", "De volgorde van resultaten."),
    ("VoorgesteldFilter", "Wat er in te stellen is: een organisatie of dagen van publicatie."),
    ("Zoekresultaat", "Een artikel dat gevonden is."),
];

/// What a field is, in whichever schema it stands, unless [`FIELDS_OF`] knows better.
const FIELDS: &[(&str, &str)] = &[
    ("aandeel", "Het aandeel in de score, van 0 tot 1; samen 1."),
    ("aantal", "Hoeveel artikelen."),
    ("aanvraag", "Noem dit als u een fout meldt: het staat ook in het logboek."),
    ("alinea", "Een alinea."),
    ("artikel", "De id van het artikel."),
    ("artikelen", "De ids van de artikelen, in volgorde."),
    ("bedoeldeU", "De zoekopdracht in een andere spelling, die meer vindt."),
    ("begint", "Wanneer het begint: een dag, of een dag en een uur."),
    ("begrepenAls", "Hoe de zoekopdracht begrepen is; null als het gewoon woorden zijn."),
    (
        "bewaardTot",
        "De laatste dag die de bundel zeker haalt, als niemand hem na nu leest of wijzigt.",
    ),
    ("bijschrift", "Het bijschrift bij de afbeelding."),
    ("bron", "Het adres van het oorspronkelijke artikel."),
    ("citaat", "Een alinea die helemaal iemands woorden zijn; aanhalingstekens blijven staan."),
    ("contact", "Bij wie een lezer terechtkan."),
    ("detail", "Wat er gevonden werd en wat er verwacht werd."),
    ("eindigt", "Wanneer het eindigt: een dag, of een dag en een uur."),
    ("errors", "Alle fouten van de invoer, ten hoogste vijftig."),
    ("evenement", "Wanneer en waar, voor een evenement."),
    ("facetten", "Aantallen per organisatie, soort en jaar."),
    ("filter", "Wat er in te stellen is."),
    ("filtervoorstellen", "Filters die woorden van de zoekopdracht lijken te bedoelen."),
    (
        "fragment",
        "Tekst uit het artikel als HTML, met `<mark>` rond wat past en al het andere onschadelijk gemaakt.",
    ),
    ("fouten", "Wat er niet klopt; leeg als alles goed is."),
    ("functie", "De functie van de contactpersoon."),
    ("gepubliceerdOp", "De dag van publicatie; null als die niet bekend is."),
    ("geschreven", "Hoeveel artikelen er bewaard zijn."),
    ("gevonden", "Het woord in het artikel."),
    ("geweigerd", "Hoeveel regels niet bewaard zijn."),
    ("gewijzigdOp", "Wanneer de bundel het laatst gewijzigd is."),
    ("id", "De id: hoort bij het adres en verandert nooit."),
    ("inleiding", "De inleiding."),
    ("instance", "Het pad dat gevraagd werd."),
    ("jaar", "Jaren van publicatie."),
    ("lijst", "Een opsomming."),
    ("maximum", "Hoeveel artikelen van de zoekopdracht er ten hoogste in komen."),
    ("naam", "De naam."),
    ("notitie", "Een notitie bij het artikel."),
    ("onderdelen", "De artikelen en tussentitels, in volgorde."),
    ("ondertitel", "De ondertitel."),
    ("organisatie", "De organisatie."),
    ("organisaties", "De organisaties."),
    ("pagina", "De hoeveelste pagina, vanaf 1."),
    ("parameter", "De parameter van het adres waarin de fout staat."),
    ("perPagina", "Resultaten per pagina."),
    ("periode", "Alleen evenementen die nog komen, of die voorbij zijn."),
    ("plaats", "Waar het plaatsvindt."),
    ("pointer", "De plaats in de inhoud waar de fout staat (RFC 6901)."),
    ("q", "De zoekopdracht."),
    ("regel", "De hoeveelste regel, vanaf 1."),
    ("regels", "De regels waarop iets stond, in volgorde."),
    ("relatie", "Hoe het woord in het artikel zich verhoudt tot het getypte."),
    ("resultaten", "De artikelen."),
    ("score", "Hoe goed het past; te vergelijken binnen één antwoord."),
    ("sleutel", "De sleutel waarmee u de bundel wijzigt. U krijgt hem alleen nu: bewaar hem."),
    ("soort", "De soort."),
    ("status", "De HTTP-status."),
    ("suggesties", "De suggesties, de beste eerst."),
    ("tekst", "De tekst."),
    ("titel", "De titel."),
    ("title", "Het soort probleem, in enkele woorden."),
    ("toestand", "`actueel`, `gewijzigd` sinds het werd toegevoegd, of `verdwenen`."),
    ("tot", "Laatste dag van publicatie, zelf meegerekend."),
    ("totaal", "Hoeveel artikelen er passen."),
    ("tussentitel", "Een tussentitel."),
    ("type", "Het soort probleem, voor programma’s."),
    ("uitleg", "Waarom het gevonden is, de sterkste reden eerst; alleen als u het vraagt."),
    ("url", "Het adres van de pagina."),
    ("van", "Eerste dag van publicatie, zelf meegerekend."),
    ("veld", "Waar het woord staat."),
    (
        "verruimd",
        "Of de zoekopdracht zoals getypt niets vond, en dit de resultaten van een ruimere zijn.",
    ),
    ("waarde", "De waarde."),
    ("weggelaten", "Hoeveel resultaten van de zoekopdracht er niet bij konden."),
    ("woord", "Het woord zoals getypt."),
];

/// What a field is in one schema.
const FIELDS_OF: &[(&str, &str, &str)] = &[
    ("Artikel", "inleiding", "De alinea die het artikel inleidt; leeg als er geen is."),
    ("Artikel", "organisaties", "Over wie het gaat, de belangrijkste eerst."),
    ("Artikel", "tekst", "De tekst, in leesvolgorde."),
    ("Bundel", "zoekopdracht", "De zoekopdracht waaruit de bundel ontstond, in woorden."),
    ("Bundelwijziging", "zoekopdracht", "Mag mee teruggestuurd worden; verandert niets."),
    ("Filtervoorstel", "q", "De zoekopdracht zonder die woorden."),
    ("Filtervoorstel", "tekst", "De woorden, zoals getypt."),
    (
        "NieuweBundel",
        "zoekopdracht",
        "Een zoekopdracht: wat ze vindt, komt na de artikelen, het best passende eerst.",
    ),
    ("Regelverslag", "id", "De id die op de regel staat; null als er geen staat."),
    (
        "Regelverslag",
        "status",
        "Wat het schrijven van dit ene artikel zou antwoorden; 202: bewaard, nog niet te vinden.",
    ),
    ("Suggestie", "soort", "`titel`, `organisatie` of `woord`."),
];

/// Gives every schema and every field its words.
pub(super) fn describe(schemas: &mut Value) {
    for (name, schema) in schemas.as_object_mut().expect("there are schemas") {
        describe_fields(name, schema);
        let found = SCHEMAS.iter().find(|(known, _)| known == name);
        match (found, schema.as_object_mut()) {
            (Some((_, text)), Some(schema)) => {
                schema.insert("description".to_owned(), (*text).into());
            }
            (_, Some(schema)) => {
                schema.remove("description");
            }
            _ => {}
        }
    }
}

fn describe_fields(name: &str, schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else { return };
    // Words meant for those who work on the program.
    schema.remove("description");
    for (field, inner) in
        schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten()
    {
        describe_fields(name, inner);
        let of_this = FIELDS_OF.iter().find(|(known, key, _)| known == &name && key == field);
        let of_any = || FIELDS.iter().find(|(key, _)| key == field);
        let text = of_this.map(|(_, _, text)| text).or_else(|| of_any().map(|(_, text)| text));
        if let (Some(text), Some(inner)) = (text, inner.as_object_mut()) {
            inner.insert("description".to_owned(), (*text).into());
        }
    }
    for part in ["oneOf", "allOf"] {
        for inner in schema.get_mut(part).and_then(Value::as_array_mut).into_iter().flatten() {
            describe_fields(name, inner);
        }
    }
    if let Some(items) = schema.get_mut("items") {
        describe_fields(name, items);
    }
}
