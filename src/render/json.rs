//! JSON: the bundel in the contract's form, with its articles in full.

use serde::Serialize;

use crate::article::Article;
use crate::bundel::{Part, Publication};

/// The publication as indented JSON.
#[must_use]
pub fn json(publication: &Publication) -> String {
    let whole = Whole {
        title: &publication.title,
        subtitle: publication.subtitle.as_deref(),
        introduction: publication.introduction.as_deref(),
        made_on: publication.made_on.to_string(),
        search: publication.search.as_deref(),
        site: &publication.site,
        parts: publication.parts.iter().map(Item::from).collect(),
    };
    serde_json::to_string_pretty(&whole).expect("strings, lists and articles are always JSON")
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(rename = "titel")]
    title: &'a str,
    #[serde(rename = "ondertitel")]
    subtitle: Option<&'a str>,
    #[serde(rename = "inleiding")]
    introduction: Option<&'a str>,
    #[serde(rename = "gemaaktOp")]
    made_on: String,
    #[serde(rename = "zoekopdracht")]
    search: Option<&'a str>,
    site: &'a str,
    #[serde(rename = "onderdelen")]
    parts: Vec<Item<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Item<'a> {
    Heading {
        #[serde(rename = "tussentitel")]
        text: &'a str,
    },
    Article {
        #[serde(rename = "artikel")]
        article: &'a Article,
        #[serde(rename = "notitie")]
        note: Option<&'a str>,
        #[serde(rename = "toestand")]
        state: &'static str,
    },
    Missing {
        #[serde(rename = "titel")]
        title: &'a str,
        #[serde(rename = "notitie")]
        note: Option<&'a str>,
        #[serde(rename = "toestand")]
        state: &'static str,
    },
}

impl<'a> From<&'a Part> for Item<'a> {
    fn from(part: &'a Part) -> Self {
        match part {
            Part::Heading(text) => Item::Heading { text },
            Part::Article { article, note, changed, .. } => Item::Article {
                article,
                note: note.as_deref(),
                state: if *changed { "gewijzigd" } else { "actueel" },
            },
            Part::Missing { title, note } => {
                Item::Missing { title, note: note.as_deref(), state: "verdwenen" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn articles_come_back_as_they_were() {
        let publication = sample::publication();
        let whole: serde_json::Value = serde_json::from_str(&json(&publication)).unwrap();
        let Part::Article { article, .. } = &publication.parts[1] else { panic!("an article") };
        assert_eq!(whole["titel"], "Bundel & proef");
        assert_eq!(whole["onderdelen"][0]["tussentitel"], "Groep");
        let back: Article =
            serde_json::from_value(whole["onderdelen"][1]["artikel"].clone()).unwrap();
        assert_eq!(back, **article);
        assert_eq!(whole["onderdelen"][2]["toestand"], "verdwenen");
    }
}
