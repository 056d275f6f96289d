//! The parts of a customer that are changed on their own, and how their fields are shown, typed and read back.

use crate::Ctx;
use kartotek_core::{
    customers::{
        AddressInput, Customer, CustomerInput, CustomerKind, Rules,
        custom_fields::{CustomField, FieldKind},
    },
    kernel::{Country, Phone, UiLanguage, error::UnknownWord},
};
use serde_json::{Value as Json, json};
use std::str::FromStr;

/// A part of the page that is changed on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Names, number, language.
    Details,
    /// E-mail addresses and phones.
    Contact,
    /// Visiting and invoice address.
    Addresses,
    /// Custom fields.
    Attributes,
    /// Tags.
    Tags,
    /// The note.
    Note,
}

impl Section {
    /// As in the address of the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Details => "details",
            Self::Contact => "contact",
            Self::Addresses => "addresses",
            Self::Attributes => "attributes",
            Self::Tags => "tags",
            Self::Note => "note",
        }
    }

    /// The key of its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Details => "record-details",
            Self::Contact => "record-contact",
            Self::Addresses => "record-addresses",
            Self::Attributes => "record-attributes",
            Self::Tags => "record-tags",
            Self::Note => "record-note",
        }
    }
}

impl FromStr for Section {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        [Self::Details, Self::Contact, Self::Addresses, Self::Attributes, Self::Tags, Self::Note]
            .into_iter()
            .find(|section| section.as_str() == word)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

/// How a field is typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Control {
    /// One line, of an input type.
    Line(&'static str),
    /// Several lines.
    Area,
    /// One of these: value and words.
    Choice(Vec<(String, String)>),
    /// Any of these: value and words.
    Choices(Vec<(String, String)>),
}

impl Control {
    /// Whether several values can be ticked.
    pub fn is_choices(&self) -> bool {
        matches!(self, Self::Choices(_))
    }
}

/// A field of a section.
#[derive(Clone, Debug)]
pub struct Field {
    /// As in the form and in a refusal.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// How it is typed.
    pub control: Control,
    /// What it holds, as it is typed; several values are on lines of their own.
    pub value: String,
    /// What it holds, as it is read.
    pub shown: Vec<String>,
    /// Where a click on it leads.
    pub link: Option<String>,
    /// A sentence below it.
    pub hint: String,
}

impl Field {
    fn new(name: impl Into<String>, label: impl Into<String>, control: Control, value: impl Into<String>) -> Self {
        let value = value.into();
        let shown = value.lines().map(ToOwned::to_owned).filter(|line| !line.is_empty()).collect();
        Self { name: name.into(), label: label.into(), control, value, shown, link: None, hint: String::new() }
    }
    fn shown(mut self, shown: Vec<String>) -> Self {
        self.shown = shown.into_iter().filter(|text| !text.is_empty()).collect();
        self
    }
    fn hint(mut self, hint: String) -> Self {
        self.hint = hint;
        self
    }
    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }
}

/// A tag of the account's list, for the choice.
#[derive(Clone, Debug)]
pub struct TagChoice {
    /// What is stored.
    pub key: String,
    /// Its name in the reader's language.
    pub name: String,
}

/// The fields of a section with the customer's values.
pub fn fields(ctx: &Ctx, section: Section, customer: &Customer, rules: &Rules, tags: &[TagChoice]) -> Vec<Field> {
    match section {
        Section::Details => details(ctx, customer, rules),
        Section::Contact => contact(ctx, customer, rules),
        Section::Addresses => addresses(ctx, customer),
        Section::Attributes => rules
            .fields
            .iter()
            .filter(|field| !field.is_retired() || customer.attributes.contains_key(&field.key))
            .map(|field| attribute(ctx, field, customer))
            .collect(),
        Section::Tags => {
            let options = tags.iter().map(|tag| (tag.key.clone(), tag.name.clone())).collect();
            let value: Vec<&str> = customer.tags.iter().map(|tag| tag.key.as_str()).collect();
            vec![Field::new("tags", ctx.t("record-tags"), Control::Choices(options), value.join("\n"))]
        }
        Section::Note => vec![Field::new("note", ctx.t("record-note"), Control::Area, customer.note.clone().unwrap_or_default())],
    }
}

