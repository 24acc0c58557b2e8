//! What a visitor does to the content of a bundel, one form each; adding articles is left to `adding`.
//!
//! A change that was made elsewhere in between is shown, never overwritten: see [`super::basis`].

use axum::extract;
use axum::http::StatusCode;
use axum::response::Response;

use super::basis::{Grip, anchor, mark_of_details};
use super::bundels::{see_other, show, show_again};
use super::desk::{Details, Draft};
use super::guard::Post;
use super::notice::Notice;
use super::trouble::Trouble;
use super::visit::Visit;
use crate::bundel::{Bundel, Content, ContentFault, Item, Right, StoreError, VisitorSecret};
use crate::web::State;

/// `POST /bundel/gegevens`: title, subtitle, introduction.
pub async fn set_details(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    let details = |text: &dyn Fn(&str) -> String| Details {
        title: text("titel"),
        subtitle: text("ondertitel"),
        introduction: text("inleiding"),
    };
    let typed = details(&|name| post.field(name).unwrap_or_default().to_owned());
    let earlier = post
        .earlier("titel")
        .is_some()
        .then(|| details(&|name| post.earlier(name).unwrap_or_default().to_owned()));
    let mark = post.required("stand")?.to_owned();
    // Saved while somebody types, it is told beside the field.
    let there = if post.field("stil").is_some() { "/bundel" } else { "/bundel?melding=bewaard" };
    edit(&state, post, move |content, same_version| {
        let draft = Draft { details: Some(typed.clone()), ..Draft::default() };
        let holds = same_version
            || mark_of_details(content) == mark
            || is_done(content, |content| typed.write(content))
            || earlier.is_some_and(|earlier| is_done(content, |content| earlier.write(content)));
        if !holds {
            return Outcome::Conflict(draft);
        }
        typed.write(content);
        Outcome::Changed { there: there.into(), draft }
    })
    .await
}

/// `POST /bundel/tussentitel`: a subheading at the end, or other words for one that is there.
pub async fn set_heading(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    let text = post.field("tussentitel").unwrap_or_default().to_owned();
    let grip = post.field("onderdeel").is_some().then(|| post.grip()).transpose()?;
    let earlier = post.earlier("tussentitel").map(str::to_owned);
    edit(&state, post, move |content, same_version| match grip {
        None => {
            let draft = Draft { heading: Some(text.clone()), ..Draft::default() };
            content.items.push(Item::Heading(text));
            Outcome::Changed { there: part_address(content, content.items.len() - 1), draft }
        }
        Some(grip) => match grip.find_or_saved(earlier.map(Item::Heading), content, same_version) {
            Some(index) => {
                let draft = Draft { part: Some((index, text.clone())), ..Draft::default() };
                content.items[index] = Item::Heading(text);
                Outcome::Changed { there: part_address(content, index), draft }
            }
            None => Outcome::Conflict(Draft { lost: Some(text), ..Draft::default() }),
        },
    })
    .await
}

/// `POST /bundel/notitie`: the note of one article.
pub async fn set_note(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    let grip = post.grip()?;
    let article = post.required("artikel")?.to_owned();
    let text = post.field("notitie").unwrap_or_default().to_owned();
    let earlier = post.earlier("notitie").map(str::to_owned);
    edit(&state, post, move |content, same_version| {
        let place = grip.find(content, same_version);
        // Its words may be other ones by now, but the article may be there still.
        let is_it =
            |item: &Item| matches!(item, Item::Article { id, .. } if id.as_str() == article);
        let Some(index) = place.or_else(|| content.items.iter().position(is_it)) else {
            return Outcome::Conflict(Draft { lost: Some(text), ..Draft::default() });
        };
        let draft = Draft { part: Some((index, text.clone())), ..Draft::default() };
        let write = |content: &mut Content, text: String| {
            if let Item::Article { note, .. } = &mut content.items[index] {
                *note = Some(text);
            }
        };
        let holds = place.is_some()
            || is_done(content, |content| write(content, text.clone()))
            || earlier.is_some_and(|earlier| is_done(content, |content| write(content, earlier)));
        if !holds {
            return Outcome::Conflict(draft);
        }
        write(content, text);
        Outcome::Changed { there: part_address(content, index), draft }
    })
    .await
}

