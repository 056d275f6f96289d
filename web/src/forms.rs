//! Forms as they were typed: nothing that somebody typed is lost when it is refused.

use crate::{context::Ctx, error::Failure};
use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
};
use kartotek_core::kernel::{Error, FieldError};
use std::fmt::Display;

/// The fields of a form in the order they were sent, and the refusals to show beside them.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    errors: Vec<FieldError>,
    general: Option<String>,
}

impl Form {
    /// A form that starts with these values.
    pub fn of<K: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (K, V)>) -> Self {
        Self { values: values.into_iter().map(|(name, value)| (name.into(), value.into())).collect(), ..Self::default() }
    }

    /// Reads `a=1&b=2`.
    ///
    /// # Errors
    /// `invalid_form` if it is no form.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let values = serde_urlencoded::from_bytes(body).map_err(|_| Error::refused("invalid_form", "this form cannot be read"))?;
        Ok(Self { values, ..Self::default() })
    }

    /// The (first) value of a field, as it was typed; empty if it was not sent.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find_map(|(key, value)| (key == name).then_some(value.as_str())).unwrap_or("")
    }

    /// The value without surrounding space, if there is one.
    pub fn filled(&self, name: &str) -> Option<&str> {
        let value = self.value(name).trim();
        (!value.is_empty()).then_some(value)
    }

    /// Every value of a field that may be sent several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter_map(move |(key, value)| (key == name).then_some(value.as_str()))
    }

    /// Whether the field was sent at all: a box that is not ticked is not.
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(key, _)| key == name)
    }

    /// Whether the field was sent with this value: for boxes, radio buttons and choices.
    pub fn chosen(&self, name: &str, value: impl Display) -> bool {
        let value = value.to_string();
        self.values.iter().any(|(key, sent)| key == name && *sent == value)
    }

    /// The fields whose names begin with `prefix`, without it: `attributes.floor` as `floor`.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.values.iter().filter_map(move |(key, value)| key.strip_prefix(prefix).map(|rest| (rest, value.as_str())))
    }

    /// Every field.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Sets a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.retain(|(key, _)| key != name);
        self.values.push((name.to_owned(), value.into()));
    }

    /// Keeps what was refused, to be shown in the form. Other errors are given back.
    ///
    /// # Errors
    /// Everything that is not a refusal of what was typed.
    pub fn refused(&mut self, ctx: &Ctx, error: Error) -> Result<(), Failure> {
        match error {
            Error::Invalid(errors) => self.errors = errors,
            error @ Error::Refused { .. } => self.general = Some(crate::i18n::explanation(ctx.language, &error)),
            other => return Err(other.into()),
        }
        Ok(())
    }

    /// A key that nobody typed was made from a name, so what is wrong with it is told beside the name.
    pub fn key_made_from(&self, name: &str, error: Error) -> Error {
        match error {
            Error::Invalid(mut errors) if self.filled("key").is_none() => {
                errors.iter_mut().filter(|error| error.field == "key").for_each(|error| error.field = name.to_owned());
                Error::Invalid(errors)
            }
            other => other,
        }
    }

    /// Notes a refusal of one field.
    pub fn refuse(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// Whether anything was refused.
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty() || self.general.is_some()
    }

    /// What is wrong with a field, in the reader's language; empty if nothing is. The field `emails` also shows what is
    /// wrong with one of its lines, `emails.1`.
    pub fn error(&self, ctx: &Ctx, name: &str) -> String {
        self.errors
            .iter()
            .find(|error| error.field == name || error.field.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', '['])))
            .map_or(String::new(), |error| ctx.refusal(error))
    }

    /// What is wrong with the whole; empty if nothing is. Refused fields that the form does not show are told here.
    pub fn general<'a>(&self, ctx: &Ctx, shown: impl AsRef<[&'a str]>) -> String {
        let shown = shown.as_ref();
        if let Some(text) = &self.general {
            return text.clone();
        }
        let hidden = |error: &&FieldError| !shown.iter().any(|name| error.field == *name || error.field.starts_with(&format!("{name}.")));
        self.errors
            .iter()
            .filter(|error| !shown.is_empty() && hidden(error))
            .map(|error| format!("{}: {}", error.field, ctx.refusal(error)))
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        let bytes = to_bytes(request.into_body(), crate::security::MAX_FORM)
            .await
            .map_err(|_| Error::refused("too_large", "this is larger than a form may be"))?;
        Ok(Self::parse(&bytes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::sample;
    use kartotek_core::kernel::UiLanguage;

    #[test]
    fn a_form_keeps_everything_in_order() {
        let form = Form::parse(b"emails=a%40b.no&emails=&attributes.floor=2+B&vip=on").unwrap();
        assert_eq!(form.all("emails").collect::<Vec<_>>(), ["a@b.no", ""]);
        assert_eq!(form.under("attributes.").collect::<Vec<_>>(), [("floor", "2 B")]);
        assert!(form.has("vip") && form.chosen("vip", "on") && !form.has("hub"));
        assert_eq!(form.filled("missing"), None);
    }

    #[test]
    fn a_refusal_stands_beside_its_field() {
        let ctx = sample(UiLanguage::En);
        let mut form = Form::of([("name", "x")]);
        form.refused(&ctx, Error::field("emails.1", "no_such_code", "not an address")).unwrap();
        assert_eq!(form.error(&ctx, "emails"), "not an address");
        assert_eq!(form.error(&ctx, "name"), "");
        assert_eq!(form.general(&ctx, ["name"]), "emails.1: not an address");
        assert_eq!(form.general(&ctx, ["emails"]), "");
        assert!(form.refused(&ctx, Error::NotFound).is_err());
    }
}
