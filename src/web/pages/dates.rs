//! Days and moments as `render` words them, readable by machines too.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::article::Event;
use crate::render;

/// "10 augustus 2016".
pub fn day(date: Date) -> Markup {
    html! { time datetime=(date) { (render::date(date)) } }
}

/// When an event takes place, if known.
pub fn when(event: &Event) -> Option<Markup> {
    let words = render::when(event)?;
    let starts = event.starts.or(event.ends);
    Some(html! { time datetime=[starts] { (words) } })
}
