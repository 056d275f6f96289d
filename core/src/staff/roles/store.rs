//! Reading and writing roles.

use super::Role;
use crate::{
    kernel::{AccountId, Error, FieldError, Result, RoleId},
    staff::{entity::role, placeholders},
    storage::{self, Tx, violates_unique},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Value};

impl From<role::Model> for Role {
    fn from(row: role::Model) -> Self {
        Self {
            permissions: Self::permissions_of(&row.key, row.built_in, &row.permissions),
            id: row.id,
            key: row.key,
            name: row.name,
            built_in: row.built_in,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// All roles of the account, the built-in ones first.
pub(super) async fn all(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Role>> {
    let rows = role::Entity::find()
        .filter(role::Column::AccountId.eq(account))
        .order_by_desc(role::Column::BuiltIn)
        .order_by_asc(role::Column::Key)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Role::from).collect())
}

pub(super) async fn find(conn: &impl ConnectionTrait, account: AccountId, id: RoleId) -> Result<Role> {
    role::Entity::find_by_id((account, id)).one(conn).await?.map(Role::from).ok_or(Error::NotFound)
}

/// The role that the command line or an import calls `key`, in upper or lower case.
///
/// # Errors
/// `unknown_role` on `field`.
pub async fn by_key(conn: &impl ConnectionTrait, account: AccountId, field: &str, key: &str) -> Result<Role> {
    let wanted = super::key_of(key);
    let row = role::Entity::find().filter(role::Column::AccountId.eq(account)).filter(role::Column::Key.eq(wanted)).one(conn).await?;
    row.map(Role::from).ok_or_else(|| FieldError::new(field, "unknown_role", format!("there is no role {key:?}")).with("value", key).into())
}

/// The roles of these ids, each once.
///
/// # Errors
/// `unknown_role` on `field` if one of them does not exist.
pub async fn existing(conn: &impl ConnectionTrait, account: AccountId, field: &str, ids: &[RoleId]) -> Result<Vec<Role>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = role::Entity::find()
        .filter(role::Column::AccountId.eq(account))
        .filter(role::Column::Id.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    if rows.len() < ids.len() {
        return Err(FieldError::new(field, "unknown_role", "one of these roles does not exist").into());
    }
    Ok(rows.into_iter().map(Role::from).collect())
}

pub(super) async fn insert(tx: &Tx, account: AccountId, role: &Role) -> Result<()> {
    let row = role::ActiveModel {
        account_id: Set(account),
        id: Set(role.id),
        key: Set(role.key.clone()),
        name: Set(role.name.clone()),
        permissions: Set(serde_json::to_value(&role.permissions)?),
        built_in: Set(role.built_in),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(role.version),
    };
    match role::Entity::insert(row).exec_without_returning(tx.conn()).await {
        Err(error) if violates_unique(&error, "roles_key", "roles.account_id, roles.key") => {
            Err(Error::field("name", "name_taken", "there is already a role of this name"))
        }
        other => Ok(other.map(|_| ())?),
    }
}

pub(super) async fn update(tx: &Tx, account: AccountId, role: &Role) -> Result<()> {
    let sql = "update roles set name = $3, permissions = $4, updated_at = $5, version = $6 where account_id = $1 and id = $2";
    let values: Vec<Value> = vec![
        account.into(),
        role.id.into(),
        role.name.clone().into(),
        serde_json::to_value(&role.permissions)?.into(),
        role.updated_at.into(),
        role.version.into(),
    ];
    storage::execute(tx.conn(), sql, values).await?;
    Ok(())
}

pub(super) async fn delete(tx: &Tx, account: AccountId, id: RoleId) -> Result<()> {
    storage::execute(tx.conn(), "delete from roles where account_id = $1 and id = $2", vec![account.into(), id.into()]).await?;
    Ok(())
}

/// How many users have each role, account-wide or in a team.
pub(super) async fn holders(conn: &impl ConnectionTrait, account: AccountId, ids: &[RoleId]) -> Result<Vec<(RoleId, i64)>> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        role_id: RoleId,
        value: i64,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = placeholders(2, ids.len());
    let sql = format!(
        "select role_id, count(*) as value from (\
         select role_id, user_id from user_roles where account_id = $1 and role_id in ({list}) union \
         select role_id, user_id from team_members where account_id = $1 and role_id in ({list})) as held group by role_id"
    );
    let values = std::iter::once(account.into()).chain(ids.iter().map(|id| (*id).into())).collect();
    let rows: Vec<Row> = storage::select(conn, &sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.role_id, row.value)).collect())
}
