//! An article for unit tests that need one and look at little of it.

use super::Article;

impl Article {
    /// One with this title and the id `proef`, and nothing else.
    pub(crate) fn sample(title: &str) -> Article {
        Article {
            id: "proef".parse().expect("an id"),
            title: title.to_owned(),
            kind: None,
            lead: String::new(),
            body: Vec::new(),
            organisations: Vec::new(),
            published: None,
            contact: None,
            event: None,
            caption: None,
            source: None,
            picture: None,
        }
    }
}
