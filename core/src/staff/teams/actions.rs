//! Making, changing and removing teams.

use super::{NewMember, Team, store};
use crate::{
    kernel::{Action, Actor, FieldError, Resource, Result, RoleId, TeamId, UserId},
    queue::events,
    staff::{
        access, checked_version,
        log::{self, LogKind},
        name, roles, users,
    },
    storage::Tx,
};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::json;

/// A team to be made.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct NewTeam {
    /// What it is called.
    pub name: String,
    /// Its members.
    #[serde(default)]
    pub members: Vec<NewMember>,
}

/// A change of a team; what is `None` stays.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct TeamChange {
    /// What it is called.
    pub name: Option<String>,
    /// Its members, all of them.
    pub members: Option<Vec<NewMember>>,
    /// The version that was read; someone else's change in between is refused.
    pub version: Option<i64>,
}

/// All teams with their members, by name.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] unless the actor may see teams, or assign customers (which is done by team).
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Team>> {
    if !actor.may(Resource::Customer, Action::Assign) {
        actor.require(Resource::Team, Action::View)?;
    }
    store::all(conn, actor.account).await
}

/// One team with its members.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`], [`crate::kernel::Error::NotFound`].
pub async fn load(conn: &impl ConnectionTrait, actor: &Actor, id: TeamId) -> Result<Team> {
    actor.require(Resource::Team, Action::View)?;
    store::find(conn, actor.account, id).await
}

/// Makes a team.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`]; a name that is empty, too long or taken; unknown members or roles; `exceeds_own_permissions`.
pub async fn create(tx: &mut Tx, actor: &Actor, new: NewTeam) -> Result<Team> {
    actor.require(Resource::Team, Action::Create)?;
    access::changes(tx, actor.account).await?;
    let team_name = free_name(tx, actor, None, &new.name).await?;
    check_members(tx, actor, &[], &new.members).await?;
    let team = Team { id: TeamId::new(), name: team_name, members: Vec::new(), updated_at: tx.now(), version: 1 };
    store::insert(tx, actor.account, &team).await?;
    store::set_members(tx, actor.account, team.id, &new.members).await?;
    log::write(tx, actor, LogKind::TeamCreated, json!({"id": team.id, "name": team.name})).await?;
    events::record(tx, actor, "team.created", Some(team.id.0), json!({})).await?;
    store::find(tx.conn(), actor.account, team.id).await
}

/// Changes a team's name or members.
///
/// # Errors
/// As [`create`], and [`crate::kernel::Error::NotFound`], [`crate::kernel::Error::Stale`], `last_administrator`.
pub async fn change(tx: &mut Tx, actor: &Actor, id: TeamId, change: TeamChange) -> Result<Team> {
    actor.require(Resource::Team, Action::Edit)?;
    access::changes(tx, actor.account).await?;
    let old = store::find(tx.conn(), actor.account, id).await?;
    checked_version(change.version, old.version, &old)?;
    let mut team = old.clone();
    if let Some(text) = &change.name {
        team.name = free_name(tx, actor, Some(id), text).await?;
    }
    let before: Vec<NewMember> = old.members.iter().map(|member| NewMember { user_id: member.user_id, role_id: member.role_id }).collect();
    let mut after = change.members.unwrap_or_else(|| before.clone());
    after.sort_unstable_by_key(|member| member.user_id);
    after.dedup_by_key(|member| member.user_id);
    let members_changed = after.len() != before.len() || after.iter().any(|member| !before.contains(member));
    if !members_changed && team.name == old.name {
        return Ok(old);
    }
    if members_changed {
        check_members(tx, actor, &before, &after).await?;
        store::set_members(tx, actor.account, id, &after).await?;
        access::keeps_an_administrator(tx, actor.account).await?;
    }
    team.version += 1;
    team.updated_at = tx.now();
    store::update(tx, actor.account, &team).await?;
    let team = store::find(tx.conn(), actor.account, id).await?;
    log::write(tx, actor, LogKind::TeamChanged, details(&old, &team)).await?;
    events::record(tx, actor, "team.changed", Some(id.0), json!({})).await?;
    Ok(team)
}

/// Removes a team; its members stay users and lose the roles they had in it.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`], [`crate::kernel::Error::NotFound`]; `exceeds_own_permissions`; `last_administrator`.
pub async fn delete(tx: &mut Tx, actor: &Actor, id: TeamId) -> Result<()> {
    actor.require(Resource::Team, Action::Delete)?;
    access::changes(tx, actor.account).await?;
    let team = store::find(tx.conn(), actor.account, id).await?;
    let before: Vec<NewMember> = team.members.iter().map(|member| NewMember { user_id: member.user_id, role_id: member.role_id }).collect();
    check_members(tx, actor, &before, &[]).await?;
    store::delete(tx, actor.account, id).await?;
    access::keeps_an_administrator(tx, actor.account).await?;
    log::write(tx, actor, LogKind::TeamDeleted, json!({"id": id, "name": team.name})).await?;
    events::record(tx, actor, "team.deleted", Some(id.0), json!({})).await
}

/// The name, if no other team has it.
async fn free_name(tx: &Tx, actor: &Actor, own: Option<TeamId>, text: &str) -> Result<String> {
    let name = name("name", text)?;
    match store::by_name(tx.conn(), actor.account, &name).await? {
        Some(other) if Some(other) != own => Err(store::taken().into()),
        _ => Ok(name),
    }
}

/// Members and roles must exist, and nobody gives or takes a role that reaches further than the own permissions.
async fn check_members(tx: &Tx, actor: &Actor, before: &[NewMember], after: &[NewMember]) -> Result<()> {
    let users: Vec<UserId> = after.iter().map(|member| member.user_id).collect();
    users::existing(tx.conn(), actor.account, "members", &users).await?;
    let mut distinct = users.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < users.len() {
        return Err(FieldError::new("members", "member_twice", "a user can be in a team once").into());
    }
    let changed = before.iter().filter(|member| !after.contains(member)).chain(after.iter().filter(|member| !before.contains(member)));
    let given_or_taken: Vec<RoleId> = changed.filter_map(|member| member.role_id).collect();
    for role in roles::existing(tx.conn(), actor.account, "members", &given_or_taken).await? {
        access::within_own(actor, &role.permissions)?;
    }
    Ok(())
}

/// What the log tells of a change.
fn details(old: &Team, new: &Team) -> serde_json::Value {
    let names = |team: &Team, other: &Team| -> Vec<String> {
        let gone = team.members.iter().filter(|member| other.members.iter().all(|theirs| theirs.user_id != member.user_id));
        gone.map(|member| member.name.clone()).collect()
    };
    json!({"id": new.id, "name": new.name, "before": old.name, "joined": names(new, old), "left": names(old, new)})
}
