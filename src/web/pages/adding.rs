//! Articles that a visitor adds to a bundel: one, or what a search finds. That needs no version, as it
//! takes nothing away.

use axum::extract;
use axum::response::Response;

use super::bundels::change;
use super::form::{SearchForm, sort_name};
use super::guard::Post;
use super::trouble::Trouble;
use crate::article::ArticleId;
use crate::bundel::{
    Added, Bundel, Content, ContentFault, Right, Selection, Sought, StoreError, VisitorSecret,
};
use crate::search::Sort;
use crate::web::{State, today};

/// `POST /bundel/artikelen`: adds an article and goes back to where the button was.
pub async fn add_article(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    change(&state, post, |state, post| {
        let id: ArticleId = post.required("artikel")?.parse().map_err(|_| Trouble::NotFound)?;
        let article = state.engine().article(&id)?.ok_or(Trouble::NotFound)?;
        let (secret, bundel) = match post.field("bundel") {
            Some(_) => post.bundel(state)?,
            None => post.visit.bundel(state.store())?,
        };
        let added = state.store().update(&bundel.id, Right::Visitor(&secret), None, |content| {
            content.add(&article);
            Ok(())
        });
        if let Err(StoreError::Invalid(faults)) = &added
            && let Some(ContentFault::TooManyArticles { most, .. }) = faults.first()
        {
            return Err(Trouble::BadForm(format!(
                "Uw bundel is vol: er passen {most} artikelen in. Haal er een uit, of begin een \
                 nieuwe bundel."
            )));
        }
        added?;
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
        let (request, limits) = (&form.request, state.store().limits());
        let sought = Sought {
            query: &request.query,
            filters: &request.filters,
            sort: request.sort,
            maximum: limits.articles,
            title_chars: limits.title_chars,
        };
        let found = Selection::of(&state.engine(), &sought, today())?;
        let (secret, added) = match post.visit.existing() {
            Ok((secret, bundel)) => {
                let added = add_all(state, &secret, &bundel, found.content)?;
                (secret, added)
            }
            Err(_) => {
                let secret = post.visit.secret(state.store())?;
                let new = found.content.items.len();
                state.store().create_for(&secret, found.content)?;
                (secret, Added { new, ..Added::default() })
            }
        };
        let Added { new, known, .. } = added;
        let left_out = added.left_out + found.left_out;
        let order = sort_name(match request.sort {
            // Without a query the newest come first.
            Sort::Relevance if request.query.is_empty() => Sort::Newest,
            sort => sort,
        });
        Ok((
            secret,
            format!(
                "/bundel?melding=toegevoegd&nieuw={new}&bekend={known}&weggelaten={left_out}\
                 &sorteer={order}"
            ),
        ))
    })
    .await
}

/// Adds what is not there yet, as far as there is room. An empty bundel that nobody gave a title takes
/// that of the search.
fn add_all(
    state: &State,
    secret: &VisitorSecret,
    bundel: &Bundel,
    found: Content,
) -> Result<Added, Trouble> {
    let mut added = Added::default();
    state.store().update(&bundel.id, Right::Visitor(secret), None, |content| {
        if *content == Content::titled(&content.title) && content.has_default_title() {
            content.title = found.title;
            content.search = found.search;
        }
        let room = state.store().limits().articles.saturating_sub(content.articles().count());
        added = content.add_new(found.items, room);
        Ok(())
    })?;
    Ok(added)
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
