//! What was asked of the program, in two stages: [`Arguments`] as given by flags, environment and a
//! settings file, [`Settings`] resolved and checked once.
//!
//! Carrying a command out is `command`'s work.

mod arguments;
mod documents;
mod fetching;
mod file;
mod given;
mod resolved;
mod serving;

pub use arguments::{
    AnalyseOptions, Arguments, BackupOptions, BundelOptions, CheckOptions, Command,
    CompletionsOptions, FilterOptions, Folders, IndexOptions, RestoreOptions, SearchOptions,
};
pub use documents::DocumentOptions;
pub use fetching::FetchOptions;
pub use file::FileError;
pub use given::{InForce, Origin};
pub use resolved::{Settings, SettingsError};
pub use serving::ServeOptions;
