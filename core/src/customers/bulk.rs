//! One change on many customers: a selection by hand, or everything a filter shows. Runs as a job in small transactions,
//! tells its progress, goes on where it was after a crash, and can be undone where that is possible.

use super::{
    actions, assignment,
    entity::{bulk_change, bulk_changed},
    erase, history, links, list,
    list::Filter,
    scope, views,
};
use crate::{
    kernel::{Action, Actor, BulkId, CustomerId, Error, Resource, Result, TagId, UserId, Who, permission::spelled},
    queue::{
        events,
        jobs::{self, Job, NewJob},
    },
    staff::access,
    storage::{self, Db, Tx},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// The job that carries a bulk change out.
pub const JOB: &str = "customers.bulk";
/// The job that takes one back.
pub const UNDO_JOB: &str = "customers.bulk_undo";
/// Customers per transaction.
const BATCH: u64 = 100;

/// What is done to each customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Change {
    /// Put a tag on.
    Tag {
        /// Which.
        tag: TagId,
    },
    /// Take a tag off.
    Untag {
        /// Which.
        tag: TagId,
    },
    /// Assign a user beside those assigned.
    Assign {
        /// Whom.
        user: UserId,
    },
    /// Take a user off.
    Unassign {
        /// Whom.
        user: UserId,
    },
    /// Put to rest.
    Deactivate,
    /// Bring back.
    Reactivate,
    /// Delete for good; cannot be undone.
    Delete,
}

impl Change {
    fn name(&self) -> &'static str {
        match self {
            Self::Tag { .. } => "tag",
            Self::Untag { .. } => "untag",
            Self::Assign { .. } => "assign",
            Self::Unassign { .. } => "unassign",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
            Self::Delete => "delete",
        }
    }

    /// The permission it needs on each customer.
    pub fn permission(&self) -> Action {
        match self {
            Self::Tag { .. } | Self::Untag { .. } | Self::Deactivate | Self::Reactivate => Action::Edit,
            Self::Assign { .. } | Self::Unassign { .. } => Action::Assign,
            Self::Delete => Action::Delete,
        }
    }

    /// The change that takes it back, if any.
    fn opposite(&self) -> Option<Self> {
        match self {
            Self::Tag { tag } => Some(Self::Untag { tag: *tag }),
            Self::Untag { tag } => Some(Self::Tag { tag: *tag }),
            Self::Assign { user } => Some(Self::Unassign { user: *user }),
            Self::Unassign { user } => Some(Self::Assign { user: *user }),
            Self::Deactivate => Some(Self::Reactivate),
            Self::Reactivate => Some(Self::Deactivate),
            Self::Delete => None,
        }
    }
}

spelled! {
    /// Where a bulk change stands.
    BulkState {
        /// Its job waits.
        Waiting = "waiting",
        /// Its job works.
        Running = "running",
        /// Every customer was looked at.
        Done = "done",
        /// Stopped by a person; what was changed stays.
        Stopped = "stopped",
        /// Being taken back.
        Undoing = "undoing",
        /// Taken back.
        Undone = "undone",
    }
}

/// A bulk change as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct Bulk {
    /// Its id.
    pub id: BulkId,
    /// What is done.
    pub change: Change,
    /// Where it stands.
    pub state: BulkState,
    /// How many customers there were to look at, once counted.
    pub total: Option<i64>,
    /// How many were looked at.
    pub done: i64,
    /// How many were changed.
    pub changed: i64,
    /// How many were left alone: nothing to change, or not allowed.
    pub skipped: i64,
    /// Whether it can be taken back.
    pub can_undo: bool,
    /// Who began it.
    pub created_by: String,
}

