//! The pieces of a page: its text as a reader sees it, without what belongs to the site.
//!
//! A walk over the tree without recursion. Blocks end a piece, the innermost heading, list item or
//! quotation around a text says what it is.

use dom_query::NodeRef;

use super::super::flow::{Flow, Menus, Role};
use super::super::piece::Piece;
use super::measure::Measures;

/// What is left out of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Menus, footers, sidebars and the like are left out.
    Article,
    /// As well, but below an element that the page itself marks as its text: a list of links is part
    /// of it.
    MarkedArticle,
    /// They are kept: what they say of the article is looked for.
    Everything,
}

/// The text below an element.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub pieces: Vec<Piece>,
    pub left_out: LeftOut,
}

/// What was left out without the page saying plainly that it is no part of the text: for the name of
/// a class, for being a row of links, for being hidden.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    pub letters: usize,
    /// The beginning of its longest part.
    pub longest: String,
    longest_letters: usize,
}

impl LeftOut {
    fn add(&mut self, letters: usize, text: impl FnOnce() -> String) {
        self.letters += letters;
        if letters > self.longest_letters {
            self.longest_letters = letters;
            self.longest = text();
        }
    }
}

/// The pieces of the text below an element.
pub(super) fn pieces(root: &NodeRef<'_>, keep: Keep) -> Vec<Piece> {
    text(root, keep).pieces
}

/// The text below an element.
pub(super) fn text(root: &NodeRef<'_>, keep: Keep) -> Text {
    let mut walk = Walk::new(root, keep);
    walk.run(usize::MAX, usize::MAX);
    walk.finish()
}

/// The text of an element on one line, up to so many bytes; what stands below more elements than a
/// line has is not looked at.
pub(super) fn line(node: &NodeRef<'_>, most_bytes: usize) -> String {
    // A heading with each letter in an element of its own.
    const MOST_NODES: usize = 1_000;
    let mut walk = Walk::unmeasured(node);
    walk.run(MOST_NODES, most_bytes);
    let pieces = walk.finish().pieces;
    let texts = pieces.iter().map(Piece::text).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(" ")
}

/// On its way through the tree.
struct Walk<'t> {
    root: NodeRef<'t>,
    keep: Keep,
    measures: Measures,
    flow: Flow,
    left_out: LeftOut,
    steps: Vec<Step<'t>>,
}

impl<'t> Walk<'t> {
    fn new(root: &NodeRef<'t>, keep: Keep) -> Self {
        Walk { keep, measures: Measures::of(root), ..Walk::unmeasured(root) }
    }

    /// Keeps everything, for which nothing need be known of what is below an element.
    fn unmeasured(root: &NodeRef<'t>) -> Self {
        Walk {
            root: *root,
            keep: Keep::Everything,
            measures: Measures::default(),
            flow: Flow::default(),
            left_out: LeftOut::default(),
            steps: vec![Step::Enter(*root)],
        }
    }

