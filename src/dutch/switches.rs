//! Steps of the chain that can be left out, so that an evaluation can say what each one brings.

/// Which optional steps run. Everything by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Switches {
    /// Our inflection; without it Porter's Dutch stemmer alone.
    pub inflection: bool,
    /// Splitting compounds. Hyphens always part.
    pub compounds: bool,
    /// `kop- en voetteksten` also means `kopteksten`.
    pub coordination: bool,
}

impl Default for Switches {
    fn default() -> Switches {
        Switches { inflection: true, compounds: true, coordination: true }
    }
}
