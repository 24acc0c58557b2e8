//! Errors as the API gives them: `application/problem+json` (RFC 9457), in Dutch, with every fault
//! of the input and its place.
//!
//! What went wrong inside never reaches the body; it is logged once, where problems are completed
//! (`layers`).

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

pub(super) use super::faults::shortened;
pub use super::faults::{Fault, FaultPlace, Faults};
use super::gate::Full;
use super::rate::Work;
use super::state::day_of;
use crate::bundel::{ContentFault, Place, StoreError};
use crate::render;
use crate::search::SearchError;

/// When to ask again after a refusal because of much work: the time a large document takes.
pub(super) const RETRY_AFTER_SECONDS: u64 = 5;
/// When to try again what could not be written: somebody has to make room first.
pub(super) const RETRY_WRITING_SECONDS: u64 = 60;

/// What a client can do about it; decides status, type and title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    InvalidQuery,
    MalformedBody,
    MissingKey,
    WrongKey,
    NotFound,
    Expired,
    WrongMethod,
    Changed,
    Elsewhere,
    TooLarge,
    NotAcceptable,
    WrongType,
    InvalidContent,
    TooOften,
    Internal,
    Busy,
    Unwritable,
}

/// An error on its way to a client.
#[derive(Debug, Clone)]
pub struct Problem {
    pub kind: ProblemKind,
    pub detail: String,
    pub faults: Faults,
    /// When asking again may help.
    pub retry_after_seconds: Option<u64>,
    /// For the log alone.
    pub cause: Option<Arc<anyhow::Error>>,
}

impl ProblemKind {
    pub const ALL: [ProblemKind; 17] = [
        ProblemKind::InvalidQuery,
        ProblemKind::MalformedBody,
        ProblemKind::MissingKey,
        ProblemKind::WrongKey,
        ProblemKind::NotFound,
        ProblemKind::Expired,
        ProblemKind::WrongMethod,
        ProblemKind::Changed,
        ProblemKind::Elsewhere,
        ProblemKind::TooLarge,
        ProblemKind::NotAcceptable,
        ProblemKind::WrongType,
        ProblemKind::InvalidContent,
        ProblemKind::TooOften,
        ProblemKind::Internal,
        ProblemKind::Busy,
        ProblemKind::Unwritable,
    ];

