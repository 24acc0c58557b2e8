//! HTML: the bundel as one file that needs nothing else, without script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::hypertext::{self, Image, Shown, name, text};
use super::picture::Picture;
use super::wording;
use crate::bundel::{self, Part, Publication};

/// The publication as one page.
#[must_use]
pub fn html(publication: &Publication) -> String {
    let title = name(&publication.title);
    html! {
        (DOCTYPE)
        html lang="nl-BE" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(hypertext::STYLE)) (PreEscaped(PAGE)) }
            }
            body {
                header {
                    h1 { (title) }
                    @if let Some(subtitle) = &publication.subtitle { p class="byline" { (text(subtitle)) } }
                    (hypertext::texts(publication.introduction.as_deref()))
                }
                @if !publication.parts.is_empty() { (contents(publication)) }
                main {
                    @for (first, group) in groups(&publication.parts) {
                        @let level = if is_grouped(group) { 3 } else { 2 };
                        @for (at, part) in group.iter().enumerate() {
                            (section(publication, first + at, part, level))
                        }
                    }
                }
                footer { (colophon(publication)) }
            }
        }
    }
    .into_string()
}

/// One column of readable width, and each article on a page of its own in print.
const PAGE: &str = "body { max-width: 38em; margin: 2em auto; padding: 0 1em; } \
    @media print { article { break-before: page; } }";

/// Date, number of articles, search and site: what the e-book's colophon says too.
pub(super) fn colophon(publication: &Publication) -> Markup {
    let articles =
        publication.parts.iter().filter(|part| matches!(part, Part::Article { .. })).count();
    let missing =
        publication.parts.iter().filter(|part| matches!(part, Part::Missing { .. })).count();
    html! {
        p {
            "Gemaakt op " (wording::date(publication.made_on)) " met " (text(&publication.site)) ". "
            (wording::articles(articles)) "."
            @if let Some(missing) = wording::missing(missing) { " " (missing) "." }
        }
        @if let Some(search) = &publication.search { p { "Zoekopdracht: " (text(search)) } }
    }
}

/// A picture within the page.
fn inline(found: &bundel::Picture) -> Option<Image> {
    let picture = Picture::read(&found.bytes)?;
    let (width, height) = (picture.width, picture.height);
    Some(Image { address: picture.data_address(), width, height })
}

/// Subheadings hold the list of what follows them.
fn contents(publication: &Publication) -> Markup {
    let link = |index: usize, part: &Part| {
        html! { a href={ "#" (anchor(index)) } { (name(part.title())) } }
    };
    html! {
        nav aria-label="Inhoud" {
            h2 { "Inhoud" }
            ol {
                @for (first, group) in groups(&publication.parts) {
                    @let members = || group.iter().enumerate().map(move |(at, part)| (first + at, part));
                    @if is_grouped(group) {
                        li {
                            (link(first, &group[0]))
                            @if group.len() > 1 {
                                ol { @for (index, part) in members().skip(1) { li { (link(index, part)) } } }
                            }
                        }
                    } @else {
                        @for (index, part) in members() { li { (link(index, part)) } }
                    }
                }
            }
        }
    }
}

/// Every subheading with what follows it, before them what has none; each with the index of its first.
fn groups(parts: &[Part]) -> impl Iterator<Item = (usize, &[Part])> {
    let groups = parts.chunk_by(|_, next| !matches!(next, Part::Heading(_)));
    groups.scan(0, |next, group| {
        let first = *next;
        *next += group.len();
        Some((first, group))
    })
}

fn is_grouped(group: &[Part]) -> bool {
    matches!(group.first(), Some(Part::Heading(_)))
}

fn anchor(index: usize) -> String {
    format!("deel-{}", index + 1)
}

/// `level` is that of an article's title.
fn section(publication: &Publication, index: usize, part: &Part, level: u8) -> Markup {
    let id = anchor(index);
    html! {
        @match part {
            Part::Heading(title) => h2 id=(id) { (name(title)) },
            Part::Article { article, note, changed, picture } => article id=(id) {
                (hypertext::article(&Shown {
                    article,
                    note: note.as_deref(),
                    changed: *changed,
                    base_url: publication.base_url.as_deref(),
                    picture: picture.as_ref().and_then(inline),
                }, level))
            },
            Part::Missing { title, note } => article id=(id) {
                (hypertext::missing(title, note.as_deref(), level))
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn text_never_becomes_markup() {
        let page = html(&sample::publication());
        assert!(page.contains("&lt;/p&gt;&lt;script&gt;x&lt;/script&gt; &amp;"), "{page}");
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains('\u{7}'), "{page}");
    }

    #[test]
    fn only_web_addresses_become_links() {
        let mut publication = sample::publication();
        for (source, is_link) in [
            ("https://voorbeeld.example/a?b=c&d=e", true),
            ("javascript:alert(1)", false),
            ("https://voorbeeld.example/\"onload=\"x", false),
        ] {
            let Part::Article { article, .. } = &mut publication.parts[1] else { panic!() };
            std::sync::Arc::make_mut(article).source = Some(source.to_owned());
            let escaped = source.replace('&', "&amp;").replace('"', "&quot;");
            let link = format!("<a href=\"{escaped}\">");
            assert_eq!(html(&publication).contains(&link), is_link, "{source}");
        }
    }

    #[test]
    fn subheadings_stand_above_what_follows_them() {
        let mut publication = sample::publication();
        let last = publication.parts.pop().expect("a vanished article");
        publication.parts.insert(0, last);
        let page = html(&publication);
        let contents = "<ol><li><a href=\"#deel-1\">Weg</a></li>\
            <li><a href=\"#deel-2\">Groep</a><ol>\
            <li><a href=\"#deel-3\">Open dag in de kringwinkel</a></li></ol></li></ol>";
        for expected in [
            contents,
            "<article id=\"deel-1\"><h2>Weg</h2>",
            "<h2 id=\"deel-2\">Groep</h2>",
            "<article id=\"deel-3\"><h3>Open dag in de kringwinkel</h3>",
            "<h4>Programma</h4>",
        ] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
    }

    #[test]
    fn lines_end_where_their_maker_ended_them() {
        let mut publication = sample::publication();
        publication.introduction = Some("Eén.\nTwee & drie.\n\nVier.".to_owned());
        let page = html(&publication);
        assert!(page.contains("<p>Eén.<br/>Twee &amp; drie.</p><p>Vier.</p>"), "{page}");
    }

    #[test]
    fn quotations_and_notes_are_marked() {
        let page = html(&sample::publication());
        for expected in [
            "<html lang=\"nl-BE\">",
            "<blockquote><p>“Eerst dit.</p><p>Dan dat.”</p></blockquote>",
            "<aside class=\"notitie\">",
            "<a href=\"#deel-2\">Open dag in de kringwinkel</a>",
            "14 september 2019, 10 uur",
            wording::GONE,
        ] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
    }
}
