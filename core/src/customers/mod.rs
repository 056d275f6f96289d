//! Customers: who is served. One record for every person and organisation; everything that happens hangs on it.

pub mod actions;
pub mod assignment;
pub mod attachments;
pub mod attributes;
pub mod bulk;
pub mod counts;
pub mod custom_fields;
pub(crate) mod derive;
pub mod draft;
pub mod entity;
pub mod erase;
mod handlers;
pub mod history;
pub mod identities;
pub mod import;
mod labels;
pub mod links;
pub mod list;
pub mod list_views;
pub mod lookup;
pub mod number;
pub mod organisations;
pub mod rules;
pub mod scope;
pub mod search;
mod store;
pub mod tags;
pub mod views;

pub use draft::{AddressInput, CustomerInput, MembershipInput};
pub use handlers::handlers;
pub use labels::Labels;
pub use list::{Filter, Sort};
pub use number::CustomerNumber;
pub use rules::Rules;
pub use views::Customer;

use crate::kernel::permission::spelled;

spelled! {
    /// What kind of customer.
    CustomerKind {
        /// A human being.
        Person = "person",
        /// A company, an authority, an association; persons are its members.
        Organisation = "organisation",
    }
}

spelled! {
    /// Whether a customer may be chosen for new work. Inactive customers keep everything and can come back.
    CustomerState {
        /// In lists, may be chosen.
        Active = "active",
        /// Hidden from lists unless asked for, cannot be chosen for new orders.
        Inactive = "inactive",
    }
}

impl CustomerState {
    /// The state after [`Self::Active`] was asked to rest.
    ///
    /// # Errors
    /// `already_inactive` if it does already.
    pub fn deactivate(self) -> crate::kernel::Result<Self> {
        match self {
            Self::Active => Ok(Self::Inactive),
            Self::Inactive => Err(crate::kernel::Error::refused("already_inactive", "this customer is inactive already")),
        }
    }

    /// The state after coming back.
    ///
    /// # Errors
    /// `already_active` if it was not away.
    pub fn reactivate(self) -> crate::kernel::Result<Self> {
        match self {
            Self::Inactive => Ok(Self::Active),
            Self::Active => Err(crate::kernel::Error::refused("already_active", "this customer is active already")),
        }
    }
}

spelled! {
    /// Where a record came from.
    Source {
        /// Typed by a member of staff.
        Manual = "manual",
        /// From a file.
        Import = "import",
        /// Someone wrote for the first time.
        Ticket = "ticket",
        /// Someone called for the first time.
        Activity = "activity",
        /// The customer registered in the hub.
        Hub = "hub",
        /// Another program.
        Api = "api",
    }
}

spelled! {
    /// What a value identifies a customer by. Each (account, kind, value) names exactly one customer.
    IdentityKind {
        /// E-mail address, case-folded.
        Email = "email",
        /// Telephone number, E.164.
        Phone = "phone",
        /// Facebook page-scoped id.
        Facebook = "facebook",
        /// A visitor of the chat.
        Visitor = "visitor",
        /// The key of another program.
        External = "external",
    }
}
