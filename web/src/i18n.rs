//! The words of the interface: `locales/{en,nb,sv,de}/*.ftl`, one file per domain.
//!
//! A key that is missing shows as `⟦key⟧`, and a test holds that every key that a template or the code names exists
//! in every language.

use crate::format;
use fluent_templates::{LanguageIdentifier, StaticLoader, fluent_bundle::FluentValue, langid, static_loader};
use kartotek_core::kernel::{Error, FieldError, UiLanguage};
use std::{borrow::Cow, collections::HashMap};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| {
            // Without the marks that isolate a value's writing direction: none of the languages is written from the
            // right, and the marks would be copied out of the page with the text.
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(match bundle.locales[0].language.as_str() {
                "nb" => |value, _| grouped(UiLanguage::Nb, value),
                "sv" => |value, _| grouped(UiLanguage::Sv, value),
                "de" => |value, _| grouped(UiLanguage::De, value),
                _ => |value, _| grouped(UiLanguage::En, value),
            }));
        },
    };
}

static ENGLISH: LanguageIdentifier = langid!("en");
static NORWEGIAN: LanguageIdentifier = langid!("nb");
static SWEDISH: LanguageIdentifier = langid!("sv");
static GERMAN: LanguageIdentifier = langid!("de");

fn locale(language: UiLanguage) -> &'static LanguageIdentifier {
    match language {
        UiLanguage::En => &ENGLISH,
        UiLanguage::Nb => &NORWEGIAN,
        UiLanguage::Sv => &SWEDISH,
        UiLanguage::De => &GERMAN,
    }
}

/// A value inside a text. A number chooses the plural form and is written as the language writes numbers.
#[derive(Clone, Debug)]
pub enum Arg {
    /// A name, a date that is already written.
    Text(String),
    /// A count.
    Number(i64),
}

impl<T> From<&T> for Arg
where
    T: Clone + Into<Arg>,
{
    fn from(value: &T) -> Self {
        value.clone().into()
    }
}

macro_rules! from_numbers {
    ($($number:ty),+) => {$(
        impl From<$number> for Arg {
            fn from(number: $number) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )+};
}
from_numbers!(i32, i64, u8, u16, u32, u64, usize);

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// The text of `key`.
pub fn text(language: UiLanguage, key: &str) -> String {
    find::<&str>(language, key, None).unwrap_or_else(|| format!("⟦{key}⟧"))
}

/// Whether there is a text for `key` that needs no values.
pub fn exists(key: &str) -> bool {
    find::<&str>(UiLanguage::En, key, None).is_some()
}

/// The text of `key` with values.
pub fn text_with(language: UiLanguage, key: &str, args: &[(&str, Arg)]) -> String {
    find_with(language, key, args).unwrap_or_else(|| format!("⟦{key}⟧"))
}

/// The text of `key` with values, if there is one that needs no others.
pub fn text_if_known(language: UiLanguage, key: &str, args: &[(&str, Arg)]) -> Option<String> {
    find_with(language, key, args)
}

/// The translated sentence for a refused field; the English one if the code has none.
pub fn refusal(language: UiLanguage, error: &FieldError) -> String {
    coded(language, error.code, &error.params, &error.message)
}

/// The translated sentence for an error that a person can do something about.
pub fn explanation(language: UiLanguage, error: &Error) -> String {
    match error {
        Error::Refused { code, params, message } => coded(language, code, params, message),
        Error::Invalid(fields) if fields.len() == 1 => refusal(language, &fields[0]),
        Error::Invalid(_) => text(language, "error-invalid"),
        Error::NotFound => text(language, "error-not-found"),
        Error::Forbidden { .. } => text(language, "error-forbidden"),
        Error::Stale(_) => text(language, "error-stale"),
        Error::Database(_) | Error::Internal(_) => text(language, "error-internal"),
    }
}

fn coded(language: UiLanguage, code: &str, params: &[(&'static str, String)], message: &str) -> String {
    told(language, code, params.iter().map(|(name, value)| (*name, value.as_str())), message)
}

/// The translated sentence for a refusal that was kept; `message` if its code has none.
pub fn told<'a>(language: UiLanguage, code: &str, params: impl Iterator<Item = (&'a str, &'a str)>, message: &str) -> String {
    let args: Vec<(&str, Arg)> =
        params.map(|(name, value)| (name, value.parse::<i64>().map_or_else(|_| Arg::Text(value.to_owned()), Arg::Number))).collect();
    find_with(language, &format!("error-{code}"), &args).unwrap_or_else(|| message.to_owned())
}

fn find_with(language: UiLanguage, key: &str, args: &[(&str, Arg)]) -> Option<String> {
    let values: HashMap<&str, FluentValue<'_>> = args
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
                Arg::Number(number) => FluentValue::from(*number),
            };
            (*name, value)
        })
        .collect();
    find(language, key, Some(&values))
}

