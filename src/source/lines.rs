//! What a line is when only its text tells: a heading, a paragraph, an item of a list, or part of
//! a paragraph that was broken into lines.

use super::event::is_event_line;
use super::piece::Piece;
use super::quotation::opens_without_closing;
use super::warning::{Warning, excerpt};

/// Cuts a text into lines and gaps.
pub(super) fn line_pieces(text: &str) -> Vec<Piece> {
    text.lines()
        .map(str::trim)
        .map(|line| if line.is_empty() { Piece::Gap } else { Piece::Line(line.to_owned()) })
        .collect()
}

/// Joins the lines of paragraphs that an editor or mail program broke at its right margin.
pub(super) fn unwrap_lines(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined = Vec::with_capacity(pieces.len());
    for run in pieces.chunk_by(|a, b| is_line(a) && is_line(b)) {
        let lines: Vec<&str> = run.iter().map(Piece::text).collect();
        if is_wrapped(&lines) {
            joined.push(Piece::Line(lines.join(" ")));
        } else {
            joined.extend_from_slice(run);
        }
    }
    joined
}

fn is_line(piece: &Piece) -> bool {
    matches!(piece, Piece::Line(_))
}

/// Whether lines are one broken paragraph: all but the last about as long as a margin allows, and
/// at least one goes on in the next with a lowercase letter.
fn is_wrapped(lines: &[&str]) -> bool {
    // Margins stand at 60 to 100 characters; a word of twenty may have moved to the next line.
    const LENGTHS: std::ops::RangeInclusive<usize> = 40..=100;
    let Some((_, broken)) = lines.split_last() else { return false };
    !broken.is_empty()
        && broken.iter().all(|line| LENGTHS.contains(&line.chars().count()))
        && lines.iter().all(|line| bullet(line).is_none())
        && lines
            .windows(2)
            .any(|pair| !ends_closed(pair[0]) && pair[1].starts_with(char::is_lowercase))
}

/// Decides for every line what it is, and drops the gaps. Other pieces stay as they are.
pub(super) fn settle_lines(pieces: Vec<Piece>, warnings: &mut Vec<Warning>) -> Vec<Piece> {
    let pieces: Vec<Piece> = mark_items(pieces.into_iter().filter(|p| *p != Piece::Gap).collect());
    let last = pieces.len().saturating_sub(1);
    let mut settled: Vec<Piece> = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.into_iter().enumerate() {
        let Piece::Line(line) = piece else {
            settled.push(piece);
            continue;
        };
        if !is_heading_line(&line) {
            settled.push(Piece::Paragraph(line));
        } else if at == last {
            warnings.push(Warning::HeadingWithoutText { text: excerpt(&line) });
            settled.push(Piece::Paragraph(line));
        } else {
            let doubtful = line.chars().count() > DOUBTFUL_HEADING
                || matches!(settled.last(), Some(Piece::Heading(_)));
            if doubtful {
                warnings.push(Warning::HeadingOrParagraph { text: excerpt(&line) });
            }
            settled.push(Piece::Heading(line));
        }
    }
    settled
}

/// A heading fits on one line of a page, which holds about ninety characters; those of the real
/// article have 17 to 43, so one above sixty is worth a look.
pub(super) const LONGEST_HEADING: usize = 90;
const DOUBTFUL_HEADING: usize = 60;

/// A short line without closing punctuation.
pub(super) fn is_heading_line(line: &str) -> bool {
    let first = line.chars().next();
    line.chars().count() <= LONGEST_HEADING
        && !ends_closed(line)
        && first.is_some_and(|c| !c.is_lowercase())
        && line.contains(char::is_alphabetic)
        && !is_event_line(line)
        && !opens_without_closing(line)
}

/// Whether a line ends as a sentence, a clause or a quotation does.
pub(super) fn ends_closed(line: &str) -> bool {
    line.ends_with(['.', '!', '?', ':', ';', ',', '…', '”', '"', '’', '\'', '»'])
}

/// Marks the lines that are items of a list, without their bullet; numbers stay.
fn mark_items(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut marked: Vec<Piece> = Vec::with_capacity(pieces.len());
    for run in pieces.chunk_by(same_list) {
        let items: Vec<(Bullet, &str)> = run
            .iter()
            .filter(|piece| is_line(piece))
            .filter_map(|piece| bullet(piece.text()))
            .collect();
        // One dash may be a dash; a sign that is only ever a bullet is one.
        let list = items.len() == run.len()
            && (items.len() > 1 || matches!(items.first(), Some((Bullet::Sign, _))));
        if list {
            marked.extend(items.iter().map(|(_, text)| Piece::Item((*text).to_owned())));
        } else {
            marked.extend_from_slice(run);
        }
    }
    marked
}

fn same_list(a: &Piece, b: &Piece) -> bool {
    let (Piece::Line(a), Piece::Line(b)) = (a, b) else { return false };
    match (bullet(a), bullet(b)) {
        (Some((Bullet::Number(one), _)), Some((Bullet::Number(two), _))) => two == one + 1,
        (Some((one, _)), Some((two, _))) => one == two,
        _ => false,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bullet {
    /// `•` and its like.
    Sign,
    /// `-`, `–`, `*`: also a dash, or a footnote.
    Dash,
    Number(u32),
}

/// The bullet before a line, and the item's text: without a sign, with its number.
fn bullet(line: &str) -> Option<(Bullet, &str)> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let sign = match first {
        '•' | '·' | '‣' | '◦' | '▪' | '●' | '○' | '\u{f0b7}' => Some(Bullet::Sign),
        '-' | '–' | '*' => Some(Bullet::Dash),
        _ => None,
    };
    if let Some(sign) = sign {
        let text = chars.as_str();
        let spaced = sign == Bullet::Sign || text.starts_with(char::is_whitespace);
        let text = text.trim_start();
        return (spaced && !text.is_empty()).then_some((sign, text));
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    let number = (1..=3).contains(&digits).then(|| line[..digits].parse().ok())??;
    rest.starts_with(' ').then_some((Bullet::Number(number), line))
}
