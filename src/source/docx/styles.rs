//! What the styles of a Word document say a paragraph is.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Depth, attribute, is, not_xml};
use crate::source::read_error::ReadError;

/// What a paragraph's style makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Heading,
    /// A paragraph that is not to be taken for a heading or caption, however short.
    Paragraph,
    Quote,
    Item,
    /// A table of contents, which the program makes of the headings.
    Contents,
}

/// Style id → role, for the styles that have one.
pub(super) type Styles = HashMap<String, Role>;

/// Built-in styles have English names in every language's Word (`heading 1` behind the id `Kop1`);
/// an own style is what it is based on.
///
/// # Errors
/// When it is not XML.
pub(super) fn read_styles(xml: &str) -> Result<Styles, ReadError> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut based_on: HashMap<String, String> = HashMap::new();
    let mut current = None;
    let mut depth = Depth::default();
    let mut reader = Reader::from_str(xml);
    loop {
        let event = reader.read_event().map_err(not_xml)?;
        depth.follow(&event)?;
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "style" => current = attribute(&tag, "styleId"),
                "name" | "basedOn" => {
                    let map = if is(&tag, "name") { &mut names } else { &mut based_on };
                    if let (Some(id), Some(value)) = (&current, attribute(&tag, "val")) {
                        map.insert(id.clone(), value);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    let role = |id: &String| {
        let mut id = id;
        // Chains of styles are short; a longer one goes round in a circle.
        for _ in 0..10 {
            if let Some(role) = names.get(id).and_then(|name| role_of_name(name)) {
                return Some(role);
            }
            id = based_on.get(id)?;
        }
        None
    };
    Ok(names.keys().filter_map(|id| Some((id.clone(), role(id)?))).collect())
}

fn role_of_name(name: &str) -> Option<Role> {
    let name = name.to_lowercase();
    match name.as_str() {
        "title" => Some(Role::Title),
        "subtitle" => Some(Role::Paragraph),
        "quote" | "intense quote" => Some(Role::Quote),
        "table of figures" => Some(Role::Contents),
        name if name.starts_with("toc ") => Some(Role::Contents),
        name if name.starts_with("heading ") => Some(Role::Heading),
        name if name.starts_with("list bullet") || name.starts_with("list number") => {
            Some(Role::Item)
        }
        _ => None,
    }
}
