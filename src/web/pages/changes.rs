//! What a visitor does to the bundel at hand, one form each.
//!
//! Forms that arrange or rewrite carry the version they were made for: a change made elsewhere in
//! between is shown, never overwritten. Adding needs no version, as it takes nothing away.

use axum::extract;
use axum::http::StatusCode;
use axum::response::Response;

use super::bundels::{change, show, show_again};
use super::desk::{Draft, Notice};
use super::form::SearchForm;
use super::guard::Post;
use super::trouble::Trouble;
use super::visit::Visit;
use crate::article::ArticleId;
use crate::bundel::{
    Bundel, Content, ContentFault, DEFAULT_MAXIMUM, Item, Right, Selection, StoreError, Version,
    VisitorSecret,
};
use crate::web::{State, today};

/// `POST /bundel/artikelen`: adds an article and goes back to where the button was.
pub async fn add_article(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    change(&state, post, |state, post| {
        let id: ArticleId = post.required("artikel")?.parse().map_err(|_| Trouble::NotFound)?;
        let article = state.engine().article(&id)?.ok_or(Trouble::NotFound)?;
        let (secret, bundel) = post.visit.bundel(state.store())?;
        state.store().update(&bundel.id, Right::Visitor(&secret), None, |content| {
            content.add(&article);
            Ok(())
        })?;
        Ok((secret, local(post.field("terug").unwrap_or_default()).to_owned()))
    })
    .await
}

/// `POST /bundel/zoekopdracht`: adds what a search finds, as far as it fits.
pub async fn add_search(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    change(&state, post, |state, post| {
        let form = SearchForm::read(&post.fields);
        if let Some(fault) = form.faults.first() {
            return Err(Trouble::BadForm(fault.message.clone()));
        }
        let (query, filters) = (&form.request.query, &form.request.filters);
        let found = Selection::of(state.engine(), query, filters, DEFAULT_MAXIMUM, today())?;
        let asked = found.content.items.len() + found.left_out;
        let (secret, new, known) = match post.visit.existing() {
            Ok((secret, bundel)) => {
                let (new, known) = add_all(state, &secret, &bundel, &found.content)?;
                (secret, new, known)
            }
            Err(_) => {
                let secret = post.visit.secret(state.store())?;
                let new = found.content.items.len();
                state.store().create_for(&secret, found.content)?;
                (secret, new, 0)
            }
        };
        let left_out = asked.saturating_sub(new + known);
        Ok((
            secret,
            format!("/bundel?melding=toegevoegd&nieuw={new}&bekend={known}&weggelaten={left_out}"),
        ))
    })
    .await
}

/// Adds what is not there yet, as far as there is room: how many were new, and how many known.
fn add_all(
    state: &State,
    secret: &VisitorSecret,
    bundel: &Bundel,
    found: &Content,
) -> Result<(usize, usize), Trouble> {
    let (mut new, mut known) = (0, 0);
    state.store().update(&bundel.id, Right::Visitor(secret), None, |content| {
        let mut room = state.store().limits().articles.saturating_sub(content.articles().count());
        for item in &found.items {
            let Item::Article { id, .. } = item else { continue };
            if content.contains(id) {
                known += 1;
            } else if room > 0 {
                content.items.push(item.clone());
                room -= 1;
                new += 1;
            }
        }
        Ok(())
    })?;
    Ok((new, known))
}

/// `POST /bundel/gegevens`: title, subtitle, introduction.
pub async fn set_details(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    let text = |name| post.field(name).unwrap_or_default().to_owned();
    let (title, subtitle, introduction) = (text("titel"), text("ondertitel"), text("inleiding"));
    let draft = Draft {
        title: Some(title.clone()),
        subtitle: Some(subtitle.clone()),
        introduction: Some(introduction.clone()),
        ..Draft::default()
    };
    edit(&state, post, draft, "/bundel?melding=bewaard", move |content| {
        content.title = title;
        content.subtitle = Some(subtitle);
        content.introduction = Some(introduction);
        Ok(())
    })
    .await
}

/// `POST /bundel/tussentitel`: a subheading at the end.
pub async fn add_heading(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    let heading = post.field("tussentitel").unwrap_or_default().to_owned();
    let draft = Draft { heading: Some(heading.clone()), ..Draft::default() };
    edit(&state, post, draft, "/bundel#inhoudstafel", move |content| {
        content.items.push(Item::Heading(heading));
        Ok(())
    })
    .await
}

