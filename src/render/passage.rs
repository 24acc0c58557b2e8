//! Blocks as they are shown: quotations of several paragraphs are one passage.

use crate::article::Block;

/// A piece of running text, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage<'a> {
    Heading(&'a str),
    Paragraph(&'a str),
    /// The paragraphs of one quotation.
    Quote(Vec<&'a str>),
    List(Vec<&'a str>),
}

/// The passages of a body: adjoining quotations joined, blocks without visible text left out.
pub fn passages(body: &[Block]) -> Vec<Passage<'_>> {
    let mut passages = Vec::with_capacity(body.len());
    for block in body {
        match block {
            Block::Heading(text) if !text.trim().is_empty() => {
                passages.push(Passage::Heading(text));
            }
            Block::Paragraph(text) if !text.trim().is_empty() => {
                passages.push(Passage::Paragraph(text));
            }
            Block::Quote(text) if !text.trim().is_empty() => match passages.last_mut() {
                Some(Passage::Quote(texts)) => texts.push(text),
                _ => passages.push(Passage::Quote(vec![text])),
            },
            Block::List(items) => {
                let items: Vec<_> = items
                    .iter()
                    .map(String::as_str)
                    .filter(|item| !item.trim().is_empty())
                    .collect();
                if !items.is_empty() {
                    passages.push(Passage::List(items));
                }
            }
            Block::Heading(_) | Block::Paragraph(_) | Block::Quote(_) => {}
        }
    }
    passages
}

/// The paragraphs of an article's text in which blank lines separate them. Where a line ends within
/// one says nothing: it is how the text came.
pub fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    typed_paragraphs(text).map(|lines| lines.join(" "))
}

/// The paragraphs of what the maker of a bundel typed, each with its lines: a line ends where they
/// ended it, as on the bundel's page.
pub fn typed_paragraphs(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let mut lines = text.lines().map(str::trim).peekable();
    std::iter::from_fn(move || {
        while lines.next_if(|line| line.is_empty()).is_some() {}
        let mut paragraph = vec![lines.next()?];
        while let Some(line) = lines.next_if(|line| !line.is_empty()) {
            paragraph.push(line);
        }
        Some(paragraph)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjoining_quotations_are_one_passage() {
        let quote = |text: &str| Block::Quote(text.into());
        let body = [
            quote("“Een."),
            quote("Twee.”"),
            Block::Paragraph("Tussendoor.".into()),
            quote("“Drie.”"),
            Block::Heading("  ".into()),
            quote("“Vier.”"),
            Block::List(vec![" ".into()]),
        ];
        assert_eq!(
            passages(&body),
            [
                Passage::Quote(vec!["“Een.", "Twee.”"]),
                Passage::Paragraph("Tussendoor."),
                Passage::Quote(vec!["“Drie.”", "“Vier.”"]),
            ]
        );
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        let texts: Vec<_> = paragraphs("\n een\ntwee \r\n\r\n\n drie\n").collect();
        assert_eq!(texts, ["een twee", "drie"]);
        assert_eq!(paragraphs(" \n ").count(), 0);
        let typed: Vec<_> = typed_paragraphs("\n een\ntwee \r\n\r\n\n drie\n").collect();
        assert_eq!(typed, [vec!["een", "twee"], vec!["drie"]]);
    }
}