/// `POST /bundel/schik`: moves one part, or takes it out. The field `zet` says which and how:
/// `omhoog`, `omlaag`, `naar` or `weg`, the part's place from 0, and its mark. `plaats`, from 1, says
/// where to with `naar`.
pub async fn arrange(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    let (step, grip) = read_step(post.required("zet")?).ok_or_else(|| {
        Trouble::BadForm("Deze stap kennen wij niet. Probeer het opnieuw vanaf de pagina.".into())
    })?;
    let place = match step {
        Step::To => post.number("plaats")?,
        _ => 0,
    };
    edit(&state, post, move |content, same_version| {
        let Some(index) = grip.find(content, same_version) else {
            return Outcome::Conflict(Draft::default());
        };
        let last = content.items.len() - 1;
        let target = match step {
            Step::Up => index.saturating_sub(1),
            Step::Down => (index + 1).min(last),
            Step::To => usize::saturating_sub(place, 1).min(last),
            Step::Out => {
                content.items.remove(index);
                let there = "/bundel?melding=verwijderd#inhoudstafel".into();
                return Outcome::Changed { there, draft: Draft::default() };
            }
        };
        let item = content.items.remove(index);
        content.items.insert(target, item);
        Outcome::Changed { there: part_address(content, target), draft: Draft::default() }
    })
    .await
}

/// `POST /bundel/leeg`: takes everything out; title and link stay.
pub async fn empty(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    edit(&state, post, |content, same_version| {
        let draft = Draft::default();
        if !same_version && !content.items.is_empty() {
            return Outcome::Conflict(draft);
        }
        content.items.clear();
        content.search = None;
        Outcome::Changed { there: "/bundel?melding=leeg".into(), draft }
    })
    .await
}

/// `POST /bundel/ongedaan`: makes the bundel what it was before its last change.
pub async fn undo(
    extract::State(state): extract::State<State>,
    post: Post,
) -> Result<Response, Trouble> {
    state
        .run(move |state| {
            let (secret, bundel) = post.bundel(state)?;
            let version = post.version()?;
            match state.store().undo(&bundel.id, Right::Visitor(&secret), Some(version)) {
                Ok(_) => {
                    let cookie = post.sender.set_cookie(&secret);
                    Ok(see_other("/bundel?melding=ongedaan", Some(cookie)))
                }
                Err(StoreError::Changed { .. }) => conflict(state, &post, Draft::default()),
                Err(other) => Err(post.refusal(other)),
            }
        })
        .await?
}

impl Details {
    fn write(&self, content: &mut Content) {
        content.title.clone_from(&self.title);
        content.subtitle = Some(self.subtitle.clone());
        content.introduction = Some(self.introduction.clone());
    }
}

/// Whether a change leaves all as it is: a form that is sent twice, by a double click or on leaving
/// the page, is no conflict with oneself.
fn is_done(content: &Content, change: impl FnOnce(&mut Content)) -> bool {
    let mut changed = content.clone();
    change(&mut changed);
    changed.tidy();
    changed == *content
}

/// What a form comes to, before it is stored.
enum Outcome {
    /// To be stored, then to go `there`; when it cannot be, the draft is shown again.
    Changed { there: String, draft: Draft },
    /// Somebody changed what the form is about.
    Conflict(Draft),
}

/// Carries out a change, or shows the page again with what was typed and why it was not stored.
/// `work` is told whether the bundel is still of the version the form was made for.
async fn edit(
    state: &State,
    post: Post,
    work: impl FnOnce(&mut Content, bool) -> Outcome + Send + 'static,
) -> Result<Response, Trouble> {
    state
        .run(move |state| {
            let (secret, bundel) = post.bundel(state)?;
            let made_for = post.version()?;
            let mut outcome = (String::new(), Draft::default());
            // In one go: a change of another part, sent at the same moment, is no conflict.
            let stored =
                state.store().revise(&bundel.id, Right::Visitor(&secret), |content, version| {
                    match work(content, version == made_for) {
                        Outcome::Changed { there, draft } => outcome = (there, draft),
                        Outcome::Conflict(draft) => return Err(Box::new(draft)),
                    }
                    Ok(())
                });
            let (there, draft) = outcome;
            match stored {
                Ok(Ok(_)) => Ok(see_other(&there, Some(post.sender.set_cookie(&secret)))),
                Ok(Err(draft)) => conflict(state, &post, *draft),
                Err(StoreError::Invalid(faults)) => {
                    let notice = Notice::Faults(faults.iter().map(in_a_sentence).collect());
                    again(
                        state,
                        &post,
                        StatusCode::UNPROCESSABLE_ENTITY,
                        notice,
                        draft.with(faults),
                    )
                }
                Err(other) => Err(post.refusal(other)),
            }
        })
        .await?
}