fn details(ctx: &Ctx, customer: &Customer, rules: &Rules) -> Vec<Field> {
    let text = |name: &str, key: &str, value: &Option<String>| {
        Field::new(name, ctx.t(key), Control::Line("text"), value.clone().unwrap_or_default())
    };
    let mut fields = Vec::new();
    if customer.kind == CustomerKind::Organisation.as_str() {
        fields.push(text("name", "record-name", &Some(customer.name.clone())));
        fields.push(text("organisation_number", "record-organisation-number", &customer.organisation_number));
    } else {
        fields.push(text("first_name", "record-first-name", &customer.first_name));
        fields.push(text("last_name", "record-last-name", &customer.last_name));
        fields.push(text("title", "record-title", &customer.title));
        fields.push(text("personal_number", "record-personal-number", &customer.personal_number));
    }
    if ctx.can("customer.administer") {
        fields.push(text("number", "record-number", &Some(customer.number.clone())).hint(ctx.t("record-number-hint")));
    }
    let mut languages: Vec<(String, String)> =
        rules.support_languages.iter().map(|language| (language.as_str().to_owned(), language.name(ctx.language).to_owned())).collect();
    let present = customer.support_language.clone().unwrap_or_default();
    if !present.is_empty() && languages.iter().all(|(tag, _)| *tag != present) {
        languages.push((present.clone(), present.clone()));
    }
    let shown = languages.iter().find(|(tag, _)| *tag == present).map(|(_, name)| name.clone()).unwrap_or_default();
    fields.push(Field::new("support_language", ctx.t("record-language"), Control::Choice(languages), present).shown(vec![shown]));
    fields
}

fn contact(ctx: &Ctx, customer: &Customer, rules: &Rules) -> Vec<Field> {
    let hint = ctx.t("record-one-a-line");
    let phones = customer.phones.iter().map(|phone| phone_for_people(phone, rules.country)).collect();
    vec![
        Field::new("emails", ctx.t("record-emails"), Control::Area, customer.emails.join("\n")).hint(hint.clone()),
        Field::new("phones", ctx.t("record-phones"), Control::Area, customer.phones.join("\n")).shown(phones).hint(hint),
    ]
}

/// A stored number as people of the account's country write it.
pub fn phone_for_people(phone: &str, country: Country) -> String {
    phone.parse::<Phone>().map_or_else(|_| phone.to_owned(), |phone| phone.format_for_people(country))
}

fn addresses(ctx: &Ctx, customer: &Customer) -> Vec<Field> {
    let mut fields = Vec::new();
    for (prefix, title, address) in
        [("address", "record-visiting", &customer.address), ("invoice_address", "record-invoice", &customer.invoice_address)]
    {
        let group = ctx.t(title);
        let parts = [
            ("street", "record-street", &address.street),
            ("postal_code", "record-postal-code", &address.postal_code),
            ("place", "record-place", &address.place),
        ];
        for (name, key, value) in parts {
            fields.push(Field::new(
                format!("{prefix}.{name}"),
                format!("{} ({group})", ctx.t(key)),
                Control::Line("text"),
                value.clone().unwrap_or_default(),
            ));
        }
        let countries: Vec<(String, String)> =
            Country::choices(ctx.language).into_iter().map(|(country, name)| (country.as_str().to_owned(), name.to_owned())).collect();
        let present = address.country.clone().unwrap_or_default();
        let mut options = countries;
        if !present.is_empty() && options.iter().all(|(code, _)| *code != present) {
            options.insert(0, (present.clone(), present.clone()));
        }
        let shown = address.country_name(ctx.language).unwrap_or_default();
        fields.push(
            Field::new(format!("{prefix}.country"), format!("{} ({group})", ctx.t("record-country")), Control::Choice(options), present)
                .shown(vec![shown]),
        );
    }
    fields
}

