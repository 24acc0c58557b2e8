//! What `source` remarks, in the editors' Dutch. The program itself says it in English to whoever
//! runs it.

use std::borrow::Cow;

use crate::render;
use crate::source::{ListFault, Problem, ReadError, SkipReason, Warning};

/// What looks wrong in an article, and what to do about it.
pub fn warning(warning: &Warning) -> String {
    match warning {
        Warning::NoTitle { used } => {
            format!("Er is geen titel. Nu staat “{used}” er; geef het artikel een titel.")
        }
        Warning::LongTitle { chars } => {
            format!(
                "De titel telt {chars} tekens. Kort hem in, of kijk na of hij op één regel staat."
            )
        }
        Warning::NoText => "Er is geen tekst. Alleen de titel wordt gevonden.".to_owned(),
        Warning::NoDate => "Er is geen datum. Zonder datum valt het artikel buiten elke periode; \
                            vul er een in."
            .to_owned(),
        Warning::UnreadableDate { found } => {
            format!("“{found}” is geen dag. Schrijf een datum als 10 augustus 2016.")
        }
        Warning::FutureDate { date } => {
            format!("De datum, {}, ligt in de toekomst. Kijk het jaar na.", render::date(*date))
        }
        Warning::NoKind => {
            "Er is geen soort. Kies praktijkvoorbeeld, inspiratie of evenement.".to_owned()
        }
        Warning::UnknownKind { found } => format!(
            "De soort “{found}” bestaat niet. Kies praktijkvoorbeeld, inspiratie of evenement."
        ),
        Warning::NoEventDay => "Dit evenement heeft geen dag. Voeg een regel toe als: Zaterdag 14 \
                                september 2019, van 10 tot 16 uur."
            .to_owned(),
        Warning::HeadingOrParagraph { text } => format!(
            "Gelezen als tussentitel, maar misschien is het een alinea: “{text}”. Zet er dan een \
             punt achter."
        ),
        Warning::HeadingWithoutText { text } => format!(
            "Gelezen als alinea, maar misschien is het een tussentitel: “{text}”. Er staat geen \
             tekst onder."
        ),
        Warning::OpenQuotation { text } => format!(
            "Een citaat dat nergens eindigt: “{text}”. Zet er het laatste aanhalingsteken bij."
        ),
        Warning::BoilerplateLeft { text } => {
            format!("Dit hoort bij de website en niet bij het artikel: “{text}”. Haal het weg.")
        }
        Warning::LeftOut { percent, text } => format!(
            "{percent} % van de tekst op deze pagina leek een menu, of was verborgen, en is \
             weggelaten, zoals “{text}”. Kijk na of dat bij het artikel hoort."
        ),
        Warning::NotDutch { language } => format!(
            "Dit lijkt geen Nederlands te zijn ({language}). De woorden worden toch als Nederlands \
             gelezen."
        ),
        Warning::ContactUnused { text } => format!(
            "Deze regel bij het contact wordt niet gebruikt: “{text}”. Naam, functie en organisatie \
             blijven bewaard."
        ),
        Warning::NotUtf8 { encoding } => {
            format!("Het bestand is geen UTF-8, maar {encoding}. Bewaar het als UTF-8.")
        }
        Warning::BrokenUtf8 { count } => format!(
            "Op {count} {} staat er iets onleesbaars, getoond als �. Bewaar het bestand opnieuw.",
            if *count == 1 { "plaats" } else { "plaatsen" }
        ),
        Warning::UnknownField { path } => {
            format!("Het veld “{path}” is niet bekend en wordt niet gebruikt.")
        }
        Warning::UnknownFields { count } => {
            format!("Nog {count} andere velden zijn niet bekend en worden niet gebruikt.")
        }
    }
}

/// What is wrong with a list; of a line, the program adds what.
pub fn list_fault(fault: &ListFault) -> String {
    match fault {
        ListFault::Encoding(found) => warning(found),
        ListFault::Binary => "Deze lijst bevat geen tekst en wordt niet gebruikt.".to_owned(),
        ListFault::Line { .. } => "Iets op deze regel wordt niet gebruikt.".to_owned(),
    }
}

/// Faults of one article that a page lists; nobody mends more before looking again.
const MOST_LISTED: usize = 20;

