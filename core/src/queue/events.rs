//! Events: what happened, as rows in an order that a reader can follow without missing one.
//!
//! An event is written in the transaction of its cause; live pages, notifications and webhooks read it after the
//! commit. On PostgreSQL transactions commit in another order than they took their numbers, so the order is
//! (transaction, number) and a reader stops before the oldest transaction that is still running: it can never pass
//! an event that is not yet visible. Writers do not wait for each other. On SQLite there is one writer at a time and
//! the number alone is the order (every transaction is 0).

use super::entity::event;
use crate::{
    kernel::{AccountId, Actor, FieldError, Result, UserId, clock::Time},
    storage::{self, Db, Tx, Wake, dialect::Dialect},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, FromQueryResult, sea_query::Value};
use serde::Serialize;
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The largest number of events read at once.
pub const BATCH: u64 = 500;

/// How long a follower waits for an older transaction to end before it looks again.
const UNSETTLED_PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

/// A place between two events; the text form `transaction-number` is the SSE `Last-Event-ID`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    txid: i64,
    seq: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.txid, self.seq)
    }
}

impl FromStr for Place {
    type Err = FieldError;
    fn from_str(text: &str) -> Result<Self, FieldError> {
        let invalid = || FieldError::new("last_event_id", "invalid_cursor", "not the id of an event");
        let (txid, seq) = text.split_once('-').ok_or_else(invalid)?;
        Ok(Self { txid: txid.parse().map_err(|_| invalid())?, seq: seq.parse().map_err(|_| invalid())? })
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// Its place in the order.
    #[serde(serialize_with = "as_text")]
    pub place: Place,
    /// `customer.created`, `customer.changed`, `import.progress`, `notification.created` …
    pub kind: String,
    /// What it happened to.
    pub subject_id: Option<Uuid>,
    /// Who did it.
    pub actor_id: Option<UserId>,
    /// Ids and changed fields, no personal data.
    pub payload: serde_json::Value,
    /// When.
    pub at: Time,
}

fn as_text<S: serde::Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(place)
}

/// Writes an event and wakes the readers after the commit.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn record(tx: &mut Tx, actor: &Actor, kind: &str, subject: Option<Uuid>, payload: serde_json::Value) -> Result<()> {
    use sea_orm::EntityTrait;
    let row = event::ActiveModel {
        account_id: Set(actor.account),
        kind: Set(kind.to_owned()),
        subject_id: Set(subject),
        actor_id: Set(actor.user_id()),
        payload: Set(payload),
        at: Set(tx.now()),
        ..Default::default()
    };
    event::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    tx.wake(Wake::Events(actor.account));
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    seq: i64,
    txid: i64,
    kind: String,
    subject_id: Option<Uuid>,
    actor_id: Option<UserId>,
    payload: serde_json::Value,
    at: Time,
}

/// The events after `place`, oldest first, at most [`BATCH`].
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn after(conn: &impl ConnectionTrait, account: AccountId, place: Place) -> Result<Vec<Event>> {
    let settled = settled(conn);
    let sql = format!(
        "select seq, txid, kind, subject_id, actor_id, payload, at from events \
         where account_id = $1 and (txid > $2 or (txid = $2 and seq > $3)){settled} order by txid, seq limit $4"
    );
    let values: Vec<Value> = vec![account.into(), place.txid.into(), place.seq.into(), (BATCH as i64).into()];
    let rows: Vec<Row> = storage::select(conn, &sql, values).await?;
    Ok(rows
        .into_iter()
        .map(|row| Event {
            place: Place { txid: row.txid, seq: row.seq },
            kind: row.kind,
            subject_id: row.subject_id,
            actor_id: row.actor_id,
            payload: row.payload,
            at: row.at,
        })
        .collect())
}

/// The place after everything that has happened so far.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn present(conn: &impl ConnectionTrait, account: AccountId) -> Result<Place> {
    #[derive(FromQueryResult)]
    struct Last {
        txid: i64,
        seq: i64,
    }
    let settled = settled(conn);
    let sql = format!("select txid, seq from events where account_id = $1{settled} order by txid desc, seq desc limit 1");
    let last: Option<Last> = storage::select_one(conn, &sql, vec![account.into()]).await?;
    Ok(last.map(|last| Place { txid: last.txid, seq: last.seq }).unwrap_or_default())
}

/// Follows an account's events: gives those that come, in order, without missing one and without asking again and again.
#[derive(Debug)]
pub struct Follower {
    db: Db,
    account: AccountId,
    place: Place,
    wakes: tokio::sync::broadcast::Receiver<Wake>,
}

impl Follower {
    /// Begins after `place`; what happened since then comes first.
    pub fn new(db: Db, account: AccountId, place: Place) -> Self {
        // Heard from now on, so that nothing falls between the first reading and the first waiting.
        let wakes = db.waker().listen();
        Self { db, account, place, wakes }
    }

    /// The next events, at least one. Waits until there are some.
    ///
    /// # Errors
    /// [`crate::kernel::Error::Database`]; the place stays, so it can be called again.
    pub async fn next(&mut self) -> Result<Vec<Event>> {
        loop {
            let events = after(self.db.read(), self.account, self.place).await?;
            if let Some(last) = events.last() {
                self.place = last.place;
                return Ok(events);
            }
            if self.unsettled().await? {
                // Visible already, but an older transaction still runs, and its end wakes nobody.
                tokio::time::sleep(UNSETTLED_PAUSE).await;
                continue;
            }
            loop {
                match self.wakes.recv().await {
                    Ok(Wake::Events(account)) if account == self.account => break,
                    Ok(_) => {}
                    // Fell behind: whatever was missed is in the table.
                    Err(_) => break,
                }
            }
        }
    }

    async fn unsettled(&self) -> Result<bool> {
        let sql = "select count(*) as value from (select 1 from events where account_id = $1 and (txid > $2 or (txid = $2 and seq > $3)) limit 1) as more";
        Ok(storage::number(self.db.read(), sql, vec![self.account.into(), self.place.txid.into(), self.place.seq.into()]).await? > 0)
    }
}

/// Keeps a reader from passing a transaction that has not ended.
fn settled(conn: &impl ConnectionTrait) -> &'static str {
    Dialect::of(conn).settled_events()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_nonsense_does_not() {
        let place = Place { txid: 742, seq: 9 };
        assert_eq!(place.to_string().parse(), Ok(place));
        assert!("".parse::<Place>().is_err());
        assert!("1-".parse::<Place>().is_err());
        assert!("1-2-3".parse::<Place>().is_err());
        assert!(Place { txid: 1, seq: 9 } < Place { txid: 2, seq: 1 });
    }
}
