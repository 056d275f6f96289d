//! Reading and writing users.

use super::{Theme, User};
use crate::{
    kernel::{AccountId, Email, Error, FieldError, Result, UserId, clock::Time, text},
    staff::{entity::user, password::Hashed, placeholders},
    storage::{self, Tx, violates_unique},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value};
use std::collections::HashMap;

impl TryFrom<user::Model> for User {
    type Error = Error;
    fn try_from(row: user::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            email: row.email.parse().map_err(Error::from)?,
            name: row.name,
            language: row.language.and_then(|text| text.parse().ok()),
            theme: row.theme.parse().unwrap_or(Theme::System),
            state: row.state.parse().map_err(Error::internal)?,
            has_password: row.password_hash.is_some(),
            preferences: serde_json::from_value(row.preferences).unwrap_or_default(),
            created_at: row.created_at,
            updated_at: row.updated_at,
            last_seen_at: row.last_seen_at,
            version: row.version,
        })
    }
}

pub(in crate::staff) async fn find(conn: &impl ConnectionTrait, account: AccountId, id: UserId) -> Result<User> {
    user::Entity::find_by_id((account, id)).one(conn).await?.ok_or(Error::NotFound)?.try_into()
}

/// The user with this address and the hash of the password, if there is one.
pub(in crate::staff) async fn by_email(
    conn: &impl ConnectionTrait,
    account: AccountId,
    email: &Email,
) -> Result<Option<(User, Option<String>)>> {
    let row =
        user::Entity::find().filter(user::Column::AccountId.eq(account)).filter(user::Column::Email.eq(email.as_str())).one(conn).await?;
    row.map(|row| {
        let hash = row.password_hash.clone();
        Ok((User::try_from(row)?, hash))
    })
    .transpose()
}

/// The user with this address, for the command line and imports.
///
/// # Errors
/// [`Error::Database`].
pub async fn by_address(conn: &impl ConnectionTrait, account: AccountId, email: &Email) -> Result<Option<User>> {
    Ok(by_email(conn, account, email).await?.map(|(user, _)| user))
}

