//! Those who work here: what they may do to each other, how they log in, what they are told.

mod access;
mod accounts;
mod login;
mod notifications;
mod tokens;

use crate::database::Database;
use kartotek_core::{
    kernel::{Actor, Error, PermissionSet, Result, UserId},
    staff::{self, log::LogLine},
    storage::Tx,
};

/// The stable code of a refusal, or of the refused fields: `email:taken`.
fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result.expect_err("a refusal") {
        Error::Refused { code, .. } => code.to_owned(),
        Error::Invalid(errors) => errors.iter().map(|error| format!("{}:{}", error.field, error.code)).collect::<Vec<_>>().join(" "),
        Error::Forbidden { resource, action } => format!("forbidden {resource}.{action}"),
        other => other.to_string(),
    }
}

/// Does one thing in a transaction of its own and keeps it.
macro_rules! committed {
    ($db:expr, $tx:ident => $action:expr) => {{
        let mut transaction = $db.begin().await.unwrap();
        let $tx = &mut transaction;
        let value = $action.await.unwrap();
        transaction.commit().await.unwrap();
        value
    }};
}
pub(crate) use committed;

/// Tries one thing that must be refused, and gives its code.
macro_rules! refused {
    ($db:expr, $tx:ident => $action:expr) => {{
        let mut transaction = $db.begin().await.unwrap();
        let $tx = &mut transaction;
        let code = crate::staff::code($action.await);
        transaction.rollback().await.unwrap();
        code
    }};
}
pub(crate) use refused;

/// The account's log, newest first.
async fn log_of(db: &Database, actor: &Actor) -> Vec<LogLine> {
    staff::log::list(db.read(), &Actor::system(actor.account), None, None, 200).await.unwrap().items
}

/// What a user may do at this moment, as the gate would see it.
async fn now_may(tx: &Tx, actor: &Actor, user: UserId) -> PermissionSet {
    staff::access::permissions(tx.conn(), actor.account, user).await.unwrap()
}
