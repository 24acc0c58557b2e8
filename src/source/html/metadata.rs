//! What a page says of its article in its head and in elements made for programs: Open Graph, Dublin
//! Core, `rel=canonical`, `time`.

use dom_query::{Document, NodeRef};
use jiff::civil::Date;

use super::super::date::whole_day;
use super::super::json::web_address;
use super::super::moments::{day_of, moment_of};
use super::one_line;
use super::walk::line;
use crate::article::{Contact, Event, Kind};

/// The `meta` elements of a page, names in lowercase.
pub(super) struct Metadata(Vec<(String, String)>);

impl Metadata {
    pub fn of(document: &Document) -> Self {
        // The longest heads have some hundred; the longest values, descriptions aside, are addresses.
        const MOST: usize = 1_000;
        const LONGEST_BYTES: usize = 4_000;
        let all = document.select("meta[content]");
        let read = |meta: &NodeRef<'_>| {
            let name = ["property", "name", "itemprop", "http-equiv"]
                .iter()
                .find_map(|attribute| meta.attr(attribute))?;
            let content = meta.attr("content").filter(|content| content.len() <= LONGEST_BYTES)?;
            let content = one_line(&content);
            (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content))
        };
        Metadata(all.nodes().iter().take(MOST).filter_map(read).collect())
    }

    /// The content of the first of these names that is there.
    fn first(&self, names: &[&'static str]) -> Option<&str> {
        names.iter().find_map(|name| self.all(name).next())
    }

    fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, content)| content.as_str())
    }

    pub fn robots(&self) -> impl Iterator<Item = &str> {
        self.all("robots")
    }

    pub fn title(&self) -> Option<&str> {
        self.first(&["og:title", "dcterms.title", "dc.title", "twitter:title"])
    }

    pub fn site(&self) -> Option<&str> {
        self.first(&["og:site_name", "dcterms.publisher", "dc.publisher", "publisher"])
    }

    pub fn kind(&self) -> Option<Kind> {
        ["article:section", "article:tag", "dcterms.type", "dc.type", "og:type"]
            .iter()
            .flat_map(|name| self.all(name))
            .find_map(kind_named)
    }

    pub fn published(&self) -> Option<Date> {
        let names = [
            "article:published_time",
            "og:article:published_time",
            "datepublished",
            "dcterms.issued",
            "dc.date.issued",
            "dcterms.created",
            "dc.date.created",
            "dcterms.date",
            "dc.date",
            "pubdate",
            "publish-date",
            "publication_date",
            "date",
        ];
        names.iter().flat_map(|name| self.all(name)).find_map(stated_day)
    }

    /// The author, when it is somebody's name rather than an account's.
    pub fn contact(&self) -> Option<Contact> {
        let names = ["author", "article:author", "dcterms.creator", "dc.creator"];
        let name = names.iter().flat_map(|name| self.all(name)).find(|name| full_name(name))?;
        let organisation = self.site().map(str::to_owned);
        Some(Contact { name: Some(name.to_owned()), role: None, organisation })
    }

    pub fn event(&self) -> Option<Event> {
        let moment = |names: &[&'static str]| self.first(names).and_then(moment_of);
        let event = Event {
            starts: moment(&["event:start_time", "og:event:start_time", "startdate"]),
            ends: moment(&["event:end_time", "og:event:end_time", "enddate"]),
            place: self.first(&["event:location", "og:event:location"]).map(str::to_owned),
        };
        (event != Event::default()).then_some(event)
    }

    pub fn caption(&self) -> Option<&str> {
        self.first(&["og:image:alt", "twitter:image:alt"])
    }

    pub fn source(&self) -> Option<String> {
        let names = ["og:url", "dcterms.identifier", "dc.identifier", "twitter:url"];
        names.iter().flat_map(|name| self.all(name)).find_map(web_address)
    }

    pub fn language(&self) -> Option<&str> {
        self.first(&["content-language", "dcterms.language", "dc.language", "og:locale"])
    }
}

/// The address that the page itself gives as its own.
pub(super) fn canonical(document: &Document) -> Option<String> {
    let links = document.select("link[href]");
    let own = |link: &&NodeRef<'_>| {
        let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
        rel.split_ascii_whitespace().any(|word| word == "canonical")
    };
    links.nodes().iter().filter(own).find_map(|link| web_address(link.attr("href")?.trim()))
}

