//! The text of an article, as plain tantivy is given it.

use bundelaar::article::{Article, Block};

/// Everything but the title, in reading order.
pub fn body(article: &Article) -> String {
    let blocks = article.body.iter().flat_map(Block::texts);
    std::iter::once(article.lead.as_str()).chain(blocks).collect::<Vec<_>>().join("\n")
}

pub fn searchable_bytes(article: &Article) -> usize {
    article.title.len() + body(article).len()
}

/// The words of title and text, without the punctuation around them, as written.
pub fn searchable_words(article: &Article) -> impl Iterator<Item = String> {
    format!("{}\n{}", article.title, body(article))
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .into_iter()
}
