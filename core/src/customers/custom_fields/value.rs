//! Values of custom fields: parsed by the kind of the field, whether they come as JSON or as typed text.

use super::{CustomField, FieldKind};
use crate::{
    customers::labels,
    kernel::{FieldError, Result, text, text_field},
};
use chrono::Datelike;
use serde_json::{Value as Json, json};

impl CustomField {
    /// Reads a value: JSON of the right type, or a text as people type it into a form or a cell. Empty gives `None`.
    ///
    /// # Errors
    /// `too_long`, `invalid_number_value`, `invalid_date`, `invalid_yes_no`, `invalid_choice`, `invalid_link` on `name`.
    pub fn parse(&self, name: &str, value: &Json) -> Result<Option<Json>, FieldError> {
        match self.kind {
            FieldKind::Choices => self.parse_choices(name, value),
            _ => match value {
                Json::Null => Ok(None),
                Json::String(text) if text.trim().is_empty() => Ok(None),
                Json::String(text) => self.parse_text(name, text).map(Some),
                Json::Number(number) if self.kind == FieldKind::Number => Ok(Some(Json::Number(whole(number.clone())))),
                Json::Bool(yes) if self.kind == FieldKind::YesNo => Ok(Some(Json::Bool(*yes))),
                Json::Number(_) | Json::Bool(_) => self.parse_text(name, &value.to_string()).map(Some),
                Json::Array(_) | Json::Object(_) => Err(FieldError::new(name, "invalid_value", "this field takes one value")),
            },
        }
    }

    fn parse_text(&self, name: &str, typed: &str) -> Result<Json, FieldError> {
        let typed = typed.trim();
        match self.kind {
            FieldKind::Text => Ok(json!(text_field::line(name, typed)?.unwrap_or_default())),
            FieldKind::LongText => Ok(json!(text_field::lines(name, typed)?.unwrap_or_default())),
            FieldKind::Number => {
                number(typed).map(|number| json!(number)).ok_or_else(|| FieldError::new(name, "invalid_number_value", "not a number"))
            }
            FieldKind::Date => date(typed)
                .map(|date| json!(date.to_string()))
                .ok_or_else(|| FieldError::new(name, "invalid_date", "not a date; write it as 2026-11-23")),
            FieldKind::YesNo => {
                yes_no(typed).map(|yes| json!(yes)).ok_or_else(|| FieldError::new(name, "invalid_yes_no", "neither yes nor no"))
            }
            FieldKind::Choice => self.choice(name, typed).map(|key| json!(key)),
            FieldKind::Link => link(name, typed).map(|link| json!(link)),
            FieldKind::Choices => Ok(json!([self.choice(name, typed)?])),
        }
    }

    fn parse_choices(&self, name: &str, value: &Json) -> Result<Option<Json>, FieldError> {
        let typed: Vec<String> = match value {
            Json::Null => Vec::new(),
            Json::String(text) => {
                text.split([',', ';', '|', '\n']).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
            }
            Json::Array(list) => list
                .iter()
                .map(|value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))
                .filter(|part| !part.trim().is_empty())
                .collect(),
            other => vec![other.to_string()],
        };
        let mut keys: Vec<String> = Vec::new();
        for text in typed {
            let key = self.choice(name, &text)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        Ok(if keys.is_empty() { None } else { Some(json!(keys)) })
    }

    /// The key of a choice that is named by its key or by its label in any language.
    fn choice(&self, name: &str, typed: &str) -> Result<String, FieldError> {
        let folded = text::fold(typed);
        self.choices
            .iter()
            .find(|choice| choice.key == typed.trim() || choice.labels.values().any(|label| text::fold(label) == folded))
            .map(|choice| choice.key.clone())
            .ok_or_else(|| FieldError::new(name, "invalid_choice", format!("{typed} is not one of the choices")).with("value", typed))
    }

    /// The rows that filters read: folded text (`yes`, a choice's key, an ISO date …), and the number if it is one.
    pub fn index_values(&self, value: &Json) -> Vec<(String, Option<f64>)> {
        match value {
            Json::Array(list) => list.iter().filter_map(Json::as_str).map(|key| (key.to_owned(), None)).collect(),
            Json::Bool(yes) => vec![(if *yes { "yes" } else { "no" }.to_owned(), None)],
            Json::Number(number) => vec![(number.to_string(), number.as_f64())],
            Json::String(text) => match self.kind {
                FieldKind::Choice | FieldKind::Date => vec![(text.clone(), None)],
                _ => vec![(text::fold(text).chars().take(200).collect(), None)],
            },
            Json::Null | Json::Object(_) => Vec::new(),
        }
    }

    /// What a filter compares with: the text a person typed or chose, as [`Self::index_values`] stores it.
    pub fn index_value_of(&self, typed: &str) -> Option<String> {
        let value = self.parse("attributes", &json!(typed)).ok().flatten()?;
        self.index_values(&value).into_iter().next().map(|(text, _)| text)
    }

