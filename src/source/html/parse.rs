//! Parsing a page within bounds.
//!
//! An HTML parser keeps a stack of open elements and looks through it again and again, copies open
//! formatting into every new block and compares each attribute with those before it: a page of a few
//! megabytes can be made to take hours or gigabytes. The page is fed to the parser in small portions,
//! and after each one it is looked at what has become of it.

use std::borrow::Cow;
use std::cell::{Cell, Ref};

use dom_query::{Document, NodeId};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use super::super::read_error::ReadError;

/// How deep elements may nest: Blink, the engine of Chromium, cuts off at the same depth
/// (`kMaximumHTMLParserDOMTreeDepth`).
const MAX_DEPTH: usize = 512;

/// Nodes in a page, each of some hundred bytes: the longest articles on the sites of newspapers have
/// some ten thousand, with all that stands around them.
const MAX_NODES: usize = 200_000;

/// Spaces, quotation marks and slashes within one tag, of which the attributes of a real one need a
/// few hundred; pictures written into an attribute are left out before.
const MAX_TAG_SEPARATORS: usize = 5_000;

/// Bytes given to the parser at a time: at most three hundred tags, which can neither nest deeper
/// than twice the limit nor copy more than some megabytes of formatting.
const PORTION_BYTES: usize = 1024;

/// Parses a page.
///
/// # Errors
/// [`ReadError::TooComplex`], with what there is too much of.
pub(super) fn parse(html: &str) -> Result<Document, ReadError> {
    let html = without_embedded_files(html);
    let options = ParseOpts {
        // What stands in `noscript` is what a reader without scripts sees.
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..Default::default() },
        ..Default::default()
    };
    let mut parser = parse_document(Watched::default(), options);
    let mut changes = 0;
    let mut separators = 0;
    for portion in portions(&html) {
        parser.process(portion.into());
        let watched = &parser.tokenizer.sink.sink;
        watched.check()?;
        // Nothing became of it: it is within a tag or a comment.
        if watched.changes.get() == changes {
            separators += portion.bytes().filter(|byte| b" \t\n\r\"'/=".contains(byte)).count();
        } else {
            separators = 0;
        }
        if separators > MAX_TAG_SEPARATORS {
            let what = "attributes in a tag";
            return Err(ReadError::TooComplex { what, limit: MAX_TAG_SEPARATORS });
        }
        changes = watched.changes.get();
    }
    let document = parser.finish();
    document.check()?;
    Ok(document.document)
}

/// The page without pictures and fonts that are written into it (`data:image/png;base64,…`), which
/// can be most of it.
fn without_embedded_files(html: &str) -> Cow<'_, str> {
    const MARK: &str = ";base64,";
    if !html.contains(MARK) {
        return Cow::Borrowed(html);
    }
    let mut kept = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(MARK) {
        let (before, embedded) = rest.split_at(at + MARK.len());
        kept.push_str(before);
        let end = embedded
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '=' | '%'))
            .unwrap_or(embedded.len());
        rest = &embedded[end..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn portions(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let (portion, after) = rest.split_at(rest.ceil_char_boundary(PORTION_BYTES));
        rest = after;
        (!portion.is_empty()).then_some(portion)
    })
}

/// The document being made, with what has to be watched. All else is passed on.
#[derive(Default)]
struct Watched {
    document: Document,
    last: Cell<Option<NodeId>>,
    /// How often something was added or moved.
    changes: Cell<u64>,
}

impl Watched {
    fn check(&self) -> Result<(), ReadError> {
        let tree = &self.document.tree;
        if tree.len() > MAX_NODES {
            return Err(ReadError::TooComplex { what: "elements", limit: MAX_NODES });
        }
        let depth = self.last.get().map_or(0, |last| tree.ancestor_ids_of_it(&last, None).count());
        if depth > MAX_DEPTH {
            return Err(ReadError::TooComplex { what: "levels of nesting", limit: MAX_DEPTH });
        }
        // One for nearly every tag of a faulty page, and nobody asks for them.
        self.document.errors.borrow_mut().clear();
        Ok(())
    }

    fn changed(&self) {
        self.changes.set(self.changes.get() + 1);
    }

    fn made(&self, node: NodeId) -> NodeId {
        self.last.set(Some(node));
        node
    }
}

impl TreeSink for Watched {
    type Handle = NodeId;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.made(self.document.create_element(name, attrs, flags))
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.changed();
        self.document.append(parent, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.changed();
        self.document.append_before_sibling(sibling, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        prev_element: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        self.changed();
        self.document.append_based_on_parent_node(element, prev_element, child);
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.document.create_pi(target, data)
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.document.elem_name(target)
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.document.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.document.same_node(x, y)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        self.document.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.changed();
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: Option<&str>) {
        let found = match parse(html) {
            Err(ReadError::TooComplex { what, .. }) => Some(what),
            _ => None,
        };
        assert_eq!(found, expected, "{}", html.chars().take(80).collect::<String>());
    }

    #[test]
    fn pages_as_they_are_written_pass() {
        check("", None);
        check(&"<p>a<p>b<p>c".repeat(10_000), None);
        check(&"<ul><li>a<li>b</ul>".repeat(10_000), None);
        check(&"<table><tr><td>a<td>b<tr><td>c</table>".repeat(9_000), None);
        check(&"<svg><g><path d='M0'/><use href=#a /></g></svg>".repeat(9_000), None);
        check(&"<div>".repeat(MAX_DEPTH - 10), None);
        check(&format!("<script>{}</script>", "if (a < b) { x = '<div>' } ".repeat(9_000)), None);
        check(&format!("<p>{}</p>", "Een lange alinea. ".repeat(9_000)), None);
        check(&format!("<img src=\"data:image/png;base64,{}\">", "a/b+".repeat(99_000)), None);
    }

    #[test]
    fn what_would_take_forever_is_refused() {
        let deep = Some("levels of nesting");
        check(&"<div>".repeat(100_000), deep);
        check(&"<div/>".repeat(100_000), deep);
        check(&"<div></x>".repeat(100_000), deep);
        check(&"<svg>".repeat(100_000), deep);
        check(&format!("<svg><title>{}", "<div>".repeat(100_000)), deep);
        check(&format!("<table>{}", "<div>".repeat(100_000)), deep);
        check(&format!("<template>{}", "<div>".repeat(100_000)), deep);
        check(&"<div><object></div></object>".repeat(20_000), deep);
        let formatting: String = (0..300).map(|at| format!("<b id=a{at}>")).collect();
        check(&format!("<p>{formatting}{}", "<p>a".repeat(50_000)), Some("elements"));
        check(&"<p>a".repeat(200_000), Some("elements"));
        let attributes: String = (0..50_000).map(|at| format!("a{at} ")).collect();
        check(&format!("<p {attributes}>"), Some("attributes in a tag"));
        check(&format!("<p {}>", attributes.replace(' ', "=\"\"")), Some("attributes in a tag"));
    }
}
