//! A customer as other programs see it: in the API and in exports.

use super::views::{Customer, Membership, TagRef};
use crate::kernel::{Address, CustomerId, UserId, clock::Time};
use serde::Serialize;
use serde_json::{Map, Value};

/// A customer; tags by their names, assigned users by their ids, as they may be sent back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    id: CustomerId,
    number: String,
    kind: String,
    name: String,
    first_name: Option<String>,
    last_name: Option<String>,
    title: Option<String>,
    emails: Vec<String>,
    phones: Vec<String>,
    external_ids: Vec<String>,
    organisations: Vec<Membership>,
    support_language: Option<String>,
    tags: Vec<String>,
    address: Address,
    invoice_address: Address,
    organisation_number: Option<String>,
    personal_number: Option<String>,
    note: Option<String>,
    attributes: Map<String, Value>,
    assigned_to: Vec<UserId>,
    follow_assignment: bool,
    hub_access: bool,
    state: String,
    source: String,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl Record {
    /// Tags are called by their names in `language`.
    pub fn new(customer: Customer, language: &str) -> Self {
        Self {
            id: customer.id,
            number: customer.number,
            kind: customer.kind,
            name: customer.name,
            first_name: customer.first_name,
            last_name: customer.last_name,
            title: customer.title,
            emails: customer.emails,
            phones: customer.phones,
            external_ids: customer.external_ids,
            organisations: customer.organisations,
            support_language: customer.support_language,
            tags: customer.tags.iter().map(|tag| tag_name(tag, language)).collect(),
            address: customer.address,
            invoice_address: customer.invoice_address,
            organisation_number: customer.organisation_number,
            personal_number: customer.personal_number,
            note: customer.note,
            attributes: customer.attributes,
            assigned_to: customer.assigned_to.iter().map(|user| user.id).collect(),
            follow_assignment: customer.follow_assignment,
            hub_access: customer.hub_access,
            state: customer.state,
            source: customer.source,
            created_at: customer.created_at,
            updated_at: customer.updated_at,
            version: customer.version,
        }
    }
}

/// The name in a language, else in English, else any, else the key.
pub(super) fn tag_name(tag: &TagRef, language: &str) -> String {
    let names = tag.names.as_object();
    let named = |language: &str| names.and_then(|names| names.get(language)).and_then(Value::as_str);
    let any = || names.and_then(|names| names.values().find_map(Value::as_str));
    named(language).or_else(|| named("en")).or_else(any).unwrap_or(&tag.key).to_owned()
}
