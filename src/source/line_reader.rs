//! A file cut into lines, with one of them in memory at a time.
//!
//! A line ends as on any system (`\n`, `\r\n`, `\r`). UTF-16 is turned into UTF-8 before it is cut:
//! half of a character may look like the end of a line. What else the bytes are is left to
//! [`super::decode`].

use std::io::{self, BufRead};

use super::decode::{Utf16Unit, utf16_unit};

/// The lines of an input.
pub(super) struct LineReader<R> {
    input: Input<R>,
    limit: usize,
    /// A line feed at the beginning of the next line belongs to the end of the last one.
    after_return: bool,
}

/// How a line was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Whole,
    /// It was read over and not kept.
    TooLong {
        bytes: u64,
    },
}

/// The bytes to cut.
struct Input<R> {
    bytes: R,
    utf16: Option<Decoding>,
}

/// UTF-16 that is read, as UTF-8 that is not.
struct Decoding {
    unit: Utf16Unit,
    /// The first byte of a unit, or the first unit of a pair: two bytes, at the end of what was read.
    rest: Vec<u8>,
    text: String,
    used: usize,
}

impl<R: BufRead> LineReader<R> {
    /// Lines of at most `limit` bytes; the first bytes of the input tell its encoding.
    ///
    /// # Errors
    /// When the input itself fails.
    pub fn new(mut bytes: R, limit: usize) -> io::Result<Self> {
        let unit = utf16_unit(bytes.fill_buf()?);
        let utf16 =
            unit.map(|unit| Decoding { unit, rest: Vec::new(), text: String::new(), used: 0 });
        Ok(LineReader { input: Input { bytes, utf16 }, limit, after_return: false })
    }

    pub fn is_utf16(&self) -> bool {
        self.input.utf16.is_some()
    }

    /// Reads the next line, without its end; `None` when there is none.
    ///
    /// # Errors
    /// When the input itself fails.
    pub fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Line>> {
        line.clear();
        let mut bytes = 0;
        loop {
            let buffer = self.input.fill()?;
            if buffer.is_empty() {
                let whole = (bytes > 0).then(|| self.measured(bytes));
                return Ok(whole);
            }
            if std::mem::take(&mut self.after_return) && buffer[0] == b'\n' {
                self.input.consume(1);
                continue;
            }
            let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let found = &buffer[..end.unwrap_or(buffer.len())];
            bytes += found.len() as u64;
            let returned = end.is_some_and(|end| buffer[end] == b'\r');
            let used = found.len() + usize::from(end.is_some());
            // One byte more than allowed tells a line that is too long.
            let room = (self.limit + 1).saturating_sub(line.len());
            line.extend_from_slice(&found[..found.len().min(room)]);
            self.input.consume(used);
            if end.is_some() {
                self.after_return = returned;
                return Ok(Some(self.measured(bytes)));
            }
        }
    }

    fn measured(&self, bytes: u64) -> Line {
        if bytes > self.limit as u64 { Line::TooLong { bytes } } else { Line::Whole }
    }
}

impl<R: BufRead> Input<R> {
    fn fill(&mut self) -> io::Result<&[u8]> {
        let Some(decoding) = &mut self.utf16 else { return self.bytes.fill_buf() };
        while decoding.used == decoding.text.len() {
            let read = self.bytes.fill_buf()?;
            let length = read.len();
            decoding.decode(read);
            self.bytes.consume(length);
            if length == 0 {
                break;
            }
        }
        Ok(&decoding.text.as_bytes()[decoding.used..])
    }

    fn consume(&mut self, bytes: usize) {
        match &mut self.utf16 {
            Some(decoding) => decoding.used += bytes,
            None => self.bytes.consume(bytes),
        }
    }
}

impl Decoding {
    /// The text of what was read; nothing more was when it is empty.
    fn decode(&mut self, read: &[u8]) {
        let is_end = read.is_empty();
        self.rest.extend_from_slice(read);
        let mut units: Vec<u16> =
            self.rest.chunks_exact(2).map(|pair| (self.unit)([pair[0], pair[1]])).collect();
        let begins_pair = |unit: &u16| (0xD800..0xDC00).contains(unit);
        if !is_end && units.last().is_some_and(begins_pair) {
            units.pop();
        }
        let done = if is_end { self.rest.len() } else { units.len() * 2 };
        self.rest.drain(..done);
        self.text.clear();
        self.used = 0;
        let chars = char::decode_utf16(units);
        self.text.extend(chars.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// The lines, read in portions of so many bytes.
    fn lines(bytes: &[u8], portion: usize) -> Vec<String> {
        let input = BufReader::with_capacity(portion, bytes);
        let mut reader = LineReader::new(input, 20).expect("memory");
        let (mut line, mut found) = (Vec::new(), Vec::new());
        while let Some(read) = reader.next(&mut line).expect("memory") {
            found.push(match read {
                Line::Whole => String::from_utf8_lossy(&line).into_owned(),
                Line::TooLong { bytes } => format!("{bytes} bytes"),
            });
        }
        found
    }

    #[test]
    fn lines_end_as_on_any_system() {
        for portion in [1, 2, 3, 64] {
            let check = |text: &str, expected: &[&str]| {
                assert_eq!(lines(text.as_bytes(), portion), expected, "{text:?} by {portion}");
            };
            check("", &[]);
            check("a", &["a"]);
            check("a\nb", &["a", "b"]);
            check("a\r\n\r\nb\r\n", &["a", "", "b"]);
            check("a\rb\r\rc\r", &["a", "b", "", "c"]);
            check("\n\n", &["", ""]);
            check(
                "aaaaaaaaaaaaaaaaaaaa\naaaaaaaaaaaaaaaaaaaaa\nb",
                &[&"a".repeat(20), "21 bytes", "b"],
            );
        }
    }

    #[test]
    fn characters_of_two_bytes_are_cut_between_lines_only() {
        // With 0A and 0D as halves of ⁊ and ഊ, and pairs of units.
        let text = "\u{feff}Twee ’s avonds\nഊ ⁊ 🎉\r\n€ 5";
        let expected = ["\u{feff}Twee ’s avonds", "ഊ ⁊ 🎉", "€ 5"];
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let file: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
            for portion in [2, 3, 5, 64] {
                assert_eq!(lines(&file, portion), expected, "by {portion}");
            }
            // Cut off within a character.
            let short = lines(&file[..file.len() - 1], 64);
            assert_eq!(short[2], "€ \u{fffd}".trim_end_matches('\u{fffd}'));
        }
        let plain: Vec<u8> =
            "{\"titel\": 1}\n{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(&plain, 64), ["{\"titel\": 1}", "{}"]);
    }
}
