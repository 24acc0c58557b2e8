//! The pages for what went wrong: what it was in plain words, and where to go from there.

use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use maud::{Markup, html};

use super::dates;
use super::guard::TOKEN;
use super::layout::{Head, Place, Visitor, form_fields, page};
use crate::bundel::StoreError;
use crate::search::SearchError;
use crate::web::Full;
use crate::web::problem::{RETRY_AFTER_SECONDS, RETRY_WRITING_SECONDS};
use crate::web::state::day_of;

/// Why a page cannot be shown.
#[derive(Debug)]
pub enum Trouble {
    /// Nothing has this address, or an id that cannot exist.
    NotFound,
    /// The bundel was removed on this day, as nobody used it any more.
    Expired(Date),
    /// There is an address, but not for this way of asking.
    BadMethod,
    /// The form is not one this site understands.
    BadForm(String),
    /// The form is longer than any that this site makes.
    LargeForm,
    /// The form came from another site.
    ForeignForm,
    /// The form came from here, but from a page that was made before this visitor had a bundel. Its
    /// action and fields, so that the visitor can confirm it.
    StaleForm { action: String, fields: Vec<(String, String)>, visitor: Box<Visitor> },
    /// The key does not open this bundel.
    WrongKey,
    /// The bundel was changed elsewhere first.
    Changed,
    /// Too much at once; later it will do.
    Busy,
    /// Too many documents wait to be made. The addresses of the document and of its bundel's page.
    DocumentRefused { document: String, bundel: String },
    /// Nothing can be kept now: the disk is full or may not be written to.
    Unwritable,
    /// This visitor, or somebody at the same address, asked too much.
    TooOften,
    /// Our fault.
    Internal,
}

