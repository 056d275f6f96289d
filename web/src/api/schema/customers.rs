//! Customers, their history and their files.

use super::pages;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

pages! { CustomerPage of Customer, HistoryPage of HistoryEntry, MemberPage of Member, FilePage of File, EmptyPage of Value }

/// A person or an organisation that is served.
#[derive(Serialize, ToSchema)]
pub struct Customer {
    /// Its id.
    pub id: Uuid,
    /// The account's own number for it.
    pub number: String,
    /// `person` or `organisation`.
    pub kind: String,
    /// The display name, never empty.
    pub name: String,
    /// Of a person.
    pub first_name: Option<String>,
    /// Of a person.
    pub last_name: Option<String>,
    /// Of a person.
    pub title: Option<String>,
    /// Primary first.
    pub emails: Vec<String>,
    /// E.164, primary first.
    pub phones: Vec<String>,
    /// Keys of other programs.
    pub external_ids: Vec<String>,
    /// Organisations of a person, primary first.
    pub organisations: Vec<Organisation>,
    /// Language in which it is served, such as `nb`.
    pub support_language: Option<String>,
    /// Names of tags.
    pub tags: Vec<String>,
    /// Visiting address.
    pub address: Address,
    /// Where invoices go.
    pub invoice_address: Address,
    /// Of an organisation.
    pub organisation_number: Option<String>,
    /// Of a person.
    pub personal_number: Option<String>,
    /// Free text.
    pub note: Option<String>,
    /// Custom fields by key.
    pub attributes: Map<String, Value>,
    /// Ids of the users who look after it.
    pub assigned_to: Vec<Uuid>,
    /// Whether new orders and fault reports go to the assigned users.
    pub follow_assignment: bool,
    /// Whether it may log in to the hub.
    pub hub_access: bool,
    /// `active` or `inactive`.
    pub state: String,
    /// `manual`, `import`, `ticket`, `activity`, `hub` or `api`.
    pub source: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts up with each change; send it back to notice that somebody was faster.
    pub version: i64,
}

/// An organisation that a person belongs to.
#[derive(Serialize, ToSchema)]
pub struct Organisation {
    /// The organisation.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What the person is there.
    pub role: Option<String>,
    /// Whether it is the person's first.
    pub primary: bool,
    /// Whether the person gets its protocols.
    pub receives_protocols: bool,
    /// Whether the person gets its orders.
    pub receives_orders: bool,
}

/// A postal address.
#[derive(Serialize, ToSchema)]
pub struct Address {
    /// Street and number.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Town.
    pub place: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// What is said about a customer. What is not mentioned stays as it is; `null` clears.
#[derive(Serialize, ToSchema)]
pub struct CustomerInput {
    /// Given when none is sent; changed later by an administrator only.
    pub number: Option<String>,
    /// `person` (if nothing is said) or `organisation`.
    pub kind: Option<String>,
    /// Of an organisation; of a person it is taken apart when neither first nor last name is sent.
    pub name: Option<String>,
    /// Of a person.
    pub first_name: Option<String>,
    /// Of a person.
    pub last_name: Option<String>,
    /// Of a person.
    pub title: Option<String>,
    /// All e-mail addresses, primary first.
    pub emails: Option<Vec<String>>,
    /// All phone numbers, primary first, in any usual notation.
    pub phones: Option<Vec<String>>,
    /// Keys of other programs.
    pub external_ids: Option<Vec<String>>,
    /// Such as `nb`.
    pub support_language: Option<String>,
    /// Ids, keys or names of tags of the account's list.
    pub tags: Option<Vec<String>>,
    /// Visiting address; parts not mentioned stay.
    pub address: Option<Address>,
    /// Where invoices go; parts not mentioned stay.
    pub invoice_address: Option<Address>,
    /// Of an organisation.
    pub organisation_number: Option<String>,
    /// Of a person.
    pub personal_number: Option<String>,
    /// Free text.
    pub note: Option<String>,
    /// Custom fields by key; those not mentioned stay.
    pub attributes: Option<Map<String, Value>>,
    /// All organisations of a person.
    pub organisations: Option<Vec<MembershipInput>>,
    /// Ids of all users who look after it.
    pub assigned_to: Option<Vec<Uuid>>,
    /// Whether new orders and fault reports go to the assigned users.
    pub follow_assignment: Option<bool>,
    /// Whether it may log in to the hub.
    pub hub_access: Option<bool>,
}

/// A change of a customer.
#[derive(Serialize, ToSchema)]
pub struct CustomerChange {
    /// What is said about the customer.
    #[serde(flatten)]
    pub customer: CustomerInput,
    /// The version that was read; 409 if somebody has changed the record since.
    pub version: Option<i64>,
}

/// Belonging to an organisation, named by id or by name.
#[derive(Serialize, ToSchema)]
pub struct MembershipInput {
    /// The organisation.
    pub id: Option<Uuid>,
    /// Its exact name, instead of the id.
    pub name: Option<String>,
    /// What the person is there.
    pub role: Option<String>,
    /// Whether it is the person's first; without any, the first of the list is.
    pub primary: Option<bool>,
    /// Whether the person gets its protocols.
    pub receives_protocols: Option<bool>,
    /// Whether the person gets its orders.
    pub receives_orders: Option<bool>,
}

/// A member of an organisation.
#[derive(Serialize, ToSchema)]
pub struct Member {
    /// The person.
    pub id: Uuid,
    /// The person's name.
    pub name: String,
    /// The person's number.
    pub number: String,
    /// What the person is there.
    pub role: Option<String>,
    /// Whether this is the person's first organisation.
    pub primary: bool,
    /// First e-mail.
    pub email: Option<String>,
    /// First phone.
    pub phone: Option<String>,
    /// `active` or `inactive`.
    pub state: String,
}

/// A line of a history.
#[derive(Serialize, ToSchema)]
pub struct HistoryEntry {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by the name at that time; empty for the program itself.
    pub actor: String,
    /// The user, if it was one.
    pub actor_id: Option<Uuid>,
    /// Rule, import or message that set it off.
    pub cause: Option<String>,
    /// What.
    pub changes: Vec<HistoryChange>,
}

/// A changed field.
#[derive(Serialize, ToSchema)]
pub struct HistoryChange {
    /// As in the record; custom fields as `attributes.key`.
    pub field: String,
    /// `null` if there was nothing.
    pub before: Value,
    /// `null` if there is nothing now.
    pub after: Value,
}

/// A file of a customer.
#[derive(Serialize, ToSchema)]
pub struct File {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What the uploader said it is.
    pub content_type: String,
    /// In bytes.
    pub size: i64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// The uploader's name at that time.
    pub uploaded_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A form with a file.
#[derive(Serialize, ToSchema)]
pub struct FileUpload {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    /// Every field that is described is understood, and a field that is understood is described.
    #[test]
    fn the_described_input_is_the_one_that_is_read() {
        let described = serde_json::to_value(super::CustomerInput::schema()).unwrap();
        let fields: Vec<&String> = described["properties"].as_object().unwrap().keys().collect();
        for field in &fields {
            let body = serde_json::json!({ field.as_str(): null });
            serde_json::from_value::<kartotek_core::customers::CustomerInput>(body).unwrap_or_else(|error| panic!("{field}: {error}"));
        }
        let error = serde_json::from_value::<kartotek_core::customers::CustomerInput>(serde_json::json!({"?": 1})).unwrap_err().to_string();
        let read: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
        assert!(read.len() > 15, "{error}");
        for field in read {
            assert!(fields.iter().any(|known| *known == field), "{field} is read but not described");
        }
    }
}
