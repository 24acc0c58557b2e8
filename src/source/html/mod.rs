//! An HTML page, as saved from a site, as pieces and what it states of its article.
//!
//! The text is that of the page's `article` or `main`, or else what `dom_smoothie` takes for the
//! main text; menus, footers and the like are left out. Title, day, contact and the rest come from
//! JSON-LD, then from `meta`, `link` and `time` elements. Which of it counts beside the text itself
//! is decided in [`super::page`].

mod linked_data;
mod measure;
mod metadata;
mod parse;
mod walk;

use dom_query::{Document as Dom, NodeRef};
use dom_smoothie::{Config, Readability};

use self::linked_data::{LinkedData, linked_data};
use self::measure::Measures;
use self::metadata::{MOST_MARKED, Metadata, canonical, day_of_times, event_of_items, kind_named};
use self::parse::parse;
use self::walk::{Keep, LeftOut, Text, line, pieces, text};
use super::boilerplate::{Boilerplate, take_boilerplate};
use super::piece::{Document, Piece, Stated};
use super::read_error::ReadError;
use super::warning::{Warning, excerpt};
use crate::article::Kind;

/// Reads a page, and what its furniture says of the article beside the text.
///
/// # Errors
/// [`ReadError::TooComplex`] when parsing it would cost too much.
pub(super) fn read_page(
    html: &str,
    warnings: &mut Vec<Warning>,
) -> Result<(Document, Boilerplate), ReadError> {
    let dom = parse(html)?;
    let Some(page) = Page::of(&dom) else { return Ok(Default::default()) };
    let mut main = page.main_pieces(html, warnings);
    let title = page.title();
    let label = title.as_deref().and_then(|title| take_heading(&mut main, title));

    let mut unheard = Vec::new();
    let (said, _) = take_boilerplate(pieces(&page.scope, Keep::Everything), &mut unheard);
    let kind = page.data.kind.or(page.metadata.kind()).or(label);
    if kind != Some(Kind::Event) {
        drop_dateline(&mut main, &page.scope);
    }
    Ok((Document { title, pieces: main, stated: page.stated(kind) }, said))
}

/// A page and what was found in it.
struct Page<'d> {
    dom: &'d Dom,
    body: NodeRef<'d>,
    /// Where the article is looked for.
    scope: NodeRef<'d>,
    /// The element that is the article's text, when one is marked as such.
    container: Option<NodeRef<'d>>,
    /// Those of the first level, with their texts.
    headings: Vec<(NodeRef<'d>, String)>,
    metadata: Metadata,
    data: LinkedData,
}

