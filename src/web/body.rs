//! JSON bodies, read with all their faults at once.
//!
//! Bodies are read field by field rather than deserialised: a deserialiser stops at the first
//! fault, and tells its line rather than its place.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::{Map, Value};

use super::problem::{Fault, Faults, Problem, ProblemKind, shortened};

/// The largest body, in bytes: a full bundel (500 articles, each with a note of 2,000 letters) is
/// 1.2 MB of JSON.
pub const MAX_BODY_BYTES: usize = 2 * 1024 * 1024;

/// The fields of a JSON object that were not read yet.
#[derive(Debug)]
pub struct Fields {
    object: Map<String, Value>,
    /// JSON pointer to the object.
    path: String,
}

impl Fields {
    /// `None`, with a fault, when the value is not an object.
    pub fn of(value: Value, path: String, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Object(object) => Some(Fields { object, path }),
            other => {
                faults.push(wrong_type(&path, "een object", &other));
                None
            }
        }
    }

    /// The whole object, with the fields that were not read.
    pub fn into_object(self) -> Map<String, Value> {
        self.object
    }

    /// The JSON pointer of a field.
    pub fn path(&self, key: &str) -> String {
        format!("{}/{}", self.path, key.replace('~', "~0").replace('/', "~1"))
    }

    pub fn has(&self, key: &str) -> bool {
        self.object.contains_key(key)
    }

    /// A field that is accepted and left as it is, such as one that an answer carries.
    pub fn ignore(&mut self, key: &str) {
        self.object.remove(key);
    }

    /// A text; `null` and absence are `None`.
    pub fn text(&mut self, key: &str, faults: &mut Faults) -> Option<String> {
        match self.object.remove(key)? {
            Value::Null => None,
            Value::String(text) => Some(text),
            other => self.refuse(key, "een tekst", &other, faults),
        }
    }

    /// A whole number from 1.
    pub fn count(&mut self, key: &str, faults: &mut Faults) -> Option<usize> {
        match self.object.remove(key)? {
            Value::Null => None,
            value => match value.as_u64().and_then(|number| usize::try_from(number).ok()) {
                Some(number) if number > 0 => Some(number),
                _ => self.refuse(key, "een geheel getal vanaf 1", &value, faults),
            },
        }
    }

    pub fn list(&mut self, key: &str, faults: &mut Faults) -> Option<Vec<Value>> {
        match self.object.remove(key)? {
            Value::Null => None,
            Value::Array(values) => Some(values),
            other => self.refuse(key, "een lijst", &other, faults),
        }
    }

    /// Takes away a list of more than `most`, unread, and says how many there were: a body has room
    /// for a million numbers, each of them a fault.
    pub fn take_longer(&mut self, key: &str, most: usize) -> Option<usize> {
        let found = self.object.get(key)?.as_array()?.len();
        if found <= most {
            return None;
        }
        self.object.remove(key);
        Some(found)
    }

    /// One text or a list of texts; each with its JSON pointer.
    pub fn texts(&mut self, key: &str, faults: &mut Faults) -> Vec<(String, String)> {
        let path = self.path(key);
        match self.object.remove(key) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::String(text)) => vec![(path, text)],
            Some(Value::Array(values)) => {
                let mut texts = Vec::with_capacity(values.len());
                for (index, value) in values.into_iter().enumerate() {
                    let path = format!("{path}/{index}");
                    match value {
                        Value::String(text) => texts.push((path, text)),
                        other => faults.push(wrong_type(&path, "een tekst", &other)),
                    }
                }
                texts
            }
            Some(other) => {
                faults.push(wrong_type(&path, "een lijst van teksten", &other));
                Vec::new()
            }
        }
    }

    pub fn object(&mut self, key: &str, faults: &mut Faults) -> Option<Fields> {
        let path = self.path(key);
        match self.object.remove(key)? {
            Value::Null => None,
            value => Fields::of(value, path, faults),
        }
    }

    /// Ends reading: what was not asked for is not known.
    pub fn finish(self, faults: &mut Faults) {
        for key in self.object.keys() {
            let detail = format!("{:?} is hier geen gekend veld", shortened(key));
            faults.push(Fault::in_body(&self.path(&shortened(key)), detail));
        }
    }

    fn refuse<T>(
        &self,
        key: &str,
        expected: &str,
        found: &Value,
        faults: &mut Faults,
    ) -> Option<T> {
        faults.push(wrong_type(&self.path(key), expected, found));
        None
    }
}

