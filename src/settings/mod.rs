//! What was asked of the program, in two stages: [`Arguments`] as given by flags and environment,
//! [`Settings`] resolved and checked once.
//!
//! Carrying a command out is `command`'s work.

mod arguments;
mod documents;
mod resolved;

pub use arguments::{
    AnalyseOptions, Arguments, BundelOptions, CheckOptions, Command, FetchOptions, FilterOptions,
    Folders, IndexOptions, SearchOptions, ServeOptions,
};
pub use documents::DocumentOptions;
pub use resolved::{Settings, SettingsError};
