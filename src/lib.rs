//! bundelaar: search a collection of Dutch-language articles and take what you found along as one
//! document.
//!
//! Data flows one way, and each module knows only those before it:
//! [`article`] (the vocabulary) → [`source`] → [`dutch`] → [`index`] → [`search`] → [`bundel`] →
//! [`render`] → [`web`]; [`fetch`], [`live`], [`journal`], [`settings`] and [`command`] stand around
//! them. `ARCHITECTURE.md` is the map.

pub mod article;
pub mod bundel;
pub mod command;
pub mod dutch;
pub mod fetch;
mod hex;
pub mod index;
pub mod journal;
mod letters;
pub mod live;
pub mod render;
pub mod search;
pub mod settings;
pub mod source;
pub mod web;

// As the integration tests do it.
#[cfg(test)]
#[path = "../tests/it/damage.rs"]
mod damage;
