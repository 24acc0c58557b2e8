//! RIS, for Zotero and other reference managers: one record for each article.
//!
//! Tags as in the RIS format specification (Research Information Systems, 2011): `ELEC` is a web
//! page, `AU` an author, here an organisation, `DA` a date as year/month/day/.

use crate::article::Article;
use crate::bundel::{Part, Publication};

/// The articles as references; what is missing or a heading has no record.
#[must_use]
pub fn ris(publication: &Publication) -> String {
    let mut records = String::new();
    for part in &publication.parts {
        if let Part::Article { article, note } = part {
            record(&mut records, article, note.as_deref(), publication.base_url.as_deref());
        }
    }
    records
}

fn record(out: &mut String, article: &Article, note: Option<&str>, base_url: Option<&str>) {
    let mut field = |tag: &str, value: &str| {
        // One value is one line.
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() {
            out.push_str(&format!("{tag}  - {value}\r\n"));
        }
    };
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
    field("N1", note.unwrap_or_default());
    out.push_str("ER  - \r\n\r\n");
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
            N1  - Een notitie.\nER  - \n\n";
        assert_eq!(ris(&sample::publication()), expected.replace('\n', "\r\n"));
    }
}
