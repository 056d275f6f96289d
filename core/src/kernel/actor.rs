//! Who does something: every action receives an [`Actor`] and asks it for permission.

use super::{AccountId, Action, Error, ImportId, PermissionSet, Resource, Scope, UserId};
use std::sync::Arc;

/// Whose hand it was, as the history tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A member of staff, with the name at that time.
    User {
        /// The user's id.
        id: UserId,
        /// The user's name when it happened; kept in the history even if the user is renamed.
        name: String,
    },
    /// The program itself: a rule, a schedule, the first set-up, the command line of the operator.
    System,
}

/// Who acts, in which account, with which permissions.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account all reads and writes are bound to.
    pub account: AccountId,
    /// Whose hand it is.
    pub who: Who,
    /// What may be done.
    pub permissions: Arc<PermissionSet>,
    /// Set while an import runs: its changes name it in the history.
    pub import: Option<ImportId>,
    /// A rule, message or other cause that the history names beside the actor.
    pub cause: Option<String>,
}

impl Actor {
    /// The program itself, allowed everything in `account`.
    pub fn system(account: AccountId) -> Self {
        Self { account, who: Who::System, permissions: Arc::new(PermissionSet::everything()), import: None, cause: None }
    }

    /// A member of staff.
    pub fn user(account: AccountId, id: UserId, name: impl Into<String>, permissions: PermissionSet) -> Self {
        Self { account, who: Who::User { id, name: name.into() }, permissions: Arc::new(permissions), import: None, cause: None }
    }

    /// The user's id, if a user acts.
    pub fn user_id(&self) -> Option<UserId> {
        match &self.who {
            Who::User { id, .. } => Some(*id),
            Who::System => None,
        }
    }

    /// The widest scope in which this actor may do `action`, or the refusal.
    ///
    /// # Errors
    /// [`Error::Forbidden`] if the permission is missing altogether.
    pub fn require(&self, resource: Resource, action: Action) -> Result<Scope, Error> {
        self.permissions.scope(resource, action).ok_or(Error::Forbidden { resource, action })
    }

    /// Whether this actor may do `action` in any scope.
    pub fn may(&self, resource: Resource, action: Action) -> bool {
        self.permissions.scope(resource, action).is_some()
    }
}
