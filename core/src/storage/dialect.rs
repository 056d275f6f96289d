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

    /// Finds customers by their normalised text. Every term must be answered; a term is answered by any of its
    /// alternatives, and an alternative by all of its needles standing somewhere in the text. Needles have at least three
    /// characters and hold only letters, digits and spaces. Placeholders begin at `$first`.
    pub fn search(self, terms: &[Vec<Vec<String>>], first: usize) -> TextSearch {
        let mut values: Vec<sea_orm::Value> = Vec::new();
        let mut contains = Vec::new();
        for alternatives in terms {
            let either: Vec<String> = alternatives
                .iter()
                .map(|needles| {
                    let all: Vec<String> = needles
                        .iter()
                        .map(|needle| {
                            values.push(format!("%{needle}%").into());
                            format!("c.search_text like ${}", first + values.len() - 1)
                        })
                        .collect();
                    format!("({})", all.join(" and "))
                })
                .collect();
            contains.push(format!("({})", either.join(" or ")));
        }
        let contains = contains.join(" and ");
        match self {
            Self::Postgres => TextSearch { from: "customers c", place: "c.seq", condition: contains, values },
            Self::Sqlite => {
                // The index holds trigrams without positions: it finds candidates, `like` keeps those that really hold the
                // text. Joined and ordered by rowid it streams, however frequent the term is.
                let query = terms
                    .iter()
                    .map(|alternatives| {
                        let either: Vec<String> = alternatives
                            .iter()
                            .map(|needles| format!("({})", needles.iter().map(|needle| trigrams(needle)).collect::<Vec<_>>().join(" AND ")))
                            .collect();
                        format!("({})", either.join(" OR "))
                    })
                    .collect::<Vec<_>>()
                    .join(" AND ");
                values.push(query.into());
                let place = first + values.len() - 1;
                TextSearch {
                    from: "customer_search s cross join customers c on c.seq = s.rowid",
                    place: "s.rowid",
                    condition: format!("s.customer_search match ${place} and {contains}"),
                    values,
                }
            }
        }
    }
}

/// How a search by text is written on one of the databases.
#[derive(Debug)]
pub struct TextSearch {
    /// What follows `from`; customers are named `c`.
    pub from: &'static str,
    /// The column that counts customers in the order of their making, of the table the search streams from.
    pub place: &'static str,
    /// Joined to the other conditions by `and`.
    pub condition: String,
    /// Values of its placeholders.
    pub values: Vec<sea_orm::Value>,
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
        let search = Dialect::Sqlite.search(&[vec![vec!["hans".into()], vec!["  a".into(), "nsen".into()]]], 2);
        assert_eq!(
            search.condition,
            "s.customer_search match $5 and ((c.search_text like $2) or (c.search_text like $3 and c.search_text like $4))"
        );
        assert_eq!(search.values.last(), Some(&"(((\"han\" AND \"ans\")) OR ((\"  a\") AND (\"nse\" AND \"sen\")))".into()));
    }
}
