//! Letters that readers take for the same. For every module.

use unicode_normalization::UnicodeNormalization;

/// Calls `emit` for what a letter or digit is read as: lowercase, NFKD without its marks, the letters of
/// a ligature apart. Nothing for what is no letter or digit, such as a combining mark.
pub(crate) fn fold_letter(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii_alphanumeric() {
        return emit(c.to_ascii_lowercase());
    }
    for lower in c.to_lowercase() {
        for base in std::iter::once(lower).nfkd() {
            match base {
                'ß' => "ss".chars().for_each(&mut emit),
                'œ' => "oe".chars().for_each(&mut emit),
                'æ' => "ae".chars().for_each(&mut emit),
                'þ' => "th".chars().for_each(&mut emit),
                'ø' => emit('o'),
                'đ' | 'ð' => emit('d'),
                'ł' => emit('l'),
                'ı' => emit('i'),
                // NFKD of a few symbols holds spaces, slashes and marks: nothing of a word.
                _ if base.is_alphanumeric() => base.to_lowercase().for_each(&mut emit),
                _ => {}
            }
        }
    }
}

/// Soft hyphen, zero-width space, joiners and no-break: written inside words, never read.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_as() {
        for (letter, expect) in [
            ('A', "a"),
            ('é', "e"),
            ('Ø', "o"),
            ('ẞ', "ss"),
            ('Œ', "oe"),
            ('Æ', "ae"),
            ('Þ', "th"),
            ('Ð', "d"),
            ('Đ', "d"),
            ('Ł', "l"),
            ('ı', "i"),
            ('ĳ', "ij"),
            ('½', "12"),
            ('\u{308}', ""),
            ('-', ""),
        ] {
            let mut read = String::new();
            fold_letter(letter, |c| read.push(c));
            assert_eq!(read, expect, "{letter}");
        }
    }
}
