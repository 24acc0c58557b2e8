//! What a page says of its article in JSON-LD with the vocabulary of schema.org.
//!
//! Sites write it for search engines, so it may speak of much else (the site, its logo, a trail of
//! breadcrumbs); one node is the article's own. References between nodes (`{"@id": …}`) are followed
//! once.

use std::collections::HashMap;

use dom_query::Document;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::super::json::web_address;
use super::super::moments::{day_of, moment_of};
use super::letters_of;
use super::metadata::{full_name, kind_named};
use crate::article::{Contact, Event, Kind};

/// What the JSON-LD of a page says; empty where it says nothing.
#[derive(Debug, Default)]
pub(super) struct LinkedData {
    pub title: Option<String>,
    pub kind: Option<Kind>,
    pub published: Option<Date>,
    pub contact: Option<Contact>,
    pub organisations: Vec<String>,
    pub event: Option<Event>,
    pub caption: Option<String>,
    pub source: Option<String>,
}

/// Reads every block of JSON-LD; one that is not JSON is passed over, as search engines do.
pub(super) fn linked_data(document: &Document, headings: &[String]) -> LinkedData {
    // Half of it the text of a long article once more. A value in memory takes up to a hundred times
    // the bytes it is written in.
    const MOST_BYTES: usize = 1 << 20;
    let mut bytes = 0;
    let blocks: Vec<Value> = document
        .select(r#"script[type="application/ld+json"]"#)
        .iter()
        .map(|script| script.text())
        .take_while(|text| {
            bytes += text.len();
            bytes <= MOST_BYTES
        })
        .filter_map(|text| serde_json::from_str(text.trim()).ok())
        .collect();
    let graph = Graph::of(&blocks);
    let mut found = match graph.own_node(headings) {
        Some(node) => graph.read(node),
        None => LinkedData::default(),
    };
    found.kind = found.kind.or_else(|| graph.kind_of_breadcrumbs());
    found
}

type Node = Map<String, Value>;

/// The nodes of all blocks.
struct Graph<'v> {
    nodes: Vec<&'v Node>,
    by_id: HashMap<&'v str, &'v Node>,
}

impl<'v> Graph<'v> {
    fn of(blocks: &'v [Value]) -> Self {
        // A page has some ten; more are a listing.
        const MOST: usize = 1_000;
        let mut nodes = Vec::new();
        let mut values: Vec<&Value> = blocks.iter().rev().collect();
        while let Some(value) = values.pop() {
            match value {
                Value::Array(list) => values.extend(list.iter().rev()),
                Value::Object(node) => {
                    if let Some(graph) = node.get("@graph") {
                        values.push(graph);
                    }
                    nodes.push(node);
                }
                _ => {}
            }
            if nodes.len() >= MOST {
                break;
            }
        }
        let by_id =
            nodes.iter().filter_map(|&node| Some((node.get("@id")?.as_str()?, node))).collect();
        Graph { nodes, by_id }
    }

