//! What is wrong with an input: each fault with its place, the first of them listed and all counted.

use serde::Serialize;

/// How many faults an answer lists. Nobody mends more at once, and an input of megabytes must be
/// neither answered with as many, nor kept in memory as such.
pub(super) const MOST_FAULTS: usize = 50;

/// One fault of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    #[serde(flatten)]
    pub place: FaultPlace,
    /// What was found and what was expected.
    pub detail: String,
}

/// Where a fault stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FaultPlace {
    /// A key of the query.
    Parameter(String),
    /// A JSON pointer (RFC 6901) into the body, as a fragment.
    Pointer(String),
}

impl Fault {
    pub fn in_query(key: &str, detail: impl Into<String>) -> Self {
        Fault { place: FaultPlace::Parameter(shortened(key)), detail: detail.into() }
    }

    /// `path` is a JSON pointer, empty for the whole body.
    pub fn in_body(path: &str, detail: impl Into<String>) -> Self {
        Fault { place: FaultPlace::Pointer(format!("#{path}")), detail: detail.into() }
    }
}

/// The faults of one input: the first 50, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    listed: Vec<Fault>,
    count: usize,
}

impl Faults {
    pub fn push(&mut self, fault: Fault) {
        self.count += 1;
        if self.listed.len() < MOST_FAULTS {
            self.listed.push(fault);
        }
    }

    /// Adds those of another part of the same input.
    pub fn append(&mut self, others: Faults) {
        let unlisted = others.count - others.listed.len();
        self.extend(others.listed);
        self.count += unlisted;
    }

    pub fn listed(&self) -> &[Fault] {
        &self.listed
    }

    pub fn into_listed(self) -> Vec<Fault> {
        self.listed
    }

    /// How many there are, also those that are not listed.
    pub fn count(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl Extend<Fault> for Faults {
    fn extend<T: IntoIterator<Item = Fault>>(&mut self, faults: T) {
        faults.into_iter().for_each(|fault| self.push(fault));
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<T: IntoIterator<Item = Fault>>(given: T) -> Self {
        let mut faults = Faults::default();
        faults.extend(given);
        faults
    }
}

/// Input as it is repeated in a message: enough to recognise it.
pub(super) fn shortened(text: &str) -> String {
    /// Characters; longer than any key or word the API knows.
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_some_listed() {
        let some = |count: usize| -> Faults {
            (0..count).map(|number| Fault::in_body("", number.to_string())).collect()
        };
        let check = |faults: &Faults, count: usize, listed: usize| {
            assert_eq!((faults.count(), faults.listed().len()), (count, listed));
            assert_eq!(faults.is_empty(), count == 0);
        };
        check(&some(0), 0, 0);
        check(&some(50), 50, 50);
        check(&some(1_000_000), 1_000_000, 50);
        let mut both = some(40);
        both.append(some(100));
        check(&both, 140, 50);
        assert_eq!(both.listed()[40].detail, "0");
    }
}
