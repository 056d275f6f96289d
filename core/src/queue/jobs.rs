//! Jobs: work that follows from a change and is done after its commit. A job is a row written in the transaction
//! of its cause, so neither exists without the other. It is claimed for a while, retried with growing pauses, and
//! shown to the administrator when it failed for good.

use super::entity::job;
use crate::{
    kernel::{AccountId, Error, JobId, Result, clock, clock::Time, permission::spelled},
    storage::{self, Db, Tx, Wake},
};
use chrono::Duration;
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult, sea_query::OnConflict};
use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc};

/// A claimed job belongs to its worker for this long; the worker renews it while it works.
const LEASE: Duration = Duration::seconds(60);
/// A worker never waits longer than this, so that jobs of a node that died are taken over.
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_secs(30);

spelled! {
    /// Where a job stands.
    JobState {
        /// Due at its time.
        Waiting = "waiting",
        /// In a worker's hands.
        Running = "running",
        /// Done; kept a while to be seen.
        Done = "done",
        /// Given up after its last attempt; a person may try it again.
        Failed = "failed",
    }
}

/// A job to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Whose it is; none for work of the whole installation.
    pub account: Option<AccountId>,
    /// Names the handler: `mail.send`, `customers.import` …
    pub kind: &'static str,
    /// What the handler needs: ids, no personal data.
    pub payload: serde_json::Value,
    /// While a job with the same key waits or runs, no second one is made.
    pub unique_key: Option<String>,
    /// Not before this time; none for at once.
    pub run_at: Option<Time>,
    /// How often it is tried in all.
    pub max_attempts: i64,
}

impl NewJob {
    /// A job of an account, tried up to ten times.
    pub fn new(account: AccountId, kind: &'static str, payload: serde_json::Value) -> Self {
        Self { account: Some(account), kind, payload, unique_key: None, run_at: None, max_attempts: 10 }
    }
    /// Makes it the only one of its key.
    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }
    /// Not before `time`.
    pub fn at(mut self, time: Time) -> Self {
        self.run_at = Some(time);
        self
    }
}

/// A claimed job, as its handler sees it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub account_id: Option<AccountId>,
    /// Names the handler.
    pub kind: String,
    /// What the handler needs.
    pub payload: serde_json::Value,
    /// Which attempt this is, from 1.
    pub attempts: i64,
    /// How often it is tried in all.
    pub max_attempts: i64,
}

/// The pause before attempt `attempts + 1`: 10 s, 40 s, 90 s … at most an hour.
fn pause(attempts: i64) -> Duration {
    Duration::seconds((10 * attempts * attempts).clamp(10, 3600))
}

/// Writes a job; it is claimed after the commit. With a unique key that already waits or runs, nothing happens.
///
/// # Errors
/// [`Error::Database`].
pub async fn enqueue(tx: &mut Tx, job: NewJob) -> Result<()> {
    let row = job::ActiveModel {
        id: Set(JobId::new()),
        account_id: Set(job.account),
        kind: Set(job.kind.to_owned()),
        payload: Set(job.payload),
        state: Set(JobState::Waiting.to_string()),
        unique_key: Set(job.unique_key),
        run_at: Set(job.run_at.unwrap_or(tx.now())),
        attempts: Set(0),
        max_attempts: Set(job.max_attempts),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    job::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned()).exec_without_returning(tx.conn()).await?;
    tx.wake(Wake::Jobs);
    Ok(())
}

/// Takes the next due job for `worker`, or tells when the next one is due.
///
/// # Errors
/// [`Error::Database`].
pub async fn claim(db: &Db, worker: &str) -> Result<Claim> {
    let due = "(state = 'waiting' and run_at <= $1) or (state = 'running' and locked_until <= $1)";
    // Looked at before the transaction, so that an idle node does not write.
    let now = clock::now();
    if storage::number(
        db.read(),
        &format!("select count(*) as value from (select 1 from jobs where {due} limit 1) as due"),
        vec![now.into()],
    )
    .await?
        == 0
    {
        #[derive(FromQueryResult)]
        struct Next {
            at: Option<Time>,
        }
        let next: Option<Next> =
            storage::select_one(db.read(), "select min(run_at) as at from jobs where state = 'waiting'", vec![]).await?;
        return Ok(Claim::Nothing { next: next.and_then(|next| next.at) });
    }
    let tx = db.begin().await?;
    let sql = format!(
        "update jobs set state = 'running', attempts = attempts + 1, locked_by = $2, locked_until = $3 where id = \
         (select id from jobs where {due} order by run_at, id limit 1{}) \
         returning id, account_id, kind, payload, attempts, max_attempts",
        tx.dialect().skip_locked()
    );
    let job = storage::select_one(tx.conn(), &sql, vec![now.into(), worker.into(), (now + LEASE).into()]).await?;
    tx.commit().await?;
    Ok(job.map_or(Claim::Nothing { next: None }, Claim::Job))
}

