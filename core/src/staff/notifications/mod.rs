//! What users are told: rows that the bell counts, written in the transaction of their cause. Each user chooses what to
//! hear about; an event wakes the user's open pages.

use super::{
    entity::notification,
    page_of, placeholders,
    users::{Preferences, UserState},
};
use crate::{
    kernel::{
        AccountId, Action, Actor, Error, NotificationId, Resource, Result, UserId,
        clock::Time,
        page::{Page, decode_cursor, encode_cursor},
        permission::spelled,
    },
    queue::events,
    storage::{self, Tx},
};
use chrono::Duration;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult, Value};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

spelled! {
    /// What a user may choose to hear about. Pages translate `notification-{topic}` with hyphens for the other signs.
    Topic {
        /// A customer was assigned to the user.
        CustomerAssigned = "customer.assigned",
        /// A customer is no longer assigned to the user.
        CustomerUnassigned = "customer.unassigned",
        /// An import that the user started has ended.
        ImportFinished = "import.finished",
        /// A change of many customers that the user started has ended.
        BulkFinished = "bulk.finished",
        /// A job was given up (for those who may see jobs).
        JobFailed = "job.failed",
    }
}

/// Notifications that were read are kept for so long.
const KEPT_READ: Duration = Duration::days(30);
/// Notifications that nobody reads are kept for so long.
const KEPT_UNREAD: Duration = Duration::days(180);

/// Something to tell.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What it is about.
    pub topic: Topic,
    /// Where it leads, if anywhere.
    pub subject: Option<(Resource, Uuid)>,
    /// What the text says beside the name of the actor: `name` of the customer, `count` …
    pub details: serde_json::Value,
}

/// A notification as its user sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// A [`Topic`]; a text because a newer version may have written it.
    pub topic: String,
    /// What kind of thing it leads to; empty for nothing.
    pub subject_resource: String,
    /// Where it leads.
    pub subject_id: Option<Uuid>,
    /// What the text says; always with `actor`, the name of who did it, empty for the program itself.
    pub details: serde_json::Value,
    /// When.
    pub created_at: Time,
    /// When it was read.
    pub read_at: Option<Time>,
}

impl From<notification::Model> for Notification {
    fn from(row: notification::Model) -> Self {
        Self {
            id: row.id,
            topic: row.kind,
            subject_resource: row.subject_resource,
            subject_id: row.subject_id,
            details: row.details,
            created_at: row.created_at,
            read_at: row.read_at,
        }
    }
}

/// Tells `users` something, unless they are inactive or do not want to hear about it. Three statements for any number of users,
/// and an event for each.
///
/// # Errors
/// [`Error::Database`].
pub async fn notify(tx: &mut Tx, actor: &Actor, users: &[UserId], notice: Notice) -> Result<()> {
    let wanted = wanting(tx.conn(), actor.account, users, notice.topic).await?;
    if wanted.is_empty() {
        return Ok(());
    }
    let mut details = notice.details;
    if let Some(details) = details.as_object_mut() {
        let name = match &actor.who {
            crate::kernel::Who::User { name, .. } => name.as_str(),
            crate::kernel::Who::System => "",
        };
        details.insert("actor".into(), name.into());
    }
    let rows: Vec<notification::ActiveModel> = wanted
        .iter()
        .map(|user| notification::ActiveModel {
            account_id: Set(actor.account),
            id: Set(NotificationId::new()),
            user_id: Set(*user),
            kind: Set(notice.topic.to_string()),
            subject_resource: Set(notice.subject.map(|(resource, _)| resource.to_string()).unwrap_or_default()),
            subject_id: Set(notice.subject.map(|(_, id)| id)),
            details: Set(details.clone()),
            created_at: Set(tx.now()),
            read_at: Set(None),
        })
        .collect();
    notification::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    for user in wanted {
        events::record(tx, actor, "notification.created", Some(user.0), json!({"topic": notice.topic})).await?;
    }
    Ok(())
}

