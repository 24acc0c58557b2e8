//! From bytes to text: the encoding is found, line ends are made one kind, control characters go.

use std::borrow::Cow;

use super::read_error::ReadError;
use super::warning::Warning;

/// A file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    /// What was wrong with the encoding.
    pub warning: Option<Warning>,
}

/// UTF-8 with or without byte order mark, UTF-16 with one (or without, when it plainly is), else
/// Windows-1252, of which Latin-1's printable part is a subset.
///
/// # Errors
/// When the bytes are no text ([`ReadError::Binary`]), or there are none ([`ReadError::Empty`]).
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let (text, warning) = match (utf16_unit(bytes), bytes) {
        (Some(unit), bytes) => (utf16(bytes, unit), Some(Warning::NotUtf8 { encoding: UTF_16 })),
        (None, [0xEF, 0xBB, 0xBF, rest @ ..]) => utf8_or_windows(rest)?,
        (None, bytes) => utf8_or_windows(bytes)?,
    };
    if text.contains('\0') {
        return Err(ReadError::Binary);
    }
    let text = clean(&text);
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(Decoded { text: text.into_owned(), warning })
}

/// As [`decode`], for an HTML page, whose own word for its encoding counts where its bytes leave it
/// open: text that is sound UTF-8 is UTF-8, whatever a page left over from older days says.
///
/// # Errors
/// As [`decode`].
pub(super) fn decode_html(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let decoded = decode(bytes)?;
    let Some(Warning::NotUtf8 { encoding: "Windows-1252" }) = decoded.warning else {
        return Ok(decoded);
    };
    let declared = declared_charset(bytes).unwrap_or_default();
    match declared.as_str() {
        // Browsers read all of these as Windows-1252 too (WHATWG Encoding Standard, 4.2).
        "windows-1252" | "cp1252" | "iso-8859-1" | "latin1" | "iso8859-1" | "us-ascii" => {
            Ok(Decoded { warning: None, ..decoded })
        }
        "iso-8859-15" | "iso8859-15" | "latin-9" | "latin9" => {
            let text: String = bytes.iter().map(|&byte| iso_8859_15(byte)).collect();
            Ok(Decoded { text: clean(&text).into_owned(), warning: None })
        }
        _ => Ok(decoded),
    }
}

/// Bytes that came with a word about their encoding, as UTF-8; as they are when they are UTF-8 already,
/// whatever was said, or of an encoding that [`decode`] finds by itself.
pub fn declared_utf8<'b>(bytes: &'b [u8], charset: &str) -> Cow<'b, [u8]> {
    let latin_9 = matches!(charset, "iso-8859-15" | "iso8859-15" | "latin-9" | "latin9");
    if !latin_9 || std::str::from_utf8(bytes).is_ok() {
        return Cow::Borrowed(bytes);
    }
    let text: String = bytes.iter().map(|&byte| iso_8859_15(byte)).collect();
    Cow::Owned(text.into_bytes())
}

/// What `<meta charset=…>` or `<meta http-equiv=Content-Type content="…; charset=…">` says, in
/// lowercase. The HTML standard (13.2.3.2) wants it among the first 1024 bytes.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let metas = head.split("<meta").skip(1);
    metas.filter_map(|meta| meta.split('>').next()).find_map(|meta| {
        let value = meta.split_once("charset")?.1.trim_start().strip_prefix('=')?;
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
        Some(value[..end.unwrap_or(value.len())].to_owned())
    })
}

/// Latin-9: Latin-1 with the euro sign and seven letters (ISO/IEC 8859-15, table 1).
fn iso_8859_15(byte: u8) -> char {
    match byte {
        0xA4 => '€',
        0xA6 => 'Š',
        0xA8 => 'š',
        0xB4 => 'Ž',
        0xB8 => 'ž',
        0xBC => 'Œ',
        0xBD => 'œ',
        0xBE => 'Ÿ',
        byte => char::from(byte),
    }
}

/// One kind of line end (`\n`), no other control characters than `\n` and `\t`, no byte order marks.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let foreign = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_odd(c);
    if !text.contains(foreign) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                cleaned.push('\n');
            }
            // Next line, line and paragraph separator, vertical tab, form feed.
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => cleaned.push('\n'),
            c if foreign(c) => {}
            c => cleaned.push(c),
        }
    }
    Cow::Owned(cleaned)
}

