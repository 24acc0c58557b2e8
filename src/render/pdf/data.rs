//! A publication as the data that `bundel.typ` reads: cleaned strings, worded for a reader.

use jiff::civil::Date;
use serde::Serialize;

use super::legible::{Cleaner, Replaced};
use crate::article::{Article, Contact};
use crate::bundel::{Part, Picture, Publication};
use crate::render::passage::{self, Passage, passages};
use crate::render::wording;

/// A paragraph that somebody typed, line by line.
type Lines = Vec<String>;

/// Everything that is laid out, document by document.
pub(super) struct Sheets {
    pub(super) front: Front,
    /// In order, one document each.
    pub(super) entries: Vec<Entry>,
    pub(super) back: Back,
}

/// Cover, introduction and contents.
#[derive(Debug, Serialize)]
pub(super) struct Front {
    pub(super) title: String,
    subtitle: Option<String>,
    introduction: Vec<Lines>,
    pub(super) site: String,
    date: String,
    /// For the metadata.
    #[serde(skip)]
    pub(super) made_on: Date,
    count: String,
    /// Whether there is anything to list.
    contents: bool,
}

/// An article, with what has no pages of its own and comes before it.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    before: Vec<Before>,
    /// Level of its title: below a subheading of the bundel it is 2, and the text's own headings
    /// one more.
    level: u8,
    /// `None` after the last article.
    pub(super) title: Option<String>,
    /// What did not fit a heading.
    title_rest: Option<String>,
    kind: Option<&'static str>,
    date: Option<String>,
    organisations: Vec<String>,
    event: Vec<(&'static str, String)>,
    note: Vec<Lines>,
    lead: Vec<String>,
    /// How the article stands to what was added to the bundel, when not as it was.
    remark: Option<&'static str>,
    body: Vec<Piece>,
    contact: Option<String>,
    /// What is read out instead of the picture, when there is one.
    picture: Option<String>,
    /// The picture itself.
    #[serde(skip)]
    pub(super) found: Option<Picture>,
    caption: Option<String>,
    source: Option<Address>,
    online: Option<Address>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Before {
    /// A subheading of the bundel.
    Group { title: String, title_rest: Option<String> },
    /// The place where an article was.
    Gone {
        level: u8,
        title: Option<String>,
        title_rest: Option<String>,
        remark: &'static str,
        note: Vec<Lines>,
    },
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Piece {
    Heading { text: String, rest: Option<String> },
    Paragraph { text: String },
    Quote { texts: Vec<String> },
    List { texts: Vec<String> },
}

/// An address in print, and as a link where it can be one.
#[derive(Debug, Serialize)]
struct Address {
    shown: String,
    target: Option<String>,
}

/// The colophon.
#[derive(Debug, Serialize)]
pub(super) struct Back {
    site: String,
    home: Option<Address>,
    date: String,
    search: Option<String>,
    count: String,
    missing: Option<String>,
    /// The title, when the cover had to cut it.
    full_title: Option<String>,
    /// The subtitle, likewise.
    full_subtitle: Option<String>,
    replaced: Vec<String>,
}

/// The longest heading, in characters: four lines of the largest size, and far below the 32,767
/// bytes that PDF/A allows a string such as a bookmark's.
const MAX_HEADING_CHARS: usize = 300;

/// The longest address that is made a link. Browsers follow no more than some 2,000 characters.
const MAX_LINK_CHARS: usize = 2_000;

/// Lines about replaced characters in the colophon; what is beyond them is summed up.
const MAX_REPLACED_LINES: usize = 40;

pub(super) fn sheets(publication: &Publication) -> (Sheets, Vec<Replaced>) {
    let mut cleaner = Cleaner::new("de titelpagina");
    let date = wording::date(publication.made_on);
    let missing =
        publication.parts.iter().filter(|part| matches!(part, Part::Missing { .. })).count();
    let articles =
        publication.parts.iter().filter(|part| matches!(part, Part::Article { .. })).count();
    let count = wording::articles(articles);
    let full_title = cleaner.clean(&publication.title);
    let (title, title_rest) = headline(full_title.clone());
    let full_subtitle =
        publication.subtitle.as_deref().and_then(|text| visible(&mut cleaner, text));
    let (subtitle, subtitle_rest) = full_subtitle.clone().map(headline).unzip();
    let front = Front {
        title: if title.is_empty() { "Bundel".to_owned() } else { title },
        subtitle,
        introduction: typed(&mut cleaner, publication.introduction.as_deref()),
        site: cleaner.clean(&publication.site),
        date: date.clone(),
        made_on: publication.made_on,
        count: count.clone(),
        contents: !publication.parts.is_empty(),
    };
    let entries = entries(publication, &mut cleaner);
    cleaner.enter("het colofon".to_owned());
    let search = publication.search.as_deref().and_then(|text| visible(&mut cleaner, text));
    let home = publication.base_url.as_deref().map(|url| address(&mut cleaner, url));
    let back = Back {
        site: front.site.clone(),
        home,
        date,
        search,
        count,
        missing: wording::missing(missing),
        full_title: title_rest.map(|_| full_title),
        full_subtitle: subtitle_rest.flatten().and(full_subtitle),
        replaced: replaced_lines(cleaner.replaced()),
    };
    (Sheets { front, entries, back }, cleaner.into_replaced())
}

fn entries(publication: &Publication, cleaner: &mut Cleaner) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut before = Vec::new();
    let mut level = 1;
    for part in &publication.parts {
        let mut entry = match part {
            Part::Heading(text) => {
                cleaner.enter("een tussentitel van de bundel".to_owned());
                if let Some(text) = visible(cleaner, text) {
                    let (title, title_rest) = headline(text);
                    before.push(Before::Group { title, title_rest });
                    level = 2;
                }
                continue;
            }
            Part::Article { article, note, changed, picture } => {
                cleaner.enter(place(&article.title));
                let base_url = publication.base_url.as_deref();
                let mut entry = entry(cleaner, article, base_url);
                entry.note = typed(cleaner, note.as_deref());
                entry.remark = changed.then_some(wording::CHANGED);
                if let Some(found) = picture {
                    entry.picture = Some(cleaner.clean(&wording::alternative(article)));
                    entry.found = Some(found.clone());
                }
                entry
            }
            Part::Missing { title, note } => {
                cleaner.enter(place(title));
                let (title, title_rest) = article_title(cleaner, title);
                let note = typed(cleaner, note.as_deref());
                let remark = wording::GONE;
                before.push(Before::Gone { level, title, title_rest, remark, note });
                continue;
            }
        };
        entry.level = level;
        entry.before = std::mem::take(&mut before);
        entries.push(entry);
    }
    if !before.is_empty() {
        entries.push(Entry { before, ..untitled() });
    }
    entries
}

fn entry(cleaner: &mut Cleaner, article: &Article, base_url: Option<&str>) -> Entry {
    let (title, title_rest) = article_title(cleaner, &article.title);
    let event = wording::event(article)
        .into_iter()
        .filter_map(|(label, value)| Some((label, visible(cleaner, &value)?)))
        .collect();
    let mut body = Vec::new();
    for passage in passages(&article.body) {
        body.extend(piece(cleaner, &passage));
    }
    Entry {
        title,
        title_rest,
        kind: article.kind.map(|kind| kind.label()),
        date: article.published.map(wording::date),
        organisations: article
            .organisations
            .iter()
            .filter_map(|name| visible(cleaner, name))
            .collect(),
        event,
        lead: texts(cleaner, Some(&article.lead)),
        body,
        contact: article
            .contact
            .as_ref()
            .and_then(|known: &Contact| visible(cleaner, &wording::contact(known)?)),
        caption: article.caption.as_deref().and_then(|text| visible(cleaner, text)),
        source: article
            .source
            .as_deref()
            .filter(|text| !text.trim().is_empty())
            .map(|url| address(cleaner, url)),
        online: base_url.map(|base| address(cleaner, &format!("{base}/artikelen/{}", article.id))),
        ..untitled()
    }
}

impl Entry {
    /// Its data, without the mention of a picture that cannot be shown.
    pub(super) fn json(&self, is_illustrated: bool) -> Vec<u8> {
        let known = "strings, numbers and lists are always JSON";
        if is_illustrated || self.picture.is_none() {
            return serde_json::to_vec(self).expect(known);
        }
        let mut data = serde_json::to_value(self).expect(known);
        data["picture"] = serde_json::Value::Null;
        serde_json::to_vec(&data).expect(known)
    }
}

fn untitled() -> Entry {
    Entry {
        before: Vec::new(),
        level: 1,
        title: None,
        title_rest: None,
        kind: None,
        date: None,
        organisations: Vec::new(),
        event: Vec::new(),
        note: Vec::new(),
        lead: Vec::new(),
        remark: None,
        body: Vec::new(),
        contact: None,
        picture: None,
        found: None,
        caption: None,
        source: None,
        online: None,
    }
}

fn article_title(cleaner: &mut Cleaner, title: &str) -> (Option<String>, Option<String>) {
    // A heading without text is not allowed, and an article must be found in the contents.
    let text = visible(cleaner, title).unwrap_or_else(|| "Zonder titel".to_owned());
    let (title, rest) = headline(text);
    (Some(title), rest)
}

fn piece(cleaner: &mut Cleaner, passage: &Passage<'_>) -> Option<Piece> {
    let all = |cleaner: &mut Cleaner, texts: &[&str]| {
        texts.iter().filter_map(|text| visible(cleaner, text)).collect::<Vec<_>>()
    };
    match passage {
        Passage::Heading(text) => {
            let (text, rest) = headline(visible(cleaner, text)?);
            Some(Piece::Heading { text, rest })
        }
        Passage::Paragraph(text) => Some(Piece::Paragraph { text: visible(cleaner, text)? }),
        Passage::Quote(texts) => Some(Piece::Quote { texts: all(cleaner, texts) }),
        Passage::List(texts) => Some(Piece::List { texts: all(cleaner, texts) }),
    }
    .filter(|piece| match piece {
        Piece::Quote { texts } | Piece::List { texts } => !texts.is_empty(),
        Piece::Heading { .. } | Piece::Paragraph { .. } => true,
    })
}

/// The cleaned text, when something of it is left.
fn visible(cleaner: &mut Cleaner, text: &str) -> Option<String> {
    let clean = cleaner.clean(text);
    (!clean.is_empty()).then_some(clean)
}

fn texts(cleaner: &mut Cleaner, text: Option<&str>) -> Vec<String> {
    passage::paragraphs(text.unwrap_or_default())
        .filter_map(|paragraph| visible(cleaner, &paragraph))
        .collect()
}

/// What the maker of the bundel typed.
fn typed(cleaner: &mut Cleaner, text: Option<&str>) -> Vec<Lines> {
    passage::typed_paragraphs(text.unwrap_or_default())
        .map(|lines| lines.into_iter().filter_map(|line| visible(cleaner, line)).collect::<Lines>())
        .filter(|lines| !lines.is_empty())
        .collect()
}

/// What fits a heading, and the rest.
fn headline(text: String) -> (String, Option<String>) {
    let Some((limit, _)) = text.char_indices().nth(MAX_HEADING_CHARS) else { return (text, None) };
    let cut = text[..limit].rfind(' ').unwrap_or(limit);
    (format!("{}…", text[..cut].trim_end()), Some(format!("…{}", text[cut..].trim_start())))
}

fn address(cleaner: &mut Cleaner, url: &str) -> Address {
    let url = url.trim();
    let web = url.starts_with("https://") || url.starts_with("http://");
    let target = (web && url.chars().count() <= MAX_LINK_CHARS).then(|| ascii_address(url));
    Address { shown: cleaner.clean(url), target }
}

/// An address in a PDF is ASCII (ISO 32000-1, 12.6.4.7): all else is percent-encoded.
fn ascii_address(url: &str) -> String {
    let mut ascii = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'`') {
            ascii.push(char::from(byte));
        } else {
            ascii.push_str(&format!("%{byte:02X}"));
        }
    }
    ascii
}

fn place(title: &str) -> String {
    // Enough to recognise an article by in a message.
    let mut short: String = title.chars().take(80).collect();
    if short.len() < title.len() {
        short.push('…');
    }
    format!("het artikel “{short}”")
}

/// "U+1F389 (2 keer), in het artikel “Feest □”".
fn replaced_lines(replaced: &[Replaced]) -> Vec<String> {
    // The place may itself hold what cannot be printed.
    let mut places = Cleaner::new("");
    let mut lines: Vec<String> = replaced
        .iter()
        .take(MAX_REPLACED_LINES)
        .map(|lost| {
            let codes: Vec<_> =
                lost.character.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
            let times =
                if lost.times == 1 { String::new() } else { format!(" ({} keer)", lost.times) };
            format!("{}{times}, in {}", codes.join(" "), places.clean(&lost.place))
        })
        .collect();
    if let Some(more) = replaced.len().checked_sub(MAX_REPLACED_LINES).filter(|&more| more > 0) {
        lines.push(format!("en nog {more} andere"));
    }
    lines
}
