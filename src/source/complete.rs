//! What every article gets whatever its form: its organisations, an event's day, and the warnings
//! about what is missing.

use std::collections::HashSet;

use jiff::civil::Date;

use super::boilerplate::resembles_boilerplate;
use super::event::find_event;
use super::language::foreign_language;
use super::lines::LONGEST_HEADING;
use super::name::name_key;
use super::organisations::Organisations;
use super::warning::{Warning, excerpt};
use crate::article::{Article, Block, Kind};

/// Completes an article as read. `language` is what its form states, if anything; `today` the day
/// after which a publication is in the future.
pub(super) fn complete(
    article: &mut Article,
    language: Option<&str>,
    organisations: &Organisations,
    today: Date,
    warnings: &mut Vec<Warning>,
) {
    if let Some(contact) = &mut article.contact {
        contact.organisation =
            contact.organisation.take().map(|name| organisations.canonical(&name));
    }
    article.organisations = organisations_of(article, organisations);
    if article.kind == Some(Kind::Event) && article.event.is_none() {
        let texts: Vec<&str> = [article.title.as_str(), &article.lead]
            .into_iter()
            .chain(article.body.iter().flat_map(|block| block.texts()))
            .collect();
        article.event = find_event(&texts, article.published);
    }
    judge(article, today, warnings);
    if let Some(language) = foreign_language(article, language) {
        warnings.push(Warning::NotDutch { language });
    }
}

/// Given ones, registered ones that title and lead name, then the contact's; each once.
fn organisations_of(article: &Article, organisations: &Organisations) -> Vec<String> {
    let given = article.organisations.iter().map(|name| organisations.canonical(name));
    let named = [&article.title, &article.lead]
        .into_iter()
        .flat_map(|text| organisations.mentioned_in(text))
        .map(str::to_owned);
    let contact = article.contact.iter().filter_map(|contact| contact.organisation.clone());
    let mut keys: HashSet<String> = HashSet::new();
    given
        .chain(named)
        .chain(contact)
        .filter(|name| {
            let key = name_key(name);
            !key.is_empty() && keys.insert(key)
        })
        .collect()
}

fn judge(article: &Article, today: Date, warnings: &mut Vec<Warning>) {
    // Five lines of a page: no headline is longer.
    const LONGEST_TITLE: usize = 300;
    let chars = article.title.chars().count();
    if chars > LONGEST_TITLE {
        warnings.push(Warning::LongTitle { chars });
    }
    if article.lead.is_empty() && article.body.is_empty() {
        warnings.push(Warning::NoText);
    }
    match article.published {
        Some(date) if date > today => warnings.push(Warning::FutureDate { date }),
        None if !warnings.iter().any(|w| matches!(w, Warning::UnreadableDate { .. })) => {
            warnings.push(Warning::NoDate);
        }
        _ => {}
    }
    match article.kind {
        None if !warnings.iter().any(|w| matches!(w, Warning::UnknownKind { .. })) => {
            warnings.push(Warning::NoKind);
        }
        Some(Kind::Event) if article.event.as_ref().is_none_or(|event| event.starts.is_none()) => {
            warnings.push(Warning::NoEventDay);
        }
        _ => {}
    }
    for block in &article.body {
        // Of lines it was told, and said, when they were read.
        if let Block::Heading(text) = block
            && text.chars().count() > LONGEST_HEADING
        {
            warnings.push(Warning::HeadingOrParagraph { text: excerpt(text) });
        }
    }
    let texts = article.body.iter().flat_map(|block| block.texts());
    for text in std::iter::once(article.lead.as_str()).chain(texts) {
        if resembles_boilerplate(text) {
            warnings.push(Warning::BoilerplateLeft { text: excerpt(text) });
        }
    }
}
