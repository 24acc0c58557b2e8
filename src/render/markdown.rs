//! Markdown (CommonMark 0.31): the bundel as text that stays readable as it is.

use super::hypertext::is_web_address;
use super::passage::{Passage, passages, typed_paragraphs};
use super::wording;
use crate::article::Article;
use crate::bundel::{Part, Publication};

/// The publication as Markdown. Text is escaped: what looks like markup stays text.
#[must_use]
pub fn markdown(publication: &Publication) -> String {
    let mut out = Blocks::default();
    out.push(&format!("# {}", escape(&publication.title)));
    if let Some(subtitle) = publication.subtitle.as_deref() {
        out.push(&format!("*{}*", escape(subtitle)));
    }
    let introduction = typed(publication.introduction.as_deref());
    if !introduction.is_empty() {
        out.push(&introduction);
    }
    // No level is left out: articles are below the title, or below the subheading before them.
    let mut level = 2;
    for part in &publication.parts {
        match part {
            Part::Heading(text) => {
                out.heading(2, text);
                level = 3;
            }
            Part::Article { article, note, changed, .. } => {
                out.heading(level, &article.title);
                if *changed {
                    out.push(&format!("*{}*", wording::CHANGED));
                }
                let base_url = publication.base_url.as_deref();
                write_article(&mut out, article, note.as_deref(), base_url, level + 1);
            }
            Part::Missing { title, note } => {
                out.heading(level, title);
                out.push(wording::GONE);
                out.note(note.as_deref());
            }
        }
    }
    out.push("---");
    let mut colophon =
        format!("{}, {}.", escape(&publication.site), wording::date(publication.made_on));
    if let Some(search) = publication.search.as_deref() {
        colophon.push_str(&format!(" Zoekopdracht: {}.", escape(search)));
    }
    out.push(&colophon);
    out.0
}

/// `level` is that of the headings in its text.
fn write_article(
    out: &mut Blocks,
    article: &Article,
    note: Option<&str>,
    base_url: Option<&str>,
    level: usize,
) {
    let byline = wording::byline(article);
    if !byline.is_empty() {
        out.push(&escape(&byline));
    }
    out.note(note);
    for (label, value) in wording::event(article) {
        out.push(&format!("**{label}:** {}", escape(&value)));
    }
    if !article.lead.trim().is_empty() {
        out.push(&format!("**{}**", escape(&article.lead)));
    }
    for passage in passages(&article.body) {
        match passage {
            Passage::Heading(text) => out.heading(level, text),
            Passage::Paragraph(text) => out.push(&escape(text)),
            Passage::Quote(texts) => {
                let texts: Vec<_> =
                    texts.iter().map(|text| format!("> {}", escape(text))).collect();
                out.push(&texts.join("\n>\n"));
            }
            Passage::List(texts) => {
                let texts: Vec<_> =
                    texts.iter().map(|text| format!("- {}", escape(text))).collect();
                out.push(&texts.join("\n"));
            }
        }
    }
    for (label, value) in wording::facts(article, base_url, false) {
        out.push(&format!("**{label}:** {}", address_or_text(&value)));
    }
}

/// Blocks parted by blank lines.
#[derive(Default)]
struct Blocks(String);

impl Blocks {
    fn push(&mut self, block: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(block);
        self.0.push('\n');
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.push(&format!("{} {}", "#".repeat(level), escape(text)));
    }

    /// Set apart as a quotation is, so that it is seen where it ends.
    fn note(&mut self, note: Option<&str>) {
        let note = typed(note);
        if !note.is_empty() {
            let lines = ["**Notitie van de samensteller:**", ""].into_iter().chain(note.lines());
            let lines: Vec<_> =
                lines.map(|line| format!("> {line}").trim_end().to_owned()).collect();
            self.push(&lines.join("\n"));
        }
    }
}

/// What the maker of a bundel typed: paragraphs, and lines that end where they ended them (CommonMark
/// 6.7, a hard line break; its other form, two spaces, is lost in many editors).
fn typed(text: Option<&str>) -> String {
    let paragraphs = typed_paragraphs(text.unwrap_or_default()).map(|lines| {
        let lines = lines.into_iter().map(escape).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\\\n")
    });
    paragraphs.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// An address stands as it is, to be followed and copied: within `<` and `>` no backslash means
/// anything (CommonMark 6.5).
fn address_or_text(value: &str) -> String {
    if is_web_address(value) { format!("<{}>", value.trim()) } else { escape(value) }
}

/// One line of text with every ASCII punctuation mark that Markdown or HTML in it gives a meaning
/// escaped by a backslash.
fn escape(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::with_capacity(line.len());
    for c in line.chars().filter(|c| !c.is_control()) {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' | '|' | '~' | '!')
        {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    // A line that begins as a list or a rule would become one.
    match escaped.find(|c: char| !c.is_ascii_digit()) {
        Some(0) if escaped.starts_with(['-', '+', '=']) => escaped.insert(0, '\\'),
        Some(at) if at > 0 && escaped[at..].starts_with(['.', ')']) => escaped.insert(at, '\\'),
        _ => {}
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn text_stays_text() {
        for (text, expected) in [
            ("gewoon, met “citaat”", "gewoon, met “citaat”"),
            ("- geen lijst", "\\- geen lijst"),
            ("2019. Een jaar", "2019\\. Een jaar"),
            ("een\n# kop", "een \\# kop"),
            ("*a* <b> [c](d) \u{7}", "\\*a\\* \\<b\\> \\[c\\](d) "),
        ] {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn an_address_is_not_escaped() {
        for (value, expected) in [
            ("https://a.example/een_twee?b=c&d=*", "<https://a.example/een_twee?b=c&d=*>"),
            (" http://a.example ", "<http://a.example>"),
            ("https://a.example/>x", "https://a.example/\\>x"),
            ("An Peeters, a_b", "An Peeters, a\\_b"),
        ] {
            assert_eq!(address_or_text(value), expected);
        }
    }

    #[test]
    fn what_somebody_typed_keeps_its_lines_and_ends_where_it_ends() {
        let mut publication = sample::publication();
        publication.introduction = Some("Eén\\\n# twee\n\n\u{7}\ndrie".to_owned());
        let Part::Article { note, .. } = &mut publication.parts[1] else { panic!("an article") };
        *note = Some("Lees dit.\n- En dit.\n\nEn dan dat.".to_owned());
        let text = markdown(&publication);
        for expected in [
            "\nEén\\\\\\\n\\# twee\n\ndrie\n\n",
            "\n\n> **Notitie van de samensteller:**\n>\n> Lees dit.\\\n> \\- En dit.\n>\n> En dan dat.\n\n",
        ] {
            assert!(text.contains(expected), "{expected:?} in {text:?}");
        }
    }

    #[test]
    fn no_level_of_headings_is_left_out() {
        let mut publication = sample::publication();
        publication.parts.rotate_left(1);
        let text = markdown(&publication);
        let levels: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with('#'))
            .filter_map(|line| line.find(' '))
            .collect();
        assert_eq!(
            levels,
            [1, 2, 3, 2, 2],
            "title, article, its heading, vanished one, subheading"
        );
    }

    #[test]
    fn the_whole_reads_as_a_document() {
        insta::assert_snapshot!(markdown(&sample::publication()));
    }
}