impl<'d> Page<'d> {
    /// `None` for a page without a body.
    fn of(dom: &'d Dom) -> Option<Page<'d>> {
        let body = dom.body()?;
        let headings: Vec<(NodeRef<'d>, String)> = dom
            .select("h1")
            .nodes()
            .iter()
            .take(MOST_HEADINGS)
            .map(|node| (*node, line(node, LONGEST_LINE_BYTES)))
            .collect();
        let heading_texts: Vec<String> = headings.iter().map(|(_, text)| text.clone()).collect();
        let metadata = Metadata::of(dom);
        let data = linked_data(dom, &heading_texts);
        let (scope, container) = main_element(dom, &body);
        Some(Page { dom, body, scope, container, headings, metadata, data })
    }

    /// The element in which the article's text was looked for.
    fn inside(&self) -> NodeRef<'d> {
        self.container.unwrap_or(self.scope)
    }

    /// The article's text, and a warning when much was left out of it.
    fn main_pieces(&self, html: &str, warnings: &mut Vec<Warning>) -> Vec<Piece> {
        let Some(container) = &self.container else { return main_pieces(html, &self.body) };
        let Text { pieces, left_out } = text(container, Keep::MarkedArticle);
        warnings.extend(warning_of(&left_out, &pieces));
        pieces
    }

    fn title(&self) -> Option<String> {
        let inside = self.inside();
        let own = self.headings.iter().find(|(node, _)| is_within(node, &inside));
        let headings: Vec<&str> = self.headings.iter().map(|(_, text)| text.as_str()).collect();
        let stated = self.data.title.as_deref().or(self.metadata.title());
        let own = own.map(|(_, text)| text.as_str());
        title(self.dom, own, &headings, stated, self.metadata.site())
    }

    /// What the page states of an article of this kind: its JSON-LD goes before its other metadata.
    fn stated(self, kind: Option<Kind>) -> Stated {
        let inside = self.inside();
        let Page { dom, scope, metadata, data, .. } = self;
        let event = data.event.or_else(|| metadata.event()).or_else(|| event_of_items(&scope));
        let is_event = kind == Some(Kind::Event) || event.is_some();
        Stated {
            kind: kind.or(event.as_ref().map(|_| Kind::Event)),
            published: data
                .published
                .or_else(|| metadata.published())
                .or_else(|| day_of_times(&scope, !is_event)),
            contact: data.contact.or_else(|| metadata.contact()),
            organisations: data.organisations,
            event,
            caption: caption(&inside)
                .or(data.caption)
                .or_else(|| metadata.caption().map(str::to_owned))
                .or_else(|| description(&inside)),
            source: canonical(dom).or_else(|| metadata.source()).or(data.source),
            language: language(dom).or_else(|| metadata.language().map(str::to_owned)),
        }
    }
}

/// The language that the page says it is in.
fn language(dom: &Dom) -> Option<String> {
    let language = dom.select("html").attr("lang")?;
    Some(language.trim().to_owned()).filter(|language| !language.is_empty())
}

/// What a page says to robots in its `meta` elements; nothing when it is too complex to be read.
pub fn robots_directives(html: &str) -> Vec<String> {
    let Ok(dom) = parse(html) else { return Vec::new() };
    Metadata::of(&dom).robots().map(str::to_owned).collect()
}

/// Headings of the first level: a page has one, a listing some thirty.
const MOST_HEADINGS: usize = 50;

/// A title or a caption of more is no title or caption: 500 letters of the longest kind.
const LONGEST_LINE_BYTES: usize = 2_000;

/// What was left out of the element that the page marks as its text, when that is much.
fn warning_of(left_out: &LeftOut, kept: &[Piece]) -> Option<Warning> {
    // Buttons to share and lists of keywords are less, of a text of three paragraphs.
    const SHARE_PERCENT: usize = 10;
    // A sentence: less is a label, whatever its share of a short text.
    const FEWEST_LETTERS: usize = 60;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let kept: usize = kept.iter().map(|piece| letters(piece.text())).sum();
    let percent = left_out.letters * 100 / (left_out.letters + kept).max(1);
    let much = left_out.letters >= FEWEST_LETTERS && percent > SHARE_PERCENT;
    much.then(|| Warning::LeftOut { percent, text: excerpt(&left_out.longest) })
}

/// The text of a piece of markup.
///
/// # Errors
/// As [`read_page`].
pub(super) fn fragment(markup: &str) -> Result<Vec<Piece>, ReadError> {
    let dom = parse(markup)?;
    Ok(dom.body().map(|body| pieces(&body, Keep::Article)).unwrap_or_default())
}

/// Where the article is looked for, and the element that is its text, when one is marked as such.
fn main_element<'d>(dom: &'d Dom, body: &NodeRef<'d>) -> (NodeRef<'d>, Option<NodeRef<'d>>) {
    let mains = dom.select("main, [role=main]");
    let scope = match mains.nodes() {
        [main, ..] => *main,
        [] => *body,
    };
    let outer = outer_articles(&scope);
    if let [article] = outer.as_slice() {
        // A single teaser below the text is an `article` too.
        if article.text().len() * 2 > scope.text().len() || mains.is_empty() {
            return (scope, Some(*article));
        }
    }
    (scope, (!mains.is_empty()).then_some(scope))
}

/// The `article` elements that stand in no other one; no more than two, which are several.
fn outer_articles<'d>(scope: &NodeRef<'d>) -> Vec<NodeRef<'d>> {
    let mut found = Vec::new();
    let mut next: Vec<NodeRef<'d>> = vec![*scope];
    while let Some(node) = next.pop() {
        if node.node_name().is_some_and(|name| &*name == "article") {
            found.push(node);
            if found.len() > 1 {
                break;
            }
        } else {
            next.extend(node.children_it(true));
        }
    }
    found
}

/// The main text of a page that marks none.
fn main_pieces(html: &str, body: &NodeRef<'_>) -> Vec<Piece> {
    // It goes over the page several times; above this a page is no article but a listing.
    const MOST_ELEMENTS: usize = 20_000;
    // And it takes the text below an element again and again: a text of a million bytes, twenty
    // elements deep.
    const MOST_BYTES: usize = 20 << 20;
    let config =
        Config { max_elements_to_parse: MOST_ELEMENTS, disable_json_ld: true, ..Config::default() };
    // It changes the page that it works on.
    let main = (Measures::of(body).bytes_times_depth <= MOST_BYTES)
        .then(|| parse(html).ok())
        .flatten()
        .and_then(|dom| Readability::with_document(dom, None, Some(config)).ok())
        .and_then(|mut page| page.parse().ok())
        .and_then(|article| parse(&article.content).ok());
    let text = main.map(|dom| pieces(&dom.root(), Keep::Article)).unwrap_or_default();
    if text.is_empty() { pieces(body, Keep::Article) } else { text }
}

