//! The database: connecting, transactions, migrations. This folder is the only one that knows whether it is
//! SQLite or PostgreSQL.

mod connect;
pub mod copy;
pub mod dialect;
pub mod health;
pub mod many;
pub mod migrations;
mod nodes;
pub mod schema;
mod transaction;
mod wake;

pub use connect::{APPLICATION_NAME, Db, DbSettings, Durability, FILE_NAME, make_folder};
pub use transaction::Tx;
pub use wake::{Wake, Waker};

use crate::kernel::{Error, Result};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

/// Whether `error` says that the unique constraint or index `name` (or, where the database does not name it, one
/// that covers `columns`) was violated. SQLite names the columns, PostgreSQL the constraint.
pub fn violates_unique(error: &sea_orm::DbErr, name: &str, columns: &str) -> bool {
    let text = error.to_string();
    let unique = text.contains("UNIQUE constraint failed") || text.contains("duplicate key value");
    unique && (text.contains(name) || columns.split(", ").all(|column| text.contains(column)))
}

/// Runs a query written by hand and reads its rows. `$1`, `$2`… stand for `values` on both databases.
///
/// # Errors
/// [`Error::Database`] if the database refuses it.
pub async fn select<T: FromQueryResult>(conn: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<Vec<T>> {
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    Ok(T::find_by_statement(statement).all(conn).await?)
}

/// Like [`select`], for at most one row.
///
/// # Errors
/// [`Error::Database`] if the database refuses it.
pub async fn select_one<T: FromQueryResult>(conn: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<Option<T>> {
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    Ok(T::find_by_statement(statement).one(conn).await?)
}

/// Runs a statement written by hand and gives the number of rows it touched.
///
/// # Errors
/// [`Error::Database`] if the database refuses it.
pub async fn execute(conn: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<u64> {
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    Ok(conn.execute_raw(statement).await?.rows_affected())
}

/// A single number, for instance of a `select count(*) as value …`.
///
/// # Errors
/// [`Error::Database`] if the database refuses it, [`Error::Internal`] if there is no row.
pub async fn number(conn: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Number {
        value: i64,
    }
    let row: Option<Number> = select_one(conn, sql, values).await?;
    row.map(|row| row.value).ok_or_else(|| Error::Internal("a count gave no row".into()))
}
