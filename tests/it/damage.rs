//! What is right, made nearly right: bytes changed, parts lost, doubled or moved, signs of the form
//! put where they do not belong. The order is the same each time.

use std::time::{Duration, Instant};

/// One way in which content goes wrong.
pub fn change(content: &mut Vec<u8>, signs: &[&str], random: &mut Random) {
    if content.is_empty() {
        content.push(b'a');
    }
    let at = random.below(content.len());
    let length = random.below(content.len() - at + 1).min(random.below(400));
    match random.below(7) {
        0 => content[at] = random.below(256) as u8,
        1 => drop(content.drain(at..at + length)),
        2 => content.truncate(at),
        3 => {
            let part: Vec<u8> = content[at..at + length].to_vec();
            let to = random.below(content.len());
            content.splice(to..to, part);
        }
        4 => {
            // Nested or repeated as nobody would.
            let sign = signs[random.below(signs.len())].repeat(1 + random.below(300));
            content.splice(at..at, sign.bytes());
        }
        _ => {
            let sign = signs[random.below(signs.len())];
            content.splice(at..at, sign.bytes());
        }
    }
}

/// One of these, changed in a few ways.
pub fn damaged(right: &[&str], signs: &[&str], random: &mut Random) -> Vec<u8> {
    let mut content = random.one_of(right).as_bytes().to_vec();
    for _ in 0..random.below(5) {
        change(&mut content, signs, random);
    }
    content
}

/// Counts what is tried, until the time is up that an environment variable gives in seconds (one
/// second unless it does) and there was enough of it.
pub struct Trial {
    end: Instant,
    runs: u64,
}

impl Trial {
    pub fn new(variable: &str) -> Trial {
        Trial { end: Instant::now() + Duration::from_secs(number(variable, 1)), runs: 0 }
    }

    /// Whether to try once more.
    pub fn goes_on(&mut self) -> bool {
        /// On a busy machine a second may hold a single one, which shows nothing.
        const FEWEST: u64 = 30;
        let on = self.runs < FEWEST || Instant::now() < self.end;
        self.runs += u64::from(on);
        on
    }

    /// Says how much was tried. Some must have been taken, or nothing was tried at all.
    pub fn report(&self, what: &str, taken: u64) {
        println!("{what}: {} tried, {taken} taken", self.runs);
        assert!(taken > 0 && self.runs > taken, "{what}: {} tried, {taken} taken", self.runs);
    }
}

/// How much an environment variable asks for.
pub fn number(variable: &str, unless_set: u64) -> u64 {
    std::env::var(variable).map_or(unless_set, |text| {
        text.parse().unwrap_or_else(|_| panic!("{variable} is {text:?}; expected a number"))
    })
}

/// Marsaglia's xorshift64 (Journal of Statistical Software 8, 2003): the same numbers each time.
pub struct Random(u64);

impl Random {
    pub fn new() -> Random {
        Random(0x9e37_79b9_7f4a_7c15)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    pub fn one_of<'a, T: ?Sized>(&mut self, these: &[&'a T]) -> &'a T {
        these[self.below(these.len())]
    }
}
