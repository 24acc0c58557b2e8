//! The site's own icons, drawn on a grid of 24 with one line width; decoration beside words, never
//! instead of them.

use maud::{Markup, html};

/// A line icon that takes the colour of the text around it.
#[derive(Debug, Clone, Copy)]
pub enum Icon {
    Search,
    Add,
    Check,
    Cross,
    Up,
    Down,
    Download,
    Calendar,
    Place,
    Practice,
    Spark,
    Bundel,
    Filter,
    Link,
    Organisation,
    Feed,
    Copy,
    Share,
    Print,
}

impl Icon {
    pub fn show(self) -> Markup {
        html! {
            svg.icon viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"
                focusable="false" {
                path d=(self.line()) {}
            }
        }
    }

    fn line(self) -> &'static str {
        match self {
            Icon::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21",
            Icon::Add => "M12 5v14M5 12h14",
            Icon::Check => "m4 12.5 5 5L20 6.5",
            Icon::Cross => "m6 6 12 12M18 6 6 18",
            Icon::Up => "M12 20V5M6 11l6-6 6 6",
            Icon::Down => "M12 4v15M6 13l6 6 6-6",
            Icon::Download => "M12 3v12M6.5 10l5.5 5.5 5.5-5.5M4 20h16",
            Icon::Calendar => "M4 6h16v14H4zM4 10.5h16M8.5 3v5M15.5 3v5",
            Icon::Place => {
                "M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21zM12 7.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
            }
            Icon::Practice => "M4 20h16M6 20V10l6-6 6 6v10M10 20v-5h4v5",
            Icon::Spark => {
                "M12 3v5M12 16v5M3 12h5M16 12h5M6 6l2.5 2.5M15.5 15.5 18 18M18 6l-2.5 2.5M8.5 15.5 6 18"
            }
            Icon::Bundel => "M8 4h12v14M4 7h12v14H4zM10 7v8l2-1.8 2 1.8V7",
            Icon::Filter => "M4 7h16M7 12h10M10 17h4",
            Icon::Organisation => "M3 20h18M5 20V5h9v15M14 10h5v10M8 9h3M8 13h3M8 17h3",
            Icon::Feed => "M5 19h.01M5 12a7 7 0 0 1 7 7M5 5a14 14 0 0 1 14 14",
            Icon::Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
            Icon::Share => "M12 15V3M7.5 7 12 3l4.5 4M5 12v8h14v-8",
            Icon::Print => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
            Icon::Link => {
                "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5"
            }
        }
    }
}

/// The site's mark: sheets of paper, held by a ribbon.
pub fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false" {
            rect.sheet.third x="10" y="1" width="19" height="24" rx="2" {}
            rect.sheet.second x="6.5" y="3.5" width="19" height="24" rx="2" {}
            rect.sheet x="3" y="6" width="19" height="25" rx="2" {}
            path.lines d="M6.5 19.5h6M6.5 23h12M6.5 26.5h9" {}
            path.ribbon d="M13.5 3h6v15.5l-3-2.8-3 2.8z" {}
        }
    }
}
