//! The contract's JSON on the way in: tolerant of what is left out, exact about what is wrong.
//!
//! Only `titel` is required. Every fault of an article is collected, with the path to its field;
//! an unknown field is a warning.

use serde_json::{Map, Value};

use super::decode::clean;
use super::moments::day_of;
use super::read_error::{Fault, Faults, Problem, ReadError};
use super::warning::{Warning, excerpt};
use crate::article::{Article, ArticleId, Block, Contact, Event, Kind, Moment};

/// Reads one article. `place` is where it stands in the file, as a prefix of field paths; `id`
/// stands in when it gives none.
pub(super) fn article(
    value: Value,
    place: &str,
    id: Option<ArticleId>,
    warnings: &mut Vec<Warning>,
) -> Result<Article, ReadError> {
    let mut faults = Faults::default();
    let read = Fields::of(value, place, &mut faults, warnings).map(|fields| read(fields, id));
    match read {
        Some(Ok(article)) if faults.count() == 0 => Ok(article),
        Some(Err(error)) if faults.count() == 0 => Err(error),
        _ => Err(ReadError::Faults(faults)),
    }
}

fn read(mut fields: Fields<'_>, id: Option<ArticleId>) -> Result<Article, ReadError> {
    let given =
        fields.parsed("id", "1 to 120 of A-Z a-z 0-9 . _ -, not beginning with a dot", |text| {
            text.parse::<ArticleId>().ok()
        });
    let title = fields.required_line("titel");
    let kind = fields.kind("soort");
    let article = Article {
        id: given.or(id).ok_or(ReadError::NoId)?,
        title,
        kind,
        lead: fields.line("inleiding").unwrap_or_default(),
        body: fields.body("tekst"),
        organisations: fields.lines("organisaties"),
        published: fields.parsed("gepubliceerdOp", "a day like 2016-08-10", day_of),
        contact: fields.object("contact", |contact| Contact {
            name: contact.line("naam"),
            role: contact.line("functie"),
            organisation: contact.line("organisatie"),
        }),
        event: fields.object("evenement", |event| Event {
            starts: event.parsed("begint", MOMENT, moment),
            ends: event.parsed("eindigt", MOMENT, moment),
            place: event.line("plaats"),
        }),
        caption: fields.line("bijschrift"),
        source: fields.parsed("bron", "a web address", web_address),
        picture: None,
    };
    fields.warn_of_the_rest();
    Ok(Article {
        contact: article.contact.filter(|contact| *contact != Contact::default()),
        event: article.event.filter(|event| *event != Event::default()),
        ..article
    })
}

const MOMENT: &str = "a moment like 2019-09-14 or 2019-09-14T10:00";

fn moment(text: &str) -> Option<Moment> {
    text.parse().ok()
}

/// An address that may be shown as a link; other schemes would make code of data: `javascript:`.
pub(super) fn web_address(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let known = lower.starts_with("https://") || lower.starts_with("http://");
    (known && !text.contains(char::is_whitespace)).then(|| text.to_owned())
}

/// The fields of one object, taken out one by one.
struct Fields<'a> {
    map: Map<String, Value>,
    place: String,
    faults: &'a mut Faults,
    warnings: &'a mut Vec<Warning>,
}

