//! API tokens: shown once, stored as a hash, with at most the permissions of their user, revocable.

use super::{
    Secret, access,
    entity::api_token,
    log,
    log::LogKind,
    name,
    roles::{covers, matrix},
    users,
};
use crate::{
    kernel::{AccountId, Action, Actor, Error, FieldError, PermissionSet, Resource, Result, TokenId, UserId, clock::Time, error::Refusals},
    storage::{self, Db, Tx},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What every token begins with, so that people and scanners of leaked secrets know it.
pub const PREFIX: &str = "kt_";
/// The most tokens of one user that are neither revoked nor expired.
pub const MAX_TOKENS: usize = 100;
/// How many of its last characters a token is shown with, so that its owner can tell it from others.
const HINT: usize = 4;

/// A token to be made.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct NewToken {
    /// What it is for, in the owner's words.
    pub name: String,
    /// What it may do, at most; none for all that its user may do, now and later.
    #[serde(default)]
    pub permissions: Option<PermissionSet>,
    /// When it stops working; none for never.
    #[serde(default)]
    pub expires_at: Option<Time>,
}

/// A token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Whose it is.
    pub user_id: UserId,
    /// What it is for.
    pub name: String,
    /// Its last characters.
    pub hint: String,
    /// What it may do, at most; none for all that its user may do.
    pub permissions: Option<PermissionSet>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last used, within a few minutes.
    pub last_used_at: Option<Time>,
    /// When it stops working; none for never.
    pub expires_at: Option<Time>,
}

/// Makes a token of the acting user, or, for the operator, of `user`. The secret cannot be had again.
///
/// # Errors
/// A name that is empty or too long; `exceeds_own_permissions`; `in_the_past`; `too_many_tokens`.
pub async fn create(tx: &mut Tx, actor: &Actor, user: UserId, new: NewToken) -> Result<(Token, Secret)> {
    let forbidden = Error::Forbidden { resource: Resource::User, action: Action::Edit };
    match actor.user_id() {
        Some(acting) if acting != user => return Err(forbidden),
        _ => {}
    }
    let owner = users::find(tx.conn(), actor.account, user).await?;
    let mut refusals = Refusals::default();
    let token_name = refusals.check(name("name", &new.name)).unwrap_or_default();
    if new.expires_at.is_some_and(|at| at <= tx.now()) {
        refusals.push(FieldError::new("expires_at", "in_the_past", "this time has passed"));
    }
    if let Some(other) = new.permissions.iter().flat_map(PermissionSet::iter).find(|permission| !matrix::makes_sense(*permission)) {
        refusals.push(FieldError::new("permissions", "unknown_permission", format!("{other} is no permission")).with("value", other));
    }
    refusals.finish()?;
    let permissions = match new.permissions {
        Some(permissions) => {
            access::within_own(actor, &permissions)?;
            Some(permissions)
        }
        // A token with fewer permissions than its user makes no token with more than its own.
        None => {
            let all = access::permissions(tx.conn(), actor.account, user).await?;
            (!covers(&actor.permissions, &all)).then(|| matrix::sensible(&actor.permissions))
        }
    };
    if of_user(tx.conn(), actor.account, user, tx.now()).await?.len() >= MAX_TOKENS {
        return Err(Error::Refused {
            code: "too_many_tokens",
            params: vec![("max", MAX_TOKENS.to_string())],
            message: format!("at most {MAX_TOKENS} tokens; revoke one that is no longer used"),
        });
    }
    let secret = Secret::generate(PREFIX)?;
    let token = Token {
        id: TokenId::new(),
        user_id: user,
        name: token_name,
        hint: secret.reveal().chars().skip(secret.reveal().len() - HINT).collect(),
        permissions,
        created_at: tx.now(),
        last_used_at: None,
        expires_at: new.expires_at,
    };
    let row = api_token::ActiveModel {
        account_id: Set(actor.account),
        id: Set(token.id),
        user_id: Set(user),
        name: Set(token.name.clone()),
        token_hash: Set(secret.hash()),
        hint: Set(token.hint.clone()),
        permissions: Set(token.permissions.as_ref().map(serde_json::to_value).transpose()?),
        created_at: Set(token.created_at),
        last_used_at: Set(None),
        expires_at: Set(token.expires_at),
        revoked_at: Set(None),
    };
    api_token::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    log::write(tx, actor, LogKind::TokenCreated, json!({"id": token.id, "name": token.name, "user": owner.name})).await?;
    Ok((token, secret))
}

/// The tokens of a user that still work, newest first. Everybody may see the own ones.
///
/// # Errors
/// [`Error::Forbidden`] without `user.edit` for those of others.
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor, user: UserId) -> Result<Vec<Token>> {
    if actor.user_id() != Some(user) {
        actor.require(Resource::User, Action::Edit)?;
    }
    of_user(conn, actor.account, user, crate::kernel::clock::now()).await
}

/// Makes a token worthless at once. Everybody may revoke the own ones.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] without `user.edit` and `exceeds_own_permissions` for those of others.
pub async fn revoke(tx: &mut Tx, actor: &Actor, id: TokenId) -> Result<()> {
    let row = api_token::Entity::find_by_id((actor.account, id)).one(tx.conn()).await?.ok_or(Error::NotFound)?;
    if actor.user_id() != Some(row.user_id) {
        // That there is such a token is nobody else's business.
        if !actor.may(Resource::User, Action::Edit) {
            return Err(Error::NotFound);
        }
        access::within_reach(tx, actor, row.user_id).await?;
    }
    let sql = "update api_tokens set revoked_at = $3 where account_id = $1 and id = $2 and revoked_at is null";
    if storage::execute(tx.conn(), sql, vec![actor.account.into(), id.into(), tx.now().into()]).await? == 0 {
        return Err(Error::NotFound);
    }
    log::write(tx, actor, LogKind::TokenRevoked, json!({"id": id, "name": row.name})).await
}

async fn of_user(conn: &impl ConnectionTrait, account: AccountId, user: UserId, now: Time) -> Result<Vec<Token>> {
    let rows = api_token::Entity::find()
        .filter(api_token::Column::AccountId.eq(account))
        .filter(api_token::Column::UserId.eq(user))
        .filter(api_token::Column::RevokedAt.is_null())
        .order_by_desc(api_token::Column::Id)
        .all(conn)
        .await?;
    let working = rows.into_iter().filter(|row| row.expires_at.is_none_or(|at| at > now));
    let tokens = working.map(|row| Token {
        id: row.id,
        user_id: row.user_id,
        name: row.name,
        hint: row.hint,
        permissions: row.permissions.as_ref().map(scope_of),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
    });
    Ok(tokens.collect())
}

/// What a stored scope allows; words that this version does not know allow nothing.
pub(super) fn scope_of(stored: &serde_json::Value) -> PermissionSet {
    stored.as_array().into_iter().flatten().filter_map(|word| word.as_str()?.parse().ok()).collect()
}

/// Notes that a token was used.
pub(super) async fn touch(db: &Db, account: AccountId, id: TokenId) -> Result<()> {
    let tx = db.begin().await?;
    let sql = "update api_tokens set last_used_at = $3 where account_id = $1 and id = $2";
    storage::execute(tx.conn(), sql, vec![account.into(), id.into(), tx.now().into()]).await?;
    tx.commit().await
}