    /// Goes on until so many nodes were seen, or so many bytes of text found.
    fn run(&mut self, mut nodes: usize, mut bytes: usize) {
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Leave(Leave::Role) => self.flow.end(),
                Step::Leave(Leave::Block) => self.flow.end_block(),
                Step::Leave(Leave::Link) => self.flow.end_link(),
                Step::Enter(_) if nodes == 0 || bytes == 0 => return,
                Step::Enter(node) if node.is_text() => {
                    let text = node.text();
                    let kept = &text[..text.floor_char_boundary(bytes)];
                    self.flow.text(kept);
                    bytes = if kept.len() < text.len() { 0 } else { bytes - kept.len() };
                    nodes -= 1;
                }
                Step::Enter(node) => {
                    self.element(node);
                    nodes -= 1;
                }
            }
        }
    }

    fn element(&mut self, node: NodeRef<'t>) {
        let name = node.node_name().unwrap_or_default();
        let name: &str = &name;
        if node.id != self.root.id && self.is_left_out(&node, name) {
            return;
        }
        match name {
            "br" => self.flow.line_break(),
            "hr" => self.flow.end_block(),
            "td" | "th" => self.flow.end_cell(),
            _ => {}
        }
        if let Some(leave) = enter(&mut self.flow, name) {
            self.steps.push(Step::Leave(leave));
        }
        let children: Vec<NodeRef<'_>> = node.children_it(true).collect();
        self.steps.extend(children.into_iter().map(Step::Enter));
    }

    fn is_left_out(&mut self, node: &NodeRef<'t>, name: &str) -> bool {
        let article = self.keep != Keep::Everything;
        if is_no_text(node, name) || article && is_plainly_furniture(node, name, self.flow.role()) {
            return true;
        }
        let guessed = is_hidden(node) && !self.is_folded(node, name)
            || article && self.looks_like_furniture(node, name);
        if guessed && article {
            self.left_out.add(self.measures.letters(node), || line(node, LONGEST_SAMPLE_BYTES));
        }
        guessed
    }

    /// Whether a part is hidden only until a reader folds it out.
    fn is_folded(&self, node: &NodeRef<'_>, name: &str) -> bool {
        // From the panel up to what all panels stand in.
        const LEVELS: usize = 3;
        let styled = || !node.has_attr("hidden") && !is_hidden_from_readers_aloud(node);
        is_block(name)
            && (self.measures.is_controlled(node)
                || folds(node)
                || styled() && node.ancestors_it(Some(LEVELS)).any(|ancestor| folds(&ancestor)))
    }

    /// What the page does not mark, but looks like a part of the site: on a guess.
    fn looks_like_furniture(&self, node: &NodeRef<'_>, name: &str) -> bool {
        if matches!(name, "button" | "label") {
            return !self.is_label_of_fold(node);
        }
        // ASP.NET puts a form around the whole page: the form itself says nothing.
        if matches!(name, "body" | "main" | "article" | "form" | "h1") {
            return false;
        }
        if matches!(name, "td" | "div" | "p") && self.is_row_of_links(node) {
            return true;
        }
        let named = [node.class(), node.id_attr()]
            .into_iter()
            .flatten()
            .any(|names| names.split_ascii_whitespace().any(names_furniture));
        // A class such as `has-sidebar` stands on what has everything in it.
        named && self.measures.letters(node) * 2 < self.measures.letters(&self.root)
    }

    /// Whether a button or label is what a reader sees of a part that folds: its heading, or nearly
    /// all of that. Beside a heading stand buttons to share or to copy it.
    fn is_label_of_fold(&self, node: &NodeRef<'_>) -> bool {
        // Between button and heading stands a `span` at most.
        const LEVELS: usize = 2;
        let is_heading = |node: &NodeRef<'_>| {
            node.node_name().is_some_and(|name| {
                matches!(&*name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" | "dt")
            })
        };
        let is_most =
            |of: NodeRef<'_>| self.measures.letters(node) * 10 >= self.measures.letters(&of) * 9;
        node.ancestors_it(Some(LEVELS)).find(is_heading).is_some_and(is_most)
            || node.has_attr("aria-controls") && folds(node)
    }

    /// A menu without being marked as one: three links or more and next to nothing beside them.
    fn is_row_of_links(&self, node: &NodeRef<'_>) -> bool {
        let links: Vec<usize> = node
            .children_it(false)
            .filter(|child| child.node_name().is_some_and(|name| &*name == "a"))
            .map(|link| self.measures.letters(&link))
            .collect();
        let letters = self.measures.letters(node);
        links.len() >= 3 && links.iter().sum::<usize>() * 10 >= letters * 9
    }

    fn finish(mut self) -> Text {
        let menus = match self.keep {
            Keep::Everything => None,
            Keep::MarkedArticle => Some(Menus::BareLinks),
            Keep::Article => Some(Menus::AnyLinks),
        };
        let (pieces, menus) = self.flow.finish_without(menus);
        for menu in menus {
            let letters = menu.text().chars().filter(|c| c.is_alphanumeric()).count();
            self.left_out.add(letters, || menu.text().to_owned());
        }
        Text { pieces, left_out: self.left_out }
    }
}