    pub fn status(self) -> StatusCode {
        match self {
            ProblemKind::InvalidQuery | ProblemKind::MalformedBody => StatusCode::BAD_REQUEST,
            ProblemKind::MissingKey => StatusCode::UNAUTHORIZED,
            ProblemKind::WrongKey => StatusCode::FORBIDDEN,
            ProblemKind::NotFound => StatusCode::NOT_FOUND,
            ProblemKind::Expired => StatusCode::GONE,
            ProblemKind::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            ProblemKind::Changed => StatusCode::PRECONDITION_FAILED,
            ProblemKind::Elsewhere => StatusCode::CONFLICT,
            ProblemKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ProblemKind::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            ProblemKind::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ProblemKind::InvalidContent => StatusCode::UNPROCESSABLE_ENTITY,
            ProblemKind::TooOften => StatusCode::TOO_MANY_REQUESTS,
            ProblemKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            ProblemKind::Busy | ProblemKind::Unwritable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Stable name for programs, the last part of `type`.
    pub fn code(self) -> &'static str {
        match self {
            ProblemKind::InvalidQuery => "ongeldige-vraag",
            ProblemKind::MalformedBody => "onleesbare-inhoud",
            ProblemKind::MissingKey => "sleutel-ontbreekt",
            ProblemKind::WrongKey => "sleutel-past-niet",
            ProblemKind::NotFound => "niet-gevonden",
            ProblemKind::Expired => "niet-meer-bewaard",
            ProblemKind::WrongMethod => "methode-niet-toegelaten",
            ProblemKind::Changed => "intussen-gewijzigd",
            ProblemKind::Elsewhere => "komt-van-elders",
            ProblemKind::TooLarge => "te-groot",
            ProblemKind::NotAcceptable => "vorm-niet-beschikbaar",
            ProblemKind::WrongType => "type-niet-ondersteund",
            ProblemKind::InvalidContent => "ongeldige-inhoud",
            ProblemKind::TooOften => "te-vaak",
            ProblemKind::Internal => "interne-fout",
            ProblemKind::Busy => "te-druk",
            ProblemKind::Unwritable => "niet-te-bewaren",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            ProblemKind::InvalidQuery => "De vraag klopt niet",
            ProblemKind::MalformedBody => "De inhoud is niet leesbaar",
            ProblemKind::MissingKey => "De sleutel ontbreekt",
            ProblemKind::WrongKey => "De sleutel past niet",
            ProblemKind::NotFound => "Niet gevonden",
            ProblemKind::Expired => "De bundel wordt niet meer bewaard",
            ProblemKind::WrongMethod => "Deze methode is hier niet toegelaten",
            ProblemKind::Changed => "Intussen gewijzigd",
            ProblemKind::Elsewhere => "Het artikel komt uit een ander bestand",
            ProblemKind::TooLarge => "De inhoud is te groot",
            ProblemKind::NotAcceptable => "Niet in deze vorm beschikbaar",
            ProblemKind::WrongType => "Dit type inhoud wordt niet ondersteund",
            ProblemKind::InvalidContent => "De inhoud klopt niet",
            ProblemKind::TooOften => "Te veel aanvragen",
            ProblemKind::Internal => "Er ging iets mis",
            ProblemKind::Busy => "Het is nu te druk",
            ProblemKind::Unwritable => "Nu kan niets bewaard worden",
        }
    }
}

impl Problem {
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Problem {
            kind,
            detail: detail.into(),
            faults: Faults::default(),
            retry_after_seconds: match kind {
                ProblemKind::Busy => Some(RETRY_AFTER_SECONDS),
                ProblemKind::Unwritable => Some(RETRY_WRITING_SECONDS),
                _ => None,
            },
            cause: None,
        }
    }

    /// A problem that lists faults; the detail says them in words.
    pub fn with_faults(kind: ProblemKind, faults: Faults) -> Self {
        let detail = match faults.listed() {
            [one] => sentence(&one.detail),
            _ => format!("Er zijn {} fouten gevonden.", faults.count()),
        };
        Problem { faults, ..Problem::new(kind, detail) }
    }

    /// A refusal of a client who asked too often, with the time until the next may be asked.
    pub fn too_often(work: Work, wait: Duration) -> Self {
        // Rounded up: who comes back a moment too early is refused again.
        let seconds = wait.as_secs() + 1;
        let allowance = work.allowance();
        let detail = format!(
            "Dit kan {} keer na elkaar en daarna {} keer per minuut, voor wie van hetzelfde \
             internetadres komt samen. Probeer het over {seconds} s opnieuw.",
            allowance.burst,
            allowance.a_minute(),
        );
        Problem {
            retry_after_seconds: Some(seconds),
            ..Problem::new(ProblemKind::TooOften, detail)
        }
    }

