//! The navigation: the sidebar and the command palette show the same entries, each to those who may use it.

use crate::{
    context::Ctx,
    icon::{Icon, icon},
};
use kartotek_core::kernel::{Action, Resource};

/// An entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nav {
    /// Customers in use.
    CustomersActive,
    /// Customers at rest.
    CustomersInactive,
    /// Customers of kind organisation.
    Organisations,
    /// Imports.
    Imports,
    /// The account's tags.
    Tags,
    /// The account's custom fields.
    Fields,
    /// Members of staff.
    Users,
    /// Teams.
    Teams,
    /// Roles.
    Roles,
    /// The account's settings.
    Settings,
    /// Jobs.
    Jobs,
    /// The account's log.
    Log,
    /// The own profile (not in the sidebar).
    Profile,
    /// None of them.
    None,
}

/// One line of the navigation.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Which one.
    pub nav: Nav,
    /// Where it leads.
    pub href: &'static str,
    /// The key of its text.
    pub key: &'static str,
    /// Its icon.
    pub icon: Icon,
    needs: (Resource, Action),
}

/// Entries under one heading.
#[derive(Clone, Debug)]
pub struct Group {
    /// The key of the heading.
    pub key: &'static str,
    /// Its entries.
    pub entries: Vec<Entry>,
}

const fn entry(nav: Nav, href: &'static str, key: &'static str, icon: Icon, resource: Resource, action: Action) -> Entry {
    Entry { nav, href, key, icon, needs: (resource, action) }
}

const CUSTOMERS: &[Entry] = &[
    entry(Nav::CustomersActive, "/customers", "nav-customers-active", icon("address-book"), Resource::Customer, Action::View),
    entry(Nav::CustomersInactive, "/customers/inactive", "nav-customers-inactive", icon("archive"), Resource::Customer, Action::View),
    entry(Nav::Organisations, "/organisations", "nav-organisations", icon("building"), Resource::Customer, Action::View),
    entry(Nav::Imports, "/imports", "nav-imports", icon("file-import"), Resource::Import, Action::View),
    entry(Nav::Tags, "/tags", "nav-tags", icon("tags"), Resource::Tag, Action::View),
    entry(Nav::Fields, "/fields", "nav-fields", icon("forms"), Resource::CustomField, Action::View),
];

const ADMINISTRATION: &[Entry] = &[
    entry(Nav::Users, "/admin/users", "nav-users", icon("users"), Resource::User, Action::View),
    entry(Nav::Teams, "/admin/teams", "nav-teams", icon("users-group"), Resource::Team, Action::View),
    entry(Nav::Roles, "/admin/roles", "nav-roles", icon("shield-lock"), Resource::Role, Action::View),
    entry(Nav::Settings, "/admin/settings", "nav-settings", icon("settings"), Resource::Settings, Action::View),
    entry(Nav::Jobs, "/admin/jobs", "nav-jobs", icon("stack-2"), Resource::Settings, Action::View),
    entry(Nav::Log, "/admin/log", "nav-log", icon("list-details"), Resource::Settings, Action::View),
];

/// What `ctx`'s viewer may use; a group without entries is left out.
pub fn groups(ctx: &Ctx) -> Vec<Group> {
    [("nav-customers", CUSTOMERS), ("nav-administration", ADMINISTRATION)]
        .into_iter()
        .map(|(key, entries)| Group {
            key,
            entries: entries.iter().filter(|entry| ctx.may(entry.needs.0, entry.needs.1)).copied().collect(),
        })
        .filter(|group| !group.entries.is_empty())
        .collect()
}
