//! What somebody typed or sent about a customer, and its parsing at the door into values that keep the rules.
//! The same input serves the page, the API, an import and a first contact; what is not mentioned stays as it is.

use super::{CustomerKind, CustomerNumber, Rules};
use crate::kernel::{Country, CustomerId, Email, FieldError, Language, Phone, Result, UserId, error::Refusals, text_field};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};
use std::collections::HashSet;

/// Nobody has more addresses of one kind than this.
pub const MOST_IDENTITIES: usize = 50;
/// Nobody has more tags, organisations or assigned users than this.
pub const MOST_LINKS: usize = 200;

/// What is said about a customer. `None`: not mentioned. `Some(None)` or an empty text: cleared.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct CustomerInput {
    /// The account's own number; given when none is typed.
    #[serde(deserialize_with = "present")]
    pub number: Option<Option<String>>,
    /// `person` (if nothing is said) or `organisation`.
    pub kind: Option<String>,
    /// Of an organisation; of a person it is taken apart when neither first nor last name is given.
    #[serde(deserialize_with = "present")]
    pub name: Option<Option<String>>,
    /// Of a person.
    #[serde(deserialize_with = "present")]
    pub first_name: Option<Option<String>>,
    /// Of a person.
    #[serde(deserialize_with = "present")]
    pub last_name: Option<Option<String>>,
    /// Of a person.
    #[serde(deserialize_with = "present")]
    pub title: Option<Option<String>>,
    /// All e-mail addresses, primary first.
    pub emails: Option<Vec<String>>,
    /// All phone numbers, primary first, in any usual notation.
    pub phones: Option<Vec<String>>,
    /// Keys of other programs.
    pub external_ids: Option<Vec<String>>,
    /// A language tag such as `nb`.
    #[serde(deserialize_with = "present")]
    pub support_language: Option<Option<String>>,
    /// Ids, keys or names of tags of the account's list.
    pub tags: Option<Vec<String>>,
    /// Visiting address.
    pub address: Option<AddressInput>,
    /// Where invoices go.
    pub invoice_address: Option<AddressInput>,
    /// Of an organisation.
    #[serde(deserialize_with = "present")]
    pub organisation_number: Option<Option<String>>,
    /// Of a person.
    #[serde(deserialize_with = "present")]
    pub personal_number: Option<Option<String>>,
    /// Free text.
    #[serde(deserialize_with = "present")]
    pub note: Option<Option<String>>,
    /// Custom fields by key; those not mentioned stay.
    pub attributes: Option<Map<String, Json>>,
    /// All organisations of a person.
    pub organisations: Option<Vec<MembershipInput>>,
    /// All users who look after it.
    pub assigned_to: Option<Vec<UserId>>,
    /// Whether new orders and fault reports go to the assigned users.
    pub follow_assignment: Option<bool>,
    /// Whether it may log in to the hub.
    pub hub_access: Option<bool>,
}

/// An address as it is typed; parts not mentioned stay.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct AddressInput {
    /// Street and number.
    #[serde(deserialize_with = "present")]
    pub street: Option<Option<String>>,
    /// Postal code.
    #[serde(deserialize_with = "present")]
    pub postal_code: Option<Option<String>>,
    /// Town.
    #[serde(deserialize_with = "present")]
    pub place: Option<Option<String>>,
    /// Country, a name or an ISO 3166 code.
    #[serde(deserialize_with = "present")]
    pub country: Option<Option<String>>,
}

/// Belonging to an organisation, named by id or, if it exists, by name.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct MembershipInput {
    /// The organisation.
    pub id: Option<CustomerId>,
    /// Its exact name, instead of the id.
    pub name: Option<String>,
    /// What the person is there.
    pub role: Option<String>,
    /// Whether it is the person's first; without any, the first of the list is.
    pub primary: bool,
    /// Whether the person gets its protocols.
    pub receives_protocols: bool,
    /// Whether the person gets its orders.
    pub receives_orders: bool,
}

