//! Text as it comes in at a door: trimmed, freed of signs that nobody sees, never longer than a field may be.

use super::FieldError;

/// The most characters that a field of a record holds.
pub const MAX_TEXT: usize = 2000;

/// One line: trimmed, line breaks and tabs become spaces, control characters vanish. Empty input is `None`.
///
/// # Errors
/// `too_long` (params `max`, `count`) with more than [`MAX_TEXT`] characters.
pub fn line(field: &str, input: &str) -> Result<Option<String>, FieldError> {
    line_within(field, input, MAX_TEXT)
}

/// [`line`] with a limit of its own.
///
/// # Errors
/// `too_long` (params `max`, `count`).
pub fn line_within(field: &str, input: &str, max: usize) -> Result<Option<String>, FieldError> {
    bounded(field, clean(input, false), max)
}

/// Text of several lines: trimmed, line ends become `\n`, other control characters vanish. Empty input is `None`.
///
/// # Errors
/// `too_long` (params `max`, `count`) with more than [`MAX_TEXT`] characters.
pub fn lines(field: &str, input: &str) -> Result<Option<String>, FieldError> {
    lines_within(field, input, MAX_TEXT)
}

/// [`lines`] with a limit of its own.
///
/// # Errors
/// `too_long` (params `max`, `count`).
pub fn lines_within(field: &str, input: &str, max: usize) -> Result<Option<String>, FieldError> {
    bounded(field, clean(input, true), max)
}

/// A line that must not be empty.
///
/// # Errors
/// `required`, or `too_long` (params `max`, `count`).
pub fn required_line(field: &str, input: &str) -> Result<String, FieldError> {
    line(field, input)?.ok_or_else(|| missing(field))
}

/// The refusal of an empty field.
pub fn missing(field: &str) -> FieldError {
    FieldError::new(field, "required", "is required")
}

/// The refusal of a text that is too long.
pub fn too_long(field: &str, max: usize, count: usize) -> FieldError {
    FieldError::new(field, "too_long", format!("has {count} characters; at most {max} are allowed")).with("max", max).with("count", count)
}

fn bounded(field: &str, text: String, max: usize) -> Result<Option<String>, FieldError> {
    // A text has at most as many characters as bytes, so most are not counted.
    if text.len() > max {
        let count = text.chars().count();
        if count > max {
            return Err(too_long(field, max, count));
        }
    }
    Ok((!text.is_empty()).then_some(text))
}

fn clean(input: &str, keep_lines: bool) -> String {
    let input = input.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if !input.chars().any(|c| is_invisible(c) || (!keep_lines && is_break(c)) || c == '\r') {
        return input.to_owned();
    }
    let mut out = String::with_capacity(input.len());
    let mut previous = '\0';
    for c in input.chars() {
        match c {
            // `\r\n` is one line end.
            '\n' if previous == '\r' => {}
            c if is_break(c) && !keep_lines => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if is_invisible(c) => {}
            c => out.push(c),
        }
        previous = c;
    }
    // What vanished may have stood outside of spaces.
    match out.trim() {
        trimmed if trimmed.len() == out.len() => out,
        trimmed => trimmed.to_owned(),
    }
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// NUL, which PostgreSQL cannot store, other control characters, byte-order marks, and the signs that turn the
/// direction of all text after them.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !is_break(c)) || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_trimmed_and_stays_one_line() {
        assert_eq!(line("note", "  a\r\nb\tc\0 ").unwrap().as_deref(), Some("a b c"));
        assert_eq!(line("note", "\u{feff}\0 \n").unwrap(), None);
        assert_eq!(required_line("name", " \u{a0} ").unwrap_err().code, "required");
    }

    #[test]
    fn lines_keep_their_breaks() {
        assert_eq!(lines("note", "one\r\ntwo\rthree\n\nfour\u{1b}[0m").unwrap().as_deref(), Some("one\ntwo\nthree\n\nfour[0m"));
        assert_eq!(lines("note", "a\tb").unwrap().as_deref(), Some("a\tb"));
    }

    #[test]
    fn the_limit_counts_characters_not_bytes() {
        assert_eq!(line("note", &"å".repeat(2000)).unwrap().map(|t| t.chars().count()), Some(2000));
        let refusal = line("note", &"å".repeat(2001)).unwrap_err();
        assert_eq!((refusal.code, refusal.field.as_str()), ("too_long", "note"));
        assert_eq!(refusal.params, vec![("max", "2000".to_owned()), ("count", "2001".to_owned())]);
        assert!(line("note", &format!("{}{}", "a".repeat(2000), " ".repeat(5000))).is_ok(), "spaces at the end do not count");
        assert!(line_within("key", "abcd", 3).is_err());
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            for result in [line("f", &text), lines("f", &text)] {
                let once = result.unwrap().unwrap_or_default();
                prop_assert!(!once.contains('\0'));
                prop_assert_eq!(lines("f", &once).unwrap().unwrap_or_default(), once);
            }
            let once = line("f", &text).unwrap().unwrap_or_default();
            prop_assert!(!once.contains('\n'));
            prop_assert_eq!(line("f", &once).unwrap().unwrap_or_default(), once);
        }
    }
}
