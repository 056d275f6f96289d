//! What a customer's row repeats so that lists and search read one table: display name, sort name, primary e-mail,
//! phone and organisation, and the normalised text that the trigram index holds.

use super::{CustomerKind, Rules, attributes, entity::customer};
use crate::kernel::{Email, PersonName, Phone, text};
use serde_json::{Map, Value as Json};

/// What the derived columns are made from, beside the row itself.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    /// Primary first.
    pub emails: Vec<&'a str>,
    /// E.164, primary first.
    pub phones: Vec<&'a str>,
    /// Keys of other programs.
    pub external_ids: Vec<&'a str>,
    /// Names of the organisations, primary first.
    pub organisations: Vec<&'a str>,
}

/// Fills the derived columns of `row`.
pub fn derive(row: &mut customer::Model, sources: &Sources<'_>, rules: &Rules) {
    row.name = display_name(row, sources);
    row.sort_name = text::sort_key(&row.name, rules.language);
    row.primary_email = sources.emails.first().map(|value| (*value).to_owned());
    row.primary_phone = sources.phones.first().map(|value| (*value).to_owned());
    row.organisation_name = sources.organisations.first().map(|name| (*name).to_owned());
    row.search_text = search_text(row, sources, rules);
}

/// The name, else the e-mail, else the phone, else the number: a customer always has something to be called by.
fn display_name(row: &customer::Model, sources: &Sources<'_>) -> String {
    let name = match row.kind.parse() {
        Ok(CustomerKind::Organisation) => row.name.clone(),
        _ => PersonName::of(row.first_name.as_deref().unwrap_or_default(), row.last_name.as_deref().unwrap_or_default()).display(),
    };
    if !name.trim().is_empty() {
        return name;
    }
    sources.emails.first().or(sources.phones.first()).map_or_else(|| row.number.clone(), |value| (*value).to_owned())
}

fn search_text(row: &customer::Model, sources: &Sources<'_>, rules: &Rules) -> String {
    let mut words = text::SearchText::new().text(&row.name).code(&row.number);
    for email in &sources.emails {
        words = match Email::parse(email) {
            Ok(email) => words.email(&email),
            Err(_) => words.text(email),
        };
    }
    for phone in &sources.phones {
        words = match phone.parse::<Phone>() {
            Ok(phone) => words.phone(&phone),
            Err(_) => words.code(phone),
        };
    }
    for organisation in &sources.organisations {
        words = words.text(organisation);
    }
    for id in sources.external_ids.iter().copied().chain(row.organisation_number.as_deref()).chain(row.personal_number.as_deref()) {
        words = words.code(id);
    }
    if let Some(place) = &row.place {
        words = words.text(place);
    }
    if let Json::Object(values) = &row.attributes {
        for value in attributes::searchable(rules, values) {
            words = words.text(&value);
        }
    }
    words.finish()
}

/// An empty JSON object, for rows without custom fields.
pub fn no_attributes() -> Json {
    Json::Object(Map::new())
}