impl<'a> Fields<'a> {
    fn of(
        value: Value,
        place: &str,
        faults: &'a mut Faults,
        warnings: &'a mut Vec<Warning>,
    ) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Fields { map, place: place.to_owned(), faults, warnings }),
            other => {
                faults.push(wrong_type(place.to_owned(), "an object", &other));
                None
            }
        }
    }

    fn path(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) }
    }

    /// The value of a field; `null` is as good as absent.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    fn string(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text),
            other => {
                self.faults.push(wrong_type(self.path(name), "a string", &other));
                None
            }
        }
    }

    /// A text on one line; `None` when it is blank.
    fn line(&mut self, name: &str) -> Option<String> {
        self.string(name).map(|text| one_line(&text)).filter(|text| !text.is_empty())
    }

    fn required_line(&mut self, name: &str) -> String {
        let present = self.map.get(name).is_some_and(|value| !value.is_null());
        let faults = self.faults.count();
        let line = self.line(name).unwrap_or_default();
        if line.is_empty() && self.faults.count() == faults {
            let problem = if present { Problem::Empty } else { Problem::Missing };
            self.faults.push(Fault { field: self.path(name), problem });
        }
        line
    }

    fn parsed<T>(
        &mut self,
        name: &str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.string(name)?;
        let text = text.trim();
        if text.is_empty() && name != "id" {
            return None;
        }
        let value = parse(text);
        if value.is_none() {
            let problem = Problem::Invalid { expected, found: excerpt(text) };
            self.faults.push(Fault { field: self.path(name), problem });
        }
        value
    }

    /// A kind that is not known is a warning: the article is good without.
    fn kind(&mut self, name: &str) -> Option<Kind> {
        let text = self.line(name)?;
        let kind = text.to_lowercase().parse().ok();
        if kind.is_none() {
            self.warnings.push(Warning::UnknownKind { found: excerpt(&text) });
        }
        kind
    }

    fn lines(&mut self, name: &str) -> Vec<String> {
        let path = self.path(name);
        match self.take(name) {
            Some(value) => self.string_list(value, &path),
            None => Vec::new(),
        }
    }

    fn string_list(&mut self, value: Value, path: &str) -> Vec<String> {
        let Value::Array(items) = value else {
            self.faults.push(wrong_type(path.to_owned(), "a list of strings", &value));
            return Vec::new();
        };
        let mut lines = Vec::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            match item {
                Value::String(text) => lines.push(one_line(&text)),
                other => self.faults.push(wrong_type(format!("{path}[{at}]"), "a string", &other)),
            }
        }
        lines.retain(|line| !line.is_empty());
        lines
    }

    fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Fields<'_>) -> T) -> Option<T> {
        let value = self.take(name)?;
        let place = self.path(name);
        let mut fields = Fields::of(value, &place, self.faults, self.warnings)?;
        let object = read(&mut fields);
        fields.warn_of_the_rest();
        Some(object)
    }

    /// One string with blank lines between paragraphs, or a list of paragraphs and blocks.
    fn body(&mut self, name: &str) -> Vec<Block> {
        let path = self.path(name);
        match self.take(name) {
            None => Vec::new(),
            Some(Value::String(text)) => self.bounded(paragraphs(&text), &path),
            Some(Value::Array(items)) => {
                let mut blocks = Vec::new();
                for (at, item) in items.into_iter().enumerate() {
                    blocks.extend(self.block(item, &format!("{path}[{at}]")));
                    if blocks.len() > MOST_PARAGRAPHS {
                        break;
                    }
                }
                self.bounded(blocks, &path)
            }
            Some(other) => {
                self.faults.push(wrong_type(path, "a string or a list", &other));
                Vec::new()
            }
        }
    }

    fn bounded(&mut self, blocks: Vec<Block>, path: &str) -> Vec<Block> {
        if blocks.len() > MOST_PARAGRAPHS {
            let problem = Problem::TooMany { limit: MOST_PARAGRAPHS };
            self.faults.push(Fault { field: path.to_owned(), problem });
        }
        blocks
    }

    fn block(&mut self, value: Value, place: &str) -> Vec<Block> {
        let map = match value {
            Value::String(text) => return paragraphs(&text),
            Value::Object(map) => map,
            other => {
                self.faults.push(wrong_type(place.to_owned(), "a string or a block", &other));
                return Vec::new();
            }
        };
        let mut blocks = Vec::new();
        for (key, value) in map {
            let path = format!("{place}.{key}");
            let block: fn(String) -> Block = match key.as_str() {
                "tussentitel" => Block::Heading,
                "alinea" => Block::Paragraph,
                "citaat" => Block::Quote,
                "lijst" => {
                    let items = self.string_list(value, &path);
                    blocks.extend((!items.is_empty()).then_some(Block::List(items)));
                    continue;
                }
                _ => {
                    self.faults.push(no_block(place, key));
                    continue;
                }
            };
            match value {
                Value::String(text) => {
                    let text = one_line(&text);
                    blocks.extend((!text.is_empty()).then(|| block(text)));
                }
                other => self.faults.push(wrong_type(path, "a string", &other)),
            }
        }
        if blocks.len() > 1 {
            self.faults.push(no_block(place, "several".to_owned()));
        }
        blocks
    }

    fn warn_of_the_rest(&mut self) {
        // As many as fit on a screen.
        const MOST_NAMED: usize = 20;
        if let Some(count @ 1..) = self.map.len().checked_sub(MOST_NAMED) {
            self.warnings.push(Warning::UnknownFields { count });
        }
        for name in self.map.keys().take(MOST_NAMED) {
            let path = excerpt(&self.path(name));
            self.warnings.push(Warning::UnknownField { path });
        }
    }
}

