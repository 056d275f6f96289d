//! Whether the database is well; for the operator's `doctor`.

use super::{Db, dialect::Dialect, execute, migrations, number, select};
use crate::kernel::{Error, Result, clock, clock::Time};
use sea_orm::FromQueryResult;

/// The oldest PostgreSQL whose transaction numbers the events are ordered by.
const OLDEST_POSTGRES: i64 = 13;

/// The kind and version of the database.
///
/// # Errors
/// [`Error::Database`].
pub async fn version(db: &Db) -> Result<String> {
    #[derive(FromQueryResult)]
    struct Version {
        value: String,
    }
    let (kind, sql) = match Dialect::of(db.read()) {
        Dialect::Sqlite => ("SQLite", "select sqlite_version() as value"),
        Dialect::Postgres => ("PostgreSQL", "select current_setting('server_version') as value"),
    };
    let row: Option<Version> = super::select_one(db.read(), sql, vec![]).await?;
    row.map(|row| format!("{kind} {}", row.value)).ok_or_else(|| Error::internal("the database does not tell its version"))
}

/// How many steps of the schema the database lacks; the server makes them when it starts.
///
/// # Errors
/// [`Error::Internal`] if it was changed by a newer program.
pub async fn missing_steps(db: &Db) -> Result<usize> {
    migrations::missing(db).await
}

/// What is wrong with the stored data, in the database's own words; empty if nothing is.
///
/// # Errors
/// [`Error::Database`].
pub async fn damages(db: &Db) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Line {
        line: String,
    }
    let lines: Vec<Line> = match Dialect::of(db.read()) {
        Dialect::Sqlite => {
            let mut lines: Vec<Line> =
                select(db.read(), "select quick_check as line from pragma_quick_check where quick_check <> 'ok'", vec![]).await?;
            // The search index is compared with the text it was made from; the check is spelled as a write.
            let tx = db.begin().await?;
            if let Err(error) =
                execute(tx.conn(), "insert into customer_search (customer_search, rank) values ('integrity-check', 1)", vec![]).await
            {
                lines.push(Line { line: format!("the search index does not match the customers: {error}") });
            }
            tx.rollback().await?;
            lines
        }
        Dialect::Postgres => {
            let sql = "select 'index ' || c.relname || ' is not valid' as line from pg_index i join pg_class c on c.oid = i.indexrelid \
                       join pg_namespace n on n.oid = c.relnamespace where not i.indisvalid and n.nspname = current_schema()";
            let mut lines: Vec<Line> = select(db.read(), sql, vec![]).await?;
            let major = number(db.read(), "select current_setting('server_version_num')::bigint / 10000 as value", vec![]).await?;
            if major < OLDEST_POSTGRES {
                lines.push(Line { line: format!("PostgreSQL {OLDEST_POSTGRES} or newer is needed") });
            }
            lines
        }
    };
    Ok(lines.into_iter().map(|line| line.line).collect())
}

/// By how many seconds the clock of the database's machine is ahead of ours.
///
/// # Errors
/// [`Error::Database`].
pub async fn clock_difference(db: &Db) -> Result<i64> {
    match Dialect::of(db.read()) {
        Dialect::Sqlite => Ok(0),
        Dialect::Postgres => {
            let theirs = number(db.read(), "select extract(epoch from clock_timestamp())::bigint as value", vec![]).await?;
            Ok(theirs - clock::now().timestamp())
        }
    }
}

/// The newest event, whose time cannot lie in the future.
///
/// # Errors
/// [`Error::Database`].
pub async fn newest_event(db: &Db) -> Result<Option<Time>> {
    #[derive(FromQueryResult)]
    struct Newest {
        at: Time,
    }
    let row: Option<Newest> = super::select_one(db.read(), "select at from events order by seq desc limit 1", vec![]).await?;
    Ok(row.map(|row| row.at))
}

/// How many other processes of this program are connected. Known on PostgreSQL only; an embedded database has a lock file.
///
/// # Errors
/// [`Error::Database`].
pub async fn others_connected(db: &Db) -> Result<i64> {
    match Dialect::of(db.read()) {
        Dialect::Sqlite => Ok(0),
        Dialect::Postgres => {
            let sql = "select count(*) as value from pg_stat_activity where datname = current_database() and application_name = $1 \
                       and application_name <> current_setting('application_name')";
            number(db.read(), sql, vec![super::APPLICATION_NAME.into()]).await
        }
    }
}

/// How many jobs were given up.
///
/// # Errors
/// [`Error::Database`].
pub async fn failed_jobs(db: &Db) -> Result<i64> {
    number(db.read(), "select count(*) as value from jobs where state = 'failed'", vec![]).await
}
