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
    /// This visitor has no right to change the bundel, or no longer. What was typed for it.
    Withdrawn { typed: Vec<String> },
    /// The bundel was thrown away since the page was made. What was typed for it.
    Discarded { typed: Vec<String> },
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
            Trouble::NotFound | Trouble::Discarded { .. } => StatusCode::NOT_FOUND,
            Trouble::Expired(_) => StatusCode::GONE,
            Trouble::BadMethod => StatusCode::METHOD_NOT_ALLOWED,
            Trouble::BadForm(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::LargeForm => StatusCode::PAYLOAD_TOO_LARGE,
            Trouble::ForeignForm | Trouble::StaleForm { .. } | Trouble::Withdrawn { .. } => {
                StatusCode::FORBIDDEN
            }
            Trouble::Busy | Trouble::DocumentRefused { .. } | Trouble::Unwritable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Trouble::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Trouble::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// What keeps a form from being acted upon only for now.
#[derive(Debug, Clone, Copy)]
pub enum Passing {
    Busy,
    TooOften,
    Unwritable,
}

impl Passing {
    fn of(trouble: &Trouble) -> Option<Passing> {
        match trouble {
            Trouble::Busy => Some(Passing::Busy),
            Trouble::TooOften => Some(Passing::TooOften),
            Trouble::Unwritable => Some(Passing::Unwritable),
            _ => None,
        }
    }

    /// The page that says so, with the form once more: where it goes, and its fields.
    pub fn page_with(self, action: &str, fields: &[(String, String)]) -> Markup {
        let trouble = match self {
            Passing::Busy => Trouble::Busy,
            Passing::TooOften => Trouble::TooOften,
            Passing::Unwritable => Trouble::Unwritable,
        };
        let form = html! {
            form method="post" action=(action) {
                @for (key, value) in fields { input type="hidden" name=(key) value=(value); }
                button.primary type="submit" { "Probeer het opnieuw" }
            }
        };
        view(&trouble, &Visitor::default(), &form)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let unknown = Visitor::default();
        let visitor = match &self {
            Trouble::StaleForm { visitor, .. } => visitor,
            _ => &unknown,
        };
        let mut response = (self.status(), view(&self, visitor, &html! {})).into_response();
        if let Some(passing) = Passing::of(&self) {
            response.extensions_mut().insert(passing);
        }
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
            StoreError::Forbidden | StoreError::UnknownVisitor => {
                Trouble::Withdrawn { typed: Vec::new() }
            }
            StoreError::Busy => Trouble::Busy,
            StoreError::Unwritable(_) => {
                tracing::error!(%error, "nothing can be kept");
                Trouble::Unwritable
            }
            StoreError::Invalid(_) => Trouble::BadForm(format!("{error}.")),
            // Who expects a version shows the change that came in between.
            StoreError::Changed { .. }
            | StoreError::Newer { .. }
            | StoreError::Foreign { .. }
            | StoreError::Damaged { .. }
            | StoreError::Folder { .. }
            | StoreError::Database(_)
            | StoreError::Random(_) => Trouble::internal(&error),
        }
    }
}

/// The page, with `more` below its words.
fn view(trouble: &Trouble, visitor: &Visitor, more: &Markup) -> Markup {
    let (title, text) = words(trouble);
    let main = html! {
        article.reading.trouble {
            header {
                h1 { (title) }
                p.lead { (text) }
                @if let Trouble::Expired(day) = trouble { p { "Dat gebeurde op " (dates::day(*day)) "." } }
            }
            (more)
            @if let Trouble::Withdrawn { typed } | Trouble::Discarded { typed } = trouble {
                (not_kept(typed))
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

/// What somebody typed in vain, to be copied from here.
fn not_kept(typed: &[String]) -> Markup {
    html! {
        @for (index, text) in typed.iter().enumerate() {
            @let field = format!("uw-tekst-{}", index + 1);
            div.field {
                label for=(field) { "Dit typte u, en is niet bewaard. Kopieer het als u het wilt houden:" }
                textarea #(field) rows="4" readonly { (text) }
            }
        }
    }
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
        Trouble::Withdrawn { .. } => (
            "U kunt deze bundel niet meer wijzigen",
            "Er is een nieuwe sleutel gemaakt, of uw browser is vergeten wie u bent. Met de sleutel van nu kunt \
             u op de pagina van de bundel weer verder.",
        ),
        Trouble::Discarded { .. } => (
            "Deze bundel is intussen gewist",
            "Dat gebeurde in een ander venster of op een ander toestel. Staat hij op de pagina “Mijn bundel” \
             bij “Onlangs gewist”, dan kunt u hem daar terugzetten.",
        ),
        Trouble::Busy => (
            "Het is nu even te druk",
            "Wacht enkele seconden en probeer opnieuw. Er gaat niets verloren.",
        ),
        Trouble::DocumentRefused { .. } => (
            "Er worden nu te veel documenten gemaakt",
            "Wacht enkele seconden en probeer het opnieuw. Uw bundel blijft zoals hij is.",
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