/// Tells "not mentioned" from `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

/// A text field: not mentioned, cleared, or set.
pub type Field = Option<Option<String>>;

/// The input after parsing: every value keeps its rules. Fields mean what they mean in [`CustomerInput`].
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub number: Option<CustomerNumber>,
    pub kind: Option<CustomerKind>,
    pub name: Field,
    pub first_name: Field,
    pub last_name: Field,
    pub title: Field,
    pub emails: Option<Vec<Email>>,
    pub phones: Option<Vec<Phone>>,
    pub external_ids: Option<Vec<String>>,
    pub support_language: Option<Option<Language>>,
    pub tags: Option<Vec<String>>,
    pub address: DraftAddress,
    pub invoice_address: DraftAddress,
    pub organisation_number: Field,
    pub personal_number: Field,
    pub note: Field,
    pub attributes: Option<Map<String, Json>>,
    pub organisations: Option<Vec<MembershipInput>>,
    pub assigned_to: Option<Vec<UserId>>,
    pub follow_assignment: Option<bool>,
    pub hub_access: Option<bool>,
}

/// An address after parsing.
#[derive(Clone, Debug, Default)]
pub struct DraftAddress {
    pub street: Field,
    pub postal_code: Field,
    pub place: Field,
    pub country: Field,
}

impl CustomerInput {
    /// Parses everything and tells every refusal at once.
    ///
    /// # Errors
    /// [`crate::kernel::Error::Invalid`] with one entry per refused field.
    pub fn parse(&self, rules: &Rules) -> Result<Draft> {
        let mut refusals = Refusals::default();
        let draft = self.parse_into(rules, &mut refusals);
        refusals.finish()?;
        Ok(draft)
    }

    /// Like [`Self::parse`], but adds to the refusals of a larger form.
    pub fn parse_into(&self, rules: &Rules, refusals: &mut Refusals) -> Draft {
        let number = match &self.number {
            Some(Some(text)) if !text.trim().is_empty() => refusals.check(CustomerNumber::parse(text, rules)),
            _ => None,
        };
        let kind = self.kind.as_deref().and_then(|word| {
            refusals.check(
                word.trim()
                    .parse::<CustomerKind>()
                    .map_err(|_| FieldError::new("kind", "invalid_choice", "kind is person or organisation")),
            )
        });
        let support_language = self.support_language.as_ref().map(|text| match text.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(tag) => refusals.check(support_language(tag, rules)),
        });
        Draft {
            number,
            kind,
            name: line("name", &self.name, refusals),
            first_name: line("first_name", &self.first_name, refusals),
            last_name: line("last_name", &self.last_name, refusals),
            title: line("title", &self.title, refusals),
            emails: self.emails.as_ref().map(|texts| identities("emails", texts, refusals, Email::parse)),
            phones: self.phones.as_ref().map(|texts| identities("phones", texts, refusals, |text| Phone::parse(text, rules.country))),
            external_ids: self
                .external_ids
                .as_ref()
                .map(|texts| identities("external_ids", texts, refusals, |text| text_field::required_line("external_ids", text))),
            support_language,
            tags: self.tags.as_ref().map(|tags| few("tags", tags, refusals)),
            address: address("address", self.address.as_ref(), refusals),
            invoice_address: address("invoice_address", self.invoice_address.as_ref(), refusals),
            organisation_number: line("organisation_number", &self.organisation_number, refusals),
            personal_number: line("personal_number", &self.personal_number, refusals),
            note: self.note.as_ref().map(|text| text.as_deref().and_then(|text| refusals.check(text_field::lines("note", text)).flatten())),
            attributes: self.attributes.clone(),
            organisations: self.organisations.as_ref().map(|list| few("organisations", list, refusals)),
            assigned_to: self.assigned_to.as_ref().map(|list| few("assigned_to", list, refusals)),
            follow_assignment: self.follow_assignment,
            hub_access: self.hub_access,
        }
    }
}

