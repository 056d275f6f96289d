//! Two tags become one. Few customers are moved at once, many by a job in small transactions, so that nobody waits.

use super::{Tag, TagState, store};
use crate::{
    customers::{history, links, views},
    kernel::{AccountId, Action, Actor, CustomerId, Error, Resource, Result, TagId, Who},
    queue::{
        events,
        jobs::{self, Job, NewJob},
    },
    storage::{Db, Tx},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// The job that moves the customers of a merged tag.
pub const MERGE_JOB: &str = "tags.merge";
/// Customers per transaction.
const BATCH: u64 = 200;

/// What a merge has done so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The tag that stays.
    pub tag: Tag,
    /// How many customers were moved at once.
    pub moved: u64,
    /// Whether a job moves more.
    pub goes_on: bool,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    from: TagId,
    into: TagId,
    actor: Option<crate::kernel::UserId>,
    name: String,
}

/// Merges the tag `from` into `into`: every customer that had the one has the other, and `from` is gone.
///
/// # Errors
/// [`Error::Forbidden`] without the permission to delete tags; [`Error::NotFound`]; `same_tag`.
pub async fn merge(tx: &mut Tx, actor: &Actor, from: TagId, into: TagId) -> Result<Merged> {
    actor.require(Resource::Tag, Action::Edit)?;
    actor.require(Resource::Tag, Action::Delete)?;
    if from == into {
        return Err(Error::refused("same_tag", "a tag cannot be merged into itself"));
    }
    let mut old = store::find_for_change(tx, actor.account, from).await?;
    let tag = store::find_for_change(tx, actor.account, into).await?;
    let moved = move_some(tx, actor, &old, &tag).await?;
    let goes_on = moved == BATCH;
    if goes_on {
        // Nobody puts it on further customers while the job works.
        old.state = TagState::Retired;
        old.version += 1;
        store::update(tx, actor.account, &old).await?;
        let name = match &actor.who {
            Who::User { name, .. } => name.clone(),
            Who::System => String::new(),
        };
        let payload = serde_json::to_value(Payload { from, into, actor: actor.user_id(), name })?;
        jobs::enqueue(tx, NewJob::new(actor.account, MERGE_JOB, payload).unique(format!("{MERGE_JOB}:{from}"))).await?;
    } else {
        end(tx, actor, from, into).await?;
    }
    Ok(Merged { tag, moved, goes_on })
}

async fn end(tx: &mut Tx, actor: &Actor, from: TagId, into: TagId) -> Result<()> {
    store::delete(tx, actor.account, from).await?;
    events::record(tx, actor, "tag.merged", Some(from.0), json!({"into": into})).await
}

/// Moves a batch of customers and tells how many.
async fn move_some(tx: &mut Tx, actor: &Actor, from: &Tag, into: &Tag) -> Result<u64> {
    let customers = store::customers(tx, actor.account, from.id, BATCH).await?;
    if customers.is_empty() {
        return Ok(0);
    }
    let mut tags: BTreeMap<CustomerId, Vec<String>> = BTreeMap::new();
    for (customer, tag) in views::tags_of(tx.conn(), actor.account, &customers).await? {
        tags.entry(customer).or_default().push(tag.key);
    }
    for customer in &customers {
        let before = tags.remove(customer).unwrap_or_default();
        let mut after: Vec<&str> = before.iter().map(|key| if *key == from.key { into.key.as_str() } else { key }).collect();
        after.sort_unstable();
        after.dedup();
        links::remove_tag(tx, actor.account, *customer, from.id).await?;
        links::add_tag(tx, actor.account, *customer, into.id).await?;
        store::touch(tx, actor.account, *customer).await?;
        history::record(tx, actor, *customer, &[history::Change::new("tags", json!(before), json!(after))]).await?;
    }
    events::record(tx, actor, "customers.changed", None, json!({"fields": ["tags"], "count": customers.len()})).await?;
    Ok(customers.len() as u64)
}

/// Does a job of [`MERGE_JOB`].
///
/// # Errors
/// [`Error::Database`]; the job goes on with what is left when it is tried again.
pub async fn merge_job(db: Db, job: Job) -> Result<()> {
    let account: AccountId = job.account_id.ok_or(Error::NotFound)?;
    let payload: Payload = serde_json::from_value(job.payload)?;
    let mut actor = Actor::system(account);
    if let Some(id) = payload.actor {
        actor.who = Who::User { id, name: payload.name };
    }
    loop {
        let mut tx = db.begin().await?;
        let from = match store::find_for_change(&tx, account, payload.from).await {
            Err(Error::NotFound) => return Ok(()),
            other => other?,
        };
        // The tag that should stay was deleted meanwhile: the retired one stays, nothing is lost.
        let into = match store::find_for_change(&tx, account, payload.into).await {
            Err(Error::NotFound) => return Ok(()),
            other => other?,
        };
        let moved = move_some(&mut tx, &actor, &from, &into).await?;
        if moved == 0 {
            end(&mut tx, &actor, payload.from, payload.into).await?;
            return tx.commit().await;
        }
        tx.commit().await?;
    }
}
