//! JSON as values, within bounds.
//!
//! A value takes up to a hundred times the bytes it is written in (`{"a":0}`): a file of the size that
//! articles may have could fill the memory of a server.

use std::cell::Cell;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::read_error::ReadError;

/// Values in one file, at most some 350 bytes each. Sixteen megabytes of articles have 200,000: a text
/// of five thousand bytes is in some thirty blocks, and has a dozen fields.
const MOST_VALUES: usize = 500_000;

/// Reads one value.
///
/// # Errors
/// [`ReadError::NotJson`], also when something follows it, and [`ReadError::TooComplex`].
pub(super) fn read_value(text: &str) -> Result<Value, ReadError> {
    let room = Cell::new(MOST_VALUES);
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Bounded(&room).deserialize(&mut json);
    value.and_then(|value| json.end().map(|()| value)).map_err(|error| explain(error, &room))
}

/// Reads the values that follow each other: as many as can be read, and why there are no more.
pub(super) fn read_values(text: &str) -> (Vec<Value>, Option<ReadError>) {
    let room = Cell::new(MOST_VALUES);
    let mut json = serde_json::Deserializer::from_str(text);
    let mut values = Vec::new();
    while json.end().is_err() {
        match Bounded(&room).deserialize(&mut json) {
            Ok(value) => values.push(value),
            Err(error) => return (values, Some(explain(error, &room))),
        }
    }
    (values, None)
}

fn explain(error: serde_json::Error, room: &Cell<usize>) -> ReadError {
    if error.is_data() && room.get() == 0 {
        ReadError::TooComplex { what: "values", limit: MOST_VALUES }
    } else {
        ReadError::NotJson(error)
    }
}

/// A value, while there is room for more.
#[derive(Clone, Copy)]
struct Bounded<'r>(&'r Cell<usize>);

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        let left =
            self.0.get().checked_sub(1).ok_or_else(|| D::Error::custom("too many values"))?;
        self.0.set(left);
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            object.insert(name, fields.next_value_seed(self)?);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_library() {
        for text in [
            "null",
            "true",
            "3",
            "-3",
            "3.5",
            "18446744073709551615",
            "\"a\\u00e9\"",
            "[]",
            "{}",
            r#"{"a": [1, {"b": null}], "c": "d", "a": 2}"#,
        ] {
            let expected: Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(read_value(text).expect("JSON"), expected, "{text}");
        }
        for text in ["", "{", "[1,]", "{} {}", "nul", "1e999"] {
            let expected = serde_json::from_str::<Value>(text).expect_err("no JSON").to_string();
            let found = read_value(text).expect_err("no JSON").to_string();
            assert_eq!(found, format!("not JSON: {expected}"), "{text}");
        }
        let (values, error) = read_values("{} [1]\n\"a\" {");
        assert_eq!(values.len(), 3);
        assert!(matches!(error, Some(ReadError::NotJson(_))));
    }

    #[test]
    fn more_values_than_any_article_has_are_refused() {
        let many = |count: usize| format!("[{}0]", "{\"a\":0},".repeat(count));
        assert!(read_value(&many(200_000)).is_ok());
        for error in [
            read_value(&many(300_000)).err(),
            read_values(&many(300_000)).1,
            read_values(&"{}".repeat(600_000)).1,
        ] {
            let error = error.expect("refused");
            assert!(error.to_string().starts_with("more than 500000 values"), "{error}");
        }
    }
}