/// Takes the job of this unique key for `worker`, if it is due and nobody works on it.
///
/// # Errors
/// [`Error::Database`].
pub async fn claim_only(db: &Db, worker: &str, unique_key: &str) -> Result<Option<Job>> {
    let tx = db.begin().await?;
    let now = tx.now();
    let sql = format!(
        "update jobs set state = 'running', attempts = attempts + 1, locked_by = $2, locked_until = $3 where id = \
         (select id from jobs where unique_key = $4 and ((state = 'waiting' and run_at <= $1) or (state = 'running' and locked_until <= $1)) limit 1{}) \
         returning id, account_id, kind, payload, attempts, max_attempts",
        tx.dialect().skip_locked()
    );
    let values = vec![now.into(), worker.into(), (now + LEASE).into(), unique_key.into()];
    let job = storage::select_one(tx.conn(), &sql, values).await?;
    tx.commit().await?;
    Ok(job)
}

/// What [`claim`] found.
#[derive(Debug)]
pub enum Claim {
    /// A job to do now.
    Job(Job),
    /// Nothing is due; the next job is, at this time.
    Nothing {
        /// When the next waiting job is due.
        next: Option<Time>,
    },
}

/// Notes that `job` was done.
///
/// # Errors
/// [`Error::Database`].
pub async fn finish(db: &Db, job: &Job) -> Result<()> {
    let tx = db.begin().await?;
    let sql = "update jobs set state = 'done', finished_at = $2, locked_by = null, locked_until = null, last_error = null where id = $1";
    storage::execute(tx.conn(), sql, vec![job.id.into(), tx.now().into()]).await?;
    tx.commit().await
}

/// Notes that `job` failed: it waits for its next attempt, or is given up.
///
/// # Errors
/// [`Error::Database`].
pub async fn fail(db: &Db, job: &Job, error: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    let given_up = job.attempts >= job.max_attempts;
    let state = if given_up { JobState::Failed } else { JobState::Waiting };
    let sql =
        "update jobs set state = $2, run_at = $3, last_error = $4, finished_at = $5, locked_by = null, locked_until = null where id = $1";
    let finished = given_up.then(|| tx.now());
    let text: String = error.chars().take(2000).collect();
    let run_at = tx.now() + pause(job.attempts);
    storage::execute(tx.conn(), sql, vec![job.id.into(), state.as_str().into(), run_at.into(), text.into(), finished.into()]).await?;
    tx.wake(Wake::Jobs);
    tx.commit().await
}

/// Gives back what a worker of this name held when its process died. Called at start, so that nothing waits for the lease.
///
/// # Errors
/// [`Error::Database`].
pub async fn release(db: &Db, worker: &str) -> Result<u64> {
    let tx = db.begin().await?;
    let sql = "update jobs set state = 'waiting', locked_by = null, locked_until = null where state = 'running' and locked_by = $1";
    let released = storage::execute(tx.conn(), sql, vec![worker.into()]).await?;
    tx.commit().await?;
    Ok(released)
}

/// A failed job is tried again now, with all its attempts (administrator's button).
///
/// # Errors
/// [`Error::NotFound`] unless it is a failed or waiting job of this account.
pub async fn retry(tx: &mut Tx, account: AccountId, id: JobId) -> Result<()> {
    let sql = "update jobs set state = 'waiting', attempts = 0, run_at = $3, finished_at = null where account_id = $1 and id = $2 and state in ('failed', 'waiting')";
    let now = tx.now();
    if storage::execute(tx.conn(), sql, vec![account.into(), id.into(), now.into()]).await? == 0 {
        return Err(Error::NotFound);
    }
    tx.wake(Wake::Jobs);
    Ok(())
}

/// Removes jobs that were done before `before`.
///
/// # Errors
/// [`Error::Database`].
pub async fn sweep(db: &Db, before: Time) -> Result<u64> {
    let tx = db.begin().await?;
    let swept = storage::execute(tx.conn(), "delete from jobs where state = 'done' and finished_at < $1", vec![before.into()]).await?;
    tx.commit().await?;
    Ok(swept)
}

type Handling = Pin<Box<dyn Future<Output = Result<()>> + Send>>;
type Handler = Arc<dyn Fn(Db, Job) -> Handling + Send + Sync>;

