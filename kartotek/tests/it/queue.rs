//! Jobs and events: nothing lost, nothing done twice, nothing passed over.

use crate::database::{Database, Kind};
use kartotek_core::{
    kernel::{AccountId, Actor, Error, clock},
    queue::{
        events::{self, Place},
        jobs::{self, Claim, Handlers, JobState, NewJob},
    },
    storage::{self, Db, Wake},
};
use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

async fn enqueue(db: &Db, job: NewJob) {
    let mut tx = db.begin().await.unwrap();
    jobs::enqueue(&mut tx, job).await.unwrap();
    tx.commit().await.unwrap();
}

fn job(account: AccountId) -> NewJob {
    NewJob::new(account, "test.work", serde_json::json!({ "n": 1 }))
}

async fn claimed(db: &Db, worker: &str) -> Option<jobs::Job> {
    match jobs::claim(db, worker).await.unwrap() {
        Claim::Job(job) => Some(job),
        Claim::Nothing { .. } => None,
    }
}

/// Makes every waiting job due, as if its pause were over.
async fn make_due(db: &Db) {
    let tx = db.begin().await.unwrap();
    storage::execute(tx.conn(), "update jobs set run_at = $1", vec![tx.now().into()]).await.unwrap();
    tx.commit().await.unwrap();
}

both_databases! {
    a_job_exists_only_with_its_cause,
    each_job_goes_to_one_worker,
    a_job_with_a_key_is_the_only_one_until_it_ends,
    a_failing_job_waits_longer_each_time_and_is_then_given_up,
    what_a_dead_worker_held_is_taken_over,
    handlers_do_the_work_and_a_panic_is_an_attempt,
    a_worker_hears_of_a_new_job_at_once,
    another_node_is_woken,
    events_are_read_in_order_and_only_those_of_the_account,
    a_reader_does_not_pass_an_event_that_is_not_yet_visible,
}

async fn a_job_exists_only_with_its_cause(db: Database) {
    let mut tx = db.begin().await.unwrap();
    jobs::enqueue(&mut tx, job(AccountId::new())).await.unwrap();
    drop(tx);
    assert!(claimed(&db, "a").await.is_none());
}

async fn each_job_goes_to_one_worker(db: Database) {
    let account = AccountId::new();
    for _ in 0..30 {
        enqueue(&db, job(account)).await;
    }
    let workers = (0..6).map(|worker| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut mine = Vec::new();
            while let Some(job) = claimed(&db, &format!("worker {worker}")).await {
                mine.push(job.id);
                jobs::finish(&db, &job).await.unwrap();
            }
            mine
        })
    });
    let done: Vec<_> = futures_util::future::join_all(workers).await.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(done.iter().collect::<HashSet<_>>().len(), 30);
    assert_eq!(done.len(), 30);
    assert_eq!(jobs::list(&db, account, JobState::Done, None, 100).await.unwrap().len(), 30);
}

async fn a_job_with_a_key_is_the_only_one_until_it_ends(db: Database) {
    let account = AccountId::new();
    enqueue(&db, job(account).unique("sweep")).await;
    enqueue(&db, job(account).unique("sweep")).await;
    let first = claimed(&db, "a").await.unwrap();
    enqueue(&db, job(account).unique("sweep")).await;
    assert!(claimed(&db, "a").await.is_none());
    jobs::finish(&db, &first).await.unwrap();
    enqueue(&db, job(account).unique("sweep")).await;
    assert!(claimed(&db, "a").await.is_some());
}

async fn a_failing_job_waits_longer_each_time_and_is_then_given_up(db: Database) {
    let account = AccountId::new();
    enqueue(&db, NewJob { max_attempts: 3, ..job(account) }).await;
    let mut pauses = Vec::new();
    for attempt in 1..=3 {
        let job = claimed(&db, "a").await.unwrap();
        assert_eq!(job.attempts, attempt);
        let before = clock::now();
        jobs::fail(&db, &job, "the mail server is away").await.unwrap();
        if attempt < 3 {
            // A job that waits for its pause is not handed out.
            let Claim::Nothing { next: Some(next) } = jobs::claim(&db, "a").await.unwrap() else { panic!("handed out too early") };
            pauses.push(next - before);
            make_due(&db).await;
        }
    }
    assert!(pauses[0] < pauses[1], "{pauses:?}");
    assert!(claimed(&db, "a").await.is_none());
    let failed = jobs::list(&db, account, JobState::Failed, None, 10).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].last_error.as_deref(), Some("the mail server is away"));

    // Another account cannot touch it; its own administrator tries it again.
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(jobs::retry(&mut tx, AccountId::new(), failed[0].id).await, Err(Error::NotFound)));
    jobs::retry(&mut tx, account, failed[0].id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(claimed(&db, "a").await.unwrap().attempts, 1);
}

async fn what_a_dead_worker_held_is_taken_over(db: Database) {
    enqueue(&db, job(AccountId::new())).await;
    let held = claimed(&db, "dead").await.unwrap();
    assert!(claimed(&db, "alive").await.is_none(), "still leased");
    // Its own restart gives it back at once …
    assert_eq!(jobs::release(&db, "dead").await.unwrap(), 1);
    assert_eq!(claimed(&db, "dead").await.unwrap().id, held.id);
    // … and without a restart the lease runs out.
    let tx = db.begin().await.unwrap();
    storage::execute(tx.conn(), "update jobs set locked_until = $1", vec![tx.now().into()]).await.unwrap();
    tx.commit().await.unwrap();
    let taken = claimed(&db, "alive").await.unwrap();
    assert_eq!((taken.id, taken.attempts), (held.id, 3));
}