/// Twice what a warning quotes of a text.
const LONGEST_SAMPLE_BYTES: usize = 240;

enum Step<'t> {
    Enter(NodeRef<'t>),
    Leave(Leave),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leave {
    Role,
    Block,
    Link,
}

/// What an element does to the flow of text; what its end undoes.
fn enter(flow: &mut Flow, name: &str) -> Option<Leave> {
    let role = match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(Role::Heading),
        "li" => Some(Role::Item),
        "blockquote" => Some(Role::Quote),
        "cite" | "footer" if flow.role() == Some(Role::Quote) => Some(Role::Plain),
        _ => None,
    };
    if let Some(role) = role {
        flow.begin(role);
        return Some(Leave::Role);
    }
    if name == "a" {
        flow.begin_link();
        return Some(Leave::Link);
    }
    if is_block(name) {
        flow.end_block();
        return Some(Leave::Block);
    }
    None
}

/// Elements that stand on lines of their own, from the rendering section of the HTML standard (15.3).
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "header"
            | "hgroup"
            | "html"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// What is no text to anybody.
fn is_no_text(node: &NodeRef<'_>, name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "title"
            | "iframe"
            | "svg"
            | "math"
            | "object"
            | "embed"
            | "video"
            | "audio"
            | "canvas"
            | "select"
            | "textarea"
            | "datalist"
            | "dialog"
    ) || node.is_comment()
}

/// What no reader sees as the page stands.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    let hidden_style = || {
        let style = node.attr("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    };
    node.has_attr("hidden") || is_hidden_from_readers_aloud(node) || hidden_style()
}

fn is_hidden_from_readers_aloud(node: &NodeRef<'_>) -> bool {
    node.attr("aria-hidden").is_some_and(|value| &*value == "true")
}

/// What the page says is no part of the article's text: of the site, or of a picture.
fn is_plainly_furniture(node: &NodeRef<'_>, name: &str, role: Option<Role>) -> bool {
    // Below a quotation stands who is quoted.
    if name == "footer" && role == Some(Role::Quote) {
        return false;
    }
    let role = node.attr("role").unwrap_or_default();
    matches!(name, "nav" | "footer" | "aside" | "figcaption" | "search")
        || !matches!(name, "body" | "main" | "article" | "form" | "h1")
            && matches!(
                &*role,
                "navigation"
                    | "banner"
                    | "contentinfo"
                    | "search"
                    | "complementary"
                    | "dialog"
                    | "alert"
            )
}

/// Whether a class says that a part can be folded, in English or in Dutch.
fn folds(node: &NodeRef<'_>) -> bool {
    const WORDS: [&str; 8] = [
        "accordion",
        "accordeon",
        "collapse",
        "collapsible",
        "collapsed",
        "faq",
        "uitklap",
        "uitklapbaar",
    ];
    node.class().is_some_and(|names| {
        let names = names.to_ascii_lowercase();
        names.split([' ', '-', '_', '\t', '\n']).any(|word| WORDS.contains(&word))
    })
}

/// Whether a class names a part of the site, in English or in Dutch; words between hyphens and
/// underscores count (`entry-share`, `share_buttons`).
fn names_furniture(class: &str) -> bool {
    const WORDS: [&str; 31] = [
        "breadcrumb",
        "breadcrumbs",
        "kruimelpad",
        "menu",
        "navbar",
        "navigation",
        "navigatie",
        "share",
        "sharing",
        "delen",
        "socials",
        "related",
        "gerelateerd",
        "cookie",
        "cookies",
        "cookiebar",
        "newsletter",
        "nieuwsbrief",
        "pagination",
        "pager",
        "comments",
        "reacties",
        "sidebar",
        "zijbalk",
        "skip",
        "skiplink",
        "tags",
        "addtoany",
        "advertisement",
        "print",
        "popup",
    ];
    const WHOLE: [&str; 7] = [
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "social",
        "social-media",
        "social-share",
    ];
    let class = class.to_ascii_lowercase();
    WHOLE.contains(&class.as_str()) || class.split(['-', '_']).any(|word| WORDS.contains(&word))
}
