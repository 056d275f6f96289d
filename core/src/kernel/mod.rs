//! What every part of the domain speaks of: ids, time, who acts, what they may do, and what can go wrong.

pub mod actor;
pub mod address;
pub mod clock;
pub mod country;
pub mod email;
pub mod error;
pub mod ids;
pub mod language;
pub mod page;
pub mod permission;
pub mod person_name;
pub mod phone;
mod phone_format;
mod phone_plan;
pub mod text;
pub mod text_field;
mod text_value;

pub use actor::{Actor, Who};
pub use address::Address;
pub use country::Country;
pub use email::Email;
pub use error::{Error, FieldError, Result};
pub use ids::*;
pub use language::{Language, UiLanguage};
pub use permission::{Action, Permission, PermissionSet, Resource, Scope};
pub use person_name::PersonName;
pub use phone::Phone;
pub(crate) use text_value::text_value;
