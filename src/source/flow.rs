//! Running text cut into pieces, for forms that mark what a text is: HTML and Markdown.
//!
//! The innermost heading, list item or quotation around a text says what it is. White space is one
//! space, unless a reader sees a new line.

use std::collections::HashSet;

use super::decode::clean;
use super::piece::Piece;

/// What a text is when it is no plain paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Heading,
    Item,
    Quote,
    /// A paragraph after all, as who is quoted below a quotation.
    Plain,
}

/// Which links make a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Menus {
    /// On lines of their own; those in a list are part of the text.
    BareLinks,
    AnyLinks,
}

/// Pieces as they come in.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pieces: Vec<Piece>,
    /// Of the piece being read; `\n` for a line break that a reader sees.
    current: String,
    roles: Vec<Role>,
    /// How many links are open.
    links: usize,
    /// Whether the piece being read has letters outside links.
    beside_links: bool,
    /// The pieces that are nothing but a short link, by their place.
    entries: Vec<usize>,
}

impl Flow {
    pub fn begin(&mut self, role: Role) {
        self.flush();
        self.roles.push(role);
    }

    /// How many pieces there are; what is being read is not among them.
    pub fn count(&self) -> usize {
        self.pieces.len()
    }

    /// What the text that comes in now is.
    pub fn role(&self) -> Option<Role> {
        self.roles.last().copied()
    }

    /// The end of what began last.
    pub fn end(&mut self) {
        self.flush();
        self.roles.pop();
    }

    /// The beginning or end of a paragraph; within a list item or a heading it is part of that.
    pub fn end_block(&mut self) {
        match self.role() {
            Some(Role::Item | Role::Heading) => self.current.push(' '),
            _ => self.flush(),
        }
    }

    pub fn begin_link(&mut self) {
        self.links += 1;
    }

    pub fn end_link(&mut self) {
        self.links -= 1;
    }

    pub fn text(&mut self, text: &str) {
        self.beside_links |= self.links == 0 && text.contains(char::is_alphanumeric);
        // A soft hyphen only says where a word may be broken.
        let seen = text.chars().filter(|&c| c != '\u{ad}');
        self.current.extend(seen.map(|c| if c.is_whitespace() { ' ' } else { c }));
    }

    /// Between two cells of a table's row, which is one paragraph.
    pub fn end_cell(&mut self) {
        self.current.push('\t');
    }

    pub fn line_break(&mut self) {
        self.current.push('\n');
    }

    pub fn finish(self) -> Vec<Piece> {
        self.finish_without(None).0
    }

    /// The pieces without menus, and those: three short links or more, each a piece, one after the
    /// other.
    pub fn finish_without(mut self, menus: Option<Menus>) -> (Vec<Piece>, Vec<Piece>) {
        self.flush();
        let Some(menus) = menus else { return (self.pieces, Vec::new()) };
        let is_entry = |at: &usize| {
            let item = matches!(self.pieces[*at], Piece::Item(_));
            (menus == Menus::AnyLinks || !item) && self.entries.binary_search(at).is_ok()
        };
        let texts: Vec<usize> =
            (0..self.pieces.len()).filter(|&at| self.pieces[at] != Piece::Gap).collect();
        let entries: HashSet<usize> = texts
            .chunk_by(|a, b| is_entry(a) == is_entry(b))
            .filter(|run| run.len() >= 3 && is_entry(&run[0]))
            .flatten()
            .copied()
            .collect();
        let (mut kept, mut left_out) = (Vec::with_capacity(self.pieces.len()), Vec::new());
        for (at, piece) in self.pieces.into_iter().enumerate() {
            if entries.contains(&at) { left_out.push(piece) } else { kept.push(piece) }
        }
        (kept, left_out)
    }

    fn flush(&mut self) {
        // Entries of menus have a few words.
        const LONGEST_ENTRY: usize = 40;
        let only_links = !std::mem::take(&mut self.beside_links);
        let text = std::mem::take(&mut self.current);
        let text = clean(&text);
        let joined = |text: &str, by: char, with: &str| {
            let parts = text.split(by).map(str::trim).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(with)
        };
        let single_spaced = |line: &str| joined(&joined(line, '\t', " – "), ' ', " ");
        let lines: Vec<String> =
            text.split('\n').map(single_spaced).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        if only_links && self.role() != Some(Role::Heading) {
            let first = self.pieces.len();
            let short = |(_, line): &(usize, &String)| line.chars().count() <= LONGEST_ENTRY;
            let lines = lines.iter().enumerate().filter(short);
            self.entries.extend(lines.map(|(at, _)| first + at));
        }
        match self.role() {
            Some(Role::Heading) => self.pieces.push(Piece::Heading(lines.join(" "))),
            Some(Role::Item) => self.pieces.push(Piece::Item(lines.join(" "))),
            Some(Role::Quote) => self.pieces.extend(lines.into_iter().map(Piece::Quote)),
            Some(Role::Plain) | None => {
                self.pieces.extend(lines.into_iter().map(Piece::Paragraph));
            }
        }
        self.pieces.push(Piece::Gap);
    }
}
