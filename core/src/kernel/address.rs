//! Postal addresses.

use super::{Country, FieldError, UiLanguage, error::Refusals, text_field};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// A visiting or invoice address. Every part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Street and number, perhaps with a line for "c/o".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Postal code, as it is written in its country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// City or place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// A two-letter code (ISO 3166) where the country was recognised, else what was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl Address {
    /// Cleans an address that came in at a door; `field` is its name there (`address`, `invoice_address`). A
    /// country is stored by its code if it is recognised, and as it was written if it is not.
    ///
    /// # Errors
    /// `too_long` for each part that is.
    pub fn parse(field: &str, input: &Self) -> Result<Self, Vec<FieldError>> {
        let mut refusals = Refusals::default();
        let mut part = |name: &str, value: &Option<String>, several_lines: bool| {
            let value = value.as_deref().unwrap_or_default();
            let path = format!("{field}.{name}");
            refusals.check(if several_lines { text_field::lines(&path, value) } else { text_field::line(&path, value) }).flatten()
        };
        let address = Self {
            street: part("street", &input.street, true),
            postal_code: part("postal_code", &input.postal_code, false),
            place: part("place", &input.place, false),
            country: part("country", &input.country, false)
                .map(|text| Country::recognise(&text).map_or(text, |country| country.as_str().to_owned())),
        };
        match refusals.finish() {
            Ok(()) => Ok(address),
            Err(super::Error::Invalid(errors)) => Err(errors),
            Err(other) => Err(vec![FieldError::new(field, "invalid", other.to_string())]),
        }
    }

    /// Whether no part is filled in.
    pub fn is_empty(&self) -> bool {
        [&self.street, &self.postal_code, &self.place, &self.country].iter().all(|part| part.as_deref().unwrap_or_default().is_empty())
    }

    /// The country's name in a language of the UI; what was written if it was not recognised.
    pub fn country_name(&self, language: UiLanguage) -> Option<String> {
        let text = self.country.as_deref()?;
        Some(Country::parse(text).map_or_else(|_| text.to_owned(), |country| country.name(language).to_owned()))
    }

    /// All of it in one line: `Storgata 1, 0155 Oslo, NO`.
    pub fn one_line(&self) -> String {
        let street = self
            .street
            .as_deref()
            .map(|street| street.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", "));
        let place = [self.postal_code.as_deref(), self.place.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        [street.as_deref().unwrap_or_default(), &place, self.country.as_deref().unwrap_or_default()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// A link that shows the address on a map (OpenStreetMap); `None` without street and place.
    pub fn map_url(&self) -> Option<String> {
        if self.street.is_none() && self.place.is_none() {
            return None;
        }
        let country = self.country_name(UiLanguage::En).unwrap_or_default();
        let place = Self { country: (!country.is_empty()).then_some(country), ..self.clone() };
        let mut url = String::from("https://www.openstreetmap.org/search?query=");
        for byte in place.one_line().bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => url.push(byte as char),
                _ => {
                    // Writing to a String cannot fail.
                    let _ = write!(url, "%{byte:02X}");
                }
            }
        }
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oslo() -> Address {
        let text = |text: &str| Some(text.to_owned());
        Address { street: text(" Storgata 1 \r\n c/o Åse "), postal_code: text("0155"), place: text("Oslo"), country: text("norge") }
    }

    #[test]
    fn an_address_is_cleaned_and_its_country_recognised() {
        let address = Address::parse("address", &oslo()).unwrap();
        assert_eq!(address.country.as_deref(), Some("NO"));
        assert_eq!(address.country_name(UiLanguage::De).as_deref(), Some("Norwegen"));
        assert_eq!(address.one_line(), "Storgata 1, c/o Åse, 0155 Oslo, NO");
        let elsewhere = Address { country: Some(" Atlantis ".to_owned()), ..Address::default() };
        assert_eq!(Address::parse("address", &elsewhere).unwrap().country.as_deref(), Some("Atlantis"));
    }

    #[test]
    fn a_part_that_is_too_long_is_named() {
        let long = Address { place: Some("x".repeat(2001)), street: Some("y".repeat(2001)), ..Address::default() };
        let fields: Vec<_> = Address::parse("invoice_address", &long).unwrap_err().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["invoice_address.street", "invoice_address.place"]);
    }

    #[test]
    fn the_map_is_asked_with_an_encoded_text() {
        let url = Address::parse("address", &oslo()).unwrap().map_url().unwrap();
        assert!(url.starts_with("https://www.openstreetmap.org/search?query=Storgata%201"), "{url}");
        assert!(url.ends_with("%20Oslo%2C%20Norway"), "{url}");
        assert!(url.contains("%C3%85se"), "{url}");
        assert_eq!(Address::default().map_url(), None);
        assert!(Address::default().is_empty());
        assert!(!oslo().is_empty());
    }

    #[test]
    fn json_has_only_the_parts_that_are_there() {
        assert_eq!(serde_json::to_string(&Address { place: Some("Oslo".into()), ..Address::default() }).unwrap(), r#"{"place":"Oslo"}"#);
        assert_eq!(serde_json::from_str::<Address>("{}").unwrap(), Address::default());
    }
}