    /// The node that is about the page's article: the one that carries its title, else the only
    /// one, articles before events before pages.
    fn own_node(&self, headings: &[String]) -> Option<&'v Node> {
        let headings: Vec<String> = headings.iter().map(|heading| letters_of(heading)).collect();
        let named = |node: &&&Node| {
            let title = text(node, &["headline", "name"]).map(|title| letters_of(&title));
            title.is_some_and(|title| headings.contains(&title))
        };
        for is in [is_article, is_event, is_page] {
            let all: Vec<&&Node> = self.nodes.iter().filter(|node| types(node).any(is)).collect();
            let own = all.iter().find(|node| named(node)).or(match all.as_slice() {
                [only] => Some(only),
                _ => None,
            });
            if let Some(own) = own {
                return Some(own);
            }
        }
        None
    }

    fn read(&self, node: &'v Node) -> LinkedData {
        let event = types(node).any(is_event).then(|| self.event(node));
        LinkedData {
            title: text(node, &["headline", "name"]),
            kind: match &event {
                Some(_) => Some(Kind::Event),
                None => texts(node, &["articleSection", "genre", "additionalType", "keywords"])
                    .iter()
                    .find_map(|text| kind_named(text)),
            },
            published: text(node, &["datePublished", "dateCreated"]).and_then(|t| day_of(&t)),
            contact: self.contact(node),
            organisations: self.organisations(node),
            caption: self.all(node, "image").find_map(|image| text(image, &["caption"])),
            source: self.address(node),
            event,
        }
    }

    fn event(&self, node: &'v Node) -> Event {
        Event {
            starts: text(node, &["startDate"]).and_then(|text| moment_of(&text)),
            ends: text(node, &["endDate"]).and_then(|text| moment_of(&text)),
            place: text(node, &["location"])
                .or_else(|| self.all(node, "location").find_map(|place| self.place(place))),
        }
    }

    /// A hall with its town, or what is given of them.
    fn place(&self, place: &'v Node) -> Option<String> {
        if types(place).any(|name| name == "VirtualLocation") {
            return Some("online".to_owned());
        }
        let mut parts: Vec<String> = Vec::new();
        parts.extend(text(place, &["name"]));
        match text(place, &["address"]) {
            Some(address) => parts.push(address),
            None => {
                let address = self.all(place, "address").next();
                let part = |name| address.and_then(|address| text(address, &[name]));
                parts.extend(part("streetAddress"));
                let town = [part("postalCode"), part("addressLocality")];
                let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
                parts.extend((!town.is_empty()).then_some(town));
            }
        }
        // The name of the place is often its town again.
        parts.dedup();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// The person who wrote the article or organises the event, with their organisation.
    fn contact(&self, node: &'v Node) -> Option<Contact> {
        let person = ["organizer", "author", "creator"]
            .iter()
            .flat_map(|name| self.all(node, name))
            .find(|node| types(node).any(|name| name == "Person"));
        let person = person?;
        let name = text(person, &["name"]).filter(|name| full_name(name))?;
        let organisation = ["affiliation", "worksFor"]
            .iter()
            .find_map(|name| self.named(person, name))
            .or_else(|| self.named(node, "publisher"));
        Some(Contact { name: Some(name), role: text(person, &["jobTitle"]), organisation })
    }

    /// The organisations that the article is by or about; the publisher is the site.
    fn organisations(&self, node: &'v Node) -> Vec<String> {
        ["about", "organizer", "sourceOrganization", "author", "mentions"]
            .iter()
            .flat_map(|name| self.all(node, name))
            .filter(|node| types(node).any(is_organisation))
            .filter_map(|node| text(node, &["name"]))
            .collect()
    }

    fn address(&self, node: &'v Node) -> Option<String> {
        let page = text(node, &["mainEntityOfPage"])
            .or_else(|| self.all(node, "mainEntityOfPage").find_map(|page| text(page, &["@id"])));
        text(node, &["url"]).or(page).and_then(|address| web_address(&address))
    }

    fn kind_of_breadcrumbs(&self) -> Option<Kind> {
        let trails = self.nodes.iter().filter(|node| types(node).any(|t| t == "BreadcrumbList"));
        trails.flat_map(|trail| self.all(trail, "itemListElement")).find_map(|crumb| {
            let inner = self.all(crumb, "item").find_map(|item| text(item, &["name"]));
            text(crumb, &["name"]).or(inner).and_then(|name| kind_named(&name))
        })
    }

    /// The name of what a property points to, or the text it is.
    fn named(&self, node: &'v Node, property: &str) -> Option<String> {
        text(node, &[property])
            .or_else(|| self.all(node, property).find_map(|node| text(node, &["name"])))
    }

    /// The nodes that a property has, references followed.
    fn all(&self, node: &'v Node, property: &str) -> impl Iterator<Item = &'v Node> {
        // An article is about some ten, and each may be a reference to the same long one.
        const MOST: usize = 100;
        let values = match node.get(property) {
            Some(Value::Array(list)) => list.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        values.iter().filter_map(Value::as_object).take(MOST).map(|node| {
            let id = node.get("@id").and_then(Value::as_str);
            match id.and_then(|id| self.by_id.get(id)) {
                Some(whole) if node.len() == 1 => *whole,
                _ => node,
            }
        })
    }
}

/// The types of a node without their vocabulary: `https://schema.org/Article` is `Article`.
fn types(node: &Node) -> impl Iterator<Item = &str> {
    let values = match node.get("@type") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    values
        .iter()
        .filter_map(Value::as_str)
        .map(|name| name.rsplit(['/', ':', '#']).next().unwrap_or(name))
}

/// `Article` and the types below it in schema.org that sites use.
fn is_article(name: &str) -> bool {
    name.ends_with("Article")
        || name.ends_with("BlogPosting")
        || matches!(name, "Report" | "CreativeWork" | "Interview")
}

/// `Event` and the types below it: `EducationEvent`, `BusinessEvent`.
fn is_event(name: &str) -> bool {
    name.ends_with("Event") || matches!(name, "Festival" | "Hackathon" | "CourseInstance")
}

fn is_page(name: &str) -> bool {
    name.ends_with("Page")
}

fn is_organisation(name: &str) -> bool {
    name.ends_with("Organization")
        || matches!(name, "NGO" | "Corporation" | "LocalBusiness" | "Cooperative")
}

/// Headlines, names and addresses are shorter; longer is only the article's text, which is not read
/// from here.
const LONGEST_BYTES: usize = 4_000;

/// The first of the properties that is a text, on one line.
fn text(node: &Node, properties: &[&str]) -> Option<String> {
    properties.iter().find_map(|property| {
        let value = match node.get(*property)? {
            Value::Array(list) => list.first()?,
            one => one,
        };
        let text = value.as_str().filter(|text| text.len() <= LONGEST_BYTES)?;
        Some(plain(text)).filter(|text| !text.is_empty())
    })
}

/// All texts of the properties.
fn texts(node: &Node, properties: &[&str]) -> Vec<String> {
    let values = properties.iter().filter_map(|property| node.get(*property));
    values
        .flat_map(|value| match value {
            Value::Array(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        })
        .filter_map(Value::as_str)
        .filter(|text| text.len() <= LONGEST_BYTES)
        .map(plain)
        .collect()
}

/// Some sites escape the texts for HTML once more (`&amp;`, `&#8217;`).
fn plain(text: &str) -> String {
    if !text.contains('&') {
        return super::one_line(text);
    }
    super::one_line(&Document::fragment(text.replace('<', "&lt;")).text())
}