/// Begins a bulk change; a job does the work after the commit.
///
/// # Errors
/// [`Error::Forbidden`] without the permission in any scope.
pub async fn start(tx: &mut Tx, actor: &Actor, filter: &Filter, change: &Change) -> Result<BulkId> {
    actor.require(Resource::Customer, Action::View)?;
    actor.require(Resource::Customer, change.permission())?;
    let Who::User { id: user, name } = &actor.who else { return Err(Error::refused("needs_user", "a bulk change is begun by a user")) };
    let id = BulkId::new();
    let row = bulk_change::ActiveModel {
        account_id: Set(actor.account),
        id: Set(id),
        action: Set(change.name().to_owned()),
        parameters: Set(serde_json::to_value(change)?),
        selection: Set(serde_json::to_value(filter)?),
        state: Set(BulkState::Waiting.to_string()),
        total: Set(None),
        done: Set(0),
        changed: Set(0),
        skipped: Set(0),
        place: Set(None),
        error: Set(None),
        created_by: Set(Some(*user)),
        created_by_name: Set(name.clone()),
        created_at: Set(tx.now()),
        finished_at: Set(None),
        undone_at: Set(None),
        version: Set(1),
    };
    bulk_change::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    jobs::enqueue(tx, NewJob::new(actor.account, JOB, json!({"bulk": id})).unique(format!("{JOB}:{id}"))).await?;
    Ok(id)
}

/// A bulk change that the actor began (or any, for those who see the settings).
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(conn: &impl ConnectionTrait, actor: &Actor, id: BulkId) -> Result<Bulk> {
    let row = bulk_change::Entity::find_by_id((actor.account, id)).one(conn).await?.ok_or(Error::NotFound)?;
    if row.created_by != actor.user_id() && !actor.may(Resource::Settings, Action::View) {
        return Err(Error::NotFound);
    }
    let change: Change = serde_json::from_value(row.parameters)?;
    let state: BulkState = row.state.parse().map_err(Error::internal)?;
    Ok(Bulk {
        id,
        can_undo: change.opposite().is_some() && row.changed > 0 && matches!(state, BulkState::Done | BulkState::Stopped),
        change,
        state,
        total: row.total,
        done: row.done,
        changed: row.changed,
        skipped: row.skipped,
        created_by: row.created_by_name,
    })
}

/// Stops a bulk change after the batch in hand; what was changed stays and can be undone.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] if it has ended.
pub async fn stop(tx: &mut Tx, actor: &Actor, id: BulkId) -> Result<()> {
    get(tx.conn(), actor, id).await?;
    let sql = "update bulk_changes set state = 'stopped', finished_at = $3, version = version + 1 where account_id = $1 and id = $2 and state in ('waiting', 'running')";
    let now = tx.now();
    if storage::execute(tx.conn(), sql, vec![actor.account.into(), id.into(), now.into()]).await? == 0 {
        return Err(Error::refused("already_ended", "this change has ended already"));
    }
    Ok(())
}

