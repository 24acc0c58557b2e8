//! `bundelaar bundel`

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::opened::Opened;
use super::{Outcome, Trouble};
use crate::bundel::{
    Content, DEFAULT_MAXIMUM, DEFAULT_TITLE, Imprint, Item, Limits, Picture, Publication,
    Selection, Sought,
};
use crate::render::{self, Form, Press};
use crate::search::{Filters, Sort};
use crate::settings::{BundelOptions, Settings};
use crate::source::Corpus;
use crate::web::{SITE_NAME, today};

pub(super) fn run(settings: &Settings, options: BundelOptions) -> Result<Outcome, Trouble> {
    let form = form_of(&options.output)?;
    let query = options.query.join(" ");
    let filters: Filters = options.filters.into();
    let searches = !query.trim().is_empty() || filters != Filters::default();
    if !searches && options.artikel.is_empty() {
        return Err(wrong("give a query, filters, or articles with --artikel"));
    }
    let opened = Opened::up_to_date(settings)?;
    let mut content = Content::titled(DEFAULT_TITLE);
    for id in &options.artikel {
        match opened.engine.article(id)? {
            Some(article) => content.add(&article),
            None => return Err(wrong(&format!("--artikel {id}: there is no such article"))),
        };
    }
    if searches {
        let sought = Sought {
            query: &query,
            filters: &filters,
            sort: Sort::Relevance,
            maximum: DEFAULT_MAXIMUM,
            title_chars: Limits::default().title_chars,
        };
        let selection = Selection::of(&opened.engine, &sought, today())?;
        // The articles that were named come first; what the search adds to them is theirs by title.
        let named = std::mem::replace(&mut content, selection.content);
        content
            .items
            .retain(|item| !matches!(item, Item::Article { id, .. } if named.contains(id)));
        content.items.splice(0..0, named.items);
        if selection.left_out > 0 {
            eprintln!("bundelaar: {} further matches were left out", selection.left_out);
        }
    }
    if let Some(title) = options.titel {
        content.title = title;
    }
    if content.articles().next().is_none() {
        let nothing = match query.trim() {
            "" => anyhow::anyhow!("no article fits these filters"),
            query => anyhow::anyhow!("nothing was found for {query:?}"),
        };
        return Err(Trouble::CannotRun(nothing));
    }
    let imprint = Imprint { site: SITE_NAME.to_owned(), base_url: None };
    let mut publication = Publication::assemble(&content, &opened.engine, &imprint, today())?;
    let corpus = Corpus::open(&settings.corpus).context("corpus folder")?;
    publication.illustrate(|path| {
        let picture = corpus.read_picture(path);
        let picture =
            picture.inspect_err(|error| eprintln!("bundelaar: {path}: {error}; left out"));
        picture.ok().map(|bytes| Picture { stamp: path.to_owned(), bytes: bytes.into() })
    });
    let document = render::document(form, &publication, &Press::new(0))?;
    for replaced in &document.replaced {
        eprintln!(
            "bundelaar: {:?} stands {} times in {} and is in no font; shown as a box",
            replaced.character, replaced.times, replaced.place
        );
    }
    write(&options.output, &document.bytes)?;
    Ok(opened.outcome)
}

fn wrong(message: &str) -> Trouble {
    Trouble::WrongCall(anyhow::anyhow!("{message}"))
}

/// The form that the file's extension names.
fn form_of(output: &Path) -> Result<Form, Trouble> {
    let extension = output.extension().unwrap_or_default().to_string_lossy();
    Form::of_extension(&extension).ok_or_else(|| {
        let known = Form::ALL.map(Form::extension).join(", ");
        let output = output.display();
        wrong(&format!("-o {output}: the extension names the form, and must be one of {known}"))
    })
}

/// Writes beside the file and moves it into place, so that a reader never sees half a document.
fn write(output: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let mut name = output.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = output.with_file_name(name);
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, output))
        .with_context(|| format!("{}: cannot be written", output.display()))
        .map_err(Trouble::CannotRun)
}
