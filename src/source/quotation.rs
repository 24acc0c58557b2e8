//! Quotations: which paragraphs are wholly somebody's words, also when a quotation runs on over
//! several paragraphs.
//!
//! Two conventions are in use for a quotation of several paragraphs: an opening mark before each,
//! or only before the first; either way only the last is closed. The marks stay in the text.

/// What a paragraph is, in the light of those before and after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The author's words, perhaps with a quotation in them.
    Author,
    /// Wholly somebody's words.
    Quoted,
    /// Wholly somebody's words, with a quotation mark that is never closed.
    QuotedOpen,
}

/// The voice of each paragraph of a run without headings in between.
pub(super) fn voices(paragraphs: &[&str]) -> Vec<Voice> {
    let mut voices = Vec::with_capacity(paragraphs.len());
    let mut open: Option<Open> = None;
    // Index of the paragraph in which the open quotation is closed.
    let mut closes_at = 0;
    for (at, text) in paragraphs.iter().enumerate() {
        let scan = scan(text, open);
        let quoted = !scan.outside && (open.is_some() || scan.opens_first);
        let runs_on = scan.open_at_end.is_some();
        let mut closed = true;
        if runs_on && (open.is_none() || at >= closes_at) {
            match scan.open_at_end.and_then(|open| closing_paragraph(paragraphs, at, open)) {
                Some(end) => closes_at = end,
                None => closed = false,
            }
        }
        open = if closed { scan.open_at_end } else { None };
        voices.push(match (quoted, closed) {
            (true, true) => Voice::Quoted,
            (true, false) => Voice::QuotedOpen,
            (false, _) => Voice::Author,
        });
    }
    voices
}

/// Whether a paragraph begins a quotation that it does not close.
pub(super) fn opens_without_closing(text: &str) -> bool {
    let scan = scan(text, None);
    scan.opens_first && scan.open_at_end.is_some()
}

/// The paragraph that closes a quotation left open at the end of paragraph `from`.
fn closing_paragraph(paragraphs: &[&str], from: usize, open: Open) -> Option<usize> {
    // Nobody is quoted for longer than this without interruption; it also bounds the work on a
    // text in which every paragraph opens a quotation.
    const LONGEST: usize = 40;
    let following = paragraphs.iter().enumerate().skip(from + 1).take(LONGEST);
    let mut open = open;
    let mut reopening = None;
    for (at, text) in following {
        let scan = scan(text, Some(open));
        // Both conventions in one quotation: it was rather forgotten to close the first.
        if *reopening.get_or_insert(scan.opens_first) != scan.opens_first {
            return None;
        }
        if scan.closed {
            return Some(at);
        }
        open = scan.open_at_end?;
    }
    None
}

/// An open quotation: its marks, and how many of the same kind are open within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Open {
    mark: char,
    depth: usize,
}

#[derive(Debug, Default)]
struct Scan {
    /// Letters or digits outside quotation marks.
    outside: bool,
    /// The first character opens a quotation, or opens it again.
    opens_first: bool,
    /// The quotation that was open at the beginning, or one opened since, was closed.
    closed: bool,
    open_at_end: Option<Open>,
}

fn scan(text: &str, open: Option<Open>) -> Scan {
    let mut found = Scan { open_at_end: open, ..Scan::default() };
    let text = text.trim();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let first = before.is_none();
        match &mut found.open_at_end {
            // An opening mark at the beginning of a paragraph within a quotation opens it again.
            Some(open) if first && c == open.mark => found.opens_first = true,
            Some(open) if closes(open.mark, c, rest) => {
                open.depth -= 1;
                if open.depth == 0 {
                    found.open_at_end = None;
                    found.closed = true;
                }
            }
            Some(open) if c == open.mark && is_directed(c) => open.depth += 1,
            Some(_) => {}
            None if opens(c, before, rest) => {
                found.open_at_end = Some(Open { mark: c, depth: 1 });
                found.opens_first |= first;
            }
            None => found.outside |= c.is_alphanumeric(),
        }
        before = Some(c);
    }
    found
}

/// Whether a character opens a quotation outside of one.
fn opens(c: char, before: Option<char>, rest: &str) -> bool {
    match c {
        '“' | '„' | '«' => true,
        // Straight or turned the wrong way: an opening mark only where a word begins.
        '"' | '”' | '»' => {
            before.is_none_or(|before| !before.is_alphanumeric() && !is_closing_sign(before))
                && rest.starts_with(|c: char| !c.is_whitespace())
        }
        // A single mark may be an apostrophe; it counts only at the beginning of a paragraph, and
        // not in ’s avonds, ’t en ’n.
        '‘' | '\'' => before.is_none() && !begins_clitic(rest),
        _ => false,
    }
}