async fn handlers_do_the_work_and_a_panic_is_an_attempt(db: Database) {
    let account = AccountId::new();
    let worked = Arc::new(AtomicUsize::new(0));
    let count = worked.clone();
    let handlers = Handlers::default()
        .on("test.work", move |_, job| {
            let count = count.clone();
            async move {
                assert_eq!(job.account_id.map(|_| &job.payload["n"]), Some(&serde_json::json!(1)));
                count.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
        })
        .on("test.broken", |_, _| async { panic!("as a test") });
    enqueue(&db, job(account)).await;
    enqueue(&db, NewJob { kind: "test.broken", max_attempts: 1, ..job(account) }).await;
    enqueue(&db, NewJob { kind: "test.unknown", max_attempts: 1, ..job(account) }).await;
    assert_eq!(handlers.drain(&db, "a").await.unwrap(), 3);
    assert_eq!(worked.load(Ordering::Relaxed), 1);
    let failed = jobs::list(&db, account, JobState::Failed, None, 10).await.unwrap();
    let mut kinds: Vec<&str> = failed.iter().map(|line| line.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["test.broken", "test.unknown"]);
    assert!(failed.iter().all(|line| line.last_error.as_ref().is_some_and(|error| !error.is_empty())));
}

async fn a_worker_hears_of_a_new_job_at_once(db: Database) {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let (done, mut heard) = tokio::sync::mpsc::channel(1);
    let handlers = Handlers::default().on("test.work", move |_, job| {
        let done = done.clone();
        async move { done.send(job.id).await.map_err(Error::internal) }
    });
    let worker = tokio::spawn({
        let db = Db::clone(&db);
        async move { handlers.work(db, "worker".into(), stopped).await }
    });
    enqueue(&db, job(AccountId::new())).await;
    // Without the wake it would look again after thirty seconds.
    let waited = tokio::time::timeout(std::time::Duration::from_secs(15), heard.recv()).await;
    assert!(waited.unwrap().is_some());
    stop.send(true).unwrap();
    worker.await.unwrap();
    assert!(claimed(&db, "another").await.is_none(), "finished before it stopped");
}

async fn another_node_is_woken(db: Database) {
    if db.kind() == Kind::Sqlite {
        return;
    }
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let other = db.open_again().await.unwrap();
    let mut wakes = other.waker().listen();
    let listener = tokio::spawn(other.clone().hear_other_nodes(stopped));
    // It announces itself when it listens.
    assert_eq!(wakes.recv().await.unwrap(), Wake::Jobs);
    let account = AccountId::new();
    let mut tx = db.begin().await.unwrap();
    events::record(&mut tx, &Actor::system(account), "test.happened", None, serde_json::json!({})).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(wakes.recv().await.unwrap(), Wake::Events(account));
    listener.abort();
    other.close().await.unwrap();
}

/// The events of an account, once there are as many as `count`. On PostgreSQL a reader waits for every transaction of the
/// server that began earlier, and those of tests that run at the same time are among them.
async fn settled(db: &Db, account: AccountId, count: usize) -> Vec<events::Event> {
    let looking = async {
        loop {
            let seen = events::after(db.read(), account, Place::default()).await.unwrap();
            if seen.len() >= count {
                return seen;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), looking).await.expect("the events are never shown")
}

async fn events_are_read_in_order_and_only_those_of_the_account(db: Database) {
    let mine = Actor::system(AccountId::new());
    let other = Actor::system(AccountId::new());
    for (actor, kind) in [(&mine, "first"), (&other, "elsewhere"), (&mine, "second"), (&mine, "third")] {
        let mut tx = db.begin().await.unwrap();
        events::record(&mut tx, actor, kind, None, serde_json::json!({ "kind": kind })).await.unwrap();
        tx.commit().await.unwrap();
    }
    let all = settled(&db, mine.account, 3).await;
    assert_eq!(all.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["first", "second", "third"]);
    assert_eq!(all[1].payload, serde_json::json!({ "kind": "second" }));
    let rest = events::after(db.read(), mine.account, all[1].place).await.unwrap();
    assert_eq!(rest, all[2..]);
    assert_eq!(events::present(db.read(), mine.account).await.unwrap(), all[2].place);
}

async fn a_reader_does_not_pass_an_event_that_is_not_yet_visible(db: Database) {
    if db.kind() == Kind::Sqlite {
        // One writer at a time: numbers are committed in their order.
        return;
    }
    let actor = Actor::system(AccountId::new());
    let mut slow = db.begin().await.unwrap();
    events::record(&mut slow, &actor, "slow", None, serde_json::json!({})).await.unwrap();
    let mut quick = db.begin().await.unwrap();
    events::record(&mut quick, &actor, "quick", None, serde_json::json!({})).await.unwrap();
    quick.commit().await.unwrap();
    let seen = events::after(db.read(), actor.account, Place::default()).await.unwrap();
    assert!(seen.is_empty(), "would never come back for the slow one: {seen:?}");
    slow.commit().await.unwrap();
    let seen = settled(&db, actor.account, 2).await;
    assert_eq!(seen.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["slow", "quick"]);
}
