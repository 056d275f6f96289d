//! A request that is sent twice is done once: its key is written in the transaction of its work, together with the answer.
//! A second one with the same key gets that answer; while the first is still running, the database makes it wait.

use crate::{
    kernel::{AccountId, Error, FieldError, Result, UserId, clock::Time},
    storage::{self, Db, Tx},
};
use sea_orm::FromQueryResult;

/// The longest key in bytes.
pub const LONGEST_KEY: usize = 255;

/// Whose key, and for which request.
#[derive(Clone, Debug)]
pub struct Key {
    /// The account.
    pub account: AccountId,
    /// Keys of different users have nothing to do with each other.
    pub user: UserId,
    /// What the client made up.
    pub key: String,
    /// A hash of everything the request says.
    pub request_hash: String,
}

/// An answer that was given before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

#[derive(FromQueryResult)]
struct Row {
    request_hash: String,
    status: i64,
    body: String,
}

/// Takes the key for this transaction. If an earlier request has taken it, gives the answer of that one.
///
/// # Errors
/// `idempotency_key_reused` if the earlier request said something else.
pub async fn take(tx: &Tx, key: &Key) -> Result<Option<Answer>> {
    // A transaction that has written the same key and not yet committed is waited for here.
    let sql = "insert into idempotency_keys (account_id, user_id, key, request_hash, status, body, created_at) \
               values ($1, $2, $3, $4, 0, '', $5) on conflict do nothing";
    let values = vec![key.account.into(), key.user.into(), key.key.clone().into(), key.request_hash.clone().into(), tx.now().into()];
    if storage::execute(tx.conn(), sql, values).await? == 1 {
        return Ok(None);
    }
    let sql = "select request_hash, status, body from idempotency_keys where account_id = $1 and user_id = $2 and key = $3";
    let values = vec![key.account.into(), key.user.into(), key.key.clone().into()];
    let row: Row = storage::select_one(tx.conn(), sql, values).await?.ok_or_else(|| Error::internal("an idempotency key vanished"))?;
    if row.request_hash != key.request_hash {
        return Err(
            FieldError::new("Idempotency-Key", "idempotency_key_reused", "this key belongs to another request; make up a new one").into()
        );
    }
    Ok(Some(Answer { status: u16::try_from(row.status).map_err(Error::internal)?, body: row.body }))
}

/// Keeps the answer beside the key, in the same transaction.
///
/// # Errors
/// [`Error::Database`].
pub async fn keep(tx: &Tx, key: &Key, answer: &Answer) -> Result<()> {
    let sql = "update idempotency_keys set status = $4, body = $5 where account_id = $1 and user_id = $2 and key = $3";
    let values =
        vec![key.account.into(), key.user.into(), key.key.clone().into(), i64::from(answer.status).into(), answer.body.clone().into()];
    storage::execute(tx.conn(), sql, values).await?;
    Ok(())
}

/// Forgets keys that were written before `before`.
///
/// # Errors
/// [`Error::Database`].
pub async fn sweep(db: &Db, before: Time) -> Result<u64> {
    let tx = db.begin().await?;
    let swept = storage::execute(tx.conn(), "delete from idempotency_keys where created_at < $1", vec![before.into()]).await?;
    tx.commit().await?;
    Ok(swept)
}
