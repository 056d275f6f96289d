//! The few places where the two databases want other words.

use sea_orm::{ConnectionTrait, DatabaseBackend};

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Embedded, one file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Dialect {
    /// The database behind a connection or transaction.
    pub fn of(conn: &impl ConnectionTrait) -> Self {
        match conn.get_database_backend() {
            DatabaseBackend::Postgres => Self::Postgres,
            _ => Self::Sqlite,
        }
    }

    /// Appended to the inner select of a claim, so that several nodes take different rows without waiting.
    /// SQLite has one writer at a time and needs nothing.
    pub fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update skip locked",
        }
    }

    /// Appended to a select that reads a row in order to change it.
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update",
        }
    }

    /// Keeps a reader of events before the oldest transaction that is still running (see `queue/events.rs`).
    pub fn settled_events(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " and txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
        }
    }

    /// A condition on `customers` (named `alias`) that its normalised text contains every one of `patterns`
    /// somewhere; patterns have at least three characters and contain only letters, digits and spaces.
    /// Gives SQL whose placeholders begin at `$first`, and their values.
    pub fn text_contains(self, alias: &str, any_of: &[Vec<String>], first: usize) -> (String, Vec<sea_orm::Value>) {
        let mut values: Vec<sea_orm::Value> = Vec::new();
        let mut verify = Vec::new();
        for alternatives in any_of {
            let either: Vec<String> = alternatives
                .iter()
                .map(|pattern| {
                    values.push(format!("%{pattern}%").into());
                    format!("{alias}.search_text like ${}", first + values.len() - 1)
                })
                .collect();
            verify.push(format!("({})", either.join(" or ")));
        }
        let verify = verify.join(" and ");
        match self {
            Self::Postgres => (verify, values),
            Self::Sqlite => {
                // The index holds trigrams without positions: it finds candidates, `like` keeps those that really contain the text.
                let query = any_of
                    .iter()
                    .map(|alternatives| {
                        let either: Vec<String> = alternatives.iter().map(|pattern| trigrams(pattern)).collect();
                        format!("({})", either.join(" OR "))
                    })
                    .collect::<Vec<_>>()
                    .join(" AND ");
                values.push(query.into());
                let place = first + values.len() - 1;
                (format!("{alias}.seq in (select rowid from customer_search where customer_search match ${place}) and {verify}"), values)
            }
        }
    }
}

/// A full-text expression that asks for every trigram of `pattern`.
fn trigrams(pattern: &str) -> String {
    let letters: Vec<char> = pattern.chars().collect();
    let all: Vec<String> = letters.windows(3).map(|three| format!("\"{}\"", three.iter().collect::<String>().replace('"', ""))).collect();
    format!("({})", all.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_becomes_all_its_trigrams_and_a_check() {
        let (sql, values) = Dialect::Sqlite.text_contains("c", &[vec!["hans".into()]], 2);
        assert_eq!(sql, "c.seq in (select rowid from customer_search where customer_search match $3) and (c.search_text like $2)");
        assert_eq!(values, vec!["%hans%".into(), "((\"han\" AND \"ans\"))".into()]);
    }
}
