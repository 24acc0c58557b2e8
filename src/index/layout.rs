//! The order in which an article's text is laid out as one sequence of words.
//!
//! Index and fragments walk the same layout, so a position found in the index leads back to the
//! place in the text. Zones stand one after another (title, headings, lead, body), so that a
//! position tells its zone from the zones' lengths alone.

use crate::article::{Article, Block};

/// The parts of an article that weigh differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// The title.
    Title,
    /// A heading within the text.
    Heading,
    /// The introduction.
    Lead,
    /// The rest of the text, and what stands around it (see [`Around`]).
    Body,
}

/// What is searched in an article besides its running text, and weighs as its body does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// The name of an organisation.
    Organisation,
    /// Name or function of the contact.
    Contact,
    /// Where an event takes place.
    Venue,
    /// The caption of the picture.
    Caption,
}

/// One piece of text of an article: a title, a heading, a paragraph, a list item.
#[derive(Debug, Clone, Copy)]
pub struct ZoneText<'a> {
    /// How it weighs.
    pub zone: Zone,
    /// As written in the article.
    pub text: &'a str,
    /// `None` in the running text.
    pub around: Option<Around>,
}

/// The searchable text of an article, in order of position.
pub struct Layout<'a> {
    article: &'a Article,
}

impl<'a> Layout<'a> {
    /// That of an article.
    pub fn of(article: &'a Article) -> Layout<'a> {
        Layout { article }
    }

    /// Every piece of text, zone after zone; empty ones too.
    pub fn texts(&self) -> impl Iterator<Item = ZoneText<'a>> + use<'a> {
        let article = self.article;
        let place = article.event.as_ref().and_then(|event| event.place.as_deref());
        let contact = article.contact.iter();
        let zone = |zone| move |text| ZoneText { zone, text, around: None };
        let beside = |around| move |text| ZoneText { zone: Zone::Body, text, around: Some(around) };

        let title = std::iter::once(article.title.as_str()).map(zone(Zone::Title));
        let headings = article
            .body
            .iter()
            .filter(|block| matches!(block, Block::Heading(_)))
            .flat_map(Block::texts)
            .map(zone(Zone::Heading));
        let lead = std::iter::once(article.lead.as_str()).map(zone(Zone::Lead));
        let body = article
            .body
            .iter()
            .filter(|block| !matches!(block, Block::Heading(_)))
            .flat_map(Block::texts);
        // Who and where are found by name, though they stand outside the running text.
        let names = article.organisations.iter().map(String::as_str);
        let contact =
            contact.flat_map(|c| [c.name.as_deref(), c.role.as_deref()].into_iter().flatten());
        let around = names
            .map(beside(Around::Organisation))
            .chain(contact.map(beside(Around::Contact)))
            .chain(place.map(beside(Around::Venue)))
            .chain(article.caption.as_deref().map(beside(Around::Caption)));
        title.chain(headings).chain(lead).chain(body.map(zone(Zone::Body))).chain(around)
    }
}
