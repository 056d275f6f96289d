//! Roles: named sets of permissions. Three are built in and the same everywhere; an account makes its own beside them,
//! for instance as a copy of one.

mod actions;
pub mod matrix;
mod store;

pub(super) use actions::seed;
pub use actions::{NewRole, RoleChange, change, create, delete, list, load};
pub use store::{by_key, existing};

use crate::kernel::{
    Action::{self, *},
    Permission, PermissionSet,
    Resource::{self, *},
    RoleId,
    clock::Time,
    permission::spelled,
};
use serde::Serialize;

spelled! {
    /// A role that every account has and nobody can change.
    BuiltIn {
        /// May do everything.
        Administrator = "administrator",
        /// Serves all customers.
        Agent = "agent",
        /// Serves the customers and orders assigned to them.
        Technician = "technician",
    }
}

impl BuiltIn {
    /// What the role may do. Read from here rather than from the database, so that a new version's permissions reach
    /// existing accounts.
    pub fn permissions(self) -> PermissionSet {
        let all = |resource: Resource, actions: &'static [Action]| actions.iter().map(move |action| Permission::all(resource, *action));
        let assigned =
            |resource: Resource, actions: &'static [Action]| actions.iter().map(move |action| Permission::assigned(resource, *action));
        match self {
            Self::Administrator => PermissionSet::everything(),
            Self::Agent => all(Customer, &[View, Edit, Create, Upload, DeleteUpload, CreateHubUser, ChangeHubUser, DeleteHubUser, Assign])
                .chain(all(Ticket, &[View, Edit, Create, Upload, DeleteUpload, Assign]))
                .chain(all(Resource::Activity, &[View, Edit, Create, Upload, Assign]))
                .chain(all(Order, &[View, Edit, Create, Upload, Assign]))
                .chain(all(Export, &[View, Create]))
                .chain(all(Tag, &[View, Create]))
                .chain(all(CustomField, &[View]))
                .chain(all(User, &[View]))
                .chain(all(Team, &[View]))
                .collect(),
            Self::Technician => assigned(Customer, &[View, Edit, Upload])
                .chain(assigned(Order, &[View, Edit, Upload]))
                .chain(assigned(Ticket, &[View]))
                .chain(all(Tag, &[View]))
                .chain(all(CustomField, &[View]))
                .collect(),
        }
    }

    /// The English name, for the command line and the API; pages translate `role-{key}`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "Administrator",
            Self::Agent => "Agent",
            Self::Technician => "Technician",
        }
    }
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// A short name that stays: what `--role` and imports call it.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Whether it is one of [`BuiltIn`] and cannot be changed.
    pub built_in: bool,
    /// What it allows.
    pub permissions: PermissionSet,
    /// When it was last changed.
    pub updated_at: Time,
    /// Counts changes.
    pub version: i64,
}

impl Role {
    /// What a stored role allows. Words that this version does not know allow nothing.
    pub(super) fn permissions_of(key: &str, built_in: bool, stored: &serde_json::Value) -> PermissionSet {
        match key.parse::<BuiltIn>() {
            Ok(role) if built_in => role.permissions(),
            _ => stored.as_array().into_iter().flatten().filter_map(|word| word.as_str()?.parse().ok()).collect(),
        }
    }

    /// Which built-in role it is, if it is one.
    pub fn as_built_in(&self) -> Option<BuiltIn> {
        if self.built_in { self.key.parse().ok() } else { None }
    }
}

/// Whether `wide` allows everything that `narrow` does.
pub fn covers(wide: &PermissionSet, narrow: &PermissionSet) -> bool {
    narrow.intersection(wide) == *narrow
}

/// The lasting short name made from a role's name: letters and digits in lower case, joined by hyphens.
fn key_of(name: &str) -> String {
    let words: Vec<String> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_built_in_role_allows_less_than_the_one_before() {
        let [administrator, agent, technician] = [BuiltIn::Administrator, BuiltIn::Agent, BuiltIn::Technician].map(BuiltIn::permissions);
        assert!(covers(&administrator, &agent) && !covers(&agent, &administrator));
        assert!(covers(&agent, &technician) && !covers(&technician, &agent));
    }

    #[test]
    fn only_an_administrator_deletes_customers_and_changes_their_numbers() {
        for role in [BuiltIn::Agent, BuiltIn::Technician] {
            assert_eq!(role.permissions().scope(Customer, Delete), None);
            assert_eq!(role.permissions().scope(Customer, Administer), None);
            assert_eq!(role.permissions().scope(Settings, View), None);
        }
    }

    #[test]
    fn a_key_is_made_of_the_names_words() {
        assert_eq!(key_of("Servicetekniker (Øst) 2"), "servicetekniker-øst-2");
        assert_eq!(key_of(" - "), "");
    }
}
