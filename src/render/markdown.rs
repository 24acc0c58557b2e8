//! Markdown (CommonMark 0.31): the bundel as text that stays readable as it is.

use super::passage::{Passage, paragraphs, passages};
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
    out.texts(publication.introduction.as_deref(), "");
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
        out.push(&format!("**{label}:** {}", escape(&value)));
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

    fn texts(&mut self, text: Option<&str>, prefix: &str) {
        let texts: Vec<_> = paragraphs(text.unwrap_or_default())
            .map(|text| format!("{prefix}{}", escape(&text)))
            .collect();
        if !texts.is_empty() {
            self.push(&texts.join(&format!("\n{}\n", prefix.trim_end())));
        }
    }

    fn note(&mut self, note: Option<&str>) {
        if note.is_some_and(|note| !note.trim().is_empty()) {
            self.push("**Notitie van de samensteller:**");
            self.texts(note, "");
        }
    }
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