fn is_within(node: &NodeRef<'_>, scope: &NodeRef<'_>) -> bool {
    node.id == scope.id || node.ancestors_it(None).any(|ancestor| ancestor.id == scope.id)
}

/// The title: what the page shows as its heading, unless that is the site's name; else what it
/// states; else the title of the window without the site's name.
fn title(
    dom: &Dom,
    own: Option<&str>,
    headings: &[&str],
    stated: Option<&str>,
    site: Option<&str>,
) -> Option<String> {
    // `Titel - Site` contains both, and the site's name is often a heading too.
    let stated_letters = stated.map(letters_of);
    let headings = headings.iter().copied().filter(|heading| !heading.is_empty());
    let is_stated = |heading: &&str| {
        stated_letters.as_ref().is_some_and(|stated| stated.contains(&letters_of(heading)))
    };
    let shown = headings.clone().filter(is_stated).max_by_key(|heading| heading.len());
    let own = own.filter(|text| !text.is_empty());
    let is_site = |text: &&str| site.is_some_and(|site| contains_letters(site, text));
    shown
        .or(own)
        .or_else(|| stated.filter(|text| !is_site(text)))
        .map(str::to_owned)
        .or_else(|| window_title(dom, site))
        .or_else(|| headings.clone().next().map(str::to_owned))
}

fn window_title(dom: &Dom, site: Option<&str>) -> Option<String> {
    let title = dom.select_single("head > title").text();
    let title = one_line(&title[..title.floor_char_boundary(LONGEST_LINE_BYTES)]);
    let parts: Vec<&str> = [" | ", " – ", " — ", " · ", " » ", " :: ", " - "]
        .iter()
        .find(|separator| title.contains(**separator))
        .map(|separator| title.split(*separator).map(str::trim).collect())
        .unwrap_or_else(|| vec![title.as_str()]);
    // The site's name stands behind the title, before it on some.
    let is_site = |part: &&str| site.is_some_and(|site| contains_letters(site, part));
    let part = parts.iter().copied().find(|part| !part.is_empty() && !is_site(part));
    part.map(str::to_owned)
}

/// Whether a text contains another, letters and digits compared.
fn contains_letters(text: &str, part: &str) -> bool {
    letters_of(text).contains(&letters_of(part))
}

/// The letters and digits of a text, in lowercase.
fn letters_of(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Takes the heading that is the title out of the text, and the label above it, if there is only
/// that; the kind that the label names.
fn take_heading(pieces: &mut Vec<Piece>, title: &str) -> Option<Kind> {
    let is_title = |piece: &Piece| piece.text() == title && *piece != Piece::Gap;
    let at = pieces.iter().position(is_title)?;
    // A label, a trail of links, a day: not the text.
    const LONGEST: usize = 300;
    let above: usize = pieces[..at].iter().map(|piece| piece.text().len()).sum();
    if above > LONGEST {
        pieces.remove(at);
        return None;
    }
    let before: Vec<Piece> = pieces.drain(..=at).collect();
    before.iter().find_map(|piece| kind_named(piece.text()))
}

/// Takes out the line above the text that is only its day. In an event it may be the event's.
fn drop_dateline(pieces: &mut Vec<Piece>, scope: &NodeRef<'_>) {
    // A day with its weekday and hour, and words before it.
    const LONGEST_BYTES: usize = 100;
    let is_time = |node: &NodeRef<'_>| node.node_name().is_some_and(|name| &*name == "time");
    let first = pieces.iter().find(|piece| **piece != Piece::Gap).map(Piece::text);
    let Some(first) = first.filter(|first| first.len() < LONGEST_BYTES).map(str::to_owned) else {
        return;
    };
    let mut times = scope.descendants_it().filter(is_time).take(MOST_MARKED);
    if times.any(|time| line(&time, LONGEST_BYTES) == first) {
        pieces.retain(|piece| piece.text() != first);
    }
}

/// The caption of the first picture in the text.
fn caption(scope: &NodeRef<'_>) -> Option<String> {
    let captions = scope
        .descendants_it()
        .filter(|node| node.node_name().is_some_and(|name| &*name == "figcaption"));
    captions
        .take(MOST_MARKED)
        .map(|node| line(&node, LONGEST_LINE_BYTES))
        .find(|text| !text.is_empty())
}

/// The alternative text of the first picture that is described at all.
fn description(scope: &NodeRef<'_>) -> Option<String> {
    let pictures =
        scope.descendants_it().filter(|node| node.node_name().is_some_and(|name| &*name == "img"));
    pictures
        .filter_map(|node| Some(one_line(&node.attr("alt")?)))
        // One word is a logo's or a portrait's.
        .find(|text| text.contains(' '))
}

/// A text with single spaces for all white space, control characters left out.
fn one_line(text: &str) -> String {
    let text = super::decode::clean(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
