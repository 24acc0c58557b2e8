//! The problems that routes answer with, and examples of them.

use serde_json::{Value, json};

use super::object;
use crate::bundel::{ContentFault, StoreError};
use crate::web::api::{MADE_AS_JSON, refusal_of_forms};
use crate::web::body::{MAX_BODY_BYTES, too_large};
use crate::web::gate::Full;
use crate::web::problem::{Fault, Problem, ProblemKind};
use crate::web::query::{Params, search_request};
use crate::web::rate::Work;

/// The statuses that a route may refuse with, beside those that any request may get.
pub(super) fn statuses(path: &str, has_body: bool, has_key: bool, has_match: bool) -> Vec<u16> {
    let mut statuses = vec![400, 405, 406, 413, 429, 500, 503];
    if path.contains('{') {
        statuses.push(404);
    }
    if path.starts_with("/bundels/{id}") {
        statuses.push(410);
    }
    if has_key {
        statuses.extend([401, 403]);
    }
    if has_key && path == "/artikelen/{id}" {
        statuses.push(409);
    }
    if has_match {
        statuses.push(412);
    }
    if has_body {
        statuses.push(415);
    }
    if has_body || has_key {
        statuses.push(422);
    }
    statuses.sort_unstable();
    statuses
}

/// The name of the answer with this status among the components.
pub(super) fn response_name(status: u16) -> String {
    format!("Probleem{status}")
}

/// All answers that are problems.
pub(super) fn responses() -> Value {
    let mut kinds: Vec<(u16, Vec<ProblemKind>)> = Vec::new();
    for kind in ProblemKind::ALL {
        let status = kind.status().as_u16();
        match kinds.iter_mut().find(|(found, _)| *found == status) {
            Some((_, kinds)) => kinds.push(kind),
            None => kinds.push((status, vec![kind])),
        }
    }
    object(kinds.into_iter().map(|(status, kinds)| {
        let titles: Vec<&str> = kinds.iter().map(|kind| kind.title()).collect();
        let examples = object(kinds.iter().map(|kind| {
            let body = example(*kind).body(Some("/api/v1/artikelen"), Some("5f0c2b9e1d7a4c38"));
            let body: Value = serde_json::from_slice(&body).expect("a problem is JSON");
            (kind.code().to_owned(), json!({"summary": kind.title(), "value": body}))
        }));
        let mut headers = vec!["API-Version", "X-Request-Id"];
        match status {
            401 => headers.push("WWW-Authenticate"),
            405 => headers.push("Allow"),
            429 | 503 => headers.push("Retry-After"),
            _ => {}
        }
        let headers = object(headers.into_iter().map(|name| {
            (name.to_owned(), json!({"$ref": format!("#/components/headers/{name}")}))
        }));
        let response = json!({
            "description": titles.join(", of: "),
            "headers": headers,
            "content": {"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Probleem"},
                "examples": examples,
            }},
        });
        (response_name(status), response)
    }))
}

/// The form of all problems.
pub(super) fn schema() -> Value {
    let codes: Vec<String> =
        ProblemKind::ALL.iter().map(|kind| format!("/problemen/{}", kind.code())).collect();
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "enum": codes},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "aanvraag": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Fout"},
            },
        },
    })
}

/// The form of one fault.
pub(super) fn fault_schema() -> Value {
    json!({
        "type": "object",
        "required": ["detail"],
        "properties": {
            "parameter": {"type": "string"},
            "pointer": {"type": "string"},
            "detail": {"type": "string"},
        },
    })
}

/// A problem as it is really answered.
fn example(kind: ProblemKind) -> Problem {
    let plain = |detail: &str| Problem::new(kind, detail);
    match kind {
        ProblemKind::InvalidQuery => {
            let uri = "/artikelen?van=2026-02-31&kleur=rood".parse().expect("an address");
            let mut params = Params::of(&uri);
            search_request(&mut params);
            params.finish().expect_err("there are two faults")
        }
        ProblemKind::MalformedBody => {
            plain("De inhoud is geen geldige JSON: kijk na op regel 1, teken 12.")
        }
        ProblemKind::MissingKey => {
            plain("Stuur de sleutel van de bundel mee als Authorization: Bearer ….")
        }
        ProblemKind::WrongKey => StoreError::Forbidden.into(),
        ProblemKind::NotFound => StoreError::NotFound.into(),
        ProblemKind::WrongMethod => plain("BREW kan hier niet; de kop Allow zegt wat wel kan."),
        ProblemKind::Changed => StoreError::Changed { current: 2 }.into(),
        ProblemKind::TooLarge => too_large(MAX_BODY_BYTES),
        ProblemKind::NotAcceptable => refusal_of_forms(&[MADE_AS_JSON]),
        ProblemKind::WrongType => {
            plain("Stuur de inhoud als JSON, met Content-Type: application/json.")
        }
        ProblemKind::InvalidContent => {
            let most = ContentFault::TooManyArticles { found: 501, most: 500 };
            let faults = [
                Fault::in_body("/artikelen", most.to_string()),
                Fault::in_body("/kleur", "\"kleur\" is hier geen gekend veld"),
            ];
            Problem::with_faults(kind, faults.into_iter().collect())
        }
        ProblemKind::TooOften => {
            Problem::too_often(Work::Search, std::time::Duration::from_secs(2))
        }
        ProblemKind::Internal => Problem::internal(anyhow::anyhow!("an example")),
        ProblemKind::Busy => Full.into(),
        ProblemKind::Unwritable => Problem::unwritable(anyhow::anyhow!("an example")),
        other => Problem::new(other, format!("{}.", other.title())),
    }
}
