//! What stands in addresses and headers.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// A page of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Rows at most, 1 to 200; 50 if nothing is said.
    #[param(required = false)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[param(required = false)]
    pub cursor: Option<String>,
}

/// Which customers, and in which order. A custom field is asked for as `attributes.KEY=value`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CustomerFilter {
    /// Words of the name, number, e-mail, phone, organisation, place …, from one letter.
    #[param(required = false)]
    pub q: Option<String>,
    /// `active` (if nothing is said), `inactive` or `all`.
    #[param(required = false)]
    pub state: Option<String>,
    /// `person` or `organisation`.
    #[param(required = false)]
    pub kind: Option<String>,
    /// Id, key or name of a tag; may be repeated, then all of them.
    #[param(required = false)]
    pub tag: Option<Vec<String>>,
    /// Members of this organisation.
    #[param(required = false)]
    pub organisation: Option<Uuid>,
    /// The id of a user who looks after them, `me`, or `none`.
    #[param(required = false)]
    pub assigned_to: Option<String>,
    /// Support language.
    #[param(required = false)]
    pub language: Option<String>,
    /// `manual`, `import`, `ticket`, `activity`, `hub` or `api`.
    #[param(required = false)]
    pub source: Option<String>,
    /// Made at or after this time or day.
    #[param(required = false)]
    pub created_from: Option<DateTime<Utc>>,
    /// Made before this time or day.
    #[param(required = false)]
    pub created_to: Option<DateTime<Utc>>,
    /// Changed at or after this time or day.
    #[param(required = false)]
    pub updated_from: Option<DateTime<Utc>>,
    /// Changed before this time or day.
    #[param(required = false)]
    pub updated_to: Option<DateTime<Utc>>,
    /// Made by this import.
    #[param(required = false)]
    pub import: Option<Uuid>,
    /// `name`, `number`, `created`, `updated`, `email`, `phone`, `organisation`, `place` or `language`; with `-` in front from the other end.
    #[param(required = false)]
    pub sort: Option<String>,
}

/// What an export holds.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportColumns {
    /// Names of columns, separated by commas; all if nothing is said. A custom field is `attributes.KEY`.
    #[param(required = false)]
    pub columns: Option<String>,
    /// CSV only: `true` for semicolons and a mark that says UTF-8, as spreadsheet programs like it.
    #[param(required = false)]
    pub spreadsheet: Option<bool>,
}

/// Which lines of a history.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryFilter {
    /// Only changes of this field.
    #[param(required = false)]
    pub field: Option<String>,
}

/// Who is this?
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Lookup {
    /// An e-mail address.
    #[param(required = false)]
    pub email: Option<String>,
    /// A phone number in any usual notation.
    #[param(required = false)]
    pub phone: Option<String>,
}

/// Which users.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UserFilter {
    /// Words of name or address.
    #[param(required = false)]
    pub q: Option<String>,
    /// `active` or `inactive`.
    #[param(required = false)]
    pub state: Option<String>,
    /// Members of this team.
    #[param(required = false)]
    pub team: Option<Uuid>,
}

/// Which fields.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FieldFilter {
    /// `customer` if nothing is said.
    #[param(required = false)]
    pub resource: Option<String>,
}

/// Which notifications.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NotificationFilter {
    /// `true` for those not read yet.
    #[param(required = false)]
    pub unread: Option<bool>,
}

/// Which jobs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobFilter {
    /// `waiting`, `running`, `done` or `failed` (if nothing is said).
    #[param(required = false)]
    pub state: Option<String>,
}

/// Repeats a request safely.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IdempotencyKey {
    /// Anything unique, such as a UUID. The same request under the same key is done once; later ones get its answer, for two days.
    #[serde(rename = "Idempotency-Key")]
    #[param(required = false)]
    pub idempotency_key: Option<String>,
}

/// Where a stream goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct LastEventId {
    /// The id of the last event that was received.
    #[serde(rename = "Last-Event-ID")]
    #[param(required = false)]
    pub last_event_id: Option<String>,
}

/// Declares the parameters of an address.
macro_rules! ids {
    ($($name:ident { $($(#[doc = $doc:literal])+ $field:ident),+ }),+ $(,)?) => {$(
        /// Ids in the address.
        #[derive(Deserialize, IntoParams)]
        #[into_params(parameter_in = Path)]
        pub struct $name { $($(#[doc = $doc])+ pub $field: Uuid),+ }
    )+};
}

ids! {
    CustomerPath {
        /// The customer.
        id
    },
    FilePath {
        /// The customer.
        id,
        /// The file.
        file
    },
    UserPath {
        /// The user.
        id
    },
    TeamPath {
        /// The team.
        id
    },
    RolePath {
        /// The role.
        id
    },
    TagPath {
        /// The tag.
        id
    },
    FieldPath {
        /// The field.
        id
    },
    NotificationPath {
        /// The notification.
        id
    },
    JobPath {
        /// The job.
        id
    },
    ImportPath {
        /// The import.
        id
    },
}