    /// A refusal of a client who showed too many wrong tokens of the operator.
    pub(super) fn too_many_tokens(wait: Duration) -> Self {
        let seconds = wait.as_secs() + 1;
        let detail = format!(
            "Van dit internetadres kwamen te veel verkeerde sleutels van de beheerder. Probeer het \
             over {seconds} s opnieuw."
        );
        Problem {
            retry_after_seconds: Some(seconds),
            ..Problem::new(ProblemKind::TooOften, detail)
        }
    }

    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Problem {
            cause: Some(Arc::new(cause.into())),
            ..Problem::new(
                ProblemKind::Internal,
                "De fout ligt bij ons en is genoteerd. Probeer het later opnieuw.",
            )
        }
    }

    /// What was to be kept, and the disk is full or may not be written to.
    pub fn unwritable(cause: impl Into<anyhow::Error>) -> Self {
        Problem {
            cause: Some(Arc::new(cause.into())),
            ..Problem::new(
                ProblemKind::Unwritable,
                "De server kan nu niets bewaren, en dat is genoteerd. Er is niets gewijzigd. \
                 Probeer het later opnieuw.",
            )
        }
    }

    /// The body, with the path that was asked for as `instance`, and the id of the request.
    pub(super) fn body(&self, instance: Option<&str>, request: Option<&str>) -> Vec<u8> {
        let body = Body {
            kind: format!("/problemen/{}", self.kind.code()),
            title: self.kind.title(),
            status: self.kind.status().as_u16(),
            detail: &self.detail,
            instance,
            request,
            errors: self.faults.listed(),
        };
        serde_json::to_vec(&body).expect("strings and numbers always serialise")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.kind.status(), self.body(None, None)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.kind == ProblemKind::MissingKey {
            let scheme = HeaderValue::from_static("Bearer realm=\"bundelaar\"");
            headers.insert(WWW_AUTHENTICATE, scheme);
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => {
                Problem::new(ProblemKind::NotFound, "Deze bundel bestaat niet.")
            }
            StoreError::Expired { on } => Problem::new(
                ProblemKind::Expired,
                format!(
                    "Niemand las of wijzigde deze bundel nog. Daarom is hij op {} verwijderd.",
                    render::date(day_of(on))
                ),
            ),
            StoreError::Forbidden | StoreError::UnknownVisitor => Problem::new(
                ProblemKind::WrongKey,
                "Deze sleutel geeft geen toegang tot de bundel. Misschien is er een nieuwe gemaakt.",
            ),
            StoreError::Changed { .. } => Problem::new(
                ProblemKind::Changed,
                "Iemand wijzigde de bundel sinds u hem las. Lees hem opnieuw en herhaal uw \
                 wijziging.",
            ),
            StoreError::Invalid(faults) => Problem::with_faults(
                ProblemKind::InvalidContent,
                faults.iter().map(Fault::from).collect(),
            ),
            StoreError::Busy => Full.into(),
            StoreError::Unwritable(_) => Problem::unwritable(error),
            StoreError::Newer { .. }
            | StoreError::Foreign { .. }
            | StoreError::Damaged { .. }
            | StoreError::Folder { .. }
            | StoreError::Database(_)
            | StoreError::Random(_) => Problem::internal(error),
        }
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Request(faults) => Problem::with_faults(
                ProblemKind::InvalidQuery,
                faults.iter().map(Fault::from).collect(),
            ),
            SearchError::Index(_) | SearchError::Article { .. } => Problem::internal(error),
        }
    }
}

impl From<Full> for Problem {
    fn from(_: Full) -> Self {
        Problem::new(
            ProblemKind::Busy,
            "Er wachten al te veel opdrachten. Probeer het over enkele seconden opnieuw.",
        )
    }
}

impl From<&ContentFault> for Fault {
    fn from(fault: &ContentFault) -> Self {
        let path = match fault.place() {
            Place::Title => "/titel".to_owned(),
            Place::Subtitle => "/ondertitel".to_owned(),
            Place::Introduction => "/inleiding".to_owned(),
            Place::Items => "/onderdelen".to_owned(),
            Place::Item(index) => format!("/onderdelen/{index}"),
        };
        Fault::in_body(&path, fault.to_string())
    }
}

/// The token of `Authorization: Bearer …` (RFC 6750); another scheme is no token.
pub(super) fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<&'a str>,
    #[serde(rename = "aanvraag", skip_serializing_if = "Option::is_none")]
    request: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
}

/// A message as a sentence: a capital and a full stop.
fn sentence(message: &str) -> String {
    let mut characters = message.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).chain(['.']).collect()
}
