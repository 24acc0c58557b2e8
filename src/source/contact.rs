//! A contact's name, function and organisation, from lines in which they stand together.

use super::name::{is_legal_form, without_legal_form};
use super::organisations::Organisations;
use super::warning::{Warning, excerpt};
use crate::article::Contact;

/// Reads the lines below `Contactpersoon`: `Isabel Verhaert` / `algemeen directeur Sterpunt
/// Inclusief Ondernemen vzw`, on one line or several, any part missing.
pub(super) fn read_contact(
    lines: &[String],
    organisations: &Organisations,
    warnings: &mut Vec<Warning>,
) -> Option<Contact> {
    let mut contact = Contact::default();
    let mut rest: Vec<&str> = Vec::new();
    let mut lines = lines.iter().map(|line| line.trim()).filter(|line| {
        let used = !is_address(line);
        if !used {
            warnings.push(Warning::ContactUnused { text: excerpt(line) });
        }
        used
    });
    let first = lines.next()?;
    match split_name(first, organisations) {
        (Some(name), behind) => {
            contact.name = Some(name.to_owned());
            rest.extend(behind);
        }
        (None, line) => rest.extend(line),
    }
    rest.extend(lines);
    for line in rest {
        let (role, organisation) = split_role(line, organisations);
        let role_fits = role.is_none() || contact.role.is_none();
        let organisation_fits = organisation.is_none() || contact.organisation.is_none();
        if !role_fits || !organisation_fits {
            warnings.push(Warning::ContactUnused { text: excerpt(line) });
            continue;
        }
        contact.role = contact.role.or(role.map(str::to_owned));
        contact.organisation =
            contact.organisation.or(organisation.map(|name| organisations.canonical(name)));
    }
    (contact != Contact::default()).then_some(contact)
}

/// Mail, telephone and web address: the contract has no place for them.
fn is_address(line: &str) -> bool {
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let lower = line.to_ascii_lowercase();
    line.contains('@')
        || lower.contains("://")
        || lower.starts_with("www.")
        // A telephone number has nine digits, with a country code eleven.
        || digits >= 8
}

/// The person's name at the beginning of a line, and what stands behind it.
fn split_name<'t>(
    line: &'t str,
    organisations: &Organisations,
) -> (Option<&'t str>, Option<&'t str>) {
    let no_name = (None, Some(line));
    if is_organisation(line, organisations) && !line.contains(',') || begins_with_role(line) {
        return no_name;
    }
    for separator in [",", " - ", " – ", " | ", " ("] {
        if let Some((name, behind)) = line.split_once(separator) {
            let behind = behind.trim().trim_end_matches(')');
            if is_organisation(name, organisations) || name.trim().is_empty() {
                return no_name;
            }
            return (Some(name.trim()), Some(behind).filter(|behind| !behind.is_empty()));
        }
    }
    match organisations.at_end_of(line) {
        Some(0) => no_name,
        Some(at) => (Some(line[..at].trim()), Some(&line[at..])),
        None => (Some(line), None),
    }
}

/// Whether a name is registered or carries a legal form.
fn is_organisation(name: &str, organisations: &Organisations) -> bool {
    organisations.resolve(name).is_some() || without_legal_form(name) != name.trim()
}

