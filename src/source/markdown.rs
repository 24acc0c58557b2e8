//! Markdown with front matter: the keys of the contract's JSON in YAML, then the text.
//!
//! What the front matter does not give is taken from the text as from any other page: the title from
//! its heading of the first level or else its first line, the lead from its first paragraph. Faults name the line in the file.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use super::flow::{Flow, Role};
use super::html;
use super::piece::{Document, Piece, Stated};
use super::read_error::{Fault, LineFault, Problem, ReadError};
use crate::article::{Article, Block};

/// The parts of a file.
#[derive(Debug, PartialEq)]
pub(super) struct Markdown<'t> {
    /// What is given, as the contract's JSON; the title is among it in any case.
    pub fields: Value,
    /// The text below the title.
    pub document: Document,
    front_matter: &'t str,
}

/// The lines before the front matter's first.
const LINES_BEFORE: usize = 1;

/// Cuts a file into its parts.
///
/// # Errors
/// [`ReadError::FrontMatter`] when that is not YAML, or not a list of keys and values.
pub(super) fn read_markdown(text: &str) -> Result<Markdown<'_>, ReadError> {
    let (front_matter, body) = split(text).unwrap_or(("", text));
    let mut fields = read_front_matter(front_matter)?;
    let (mut document, heading) = read_body(body);
    let title_at = title_place(&document.pieces, heading);
    let first = document.pieces.get(title_at).map(|piece| piece.text().to_owned());
    let given = fields.get("titel").filter(|title| !title.is_null());
    match (given, first) {
        (Some(title), Some(first)) if title.as_str().is_some_and(|t| t.trim() == first) => {
            take_title(&mut document.pieces, title_at);
        }
        (Some(_), _) => {}
        (None, Some(first)) => {
            take_title(&mut document.pieces, title_at);
            fields.insert("titel".to_owned(), Value::String(first));
        }
        (None, None) => return Err(ReadError::NoTitle),
    }
    // It is among the fields, and no longer in the text.
    document.title = Some(String::new());
    Ok(Markdown { fields: Value::Object(fields), document, front_matter })
}

/// Where the title stands: the first heading of the first level, with no more than a name or a day above
/// it, or else what comes first. Further down it is a heading in a text without a marked title.
fn title_place(pieces: &[Piece], heading: Option<usize>) -> usize {
    // As for the labels above the title of a page in HTML.
    const LONGEST_ABOVE: usize = 300;
    let above = |at: &usize| pieces[..*at].iter().map(|piece| piece.text().len()).sum::<usize>();
    let is_heading = |at: &usize| matches!(pieces.get(*at), Some(Piece::Heading(_)));
    heading.filter(is_heading).filter(|at| above(at) <= LONGEST_ABOVE).unwrap_or_default()
}

/// Takes out the title. What stood above it comes behind the lead, so that it is not taken for one.
fn take_title(pieces: &mut Vec<Piece>, at: usize) {
    pieces.remove(at);
    let is_text = |piece: &Piece| *piece != Piece::Gap;
    let lead = (at..pieces.len()).find(|&at| is_text(&pieces[at]));
    if let Some(lead) = lead.filter(|&lead| matches!(pieces[lead], Piece::Paragraph(_))) {
        pieces[..=lead].rotate_left(at);
    }
}

/// What the front matter gives, completed with what the text says.
pub(super) fn merge(given: Article, page: Article) -> Article {
    let mut body = page.body;
    let lead = if given.lead.is_empty() {
        page.lead
    } else {
        if !page.lead.is_empty() && page.lead != given.lead {
            body.insert(0, Block::Paragraph(page.lead));
        }
        given.lead
    };
    Article {
        kind: given.kind.or(page.kind),
        lead,
        body: if body.is_empty() { given.body } else { body },
        published: given.published.or(page.published),
        contact: given.contact.or(page.contact),
        caption: given.caption.or(page.caption),
        ..given
    }
}

impl Markdown<'_> {
    /// Names the line of each fault of the fields.
    pub fn with_lines(&self, error: ReadError) -> ReadError {
        match error {
            ReadError::Faults(faults) => ReadError::LineFaults(
                faults
                    .iter()
                    .cloned()
                    .map(|fault| LineFault { line: self.line_of(&fault.field), fault })
                    .collect(),
            ),
            other => other,
        }
    }

    /// The line of a field such as `contact.naam`: each name is looked for from the last one on.
    fn line_of(&self, field: &str) -> usize {
        let lines: Vec<&str> = self.front_matter.lines().collect();
        let mut at = 0;
        for name in field.split('.').map(|name| name.split('[').next().unwrap_or(name)) {
            let is_key = |line: &&str| {
                let key =
                    line.trim_start().trim_start_matches("- ").trim_start_matches(['"', '\'']);
                key.strip_prefix(name).is_some_and(|rest| {
                    rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':')
                })
            };
            if let Some(found) = lines[at..].iter().position(is_key) {
                at += found;
            }
        }
        at + 1 + LINES_BEFORE
    }
}