/// Which function does which kind of job. Made once, where the program is put together.
#[derive(Clone, Default)]
pub struct Handlers(HashMap<&'static str, Handler>);

impl Handlers {
    /// Lets `handler` do jobs of `kind`.
    pub fn on<F, R>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Db, Job) -> R + Send + Sync + 'static,
        R: Future<Output = Result<()>> + Send + 'static,
    {
        self.0.insert(kind, Arc::new(move |db, job| Box::pin(handler(db, job))));
        self
    }

    /// Does one claimed job and notes how it ended. While it runs, its lease is renewed.
    ///
    /// # Errors
    /// [`Error::Database`] if the outcome could not be noted; then the lease runs out and it is tried again.
    pub async fn perform(&self, db: &Db, job: Job) -> Result<()> {
        let Some(handler) = self.0.get(job.kind.as_str()) else {
            return fail(db, &job, &format!("nobody knows how to do {}", job.kind)).await;
        };
        let work = tokio::spawn(handler(db.clone(), job.clone()));
        tokio::pin!(work);
        let outcome = loop {
            tokio::select! {
                outcome = &mut work => break outcome,
                () = tokio::time::sleep(std::time::Duration::from_secs(20)) => renew(db, &job).await?,
            }
        };
        match outcome {
            Ok(Ok(())) => finish(db, &job).await,
            Ok(Err(error)) => {
                tracing::warn!(kind = job.kind, attempt = job.attempts, %error, "job failed");
                fail(db, &job, &error.to_string()).await
            }
            Err(panic) => {
                tracing::error!(kind = job.kind, attempt = job.attempts, %panic, "job broke off");
                fail(db, &job, "the job broke off; the log of the program says why").await
            }
        }
    }

    /// Does everything that is due now, one after another; for tests and for the command line.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn drain(&self, db: &Db, worker: &str) -> Result<usize> {
        let mut done = 0;
        while let Claim::Job(job) = claim(db, worker).await? {
            self.perform(db, job).await?;
            done += 1;
        }
        Ok(done)
    }

    /// Works until `stop` resolves; a job in hand is finished first.
    pub async fn work(&self, db: Db, worker: String, mut stop: tokio::sync::watch::Receiver<bool>) {
        let mut wakes = db.waker().listen();
        while !*stop.borrow() {
            let wait = match claim(&db, &worker).await {
                Ok(Claim::Job(job)) => {
                    if let Err(error) = self.perform(&db, job).await {
                        tracing::error!(%error, "cannot note the end of a job");
                    }
                    continue;
                }
                Ok(Claim::Nothing { next }) => {
                    next.and_then(|next| (next - clock::now()).to_std().ok()).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
                }
                Err(error) => {
                    tracing::error!(%error, "cannot look for jobs");
                    LONGEST_WAIT
                }
            };
            let woken = async {
                loop {
                    match wakes.recv().await {
                        Ok(Wake::Jobs) | Err(_) => return,
                        Ok(_) => {}
                    }
                }
            };
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(wait) => {}
                _ = stop.changed() => {}
            }
        }
    }
}

async fn renew(db: &Db, job: &Job) -> Result<()> {
    let tx = db.begin().await?;
    let until = tx.now() + LEASE;
    storage::execute(tx.conn(), "update jobs set locked_until = $2 where id = $1 and state = 'running'", vec![job.id.into(), until.into()])
        .await?;
    tx.commit().await
}

/// What the administrator's page shows of an account's jobs.
#[derive(Clone, Debug, FromQueryResult)]
pub struct JobLine {
    /// Its id.
    pub id: JobId,
    /// Names the handler.
    pub kind: String,
    /// A [`JobState`].
    pub state: String,
    /// When it is or was due.
    pub run_at: Time,
    /// How often it was tried.
    pub attempts: i64,
    /// How often it is tried in all.
    pub max_attempts: i64,
    /// What the last attempt said.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Time,
    /// When it ended.
    pub finished_at: Option<Time>,
}

/// The newest jobs of an account in a state, after the job `before` if given.
///
/// # Errors
/// [`Error::Database`].
pub async fn list(db: &Db, account: AccountId, state: JobState, before: Option<JobId>, limit: u64) -> Result<Vec<JobLine>> {
    let sql = format!(
        "select id, kind, state, run_at, attempts, max_attempts, last_error, created_at, finished_at from jobs \
         where account_id = $1 and state = $2{} order by id desc limit $3",
        if before.is_some() { " and id < $4" } else { "" }
    );
    let mut values = vec![account.into(), state.as_str().into(), (limit as i64).into()];
    values.extend(before.map(sea_orm::Value::from));
    storage::select(db.read(), &sql, values).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_at_an_hour() {
        let pauses: Vec<i64> = (1..=30).map(|attempt| pause(attempt).num_seconds()).collect();
        assert!(pauses.windows(2).all(|two| two[0] <= two[1]));
        assert_eq!(pauses[0], 10);
        assert_eq!(pauses[29], 3600);
    }
}
