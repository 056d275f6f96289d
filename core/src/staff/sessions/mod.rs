//! Sessions: who is logged in, where, until when. The browser holds a random token in a cookie; here lies its hash.
//! A session ends after a time without activity, by logging out, with a change of password, and with deactivation.

use super::{Account, Secret, access, entity::session, log, log::LogKind, users};
use crate::{
    kernel::{AccountId, Action, Actor, Error, Resource, Result, UserId, clock::Time},
    queue::events,
    storage::{self, Db, Tx},
};
use chrono::Duration;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Value};
use serde::Serialize;
use serde_json::json;

/// The most characters kept of what a browser says of itself.
const MAX_USER_AGENT: usize = 300;

/// Where a request comes from.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// The network address.
    pub address: String,
    /// What the browser says of itself.
    pub user_agent: String,
}

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct Started {
    /// For the cookie; nobody can tell it again.
    pub token: Secret,
    /// For the forms of this session.
    pub csrf_token: String,
    /// When it ends if nothing happens; the cookie may live longer.
    pub expires_at: Time,
    /// Who has logged in.
    pub user: UserId,
}

/// A session as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Session {
    /// Names the session in [`end_one`]; the hash of its token, which opens nothing.
    pub id: String,
    /// What the browser says of itself.
    pub user_agent: String,
    /// The network address at log-in.
    pub address: String,
    /// When the user logged in.
    pub created_at: Time,
    /// When it was last used, within a few minutes.
    pub seen_at: Time,
    /// When it ends if nothing happens.
    pub expires_at: Time,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// How long a session of this account lives without activity.
pub(super) fn lifetime(account: &Account) -> Duration {
    Duration::hours(i64::from(account.settings.session_hours))
}

/// Begins a session.
pub(super) async fn begin(tx: &Tx, account: &Account, user: UserId, client: &Client) -> Result<Started> {
    let token = Secret::generate("")?;
    let csrf_token = Secret::generate("")?.reveal().to_owned();
    let expires_at = tx.now() + lifetime(account);
    let row = session::ActiveModel {
        token_hash: Set(token.hash()),
        account_id: Set(account.id),
        user_id: Set(user),
        csrf_token: Set(csrf_token.clone()),
        user_agent: Set(client.user_agent.chars().filter(|letter| !letter.is_control()).take(MAX_USER_AGENT).collect()),
        address: Set(client.address.clone()),
        created_at: Set(tx.now()),
        seen_at: Set(tx.now()),
        expires_at: Set(expires_at),
    };
    session::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    users::touch(tx, account.id, user, tx.now()).await?;
    Ok(Started { token, csrf_token, expires_at, user })
}

/// The acting user's sessions, the last used first; `current` is the token of the one that asks.
///
/// # Errors
/// [`Error::Forbidden`] if no user acts.
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor, current: Option<&Secret>) -> Result<Vec<Session>> {
    let user = acting_user(actor)?;
    let current = current.map(Secret::hash);
    let rows = session::Entity::find()
        .filter(session::Column::AccountId.eq(actor.account))
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::ExpiresAt.gt(crate::kernel::clock::now()))
        .order_by_desc(session::Column::SeenAt)
        .all(conn)
        .await?;
    let sessions = rows.into_iter().map(|row| Session {
        current: current.as_deref() == Some(row.token_hash.as_str()),
        id: row.token_hash,
        user_agent: row.user_agent,
        address: row.address,
        created_at: row.created_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    });
    Ok(sessions.collect())
}

/// Logs out: ends the session of this token. That there is none is fine.
///
/// # Errors
/// [`Error::Database`].
pub async fn end(tx: &mut Tx, actor: &Actor, token: &Secret) -> Result<()> {
    remove(tx, actor, acting_user(actor)?, " and token_hash = $3", Some(token.hash())).await?;
    Ok(())
}

/// Ends one of the acting user's sessions.
///
/// # Errors
/// [`Error::NotFound`] if it is not theirs.
pub async fn end_one(tx: &mut Tx, actor: &Actor, id: &str) -> Result<()> {
    if remove(tx, actor, acting_user(actor)?, " and token_hash = $3", Some(id.to_owned())).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// Logs the acting user out everywhere, except for the session of the token `keep`.
///
/// # Errors
/// [`Error::Forbidden`] if no user acts.
pub async fn end_others(tx: &mut Tx, actor: &Actor, keep: Option<&Secret>) -> Result<u64> {
    let user = acting_user(actor)?;
    let ended = end_all(tx, actor, user, keep).await?;
    log::write(tx, actor, LogKind::SessionsEnded, json!({"id": user, "count": ended})).await?;
    Ok(ended)
}

/// Logs another user out everywhere.
///
/// # Errors
/// [`Error::Forbidden`] without `user.edit`, [`Error::NotFound`], `exceeds_own_permissions`.
pub async fn end_of_user(tx: &mut Tx, actor: &Actor, user: UserId) -> Result<u64> {
    actor.require(Resource::User, Action::Edit)?;
    let found = users::find(tx.conn(), actor.account, user).await?;
    access::within_reach(tx, actor, user).await?;
    let ended = end_all(tx, actor, user, None).await?;
    log::write(tx, actor, LogKind::SessionsEnded, json!({"id": user, "name": found.name, "count": ended})).await?;
    Ok(ended)
}

/// Ends the sessions of a user, except for that of the token `keep`.
pub(super) async fn end_all(tx: &mut Tx, actor: &Actor, user: UserId, keep: Option<&Secret>) -> Result<u64> {
    match keep {
        Some(keep) => remove(tx, actor, user, " and token_hash <> $3", Some(keep.hash())).await,
        None => remove(tx, actor, user, "", None).await,
    }
}

/// Removes sessions and tells their open pages, which stop listening.
async fn remove(tx: &mut Tx, actor: &Actor, user: UserId, condition: &str, hash: Option<String>) -> Result<u64> {
    let mut values: Vec<Value> = vec![actor.account.into(), user.into()];
    values.extend(hash.map(Value::from));
    let ended =
        storage::execute(tx.conn(), &format!("delete from sessions where account_id = $1 and user_id = $2{condition}"), values).await?;
    if ended > 0 {
        events::record(tx, actor, "session.ended", Some(user.0), json!({})).await?;
    }
    Ok(ended)
}

/// Notes that a session was used, and puts its end off.
pub(super) async fn touch(db: &Db, hash: &str, account: AccountId, user: UserId, life: Duration) -> Result<()> {
    let tx = db.begin().await?;
    let sql = "update sessions set seen_at = $2, expires_at = $3 where token_hash = $1";
    storage::execute(tx.conn(), sql, vec![hash.into(), tx.now().into(), (tx.now() + life).into()]).await?;
    users::touch(&tx, account, user, tx.now()).await?;
    tx.commit().await
}

/// Removes sessions that have ended.
pub(super) async fn sweep(tx: &Tx) -> Result<u64> {
    storage::execute(tx.conn(), "delete from sessions where expires_at < $1", vec![tx.now().into()]).await
}

fn acting_user(actor: &Actor) -> Result<UserId> {
    actor.user_id().ok_or(Error::Forbidden { resource: Resource::User, action: Action::Edit })
}