/// Those of `users` who are active and want to hear of `topic`, each once.
async fn wanting(conn: &impl ConnectionTrait, account: AccountId, users: &[UserId], topic: Topic) -> Result<Vec<UserId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: UserId,
        preferences: serde_json::Value,
    }
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select id, preferences from users where account_id = $1 and state = $2 and id in ({}) order by id",
        placeholders(3, users.len())
    );
    let values = [account.into(), UserState::Active.as_str().into()].into_iter().chain(users.iter().map(|id| (*id).into())).collect();
    let rows: Vec<Row> = storage::select(conn, &sql, values).await?;
    let wants = |row: &Row| {
        let preferences: Preferences = serde_json::from_value(row.preferences.clone()).unwrap_or_default();
        !preferences.muted.contains(topic.as_str())
    };
    Ok(rows.iter().filter(|row| wants(row)).map(|row| row.id).collect())
}

/// How many the acting user has not read.
///
/// # Errors
/// [`Error::Forbidden`] if no user acts.
pub async fn unread(conn: &impl ConnectionTrait, actor: &Actor) -> Result<i64> {
    let sql = "select count(*) as value from notifications where account_id = $1 and user_id = $2 and read_at is null";
    storage::number(conn, sql, vec![actor.account.into(), acting_user(actor)?.into()]).await
}

/// The acting user's notifications, newest first.
///
/// # Errors
/// [`Error::Forbidden`] if no user acts; a cursor of another list.
pub async fn list(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    unread_only: bool,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Page<Notification>> {
    let mut sql = "select * from notifications where account_id = $1 and user_id = $2".to_owned();
    let mut values: Vec<Value> = vec![actor.account.into(), acting_user(actor)?.into()];
    if unread_only {
        sql.push_str(" and read_at is null");
    }
    if let Some(cursor) = cursor {
        values.push(decode_cursor::<NotificationId>(cursor)?.into());
        sql.push_str(&format!(" and id < ${}", values.len()));
    }
    values.push((limit as i64 + 1).into());
    sql.push_str(&format!(" order by id desc limit ${}", values.len()));
    let rows: Vec<notification::Model> = storage::select(conn, &sql, values).await?;
    let page = page_of(rows, limit, |row| encode_cursor(&row.id));
    Ok(page.map(Notification::from))
}

/// One of the acting user's notifications.
///
/// # Errors
/// [`Error::NotFound`] if it is not theirs; [`Error::Forbidden`] if no user acts.
pub async fn find(conn: &impl ConnectionTrait, actor: &Actor, id: NotificationId) -> Result<Notification> {
    let user = acting_user(actor)?;
    let row = notification::Entity::find_by_id((actor.account, id)).one(conn).await?;
    row.filter(|row| row.user_id == user).map(Notification::from).ok_or(Error::NotFound)
}

/// Marks one of the acting user's notifications as read, or all of them.
///
/// # Errors
/// [`Error::Forbidden`] if no user acts.
pub async fn mark_read(tx: &mut Tx, actor: &Actor, id: Option<NotificationId>) -> Result<()> {
    let user = acting_user(actor)?;
    let mut sql = "update notifications set read_at = $3 where account_id = $1 and user_id = $2 and read_at is null".to_owned();
    let mut values: Vec<Value> = vec![actor.account.into(), user.into(), tx.now().into()];
    if let Some(id) = id {
        sql.push_str(" and id = $4");
        values.push(id.into());
    }
    if storage::execute(tx.conn(), &sql, values).await? > 0 {
        events::record(tx, actor, "notification.read", Some(user.0), json!({})).await?;
    }
    Ok(())
}

/// Removes what was told about something that is deleted for good: the texts bear its name.
///
/// # Errors
/// [`Error::Database`].
pub async fn erase_subjects(tx: &mut Tx, account: AccountId, ids: &[Uuid]) -> Result<()> {
    for ids in ids.chunks(500) {
        let sql = format!("delete from notifications where account_id = $1 and subject_id in ({})", placeholders(2, ids.len()));
        let values = std::iter::once(account.into()).chain(ids.iter().map(|id| (*id).into())).collect();
        storage::execute(tx.conn(), &sql, values).await?;
    }
    Ok(())
}

/// Removes old notifications.
pub(super) async fn sweep(tx: &Tx) -> Result<u64> {
    let sql = "delete from notifications where read_at < $1 or created_at < $2";
    storage::execute(tx.conn(), sql, vec![(tx.now() - KEPT_READ).into(), (tx.now() - KEPT_UNREAD).into()]).await
}

fn acting_user(actor: &Actor) -> Result<UserId> {
    actor.user_id().ok_or(Error::Forbidden { resource: Resource::User, action: Action::View })
}
