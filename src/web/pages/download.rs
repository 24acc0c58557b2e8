//! `/bundels/{id}/pdf` and its fellows: a bundel to take along, as its pages offer it.
//!
//! What is ready soon comes at once. Without script, a document that takes longer gives a page that
//! says how far it is, with a link that waits for it; with script, `…/stand` says it while the page
//! stays. Only a refusal takes a visitor elsewhere, and says how to come back.

use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path, Query};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use maud::{Markup, html};
use serde::Serialize;

use super::bundels::bundel_id;
use super::icons::Icon;
use super::layout::{Head, Place, Visitor, page};
use super::trouble::Trouble;
use super::visit::Sender;
use crate::bundel::{BundelId, Content};
use crate::render::Form;
use crate::web::State;
use crate::web::client::Client;
use crate::web::conditional;
use crate::web::documents::{Fetched, OFFERED, Order, Stage, hand_over};
use crate::web::problem::{Problem, ProblemKind};

/// How long a browser shows nothing new before the page with the stage comes: where attention goes
/// elsewhere is at some ten seconds (Nielsen, "Usability Engineering", 1993), and half of it has to be
/// left for a slow network.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a question for the stage waits for the document, so that most are answered once.
const PATIENCE_WITH_SCRIPT: Duration = Duration::from_secs(1);

/// The key by which the link on the page with the stage says that it may take longer.
const WAIT: &str = "wacht";

/// Two routes for each form, under the extension of its files.
pub fn router() -> Router<State> {
    OFFERED.into_iter().fold(Router::new(), |router, form| {
        let path = format!("/bundels/{{id}}/{}", form.extension());
        router
            .route(
                &path,
                get(
                    async move |state: extract::State<State>,
                                ask: Result<Path<String>, PathRejection>,
                                pairs: Query<Vec<(String, String)>>,
                                sender: Sender,
                                client: Client,
                                headers: HeaderMap| {
                        let id = bundel_id(&ask?)?;
                        let wait = pairs.iter().any(|(key, _)| key == WAIT);
                        download(&state, Wanted { form, id, client }, wait, sender, &headers).await
                    },
                ),
            )
            .route(
                &format!("{path}/stand"),
                get(
                    async move |state: extract::State<State>,
                                ask: Result<Path<String>, PathRejection>,
                                client: Client| {
                        let id = bundel_id(&ask?)?;
                        stage(&state, Wanted { form, id, client }).await
                    },
                ),
            )
    })
}

/// What is asked, and by whom.
struct Wanted {
    form: Form,
    id: BundelId,
    client: Client,
}

async fn download(
    state: &State,
    wanted: Wanted,
    wait: bool,
    sender: Sender,
    headers: &HeaderMap,
) -> Result<Response, Trouble> {
    let Wanted { form, id, client } = wanted;
    let (content, ways) = {
        let id = id.clone();
        state
            .run(move |state| -> Result<(Content, Ways), Trouble> {
                let content = state.store().get(&id)?.content;
                let visit = sender.look_up(state.store())?;
                let own = visit.bundel.as_ref().is_some_and(|bundel| bundel.id == id);
                let bundel = if own { "/bundel".to_owned() } else { format!("/bundels/{id}") };
                let document = format!("/bundels/{id}/{}", form.extension());
                let visitor = visit.visitor(bundel.clone());
                Ok((content, Ways { bundel, document, visitor }))
            })
            .await??
    };
    let title = content.title.clone();
    let refused = |problem: Problem, ways: &Ways| match problem.kind {
        ProblemKind::Busy => Trouble::DocumentRefused {
            document: ways.document.clone(),
            bundel: ways.bundel.clone(),
        },
        _ => inside(problem),
    };
    let order = Order::place(state, form, content).await;
    let order = order.map_err(|problem| refused(problem, &ways))?;
    if let Some(response) = conditional::not_modified(headers, &order.tag()) {
        return Ok(response);
    }
    let fetched = if wait {
        order.fetch(state, client).await.map(Fetched::Now)
    } else {
        order.fetch_within(state, client, PATIENCE).await
    };
    match fetched.map_err(|problem| refused(problem, &ways))? {
        Fetched::Now(made) => Ok(hand_over(form, &title, made)),
        Fetched::Unkept => Ok(underway(form, &title, None, &ways)),
        Fetched::Later(stage) => Ok(underway(form, &title, Some(stage), &ways)),
    }
}

/// How far a document is, as script asks it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// To be fetched now.
    ready: bool,
    before: usize,
    laid_out: usize,
    articles: usize,
}

