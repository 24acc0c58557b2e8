//! Bundels: what a visitor chose, in which order, with which notes; kept in SQLite.
//!
//! [`Content`] is a bundel as a value with its limits, [`Store`] keeps bundels and who may change
//! them, [`Entry`] joins an item with the article as it is now, and [`Publication`] is everything a
//! document needs. How a bundel looks is left to `render`, who asks for it to `web`.

mod content;
mod entry;
mod id;
mod key;
mod limits;
mod publication;
mod selection;
mod store;

pub use content::{Added, Content, ContentFault, Excess, Item, Place, Wanted};
pub use entry::{ContentHash, Entry, ItemState, look_up};
pub use id::{BundelId, InvalidBundelId};
pub use key::{Key, SecretHash, VisitorSecret};
pub use limits::Limits;
pub use publication::{Imprint, Part, Picture, Publication};
pub use selection::{DEFAULT_MAXIMUM, DEFAULT_TITLE, Selection, Sought};
pub use store::{
    Bundel, Bundled, CheckedCopy, Right, Store, StoreError, Summary, Tidied, UNDO_DAYS, Version,
    make_private_folder,
};