/// The words of the interface for a field's value.
fn attribute(ctx: &Ctx, field: &CustomField, customer: &Customer) -> Field {
    let language = ctx.language.as_str();
    let value = customer.attributes.get(&field.key);
    let label = field.label(language).to_owned();
    let options = || -> Vec<(String, String)> {
        field
            .choices
            .iter()
            .map(|choice| {
                (choice.key.clone(), choice.labels.get(language).or_else(|| choice.labels.values().next()).unwrap_or(&choice.key).clone())
            })
            .collect()
    };
    let control = match field.kind {
        FieldKind::Text => Control::Line("text"),
        FieldKind::LongText => Control::Area,
        FieldKind::Number => Control::Line("text"),
        FieldKind::Date => Control::Line("date"),
        FieldKind::Link => Control::Line("url"),
        FieldKind::YesNo => Control::Choice(vec![("yes".into(), ctx.t("record-yes")), ("no".into(), ctx.t("record-no"))]),
        FieldKind::Choice => Control::Choice(options()),
        FieldKind::Choices => Control::Choices(options()),
    };
    let typed = match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(Json::Array(list)) => list.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("\n"),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let shown = match value {
        None => Vec::new(),
        Some(Json::Bool(yes)) => vec![ctx.t(if *yes { "record-yes" } else { "record-no" })],
        Some(value) => vec![field.shown(value, language)],
    };
    let mut made = Field::new(format!("attributes.{}", field.key), label, control, typed).shown(shown);
    if field.kind == FieldKind::Link {
        made.link = value.and_then(Json::as_str).map(ToOwned::to_owned);
    }
    made
}

/// Says `value` (as it was typed) about the field `name` in an input.
pub fn say(input: &mut CustomerInput, name: &str, value: &str) {
    let text = || Some(Some(value.to_owned()));
    let lines = || Some(value.lines().map(ToOwned::to_owned).collect::<Vec<_>>());
    match name {
        "name" => input.name = text(),
        "first_name" => input.first_name = text(),
        "last_name" => input.last_name = text(),
        "title" => input.title = text(),
        "number" => input.number = text(),
        "organisation_number" => input.organisation_number = text(),
        "personal_number" => input.personal_number = text(),
        "support_language" => input.support_language = text(),
        "note" => input.note = text(),
        "emails" => input.emails = lines(),
        "phones" => input.phones = lines(),
        "tags" => input.tags = lines(),
        _ => {
            if let Some(key) = name.strip_prefix("attributes.") {
                let value = if value.contains('\n') { json!(value.lines().collect::<Vec<_>>()) } else { json!(value) };
                input.attributes.get_or_insert_default().insert(key.to_owned(), value);
            } else if let Some(part) = name.strip_prefix("address.") {
                say_address(input.address.get_or_insert_default(), part, value);
            } else if let Some(part) = name.strip_prefix("invoice_address.") {
                say_address(input.invoice_address.get_or_insert_default(), part, value);
            }
        }
    }
}

fn say_address(address: &mut AddressInput, part: &str, value: &str) {
    let value = Some(Some(value.to_owned()));
    match part {
        "street" => address.street = value,
        "postal_code" => address.postal_code = value,
        "place" => address.place = value,
        "country" => address.country = value,
        _ => {}
    }
}

/// A tag's name in the reader's language, else in English, else its key.
pub fn tag_name(names: &Json, key: &str, language: UiLanguage) -> String {
    let named = |tag: &str| names.get(tag).and_then(Json::as_str).filter(|name| !name.is_empty());
    named(language.as_str())
        .or_else(|| named("en"))
        .or_else(|| names.as_object().and_then(|all| all.values().find_map(Json::as_str)))
        .unwrap_or(key)
        .to_owned()
}
