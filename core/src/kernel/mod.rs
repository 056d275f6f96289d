//! What every part of the domain speaks of: ids, time, who acts, what they may do, and what can go wrong.

pub mod actor;
pub mod clock;
pub mod error;
pub mod ids;
pub mod page;
pub mod permission;

pub use actor::{Actor, Who};
pub use error::{Error, FieldError, Result};
pub use ids::*;
pub use permission::{Action, Permission, PermissionSet, Resource, Scope};