/// `POST /bundel/verplaats`: one place up or down.
pub async fn move_item(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    let index = post.index()?;
    let other = match post.required("richting")? {
        "omhoog" => index.saturating_sub(1),
        _ => index.saturating_add(1),
    };
    let there = format!("/bundel#onderdeel-{}", other.saturating_add(1));
    edit(&state, post, Draft::default(), &there, move |content| {
        if index.max(other) < content.items.len() {
            content.items.swap(index, other);
        }
        Ok(())
    })
    .await
}

/// `POST /bundel/notitie`: the note of one article.
pub async fn set_note(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    let index = post.index()?;
    let text = post.field("notitie").unwrap_or_default().to_owned();
    let draft = Draft { note: Some((index, text.clone())), ..Draft::default() };
    let there = format!("/bundel#onderdeel-{}", index.saturating_add(1));
    edit(&state, post, draft, &there, move |content| {
        if let Some(Item::Article { note, .. }) = content.items.get_mut(index) {
            *note = Some(text);
        }
        Ok(())
    })
    .await
}

/// `POST /bundel/verwijder`: takes one part out.
pub async fn remove_item(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    let index = post.index()?;
    edit(&state, post, Draft::default(), "/bundel#inhoudstafel", move |content| {
        if index < content.items.len() {
            content.items.remove(index);
        }
        Ok(())
    })
    .await
}

/// `POST /bundel/leeg`: takes everything out; title and link stay.
pub async fn empty(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    edit(&state, post, Draft::default(), "/bundel?melding=leeg", |content| {
        content.items.clear();
        content.search = None;
        Ok(())
    })
    .await
}

/// Carries out a change to the version the form was made for, or shows the page again with what was
/// typed and why it was not stored.
async fn edit(
    state: &State,
    post: Post,
    mut draft: Draft,
    there: &str,
    work: impl FnOnce(&mut Content) -> Result<(), Vec<ContentFault>> + Send + 'static,
) -> Result<Response, Trouble> {
    let there = there.to_owned();
    let version = post.version()?;
    let (secret, bundel) = post.visit.existing()?;
    let sender = post.sender.clone();
    let outcome = {
        let secret = secret.clone();
        state
            .run(move |state| {
                state.store().update(&bundel.id, Right::Visitor(&secret), Some(version), work)
            })
            .await?
    };
    let (status, notice) = match outcome {
        Ok(_) => return change(state, post, move |_, _| Ok((secret, there))).await,
        Err(StoreError::Changed { .. }) => (StatusCode::CONFLICT, Notice::Conflict),
        Err(StoreError::Invalid(faults)) => {
            let why = faults.iter().map(in_a_sentence).collect::<Vec<_>>().join(" ");
            draft.fault = Some(why.clone());
            (StatusCode::UNPROCESSABLE_ENTITY, Notice::Fault(why))
        }
        Err(other) => return Err(other.into()),
    };
    state
        .run(move |state| {
            let visit = sender.look_up(state.store())?;
            Ok(show_again(status, show(state, &visit, Some(notice), draft)?))
        })
        .await?
}

impl Visit {
    /// The visitor and the bundel at hand, for what can only be done to one that exists.
    pub fn existing(&self) -> Result<(VisitorSecret, Bundel), Trouble> {
        self.secret.clone().zip(self.bundel.clone()).ok_or(Trouble::NotFound)
    }
}

impl Post {
    /// The version of the bundel that the form was made for.
    pub fn version(&self) -> Result<Version, Trouble> {
        self.number("versie")
    }

    /// The part that the form is about, counted from 0.
    fn index(&self) -> Result<usize, Trouble> {
        self.number("onderdeel")
    }

    fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Trouble> {
        self.required(name)?.parse().map_err(|_| {
            Trouble::BadForm(format!(
                "In het formulier is “{name}” geen getal. Probeer het opnieuw vanaf de pagina."
            ))
        })
    }
}

/// The store's faults are parts of sentences.
fn in_a_sentence(fault: &ContentFault) -> String {
    let text = fault.to_string();
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => text,
    }
}

/// An address on this site, whatever was sent: a form must not be a way to send visitors elsewhere.
fn local(address: &str) -> &str {
    let safe = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(|c: char| c == '\\' || c.is_control() || !c.is_ascii());
    if safe { address } else { "/bundel" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_nowhere_else() {
        for good in ["/", "/?q=a+b&soort=evenement#artikel-x", "/artikelen/a"] {
            assert_eq!(local(good), good);
        }
        for bad in
            ["", "https://a.example", "//a.example", "/\\a.example", "javascript:x", "/a\r\nb: c"]
        {
            assert_eq!(local(bad), "/bundel", "{bad:?}");
        }
    }
}