    /// The value as plain text, the same in every language: choices by their English labels, days as `2026-11-23`. For search,
    /// exports and comparison; [`Self::parse`] reads it back.
    pub fn plain(&self, value: &Json) -> String {
        match value {
            Json::Array(list) => {
                list.iter().filter_map(Json::as_str).map(|key| self.choice_label(key, "en")).collect::<Vec<_>>().join(", ")
            }
            Json::String(key) if self.kind == FieldKind::Choice => self.choice_label(key, "en").to_owned(),
            Json::String(text) => text.clone(),
            Json::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Json::Null => String::new(),
            other => other.to_string(),
        }
    }

    /// The value as people read it in a language of the UI.
    pub fn shown(&self, value: &Json, language: &str) -> String {
        match value {
            Json::Array(list) => {
                list.iter().filter_map(Json::as_str).map(|key| self.choice_label(key, language)).collect::<Vec<_>>().join(", ")
            }
            Json::String(key) if self.kind == FieldKind::Choice => self.choice_label(key, language).to_owned(),
            Json::String(day) if self.kind == FieldKind::Date && matches!(language, "nb" | "de") => {
                date(day).map_or_else(|| day.clone(), |date| date.format("%d.%m.%Y").to_string())
            }
            Json::Bool(yes) => match (language, yes) {
                ("nb" | "sv" | "de", true) => "ja",
                ("nb", false) => "nei",
                ("sv", false) => "nej",
                ("de", false) => "nein",
                (_, true) => "yes",
                (_, false) => "no",
            }
            .to_owned(),
            Json::Number(number) if matches!(language, "nb" | "sv" | "de") => number.to_string().replace('.', ","),
            other => self.plain(other),
        }
    }

    fn choice_label<'a>(&'a self, key: &'a str, language: &str) -> &'a str {
        self.choices.iter().find(|choice| choice.key == key).and_then(|choice| labels::pick(&choice.labels, language)).unwrap_or(key)
    }
}

/// A number with a decimal point or comma, spaces between thousands.
fn number(typed: &str) -> Option<serde_json::Number> {
    let squeezed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}' && *c != '\'').collect();
    if let Ok(whole) = squeezed.parse::<i64>() {
        return Some(whole.into());
    }
    let decimal = match (squeezed.rfind(','), squeezed.rfind('.')) {
        // Both: the last one is the decimal sign.
        (Some(comma), Some(point)) if comma > point => squeezed.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => squeezed.replace(',', ""),
        (Some(_), None) if squeezed.matches(',').count() == 1 => squeezed.replace(',', "."),
        (Some(_), None) => squeezed.replace(',', ""),
        (None, _) => squeezed,
    };
    let plausible = decimal.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    if plausible { decimal.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(whole) } else { None }
}

/// `12.0` is `12`, so that a filter finds either.
fn whole(number: serde_json::Number) -> serde_json::Number {
    // Every whole number up to here is exact in 64 bits of floating point.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < EXACT => (value as i64).into(),
        _ => number,
    }
}

/// A day in the notations of the four languages, day before month; never month before day. The year has four digits: nobody
/// can tell which century `1.2.26` is in.
fn date(typed: &str) -> Option<chrono::NaiveDate> {
    ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d"]
        .iter()
        .find_map(|format| chrono::NaiveDate::parse_from_str(typed, format).ok())
        .filter(|date| (1000..=9999).contains(&date.year()))
}

fn yes_no(typed: &str) -> Option<bool> {
    match text::fold(typed).as_str() {
        "yes" | "y" | "ja" | "j" | "true" | "1" | "on" | "x" | "wahr" | "sant" | "sann" => Some(true),
        "no" | "n" | "nei" | "nej" | "nein" | "false" | "0" | "off" | "falsch" | "usant" | "falskt" => Some(false),
        _ => None,
    }
}

