//! Those who work here: accounts, users, teams, roles, sessions, API tokens, and what they are told.
//!
//! Every request comes through [`Gate`], which turns a session or an API token into an [`crate::kernel::Actor`] with at
//! most two statements.

pub mod access;
pub mod accounts;
pub mod entity;
mod gate;
pub mod jobs;
pub mod links;
pub mod log;
pub mod login;
pub mod notifications;
pub mod password;
pub mod roles;
pub mod secret;
pub mod sessions;
pub mod teams;
pub mod tokens;
pub mod users;

pub use accounts::{Account, Settings};
pub use gate::{Gate, Key, LoggedIn};
pub use secret::Secret;
pub use users::User;

use crate::{
    kernel::{Error, FieldError, Result, page::Page, text_field},
    storage::Db,
};

/// The most characters of a name.
pub const MAX_NAME: usize = 200;

/// Removes what has run out: sessions, links, counts of failed log-ins, old notifications. To be called now and then.
///
/// # Errors
/// [`Error::Database`].
pub async fn sweep(db: &Db) -> Result<()> {
    let tx = db.begin().await?;
    sessions::sweep(&tx).await?;
    links::sweep(&tx).await?;
    login::sweep(&tx).await?;
    notifications::sweep(&tx).await?;
    tx.commit().await
}

/// Reads a name of something: one line, not empty, at most [`MAX_NAME`] characters.
///
/// # Errors
/// `required`, `too_long`.
pub(crate) fn name(field: &str, text: &str) -> Result<String, FieldError> {
    text_field::line_within(field, text, MAX_NAME)?.ok_or_else(|| text_field::missing(field))
}

/// Makes a page of rows that were read with one more than `limit`.
pub(crate) fn page_of<T>(mut items: Vec<T>, limit: u64, cursor: impl Fn(&T) -> String) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = if more { items.last().map(cursor) } else { None };
    Page { items, next_cursor }
}

/// Refuses a change of a record that someone else has changed since it was read.
pub(crate) fn checked_version(read: Option<i64>, stored: i64, current: &impl serde::Serialize) -> Result<()> {
    match read {
        Some(read) if read != stored => Err(Error::Stale(Box::new(serde_json::to_value(current)?))),
        _ => Ok(()),
    }
}

/// `$2, $3, $4` for `count` values after the first.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_needed_and_bounded() {
        assert_eq!(name("name", "  Kari Nordmann "), Ok("Kari Nordmann".into()));
        assert_eq!(name("name", " \n ").unwrap_err().code, "required");
        assert_eq!(name("name", &"x".repeat(201)).unwrap_err().code, "too_long");
        assert!(name("name", &"ø".repeat(200)).is_ok());
    }

    #[test]
    fn a_page_tells_where_the_next_begins_only_if_there_is_one() {
        let full = page_of(vec![1, 2, 3], 2, ToString::to_string);
        assert_eq!((full.items, full.next_cursor), (vec![1, 2], Some("2".to_owned())));
        let last = page_of(vec![1, 2], 2, ToString::to_string);
        assert_eq!((last.items, last.next_cursor), (vec![1, 2], None));
    }
}