/// A body that is a JSON object. No body at all is an object without fields.
///
/// # Errors
/// 413, 415, 400 for what is not JSON, 422 for JSON that is not an object.
impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let typed = request.headers().contains_key(CONTENT_TYPE);
        let is_json = has_type(request.headers(), |essence| {
            essence == "application/json"
                || (essence.starts_with("application/") && essence.ends_with("+json"))
        });
        let bytes = whole(request, state, MAX_BODY_BYTES).await?;
        if bytes.is_empty() && !typed {
            return Ok(Fields { object: Map::new(), path: String::new() });
        }
        if !is_json {
            return Err(Problem::new(
                ProblemKind::WrongType,
                "Stuur de inhoud als JSON, met Content-Type: application/json.",
            ));
        }
        let value = serde_json::from_slice(&bytes).map_err(|error| {
            Problem::new(
                ProblemKind::MalformedBody,
                format!(
                    "De inhoud is geen geldige JSON: kijk na op regel {}, teken {}.",
                    error.line(),
                    error.column()
                ),
            )
        })?;
        let mut faults = Faults::default();
        Fields::of(value, String::new(), &mut faults)
            .ok_or_else(|| Problem::with_faults(ProblemKind::InvalidContent, faults))
    }
}

/// All bytes of a body, as they came.
///
/// # Errors
/// 413 for more than `most`, which the layers count; 415 when they are packed: a few kilobytes can
/// unpack to as many gigabytes. 400 when they do not all come.
pub(super) async fn whole<S: Send + Sync>(
    request: Request,
    state: &S,
    most: usize,
) -> Result<Bytes, Problem> {
    let coding = request.headers().get(CONTENT_ENCODING);
    if coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Problem::new(
            ProblemKind::WrongType,
            "Stuur de inhoud zoals ze is: ingepakt (Content-Encoding) wordt ze niet gelezen.",
        ));
    }
    Bytes::from_request(request, state).await.map_err(|rejection| {
        match rejection.status().as_u16() {
            413 => too_large(most),
            _ => Problem::new(ProblemKind::MalformedBody, "De inhoud kwam niet volledig aan."),
        }
    })
}

/// The answer to a body of more than `most` bytes.
pub(super) fn too_large(most: usize) -> Problem {
    Problem::new(
        ProblemKind::TooLarge,
        format!("De inhoud mag ten hoogste {most} bytes groot zijn."),
    )
}

/// Whether the type, in small letters and without parameters, `fits`, and the text is UTF-8.
pub(super) fn has_type(headers: &HeaderMap, fits: impl Fn(&str) -> bool) -> bool {
    let Some(Ok(value)) = headers.get(CONTENT_TYPE).map(|value| value.to_str()) else {
        return false;
    };
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    let essence = parts.next().unwrap_or_default();
    fits(&essence)
        && parts.all(|parameter| match parameter.strip_prefix("charset=") {
            Some(charset) => charset.trim_matches('"') == "utf-8",
            None => true,
        })
}

pub(super) fn wrong_type(path: &str, expected: &str, found: &Value) -> Fault {
    let found = match found {
        Value::Null => "niets (null)".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("{:?}", shortened(text)),
        Value::Array(_) => "een lijst".to_owned(),
        Value::Object(_) => "een object".to_owned(),
    };
    Fault::in_body(path, format!("verwacht {expected}, gevonden {found}"))
}
