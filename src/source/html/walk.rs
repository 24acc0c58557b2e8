//! The pieces of a page: its text as a reader sees it, without what belongs to the site.
//!
//! A walk over the tree without recursion. Blocks end a piece, the innermost heading, list item or
//! quotation around a text says what it is.

use dom_query::NodeRef;

use super::super::flow::{Flow, Role};
use super::super::piece::Piece;

/// What is left out of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Menus, footers, sidebars and the like are left out.
    Article,
    /// They are kept: what they say of the article is looked for.
    Everything,
}

/// The text below an element.
pub(super) fn pieces(root: &NodeRef<'_>, keep: Keep) -> Vec<Piece> {
    let mut flow = Flow::default();
    let whole = if keep == Keep::Article { root.text().len() } else { 0 };
    let mut steps = vec![Step::Enter(*root)];
    while let Some(step) = steps.pop() {
        let node = match step {
            Step::Leave(Leave::Role) => {
                flow.end();
                continue;
            }
            Step::Leave(Leave::Block) => {
                flow.end_block();
                continue;
            }
            Step::Leave(Leave::Link) => {
                flow.end_link();
                continue;
            }
            Step::Enter(node) => node,
        };
        if node.is_text() {
            flow.text(&node.text());
            continue;
        }
        let name = node.node_name().unwrap_or_default();
        let name: &str = &name;
        if node.id != root.id
            && (is_unseen(&node, name)
                || (keep == Keep::Article && is_furniture(&node, name, whole, flow.role())))
        {
            continue;
        }
        match name {
            "br" => flow.line_break(),
            "hr" => flow.end_block(),
            "td" | "th" => flow.end_cell(),
            _ => {}
        }
        if let Some(leave) = enter(&mut flow, name) {
            steps.push(Step::Leave(leave));
        }
        let children: Vec<NodeRef<'_>> = node.children();
        steps.extend(children.into_iter().rev().map(Step::Enter));
    }
    if keep == Keep::Article { flow.finish_without_menus() } else { flow.finish() }
}

/// The text of an element on one line.
pub(super) fn line(node: &NodeRef<'_>) -> String {
    let texts: Vec<String> =
        pieces(node, Keep::Everything).iter().map(|piece| piece.text().to_owned()).collect();
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

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

/// What no reader sees as text.
fn is_unseen(node: &NodeRef<'_>, name: &str) -> bool {
    let hidden_style = || {
        let style = node.attr("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    };
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
        || node.has_attr("hidden")
        || node.attr("aria-hidden").is_some_and(|value| &*value == "true")
        || hidden_style()
}

/// What belongs to the site, or to a picture, rather than to the article.
fn is_furniture(node: &NodeRef<'_>, name: &str, whole: usize, role: Option<Role>) -> bool {
    // Below a quotation stands who is quoted.
    if name == "footer" && role == Some(Role::Quote) {
        return false;
    }
    if matches!(name, "nav" | "footer" | "aside" | "button" | "label" | "figcaption" | "search") {
        return true;
    }
    // ASP.NET puts a form around the whole page: the form itself says nothing.
    if matches!(name, "body" | "main" | "article" | "form" | "h1") {
        return false;
    }
    if matches!(name, "td" | "div" | "p") && is_row_of_links(node) {
        return true;
    }
    let role = node.attr("role").unwrap_or_default();
    if matches!(
        &*role,
        "navigation" | "banner" | "contentinfo" | "search" | "complementary" | "dialog" | "alert"
    ) {
        return true;
    }
    let named = [node.class(), node.id_attr()]
        .into_iter()
        .flatten()
        .any(|names| names.split_ascii_whitespace().any(names_furniture));
    // A class such as `has-sidebar` stands on what has everything in it.
    named && node.text().len() * 2 < whole
}

/// A menu without being marked as one: three links or more and next to nothing beside them.
fn is_row_of_links(node: &NodeRef<'_>) -> bool {
    let links: Vec<usize> = node
        .children_it(false)
        .filter(|child| child.node_name().is_some_and(|name| &*name == "a"))
        .map(|link| link.text().trim().len())
        .collect();
    let letters = || node.text().chars().filter(|c| c.is_alphanumeric()).count();
    links.len() >= 3 && links.iter().sum::<usize>() * 10 >= letters() * 9
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