async fn stage(state: &State, wanted: Wanted) -> Result<Response, Trouble> {
    let Wanted { form, id, client } = wanted;
    let content = state.run(move |state| state.store().get(&id)).await??.content;
    let fetched = if state.documents().keeps() {
        let order = Order::look_up(state, form, content).await.map_err(inside)?;
        order.fetch_within(state, client, PATIENCE_WITH_SCRIPT).await.map_err(inside)?
    } else {
        // Made for the question, it would be made again for the visitor.
        Fetched::Unkept
    };
    let told = match fetched {
        Fetched::Now(_) | Fetched::Unkept => {
            Told { ready: true, before: 0, laid_out: 0, articles: 0 }
        }
        Fetched::Later(Stage { before, laid_out, articles }) => {
            Told { ready: false, before, laid_out, articles }
        }
    };
    Ok(([(CACHE_CONTROL, "no-store")], Json(told)).into_response())
}

fn inside(problem: Problem) -> Trouble {
    if problem.kind == ProblemKind::Busy {
        return Trouble::Busy;
    }
    let cause = problem.cause.map(|cause| format!("{cause:#}"));
    tracing::error!(cause, kind = problem.kind.code(), "a document could not be made");
    Trouble::Internal
}

/// Where to go from here.
struct Ways {
    bundel: String,
    document: String,
    visitor: Visitor,
}

/// The page for a document that is being made. It does not reload itself: what a visitor reads
/// stays as it is (WCAG 2.2, 2.2.1), and the link waits as long as it takes.
fn underway(form: Form, title: &str, stage: Option<Stage>, ways: &Ways) -> Response {
    let name = name(form);
    let heading = format!("Uw {name} is nog niet klaar");
    let main = html! {
        article.reading {
            header {
                h1 { (heading) }
                p.lead { "“" (title) "” is een grote bundel. " (said(name, stage)) }
            }
            div.actions {
                a.button.primary href={ (ways.document) "?" (WAIT) "=ja" } {
                    (Icon::Download.show()) "Download als " (name)
                }
                a.button href=(ways.bundel) { "Terug naar de bundel" }
            }
            p.hint { "De download begint zodra uw " (name) " klaar is. U hoeft maar één keer te drukken." }
        }
    };
    let page = page(&Head::unlisted(&heading, Place::Bundel), &ways.visitor, &main);
    (StatusCode::ACCEPTED, [(CACHE_CONTROL, "no-store")], page).into_response()
}

fn said(name: &str, stage: Option<Stage>) -> Markup {
    html! {
        @match stage {
            Some(Stage { before: 1, .. }) => {
                "Er wordt eerst nog één ander document gemaakt, daarna uw " (name) "."
            }
            Some(Stage { before, .. }) if before > 1 => {
                "Er worden eerst nog " (before) " andere documenten gemaakt, daarna uw " (name) "."
            }
            Some(Stage { laid_out, articles, .. }) if laid_out > 0 && laid_out < articles => {
                "Er zijn nu " (laid_out) " van de " (articles) " artikelen opgemaakt."
            }
            _ => { "Wij zijn ermee bezig." }
        }
    }
}

/// What a visitor calls the form.
fn name(form: Form) -> &'static str {
    match form {
        Form::Pdf => "pdf",
        Form::Epub => "e-boek",
        Form::Html | Form::Markdown | Form::Json | Form::Ris => "document",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_told_how_far_it_is() {
        let check = |before, laid_out, expect: &str| {
            let stage = Some(Stage { before, laid_out, articles: 300 });
            assert!(said("pdf", stage).into_string().contains(expect), "{before} {laid_out}");
        };
        check(2, 0, "eerst nog 2 andere documenten");
        check(1, 0, "eerst nog één ander document");
        check(0, 0, "Wij zijn ermee bezig.");
        check(0, 120, "120 van de 300 artikelen");
        check(0, 300, "Wij zijn ermee bezig.");
        assert_eq!(said("pdf", None).into_string(), "Wij zijn ermee bezig.");
    }

    #[tokio::test]
    async fn the_page_in_between_leads_to_the_document_and_back() {
        let ways = Ways {
            bundel: "/bundel".to_owned(),
            document: "/bundels/x/epub".to_owned(),
            visitor: Visitor::default(),
        };
        let response = underway(Form::Epub, "Groot & <dik>", None, &ways);
        assert_eq!(response.status(), StatusCode::ACCEPTED);
        assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
        let page = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let page = String::from_utf8(page.to_vec()).unwrap();
        for part in [
            "href=\"/bundels/x/epub?wacht=ja\"",
            "href=\"/bundel\">Terug",
            "Groot &amp; &lt;dik&gt;",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }
}
