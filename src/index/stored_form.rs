//! An article as the index keeps it: as JSON, of which a part is read back.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::article::{Article, ArticleId, Event, Kind};

/// The article as the index keeps it: its JSON, with the picture that the JSON of the contract leaves
/// out. [`Article`] reads both.
pub(super) fn stored_form(article: &Article) -> Vec<u8> {
    #[derive(Serialize)]
    struct Stored<'a> {
        #[serde(flatten)]
        article: &'a Article,
        #[serde(rename = "afbeelding", skip_serializing_if = "Option::is_none")]
        picture: Option<&'a str>,
    }
    let stored = Stored { article, picture: article.picture.as_deref() };
    serde_json::to_vec(&stored).expect("an article is plain data and always JSON")
}

/// Whether a document can be made of an article in its [`stored_form`]. Texts always come back as they
/// were; moments and ids are parsed again.
///
/// # Errors
/// What is wrong with it.
pub(super) fn reads_back(json: &[u8]) -> serde_json::Result<()> {
    serde_json::from_slice::<Facts>(json).map(drop)
}

/// What the index needs of an article's JSON besides its words, which are spelled already: reading
/// the texts again would cost as much as finding their terms.
#[derive(Deserialize)]
pub(super) struct Facts {
    pub id: ArticleId,
    #[serde(rename = "soort")]
    pub kind: Option<Kind>,
    #[serde(rename = "organisaties")]
    pub organisations: Vec<String>,
    #[serde(rename = "gepubliceerdOp")]
    pub published: Option<Date>,
    #[serde(rename = "evenement")]
    pub event: Option<Event>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_form_reads_back_with_its_picture() {
        let mut article = Article::sample("T");
        for picture in [None, Some("x/a.jpg".to_owned())] {
            article.picture = picture;
            let stored = stored_form(&article);
            assert_eq!(serde_json::from_slice::<Article>(&stored).expect("an article"), article);
        }
        let public = serde_json::to_string(&article).expect("JSON");
        assert!(!public.contains("a.jpg"), "{public}");
    }
}
