//! Reading and writing accounts.

use super::{Account, chosen};
use crate::{
    kernel::{AccountId, Error, Result},
    staff::entity::account,
    storage::{self, Tx, violates_unique},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder, Value};

impl TryFrom<account::Model> for Account {
    type Error = Error;
    fn try_from(row: account::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            hosts: serde_json::from_value(row.hosts)?,
            settings: serde_json::from_value(row.settings)?,
            created_at: row.created_at,
            version: row.version,
        })
    }
}

/// Every account of this installation, oldest first.
///
/// # Errors
/// [`Error::Database`].
pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Account>> {
    let rows = account::Entity::find().order_by_asc(account::Column::Id).all(conn).await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// One account.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn load(conn: &impl ConnectionTrait, id: AccountId) -> Result<Account> {
    account::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?.try_into()
}

/// The account that a request for `host` means: the only one, or the one that has this host name.
///
/// # Errors
/// [`Error::NotFound`] if there are several and none has this host name.
pub async fn by_host(conn: &impl ConnectionTrait, host: &str) -> Result<Account> {
    chosen(all(conn).await?, host).ok_or(Error::NotFound)
}

/// The account that the operator names on the command line, by name, host name or id; the only one if none is named.
///
/// # Errors
/// [`Error::Refused`] that says what to do.
pub async fn named(conn: &impl ConnectionTrait, name: Option<&str>) -> Result<Account> {
    let mut accounts = all(conn).await?;
    match name {
        None if accounts.len() == 1 => Ok(accounts.remove(0)),
        None if accounts.is_empty() => {
            Err(Error::refused("no_account", "there is no account yet; make one with: kartotek account add NAME"))
        }
        None => Err(Error::refused("which_account", "there are several accounts; say which with --account NAME")),
        Some(name) => {
            let folded = name.trim().to_lowercase();
            let wanted = |account: &Account| {
                account.name.to_lowercase() == folded || account.hosts.contains(&folded) || account.id.to_string() == folded
            };
            accounts.into_iter().find(wanted).ok_or_else(|| Error::refused("unknown_account", format!("there is no account {name:?}")))
        }
    }
}

pub(super) async fn insert(tx: &Tx, account: &Account) -> Result<()> {
    let row = account::ActiveModel {
        id: Set(account.id),
        name: Set(account.name.clone()),
        hosts: Set(serde_json::to_value(&account.hosts)?),
        settings: Set(serde_json::to_value(&account.settings)?),
        access_version: Set(1),
        created_at: Set(account.created_at),
        version: Set(account.version),
    };
    match account::Entity::insert(row).exec_without_returning(tx.conn()).await {
        Ok(_) => Ok(()),
        Err(error) => Err(taken(error, &account.name)),
    }
}

fn taken(error: sea_orm::DbErr, name: &str) -> Error {
    if violates_unique(&error, "accounts_name", "accounts.name") {
        Error::field("name", "name_taken", format!("there is already an account {name:?}"))
    } else {
        error.into()
    }
}

pub(super) async fn update(tx: &Tx, account: &Account) -> Result<()> {
    let sql = "update accounts set name = $2, hosts = $3, settings = $4, version = $5 where id = $1";
    let values: Vec<Value> = vec![
        account.id.into(),
        account.name.clone().into(),
        serde_json::to_value(&account.hosts)?.into(),
        serde_json::to_value(&account.settings)?.into(),
        account.version.into(),
    ];
    match storage::execute(tx.conn(), sql, values).await {
        Err(Error::Database(error)) => Err(taken(error, &account.name)),
        other => other.map(|_| ()),
    }
}
