//! Roles and teams of users.

use crate::{
    kernel::{AccountId, Actor, Result, RoleId, TeamId, UserId},
    staff::{
        access,
        entity::user_role,
        placeholders, roles,
        teams::{self, TeamRole},
    },
    storage::{self, Tx},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult};

/// A role as it stands beside a user.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct UserRole {
    pub user_id: UserId,
    pub id: RoleId,
    pub key: String,
    pub name: String,
    pub built_in: bool,
}

/// The account-wide roles of these users.
pub(super) async fn roles_of(conn: &impl ConnectionTrait, account: AccountId, users: &[UserId]) -> Result<Vec<UserRole>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select a.user_id, r.id, r.key, r.name, r.built_in from user_roles a \
         join roles r on r.account_id = a.account_id and r.id = a.role_id \
         where a.account_id = $1 and a.user_id in ({}) order by r.built_in desc, r.key",
        placeholders(2, users.len())
    );
    let values = std::iter::once(account.into()).chain(users.iter().map(|id| (*id).into())).collect();
    storage::select(conn, &sql, values).await
}

/// Gives a user exactly these account-wide roles. Nobody gives or takes a role that reaches further than the own permissions.
pub(super) async fn set_roles(tx: &Tx, actor: &Actor, user: UserId, before: &[RoleId], after: &[RoleId]) -> Result<()> {
    roles::existing(tx.conn(), actor.account, "roles", after).await?;
    let changed: Vec<RoleId> = difference(before, after);
    for role in roles::existing(tx.conn(), actor.account, "roles", &changed).await? {
        access::within_own(actor, &role.permissions)?;
    }
    storage::execute(tx.conn(), "delete from user_roles where account_id = $1 and user_id = $2", vec![actor.account.into(), user.into()])
        .await?;
    let mut ids = after.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let rows: Vec<user_role::ActiveModel> = ids
        .into_iter()
        .map(|role| user_role::ActiveModel { account_id: Set(actor.account), user_id: Set(user), role_id: Set(role) })
        .collect();
    if !rows.is_empty() {
        user_role::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Puts a user into exactly these teams, under the same rule.
pub(super) async fn set_teams(tx: &Tx, actor: &Actor, user: UserId, before: &[TeamRole], after: &[TeamRole]) -> Result<()> {
    let ids: Vec<TeamId> = after.iter().map(|team| team.team_id).collect();
    teams::existing(tx.conn(), actor.account, "teams", &ids).await?;
    let mut after = after.to_vec();
    after.sort_by_key(|team| team.team_id);
    after.dedup_by_key(|team| team.team_id);
    let changed: Vec<RoleId> = difference(before, &after).into_iter().filter_map(|team: TeamRole| team.role_id).collect();
    for role in roles::existing(tx.conn(), actor.account, "teams", &changed).await? {
        access::within_own(actor, &role.permissions)?;
    }
    teams::set_teams_of(tx, actor.account, user, &after).await
}

/// What is in one of the two only.
fn difference<T: Copy + PartialEq>(before: &[T], after: &[T]) -> Vec<T> {
    let gone = before.iter().filter(|one| !after.contains(one));
    gone.chain(after.iter().filter(|one| !before.contains(one))).copied().collect()
}
