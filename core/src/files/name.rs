//! Names of files as people gave them, made harmless.

use crate::kernel::{FieldError, Result};

/// The longest name in bytes; what most file systems keep.
const MAX_BYTES: usize = 200;

/// The last part of a path in either way of writing, without control characters and without characters that a file
/// system, a header or a reader would take for something else. Never empty, never `.` or `..`.
pub fn safe_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let harmless: String = last
        .chars()
        .filter(|letter| !letter.is_control() && !is_direction(*letter))
        .map(|letter| if matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { letter })
        .collect();
    let trimmed = harmless.trim().trim_matches('.').trim();
    if trimmed.is_empty() { "file".into() } else { shorten(trimmed) }
}

/// Characters that turn the direction of writing, so that `exe` can look like `txt`.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Cuts in the middle, so that the ending stays.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.len() > 20 { "" } else { ending };
    let mut cut = MAX_BYTES - ending.len();
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}{ending}", &name[..cut])
}

/// What a browser said a file is, if it has the shape of a media type; else `application/octet-stream`.
pub fn media_type(given: Option<&str>) -> String {
    let word = |text: &str| {
        !text.is_empty() && text.len() <= 100 && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "!#$&-^_.+".contains(letter))
    };
    given
        .map(|text| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
        .filter(|text| text.split_once('/').is_some_and(|(kind, subtype)| word(kind) && word(subtype)))
        .unwrap_or_else(|| "application/octet-stream".into())
}

/// The name for a `Content-Disposition: attachment` header (RFC 6266): one in ASCII for old readers, one in UTF-8.
///
/// # Errors
/// Never for a name made by [`safe_name`]; a name with control characters is refused.
pub fn content_disposition(name: &str) -> Result<String, FieldError> {
    if name.chars().any(char::is_control) {
        return Err(FieldError::new("name", "invalid_name", "a file name holds no control characters"));
    }
    let ascii: String =
        name.chars().map(|letter| if letter.is_ascii() && !matches!(letter, '"' | '\\' | '%') { letter } else { '_' }).collect();
    let utf8: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    Ok(format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{utf8}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_harmless() {
        for (given, safe) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\fakepath\\Målerskjema.pdf", "Målerskjema.pdf"),
            ("rapport\u{202e}txt.exe", "rapporttxt.exe"),
            ("a\r\nSet-Cookie: x", "aSet-Cookie_ x"),
            ("..", "file"),
            ("", "file"),
            ("  .hidden ", "hidden"),
        ] {
            assert_eq!(safe_name(given), safe);
        }
        let long = safe_name(&format!("{}.xlsx", "ø".repeat(400)));
        assert!(long.len() <= MAX_BYTES && long.ends_with(".xlsx"));
    }

    #[test]
    fn media_types_have_their_shape() {
        assert_eq!(media_type(Some("Text/HTML; charset=utf-8")), "text/html");
        assert_eq!(media_type(Some("nonsense")), "application/octet-stream");
        assert_eq!(media_type(Some("a/b\r\nx: y")), "application/octet-stream");
        assert_eq!(media_type(None), "application/octet-stream");
    }

    #[test]
    fn a_header_carries_the_name_twice() {
        assert_eq!(
            content_disposition("Tür \"4\".pdf").unwrap(),
            "attachment; filename=\"T_r _4_.pdf\"; filename*=UTF-8''T%C3%BCr%20%224%22.pdf"
        );
        assert!(content_disposition("a\nb").is_err());
    }
}