/// Begins to take a bulk change back: exactly the customers it changed, if they are still as it left them.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] if it cannot be undone.
pub async fn undo(tx: &mut Tx, actor: &Actor, id: BulkId) -> Result<()> {
    if !get(tx.conn(), actor, id).await?.can_undo {
        return Err(Error::refused("cannot_undo", "this change cannot be undone"));
    }
    let sql = "update bulk_changes set state = 'undoing', version = version + 1 where account_id = $1 and id = $2 and state in ('done', 'stopped')";
    if storage::execute(tx.conn(), sql, vec![actor.account.into(), id.into()]).await? == 1 {
        jobs::enqueue(tx, NewJob::new(actor.account, UNDO_JOB, json!({"bulk": id})).unique(format!("{UNDO_JOB}:{id}"))).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Found {
    seq: i64,
    id: CustomerId,
}

/// Does a job of [`JOB`].
///
/// # Errors
/// [`Error::Database`]; the job goes on at the same place when it is tried again.
pub async fn job(db: Db, job: Job) -> Result<()> {
    let (account, id) = addressed(&job)?;
    let Some(row) = bulk_change::Entity::find_by_id((account, id)).one(db.read()).await? else { return Ok(()) };
    let Some(user) = row.created_by else { return Ok(()) };
    let change: Change = serde_json::from_value(row.parameters.clone())?;
    let filter: Filter = serde_json::from_value(row.selection.clone())?;
    let actor = access::actor_of(db.read(), account, user).await?;
    let rules = super::Rules::load(db.read(), account).await?;
    if row.total.is_none() {
        let total = match list::conditions(db.read(), &actor, rules.country, &filter).await? {
            Some(condition) => {
                let sql = format!("select count(*) as value from {} where {}", condition.from(), condition.sql());
                storage::number(db.read(), &sql, condition.values()).await?
            }
            None => 0,
        };
        let tx = db.begin().await?;
        // Customers that are made meanwhile are not part of it: the greatest place is kept beside the selection.
        let last =
            storage::number(tx.conn(), "select coalesce(max(seq), 0) as value from customers where account_id = $1", vec![account.into()])
                .await?;
        let sql = "update bulk_changes set state = 'running', total = $3, place = $4, version = version + 1 where account_id = $1 and id = $2 and state = 'waiting'";
        storage::execute(tx.conn(), sql, vec![account.into(), id.into(), total.into(), format!("0/{last}").into()]).await?;
        tx.commit().await?;
    }
    loop {
        let mut tx = db.begin().await?;
        let Some(row) = bulk_change::Entity::find_by_id((account, id)).one(tx.conn()).await? else { return Ok(()) };
        if row.state != BulkState::Running.as_str() {
            return Ok(());
        }
        let (place, last) = row.place.as_deref().and_then(|place| place.split_once('/')).unwrap_or(("0", "0"));
        let (place, last): (i64, i64) = (place.parse().map_err(Error::internal)?, last.parse().map_err(Error::internal)?);
        let Some(mut condition) = list::conditions(tx.conn(), &actor, rules.country, &filter).await? else {
            return end(tx, &actor, id, BulkState::Done).await;
        };
        let column = condition.place();
        condition.and(&format!("{column} > ? and {column} <= ?"), [place.into(), last.into()]);
        let sql = format!("select c.seq, c.id from {} where {} order by {column} limit {BATCH}", condition.from(), condition.sql());
        let batch: Vec<Found> = storage::select(tx.conn(), &sql, condition.values()).await?;
        let Some(end_of_batch) = batch.last().map(|found| found.seq) else { return end(tx, &actor, id, BulkState::Done).await };
        let (mut changed, mut skipped) = (0, 0);
        for found in &batch {
            if change_one(&mut tx, &actor, &change, found.id).await? {
                changed += 1;
                let row = bulk_changed::ActiveModel {
                    account_id: Set(account),
                    bulk_id: Set(id),
                    customer_id: Set(found.id),
                    before: Set(Json::Null),
                };
                if change != Change::Delete {
                    bulk_changed::Entity::insert(row).exec_without_returning(tx.conn()).await?;
                }
            } else {
                skipped += 1;
            }
        }
        let sql = "update bulk_changes set done = done + $3, changed = changed + $4, skipped = skipped + $5, place = $6, version = version + 1 where account_id = $1 and id = $2";
        let values = vec![
            account.into(),
            id.into(),
            (batch.len() as i64).into(),
            changed.into(),
            skipped.into(),
            format!("{end_of_batch}/{last}").into(),
        ];
        storage::execute(tx.conn(), sql, values).await?;
        events::record(&mut tx, &actor, "bulk.progress", Some(id.0), json!({})).await?;
        tx.commit().await?;
    }
}

fn addressed(job: &Job) -> Result<(crate::kernel::AccountId, BulkId)> {
    #[derive(Deserialize)]
    struct Payload {
        bulk: BulkId,
    }
    let payload: Payload = serde_json::from_value(job.payload.clone())?;
    Ok((job.account_id.ok_or(Error::NotFound)?, payload.bulk))
}

async fn end(mut tx: Tx, actor: &Actor, id: BulkId, state: BulkState) -> Result<()> {
    let now = tx.now();
    let sql = "update bulk_changes set state = $3, finished_at = $4, version = version + 1 where account_id = $1 and id = $2";
    storage::execute(tx.conn(), sql, vec![actor.account.into(), id.into(), state.as_str().into(), now.into()]).await?;
    events::record(&mut tx, actor, "bulk.progress", Some(id.0), json!({"state": state})).await?;
    tx.commit().await
}

/// Changes one customer; false if there was nothing to change or the actor may not.
async fn change_one(tx: &mut Tx, actor: &Actor, change: &Change, id: CustomerId) -> Result<bool> {
    match scope::check(tx.conn(), actor, change.permission(), id).await {
        Ok(()) => {}
        Err(Error::NotFound | Error::Forbidden { .. }) => return Ok(false),
        Err(error) => return Err(error),
    }
    match change {
        Change::Tag { tag } => retag(tx, actor, id, *tag, true).await,
        Change::Untag { tag } => retag(tx, actor, id, *tag, false).await,
        Change::Assign { user } => reassign(tx, actor, id, *user, true).await,
        Change::Unassign { user } => reassign(tx, actor, id, *user, false).await,
        Change::Deactivate => refused_is_nothing(actions::deactivate(tx, actor, id).await),
        Change::Reactivate => refused_is_nothing(actions::reactivate(tx, actor, id).await),
        Change::Delete => erase::delete(tx, actor, id).await.map(|()| true),
    }
}

/// A customer that is already in the wanted state is left alone.
fn refused_is_nothing<T>(result: Result<T>) -> Result<bool> {
    match result {
        Ok(_) => Ok(true),
        Err(Error::Refused { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn retag(tx: &mut Tx, actor: &Actor, id: CustomerId, tag: TagId, on: bool) -> Result<bool> {
    let before = views::load(tx.conn(), actor, id).await?;
    let changed =
        if on { links::add_tag(tx, actor.account, id, tag).await? } else { links::remove_tag(tx, actor.account, id, tag).await? };
    if changed {
        let now = tx.now();
        let sql = "update customers set version = version + 1, updated_at = $3 where account_id = $1 and id = $2";
        storage::execute(tx.conn(), sql, vec![actor.account.into(), id.into(), now.into()]).await?;
        let after = views::load(tx.conn(), actor, id).await?;
        history::record(tx, actor, id, &history::differences(&before, &after)).await?;
        events::record(tx, actor, "customer.changed", Some(id.0), json!({"fields": ["tags"], "version": after.version})).await?;
    }
    Ok(changed)
}

async fn reassign(tx: &mut Tx, actor: &Actor, id: CustomerId, user: UserId, on: bool) -> Result<bool> {
    let before = views::load(tx.conn(), actor, id).await?;
    let mut users: Vec<UserId> = before.assigned_to.iter().map(|user| user.id).collect();
    if users.contains(&user) == on {
        return Ok(false);
    }
    if on {
        users.push(user);
    } else {
        users.retain(|known| *known != user);
    }
    assignment::assign(tx, actor, id, &users).await?;
    Ok(true)
}

/// Does a job of [`UNDO_JOB`].
///
/// # Errors
/// [`Error::Database`]; the job goes on with what is left when it is tried again.
pub async fn undo_job(db: Db, job: Job) -> Result<()> {
    let (account, id) = addressed(&job)?;
    let Some(row) = bulk_change::Entity::find_by_id((account, id)).one(db.read()).await? else { return Ok(()) };
    let Some(user) = row.created_by else { return Ok(()) };
    let change: Change = serde_json::from_value(row.parameters)?;
    let Some(opposite) = change.opposite() else { return Ok(()) };
    let mut actor = access::actor_of(db.read(), account, user).await?;
    actor.cause = Some("undo".into());
    loop {
        #[derive(FromQueryResult)]
        struct Changed {
            customer_id: CustomerId,
        }
        let mut tx = db.begin().await?;
        let sql = format!("select customer_id from bulk_changed where account_id = $1 and bulk_id = $2 order by customer_id limit {BATCH}");
        let batch: Vec<Changed> = storage::select(tx.conn(), &sql, vec![account.into(), id.into()]).await?;
        if batch.is_empty() {
            let now = tx.now();
            let sql = "update bulk_changes set undone_at = $3 where account_id = $1 and id = $2";
            storage::execute(tx.conn(), sql, vec![account.into(), id.into(), now.into()]).await?;
            return end(tx, &actor, id, BulkState::Undone).await;
        }
        for row in batch {
            change_one(&mut tx, &actor, &opposite, row.customer_id).await?;
            let sql = "delete from bulk_changed where account_id = $1 and bulk_id = $2 and customer_id = $3";
            storage::execute(tx.conn(), sql, vec![account.into(), id.into(), row.customer_id.into()]).await?;
        }
        events::record(&mut tx, &actor, "bulk.progress", Some(id.0), json!({})).await?;
        tx.commit().await?;
    }
}
