//! From a page's pieces to an article: title, caption, lead, headings, quotations, boilerplate.
//!
//! The order of the steps stands in [`compose`]. What holds for every article whatever its form
//! (organisations, an event's day) is [`super::complete`]'s.

use super::boilerplate::{Boilerplate, take_boilerplate};
use super::contact::read_contact;
use super::event::is_event_line;
use super::lines::{ends_closed, settle_lines, unwrap_lines};
use super::organisations::Organisations;
use super::piece::{Document, Piece};
use super::quotation::{Voice, opens_without_closing, voices};
use super::warning::{Warning, excerpt};
use crate::article::{Article, ArticleId, Block};

/// Makes the article of the pieces; `None` when there is no text that can be its title.
///
/// What the text itself says goes before what stands `beside` it on the page, and that before what
/// the form states.
pub(super) fn compose(
    id: ArticleId,
    document: Document,
    beside: Boilerplate,
    organisations: &Organisations,
    warnings: &mut Vec<Warning>,
) -> Option<Article> {
    let stated = document.stated;
    let (said, mut pieces) = take_boilerplate(document.pieces, warnings);
    let title = document.title.or_else(|| take_first(&mut pieces))?;
    let mut pieces = unwrap_lines(pieces);
    let caption = take_caption(&mut pieces);
    let contact = if said.contact.is_empty() { beside.contact } else { said.contact };
    let mut pieces = settle_lines(pieces, warnings);
    let lead = take_lead(&mut pieces).unwrap_or_default();
    Some(Article {
        id,
        title,
        kind: said.kind.or(beside.kind).or(stated.kind),
        lead,
        body: blocks(pieces, warnings),
        organisations: stated.organisations,
        published: said.published.or(beside.published).or(stated.published),
        contact: read_contact(&contact, organisations, warnings).or(stated.contact),
        event: stated.event,
        caption: caption.or(stated.caption),
        source: stated.source,
        picture: None,
    })
}

fn take_first(pieces: &mut Vec<Piece>) -> Option<String> {
    let at = pieces.iter().position(|piece| *piece != Piece::Gap)?;
    let title = pieces.remove(at).text().to_owned();
    pieces.drain(..at);
    Some(title)
}

/// The caption: a short line without closing punctuation between title and text.
fn take_caption(pieces: &mut Vec<Piece>) -> Option<String> {
    // A caption describes a picture in a sentence at most.
    const LONGEST: usize = 200;
    let mut texts = pieces.iter().enumerate().filter(|(_, piece)| **piece != Piece::Gap);
    let (at, first) = texts.next()?;
    let followed = texts.next().is_some();
    let Piece::Line(line) = first else { return None };
    let short = line.chars().count() <= LONGEST && !ends_closed(line);
    if !followed || !short || is_event_line(line) || opens_without_closing(line) {
        return None;
    }
    Some(pieces.remove(at).text().to_owned())
}

/// The first paragraph, unless the text begins with a heading or a quotation that runs on. A line
/// with an event's day may stand before it.
fn take_lead(pieces: &mut Vec<Piece>) -> Option<String> {
    let at = pieces
        .iter()
        .position(|piece| !matches!(piece, Piece::Paragraph(text) if is_event_line(text)))?;
    let Piece::Paragraph(text) = &pieces[at] else { return None };
    if opens_without_closing(text) {
        return None;
    }
    Some(pieces.remove(at).text().to_owned())
}

/// The blocks of the text; quotations are told over runs of paragraphs.
fn blocks(pieces: Vec<Piece>, warnings: &mut Vec<Warning>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(pieces.len());
    for run in pieces.chunk_by(|a, b| is_paragraph(a) == is_paragraph(b)) {
        if is_paragraph(&run[0]) {
            let texts: Vec<&str> = run.iter().map(Piece::text).collect();
            for (text, voice) in texts.iter().zip(voices(&texts)) {
                let text = (*text).to_owned();
                if voice == Voice::QuotedOpen {
                    warnings.push(Warning::OpenQuotation { text: excerpt(&text) });
                }
                blocks.push(match voice {
                    Voice::Author => Block::Paragraph(text),
                    Voice::Quoted | Voice::QuotedOpen => Block::Quote(text),
                });
            }
            continue;
        }
        for piece in run {
            let text = piece.text().to_owned();
            match (piece, blocks.last_mut()) {
                (Piece::Item(_), Some(Block::List(items))) => items.push(text),
                (Piece::Item(_), _) => blocks.push(Block::List(vec![text])),
                (Piece::Heading(_), _) => blocks.push(Block::Heading(text)),
                (Piece::Quote(_), _) => blocks.push(Block::Quote(text)),
                _ => blocks.push(Block::Paragraph(text)),
            }
        }
    }
    blocks
}

