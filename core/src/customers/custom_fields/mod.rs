//! Custom fields: what an account keeps about its customers (and later tickets, orders …) beyond the fields that everybody
//! has. A field that is in use is retired, not deleted.

mod actions;
mod refresh;
mod store;
mod value;

pub use actions::{ChoiceInput, FieldChange, NewField, change, create, delete, list, load, reactivate, reorder, retire};
pub use refresh::{REFRESH_JOB, refresh_job};

use super::{
    entity::custom_field,
    labels::{self, Labels},
};
use crate::kernel::{AccountId, FieldId, Result, permission::spelled};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

/// The most fields of a resource.
pub const MOST_FIELDS: usize = 200;
/// The most choices of a field.
pub const MOST_CHOICES: usize = 500;

spelled! {
    /// What kind of value a field holds.
    FieldKind {
        /// One line.
        Text = "text",
        /// Several lines.
        LongText = "long_text",
        /// A number, with or without a fraction.
        Number = "number",
        /// A day, `2026-11-23`.
        Date = "date",
        /// Yes or no.
        YesNo = "yes_no",
        /// One of the field's choices.
        Choice = "choice",
        /// Any number of the field's choices.
        Choices = "choices",
        /// An address on the web, http or https.
        Link = "link",
    }
}

spelled! {
    /// What a field belongs to.
    FieldResource {
        /// Customers.
        Customer = "customer",
        /// Tickets.
        Ticket = "ticket",
        /// Orders.
        Order = "order",
        /// Facilities.
        Facility = "facility",
        /// Service objects.
        ServiceObject = "service_object",
        /// Quotes.
        Quote = "quote",
    }
}

spelled! {
    /// Whether a field is offered on new records.
    FieldState {
        /// Offered.
        Active = "active",
        /// Hidden on new records, kept on old ones.
        Retired = "retired",
    }
}

/// One of the answers that a choice allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub key: String,
    /// What is shown, by language.
    pub labels: Labels,
}

/// A field that the account defined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CustomField {
    /// Its id.
    pub id: FieldId,
    /// What it belongs to.
    pub resource: FieldResource,
    /// Its name in the API and in imports; never changes.
    pub key: String,
    /// Its name by language of the UI.
    pub labels: Labels,
    /// What kind of value it holds.
    pub kind: FieldKind,
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
    /// Whether it is offered.
    pub state: FieldState,
    /// Its place among the others.
    pub position: i64,
    /// Counts up with each change.
    pub version: i64,
}

impl CustomField {
    /// Whether it takes no new values.
    pub fn is_retired(&self) -> bool {
        self.state == FieldState::Retired
    }

    /// Its name in a language, else in English, else any, else its key.
    pub fn label(&self, language: &str) -> &str {
        labels::pick(&self.labels, language).unwrap_or(&self.key)
    }
}

impl TryFrom<custom_field::Model> for CustomField {
    type Error = crate::kernel::Error;
    fn try_from(row: custom_field::Model) -> Result<Self> {
        use crate::kernel::Error;
        Ok(Self {
            id: row.id,
            resource: row.resource.parse().map_err(Error::internal)?,
            key: row.key,
            labels: serde_json::from_value(row.labels)?,
            kind: row.kind.parse().map_err(Error::internal)?,
            choices: serde_json::from_value(row.choices)?,
            required: row.required,
            in_list: row.in_list,
            searchable: row.searchable,
            hidden_from_hub: row.hidden_from_hub,
            state: row.state.parse().map_err(Error::internal)?,
            position: row.position,
            version: row.version,
        })
    }
}

/// The fields of customers, in their order, retired ones included.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn for_customers(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<CustomField>> {
    of(conn, account, FieldResource::Customer).await
}

/// The fields of a resource, in their order, retired ones included.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn of(conn: &impl ConnectionTrait, account: AccountId, resource: FieldResource) -> Result<Vec<CustomField>> {
    let rows = custom_field::Entity::find()
        .filter(custom_field::Column::AccountId.eq(account))
        .filter(custom_field::Column::Resource.eq(resource.as_str()))
        .order_by_asc(custom_field::Column::Position)
        .order_by_asc(custom_field::Column::Key)
        .all(conn)
        .await?;
    rows.into_iter().map(CustomField::try_from).collect()
}
