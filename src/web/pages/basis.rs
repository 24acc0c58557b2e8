//! What a form was made for, so that a change made elsewhere in between is seen.
//!
//! A form carries the bundel, its version, and a mark of the part it is about. With the version
//! unchanged everything holds. Otherwise the change is still carried out when its own part is as it
//! was: two people at work on different articles do not hinder one another, and nobody overwrites
//! what they did not see.
//!
//! Who types on while a save is under way, and leaves before its answer comes, sends a form that is
//! older than what is stored by then. It carries the text of that save too, in a field named
//! `eerder-` and the name of the field: a part that holds that text was changed by nobody else.

use maud::{Markup, html};
use sha2::{Digest, Sha256};

use super::guard::Post;
use super::layout::{Visitor, form_fields};
use super::trouble::Trouble;
use crate::bundel::{Bundel, Content, Item, Version};
use crate::hex::hex;

/// The hidden fields of every form that changes this bundel.
pub fn fields(bundel: &Bundel, visitor: &Visitor) -> Markup {
    html! {
        (form_fields(visitor))
        input type="hidden" name="bundel" value=(bundel.id);
        input type="hidden" name="versie" value=(bundel.version);
    }
}

/// A mark of title, subtitle and introduction.
pub fn mark_of_details(content: &Content) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    mark(&["details", &content.title, &text(&content.subtitle), &text(&content.introduction)])
}

/// A mark of one item and its note.
pub fn mark_of(item: &Item) -> String {
    match item {
        Item::Heading(text) => mark(&["heading", text]),
        Item::Article { id, note, .. } => {
            mark(&["article", id.as_str(), note.as_deref().unwrap_or_default()])
        }
    }
}

/// The id of an item on its page: the article's own, so that it stays the same when the order
/// changes. Subheadings are counted.
pub fn anchor(content: &Content, index: usize) -> String {
    match &content.items[index] {
        Item::Article { id, .. } => format!("onderdeel-{id}"),
        Item::Heading(_) => {
            let before = &content.items[..=index];
            let number = before.iter().filter(|item| matches!(item, Item::Heading(_))).count();
            format!("kop-{number}")
        }
    }
}

/// An item as a form knows it: its place then, counted from 0, and its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grip {
    pub index: usize,
    pub mark: String,
}

impl Grip {
    /// Where the item is now; `None` when it went, or is not what the form was made for.
    pub fn find(&self, content: &Content, same_version: bool) -> Option<usize> {
        let holds = |item: &Item| mark_of(item) == self.mark;
        if same_version && content.items.get(self.index).is_some_and(holds) {
            return Some(self.index);
        }
        let mut places = content.items.iter().enumerate().filter(|(_, item)| holds(item));
        match (places.next(), places.next()) {
            (Some((place, _)), None) => Some(place),
            // Subheadings may be alike; only their places tell them apart.
            _ => None,
        }
    }

    /// As [`Grip::find`], when the same browser may have stored `saved` in its place: it does not know
    /// whether that arrived.
    pub fn find_or_saved(
        &self,
        saved: Option<Item>,
        content: &Content,
        same_version: bool,
    ) -> Option<usize> {
        let Some(saved) = saved else { return self.find(content, same_version) };
        let saved = mark_of(&tidied(saved));
        let at_its_place = content.items.get(self.index).map(mark_of);
        if at_its_place.is_some_and(|mark| mark == saved || (same_version && mark == self.mark)) {
            return Some(self.index);
        }
        // Elsewhere it must be the only one that it can be.
        let is_either = |item: &Item| [&saved, &self.mark].contains(&&mark_of(item));
        let mut places = content.items.iter().enumerate().filter(|(_, item)| is_either(item));
        match (places.next(), places.next()) {
            (Some((place, _)), None) => Some(place),
            _ => None,
        }
    }
}

/// The item as it is stored.
fn tidied(item: Item) -> Item {
    let mut content = Content { items: vec![item], ..Content::titled("") };
    content.tidy();
    content.items.remove(0)
}

impl Post {
    /// What this browser saved before in a field, when it does not know yet whether it is stored.
    pub fn earlier(&self, name: &str) -> Option<&str> {
        self.field(&format!("eerder-{name}"))
    }

    /// The version of the bundel that the form was made for.
    pub fn version(&self) -> Result<Version, Trouble> {
        self.number("versie")
    }

    /// The item that the form is about.
    pub fn grip(&self) -> Result<Grip, Trouble> {
        Ok(Grip { index: self.number("onderdeel")?, mark: self.required("stand")?.to_owned() })
    }

    pub fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Trouble> {
        self.required(name)?.parse().map_err(|_| {
            Trouble::BadForm(format!(
                "In het formulier is “{name}” geen getal. Probeer het opnieuw vanaf de pagina."
            ))
        })
    }
}

/// 64 bits of a hash tell the states of one bundel apart; who would make two look alike could only
/// deceive themselves.
fn mark(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(texts: &[&str]) -> Content {
        Content {
            items: texts.iter().map(|text| Item::Heading((*text).to_owned())).collect(),
            ..Content::titled("Brood")
        }
    }

    /// Of the second subheading, `b`.
    fn grip() -> Grip {
        Grip { index: 1, mark: mark_of(&Item::Heading("b".into())) }
    }

    #[test]
    fn an_item_is_found_where_it_went() {
        let check = |texts: &[&str], same_version, expect| {
            assert_eq!(grip().find(&headings(texts), same_version), expect, "{texts:?}");
        };
        check(&["a", "b", "b"], true, Some(1));
        check(&["b", "c"], true, Some(0));
        check(&["a", "c"], true, None);
        check(&["a"], true, None);
        check(&["x", "a", "b"], false, Some(2));
        check(&["a", "c"], false, None);
        check(&["b", "b"], false, None);
    }

    #[test]
    fn an_item_that_may_have_been_saved_is_no_other() {
        let check = |texts: &[&str], same_version, expect| {
            let saved = Some(Item::Heading(" c ".into()));
            let found = grip().find_or_saved(saved, &headings(texts), same_version);
            assert_eq!(found, expect, "{texts:?}");
        };
        // It arrived.
        check(&["b", "c"], false, Some(1));
        check(&["c", "a"], false, Some(0));
        // It did not; another subheading that reads like it is another's.
        check(&["c", "b"], true, Some(1));
        check(&["c", "b"], false, None);
        check(&["a", "x", "b"], false, Some(2));
        check(&["a", "x"], true, None);
    }
}