/// Numbers inside texts are written as everywhere else.
fn grouped(language: UiLanguage, value: &FluentValue<'_>) -> Option<String> {
    match value {
        // Counts are far below 2^53, so nothing is lost on the way through Fluent's floating point.
        #[allow(clippy::cast_possible_truncation)]
        FluentValue::Number(number) => Some(format::number(language, number.value as i64)),
        _ => None,
    }
}

fn find<S: AsRef<str>>(language: UiLanguage, key: &str, args: Option<&HashMap<S, FluentValue<'_>>>) -> Option<String> {
    let locales: &StaticLoader = &LOCALES;
    locales.lookup_single_language(locale(language), key, args).or_else(|_| locales.lookup_single_language(&ENGLISH, key, args)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::Path,
    };

    fn files(folder: &Path, extension: &str, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, extension, found);
            } else if path.extension().is_some_and(|end| end == extension) {
                found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    /// Message by key, as written.
    fn messages(language: UiLanguage) -> BTreeMap<String, String> {
        let mut found = Vec::new();
        files(&root().join("locales").join(language.as_str()), "ftl", &mut found);
        let mut messages = BTreeMap::new();
        for (file, text) in found {
            let mut key = None;
            for line in text.lines() {
                if let Some((name, value)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
                    assert!(messages.insert(name.to_owned(), value.to_owned()).is_none(), "{name} stands twice, again in {file}");
                    key = Some(name.to_owned());
                } else if let Some(message) = key.as_ref().and_then(|key| messages.get_mut(key)).filter(|_| line.starts_with(' ')) {
                    message.push_str(line);
                }
            }
        }
        messages
    }

    /// The names of the values in a message.
    fn values(message: &str) -> BTreeSet<&str> {
        message
            .split('$')
            .skip(1)
            .map(|rest| rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).next().unwrap())
            .collect()
    }

    #[test]
    fn every_language_has_every_text_with_the_same_values() {
        let english = messages(UiLanguage::En);
        for language in UiLanguage::ALL {
            let other = messages(*language);
            let keys = |messages: &BTreeMap<String, String>| messages.keys().cloned().collect::<BTreeSet<_>>();
            let missing: Vec<_> = keys(&english).symmetric_difference(&keys(&other)).cloned().collect();
            assert!(missing.is_empty(), "{language}: not in both: {missing:?}");
            for (key, message) in &other {
                assert_eq!(values(message), values(&english[key]), "{language}: {key}");
                assert!(find::<&str>(*language, key, None).is_some() || !values(message).is_empty(), "{language}: {key} cannot be shown");
            }
        }
    }

    #[test]
    fn every_text_that_is_asked_for_exists() {
        let english = messages(UiLanguage::En);
        let mut sources = Vec::new();
        files(&root().join("templates"), "html", &mut sources);
        files(&root().join("src"), "rs", &mut sources);
        let mut asked = 0;
        for (file, text) in sources {
            for call in [".t(\"", ".t1(\"", ".tn(\"", "\"said-", "\"nav-"] {
                for (at, _) in text.match_indices(call) {
                    let start = if call.starts_with('"') { at + 1 } else { at + call.len() };
                    let key = text[start..].split('"').next().unwrap();
                    if key.ends_with('-') {
                        continue;
                    }
                    asked += 1;
                    assert!(english.contains_key(key), "{file} asks for {key}");
                }
            }
        }
        assert!(asked > 30, "the search found only {asked} keys");
    }

    #[test]
    fn numbers_choose_the_form_and_are_grouped() {
        assert_eq!(text_with(UiLanguage::En, "shell-notifications", &[("count", 1.into())]), "Notifications, one unread");
        assert_eq!(text_with(UiLanguage::De, "shell-notifications", &[("count", 1234.into())]), "Benachrichtigungen, 1.234 ungelesen");
        assert_eq!(text(UiLanguage::Sv, "no-such-key"), "⟦no-such-key⟧");
    }

    #[test]
    fn a_refusal_without_a_translation_is_told_in_english() {
        let known = FieldError::new("name", "too_long", "at most 2000 characters").with("max", 2000);
        assert_eq!(refusal(UiLanguage::Nb, &known), "Høyst 2\u{a0}000 tegn.");
        assert_eq!(refusal(UiLanguage::Nb, &FieldError::new("name", "odd", "this is odd")), "this is odd");
    }
}
