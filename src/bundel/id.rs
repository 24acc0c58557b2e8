//! Identifiers of bundels. Whoever has the link may read, so an id is as hard to guess as a key.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Crockford's base 32 in lower case (<https://www.crockford.com/base32.html>): no `i`, `l`, `o`
/// or `u`, so that what is read from paper or over the phone is typed back as meant.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 26 characters of 5 bits are 130 bits, the shortest that holds 128.
const LENGTH: usize = 26;

/// The name of a bundel in addresses: 130 random bits as 26 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundelId(String);

/// The text can not be the id of a bundel, so there is no such bundel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("dit is geen id van een bundel: verwacht {LENGTH} tekens uit 0-9 en a-z")]
pub struct InvalidBundelId;

impl BundelId {
    /// # Errors
    /// When the system's generator fails.
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        random_text::<LENGTH>().map(BundelId)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BundelId {
    type Err = InvalidBundelId;

    fn from_str(text: &str) -> Result<Self, InvalidBundelId> {
        let valid = text.len() == LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte));
        if valid { Ok(BundelId(text.to_owned())) } else { Err(InvalidBundelId) }
    }
}

impl fmt::Display for BundelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for BundelId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// `N` characters with 5 random bits each from the system's generator. 256 is a multiple of 32, so
/// that every character is equally likely.
pub(super) fn random_text<const N: usize>() -> Result<String, getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_random_and_a_closed_set() {
        let id = BundelId::random().unwrap();
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_ne!(id, BundelId::random().unwrap());
        for bad in ["", "..", "../../etc/passwd", &"a".repeat(25), &"a".repeat(27), &"u".repeat(26)]
        {
            assert_eq!(bad.parse::<BundelId>(), Err(InvalidBundelId), "{bad}");
        }
    }
}
