//! Articles with the same text: one article that came into the corpus twice, as a rule.

use sha2::{Digest, Sha256};

use super::manifest::SameText;
use crate::article::Article;

/// In letters and digits; shorter texts are announcements, which look alike without being the same
/// article.
const SHORTEST_COPY: usize = 150;

/// Tells texts apart by their letters and digits: 64 bits of SHA-256, never 0. `None` for one that is
/// too short to be a copy.
pub fn text_hash(article: &Article) -> Option<u64> {
    let mut letters = String::new();
    let blocks = article.body.iter().flat_map(|block| block.texts());
    for text in std::iter::once(article.lead.as_str()).chain(blocks) {
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            if word.is_ascii() {
                letters.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
            } else {
                letters.extend(word.chars().flat_map(char::to_lowercase));
            }
            letters.push(' ');
        }
    }
    let length = letters.chars().filter(|c| *c != ' ').count();
    let digest = Sha256::digest(letters);
    let hash = u64::from_le_bytes(std::array::from_fn(|byte| digest[byte]));
    (length >= SHORTEST_COPY).then_some(hash.max(1))
}

/// An article among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed<'a> {
    /// See [`text_hash`]; 0 when there is none.
    pub text_hash: u64,
    /// The place of its file among the files.
    pub file: usize,
    /// Of its file, below the corpus folder.
    pub path: &'a str,
    pub id: &'a str,
}

/// Of every article but the first with a text, that it has the text of the first.
pub(super) fn same_texts(mut articles: Vec<Placed<'_>>) -> Vec<SameText> {
    articles.retain(|article| article.text_hash != 0);
    articles.sort_unstable();
    let mut found: Vec<(usize, SameText)> = Vec::new();
    for group in articles.chunk_by(|a, b| a.text_hash == b.text_hash) {
        let first = &group[0];
        found.extend(group[1..].iter().map(|article| {
            let text = format!(
                "article {:?} has the same text as {:?} of {}; remove one of them",
                article.id, first.id, first.path
            );
            (article.file, SameText { file: article.path.to_owned(), text })
        }));
    }
    found.sort_by_key(|(file, _)| *file);
    found.into_iter().map(|(_, said)| said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Block;

    fn article(lead: &str, text: &str) -> Article {
        let body = vec![Block::Paragraph(text.to_owned())];
        Article { lead: lead.to_owned(), body, ..Article::sample("T") }
    }

    #[test]
    fn letters_and_digits_tell_texts_apart() {
        let text = "Een café aan de vaart schenkt vlierbessensap. ".repeat(5);
        let hash = text_hash(&article("", &text)).expect("long enough");
        let loud = text.to_uppercase().replace('.', " –");
        let (lead, rest) = loud.split_at(46);
        assert_eq!(text_hash(&article(lead, rest)), Some(hash));
        assert_ne!(text_hash(&article("", &text.replace("vaart", "vaarten"))), Some(hash));
        assert_eq!(text_hash(&article("Kort.", "Maar krachtig.")), None);
    }

    #[test]
    fn the_first_is_named_by_all_others() {
        let placed = |text_hash, file, path, id| Placed { text_hash, file, path, id };
        let found = same_texts(vec![
            placed(7, 2, "c.json", "c"),
            placed(0, 0, "a.json", "kort"),
            placed(0, 1, "b.json", "korter"),
            placed(7, 0, "a.json", "a"),
            placed(9, 1, "b.json", "b"),
            placed(7, 1, "b.json", "d"),
        ]);
        let found: Vec<_> =
            found.iter().map(|said| format!("{}: {}", said.file, said.text)).collect();
        let expect = ["b.json", "c.json"].into_iter().zip(["d", "c"]).map(|(file, id)| {
            format!(
                "{file}: article {id:?} has the same text as \"a\" of a.json; remove one of them"
            )
        });
        assert_eq!(found, expect.collect::<Vec<_>>());
    }
}