/// Front matter stands between two lines of three hyphens, at the very beginning.
fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("---")?;
    let (blank, rest) = rest.split_once('\n')?;
    if !blank.trim().is_empty() {
        return None;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn read_front_matter(yaml: &str) -> Result<Map<String, Value>, ReadError> {
    // An article has a dozen fields; whole texts stand below the front matter. References (`*a`) are
    // not needed for that, and can make much of little.
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: 10_000,
            max_depth: 16,
            max_aliases: 0,
        },
        with_snippet: false,
    };
    if yaml.trim().is_empty() {
        return Ok(Map::new());
    }
    let value: Value = serde_saphyr::from_str_with_options(yaml, options).map_err(|error| {
        let line = error.location().map_or(1, |at| at.line() as usize) + LINES_BEFORE;
        let reason = error.to_string().lines().next().unwrap_or_default().to_owned();
        ReadError::FrontMatter { line, reason }
    })?;
    match value {
        // Nothing but comments.
        Value::Null => Ok(Map::new()),
        Value::Object(fields) => Ok(fields),
        _ => {
            let problem =
                Problem::WrongType { expected: "keys and values", found: "something else" };
            let fault = Fault { field: "the front matter".to_owned(), problem };
            Err(ReadError::LineFaults(vec![LineFault { line: 1 + LINES_BEFORE, fault }]))
        }
    }
}

/// The text, and at which piece its first heading of the first level stands.
fn read_body(text: &str) -> (Document, Option<usize>) {
    let mut options = Options::empty();
    options.insert(Options::ENABLE_TABLES);
    options.insert(Options::ENABLE_STRIKETHROUGH);
    let mut flow = Flow::default();
    let mut markup = String::new();
    let mut caption: Option<String> = None;
    let mut heading = None;
    // Within a picture, whose text is its description.
    let mut picture: Option<String> = None;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Image { .. }) => picture = Some(String::new()),
            Event::End(TagEnd::Image) => {
                let described = picture.take().filter(|text| text.contains(' '));
                caption = caption.or(described);
            }
            Event::Text(text) | Event::Code(text) => match &mut picture {
                Some(description) => description.push_str(&text),
                None => flow.text(&text),
            },
            Event::SoftBreak => flow.text(" "),
            Event::HardBreak => flow.line_break(),
            Event::InlineHtml(tag) if is_line_break(&tag) => flow.line_break(),
            Event::Start(Tag::HtmlBlock) => markup.clear(),
            Event::Html(text) => markup.push_str(&text),
            Event::End(TagEnd::HtmlBlock) => add_markup(&mut flow, &markup),
            Event::Start(tag) => match role(&tag) {
                Some(role) => {
                    flow.begin(role);
                    if matches!(tag, Tag::Heading { level: HeadingLevel::H1, .. }) {
                        heading.get_or_insert(flow.count());
                    }
                }
                None if is_block(&tag.to_end()) => flow.end_block(),
                None => {}
            },
            Event::End(TagEnd::Heading(_) | TagEnd::Item | TagEnd::BlockQuote(_)) => flow.end(),
            Event::End(TagEnd::TableCell) => flow.end_cell(),
            Event::End(tag) if is_block(&tag) => flow.end_block(),
            Event::Rule => flow.end_block(),
            _ => {}
        }
    }
    let stated = Stated { caption, ..Stated::default() };
    (Document { title: None, pieces: flow.finish(), stated }, heading)
}

fn role(tag: &Tag<'_>) -> Option<Role> {
    match tag {
        Tag::Heading { .. } => Some(Role::Heading),
        Tag::Item => Some(Role::Item),
        Tag::BlockQuote(_) => Some(Role::Quote),
        _ => None,
    }
}

fn is_block(tag: &TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::TableCell
    )
}

fn is_line_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_end_matches(['>', '/', ' ']);
    name.eq_ignore_ascii_case("br")
}

/// A block of HTML is read as what a browser shows of it; one that is too complex is left out.
fn add_markup(flow: &mut Flow, markup: &str) {
    for piece in html::fragment(markup).unwrap_or_default() {
        let role = match &piece {
            Piece::Heading(_) => Some(Role::Heading),
            Piece::Item(_) => Some(Role::Item),
            Piece::Quote(_) => Some(Role::Quote),
            Piece::Paragraph(_) | Piece::Line(_) | Piece::Gap => None,
        };
        match role {
            Some(role) => {
                flow.begin(role);
                flow.text(piece.text());
                flow.end();
            }
            None => {
                flow.end_block();
                flow.text(piece.text());
                flow.end_block();
            }
        }
    }
}

#[cfg(test)]
mod tests;
