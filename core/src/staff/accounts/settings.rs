//! What an administrator sets for the whole account. Kept as JSON in `accounts.settings`; what is missing there has the
//! default, so a new setting needs no migration.

use crate::kernel::{Country, FieldError, Language, Result, UiLanguage, error::Refusals};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The longest customer number there can be.
pub const MAX_NUMBER_LENGTH: u8 = 30;
/// The longest session without activity, in hours: 90 days.
pub const MAX_SESSION_HOURS: u32 = 24 * 90;

/// The settings of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The interface's language for those who chose none and whose browser names none of ours.
    pub language: UiLanguage,
    /// The languages customers are served in.
    pub support_languages: Vec<Language>,
    /// The one of them for a customer whose language is not known.
    pub fallback_language: Language,
    /// Where phone numbers without a country code belong.
    pub country: Country,
    /// The time zone that pages show times in.
    #[serde(with = "zone_name")]
    pub time_zone: Tz,
    /// The fewest characters of a customer number.
    pub customer_number_min: u8,
    /// The most characters of a customer number.
    pub customer_number_max: u8,
    /// A session ends after so many hours without activity.
    pub session_hours: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: UiLanguage::En,
            support_languages: UiLanguage::ALL.iter().map(|language| Language::from(*language)).collect(),
            fallback_language: Language::ENGLISH,
            country: Country::NORWAY,
            time_zone: Tz::Europe__Oslo,
            customer_number_min: 1,
            customer_number_max: MAX_NUMBER_LENGTH,
            session_hours: 24 * 14,
        }
    }
}

/// A change of settings as a form or the API brings it; what is `None` stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    /// See [`super::Account::name`].
    pub name: Option<String>,
    /// See [`super::Account::hosts`].
    pub hosts: Option<Vec<String>>,
    /// See [`Settings::language`].
    pub language: Option<String>,
    /// See [`Settings::support_languages`].
    pub support_languages: Option<Vec<String>>,
    /// See [`Settings::fallback_language`].
    pub fallback_language: Option<String>,
    /// See [`Settings::country`].
    pub country: Option<String>,
    /// See [`Settings::time_zone`].
    pub time_zone: Option<String>,
    /// See [`Settings::customer_number_min`].
    pub customer_number_min: Option<u8>,
    /// See [`Settings::customer_number_max`].
    pub customer_number_max: Option<u8>,
    /// See [`Settings::session_hours`].
    pub session_hours: Option<u32>,
    /// The version that was read; someone else's change in between is refused.
    pub version: Option<i64>,
}

impl Settings {
    /// These settings with `change` put in.
    ///
    /// # Errors
    /// Every refused field.
    pub fn changed(&self, change: &SettingsChange) -> Result<Self> {
        let mut refusals = Refusals::default();
        let mut new = self.clone();
        if let Some(text) = &change.language {
            let language = text.parse().map_err(|_| FieldError::new("language", "invalid_language", "choose en, nb, sv or de"));
            new.language = refusals.check(language).unwrap_or(new.language);
        }
        if let Some(texts) = &change.support_languages {
            new.support_languages.clear();
            for language in texts.iter().filter_map(|text| refusals.check(named("support_languages", Language::parse(text)))) {
                if !new.support_languages.contains(&language) {
                    new.support_languages.push(language);
                }
            }
        }
        if let Some(text) = &change.fallback_language {
            new.fallback_language = refusals.check(named("fallback_language", Language::parse(text))).unwrap_or(new.fallback_language);
        }
        if let Some(text) = &change.country {
            new.country = refusals.check(Country::parse(text)).unwrap_or(new.country);
        }
        if let Some(text) = &change.time_zone {
            let zone = text.trim().parse().map_err(|_| {
                FieldError::new("time_zone", "unknown_time_zone", format!("{text:?} is no time zone; write it like Europe/Oslo"))
            });
            new.time_zone = refusals.check(zone).unwrap_or(new.time_zone);
        }
        new.customer_number_min = change.customer_number_min.unwrap_or(new.customer_number_min);
        new.customer_number_max = change.customer_number_max.unwrap_or(new.customer_number_max);
        new.session_hours = change.session_hours.unwrap_or(new.session_hours);
        new.rules(&mut refusals);
        refusals.finish()?;
        Ok(new)
    }