fn no_block(place: &str, found: String) -> Fault {
    let expected = "one of tussentitel, alinea, citaat, lijst";
    let problem = Problem::Invalid { expected, found: excerpt(&found) };
    Fault { field: place.to_owned(), problem }
}

fn wrong_type(field: String, expected: &'static str, found: &Value) -> Fault {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Fault { field, problem: Problem::WrongType { expected, found } }
}

/// A text without line breaks: they are spaces in a title or a paragraph.
fn one_line(text: &str) -> String {
    let text = clean(text);
    if !text.contains('\n') {
        return text.trim().to_owned();
    }
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Paragraphs of one text: a book has ten thousand.
const MOST_PARAGRAPHS: usize = 200_000;

/// The paragraphs of a text with blank lines between them; one more than there may be at most.
fn paragraphs(text: &str) -> Vec<Block> {
    let text = clean(text);
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    for line in text.split('\n').map(str::trim).chain([""]) {
        if !line.is_empty() {
            paragraph.push_str(if paragraph.is_empty() { "" } else { " " });
            paragraph.push_str(line);
        } else if !paragraph.is_empty() {
            blocks.push(Block::Paragraph(std::mem::take(&mut paragraph)));
            if blocks.len() > MOST_PARAGRAPHS {
                break;
            }
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> (Result<Article, String>, Vec<String>) {
        let mut warnings = Vec::new();
        let id = "vervanger".parse().ok();
        let article =
            super::article(value, "", id, &mut warnings).map_err(|error| error.to_string());
        (article, warnings.iter().map(Warning::to_string).collect())
    }

    /// The fields of `expected` are in the article read from `value`.
    #[track_caller]
    fn check(value: Value, expected: Value) {
        let (article, warnings) = read(value.clone());
        let article = serde_json::to_value(article.expect("an article")).expect("JSON");
        for (field, expected) in expected.as_object().expect("an object") {
            assert_eq!(&article[field], expected, "{field} of {value}");
        }
        assert_eq!(warnings, [""; 0], "{value}");
    }

    #[track_caller]
    fn check_fault(value: Value, expected: &str) {
        let (article, _) = read(value.clone());
        assert_eq!(article.expect_err("a fault"), expected, "{value}");
    }

    #[test]
    fn only_a_title_is_required() {
        check(
            json!({"titel": " Een titel "}),
            json!({
                "id": "vervanger", "titel": "Een titel", "soort": null, "inleiding": "",
                "tekst": [], "organisaties": [], "gepubliceerdOp": null, "contact": null,
                "evenement": null, "bijschrift": null, "bron": null
            }),
        );
    }

    #[test]
    fn every_field_is_read() {
        let full = json!({
            "id": "Een.id_1", "titel": "T", "soort": "evenement", "inleiding": "L",
            "tekst": [{"tussentitel": "K"}, {"alinea": "A"}, {"citaat": "“C”"}, {"lijst": ["a", "b"]}],
            "organisaties": ["O"], "gepubliceerdOp": "2016-08-10",
            "contact": {"naam": "N", "functie": "f", "organisatie": "O"},
            "evenement": {"begint": "2019-09-14T10:00", "eindigt": "2019-09-15", "plaats": "P"},
            "bijschrift": "B", "bron": "https://voorbeeld.example/a"
        });
        check(full.clone(), full);
    }

    #[test]
    fn the_text_may_be_a_string_or_a_mixed_list() {
        check(
            json!({"titel": "T", "tekst": "Een\nregel.\r\n\r\n\nTwee.\n"}),
            json!({"tekst": [{"alinea": "Een regel."}, {"alinea": "Twee."}]}),
        );
        check(
            json!({"titel": "T", "tekst": ["Een.", {"tussentitel": "K"}, "Twee.\n\nDrie.", ""]}),
            json!({"tekst": [
                {"alinea": "Een."}, {"tussentitel": "K"}, {"alinea": "Twee."}, {"alinea": "Drie."}
            ]}),
        );
        check(json!({"titel": "T", "tekst": null}), json!({"tekst": []}));
        check(
            json!({"titel": "T\u{7}ab\n", "tekst": [{"alinea": " \u{0} "}, {"lijst": []}]}),
            json!({"titel": "Tab", "tekst": []}),
        );
    }

    #[test]
    fn parts_may_be_unknown() {
        check(
            json!({"titel": "T", "contact": {"naam": "N", "functie": null}, "evenement": {}}),
            json!({"contact": {"naam": "N", "functie": null, "organisatie": null}, "evenement": null}),
        );
        check(json!({"titel": "T", "contact": {}}), json!({"contact": null}));
        // Late in the evening in Greenwich is the next day in Flanders, as on a page in HTML.
        check(
            json!({"titel": "T", "gepubliceerdOp": "2016-08-09T22:30:00Z"}),
            json!({"gepubliceerdOp": "2016-08-10"}),
        );
        check(
            json!({"titel": "T", "gepubliceerdOp": "2016-08-10T12:00:00Z", "bron": ""}),
            json!({"gepubliceerdOp": "2016-08-10", "bron": null}),
        );
    }

    #[test]
    fn every_fault_is_named_with_its_path() {
        check_fault(json!([]), "the article: expected an object, found a list");
        check_fault(json!({}), "titel is missing");
        check_fault(json!({"titel": null}), "titel is missing");
        check_fault(json!({"titel": " "}), "titel is empty");
        check_fault(json!({"titel": 3}), "titel: expected a string, found a number");
        check_fault(
            json!({"titel": "T", "id": "../geheim"}),
            "id: expected 1 to 120 of A-Z a-z 0-9 . _ -, not beginning with a dot, found \"../geheim\"",
        );
        check_fault(
            json!({"titel": "T", "gepubliceerdOp": "2016-02-31"}),
            "gepubliceerdOp: expected a day like 2016-08-10, found \"2016-02-31\"",
        );
        check_fault(
            json!({"titel": "T", "bron": "javascript:alert(1)"}),
            "bron: expected a web address, found \"javascript:alert(1)\"",
        );
        check_fault(
            json!({
                "tekst": ["a", 3, {"alinea": 4}, {"kop": "x"}, {"lijst": ["a", null]},
                          {"alinea": "a", "citaat": "b"}],
                "organisaties": "O", "contact": [], "evenement": {"begint": "morgen"}
            }),
            "titel is missing; tekst[1]: expected a string or a block, found a number; \
             tekst[2].alinea: expected a string, found a number; \
             tekst[3]: expected one of tussentitel, alinea, citaat, lijst, found \"kop\"; \
             tekst[4].lijst[1]: expected a string, found null; \
             tekst[5]: expected one of tussentitel, alinea, citaat, lijst, found \"several\"; \
             organisaties: expected a list of strings, found a string; \
             contact: expected an object, found a list; \
             evenement.begint: expected a moment like 2019-09-14 or 2019-09-14T10:00, found \"morgen\"",
        );
    }

    #[test]
    fn what_is_not_known_is_a_warning() {
        let (article, warnings) = read(json!({
            "titel": "T", "soort": "column", "auteur": "An", "contact": {"naam": "N", "mail": "x"}
        }));
        assert_eq!(article.expect("an article").kind, None);
        assert_eq!(
            warnings,
            [
                "unknown kind \"column\"; known are praktijkvoorbeeld, inspiratie and evenement",
                "unknown field \"contact.mail\" ignored",
                "unknown field \"auteur\" ignored",
            ]
        );
    }
}
