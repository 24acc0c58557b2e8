//! RIS, for Zotero and other reference managers: one record for each article.
//!
//! Tags as in the RIS format specification (Research Information Systems, 2011): `ELEC` is a web
//! page, `GEN` anything, `AU` an author, here an organisation, `DA` a date as year/month/day/.

use super::wording;
use crate::article::Article;
use crate::bundel::{Part, Publication};

/// The articles as references, in order. One that was removed keeps its place with its title alone;
/// a heading has no record.
#[must_use]
pub fn ris(publication: &Publication) -> String {
    let mut records = String::new();
    for part in &publication.parts {
        match part {
            Part::Heading(_) => {}
            Part::Article { article, note, changed, .. } => {
                let remarks = [note.as_deref(), changed.then_some(wording::CHANGED)];
                record(&mut records, article, remarks, publication.base_url.as_deref());
            }
            Part::Missing { title, note } => {
                field(&mut records, "TY", "GEN");
                field(&mut records, "TI", title);
                field(&mut records, "N1", wording::GONE);
                field(&mut records, "N1", note.as_deref().unwrap_or_default());
                records.push_str(END);
            }
        }
    }
    records
}

/// The last line of a record, and a blank one before the next.
const END: &str = "ER  - \r\n\r\n";

fn field(out: &mut String, tag: &str, value: &str) {
    // One value is one line.
    let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if !value.is_empty() {
        out.push_str(&format!("{tag}  - {value}\r\n"));
    }
}

fn record(out: &mut String, article: &Article, remarks: [Option<&str>; 2], base_url: Option<&str>) {
    let mut field = |tag: &str, value: &str| field(out, tag, value);
    field("TY", "ELEC");
    field("TI", &article.title);
    for organisation in &article.organisations {
        field("AU", organisation);
    }
    if let Some(day) = article.published {
        field("PY", &day.year().to_string());
        field("DA", &day.strftime("%Y/%m/%d/").to_string());
    }
    field("AB", &article.lead);
    if let Some(kind) = article.kind {
        field("KW", kind.label());
    }
    match (&article.source, base_url) {
        (Some(source), _) => field("UR", source),
        (None, Some(base)) => field("UR", &format!("{base}/artikelen/{}", article.id)),
        (None, None) => {}
    }
    field("LA", "nl-BE");
    for remark in remarks.into_iter().flatten() {
        field("N1", remark);
    }
    out.push_str(END);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn an_article_is_one_record() {
        let expected = "TY  - ELEC\nTI  - Open dag in de kringwinkel\nAU  - De Kring\n\
            AU  - Het Atelier\nPY  - 2019\nDA  - 2019/08/01/\nAB  - Een inleiding.\n\
            KW  - Evenement\nUR  - https://voorbeeld.example/open-dag\nLA  - nl-BE\n\
            N1  - Een notitie.\nER  - \n\nTY  - GEN\nTI  - Weg\n\
            N1  - Dit artikel is niet langer beschikbaar. Het werd verwijderd nadat het aan deze \
            bundel was toegevoegd.\nER  - \n\n";
        assert_eq!(ris(&sample::publication()), expected.replace('\n', "\r\n"));
    }
}