/// A function and an organisation on one line.
fn split_role<'t>(
    line: &'t str,
    organisations: &Organisations,
) -> (Option<&'t str>, Option<&'t str>) {
    if organisations.resolve(line).is_some() {
        return (None, Some(line));
    }
    if let Some((left, right)) = line.split_once(',') {
        let (left, right) = (left.trim(), right.trim());
        if is_role(right) && !is_role(left) {
            return (Some(right), Some(left));
        }
        if is_role(left) && !is_role(right) && role_length(right) == 0 && !is_legal_form(right) {
            return (Some(left), Some(right));
        }
    }
    let at = organisations
        .at_end_of(line)
        .filter(|&at| at == 0 || is_role(clean_role(&line[..at])))
        .unwrap_or_else(|| role_length(line));
    let role = clean_role(&line[..at]);
    let organisation = line[at..].trim().trim_end_matches(')').trim_start_matches('(');
    (some(role), some(organisation))
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Without what joins it to the organisation: `directeur bij`, `coördinator van`, `voorzitter –`.
fn clean_role(role: &str) -> &str {
    let mut role = role.trim();
    loop {
        let bare = role.trim_end_matches([' ', ',', '-', '–', '|', '@', '(', ':']);
        let bare = ["bij", "van", "voor", "in"]
            .iter()
            .find_map(|word| bare.strip_suffix(word).filter(|bare| bare.ends_with(' ')))
            .unwrap_or(bare);
        if bare == role {
            return role;
        }
        role = bare.trim();
    }
}

fn begins_with_role(line: &str) -> bool {
    role_length(line) > 0 && line.starts_with(char::is_lowercase)
}

fn is_role(text: &str) -> bool {
    let length = role_length(text);
    length > 0 && length == text.len()
}

/// Length in bytes of the function at the beginning of a line: its lowercase words (`algemeen
/// directeur`), or words of which one is known to name a function (`Directeur`, `CEO`).
fn role_length(line: &str) -> usize {
    let words = Words::of(line);
    let mut end = 0;
    let mut named = false;
    for (at, (start, word)) in words.0.iter().enumerate() {
        let next = words.0.get(at + 1).map(|(_, next)| *next);
        let is_named = names_role(word);
        let role_like = is_named
            || (begins_lowercase(word) && !is_legal_form(word) && !is_article_of_name(word, next))
            // `Algemeen directeur`, `HR manager`: a capital before a lowercase word or a function.
            || (at == 0 && next.is_some_and(|next| begins_lowercase(next) || names_role(next)))
            || !word.chars().any(char::is_alphanumeric);
        if !role_like {
            break;
        }
        named |= is_named;
        end = start + word.len();
    }
    let lowercase = words.0.first().is_some_and(|(_, word)| begins_lowercase(word));
    if named || lowercase { end } else { 0 }
}

struct Words<'t>(Vec<(usize, &'t str)>);

impl<'t> Words<'t> {
    fn of(line: &'t str) -> Self {
        let offset = |word: &str| word.as_ptr() as usize - line.as_ptr() as usize;
        Words(line.split_whitespace().map(|word| (offset(word), word)).collect())
    }
}

fn begins_lowercase(word: &str) -> bool {
    word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
}

/// The de of `de Werf`, the ’t of `’t Veer`: it belongs to the name behind it.
fn is_article_of_name(word: &str, next: Option<&str>) -> bool {
    let article = word.trim_start_matches(['’', '\'', '‘']);
    matches!(article, "de" | "het" | "den" | "t")
        && next.is_some_and(|next| next.starts_with(char::is_uppercase))
}

