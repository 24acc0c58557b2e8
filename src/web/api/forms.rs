//! In which forms the routes answer. A bundel can be asked for as a document at its own address too,
//! with `Accept`.

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method};

use super::documents::OFFERED;
use crate::render::Form;
use crate::web::negotiation::preferred;
use crate::web::problem::{Problem, ProblemKind};

/// What all routes but those of documents answer with.
pub const MADE_AS_JSON: &str = "application/json";

/// The route of a bundel, and what those of its documents begin with.
const BUNDEL: &str = "/api/v1/bundels/{id}";

/// The documents that a bundel's own address gives to clients that want them more than JSON. Not HTML: that
/// is what browsers want of every address.
const NEGOTIATED: [Form; 4] = [Form::Pdf, Form::Epub, Form::Markdown, Form::Ris];

/// The document that a request to a bundel's own address is for, if it is not for JSON.
pub fn wanted_form(method: &Method, route: &str, headers: &HeaderMap) -> Option<Form> {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    (reads && route == BUNDEL).then(|| document_wanted(headers)).flatten()
}

/// The same, when the address is known already.
pub(super) fn document_wanted(headers: &HeaderMap) -> Option<Form> {
    let place = preferred(headers, &forms_of_bundel())?;
    NEGOTIATED.get(place.checked_sub(1)?).copied()
}

/// Whether the client takes something that the route answers with. Of deleting anything is taken:
/// there is nothing to take, or what is left, which may be thrown away.
///
/// # Errors
/// A 406 that names the forms there are.
pub fn acceptable(request: &Request) -> Result<(), Problem> {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let forms = forms_of(request.method(), route);
    if *request.method() == Method::DELETE || preferred(request.headers(), &forms).is_some() {
        Ok(())
    } else {
        Err(refusal_of_forms(&forms))
    }
}

/// The answer to a client that takes none of these forms.
pub fn refusal_of_forms(forms: &[&str]) -> Problem {
    let forms = forms.join(", ");
    let detail =
        format!("Dit adres antwoordt met {forms}: vraag dat met Accept, of laat Accept weg.");
    Problem::new(ProblemKind::NotAcceptable, detail)
}

fn forms_of(method: &Method, route: &str) -> Vec<&'static str> {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let document = || {
        let extension = route.strip_prefix(BUNDEL)?.strip_prefix('/')?;
        OFFERED.into_iter().find(|form| form.extension() == extension)
    };
    match document() {
        Some(form) => vec![form.media_type()],
        None if reads && route == BUNDEL => forms_of_bundel(),
        None => vec![MADE_AS_JSON],
    }
}

/// JSON first.
pub(super) fn forms_of_bundel() -> Vec<&'static str> {
    let documents = NEGOTIATED.into_iter().map(Form::media_type);
    [MADE_AS_JSON].into_iter().chain(documents).collect()
}
