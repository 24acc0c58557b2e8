//! The publication that the tests of every form render: each kind of part, and hostile text.

use std::sync::Arc;

use jiff::civil::date;

use crate::article::{Article, Block, Contact, Event, Kind};
use crate::bundel::{Part, Publication};

/// Text that is markup in one form or another, with a control character.
pub(super) const HOSTILE: &str = "</p><script>x</script> & *a* _b_ [c](d) `e` # f \u{7}";

pub(super) fn publication() -> Publication {
    let article = Article {
        id: "kringwinkel".parse().unwrap(),
        title: "Open dag in de kringwinkel".to_owned(),
        kind: Some(Kind::Event),
        lead: "Een inleiding.".to_owned(),
        body: vec![
            Block::Heading("Programma".to_owned()),
            Block::Paragraph(HOSTILE.to_owned()),
            Block::Quote("“Eerst dit.".to_owned()),
            Block::Quote("Dan dat.”".to_owned()),
            Block::List(vec!["één".to_owned(), "twee".to_owned()]),
        ],
        organisations: vec!["De Kring".to_owned(), "Het Atelier".to_owned()],
        published: Some(date(2019, 8, 1)),
        contact: Some(Contact {
            name: Some("An Peeters".to_owned()),
            role: None,
            organisation: Some("De Kring".to_owned()),
        }),
        event: Some(Event {
            starts: "2019-09-14T10:00".parse().ok(),
            ends: None,
            place: Some("Gent".to_owned()),
        }),
        caption: Some("Een winkelstraat".to_owned()),
        source: Some("https://voorbeeld.example/open-dag".to_owned()),
        picture: None,
    };
    Publication {
        title: "Bundel & proef".to_owned(),
        subtitle: Some("Ondertitel".to_owned()),
        introduction: Some("Vooraf één.\n\nVooraf twee.".to_owned()),
        parts: vec![
            Part::Heading("Groep".to_owned()),
            Part::article(Arc::new(article), Some("Een notitie.".to_owned())),
            Part::Missing { title: "Weg".to_owned(), note: None },
        ],
        made_on: date(2026, 3, 10),
        search: Some("kringwinkel".to_owned()),
        site: "Bundelaar".to_owned(),
        base_url: Some("https://bundel.example".to_owned()),
    }
}