fn is_paragraph(piece: &Piece) -> bool {
    matches!(piece, Piece::Paragraph(_))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::lines::line_pieces;
    use super::*;

    /// An article in short: `=` title, `^` caption, `!` lead, `#` heading, `>` quotation, `-` item.
    fn outline(text: &str) -> (String, Vec<Warning>) {
        let mut warnings = Vec::new();
        let id = "fictief".parse().expect("an id");
        let organisations = Organisations::default();
        let document = Document { pieces: line_pieces(text), ..Document::default() };
        let article = compose(id, document, Boilerplate::default(), &organisations, &mut warnings);
        let Some(article) = article else { return ("no article".to_owned(), warnings) };
        let mut lines = vec![format!("= {}", article.title)];
        lines.extend(article.caption.map(|caption| format!("^ {caption}")));
        lines.extend((!article.lead.is_empty()).then(|| format!("! {}", article.lead)));
        for block in article.body {
            match block {
                Block::Heading(text) => lines.push(format!("# {text}")),
                Block::Paragraph(text) => lines.push(text),
                Block::Quote(text) => lines.push(format!("> {text}")),
                Block::List(items) => lines.extend(items.iter().map(|item| format!("- {item}"))),
            }
        }
        (lines.join("\n"), warnings)
    }

    #[track_caller]
    fn check(text: &str, expected: &str) -> Vec<Warning> {
        let (found, warnings) = outline(text);
        assert_eq!(found, expected, "{text}");
        warnings
    }

    #[test]
    fn title_caption_lead_and_text() {
        check("Titel", "= Titel");
        check("\n\n  Titel  \n\n", "= Titel");
        check("Titel\n\nDe inleiding.", "= Titel\n! De inleiding.");
        check(
            "Titel\n\nEen bijschrift\n\nDe inleiding.\n\nTekst.",
            "= Titel\n^ Een bijschrift\n! De inleiding.\nTekst.",
        );
        check("Titel\n\nDe inleiding.\n\nKop\n\nTekst.", "= Titel\n! De inleiding.\n# Kop\nTekst.");
        check(
            "Titel\nEen bijschrift\nDe inleiding.\nKop\nTekst.",
            "= Titel\n^ Een bijschrift\n! De inleiding.\n# Kop\nTekst.",
        );
        // Without a lead the text begins with a heading, or with a quotation that runs on.
        check(
            "Titel\n\nEen bijschrift\n\nKop\n\nTekst.",
            "= Titel\n^ Een bijschrift\n# Kop\nTekst.",
        );
        check("Titel\n\n“Een.\n\nTwee.”", "= Titel\n> “Een.\n> Twee.”");
        check(
            "Titel\n\n“Een citaat als inleiding.”\n\nTekst.",
            "= Titel\n! “Een citaat als inleiding.”\nTekst.",
        );
    }

    #[test]
    fn headings_are_short_lines_without_closing_punctuation() {
        let heading = |line: &str, expected: bool| {
            let text = format!("Titel\n\nInleiding.\n\n{line}\n\nTekst.");
            let (found, _) = outline(&text);
            assert_eq!(found.contains(&format!("\n# {line}\n")), expected, "{line}");
        };
        heading("Werkproces omgedraaid", true);
        heading("’t Kan ook anders", true);
        heading("Werk (en wonen)", true);
        heading("10 jaar later", true);
        heading("Wat nu?", false);
        heading("Drie tips:", false);
        heading("“Wij doen het zo”", false);
        heading("zonder hoofdletter", false);
        heading("2016", false);
        heading("Zaterdag 14 september 2019, Gent", false);
        heading(&"Woord ".repeat(20), false);
    }

    #[test]
    fn doubtful_headings_are_named() {
        let long = "Een kop van meer dan zestig tekens die net zo goed een alinea kan zijn";
        assert_eq!(
            check(&format!("T\n\nL.\n\n{long}\n\nTekst."), &format!("= T\n! L.\n# {long}\nTekst.")),
            [Warning::HeadingOrParagraph { text: excerpt(long) }]
        );
        assert_eq!(
            check("T\n\nL.\n\nTekst.\n\nAn Claes", "= T\n! L.\nTekst.\nAn Claes"),
            [Warning::HeadingWithoutText { text: "An Claes".to_owned() }]
        );
    }

    #[test]
    fn lists_and_broken_lines() {
        check(
            "T\n\nL.\n\nDrie dingen:\n- een\n- twee\n\n- drie\n\nTekst.",
            "= T\n! L.\nDrie dingen:\n- een\n- twee\n- drie\nTekst.",
        );
        check("T\n\nL.\n\n• alleen\n\nTekst.", "= T\n! L.\n- alleen\nTekst.");
        check("T\n\nL.\n\n- Ja, zei hij.\n\nTekst.", "= T\n! L.\n- Ja, zei hij.\nTekst.");
        check("T\n\nL.\n\n1. Een.\n2. Twee.\n\nTekst.", "= T\n! L.\n- 1. Een.\n- 2. Twee.\nTekst.");
        check(
            "T\n\nDe inleiding is door het mailprogramma gebroken op\neen vaste breedte en loopt dus door op deze regel.\n\nTekst.",
            "= T\n! De inleiding is door het mailprogramma gebroken op een vaste breedte en loopt dus door op deze regel.\nTekst.",
        );
        check(
            "T\n\nL.\n\nVermarkting zorgde voor een schokgolf in de sector\nTwintig jaar geleden kon men rekenen op steun.",
            "= T\n! L.\n# Vermarkting zorgde voor een schokgolf in de sector\nTwintig jaar geleden kon men rekenen op steun.",
        );
    }

    #[test]
    fn an_event_line_is_neither_caption_nor_lead() {
        check(
            "T\n\nZaterdag 14 september 2019, Gent\n\nDe inleiding.\n\nTekst.",
            "= T\n! De inleiding.\nZaterdag 14 september 2019, Gent\nTekst.",
        );
    }

    #[test]
    fn a_title_of_any_length_is_kept() {
        let title = "Titel ".repeat(2000).trim().to_owned();
        check(&format!("{title}\n\nTekst."), &format!("= {title}\n! Tekst."));
    }

    #[test]
    fn only_boilerplate_is_no_article() {
        check(
            "Voeg toe aan mijn bundel\nGepubliceerd op\n1 mei 2016\nTerug naar boven",
            "no article",
        );
    }

    #[test]
    fn boilerplate_is_used_and_dropped() {
        let text = "T\n\nL.\n\nTekst.\n\nToevoegen aan mijn bundel\n\nVoeg deze inspiratie of andere \
                    evenementen toe aan uw bundel. U kan uw bundel vervolgens als één pdf document \
                    downloaden.\n\nVoeg toe aan mijn bundel\nGepubliceerd op\n1/3/2014\n\
                    Contactpersoon\nAn Claes\ncoach Atelier Noord vzw\nTerug naar boven";
        let mut warnings = Vec::new();
        let id = "fictief".parse().expect("an id");
        let document = Document { pieces: line_pieces(text), ..Document::default() };
        let organisations = Organisations::default();
        let article = compose(id, document, Boilerplate::default(), &organisations, &mut warnings)
            .expect("an article");
        assert_eq!(warnings, []);
        assert_eq!(article.published, Some(date(2014, 3, 1)));
        assert_eq!(article.body, [Block::Paragraph("Tekst.".to_owned())]);
        let contact = article.contact.expect("a contact");
        assert_eq!(contact.organisation.as_deref(), Some("Atelier Noord"));
    }

    proptest! {
        /// Nothing that is no boilerplate gets lost: letters in, letters out.
        #[test]
        fn every_word_is_kept(text in "([A-C][a-c]{1,9}[.]?( |\n|\n\n|\n- |\n“|” )){1,40}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            let (found, _) = outline(&text);
            let mut before: Vec<char> = letters(&text).chars().collect();
            let mut after: Vec<char> = letters(&found).chars().collect();
            before.sort_unstable();
            after.sort_unstable();
            prop_assert_eq!(before, after);
        }
    }
}