impl Trouble {
    /// Our fault: told to the log, not to the visitor.
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Trouble {
        tracing::error!(error, "a page could not be made");
        Trouble::Internal
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Trouble::NotFound => StatusCode::NOT_FOUND,
            Trouble::Expired(_) => StatusCode::GONE,
            Trouble::BadMethod => StatusCode::METHOD_NOT_ALLOWED,
            Trouble::BadForm(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::LargeForm => StatusCode::PAYLOAD_TOO_LARGE,
            Trouble::ForeignForm | Trouble::StaleForm { .. } | Trouble::WrongKey => {
                StatusCode::FORBIDDEN
            }
            Trouble::Changed => StatusCode::CONFLICT,
            Trouble::Busy | Trouble::DocumentRefused { .. } | Trouble::Unwritable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Trouble::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Trouble::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let unknown = Visitor::default();
        let visitor = match &self {
            Trouble::StaleForm { visitor, .. } => visitor,
            _ => &unknown,
        };
        let mut response = (self.status(), view(&self, visitor)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let retry_after = match self {
            Trouble::Busy | Trouble::DocumentRefused { .. } => Some(RETRY_AFTER_SECONDS),
            Trouble::Unwritable => Some(RETRY_WRITING_SECONDS),
            _ => None,
        };
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Full> for Trouble {
    fn from(_: Full) -> Trouble {
        Trouble::Busy
    }
}

/// Only bytes that are no text keep a path from being read: nothing has such a name.
impl From<PathRejection> for Trouble {
    fn from(_: PathRejection) -> Trouble {
        Trouble::NotFound
    }
}

impl From<SearchError> for Trouble {
    fn from(error: SearchError) -> Trouble {
        match error {
            SearchError::Request(_) => Trouble::BadForm(error.to_string()),
            SearchError::Index(_) | SearchError::Article { .. } => Trouble::internal(&error),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        match error {
            StoreError::NotFound => Trouble::NotFound,
            StoreError::Expired { on } => Trouble::Expired(day_of(on)),
            StoreError::Forbidden | StoreError::UnknownVisitor => Trouble::WrongKey,
            StoreError::Changed { .. } => Trouble::Changed,
            StoreError::Busy => Trouble::Busy,
            StoreError::Unwritable(_) => {
                tracing::error!(%error, "nothing can be kept");
                Trouble::Unwritable
            }
            StoreError::Invalid(_) => Trouble::BadForm(format!("{error}.")),
            StoreError::Newer { .. }
            | StoreError::Foreign { .. }
            | StoreError::Damaged { .. }
            | StoreError::Folder { .. }
            | StoreError::Database(_)
            | StoreError::Random(_) => Trouble::internal(&error),
        }
    }
}

fn view(trouble: &Trouble, visitor: &Visitor) -> Markup {
    let (title, text) = words(trouble);
    let main = html! {
        article.reading.trouble {
            header {
                h1 { (title) }
                p.lead { (text) }
                @if let Trouble::Expired(day) = trouble { p { "Dat gebeurde op " (dates::day(*day)) "." } }
            }
            @if let Trouble::StaleForm { action, fields, .. } = trouble {
                form method="post" action=(action) {
                    (form_fields(visitor))
                    @for (key, value) in fields.iter().filter(|(key, _)| key != TOKEN) {
                        input type="hidden" name=(key) value=(value);
                    }
                    button.primary type="submit" { "Ja, doe dat" }
                }
            }
            @if let Trouble::DocumentRefused { document, bundel } = trouble {
                div.actions {
                    a.button.primary href=(document) { "Probeer het opnieuw" }
                    a.button href=(bundel) { "Terug naar de bundel" }
                }
            }
            form.search.inline role="search" action="/" method="get" {
                label for="q" { "Zoek een artikel" }
                div.line {
                    input #q type="search" name="q" autocomplete="off" enterkeyhint="search";
                    button type="submit" { "Zoek" }
                }
            }
            ul.ways {
                li { a href="/" { "Alle artikelen" } }
                li { a href="/bundel" { "Mijn bundel" } }
                li { a href="/hulp" { "Hulp bij het zoeken" } }
            }
        }
    };
    page(&Head::unlisted(title, Place::Elsewhere), visitor, &main)
}

fn words(trouble: &Trouble) -> (&'static str, &str) {
    match trouble {
        Trouble::NotFound => (
            "Deze pagina vinden wij niet",
            "Misschien is het artikel verwijderd, of is er in het adres iets weggevallen. Zoek het op, \
             of begin opnieuw.",
        ),
        Trouble::Expired(_) => (
            "Deze bundel bewaren wij niet meer",
            "Een bundel die lange tijd niemand leest of wijzigt, verwijderen wij. De artikelen zelf vindt u \
             nog wel: zoek ze op en bundel ze opnieuw.",
        ),
        Trouble::BadMethod => (
            "Zo werkt dit adres niet",
            "Dit adres hoort bij een knop op een andere pagina. Ga naar die pagina en druk daar op de knop.",
        ),
        Trouble::BadForm(why) => ("Dat lukte niet", why),
        Trouble::LargeForm => (
            "Dat is te veel tekst",
            "Er is niets gewijzigd. Maak uw tekst korter en probeer het opnieuw.",
        ),
        Trouble::ForeignForm => (
            "Dit formulier komt van een andere site",
            "Voor uw veiligheid veranderen wij uw bundel alleen vanaf onze eigen pagina’s. Er is niets \
             gewijzigd.",
        ),
        Trouble::StaleForm { .. } => (
            "Deze pagina stond al een tijdje open",
            "Sindsdien veranderde er iets aan uw bundel. Er is nog niets gewijzigd. Wilt u doorgaan?",
        ),
        Trouble::WrongKey => (
            "Die sleutel past niet",
            "Kijk na of u de hele sleutel overnam. Is er intussen een nieuwe sleutel gemaakt, dan werkt de \
             oude niet meer.",
        ),
        Trouble::Changed => (
            "Uw bundel is intussen gewijzigd",
            "Dat gebeurde in een ander venster of op een ander toestel. Er is nu niets overschreven. \
             Open uw bundel en probeer het opnieuw.",
        ),
        Trouble::Busy => (
            "Het is nu even te druk",
            "Wacht enkele seconden en probeer opnieuw. Er gaat niets verloren.",
        ),
        Trouble::DocumentRefused { .. } => (
            "Er worden nu te veel documenten gemaakt",
            "Wacht een halve minuut en probeer het opnieuw. Uw bundel blijft zoals hij is.",
        ),
        Trouble::Unwritable => (
            "Wij kunnen nu niets bewaren",
            "Dat ligt aan onze server. Er is niets gewijzigd: uw bundel blijft zoals hij was. Zoeken, lezen en \
             downloaden gaat wel. Probeer het over enkele minuten opnieuw.",
        ),
        Trouble::TooOften => (
            "Dat ging even te snel",
            "Vanaf uw internetverbinding kwamen te veel aanvragen na elkaar. Wacht enkele seconden en \
             probeer opnieuw. Er gaat niets verloren.",
        ),
        Trouble::Internal => (
            "Er ging iets mis bij ons",
            "Het ligt niet aan u. Probeer het over enkele minuten opnieuw. Uw bundel blijft bewaard.",
        ),
    }
}