/// Why an article is left out.
pub fn failure(error: &ReadError) -> String {
    match error {
        ReadError::Empty => "Het bestand is leeg. Een artikel heeft minstens een titel.".to_owned(),
        ReadError::Binary => "Het bestand bevat geen tekst.".to_owned(),
        ReadError::TooLarge { bytes, limit } => {
            format!("Het is te groot: {bytes} bytes. Een artikel mag er {limit} tellen.")
        }
        ReadError::Damaged(_) => "Dit Word-document is beschadigd.".to_owned(),
        ReadError::TooComplex { .. } => {
            "Deze pagina is te ingewikkeld om te lezen. Zo wordt geen artikel geschreven."
                .to_owned()
        }
        ReadError::NoTitle => "Er is geen titel.".to_owned(),
        ReadError::NotJson(_) => "Dit is geen geldige JSON.".to_owned(),
        ReadError::Faults(faults) => {
            let shown = faults.iter().take(MOST_LISTED);
            let mut shown: Vec<String> =
                shown.map(|fault| field(&fault.field, &fault.problem)).collect();
            if faults.count() > shown.len() {
                shown.push(format!("Er zijn nog {} fouten.", faults.count() - shown.len()));
            }
            shown.join(" ")
        }
        ReadError::FrontMatter { line, .. } => {
            format!("Regel {line} bovenaan is geen geldige YAML.")
        }
        ReadError::LineFaults(faults) => {
            let all = faults.iter().take(MOST_LISTED).map(|found| {
                format!("Regel {}: {}", found.line, field(&found.fault.field, &found.fault.problem))
            });
            all.collect::<Vec<_>>().join(" ")
        }
        ReadError::NoId => {
            "Van de naam van het bestand kan geen adres gemaakt worden. Kort hem in, \
                            of geef het artikel een id."
                .to_owned()
        }
        ReadError::Io(_) => "Het bestand kan niet gelezen worden.".to_owned(),
    }
}

/// Why a file or folder is not read.
pub fn skipped(why: &SkipReason) -> &'static str {
    match why {
        SkipReason::UnknownForm => "Dit is geen soort bestand waarin artikelen staan.",
        SkipReason::PictureAlone => "Bij dit beeld staat geen artikel met dezelfde naam.",
        SkipReason::SecondPicture => "Dit artikel heeft al een ander beeld.",
        SkipReason::NoPicture => "De naam zegt het, maar dit is geen beeld (JPEG, PNG of WebP).",
        SkipReason::OddName => "De naam hiervan is niet leesbaar. Geef er een andere naam aan.",
        SkipReason::OddPictureName => {
            "De naam van dit beeld is niet leesbaar. Geef het een andere naam."
        }
        SkipReason::PageParts => "Dit zijn de beelden en scripts van een bewaarde webpagina.",
        SkipReason::Link => "Dit verwijst naar een map, of naar iets buiten de artikelen.",
        SkipReason::Special => "Dit is geen bestand en geen map.",
        SkipReason::Unreadable(_) => "Dit kan niet bekeken worden.",
    }
}

/// What the program says of it in English, when the words above leave something out.
pub fn detail(error: &ReadError) -> Option<String> {
    match error {
        ReadError::Damaged(_)
        | ReadError::TooComplex { .. }
        | ReadError::NotJson(_)
        | ReadError::FrontMatter { .. }
        | ReadError::Faults(_)
        | ReadError::LineFaults(_)
        | ReadError::Io(_) => Some(error.to_string()),
        ReadError::Empty
        | ReadError::Binary
        | ReadError::TooLarge { .. }
        | ReadError::NoTitle
        | ReadError::NoId => None,
    }
}

fn field(name: &str, problem: &Problem) -> String {
    let name: Cow<'_, str> = match name {
        "" => "Het artikel".into(),
        name => format!("“{name}”").into(),
    };
    match problem {
        Problem::Missing => format!("{name} ontbreekt."),
        Problem::Empty => format!("{name} is leeg."),
        Problem::WrongType { .. } => format!("{name} is van de verkeerde soort."),
        Problem::TooMany { limit } => format!("{name} telt meer dan {limit} alinea’s."),
        Problem::Invalid { found, .. } => format!("{name} kan niet “{found}” zijn."),
    }
}