/// Whether a word, or the last part of a compound (`stafmedewerker`), names a function.
fn names_role(word: &str) -> bool {
    const WHOLE: [&str; 9] =
        ["ceo", "coo", "cfo", "cto", "hr", "schepen", "chef", "boer", "boerin"];
    // Endings as they occur below Flemish articles; feminine forms beside them.
    const ENDINGS: [&str; 36] = [
        "directeur",
        "directrice",
        "coördinator",
        "coordinator",
        "coördinatrice",
        "medewerker",
        "medewerkster",
        "manager",
        "verantwoordelijke",
        "leider",
        "leidster",
        "begeleider",
        "begeleidster",
        "adviseur",
        "consulent",
        "consulente",
        "voorzitter",
        "voorzitster",
        "zaakvoerder",
        "zaakvoerster",
        "bestuurder",
        "oprichter",
        "oprichtster",
        "stichter",
        "coach",
        "werker",
        "werkster",
        "secretaris",
        "woordvoerder",
        "woordvoerster",
        "beheerder",
        "ondernemer",
        "onderneemster",
        "vrijwilliger",
        "vennoot",
        "onderzoeker",
    ];
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    WHOLE.contains(&word.as_str()) || ENDINGS.iter().any(|ending| word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn registry() -> Organisations {
        let (organisations, faults) = Organisations::parse(
            "[[organisatie]]\nnaam = \"Fietsherstel De Spaak\"\naliassen = [\"De Spaak\"]\n\
             [[organisatie]]\nnaam = \"Sterpunt Inclusief Ondernemen\"\n\
             [[organisatie]]\nnaam = \"Stad Zandvoorde\"\n",
        );
        assert_eq!(faults, []);
        organisations
    }

    #[test]
    fn name_function_and_organisation_come_apart() {
        let check = |lines: &[&str], expected: [&str; 3]| {
            let lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
            let mut warnings = Vec::new();
            let contact = read_contact(&lines, &registry(), &mut warnings).unwrap_or_default();
            let found = [contact.name, contact.role, contact.organisation]
                .map(|part| part.unwrap_or_else(|| "-".to_owned()));
            assert_eq!(found, expected, "{lines:?}");
            assert_eq!(warnings, [], "{lines:?}");
        };
        let an = "An Claes";
        let unregistered = "Atelier Noord";
        let sterpunt = "Sterpunt Inclusief Ondernemen";
        check(
            &[an, "algemeen directeur Sterpunt Inclusief Ondernemen vzw"],
            [an, "algemeen directeur", sterpunt],
        );
        check(
            &[an, "algemeen directeur Atelier Noord vzw"],
            [an, "algemeen directeur", unregistered],
        );
        check(&[an, "algemeen directeur Atelier Noord"], [an, "algemeen directeur", unregistered]);
        check(&[an, "Algemeen directeur Atelier Noord"], [an, "Algemeen directeur", unregistered]);
        check(&[an, "Directeur Atelier Noord"], [an, "Directeur", unregistered]);
        check(&[an, "HR manager Atelier Noord"], [an, "HR manager", unregistered]);
        check(&[an, "CEO Atelier Noord bv"], [an, "CEO", unregistered]);
        check(&[an, "directeur bij Atelier Noord"], [an, "directeur", unregistered]);
        check(&[an, "directeur van de Werf"], [an, "directeur", "de Werf"]);
        check(&[an, "directeur, Atelier Noord"], [an, "directeur", unregistered]);
        check(&[an, "Atelier Noord, directeur"], [an, "directeur", unregistered]);
        check(&[an, "coördinator vzw De Springplank"], [an, "coördinator", "De Springplank"]);
        check(&[an, "coach ’t Veer"], [an, "coach", "’t Veer"]);
        check(
            &[an, "werkplaatsleider de spaak"],
            [an, "werkplaatsleider", "Fietsherstel De Spaak"],
        );
        check(
            &[an, "deskundige vorming stad Zandvoorde"],
            [an, "deskundige vorming", "Stad Zandvoorde"],
        );
        check(&[an, "coördinator"], [an, "coördinator", "-"]);
        check(&[an, "Projectleider"], [an, "Projectleider", "-"]);
        check(&[an, "Atelier Noord vzw"], [an, "-", unregistered]);
        check(&[an, "Atelier Noord"], [an, "-", unregistered]);
        check(&[an, "Sociale werkplaats De Brug"], [an, "-", "Sociale werkplaats De Brug"]);
        check(&[an, "coördinator", "Atelier Noord vzw"], [an, "coördinator", unregistered]);
        check(&[an], [an, "-", "-"]);
        check(
            &["An Claes, algemeen directeur Atelier Noord vzw"],
            [an, "algemeen directeur", unregistered],
        );
        check(&["An Claes, Atelier Noord vzw"], [an, "-", unregistered]);
        check(&["An Claes (Atelier Noord)"], [an, "-", unregistered]);
        check(&["An Claes - coach"], [an, "coach", "-"]);
        check(&["An Claes Sterpunt Inclusief Ondernemen"], [an, "-", sterpunt]);
        check(&["Atelier Noord vzw"], ["-", "-", unregistered]);
        check(&["Sterpunt inclusief ondernemen"], ["-", "-", sterpunt]);
        check(&["coördinator Atelier Noord"], ["-", "coördinator", unregistered]);
        check(&[], ["-", "-", "-"]);
    }

    #[test]
    fn what_has_no_place_is_named() {
        let lines =
            ["An Claes", "an@noord.example", "coach", "+32 3 000 00 00", "Bo Dams", "coach"];
        let mut warnings = Vec::new();
        let contact = read_contact(&lines.map(str::to_owned), &registry(), &mut warnings);
        let contact = contact.expect("a contact");
        assert_eq!(contact.role.as_deref(), Some("coach"));
        let unused: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(unused.len(), 3, "{unused:#?}");
    }

    proptest! {
        #[test]
        fn any_lines_are_read(lines in prop::collection::vec("\\PC{0,40}", 0..5)) {
            read_contact(&lines, &registry(), &mut Vec::new());
        }
    }
}