fn support_language(tag: &str, rules: &Rules) -> Result<Language, FieldError> {
    let language = Language::parse(tag).map_err(|error| FieldError { field: "support_language".into(), ..error })?;
    if rules.support_languages.is_empty() || rules.support_languages.contains(&language) {
        Ok(language)
    } else {
        Err(FieldError::new("support_language", "unsupported_language", format!("{language} is not among the languages of this account"))
            .with("language", language))
    }
}

/// A text of one line, at most 2000 characters.
fn line(name: &str, value: &Field, refusals: &mut Refusals) -> Field {
    value.as_ref().map(|text| text.as_deref().and_then(|text| refusals.check(text_field::line(name, text)).flatten()))
}

fn address(name: &str, input: Option<&AddressInput>, refusals: &mut Refusals) -> DraftAddress {
    let Some(input) = input else { return DraftAddress::default() };
    DraftAddress {
        street: line(&format!("{name}.street"), &input.street, refusals),
        postal_code: line(&format!("{name}.postal_code"), &input.postal_code, refusals),
        place: line(&format!("{name}.place"), &input.place, refusals),
        country: line(&format!("{name}.country"), &input.country, refusals)
            .map(|text| text.map(|text| Country::recognise(&text).map_or(text, |country| country.as_str().to_owned()))),
    }
}

/// Each value once, in the order given; empty ones are passed over.
fn identities<T: Clone + Eq + std::hash::Hash>(
    field: &str,
    texts: &[String],
    refusals: &mut Refusals,
    parse: impl Fn(&str) -> Result<T, FieldError>,
) -> Vec<T> {
    let mut seen = HashSet::new();
    let values: Vec<T> = texts
        .iter()
        .filter(|text| !text.trim().is_empty())
        .filter_map(|text| refusals.check(parse(text).map_err(|error| FieldError { field: field.to_owned(), ..error })))
        .filter(|value| seen.insert(value.clone()))
        .collect();
    if values.len() > MOST_IDENTITIES {
        refusals.push(FieldError::new(field, "too_many", format!("at most {MOST_IDENTITIES}")).with("max", MOST_IDENTITIES));
    }
    values
}

fn few<T: Clone>(field: &str, list: &[T], refusals: &mut Refusals) -> Vec<T> {
    if list.len() > MOST_LINKS {
        refusals.push(FieldError::new(field, "too_many", format!("at most {MOST_LINKS}")).with("max", MOST_LINKS));
        return Vec::new();
    }
    list.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_mentioned_null_and_text_are_three_things() {
        let input: CustomerInput = serde_json::from_str(r#"{"note": null, "title": "Dr"}"#).unwrap();
        assert_eq!(input.note, Some(None));
        assert_eq!(input.title, Some(Some("Dr".into())));
        assert_eq!(input.number, None);
    }

    #[test]
    fn every_refused_field_is_told_at_once() {
        let input = CustomerInput {
            emails: Some(vec!["not an address".into(), "anna@example.no".into()]),
            note: Some(Some("x".repeat(2001))),
            kind: Some("robot".into()),
            ..Default::default()
        };
        let crate::kernel::Error::Invalid(errors) = input.parse(&Rules::default()).unwrap_err() else { panic!("not refused as invalid") };
        let codes: Vec<(&str, &str)> = errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
        assert_eq!(codes, [("kind", "invalid_choice"), ("emails", "invalid_email"), ("note", "too_long")]);
    }

    #[test]
    fn the_same_address_twice_is_one() {
        let input =
            CustomerInput { emails: Some(vec!["Anna@Example.no".into(), " anna@example.no ".into(), "".into()]), ..Default::default() };
        assert_eq!(input.parse(&Rules::default()).unwrap().emails.unwrap().len(), 1);
    }
}