fn link(name: &str, typed: &str) -> Result<String, FieldError> {
    let invalid = || FieldError::new(name, "invalid_link", "a link begins with https:// or http://");
    let text = text_field::line(name, typed)?.ok_or_else(invalid)?;
    let lower = text.to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).ok_or_else(invalid)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || text.contains(char::is_whitespace) || text.contains(['"', '<', '>']) { Err(invalid()) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::{super::*, *};
    use crate::kernel::FieldId;

    fn field(kind: FieldKind) -> CustomField {
        let labels = |en: &str, nb: &str| [("en".to_owned(), en.to_owned()), ("nb".to_owned(), nb.to_owned())].into();
        CustomField {
            id: FieldId::new(),
            resource: FieldResource::Customer,
            key: "floor".into(),
            labels: labels("Floor", "Etasje"),
            kind,
            choices: vec![
                Choice { key: "high".into(), labels: labels("High", "Høy") },
                Choice { key: "low".into(), labels: labels("Low", "Lav") },
            ],
            required: false,
            in_list: true,
            searchable: true,
            hidden_from_hub: false,
            state: FieldState::Active,
            position: 0,
            version: 1,
        }
    }

    fn parse(kind: FieldKind, value: Json) -> Result<Option<Json>, &'static str> {
        field(kind).parse("attributes.floor", &value).map_err(|error| error.code)
    }

    #[test]
    fn each_kind_reads_what_people_type() {
        assert_eq!(parse(FieldKind::Number, json!("1 234,5")), Ok(Some(json!(1234.5))));
        assert_eq!(parse(FieldKind::Number, json!("1.234,5")), Ok(Some(json!(1234.5))));
        assert_eq!(parse(FieldKind::Number, json!(7)), Ok(Some(json!(7))));
        assert_eq!(parse(FieldKind::Number, json!("12,0")), Ok(Some(json!(12))));
        assert_eq!(parse(FieldKind::Number, json!(-0.0)), Ok(Some(json!(0))));
        assert_eq!(parse(FieldKind::Number, json!("NaN")), Err("invalid_number_value"));
        assert_eq!(parse(FieldKind::Date, json!("23.11.2026")), Ok(Some(json!("2026-11-23"))));
        assert_eq!(parse(FieldKind::Date, json!("2026-02-30")), Err("invalid_date"));
        assert_eq!(parse(FieldKind::Date, json!("1.2.26")), Err("invalid_date"));
        assert_eq!(parse(FieldKind::YesNo, json!("Ja")), Ok(Some(json!(true))));
        assert_eq!(parse(FieldKind::YesNo, json!("vielleicht")), Err("invalid_yes_no"));
        assert_eq!(parse(FieldKind::Choice, json!("høy")), Ok(Some(json!("high"))));
        assert_eq!(parse(FieldKind::Choice, json!("middle")), Err("invalid_choice"));
        assert_eq!(parse(FieldKind::Choices, json!("Low; high, low")), Ok(Some(json!(["low", "high"]))));
        assert_eq!(parse(FieldKind::Choices, json!([])), Ok(None));
        assert_eq!(parse(FieldKind::Link, json!("https://example.no/a?b")), Ok(Some(json!("https://example.no/a?b"))));
        assert_eq!(parse(FieldKind::Link, json!("javascript:alert(1)")), Err("invalid_link"));
        assert_eq!(parse(FieldKind::Text, json!("  ")), Ok(None));
        assert_eq!(parse(FieldKind::Text, json!("x".repeat(2001))), Err("too_long"));
        assert_eq!(parse(FieldKind::Text, json!({"a": 1})), Err("invalid_value"));
    }

    #[test]
    fn a_filter_compares_with_what_is_stored() {
        for (kind, typed) in [
            (FieldKind::Text, "Øst"),
            (FieldKind::YesNo, "ja"),
            (FieldKind::Choice, "Lav"),
            (FieldKind::Date, "1.2.2026"),
            (FieldKind::Number, "12"),
        ] {
            let field = field(kind);
            let stored = field.parse("attributes.floor", &json!(typed)).unwrap().unwrap();
            assert_eq!(field.index_value_of(typed), Some(field.index_values(&stored)[0].0.clone()), "{kind}");
        }
    }

    #[test]
    fn values_are_shown_by_their_labels() {
        assert_eq!(field(FieldKind::Choices).shown(&json!(["high", "low"]), "nb"), "Høy, Lav");
        assert_eq!(field(FieldKind::Choice).plain(&json!("high")), "High");
        assert_eq!(field(FieldKind::YesNo).shown(&json!(false), "nb"), "nei");
        assert_eq!(field(FieldKind::YesNo).plain(&json!(false)), "no");
        assert_eq!(field(FieldKind::Number).shown(&json!(1234.5), "de"), "1234,5");
        assert_eq!(field(FieldKind::Date).shown(&json!("2026-11-23"), "nb"), "23.11.2026");
        assert_eq!(field(FieldKind::Date).shown(&json!("2026-11-23"), "sv"), "2026-11-23");
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_is_read_as_the_same_value(typed in "[\\PC\n]{0,40}|-?[0-9]{1,12}([.,][0-9]{1,6})?|[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{4}|ja|Nein|low|Høy, low") {
            for kind in FieldKind::ALL {
                let field = field(*kind);
                let Ok(Some(value)) = field.parse("f", &json!(typed)) else { continue };
                proptest::prop_assert_eq!(field.parse("f", &value), Ok(Some(value.clone())), "stored again, {}", kind);
                for language in ["en", "nb", "sv", "de"] {
                    proptest::prop_assert_eq!(field.parse("f", &json!(field.shown(&value, language))), Ok(Some(value.clone())), "{} in {}", kind, language);
                }
                proptest::prop_assert_eq!(field.parse("f", &json!(field.plain(&value))), Ok(Some(value)), "plain {}", kind);
            }
        }
    }
}
