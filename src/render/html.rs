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
                main { @for (index, part) in publication.parts.iter().enumerate() { (section(publication, index, part)) } }
                footer { (colophon(publication)) }
            }
        }
    }
    .into_string()
}

/// One column of readable width, and each article on a page of its own in print.
const PAGE: &str = "body { max-width: 38em; margin: 2em auto; padding: 0 1em; } \
    @media print { article { break-before: page; } }";

/// Date, number of articles, search and site, as in every form's colophon.
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

fn contents(publication: &Publication) -> Markup {
    html! {
        nav aria-label="Inhoud" {
            h2 { "Inhoud" }
            ol {
                @for (index, part) in publication.parts.iter().enumerate() {
                    li { a href=(format!("#deel-{}", index + 1)) { (name(part.title())) } }
                }
            }
        }
    }
}

fn section(publication: &Publication, index: usize, part: &Part) -> Markup {
    let id = format!("deel-{}", index + 1);
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
                }, 2))
            },
            Part::Missing { title, note } => article id=(id) {
                (hypertext::missing(title, note.as_deref(), 2))
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