/// Elements that say what they are (`time`, `itemprop`, `figcaption`), of which an article has some twenty and a
/// listing some hundred.
pub(super) const MOST_MARKED: usize = 1_000;

/// `Gepubliceerd op woensdag 10 augustus 2016 om 10.30 uur` has half as many.
const LONGEST_DAY_BYTES: usize = 100;

/// A hall, its street and its town have some 150.
const LONGEST_PLACE_BYTES: usize = 500;

/// Days of publication in `time` elements and their like: first those that say they are one, then,
/// with `any`, the first of the article at all.
pub(super) fn day_of_times(scope: &NodeRef<'_>, any: bool) -> Option<Date> {
    let times: Vec<NodeRef<'_>> = scope
        .descendants_it()
        .filter(|node| {
            node.node_name().is_some_and(|name| &*name == "time") || node.has_attr("itemprop")
        })
        .take(MOST_MARKED)
        .collect();
    let day = |node: &&NodeRef<'_>| {
        ["datetime", "content"]
            .iter()
            .find_map(|attribute| stated_day(&node.attr(attribute)?))
            .or_else(|| stated_day(&line(node, LONGEST_DAY_BYTES)))
    };
    let says_so = |node: &&NodeRef<'_>| {
        let property = node.attr("itemprop").unwrap_or_default();
        let class = node.class().unwrap_or_default().to_ascii_lowercase();
        &*property == "datePublished"
            || node.has_attr("pubdate")
            || ["publi", "entry-date", "post-date"].iter().any(|word| class.contains(word))
    };
    let is_time = |node: &&NodeRef<'_>| node.node_name().is_some_and(|name| &*name == "time");
    let changed = |node: &&NodeRef<'_>| {
        let property = node.attr("itemprop").unwrap_or_default();
        let class = node.class().unwrap_or_default().to_ascii_lowercase();
        &*property == "dateModified" || class.contains("updated") || class.contains("modified")
    };
    times.iter().filter(says_so).find_map(|node| day(&node)).or_else(|| {
        let mut plain = times.iter().filter(is_time).filter(|node| !changed(node));
        any.then(|| plain.find_map(|node| day(&node))).flatten()
    })
}

/// An event's moments and place in microdata.
pub(super) fn event_of_items(scope: &NodeRef<'_>) -> Option<Event> {
    let mut event = Event::default();
    let marked = scope.descendants_it().filter(|node| node.has_attr("itemprop"));
    for node in marked.take(MOST_MARKED) {
        let property = node.attr("itemprop").unwrap_or_default();
        let value = || {
            let given = ["datetime", "content"].iter().find_map(|name| node.attr(name));
            given.map_or_else(|| line(&node, LONGEST_DAY_BYTES), |given| one_line(&given))
        };
        match &*property {
            "startDate" => event.starts = event.starts.or_else(|| moment_of(&value())),
            "endDate" => event.ends = event.ends.or_else(|| moment_of(&value())),
            "location" if event.place.is_none() => {
                let place = line(&node, LONGEST_PLACE_BYTES);
                event.place = Some(place).filter(|place| !place.is_empty());
            }
            _ => {}
        }
    }
    event.starts.is_some().then_some(event)
}

/// A day as programs write it, or as Dutch text does.
fn stated_day(text: &str) -> Option<Date> {
    let text = text.trim();
    day_of(text).or_else(|| whole_day(text))
}

/// The kind that a label names: `Praktijkvoorbeelden`, `Evenement`, `event`.
pub(super) fn kind_named(label: &str) -> Option<Kind> {
    match label.trim().to_lowercase().as_str() {
        "praktijkvoorbeeld" | "praktijkvoorbeelden" => Some(Kind::PracticeExample),
        "inspiratie" => Some(Kind::Inspiration),
        "evenement" | "evenementen" | "event" | "events" => Some(Kind::Event),
        _ => None,
    }
}

/// Whether a text is the name of a person rather than of an account: two words with a capital.
pub(super) fn full_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    (2..=6).contains(&words.len()) && capitals >= 2 && !name.contains(['@', '/', ':'])
}
