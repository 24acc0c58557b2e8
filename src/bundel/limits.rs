//! How much a bundel may hold, and how long one that nobody looks at is kept.
//!
//! The operator may set other limits; [`Limits::default`] says what they are otherwise and why.

/// The limits of all bundels in a store. Lengths are in characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub articles: usize,
    /// Subheadings.
    pub headings: usize,
    /// Of a title, a subtitle and a subheading each.
    pub title_chars: usize,
    pub introduction_chars: usize,
    pub note_chars: usize,
    /// Days without being read or changed after which a bundel is removed.
    pub unused_days: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            // The public limit of the API's `maximum`, and a document of some thousand pages.
            articles: 500,
            // One for every five articles of the fullest bundel.
            headings: 100,
            // Three lines on the cover.
            title_chars: 200,
            // Two printed pages.
            introduction_chars: 5_000,
            // Two thirds of a printed page, longer than many articles' lead.
            note_chars: 2_000,
            // What comes back every year (a course, a report) finds its bundel again.
            unused_days: 365,
        }
    }
}
