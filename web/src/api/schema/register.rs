//! Tags, custom fields, notifications and jobs.

use super::pages;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

pages! { TagPage of Tag, FieldPage of Field, NotificationPage of Notification, JobPage of Job }

/// A label of the account's list.
#[derive(Serialize, ToSchema)]
pub struct Tag {
    /// Its id.
    pub id: Uuid,
    /// Its name in imports; unique, never changes.
    pub key: String,
    /// Its name in the account's language.
    pub name: String,
    /// Its names by language: `en`, `nb`, `sv`, `de`.
    pub names: BTreeMap<String, String>,
    /// A word of the palette or `#rrggbb`.
    pub colour: String,
    /// `active` or `retired`.
    pub state: String,
    /// In lists: how many customers have it, counted up to 10000.
    #[schema(required = false)]
    pub customers: Option<i64>,
    /// Counts up with each change.
    pub version: i64,
}

/// A tag to be made.
#[derive(Serialize, ToSchema)]
pub struct NewTag {
    /// Its name in the account's language; or `names`.
    pub name: Option<String>,
    /// Its names by language.
    pub names: Option<BTreeMap<String, String>>,
    /// Made from the first name if it is not sent.
    pub key: Option<String>,
    /// Chosen if it is not sent.
    pub colour: Option<String>,
}

/// A change of a tag.
#[derive(Serialize, ToSchema)]
pub struct TagChange {
    /// All its names by language.
    pub names: Option<BTreeMap<String, String>>,
    /// Its colour.
    pub colour: Option<String>,
    /// The version that was read.
    pub version: Option<i64>,
}

/// What a tag is merged into.
#[derive(Serialize, ToSchema)]
pub struct TagMerge {
    /// The tag that stays.
    pub into: Uuid,
}

/// A field that the account defined.
#[derive(Serialize, ToSchema)]
pub struct Field {
    /// Its id.
    pub id: Uuid,
    /// What it belongs to, such as `customer`.
    pub resource: String,
    /// Its name among the `attributes`; never changes.
    pub key: String,
    /// Its name in the account's language.
    pub label: String,
    /// Its names by language.
    pub labels: BTreeMap<String, String>,
    /// `text`, `long_text`, `number`, `date`, `yes_no`, `choice`, `choices` or `link`.
    pub kind: String,
    /// The answers, if it is a choice.
    pub choices: Vec<Choice>,
    /// Whether a new record must have it.
    pub required: bool,
    /// Whether lists may show, filter and sort it.
    pub in_list: bool,
    /// Whether the search looks at it.
    pub searchable: bool,
    /// Whether customers do not see it in the hub.
    pub hidden_from_hub: bool,
    /// `active` or `retired`.
    pub state: String,
    /// Its place among the others.
    pub position: i64,
    /// Counts up with each change.
    pub version: i64,
}

/// One of the answers that a choice allows.
#[derive(Serialize, ToSchema)]
pub struct Choice {
    /// What is stored.
    pub key: String,
    /// What is shown, by language.
    pub labels: BTreeMap<String, String>,
}

/// A choice as it is sent.
#[derive(Serialize, ToSchema)]
pub struct ChoiceInput {
    /// Made from the first label if it is not sent.
    pub key: Option<String>,
    /// What is shown, by language.
    pub labels: BTreeMap<String, String>,
}

/// A field to be defined.
#[derive(Serialize, ToSchema)]
pub struct NewField {
    /// `customer` if nothing is said.
    pub resource: Option<String>,
    /// Made from the first label if it is not sent.
    pub key: Option<String>,
    /// Its name in the account's language; or `labels`.
    pub label: Option<String>,
    /// Its names by language.
    pub labels: Option<BTreeMap<String, String>>,
    /// `text` if nothing is said.
    pub kind: Option<String>,
    /// The answers, if it is a choice.
    pub choices: Option<Vec<ChoiceInput>>,
    /// Whether a new record must have it.
    pub required: Option<bool>,
    /// Whether lists may show, filter and sort it.
    pub in_list: Option<bool>,
    /// Whether the search looks at it.
    pub searchable: Option<bool>,
    /// Whether customers do not see it in the hub.
    pub hidden_from_hub: Option<bool>,
}

/// A change of a field.
#[derive(Serialize, ToSchema)]
pub struct FieldChange {
    /// All its names by language.
    pub labels: Option<BTreeMap<String, String>>,
    /// Only while no record has a value, or from `text` to `long_text`.
    pub kind: Option<String>,
    /// All answers; one that records have cannot be left out.
    pub choices: Option<Vec<ChoiceInput>>,
    /// Whether a new record must have it.
    pub required: Option<bool>,
    /// Whether lists may show, filter and sort it.
    pub in_list: Option<bool>,
    /// Whether the search looks at it.
    pub searchable: Option<bool>,
    /// Whether customers do not see it in the hub.
    pub hidden_from_hub: Option<bool>,
    /// The version that was read.
    pub version: Option<i64>,
}

/// Something that the user was told.
#[derive(Serialize, ToSchema)]
pub struct Notification {
    /// Its id.
    pub id: Uuid,
    /// Such as `customer.assigned`.
    pub topic: String,
    /// What kind of thing it leads to; empty for nothing.
    pub subject_resource: String,
    /// Where it leads.
    pub subject_id: Option<Uuid>,
    /// What the text says, with `actor`, the name of who did it.
    pub details: Value,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// Work that is done after a change.
#[derive(Serialize, ToSchema)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// Such as `mail.link`.
    pub kind: String,
    /// `waiting`, `running`, `done` or `failed`.
    pub state: String,
    /// When it is or was due.
    pub run_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i64,
    /// How often it is tried in all.
    pub max_attempts: i64,
    /// What the last try said.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}
