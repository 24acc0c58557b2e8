//! Secrets: the key that changes a bundel, and the secret in a visitor's cookie.
//!
//! A secret leaves the program once, when it is made. What is kept is its SHA-256: with 128 bits or
//! more from the system's generator there is nothing to guess from a hash, so that neither salt nor
//! a slow hash adds anything (they protect passwords, which people choose).

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::id::random_text;
use crate::hex::hex;

/// 28 characters of 5 bits are 140 bits: above 128, and seven groups of four to type.
const LENGTH: usize = 28;

/// The right to change a bundel, typed or pasted by whoever was given it.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        random_text::<LENGTH>().map(Key)
    }

    /// A key as a person typed it: capitals, spaces and hyphens do not matter, and the letters that
    /// keys do not have are read as the digits they look like. Any text is taken; whether it opens a
    /// bundel is for the store to say.
    pub fn typed(text: &str) -> Self {
        let plain = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        Key(plain
            .map(|c| match c.to_ascii_lowercase() {
                'i' | 'l' => '1',
                'o' => '0',
                other => other,
            })
            .collect())
    }

    /// The key in groups of four, to show this once.
    pub fn shown(&self) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        characters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
    }

    pub(super) fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

/// What a browser holds in its one cookie; the store maps it to the visitor's bundels.
#[derive(Clone)]
pub struct VisitorSecret(String);

impl VisitorSecret {
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        random_text::<LENGTH>().map(VisitorSecret)
    }

    /// A secret as a browser sent it. Only the store can tell whether it was ever given out.
    pub(super) fn from_cookie(value: &str) -> Self {
        VisitorSecret(value.to_owned())
    }

    /// The value of the cookie.
    pub fn cookie_value(&self) -> &str {
        &self.0
    }

    /// A token for this visitor's forms. It proves that a form was made for this browser, and
    /// tells nothing about the secret (SHA-256 is one-way, and the prefix keeps it apart from the
    /// hash in the store).
    pub fn form_token(&self) -> String {
        hex(&Sha256::digest(format!("form token\n{}", self.0))[..16])
    }

    /// Whether a form carried this visitor's token; takes as long for a wrong one.
    pub fn accepts_form_token(&self, token: &str) -> bool {
        self.form_token().as_bytes().ct_eq(token.as_bytes()).into()
    }

    pub(super) fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

/// SHA-256 of a secret: what may be kept.
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    pub fn of(secret: &str) -> Self {
        SecretHash(Sha256::digest(secret).into())
    }

    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        SecretHash(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Equality that takes the same time wherever the two differ.
    pub fn matches(&self, other: &SecretHash) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl fmt::Debug for VisitorSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitorSecret(…)")
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_being_typed() {
        let key = Key("0123456789abcdefghjkmnpqrstv".into());
        assert_eq!(key.shown(), "0123-4567-89ab-cdef-ghjk-mnpq-rstv");
        for typed in [
            "0123-4567-89ab-cdef-ghjk-mnpq-rstv",
            " O123 4567 89AB CDEF GHJK MNPQ RSTV ",
            "oI23456789abcdefghjkmnpqrstv",
        ] {
            assert!(Key::typed(typed).hash().matches(&key.hash()), "{typed}");
        }
        for wrong in ["", "0123", "1123-4567-89ab-cdef-ghjk-mnpq-rstv"] {
            assert!(!Key::typed(wrong).hash().matches(&key.hash()), "{wrong}");
        }
    }

    #[test]
    fn a_hash_matches_itself_alone() {
        let hash = SecretHash::of("sleutel");
        assert!(hash.matches(&SecretHash::of("sleutel")));
        for bit in 0..256 {
            let mut other = hash;
            other.0[bit / 8] ^= 1 << (bit % 8);
            assert!(!hash.matches(&other), "bit {bit}");
        }
    }

    #[test]
    fn secrets_stay_out_of_logs() {
        let key = Key::random().unwrap();
        let visitor = VisitorSecret::random().unwrap();
        let logged = format!("{key:?} {visitor:?} {:?}", key.hash());
        assert_eq!(logged, "Key(…) VisitorSecret(…) SecretHash(…)");
    }

    #[test]
    fn a_form_token_belongs_to_one_visitor() {
        let visitor = VisitorSecret::random().unwrap();
        assert!(visitor.accepts_form_token(&visitor.form_token()));
        assert!(!visitor.accepts_form_token(&VisitorSecret::random().unwrap().form_token()));
        assert!(!visitor.accepts_form_token(""));
    }
}
