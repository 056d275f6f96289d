//! What the OpenAPI document says of bodies and parameters. These types describe; what is sent and read are the types of the
//! domain. A test compares every answer with its description, so neither can change without the other.

mod customers;
mod parameters;
mod register;
mod staff;

pub use customers::*;
pub use parameters::*;
pub use register::*;
pub use staff::*;

use serde::Serialize;
use utoipa::ToSchema;

/// Why something was not done (RFC 9457).
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status tells the kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The status.
    pub status: u16,
    /// What happened, in English.
    pub detail: String,
    /// The id of the request, as in the log.
    pub instance: String,
    /// With 409: a stable word for the rule that forbids it.
    #[schema(required = false)]
    pub code: Option<String>,
    /// With 400 and 422: each refused field.
    #[schema(required = false)]
    pub errors: Option<Vec<FieldError>>,
    /// With 409, if somebody was faster: the record as it is now.
    #[schema(required = false)]
    pub current: Option<serde_json::Value>,
}

/// A refused field.
#[derive(Serialize, ToSchema)]
pub struct FieldError {
    /// Its name, such as `emails` or `address.postal_code`.
    pub field: String,
    /// A stable word, such as `required`, `too_long`, `taken`.
    pub code: String,
    /// The same in English.
    pub message: String,
}

/// What happened.
#[derive(Serialize, ToSchema)]
pub struct Event {
    /// Its place; what `Last-Event-ID` takes.
    pub place: String,
    /// Such as `customer.created`, `customer.changed`, `import.progress`.
    pub kind: String,
    /// What it happened to.
    pub subject_id: Option<uuid::Uuid>,
    /// Who did it.
    pub actor_id: Option<uuid::Uuid>,
    /// Ids and the names of changed fields, no personal data.
    pub payload: serde_json::Value,
    /// When.
    pub at: chrono::DateTime<chrono::Utc>,
}

/// Makes the page of a list.
macro_rules! pages {
    ($($name:ident of $item:ty),+ $(,)?) => {$(
        /// A page of a list.
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            /// The rows.
            pub items: Vec<$item>,
            /// To be sent as `cursor` for the next page; `null` at the end.
            pub next_cursor: Option<String>,
        }
    )+};
}
use pages;
