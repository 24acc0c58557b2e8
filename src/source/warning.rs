//! What looks wrong in an article that could be read.
//!
//! For whoever runs the program, hence in English: what was found, then what to do about it. The
//! file's name stands before it where it is printed.

use jiff::civil::Date;

/// Something in a readable article that its author may want to put right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    #[error("no title; {used:?} stands in for it: give the article a title")]
    NoTitle { used: String },
    #[error("a title of {chars} characters; shorten it, or check whether it is one line")]
    LongTitle { chars: usize },
    #[error("no text; only the title is searchable")]
    NoText,
    #[error("no publication date; the article is outside every period and year: add one")]
    NoDate,
    #[error("{found:?} is not a day of the calendar; write it like 10 augustus 2016")]
    UnreadableDate { found: String },
    #[error("published on {date}, which is in the future; check the year")]
    FutureDate { date: Date },
    #[error("no kind; say whether it is a praktijkvoorbeeld, inspiratie or evenement")]
    NoKind,
    #[error("unknown kind {found:?}; known are praktijkvoorbeeld, inspiratie and evenement")]
    UnknownKind { found: String },
    #[error(
        "an event without a day; add a line like Zaterdag 14 september 2019, van 10 tot 16 uur"
    )]
    NoEventDay,
    #[error(
        "read as a heading, perhaps a paragraph: {text:?}; end it with a full stop if it is one"
    )]
    HeadingOrParagraph { text: String },
    #[error("read as a paragraph, perhaps a heading: {text:?}; nothing stands below it")]
    HeadingWithoutText { text: String },
    #[error("a quotation that is never closed: {text:?}; add the closing quotation mark")]
    OpenQuotation { text: String },
    #[error("page boilerplate left in the text: {text:?}; take it out of the file")]
    BoilerplateLeft { text: String },
    #[error(
        "{percent} % of the page's main text looked like menus, or was hidden, and is left out, like \
         {text:?}; look whether it belongs to the article"
    )]
    LeftOut { percent: usize, text: String },
    #[error("looks {language}, not Dutch; words are analysed as Dutch all the same")]
    NotDutch { language: &'static str },
    #[error("contact line not used: {text:?}; name, function and organisation are kept")]
    ContactUnused { text: String },
    #[error("not UTF-8, read as {encoding}; save the file as UTF-8")]
    NotUtf8 { encoding: &'static str },
    #[error("UTF-8 with {count} broken sequences, shown as \u{fffd}; save the file again")]
    BrokenUtf8 { count: usize },
    #[error("unknown field {path:?} ignored")]
    UnknownField { path: String },
    #[error("{count} more unknown fields ignored")]
    UnknownFields { count: usize },
}

impl Warning {
    /// The day from which it no longer holds, though the article is as it was.
    pub fn until(&self) -> Option<Date> {
        match self {
            Warning::FutureDate { date } => Some(*date),
            _ => None,
        }
    }
}

/// The first characters of a text, as a warning quotes it.
pub(super) fn excerpt(text: &str) -> String {
    // Enough to find the place in the file, short enough for one line on a terminal.
    const CHARS: usize = 60;
    let mut excerpt: String = text.chars().take(CHARS).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    excerpt
}
