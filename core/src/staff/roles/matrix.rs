//! Which permissions make sense: the rows and columns of the page that edits a role. A role holds no others.

use crate::kernel::{
    Action::{self, *},
    Permission, PermissionSet,
    Resource::{self, *},
};

/// What can be done with `resource`.
pub fn actions(resource: Resource) -> &'static [Action] {
    match resource {
        Customer => &[View, Edit, Create, Delete, Upload, DeleteUpload, CreateHubUser, ChangeHubUser, DeleteHubUser, Assign, Administer],
        Ticket | Resource::Activity | Order => &[View, Edit, Create, Delete, Upload, DeleteUpload, Assign],
        Import => &[View, Create, Delete],
        Export => &[View, Create],
        Tag | CustomField | User | Team | Role => &[View, Edit, Create, Delete],
        Settings => &[View, Edit],
    }
}

/// Whether `resource` can be reached in the narrower scope of what is assigned to the user.
pub fn can_be_assigned(resource: Resource) -> bool {
    matches!(resource, Customer | Ticket | Resource::Activity | Order)
}

/// Whether `action` on `resource` can be limited to what is assigned; something new is assigned to nobody yet.
pub fn can_be_limited(resource: Resource, action: Action) -> bool {
    can_be_assigned(resource) && !matches!(action, Create | Administer)
}

/// Whether a role may hold `permission`.
pub fn makes_sense(permission: Permission) -> bool {
    actions(permission.resource).contains(&permission.action)
        && (permission.scope == crate::kernel::Scope::All || can_be_limited(permission.resource, permission.action))
}

/// The permissions of `set` that make sense; a role that may do everything keeps every row and column of the page.
pub fn sensible(set: &PermissionSet) -> PermissionSet {
    set.iter().filter(|permission| makes_sense(*permission)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::roles::BuiltIn;

    #[test]
    fn the_built_in_roles_hold_only_what_the_matrix_can_show() {
        for role in [BuiltIn::Agent, BuiltIn::Technician] {
            assert_eq!(sensible(&role.permissions()), role.permissions(), "{role}");
        }
    }

    #[test]
    fn a_customers_permissions_are_the_twelve_and_the_administrators_own() {
        // View and edit come in two scopes each; the others of the users' list are one permission each.
        let listed = [View, Edit, Create, Delete, Upload, CreateHubUser, ChangeHubUser, DeleteHubUser, Assign, DeleteUpload];
        assert!(listed.iter().all(|action| actions(Customer).contains(action)));
        assert!(can_be_limited(Customer, View) && can_be_limited(Customer, Edit) && !can_be_limited(Customer, Create));
        assert!(!makes_sense("tag.view:assigned".parse().unwrap()));
        assert!(!makes_sense("tag.upload".parse().unwrap()));
    }
}
