//! Names that an account gives to its own things, by language of the UI, and keys made from them.

use crate::kernel::{FieldError, Result, UiLanguage, text, text_field};
use std::collections::BTreeMap;

/// The longest key, in characters.
const LONGEST_KEY: usize = 60;

/// Names by language of the UI.
pub type Labels = BTreeMap<String, String>;

/// Cleans names by language: empty ones fall away, one at least must be left.
///
/// # Errors
/// `required`, `too_long`, `unknown_language`, on `field`.
pub(super) fn parse(field: &str, labels: &Labels, longest: usize) -> Result<Labels, FieldError> {
    let mut clean = Labels::new();
    for (language, label) in labels {
        let language: UiLanguage = language.parse().map_err(|_| {
            FieldError::new(field, "unknown_language", format!("{language} is not a language of the interface: en, nb, sv, de"))
                .with("language", language)
        })?;
        if let Some(label) = text_field::line_within(field, label, longest)? {
            clean.insert(language.as_str().to_owned(), label);
        }
    }
    if clean.is_empty() { Err(text_field::missing(field)) } else { Ok(clean) }
}

/// The label in a language, else in English, else any.
pub(super) fn pick<'a>(labels: &'a Labels, language: &str) -> Option<&'a str> {
    labels.get(language).or_else(|| labels.get("en")).or_else(|| labels.values().next()).map(String::as_str)
}

/// What two labels have in common that people take for the same one, whatever their case and accents. A label without
/// letters (an emoji) is only the same as itself.
pub(super) fn sameness(label: &str) -> String {
    match text::fold(label) {
        folded if folded.is_empty() => label.trim().to_owned(),
        folded => folded,
    }
}

/// Whether any label is the same as `name` to people.
pub(super) fn is_called(labels: &Labels, name: &str) -> bool {
    let name = sameness(name);
    labels.values().any(|label| sameness(label) == name)
}

/// A key made from a label: small letters, digits and the separator (`Viktig kunde!` is `viktig-kunde`). Empty if
/// the label has none of them.
pub(super) fn key_from(label: &str, separator: char) -> String {
    let folded = text::fold(label);
    let mut key = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            'a'..='z' | '0'..='9' => key.push(c),
            _ if !key.is_empty() && !key.ends_with(separator) => key.push(separator),
            _ => {}
        }
    }
    // Every character is ASCII here.
    key.truncate(LONGEST_KEY);
    key.trim_end_matches(separator).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(list: &[(&str, &str)]) -> Labels {
        list.iter().map(|(language, name)| ((*language).to_owned(), (*name).to_owned())).collect()
    }

    #[test]
    fn labels_are_cleaned_and_one_must_be_left() {
        assert_eq!(parse("names", &labels(&[("nb", " Viktig "), ("sv", " ")]), 60), Ok(labels(&[("nb", "Viktig")])));
        assert_eq!(parse("names", &labels(&[("nb", "")]), 60).unwrap_err().code, "required");
        assert_eq!(parse("names", &labels(&[("fr", "Important")]), 60).unwrap_err().code, "unknown_language");
        assert_eq!(parse("names", &labels(&[("nb", &"x".repeat(61))]), 60).unwrap_err().code, "too_long");
    }

    #[test]
    fn a_key_is_made_of_plain_letters() {
        assert_eq!(key_from("  Viktig kunde! ", '-'), "viktig-kunde");
        assert_eq!(key_from("Größe & Übergabe", '_'), "grosse_ubergabe");
        assert_eq!(key_from("東京", '-'), "");
        assert_eq!(key_from(&"ab ".repeat(100), '-').len(), 59);
    }

    #[test]
    fn the_label_of_the_language_is_picked_else_the_english_one() {
        let both = labels(&[("en", "VIP"), ("nb", "Viktig")]);
        assert_eq!((pick(&both, "nb"), pick(&both, "de"), pick(&Labels::new(), "nb")), (Some("Viktig"), Some("VIP"), None));
        assert!(is_called(&both, "VIKTIG") && !is_called(&both, "viktige"));
        assert_ne!(sameness("★"), sameness("♥"));
    }
}
