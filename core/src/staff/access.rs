//! Who may do what: the permissions of a user are those of the account-wide roles and of the roles in teams together.

use super::roles::{Role, covers};
use crate::{
    kernel::{AccountId, Actor, Error, PermissionSet, Result, UserId},
    storage::{self, Tx, Wake},
};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// The permissions of `user`, in one statement.
///
/// # Errors
/// [`Error::Database`].
pub async fn permissions(conn: &impl ConnectionTrait, account: AccountId, user: UserId) -> Result<PermissionSet> {
    #[derive(FromQueryResult)]
    struct Row {
        key: String,
        built_in: bool,
        permissions: serde_json::Value,
    }
    let sql = "select key, built_in, permissions from roles where account_id = $1 and id in \
               (select role_id from user_roles where account_id = $1 and user_id = $2 \
                union select role_id from team_members where account_id = $1 and user_id = $2 and role_id is not null)";
    let rows: Vec<Row> = storage::select(conn, sql, vec![account.into(), user.into()]).await?;
    Ok(rows.iter().flat_map(|row| Role::permissions_of(&row.key, row.built_in, &row.permissions).iter().collect::<Vec<_>>()).collect())
}

/// To be called first in every action that changes who may do what. Permissions kept in memory, on any node, are good for
/// one state of the counter only; and because the account's row stays locked until the commit, two such changes never run at
/// once, so that both could not remove the last administrator.
pub(super) async fn changes(tx: &mut Tx, account: AccountId) -> Result<()> {
    storage::execute(tx.conn(), "update accounts set access_version = access_version + 1 where id = $1", vec![account.into()]).await?;
    tx.wake(Wake::Cached(account));
    Ok(())
}

/// Nobody gives, takes or changes what reaches further than the own permissions.
pub(super) fn within_own(actor: &Actor, permissions: &PermissionSet) -> Result<()> {
    if covers(&actor.permissions, permissions) {
        Ok(())
    } else {
        Err(Error::refused("exceeds_own_permissions", "this reaches further than your own permissions; ask an administrator"))
    }
}

/// A user whose permissions reach further than the actor's own is out of reach.
pub(super) async fn within_reach(tx: &Tx, actor: &Actor, user: UserId) -> Result<()> {
    if actor.user_id() == Some(user) {
        return Ok(());
    }
    within_own(actor, &permissions(tx.conn(), actor.account, user).await?)
}

/// An account keeps one administrator who can log in. To be called last in every action that could remove one.
pub(super) async fn keeps_an_administrator(tx: &Tx, account: AccountId) -> Result<()> {
    let sql = "select count(*) as value from users u where u.account_id = $1 and u.state = 'active' and exists \
               (select 1 from roles r where r.account_id = $1 and r.built_in and r.key = 'administrator' and ( \
                exists (select 1 from user_roles a where a.account_id = $1 and a.user_id = u.id and a.role_id = r.id) or \
                exists (select 1 from team_members m where m.account_id = $1 and m.user_id = u.id and m.role_id = r.id)))";
    if storage::number(tx.conn(), sql, vec![account.into()]).await? == 0 {
        return Err(Error::refused(
            "last_administrator",
            "the last active administrator must stay one; make another user administrator first",
        ));
    }
    Ok(())
}

/// A user as an actor, for a job that goes on with what the user began: with the permissions the user has now.
///
/// # Errors
/// [`Error::NotFound`] if the user is gone or inactive.
pub async fn actor_of(conn: &impl ConnectionTrait, account: AccountId, user: UserId) -> Result<Actor> {
    #[derive(FromQueryResult)]
    struct Name {
        name: String,
    }
    let sql = "select name from users where account_id = $1 and id = $2 and state = 'active'";
    let found: Option<Name> = storage::select_one(conn, sql, vec![account.into(), user.into()]).await?;
    let name = found.ok_or(Error::NotFound)?.name;
    Ok(Actor::user(account, user, name, permissions(conn, account, user).await?))
}