fn begins_clitic(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('s' | 't' | 'n' | 'k' | 'm' | 'r'))
        && chars.next().is_none_or(|c| !c.is_alphanumeric())
}

fn is_closing_sign(c: char) -> bool {
    matches!(c, '.' | '!' | '?')
}

/// Whether a character closes a quotation that `mark` opened.
fn closes(mark: char, c: char, rest: &str) -> bool {
    match mark {
        '“' => matches!(c, '”' | '"'),
        '„' => matches!(c, '”' | '“' | '"'),
        '«' => c == '»',
        '»' => c == '«',
        '‘' | '\'' => matches!(c, '’' | '\'') && !rest.starts_with(char::is_alphanumeric),
        mark => c == mark,
    }
}

/// Whether a mark differs from the one that closes it, so that it can be nested.
fn is_directed(mark: char) -> bool {
    matches!(mark, '“' | '„' | '«')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Voice::{Author, Quoted, QuotedOpen};
    use super::*;

    #[test]
    fn who_speaks() {
        let check = |paragraphs: &[&str], expected: &[Voice]| {
            assert_eq!(voices(paragraphs), expected, "{paragraphs:#?}");
        };
        check(&["Gewone tekst."], &[Author]);
        check(&["“Alles is citaat.”"], &[Quoted]);
        check(&["“Alles is citaat”."], &[Quoted]);
        check(&["“Een deel”, zegt An."], &[Author]);
        check(&["“Een deel”, zegt An, “en nog een.”"], &[Author]);
        check(&["An zegt: “Een deel.”"], &[Author]);
        check(&["“Wij zeggen ‘ja’ tegen foto’s.”"], &[Quoted]);
        check(&["“Hij zei: “Kom maar.” En ik kwam.”"], &[Quoted]);
        check(&["„Laag geopend.”"], &[Quoted]);
        check(&["„Op zijn Duits.“"], &[Quoted]);
        check(&["«Op zijn Frans.»"], &[Quoted]);
        check(&["\"Rechte tekens.\""], &[Quoted]);
        check(&["\"Recht\", zegt An, \"en door.\""], &[Author]);
        check(&["”Verkeerd om.”"], &[Quoted]);
        check(&["‘Enkele tekens, met foto’s erbij.’"], &[Quoted]);
        check(&["‘Enkele’, zegt An."], &[Author]);
        check(&["’s Avonds is het stil."], &[Author]);
        check(&["'s Avonds is het stil."], &[Author]);
        check(&["Een scherm van 19\" aan de muur."], &[Author]);
        check(&["“”"], &[Quoted]);
        check(&[""], &[Author]);
    }

    #[test]
    fn quotations_of_several_paragraphs() {
        let check = |paragraphs: &[&str], expected: &[Voice]| {
            assert_eq!(voices(paragraphs), expected, "{paragraphs:#?}");
        };
        // Opened once, closed in the last.
        check(&["“Een.", "Twee.", "Drie.”", "Vier."], &[Quoted, Quoted, Quoted, Author]);
        // Opened in each, closed in the last.
        check(&["“Een.", "“Twee.", "“Drie.”", "Vier."], &[Quoted, Quoted, Quoted, Author]);
        check(&["\"Een.", "\"Twee.\"", "Drie."], &[Quoted, Quoted, Author]);
        // Begun or ended in the author's words.
        check(&["An zegt: “Een.", "Twee.”", "Drie."], &[Author, Quoted, Author]);
        check(&["“Een.", "Twee”, zegt An.", "Drie."], &[Quoted, Author, Author]);
        check(&["“Een.", "Twee”, zegt An. “Drie.", "Vier.”"], &[Quoted, Author, Quoted]);
        // Two quotations after each other.
        check(&["“Een.”", "“Twee.", "Drie.”"], &[Quoted, Quoted, Quoted]);
        // Never closed: only the paragraph itself.
        check(&["“Een.", "Twee.", "Drie."], &[QuotedOpen, Author, Author]);
        check(&["An zegt: “Een.", "Twee."], &[Author, Author]);
        // Forgotten to close: the next quotation does not swallow what stands between.
        check(&["“Een.", "Twee.", "“Drie.”"], &[QuotedOpen, Author, Quoted]);
        check(&["“Een.", "Twee.", "“Drie”, zegt An."], &[QuotedOpen, Author, Author]);
    }

    proptest! {
        #[test]
        fn any_paragraphs_have_voices(paragraphs in prop::collection::vec("[a“”„‘’'\"«» .]{0,12}", 0..12)) {
            let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
            prop_assert_eq!(voices(&paragraphs).len(), paragraphs.len());
        }
    }
}
