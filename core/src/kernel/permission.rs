//! A permission is resource + action + scope. Every resource has the same shape; the twelve of a customer
//! carry the names that users of service systems know (view, view assigned only, edit, edit assigned only,
//! create, delete, upload, create hub user, change hub user's permissions, delete hub user, assign, delete
//! uploaded files).
//!
//! Written as `customer.view` (all) or `customer.view:assigned`.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// Declares an enum whose variants have a fixed spelling in the database, the API and translations.
macro_rules! spelled {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
        impl $name {
            /// Every variant, in order of declaration.
            #[allow(dead_code, reason = "not every enum is listed somewhere")]
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The fixed spelling.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::kernel::error::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err($crate::kernel::error::UnknownWord(text.to_owned())) }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use spelled;

spelled! {
    /// What a permission is about.
    Resource {
        /// Customers, persons and organisations alike.
        Customer = "customer",
        /// Tickets.
        Ticket = "ticket",
        /// Activities.
        Activity = "activity",
        /// Orders.
        Order = "order",
        /// Imports of files (and their undoing).
        Import = "import",
        /// Exports of lists.
        Export = "export",
        /// The account's tags.
        Tag = "tag",
        /// The account's custom fields.
        CustomField = "custom_field",
        /// Members of staff.
        User = "user",
        /// Teams.
        Team = "team",
        /// Roles.
        Role = "role",
        /// The account's settings, its log and its jobs.
        Settings = "settings",
    }
}

spelled! {
    /// What is done.
    Action {
        /// See it, in lists, searches, exports, files and live events alike.
        View = "view",
        /// Change it.
        Edit = "edit",
        /// Make a new one.
        Create = "create",
        /// Remove it for good.
        Delete = "delete",
        /// Attach files.
        Upload = "upload",
        /// Remove attached files.
        DeleteUpload = "delete_upload",
        /// Make a hub log-in.
        CreateHubUser = "create_hub_user",
        /// Change what a hub log-in may do.
        ChangeHubUser = "change_hub_user",
        /// Remove a hub log-in.
        DeleteHubUser = "delete_hub_user",
        /// Assign users.
        Assign = "assign",
        /// Change what only an administrator may change: a customer's number, numbering rules.
        Administer = "administer",
    }
}

spelled! {
    /// How far a permission reaches.
    Scope {
        /// Only what the user is assigned to.
        Assigned = "assigned",
        /// Everything in the account.
        All = "all",
    }
}

/// One permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permission {
    /// What it is about.
    pub resource: Resource,
    /// What may be done.
    pub action: Action,
    /// How far it reaches.
    pub scope: Scope,
}

impl Permission {
    /// `resource.action` in the scope `all`.
    pub const fn all(resource: Resource, action: Action) -> Self {
        Self { resource, action, scope: Scope::All }
    }
    /// `resource.action` for what the user is assigned to.
    pub const fn assigned(resource: Resource, action: Action) -> Self {
        Self { resource, action, scope: Scope::Assigned }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.resource, self.action)?;
        if self.scope == Scope::Assigned {
            f.write_str(":assigned")?;
        }
        Ok(())
    }
}

impl FromStr for Permission {
    type Err = super::error::UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || super::error::UnknownWord(text.to_owned());
        let (name, scope) = text.split_once(':').unwrap_or((text, "all"));
        let (resource, action) = name.split_once('.').ok_or_else(unknown)?;
        Ok(Self { resource: resource.parse()?, action: action.parse()?, scope: scope.parse()? })
    }
}

/// What somebody may do: for each resource and action the widest scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct PermissionSet(BTreeMap<(Resource, Action), Scope>);

impl PermissionSet {
    /// No permission at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Every permission there is.
    pub fn everything() -> Self {
        Resource::ALL.iter().flat_map(|resource| Action::ALL.iter().map(move |action| Permission::all(*resource, *action))).collect()
    }

    /// The widest scope for `resource` and `action`, if any.
    pub fn scope(&self, resource: Resource, action: Action) -> Option<Scope> {
        self.0.get(&(resource, action)).copied()
    }

    /// Adds one; a wider scope wins over a narrower one.
    pub fn grant(&mut self, permission: Permission) {
        let scope = self.0.entry((permission.resource, permission.action)).or_insert(permission.scope);
        *scope = (*scope).max(permission.scope);
    }

    /// Only what both have: the narrower scope of each. This is what a scoped API token may do.
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.0.iter().filter_map(|(key, scope)| other.0.get(key).map(|theirs| (*key, *scope.min(theirs)))).collect())
    }

    /// Every permission in it.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.0.iter().map(|((resource, action), scope)| Permission { resource: *resource, action: *action, scope: *scope })
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut set = Self::default();
        permissions.into_iter().for_each(|permission| set.grant(permission));
        set
    }
}

impl From<PermissionSet> for Vec<String> {
    fn from(set: PermissionSet) -> Self {
        set.iter().map(|permission| permission.to_string()).collect()
    }
}

impl TryFrom<Vec<String>> for PermissionSet {
    type Error = super::error::UnknownWord;
    fn try_from(words: Vec<String>) -> Result<Self, Self::Error> {
        words.iter().map(|word| word.parse()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_reads_back_as_it_was_written() {
        for permission in PermissionSet::everything().iter() {
            assert_eq!(permission.to_string().parse(), Ok(permission));
            let assigned = Permission { scope: Scope::Assigned, ..permission };
            assert_eq!(assigned.to_string().parse(), Ok(assigned));
        }
        assert!("customer.fly".parse::<Permission>().is_err());
        assert!("customer".parse::<Permission>().is_err());
    }

    #[test]
    fn the_wider_scope_wins_and_an_intersection_keeps_the_narrower() {
        let wide: PermissionSet =
            [Permission::assigned(Resource::Customer, Action::View), Permission::all(Resource::Customer, Action::View)]
                .into_iter()
                .collect();
        assert_eq!(wide.scope(Resource::Customer, Action::View), Some(Scope::All));
        let narrow: PermissionSet = [Permission::assigned(Resource::Customer, Action::View)].into_iter().collect();
        assert_eq!(wide.intersection(&narrow), narrow);
        assert_eq!(PermissionSet::none().intersection(&wide), PermissionSet::none());
    }
}
