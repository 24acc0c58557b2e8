//! What was asked of the program, in two stages: [`Arguments`] as given by flags, environment and a
//! settings file,
//! [`Settings`] resolved and checked once.
//!
//! Carrying a command out is `command`'s work.

mod arguments;
mod documents;
mod file;
mod given;
mod resolved;

pub use arguments::{
    AnalyseOptions, Arguments, BackupOptions, BundelOptions, CheckOptions, Command,
    CompletionsOptions, FetchOptions, FilterOptions, Folders, IndexOptions, RestoreOptions,
    SearchOptions, ServeOptions,
};
pub use documents::DocumentOptions;
pub use file::FileError;
pub use given::{InForce, Origin};
pub use resolved::{Settings, SettingsError};
