//! SQL on imports and their refused rows.

use super::{Import, ImportKind, ImportState, options::Options};
use crate::{
    customers::entity::{import, import_rejection},
    kernel::{AccountId, Error, FieldError, ImportId, Result, clock, clock::Time},
    storage::{self, Tx, many},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One row, by id.
pub(super) async fn find(conn: &impl ConnectionTrait, account: AccountId, id: ImportId) -> Result<import::Model> {
    import::Entity::find_by_id((account, id)).one(conn).await?.ok_or(Error::NotFound)
}

/// What was decided about it.
pub(super) fn options(row: &import::Model) -> Result<Options> {
    Ok(serde_json::from_value(row.options.clone())?)
}

/// An import as it is shown.
pub(super) fn shown(row: import::Model) -> Result<Import> {
    let state: ImportState = row.state.parse().map_err(Error::internal)?;
    let kind: ImportKind = row.kind.parse().map_err(Error::internal)?;
    let until = row.finished_at.unwrap_or_else(clock::now);
    let seconds = row.started_at.map(|started| (until - started).as_seconds_f64()).filter(|seconds| *seconds > 0.0);
    let speed = seconds.filter(|_| row.rows_done > 0).map(|seconds| row.rows_done as f64 / seconds);
    let left = match (state, row.rows_total, speed) {
        (ImportState::Running, Some(total), Some(speed)) => Some(((total - row.rows_done).max(0) as f64 / speed).ceil() as i64),
        _ => None,
    };
    Ok(Import {
        id: row.id,
        kind,
        state,
        dry_run: row.dry_run,
        file_name: row.file_name,
        rows_total: row.rows_total,
        rows_done: row.rows_done,
        created: row.created_count,
        updated: row.updated_count,
        unchanged: row.unchanged_count,
        rejected: row.rejected_count,
        rows_per_second: speed,
        seconds_left: left,
        error: row.error,
        can_undo: !row.dry_run
            && matches!(kind, ImportKind::Customers | ImportKind::Organisations)
            && row.created_count + row.updated_count > 0
            && matches!(state, ImportState::Done | ImportState::Stopped | ImportState::Failed),
        created_by: row.created_by_name,
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
    })
}

/// Moves an import to another state if it is in one of `from`; false if it is not.
pub(super) async fn move_to(
    tx: &Tx,
    account: AccountId,
    id: ImportId,
    from: &[ImportState],
    to: ImportState,
    error: Option<&str>,
) -> Result<bool> {
    let ended = matches!(to, ImportState::Done | ImportState::Stopped | ImportState::Failed | ImportState::Undone);
    let sql = format!(
        "update imports set state = $3, error = $4, finished_at = $5, started_at = coalesce(started_at, $6), version = version + 1 \
         where account_id = $1 and id = $2 and state in {}",
        tx.dialect().text_set(7)
    );
    let started = (to == ImportState::Running).then_some(tx.now());
    let values = vec![
        account.into(),
        id.into(),
        to.as_str().into(),
        error.map(str::to_owned).into(),
        ended.then_some(tx.now()).into(),
        started.into(),
        many::texts(from.iter().map(|state| state.as_str())),
    ];
    Ok(storage::execute(tx.conn(), &sql, values).await? == 1)
}

/// What a batch adds to the counts of its import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub rows: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub rejected: i64,
}

/// Moves the import past a batch, in the batch's own transaction: whoever goes on after a crash begins behind it. False if it
/// was stopped, or somebody else has moved it: then the batch must not be committed.
pub(super) async fn advance(tx: &Tx, account: AccountId, id: ImportId, from: i64, counts: Counts) -> Result<bool> {
    let sql = "update imports set rows_done = rows_done + $4, created_count = created_count + $5, updated_count = updated_count + $6, \
               unchanged_count = unchanged_count + $7, rejected_count = rejected_count + $8, version = version + 1 \
               where account_id = $1 and id = $2 and state = 'running' and rows_done = $3";
    let Counts { rows, created, updated, unchanged, rejected } = counts;
    let values =
        vec![account.into(), id.into(), from.into(), rows.into(), created.into(), updated.into(), unchanged.into(), rejected.into()];
    Ok(storage::execute(tx.conn(), sql, values).await? == 1)
}

/// Why a row was refused, as it is kept: like [`FieldError`], with what its translation says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The field, as in the API; `row` for the row as a whole.
    pub field: String,
    /// Stable code, translated as `error-{code}`.
    pub code: String,
    /// What the translation may say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
    /// English text.
    pub message: String,
}

impl From<FieldError> for Reason {
    fn from(error: FieldError) -> Self {
        let params = error.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { field: error.field, code: error.code.to_owned(), params, message: error.message }
    }
}

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// The line of the file, or the row of the sheet, where it begins.
    pub line: i64,
    /// Everything that is wrong with it.
    pub reasons: Vec<Reason>,
    /// The row as it stands in the file.
    pub original: String,
}

/// Keeps refused rows.
pub(super) async fn reject(tx: &Tx, account: AccountId, id: ImportId, rejections: Vec<Rejection>) -> Result<()> {
    let mut values = Vec::with_capacity(rejections.len() * 5);
    for rejection in rejections {
        let reasons = serde_json::to_value(rejection.reasons)?;
        values.extend([account.into(), id.into(), rejection.line.into(), reasons.into(), rejection.original.into()]);
    }
    many::insert_many(tx.conn(), "import_rejections", &["account_id", "import_id", "row_number", "reasons", "original"], values).await
}

/// Refused rows behind the line `after`.
pub(super) async fn rejections(
    conn: &impl ConnectionTrait,
    account: AccountId,
    id: ImportId,
    after: i64,
    limit: u64,
) -> Result<Vec<Rejection>> {
    let rows = import_rejection::Entity::find()
        .filter(import_rejection::Column::AccountId.eq(account))
        .filter(import_rejection::Column::ImportId.eq(id))
        .filter(import_rejection::Column::RowNumber.gt(after))
        .order_by_asc(import_rejection::Column::RowNumber)
        .limit(limit)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| Ok(Rejection { line: row.row_number, reasons: serde_json::from_value(row.reasons)?, original: row.original }))
        .collect()
}

/// Forgets what an earlier trial counted and refused.
pub(super) async fn reset(tx: &Tx, account: AccountId, id: ImportId, dry_run: bool, now: Time) -> Result<()> {
    storage::execute(tx.conn(), "delete from import_rejections where account_id = $1 and import_id = $2", vec![account.into(), id.into()])
        .await?;
    let sql = "update imports set dry_run = $3, rows_done = 0, created_count = 0, updated_count = 0, unchanged_count = 0, rejected_count = 0, \
               error = null, started_at = null, finished_at = null, created_at = $4 where account_id = $1 and id = $2";
    storage::execute(tx.conn(), sql, vec![account.into(), id.into(), dry_run.into(), now.into()]).await?;
    Ok(())
}
