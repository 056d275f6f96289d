//! Making, changing and removing an account's own roles.

use super::{BuiltIn, Role, key_of, matrix, store};
use crate::{
    kernel::{AccountId, Action, Actor, Error, FieldError, PermissionSet, Resource, Result, RoleId, error::Refusals},
    queue::events,
    staff::{
        access, checked_version,
        log::{self, LogKind},
        name,
    },
    storage::Tx,
};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::json;
use std::collections::HashMap;

/// A role to be made.
#[derive(Clone, Debug, Deserialize)]
pub struct NewRole {
    /// What people call it.
    pub name: String,
    /// What it allows.
    #[serde(default)]
    pub permissions: PermissionSet,
}

/// A change of a role; what is `None` stays.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RoleChange {
    /// What people call it.
    pub name: Option<String>,
    /// What it allows.
    pub permissions: Option<PermissionSet>,
    /// The version that was read; someone else's change in between is refused.
    pub version: Option<i64>,
}

/// All roles with the number of users who have each, the built-in ones first.
///
/// # Errors
/// [`Error::Forbidden`] unless the actor may see roles, or users (whose roles are shown with them).
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<(Role, i64)>> {
    if !actor.may(Resource::User, Action::View) {
        actor.require(Resource::Role, Action::View)?;
    }
    let roles = store::all(conn, actor.account).await?;
    let ids: Vec<RoleId> = roles.iter().map(|role| role.id).collect();
    let holders: HashMap<RoleId, i64> = store::holders(conn, actor.account, &ids).await?.into_iter().collect();
    let counted = |role: Role| {
        let count = holders.get(&role.id).copied().unwrap_or(0);
        (role, count)
    };
    Ok(roles.into_iter().map(counted).collect())
}

/// One role.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn load(conn: &impl ConnectionTrait, actor: &Actor, id: RoleId) -> Result<Role> {
    actor.require(Resource::Role, Action::View)?;
    store::find(conn, actor.account, id).await
}

/// Makes a role that holds at most the actor's own permissions.
///
/// # Errors
/// [`Error::Forbidden`]; a name that is empty, too long or taken; `exceeds_own_permissions`.
pub async fn create(tx: &mut Tx, actor: &Actor, new: NewRole) -> Result<Role> {
    actor.require(Resource::Role, Action::Create)?;
    let mut refusals = Refusals::default();
    let name = refusals.check(role_name(&new.name));
    refusals.check(sensible(&new.permissions));
    refusals.finish()?;
    access::within_own(actor, &new.permissions)?;
    let name = name.unwrap_or_default();
    let role = Role {
        id: RoleId::new(),
        key: key_of(&name),
        name,
        built_in: false,
        permissions: new.permissions,
        updated_at: tx.now(),
        version: 1,
    };
    store::insert(tx, actor.account, &role).await?;
    log::write(tx, actor, LogKind::RoleCreated, json!({"id": role.id, "name": role.name})).await?;
    events::record(tx, actor, "role.created", Some(role.id.0), json!({})).await?;
    Ok(role)
}

/// Changes an own role of the account; its users have the new permissions from their next request on.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`]; `role_built_in`; `exceeds_own_permissions` if the role
/// reaches further than the actor before or after the change.
pub async fn change(tx: &mut Tx, actor: &Actor, id: RoleId, change: RoleChange) -> Result<Role> {
    actor.require(Resource::Role, Action::Edit)?;
    access::changes(tx, actor.account).await?;
    let old = store::find(tx.conn(), actor.account, id).await?;
    if old.built_in {
        return Err(built_in());
    }
    checked_version(change.version, old.version, &old)?;
    access::within_own(actor, &old.permissions)?;
    let mut role = old.clone();
    let mut refusals = Refusals::default();
    if let Some(text) = &change.name {
        role.name = refusals.check(role_name(text)).unwrap_or_default();
    }
    if let Some(permissions) = change.permissions {
        refusals.check(sensible(&permissions));
        role.permissions = permissions;
    }
    refusals.finish()?;
    access::within_own(actor, &role.permissions)?;
    if role == old {
        return Ok(role);
    }
    role.version += 1;
    role.updated_at = tx.now();
    store::update(tx, actor.account, &role).await?;
    let words = |set: &PermissionSet| -> Vec<String> { set.clone().into() };
    let (before, after) = (words(&old.permissions), words(&role.permissions));
    let details = json!({
        "id": id,
        "name": role.name,
        "added": after.iter().filter(|word| !before.contains(word)).collect::<Vec<_>>(),
        "removed": before.iter().filter(|word| !after.contains(word)).collect::<Vec<_>>(),
    });
    log::write(tx, actor, LogKind::RoleChanged, details).await?;
    events::record(tx, actor, "role.changed", Some(id.0), json!({})).await?;
    Ok(role)
}

/// Removes a role that nobody has.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; `role_built_in`; `role_in_use`.
pub async fn delete(tx: &mut Tx, actor: &Actor, id: RoleId) -> Result<()> {
    actor.require(Resource::Role, Action::Delete)?;
    access::changes(tx, actor.account).await?;
    let role = store::find(tx.conn(), actor.account, id).await?;
    if role.built_in {
        return Err(built_in());
    }
    if let Some((_, users)) = store::holders(tx.conn(), actor.account, &[id]).await?.first() {
        return Err(Error::Refused {
            code: "role_in_use",
            params: vec![("count", users.to_string())],
            message: format!("{users} users have this role; give them another one first"),
        });
    }
    store::delete(tx, actor.account, id).await?;
    log::write(tx, actor, LogKind::RoleDeleted, json!({"id": id, "name": role.name})).await?;
    events::record(tx, actor, "role.deleted", Some(id.0), json!({})).await
}

/// Gives a new account its built-in roles.
pub(in crate::staff) async fn seed(tx: &Tx, account: AccountId) -> Result<()> {
    for built_in in BuiltIn::ALL {
        let role = Role {
            id: RoleId::new(),
            key: built_in.to_string(),
            name: built_in.name().to_owned(),
            built_in: true,
            permissions: built_in.permissions(),
            updated_at: tx.now(),
            version: 1,
        };
        store::insert(tx, account, &role).await?;
    }
    Ok(())
}

fn role_name(text: &str) -> Result<String, FieldError> {
    let name = name("name", text)?;
    if key_of(&name).is_empty() {
        return Err(FieldError::new("name", "required", "a name needs a letter or digit"));
    }
    Ok(name)
}

fn sensible(permissions: &PermissionSet) -> Result<(), FieldError> {
    match permissions.iter().find(|permission| !matrix::makes_sense(*permission)) {
        None => Ok(()),
        Some(other) => Err(FieldError::new("permissions", "unknown_permission", format!("{other} is no permission")).with("value", other)),
    }
}

fn built_in() -> Error {
    Error::refused("role_built_in", "built-in roles cannot be changed; make a copy and change that")
}
