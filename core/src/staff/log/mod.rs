//! The account's log: who did what to users, roles, settings and tokens, who logged in, and that customers were
//! deleted. Lines name no customer: they outlive them.

use super::entity::account_log;
use crate::{
    kernel::{
        Action, Actor, HistoryId, Resource, Result, UserId, Who,
        clock::Time,
        page::{Page, decode_cursor, encode_cursor},
        permission::spelled,
    },
    storage::{self, Tx},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult, Value};
use serde::Serialize;

spelled! {
    /// What a line of the log is about. Pages translate `log-{kind}` with hyphens for the other signs.
    LogKind {
        /// The account was made.
        AccountCreated = "account.created",
        /// The account's settings were changed.
        SettingsChanged = "settings.changed",
        /// A user was made.
        UserCreated = "user.created",
        /// A user was changed.
        UserChanged = "user.changed",
        /// A user may log in again.
        UserActivated = "user.activated",
        /// A user can no longer log in.
        UserDeactivated = "user.deactivated",
        /// A user who had never worked was removed.
        UserDeleted = "user.deleted",
        /// A team was made.
        TeamCreated = "team.created",
        /// A team was changed.
        TeamChanged = "team.changed",
        /// A team was removed.
        TeamDeleted = "team.deleted",
        /// A role was made.
        RoleCreated = "role.created",
        /// A role was changed.
        RoleChanged = "role.changed",
        /// A role was removed.
        RoleDeleted = "role.deleted",
        /// Someone logged in.
        LoggedIn = "login.succeeded",
        /// Someone tried to log in and could not.
        LoginFailed = "login.failed",
        /// So many log-ins failed that further ones must wait.
        LoginPaused = "login.paused",
        /// All sessions of a user were ended.
        SessionsEnded = "sessions.ended",
        /// A password was set or changed.
        PasswordChanged = "password.changed",
        /// A one-time link was made.
        LinkIssued = "link.issued",
        /// An API token was made.
        TokenCreated = "token.created",
        /// An API token was revoked.
        TokenRevoked = "token.revoked",
        /// A job that had failed was started again.
        JobRetried = "job.retried",
        /// A customer was deleted for good.
        CustomerDeleted = "customer.deleted",
        /// Several customers were deleted for good at once.
        CustomersDeleted = "customers.deleted",
        /// Customers were exported.
        CustomersExported = "customers.exported",
        /// An import was run.
        ImportFinished = "import.finished",
        /// An import was undone.
        ImportUndone = "import.undone",
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogLine {
    /// Its id.
    pub id: HistoryId,
    /// When.
    pub at: Time,
    /// Who, if a user.
    pub actor_id: Option<UserId>,
    /// The user's name at that time; empty for the program itself.
    pub actor_name: String,
    /// What, a [`LogKind`]; a text because a newer version may have written it.
    pub kind: String,
    /// Names and ids that say more.
    pub details: serde_json::Value,
}

/// Writes a line. `details` must name no customer.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn write(tx: &mut Tx, actor: &Actor, kind: LogKind, details: serde_json::Value) -> Result<()> {
    let actor_name = match &actor.who {
        Who::User { name, .. } => name.clone(),
        Who::System => String::new(),
    };
    let row = account_log::ActiveModel {
        account_id: Set(actor.account),
        id: Set(HistoryId::new()),
        at: Set(tx.now()),
        actor_id: Set(actor.user_id()),
        actor_name: Set(actor_name),
        kind: Set(kind.to_string()),
        details: Set(details),
    };
    account_log::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The log, newest first; `about` keeps the lines whose kind begins with it (`user.`, `login.failed`).
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without `settings.view`; a cursor of another list.
pub async fn list(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    about: Option<&str>,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Page<LogLine>> {
    actor.require(Resource::Settings, Action::View)?;
    let mut sql = "select id, at, actor_id, actor_name, kind, details from account_log where account_id = $1".to_owned();
    let mut values: Vec<Value> = vec![actor.account.into()];
    if let Some(cursor) = cursor {
        values.push(decode_cursor::<HistoryId>(cursor)?.into());
        sql.push_str(&format!(" and id < ${}", values.len()));
    }
    if let Some(about) = about.filter(|about| !about.is_empty()) {
        let prefix: String = about.chars().filter(|letter| letter.is_ascii_lowercase() || *letter == '.').collect();
        values.push(format!("{prefix}%").into());
        sql.push_str(&format!(" and kind like ${}", values.len()));
    }
    values.push((limit as i64 + 1).into());
    sql.push_str(&format!(" order by id desc limit ${}", values.len()));

    #[derive(FromQueryResult)]
    struct Row {
        id: HistoryId,
        at: Time,
        actor_id: Option<UserId>,
        actor_name: String,
        kind: String,
        details: serde_json::Value,
    }
    let rows: Vec<Row> = storage::select(conn, &sql, values).await?;
    let lines = rows
        .into_iter()
        .map(|row| LogLine {
            id: row.id,
            at: row.at,
            actor_id: row.actor_id,
            actor_name: row.actor_name,
            kind: row.kind,
            details: row.details,
        })
        .collect();
    Ok(super::page_of(lines, limit, |line: &LogLine| encode_cursor(&line.id)))
}
