//! Copying a whole database: to another kind, for a backup, and back. Everything is read at one point in time and
//! written in one transaction, so a copy is complete or it is nothing.

use super::{
    Db, DbSettings, Durability, Tx,
    dialect::Dialect,
    execute, number,
    schema::{Column, Kind, Table, tables},
};
use crate::kernel::{Error, Result, clock::Time};
use futures_util::TryStreamExt;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, IsolationLevel, QueryResult, Statement, StreamTrait, TransactionTrait, Value,
};
use std::path::Path;
use uuid::Uuid;

/// SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
const VALUES_AT_ONCE: usize = 16_000;

/// How many rows a table had.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Count {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
}

/// The first table that holds a row, if any does.
///
/// # Errors
/// [`Error::Database`].
pub async fn first_filled(db: &Db) -> Result<Option<&'static str>> {
    for table in tables() {
        let sql = format!("select count(*) as value from (select 1 from {} limit 1) as one", table.name);
        if number(db.read(), &sql, vec![]).await? > 0 {
            return Ok(Some(table.name));
        }
    }
    Ok(None)
}

/// The rows of every table.
///
/// # Errors
/// [`Error::Database`].
pub async fn counts(conn: &impl ConnectionTrait) -> Result<Vec<Count>> {
    counts_of(conn, tables().iter().map(|table| table.name)).await
}

/// The rows of the tables that `counted` names, in its order; the names must be those of our own tables.
///
/// # Errors
/// [`Error::Internal`] if a name is none of ours; [`Error::Database`].
pub async fn recount(conn: &impl ConnectionTrait, counted: &[Count]) -> Result<Vec<Count>> {
    if let Some(unknown) = counted.iter().find(|count| !count.table.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')) {
        return Err(Error::Internal(format!("{:?} is no table", unknown.table)));
    }
    counts_of(conn, counted.iter().map(|count| count.table.as_str())).await
}

async fn counts_of(conn: &impl ConnectionTrait, names: impl Iterator<Item = &str>) -> Result<Vec<Count>> {
    let mut all = Vec::new();
    for name in names {
        let rows = number(conn, &format!("select count(*) as value from {name}"), vec![]).await?;
        all.push(Count { table: name.to_owned(), rows: u64::try_from(rows).unwrap_or_default() });
    }
    Ok(all)
}

/// Copies all rows of `from` into the empty `to`, and verifies their number. `progress` hears the table and its rows so far.
///
/// # Errors
/// [`Error::Refused`] with `not_empty` if `to` holds rows; [`Error::Internal`] if the numbers differ afterwards.
pub async fn copy(from: &Db, to: &Db, mut progress: impl FnMut(&str, u64) + Send) -> Result<Vec<Count>> {
    if let Some(table) = first_filled(to).await? {
        return Err(Error::refused("not_empty", format!("the target database is not empty: its table {table} holds rows")));
    }
    let source = from.read().begin_with_config(snapshot_isolation(from), Some(AccessMode::ReadOnly)).await?;
    let target = to.begin().await?;
    let mut copied = Vec::new();
    for table in tables() {
        let rows = copy_table(&source, &target, table, &mut progress).await?;
        copied.push(Count { table: table.name.into(), rows });
    }
    if counts(target.conn()).await? != copied {
        return Err(Error::internal("the copy has another number of rows than the original; nothing was written"));
    }
    if target.dialect() == Dialect::Postgres {
        continue_counting(&target).await?;
    }
    target.commit().await?;
    source.rollback().await?;
    Ok(copied)
}

fn snapshot_isolation(db: &Db) -> Option<IsolationLevel> {
    match Dialect::of(db.read()) {
        // A reading transaction sees one point in time anyway.
        Dialect::Sqlite => None,
        Dialect::Postgres => Some(IsolationLevel::RepeatableRead),
    }
}