fn is_odd(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// How a warning names it.
pub(super) const UTF_16: &str = "UTF-16";

/// What makes a unit of UTF-16 of two bytes.
pub(super) type Utf16Unit = fn([u8; 2]) -> u16;

fn utf16(bytes: &[u8], unit: Utf16Unit) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// How the units of a file that begins with these bytes are written, when it is in UTF-16: by its mark,
/// or since Dutch has a zero in nearly every pair of bytes, always on the same side, and nothing else
/// has.
pub(super) fn utf16_unit(bytes: &[u8]) -> Option<Utf16Unit> {
    // Enough to tell, little enough to be free.
    const SAMPLE: usize = 1024;
    match bytes {
        [0xFF, 0xFE, ..] => return Some(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => return Some(u16::from_be_bytes),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let pairs = sample.chunks_exact(2);
    let count = pairs.len();
    let zeros = |side: usize| pairs.clone().filter(|pair| pair[side] == 0).count();
    // Nine in ten: the typographic quotation marks and dashes are the exception.
    let many = |zeros: usize| count >= 8 && zeros * 10 >= count * 9;
    match (zeros(0), zeros(1)) {
        (0, high) if many(high) => Some(u16::from_le_bytes),
        (high, 0) if many(high) => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn utf8_or_windows(bytes: &[u8]) -> Result<(String, Option<Warning>), ReadError> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), None));
    }
    let (mut sound, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // In Windows-1252 an accented letter hardly ever forms sound UTF-8 with its neighbour, so a
    // text with more sound sequences than broken ones is damaged UTF-8, or UTF-8 that was cut off.
    if sound > broken {
        let text = String::from_utf8_lossy(bytes).into_owned();
        return Ok((text, Some(Warning::BrokenUtf8 { count: broken })));
    }
    // More than one control character in fifty is not a text: random bytes have one in ten.
    let controls = bytes.iter().filter(|&&b| b < 0x20 && !b.is_ascii_whitespace()).count();
    if controls * 50 > bytes.len() {
        return Err(ReadError::Binary);
    }
    let text = bytes.iter().map(|&byte| windows_1252(byte)).collect();
    Ok((text, Some(Warning::NotUtf8 { encoding: "Windows-1252" })))
}

/// The upper control range of Latin-1, where Windows-1252 has signs; from the WHATWG Encoding
/// Standard's index, in which the five unassigned bytes stay control characters.
fn windows_1252(byte: u8) -> char {
    const SIGNS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => SIGNS[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_page_declares_its_encoding() {
        let check = |declared: &str, text: &[u8], expected: &str, warned: bool| {
            let page = [declared.as_bytes(), text].concat();
            let decoded = decode_html(&page).expect("text");
            assert!(decoded.text.ends_with(expected), "{declared}: {}", decoded.text);
            assert_eq!(decoded.warning.is_some(), warned, "{declared}");
        };
        check("<meta charset=windows-1252>", b"1 \x80", "1 €", false);
        check("<META CHARSET='ISO-8859-1'>", b"caf\xE9", "café", false);
        check("<meta charset=\"iso-8859-15\">", b"1 \xA4", "1 €", false);
        let content = "<meta http-equiv=content-type content=\"text/html; charset=iso-8859-15\">";
        check(content, b"1 \xA4", "1 €", false);
        // What the bytes are goes before what is said of them.
        check("<meta charset=iso-8859-1>", "café".as_bytes(), "café", false);
        check("<meta charset=utf-8>", b"caf\xE9", "café", true);
        check("<meta charset=windows-1251>", b"caf\xE9", "café", true);
        check("", b"caf\xE9", "café", true);
    }

    fn utf16_bytes(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let check = |bytes: &[u8], expected: &str, warning: Option<&str>| {
            let decoded = decode(bytes).expect("text");
            assert_eq!(decoded.text, expected);
            let found = decoded.warning.map(|warning| warning.to_string());
            let starts = |found: &String| warning.is_some_and(|w| found.contains(w));
            assert!(found.is_none() == warning.is_none() && found.iter().all(starts), "{found:?}");
        };
        let dutch = "“Coöperatie” in België";
        check(dutch.as_bytes(), dutch, None);
        check(format!("\u{feff}{dutch}").as_bytes(), dutch, None);
        let with_mark = format!("\u{feff}{dutch}");
        check(&utf16_bytes(&with_mark, u16::to_le_bytes), dutch, Some("UTF-16"));
        check(&utf16_bytes(&with_mark, u16::to_be_bytes), dutch, Some("UTF-16"));
        check(&utf16_bytes("Werkplekleren", u16::to_le_bytes), "Werkplekleren", Some("UTF-16"));
        check(&utf16_bytes("Werkplekleren", u16::to_be_bytes), "Werkplekleren", Some("UTF-16"));
        check(
            b"\x93Co\xF6peratie\x94 in Belgi\xEB \x96 \x80 5",
            "“Coöperatie” in België – € 5",
            Some("Windows-1252"),
        );
        check(b"Belgi\xEB", "België", Some("Windows-1252"));
        // Cut off in the middle of the last letter.
        check(
            b"Co\xC3\xB6peratie \xC3\xA9\xC3\xA9n Belgi\xC3",
            "Coöperatie één Belgi\u{fffd}",
            Some("1 broken"),
        );
    }

    #[test]
    fn line_ends_and_control_characters() {
        let check = |text: &str, expected: &str| assert_eq!(clean(text), expected, "{text:?}");
        check("a\r\nb\rc\nd\u{85}e\u{2028}f\u{c}g", "a\nb\nc\nd\ne\nf\ng");
        check("a\u{7}b\tc\u{1b}[31md\u{feff}e\u{9d}", "ab\tc[31mde");
        check("een 🎉 en een \u{1}", "een 🎉 en een ");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [&b""[..], b"\xEF\xBB\xBF", b" \r\n\t ", b"\xFF\xFE"] {
            assert!(matches!(decode(bytes), Err(ReadError::Empty)), "{bytes:?}");
        }
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        let noise: Vec<u8> = (1..=255).chain(1..=255).collect();
        for bytes in [&png[..], b"tekst\0tekst", &noise] {
            assert!(matches!(decode(bytes), Err(ReadError::Binary)), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_text_or_refused(bytes: Vec<u8>) {
            if let Ok(decoded) = decode(&bytes) {
                prop_assert!(!decoded.text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
            }
        }

        #[test]
        fn sound_utf8_is_kept(text in "[a-zë“”€🎉 ]{0,40}x") {
            prop_assert_eq!(decode(text.as_bytes()).expect("text").text, text);
        }
    }
}
