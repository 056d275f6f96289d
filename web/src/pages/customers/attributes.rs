//! Custom fields in forms: what is shown for each kind, and what was typed as the value that an action takes.

use crate::{context::Ctx, forms::Form};
use kartotek_core::customers::custom_fields::{CustomField, FieldKind};
use serde_json::{Map, Value as Json, json};

/// A custom field as a form shows it.
pub struct Input {
    /// The field's name in the form: `attributes.floor`.
    pub name: String,
    /// Its key.
    pub key: String,
    /// Its label.
    pub label: String,
    /// What is shown.
    pub kind: FieldKind,
    /// The answers of a choice: key and label.
    pub options: Vec<(String, String)>,
    /// Whether a new record must have it.
    pub required: bool,
}

impl Input {
    /// How a form shows `field`.
    pub fn new(ctx: &Ctx, field: &CustomField) -> Self {
        let language = ctx.language.as_str();
        let options = match field.kind {
            FieldKind::YesNo => vec![("yes".to_owned(), ctx.t("shell-yes")), ("no".to_owned(), ctx.t("shell-no"))],
            _ => field.choices.iter().map(|choice| (choice.key.clone(), field.shown(&json!(choice.key), language))).collect(),
        };
        Self {
            name: format!("attributes.{}", field.key),
            key: field.key.clone(),
            label: field.label(language).to_owned(),
            kind: field.kind,
            options,
            required: field.required,
        }
    }

    /// The type of the input element.
    pub fn html_type(&self) -> &'static str {
        match self.kind {
            FieldKind::Date => "date",
            FieldKind::Link => "url",
            _ => "text",
        }
    }

    /// Whether one of several answers is chosen.
    pub fn is_choice(&self) -> bool {
        matches!(self.kind, FieldKind::Choice | FieldKind::YesNo)
    }

    /// Whether any number of answers is ticked.
    pub fn is_choices(&self) -> bool {
        self.kind == FieldKind::Choices
    }

    /// Whether it takes several lines.
    pub fn is_long(&self) -> bool {
        self.kind == FieldKind::LongText
    }
}

/// The custom fields that a form sent. A field with several answers is sent once per answer; that none was ticked is told by
/// an empty one that always comes along.
pub fn typed(form: &Form, fields: &[CustomField]) -> Option<Map<String, Json>> {
    let mut values = Map::new();
    for (key, value) in form.under("attributes.") {
        let several = fields.iter().any(|field| field.key == key && field.kind == FieldKind::Choices);
        if !several {
            values.insert(key.to_owned(), json!(value));
            continue;
        }
        let list = values.entry(key).or_insert_with(|| json!([]));
        if let (Json::Array(list), false) = (list, value.is_empty()) {
            list.push(json!(value));
        }
    }
    (!values.is_empty()).then_some(values)
}