    /// What must hold between the fields.
    fn rules(&self, refusals: &mut Refusals) {
        if self.support_languages.is_empty() {
            refusals.push(FieldError::new("support_languages", "required", "choose at least one language"));
        } else if !self.support_languages.contains(&self.fallback_language) {
            refusals.push(FieldError::new(
                "fallback_language",
                "fallback_not_supported",
                "the fallback must be one of the support languages",
            ));
        }
        for (field, length) in [("customer_number_min", self.customer_number_min), ("customer_number_max", self.customer_number_max)] {
            if !(1..=MAX_NUMBER_LENGTH).contains(&length) {
                refusals.push(out_of_range(field, 1, MAX_NUMBER_LENGTH));
            }
        }
        if self.customer_number_min > self.customer_number_max {
            refusals.push(FieldError::new("customer_number_max", "length_below_minimum", "the greatest length cannot be below the least"));
        }
        if !(1..=MAX_SESSION_HOURS).contains(&self.session_hours) {
            refusals.push(out_of_range("session_hours", 1, MAX_SESSION_HOURS));
        }
    }
}

fn out_of_range(field: &str, min: impl ToString, max: impl ToString) -> FieldError {
    let (min, max) = (min.to_string(), max.to_string());
    FieldError::new(field, "out_of_range", format!("must be from {min} to {max}")).with("min", min).with("max", max)
}

/// The same refusal for a field of another name.
fn named<T>(field: &str, result: Result<T, FieldError>) -> Result<T, FieldError> {
    result.map_err(|error| FieldError { field: field.to_owned(), ..error })
}

/// Reads a host name: lower case, in ASCII as browsers send it, without scheme, port or path.
///
/// # Errors
/// `invalid_host`.
pub fn host(field: &str, text: &str) -> Result<String, FieldError> {
    let refused = || FieldError::new(field, "invalid_host", format!("{text:?} is no host name; write it like kunder.example.no"));
    let host = idna::domain_to_ascii_strict(text.trim().trim_end_matches('.')).map_err(|_| refused())?;
    if host.is_empty() || host.len() > 253 { Err(refused()) } else { Ok(host) }
}

mod zone_name {
    use chrono_tz::Tz;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(zone: &Tz, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(zone.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Tz, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Error;

    fn codes(change: &SettingsChange) -> Vec<(String, &'static str)> {
        match Settings::default().changed(change) {
            Err(Error::Invalid(errors)) => errors.into_iter().map(|error| (error.field, error.code)).collect(),
            other => panic!("expected refusals, got {other:?}"),
        }
    }

    #[test]
    fn what_is_missing_in_the_stored_settings_has_its_default() {
        let settings: Settings = serde_json::from_str(r#"{"country": "SE", "time_zone": "Europe/Stockholm"}"#).unwrap();
        assert_eq!(settings.country, Country::SWEDEN);
        assert_eq!(settings.time_zone, Tz::Europe__Stockholm);
        assert_eq!(settings.customer_number_max, Settings::default().customer_number_max);
        let again: Settings = serde_json::from_value(serde_json::to_value(&settings).unwrap()).unwrap();
        assert_eq!(again, settings);
    }

    #[test]
    fn a_change_keeps_what_it_does_not_name() {
        let change = SettingsChange {
            country: Some("de".into()),
            support_languages: Some(vec!["no".into(), "en".into(), "nb".into()]),
            ..Default::default()
        };
        let settings = Settings::default().changed(&change).unwrap();
        let expected =
            Settings { country: Country::GERMANY, support_languages: vec![Language::NORWEGIAN, Language::ENGLISH], ..Settings::default() };
        assert_eq!(settings, expected);
    }

    #[test]
    fn every_refused_field_is_named() {
        let change = SettingsChange {
            language: Some("fr".into()),
            support_languages: Some(vec!["sv".into()]),
            country: Some("ZZ".into()),
            time_zone: Some("Mars/Base".into()),
            customer_number_min: Some(9),
            customer_number_max: Some(4),
            session_hours: Some(0),
            ..Default::default()
        };
        let expected = [
            ("language", "invalid_language"),
            ("country", "invalid_country"),
            ("time_zone", "unknown_time_zone"),
            ("fallback_language", "fallback_not_supported"),
            ("customer_number_max", "length_below_minimum"),
            ("session_hours", "out_of_range"),
        ];
        assert_eq!(codes(&change), expected.map(|(field, code)| (field.to_owned(), code)));
        let none = SettingsChange { support_languages: Some(vec![]), customer_number_max: Some(31), ..Default::default() };
        assert_eq!(codes(&none), [("support_languages".to_owned(), "required"), ("customer_number_max".to_owned(), "out_of_range")]);
    }

    #[test]
    fn host_names_are_read_as_browsers_send_them() {
        assert_eq!(host("hosts", " Kunder.Example.NO. "), Ok("kunder.example.no".into()));
        assert_eq!(host("hosts", "kjøkken.no"), Ok("xn--kjkken-cya.no".into()));
        assert_eq!(host("hosts", "localhost"), Ok("localhost".into()));
        for text in ["", "https://x.no", "x.no:80", "x.no/a", "a b"] {
            assert_eq!(host("hosts", text).unwrap_err().code, "invalid_host", "{text}");
        }
    }
}