async fn copy_table(
    source: &DatabaseTransaction,
    target: &Tx,
    table: &Table,
    progress: &mut (impl FnMut(&str, u64) + Send),
) -> Result<u64> {
    // The order of events is (transaction, number). Transactions of one server mean nothing on another, so in the copy
    // the order is that of the numbers alone, given anew.
    let events = table.name == "events";
    let order = if events {
        " order by txid, seq".to_owned()
    } else {
        table.counted().map(|column| format!(" order by {column}")).unwrap_or_default()
    };
    let sql = format!("select {} from {}{order}", table.column_list(), table.name);
    let mut stream = source.stream_raw(Statement::from_string(ConnectionTrait::get_database_backend(source), sql)).await?;
    let batch = VALUES_AT_ONCE / table.columns.len();
    let mut values: Vec<Value> = Vec::new();
    let (mut rows, mut waiting) = (0u64, 0usize);
    while let Some(row) = stream.try_next().await? {
        rows += 1;
        for column in &table.columns {
            let value = match column.name {
                "txid" if events => Value::from(0i64),
                "seq" if events => Value::from(i64::try_from(rows).map_err(Error::internal)?),
                _ => read(&row, column, target.dialect())?,
            };
            values.push(value);
        }
        waiting += 1;
        if waiting == batch {
            insert(target, table, std::mem::take(&mut values), waiting).await?;
            waiting = 0;
            progress(table.name, rows);
        }
    }
    if waiting > 0 {
        insert(target, table, values, waiting).await?;
    }
    progress(table.name, rows);
    Ok(rows)
}

async fn insert(target: &Tx, table: &Table, values: Vec<Value>, rows: usize) -> Result<()> {
    let width = table.columns.len();
    let tuples: Vec<String> = (0..rows)
        .map(|row| {
            let places: Vec<String> = (1..=width).map(|place| format!("${}", row * width + place)).collect();
            format!("({})", places.join(","))
        })
        .collect();
    let sql = format!("insert into {} ({}) values {}", table.name, table.column_list(), tuples.join(","));
    execute(target.conn(), &sql, values).await?;
    Ok(())
}

fn read(row: &QueryResult, column: &Column, target: Dialect) -> Result<Value> {
    let name = column.name;
    Ok(match column.kind {
        Kind::Uuid => row.try_get::<Option<Uuid>>("", name)?.into(),
        Kind::Time => row.try_get::<Option<Time>>("", name)?.into(),
        Kind::Bool => row.try_get::<Option<bool>>("", name)?.into(),
        Kind::Float => row.try_get::<Option<f64>>("", name)?.into(),
        Kind::Whole | Kind::Counted => row.try_get::<Option<i64>>("", name)?.into(),
        Kind::Text => row.try_get::<Option<String>>("", name)?.map(|text| storable(text, target)).into(),
        Kind::Json => row.try_get::<Option<serde_json::Value>>("", name)?.map(|json| storable_json(json, target)).into(),
    })
}

/// PostgreSQL keeps no NUL character; in a text it could only come from a broken file.
fn storable(text: String, target: Dialect) -> String {
    if target == Dialect::Postgres && text.contains('\0') { text.replace('\0', "") } else { text }
}

fn storable_json(json: serde_json::Value, target: Dialect) -> serde_json::Value {
    use serde_json::Value as Json;
    match json {
        Json::String(text) => Json::String(storable(text, target)),
        Json::Array(items) => Json::Array(items.into_iter().map(|item| storable_json(item, target)).collect()),
        Json::Object(map) => {
            Json::Object(map.into_iter().map(|(key, item)| (storable(key, target), storable_json(item, target))).collect())
        }
        other => other,
    }
}

/// Lets columns that count by themselves go on after the copied rows. SQLite does so without being told.
async fn continue_counting(target: &Tx) -> Result<()> {
    for table in tables() {
        let Some(column) = table.counted() else { continue };
        let sql = format!(
            "select setval(pg_get_serial_sequence('{0}', '{column}'), (select coalesce(max({column}), 0) + 1 from {0}), false)::bigint as value",
            table.name
        );
        number(target.conn(), &sql, vec![]).await?;
    }
    Ok(())
}

/// Makes a copy of `db`, as it is at one point in time, as an embedded database in the empty `folder`, while others go on
/// reading and writing.
///
/// # Errors
/// [`Error::Database`]; [`Error::Internal`] if the disk refuses.
pub async fn snapshot(db: &Db, folder: &Path, progress: impl FnMut(&str, u64) + Send) -> Result<Vec<Count>> {
    let throw_away = DbSettings { durability: Durability::Process, ..DbSettings::embedded(folder) };
    match Dialect::of(db.read()) {
        Dialect::Sqlite => {
            let path = folder.join(super::FILE_NAME).display().to_string();
            execute(db.read(), "vacuum into $1", vec![path.into()]).await?;
            let made = Db::connect(throw_away).await?;
            let counts = counts(made.read()).await?;
            made.close().await?;
            Ok(counts)
        }
        Dialect::Postgres => {
            let made = Db::open(throw_away).await?;
            let counts = copy(db, &made, progress).await?;
            made.close().await?;
            Ok(counts)
        }
    }
}