/// The page as the bundel is now, with what was typed beside it.
pub fn conflict(state: &State, post: &Post, mut draft: Draft) -> Result<Response, Trouble> {
    let notice = Notice::Conflict { lost: draft.lost.take() };
    draft.conflict = true;
    again(state, post, StatusCode::CONFLICT, notice, draft)
}

fn again(
    state: &State,
    post: &Post,
    status: StatusCode,
    notice: Notice,
    draft: Draft,
) -> Result<Response, Trouble> {
    let visit = post.sender.look_up(state.store())?;
    Ok(show_again(status, show(state, &visit, Some(notice), draft)?))
}

impl Visit {
    /// The visitor and the bundel at hand, for what can only be done to one that exists.
    pub fn existing(&self) -> Result<(VisitorSecret, Bundel), Trouble> {
        self.secret.clone().zip(self.bundel.clone()).ok_or(Trouble::NotFound)
    }
}

impl Post {
    /// The visitor and the bundel that the form names, which comes to hand: another window may have
    /// another one open. Blocks.
    pub fn bundel(&self, state: &State) -> Result<(VisitorSecret, Bundel), Trouble> {
        let id = self.required("bundel")?.parse().map_err(|_| Trouble::NotFound)?;
        let known = self.visit.secret.clone();
        let secret = known.ok_or_else(|| Trouble::Withdrawn { typed: self.typed() })?;
        if let Some(bundel) = self.visit.bundel.as_ref().filter(|bundel| bundel.id == id) {
            return Ok((secret, bundel.clone()));
        }
        let chosen = state.store().set_current(&secret, &id);
        let bundel = chosen.and_then(|()| state.store().get(&id));
        Ok((secret, bundel.map_err(|error| self.refusal(error))?))
    }

    /// The page for a change that the store refuses, with what was typed where nothing else shows it.
    fn refusal(&self, error: StoreError) -> Trouble {
        match error {
            StoreError::Forbidden | StoreError::UnknownVisitor => {
                Trouble::Withdrawn { typed: self.typed() }
            }
            StoreError::NotFound => Trouble::Discarded { typed: self.typed() },
            other => other.into(),
        }
    }

    /// The texts that somebody typed.
    fn typed(&self) -> Vec<String> {
        let texts = ["titel", "ondertitel", "inleiding", "notitie", "tussentitel"];
        let typed = texts.iter().filter_map(|name| self.field(name));
        typed.filter(|text| !text.is_empty()).map(str::to_owned).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Up,
    Down,
    To,
    Out,
}

fn read_step(text: &str) -> Option<(Step, Grip)> {
    let mut words = text.split(' ');
    let step = match words.next()? {
        "omhoog" => Step::Up,
        "omlaag" => Step::Down,
        "naar" => Step::To,
        "weg" => Step::Out,
        _ => return None,
    };
    let grip = Grip { index: words.next()?.parse().ok()?, mark: words.next()?.to_owned() };
    words.next().is_none().then_some((step, grip))
}

fn part_address(content: &Content, index: usize) -> String {
    format!("/bundel#{}", anchor(content, index))
}

/// The store's faults are parts of sentences.
pub fn in_a_sentence(fault: &ContentFault) -> String {
    let text = fault.to_string();
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_read_whole_or_not() {
        let grip = || Grip { index: 3, mark: "00ff".into() };
        assert_eq!(read_step("omhoog 3 00ff"), Some((Step::Up, grip())));
        assert_eq!(read_step("weg 3 00ff"), Some((Step::Out, grip())));
        for bad in [
            "",
            "omhoog",
            "omhoog x 00ff",
            "omhoog 3",
            "omhoog -1 00ff",
            "op 3 00ff",
            "weg 3 00ff 4",
        ] {
            assert_eq!(read_step(bad), None, "{bad:?}");
        }
    }
}
