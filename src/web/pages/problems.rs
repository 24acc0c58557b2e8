//! `/problemen/{naam}`: what the `type` of a problem leads to. What happened and what a program, or
//! who made it, can do.

use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path};
use maud::{Markup, html};

use super::layout::{Head, Visitor, page};
use super::trouble::Trouble;
use super::visit::{self, Sender};
use crate::web::{ProblemKind, State};

/// `GET /problemen/{naam}`.
pub async fn show(
    extract::State(state): extract::State<State>,
    path: Result<Path<String>, PathRejection>,
    sender: Sender,
) -> Result<Markup, Trouble> {
    let Path(code) = path?;
    let kind = ProblemKind::ALL.into_iter().find(|kind| kind.code() == code);
    let kind = kind.ok_or(Trouble::NotFound)?;
    visit::run(&state, sender, move |state, visit| {
        let here = format!("/problemen/{}", kind.code());
        let base_url = state.imprint().base_url.as_deref();
        Ok(view(kind, &here, &visit.visitor(here.clone()), base_url))
    })
    .await
}

fn view(kind: ProblemKind, here: &str, visitor: &Visitor, base_url: Option<&str>) -> Markup {
    let (happened, to_do) = explanation(kind);
    let main = html! {
        article.reading {
            header {
                h1 { (kind.title()) }
                p.lead { (happened) }
            }
            div.text {
                h2 { "Wat u kunt doen" }
                p { (to_do) }
                p {
                    "Programma’s herkennen dit aan " code { (here) } " en de HTTP-status "
                    (kind.status().as_u16()) ". "
                    a href={ "/api#probleem-" (kind.code()) } { "Een voorbeeld staat bij de API" } "."
                }
            }
        }
    };
    page(&Head::listed(kind.title(), happened, Some(here), base_url), visitor, &main)
}

/// What happened, and what can be done about it.
fn explanation(kind: ProblemKind) -> (&'static str, &'static str) {
    match kind {
        ProblemKind::InvalidQuery => (
            "Het adres bevat een parameter die niet gekend is, of een waarde die niet kan.",
            "Onder errors staat elke fout met haar parameter. Verbeter ze en vraag het opnieuw.",
        ),
        ProblemKind::MalformedBody => (
            "De inhoud kwam niet volledig aan, of is geen geldige JSON.",
            "Kijk na op de plaats die in detail staat, en stuur de inhoud opnieuw.",
        ),
        ProblemKind::MissingKey => (
            "Dit kan alleen met een sleutel, en die was er niet bij.",
            "Stuur de sleutel mee als Authorization: Bearer …, nooit in het adres.",
        ),
        ProblemKind::WrongKey => (
            "De sleutel is niet de juiste, of geldt niet meer.",
            "Gebruik de sleutel die het laatst gemaakt is. Wie hem kwijt is, maakt een kopie van de \
             bundel en krijgt daarvan een nieuwe.",
        ),
        ProblemKind::NotFound => (
            "Wat u vraagt, bestaat hier niet, of niet meer.",
            "Kijk het adres na. Adressen eindigen nooit op een schuine streep.",
        ),
        ProblemKind::Expired => (
            "De bundel werd zo lang niet gelezen of gewijzigd dat hij verwijderd is.",
            "Maak een nieuwe bundel. De artikelen zelf zijn er nog.",
        ),
        ProblemKind::WrongMethod => (
            "Dit adres bestaat, maar kent deze methode niet.",
            "De kop Allow van het antwoord zegt wat wel kan.",
        ),
        ProblemKind::Changed => (
            "Iemand anders wijzigde dit sinds u het las. Er is niets overschreven.",
            "Lees het opnieuw en herhaal uw wijziging met de nieuwe ETag.",
        ),
        ProblemKind::Elsewhere => (
            "Dit artikel komt uit een bestand van de redactie, dat de API niet aanraakt.",
            "Wijzig het in dat bestand, dat in detail genoemd wordt, of kies een andere id.",
        ),
        ProblemKind::TooLarge => (
            "De inhoud is groter dan wat hier toegelaten is.",
            "De grens staat in detail. Stuur minder, of verdeel het over meer aanvragen.",
        ),
        ProblemKind::NotAcceptable => (
            "De kop Accept sluit alles uit waarmee dit adres kan antwoorden.",
            "Vraag een van de vormen die in detail staan, of laat Accept weg.",
        ),
        ProblemKind::WrongType => (
            "De inhoud is van een type dat hier niet gelezen wordt, of ze is ingepakt.",
            "Stuur ze onverpakt, met de Content-Type die in detail staat.",
        ),
        ProblemKind::InvalidContent => (
            "De inhoud is leesbaar, maar er klopt iets niet.",
            "Onder errors staat elke fout met haar plaats. Verbeter ze en stuur de inhoud opnieuw.",
        ),
        ProblemKind::TooOften => (
            "Van dit internetadres kwamen te veel aanvragen na elkaar.",
            "Wacht zo veel seconden als in Retry-After staat, en vraag het dan opnieuw.",
        ),
        ProblemKind::Internal => (
            "De fout ligt bij ons. Ze staat in ons logboek.",
            "Probeer het later opnieuw. Blijft het misgaan, meld het dan met de waarde van aanvraag.",
        ),
        ProblemKind::Busy => (
            "Er is nu meer werk dan er tegelijk gedaan kan worden.",
            "Wacht zo veel seconden als in Retry-After staat, en vraag het dan opnieuw.",
        ),
        ProblemKind::Unwritable => (
            "Op de server is geen plaats meer, of er kan niet geschreven worden. Er is niets gewijzigd, en \
             lezen gaat wel.",
            "Probeer het later opnieuw: zo veel seconden als in Retry-After staat, of langer. De beheerder \
             moet eerst plaats maken.",
        ),
    }
}
