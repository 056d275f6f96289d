//! Many rows in few statements, for imports and other bulk work. A statement has one of a few sizes, so that both databases
//! keep it prepared; its placeholders are written the way each database reads them fastest.

use super::dialect::Dialect;
use crate::kernel::Result;
use sea_orm::{ConnectionTrait, Statement, Value};

/// Rows in the largest statement. With the widest table that is far below the bind variables of both databases.
const LARGEST: usize = 128;

/// Inserts rows: `values` holds the columns of the first row, then those of the second, and so on.
///
/// # Errors
/// [`crate::kernel::Error::Database`]; what an earlier statement wrote is undone with the transaction.
pub async fn insert_many(conn: &impl ConnectionTrait, table: &str, columns: &[&str], values: Vec<Value>) -> Result<()> {
    let dialect = Dialect::of(conn);
    let mut left = values.len() / columns.len().max(1);
    let mut values = values.into_iter();
    while left > 0 {
        // Powers of two: eight sizes of statement, whatever the number of rows.
        let rows = if left >= LARGEST { LARGEST } else { 1 << left.ilog2() };
        let sql = format!("insert into {table} ({}) values {}", columns.join(", "), dialect.placeholders(rows, columns.len()));
        let some: Vec<Value> = values.by_ref().take(rows * columns.len()).collect();
        conn.execute_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, some)).await?;
        left -= rows;
    }
    Ok(())
}

/// A set of texts as the one value that [`Dialect::text_set`] takes.
pub fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Value {
    Value::Json(Some(Box::new(texts.into_iter().map(|text| serde_json::Value::from(text.as_ref())).collect())))
}

/// A set of ids as the one value that [`Dialect::id_set`] takes.
pub fn ids<T: Into<uuid::Uuid>>(ids: impl IntoIterator<Item = T>) -> Value {
    Value::Json(Some(Box::new(ids.into_iter().map(|id| serde_json::Value::from(id.into().simple().to_string())).collect())))
}

impl Dialect {
    /// `(?, ?), (?, ?)` for as many rows and columns.
    fn placeholders(self, rows: usize, columns: usize) -> String {
        let mut text = String::with_capacity(rows * columns * 7);
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..columns {
                if column > 0 {
                    text.push(',');
                }
                match self {
                    // SQLite looks a numbered one up among all others; ten thousand of them take longer than the rows.
                    Self::Sqlite => text.push('?'),
                    Self::Postgres => {
                        text.push('$');
                        text.push_str(&(row * columns + column + 1).to_string());
                    }
                }
            }
            text.push(')');
        }
        text
    }

    /// The set of texts that the value `$place` (made by [`texts`]) holds, for `column in …`. However many they are, the
    /// statement stays the same.
    pub fn text_set(self, place: usize) -> String {
        match self {
            Self::Sqlite => format!("(select value from json_each(${place}))"),
            Self::Postgres => format!("(select jsonb_array_elements_text(${place}))"),
        }
    }

    /// The set of ids that the value `$place` (made by [`ids`]) holds.
    pub fn id_set(self, place: usize) -> String {
        match self {
            Self::Sqlite => format!("(select unhex(value) from json_each(${place}))"),
            Self::Postgres => format!("(select value::uuid from jsonb_array_elements_text(${place}))"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_counted_only_where_that_is_needed() {
        assert_eq!(Dialect::Sqlite.placeholders(2, 2), "(?,?), (?,?)");
        assert_eq!(Dialect::Postgres.placeholders(2, 2), "($1,$2), ($3,$4)");
    }
}