/// Refuses ids of users that do not exist.
///
/// # Errors
/// `unknown_user` on `field`.
pub async fn existing(conn: &impl ConnectionTrait, account: AccountId, field: &str, ids: &[UserId]) -> Result<()> {
    let mut distinct = ids.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if names(conn, account, &distinct).await?.len() < distinct.len() {
        return Err(FieldError::new(field, "unknown_user", "one of these users does not exist").into());
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Named {
    id: UserId,
    name: String,
}

/// The names of these users, active or not.
///
/// # Errors
/// [`Error::Database`].
pub async fn names(conn: &impl ConnectionTrait, account: AccountId, ids: &[UserId]) -> Result<HashMap<UserId, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("select id, name from users where account_id = $1 and id in ({})", placeholders(2, ids.len()));
    let values = std::iter::once(account.into()).chain(ids.iter().map(|id| (*id).into())).collect();
    let rows: Vec<Named> = storage::select(conn, &sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

pub(super) async fn insert(tx: &Tx, account: AccountId, user: &User, password: Option<Hashed>) -> Result<()> {
    let row = user::ActiveModel {
        account_id: Set(account),
        id: Set(user.id),
        email: Set(user.email.as_str().to_owned()),
        name: Set(user.name.clone()),
        sort_name: Set(sort_name(user)),
        language: Set(user.language.map(|language| language.to_string())),
        theme: Set(user.theme.to_string()),
        state: Set(user.state.to_string()),
        password_hash: Set(password.map(Hashed::into_text)),
        preferences: Set(serde_json::to_value(&user.preferences)?),
        created_at: Set(user.created_at),
        updated_at: Set(user.updated_at),
        last_seen_at: Set(None),
        version: Set(user.version),
    };
    match user::Entity::insert(row).exec_without_returning(tx.conn()).await {
        Err(error) => Err(taken(error)),
        Ok(_) => Ok(()),
    }
}

/// Writes everything of a user that actions change, with a new version.
pub(super) async fn update(tx: &Tx, account: AccountId, user: &mut User) -> Result<()> {
    user.version += 1;
    user.updated_at = tx.now();
    let sql = "update users set email = $3, name = $4, sort_name = $5, language = $6, theme = $7, state = $8, preferences = $9, \
               updated_at = $10, version = $11 where account_id = $1 and id = $2";
    let values: Vec<Value> = vec![
        account.into(),
        user.id.into(),
        user.email.as_str().into(),
        user.name.clone().into(),
        sort_name(user).into(),
        user.language.map(|language| language.to_string()).into(),
        user.theme.as_str().into(),
        user.state.as_str().into(),
        serde_json::to_value(&user.preferences)?.into(),
        user.updated_at.into(),
        user.version.into(),
    ];
    match storage::execute(tx.conn(), sql, values).await {
        Err(Error::Database(error)) => Err(taken(error)),
        other => other.map(|_| ()),
    }
}

fn taken(error: sea_orm::DbErr) -> Error {
    if violates_unique(&error, "users_email", "users.account_id, users.email") {
        Error::field("email", "email_taken", "another user has this e-mail address")
    } else {
        error.into()
    }
}

/// What users are sorted by and found by: the name, then the address, both folded.
fn sort_name(user: &User) -> String {
    format!("{} {}", text::fold(&user.name), text::fold(user.email.as_str()))
}

pub(in crate::staff) async fn set_password(tx: &Tx, account: AccountId, id: UserId, password: Hashed) -> Result<()> {
    let sql = "update users set password_hash = $3, updated_at = $4, version = version + 1 where account_id = $1 and id = $2";
    storage::execute(tx.conn(), sql, vec![account.into(), id.into(), password.into_text().into(), tx.now().into()]).await?;
    Ok(())
}

/// Notes that a user was here; no change that anyone could be in conflict with.
pub(in crate::staff) async fn touch(tx: &Tx, account: AccountId, id: UserId, at: Time) -> Result<()> {
    let sql = "update users set last_seen_at = $3 where account_id = $1 and id = $2";
    storage::execute(tx.conn(), sql, vec![account.into(), id.into(), at.into()]).await?;
    Ok(())
}

/// Where users are named outside of their own tables. One who is named there is deactivated rather than deleted.
const NAMED_IN: &[(&str, &str)] = &[
    ("customer_assignments", "user_id"),
    ("customer_assignments", "assigned_by"),
    ("history", "actor_id"),
    ("account_log", "actor_id"),
    ("files", "uploaded_by"),
    ("imports", "created_by"),
    ("bulk_changes", "created_by"),
];

/// Whether anything in the account bears the user's name.
pub(super) async fn is_named(tx: &Tx, account: AccountId, id: UserId) -> Result<bool> {
    let found: Vec<String> =
        NAMED_IN.iter().map(|(table, column)| format!("exists (select 1 from {table} where account_id = $1 and {column} = $2)")).collect();
    let sql = format!("select count(*) as value from users where account_id = $1 and id = $2 and ({})", found.join(" or "));
    Ok(storage::number(tx.conn(), &sql, vec![account.into(), id.into()]).await? != 0)
}

/// What belongs to a user alone, and goes with the user.
const OWNED: &[&str] =
    &["user_roles", "team_members", "sessions", "api_tokens", "one_time_links", "notifications", "list_views", "idempotency_keys"];

pub(super) async fn delete(tx: &Tx, account: AccountId, id: UserId) -> Result<()> {
    for table in OWNED {
        let sql = format!("delete from {table} where account_id = $1 and user_id = $2");
        storage::execute(tx.conn(), &sql, vec![account.into(), id.into()]).await?;
    }
    storage::execute(tx.conn(), "delete from users where account_id = $1 and id = $2", vec![account.into(), id.into()]).await?;
    Ok(())
}

/// Reads a user in order to change it.
pub(in crate::staff) async fn take(tx: &Tx, account: AccountId, id: UserId) -> Result<User> {
    // The account's row is locked by every action that changes users of others; a user's own changes lock this row.
    let sql = format!("select id, name from users where account_id = $1 and id = $2{}", tx.dialect().for_update());
    let found: Option<Named> = storage::select_one(tx.conn(), &sql, vec![account.into(), id.into()]).await?;
    match found {
        Some(row) => find(tx.conn(), account, row.id).await,
        None => Err(Error::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new column that names a user must be thought of here, or a deleted user would leave it dangling.
    #[test]
    fn every_table_that_names_a_user_is_looked_at_before_one_is_deleted() {
        let schema = include_str!("../../storage/migrations/0001_register.sql");
        let mut named = Vec::new();
        for table in schema.split("create table ").skip(1) {
            let name = table.split(' ').next().unwrap();
            let columns = table.split("\n)").next().unwrap().lines().filter_map(|line| line.trim().split_once(" {uuid}"));
            for (column, _) in columns.filter(|(column, _)| column.ends_with("_by") || ["user_id", "actor_id"].contains(column)) {
                named.push((name, column));
            }
        }
        assert!(named.len() > 12, "{named:?}");
        for (table, column) in named {
            // Events are read for a few days and name nobody by anything but the id.
            let known = NAMED_IN.contains(&(table, column)) || (OWNED.contains(&table) && column == "user_id") || table == "events";
            assert!(known, "{table}.{column} names a user and is neither owned nor looked at");
        }
    }
}
