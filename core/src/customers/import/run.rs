//! The job of an import: reads the file on a thread of its own, and works through it in batches. Each batch is one
//! transaction that also moves the import past its rows, so a program that was killed goes on behind the last batch it
//! committed and doubles nothing. A row that the database refuses is found by halving its batch, and only it is refused.

use super::{
    ImportState,
    dry::Trial,
    options::Options,
    plan::{Outcome, Plan},
    register::{Lock, Register},
    row::{self, CustomerRow, ParsedRow},
    store::{self, Counts, Rejection},
    table, write,
};
use crate::{
    customers::{CustomerNumber, Rules, entity::import, number, tags},
    files::{self, FileStore},
    kernel::{AccountId, Actor, Error, FieldError, ImportId, Resource, Result, UiLanguage, Who},
    queue::{
        events,
        jobs::{self, Job},
    },
    staff::{
        access,
        notifications::{self, Notice, Topic},
    },
    storage::{self, Db, Tx, many},
};
use sea_orm::{DbErr, FromQueryResult};
use serde_json::json;
use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::mpsc;

/// The job that imports a file.
pub const JOB: &str = "customers.import";
/// Rows in a batch: enough to be fast, few enough that others who write wait a moment only.
pub(super) const BATCH: usize = 2000;
/// How often a batch is tried when another node was faster.
const TRIES: usize = 3;

/// How often a command looks at an import that another process runs.
const FOLLOW: std::time::Duration = std::time::Duration::from_millis(300);

/// Hears how far an import is: rows done and in all.
pub type Progress = Arc<dyn Fn(i64, i64) + Send + Sync>;

/// The key that keeps a second job for the same import from being made.
pub(super) fn job_key(id: ImportId) -> String {
    format!("{JOB}:{id}")
}

/// Does a job of [`JOB`].
///
/// # Errors
/// [`Error::Database`]; the import goes on behind its last batch when the job is tried again.
pub async fn job(db: Db, files: FileStore, job: Job, progress: Progress) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Payload {
        import: ImportId,
    }
    let payload: Payload = serde_json::from_value(job.payload.clone())?;
    let account = job.account_id.ok_or(Error::NotFound)?;
    match import(&db, &files, account, payload.import, &progress).await {
        Err(error) if is_final(&error) || job.attempts >= job.max_attempts => fail(&db, account, payload.import, &error).await,
        other => other,
    }
}

/// Whether trying again cannot help.
fn is_final(error: &Error) -> bool {
    matches!(error, Error::Invalid(_) | Error::NotFound | Error::Forbidden { .. } | Error::Refused { .. })
}

async fn fail(db: &Db, account: AccountId, id: ImportId, error: &Error) -> Result<()> {
    let mut tx = db.begin().await?;
    let busy = [ImportState::Waiting, ImportState::Running];
    if store::move_to(&tx, account, id, &busy, ImportState::Failed, Some(&error.to_string())).await? {
        let actor = Actor::system(account);
        told(&mut tx, &actor, id, ImportState::Failed).await?;
    }
    tx.commit().await
}

/// Tells those who look at the import that it moved.
async fn told(tx: &mut Tx, actor: &Actor, id: ImportId, state: ImportState) -> Result<()> {
    events::record(tx, actor, "import.progress", Some(id.0), json!({"state": state})).await?;
    if !matches!(state, ImportState::Done | ImportState::Failed) {
        return Ok(());
    }
    let row = store::find(tx.conn(), actor.account, id).await?;
    let Some(user) = row.created_by else { return Ok(()) };
    let details = json!({"name": row.file_name, "state": state, "created": row.created_count, "updated": row.updated_count,
        "unchanged": row.unchanged_count, "rejected": row.rejected_count, "dry_run": row.dry_run});
    let notice = Notice { topic: Topic::ImportFinished, subject: Some((Resource::Import, id.0)), details };
    notifications::notify(tx, actor, &[user], notice).await
}

/// Who an import acts for: its user with the permissions of today, or the operator at the command line.
pub(super) async fn actor_of(db: &Db, row: &import::Model) -> Result<Actor> {
    let mut actor = match row.created_by {
        Some(user) => access::actor_of(db.read(), row.account_id, user).await?,
        None => Actor::system(row.account_id),
    };
    actor.import = Some(row.id);
    actor.cause = Some(format!("import {}", row.file_name));
    Ok(actor)
}

/// Runs an import from where it stands to its end, or until it is stopped.
///
/// # Errors
/// [`Error::Invalid`] if the file cannot be read, [`Error::Database`].
pub async fn import(db: &Db, files: &FileStore, account: AccountId, id: ImportId, progress: &Progress) -> Result<()> {
    let row = store::find(db.read(), account, id).await?;
    let tx = db.begin().await?;
    if !store::move_to(&tx, account, id, &[ImportState::Waiting, ImportState::Running], ImportState::Running, None).await? {
        return Ok(());
    }
    tx.commit().await?;
    let actor = actor_of(db, &row).await?;
    let options = store::options(&row)?;
    let path = path_of(db, files, &row).await?;
    let total = match row.rows_total {
        Some(total) => total,
        None => count_rows(db, &row, &path, &options).await?,
    };
    progress(row.rows_done, total);
    let mut rules = Rules::load(db.read(), account).await?;
    if row.dry_run {
        rules.fields.extend(super::actions::missing_fields(&options, &rules, &actor));
    }
    let run = Run { db, actor: &actor, rules: &rules, options: &options, id, dry_run: row.dry_run };
    let mut place = row.rows_done;
    let mut trial = Trial::default();
    let mut batches = read_rows(path.clone(), options.clone(), rules.clone(), if row.dry_run { 0 } else { row.rows_done });
    if row.dry_run && row.rows_done > 0 {
        // A trial keeps what it knows in memory only; it begins anew.
        let tx = db.begin().await?;
        store::reset(&tx, account, id, true, row.created_at).await?;
        tx.commit().await?;
        place = 0;
    }
    while let Some(batch) = batches.recv().await {
        let batch = batch?;
        let rows = batch.len() as i64;
        if !run.batch(&batch, place, &mut trial).await? {
            return Ok(());
        }
        place += rows;
        progress(place, total);
    }
    if row.dry_run && !run.finish_trial(&trial, &path, place).await? {
        return Ok(());
    }
    run.end(place, total).await
}

/// Where the file lies.
pub(super) async fn path_of(db: &Db, files: &FileStore, row: &import::Model) -> Result<PathBuf> {
    let file = row.file_id.ok_or_else(|| Error::refused("file_gone", "the file of this import is gone; upload it again"))?;
    let file = files::find(db.read(), row.account_id, super::actions::subject(row.id), file).await?;
    files.place(&file.storage_key)
}

async fn count_rows(db: &Db, row: &import::Model, path: &Path, options: &Options) -> Result<i64> {
    let (path, layout) = (path.to_owned(), options.layout.clone());
    let count = tokio::task::spawn_blocking(move || table::count(&path, &layout)).await.map_err(Error::internal)??;
    let total = i64::try_from(count).map_err(Error::internal)?;
    let tx = db.begin().await?;
    let sql = "update imports set rows_total = $3 where account_id = $1 and id = $2";
    storage::execute(tx.conn(), sql, vec![row.account_id.into(), row.id.into(), total.into()]).await?;
    tx.commit().await?;
    Ok(total)
}

/// Reads and parses the rows behind the first `skip` on a thread of its own, a few batches ahead.
pub(super) fn read_rows(path: PathBuf, options: Options, rules: Rules, skip: i64) -> mpsc::Receiver<Result<Vec<ParsedRow>>> {
    let (sender, receiver) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let rows = match table::Rows::open(&path, &options.layout) {
            Ok(rows) => rows,
            Err(error) => {
                // Nobody listens any more if this fails, and with that nobody wants to know.
                let _ = sender.blocking_send(Err(error));
                return;
            }
        };
        let mut batch = Vec::with_capacity(BATCH);
        for record in rows.skip(usize::try_from(skip).unwrap_or(0)) {
            match record {
                Ok(record) => batch.push(row::parse(record, &options, &rules)),
                Err(error) => {
                    let _ = sender.blocking_send(Err(error.into()));
                    return;
                }
            }
            if batch.len() == BATCH && sender.blocking_send(Ok(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))).is_err() {
                return;
            }
        }
        if !batch.is_empty() {
            let _ = sender.blocking_send(Ok(batch));
        }
    });
    receiver
}

/// What all batches of an import share.
pub(super) struct Run<'a> {
    pub db: &'a Db,
    pub actor: &'a Actor,
    pub rules: &'a Rules,
    pub options: &'a Options,
    pub id: ImportId,
    pub dry_run: bool,
}

impl Run<'_> {
    /// Works through a batch that begins behind row `place`; false if the import was stopped.
    async fn batch(&self, rows: &[ParsedRow], place: i64, trial: &mut Trial) -> Result<bool> {
        if self.dry_run {
            return self.try_out(rows, place, trial).await;
        }
        // Halves that are still to be done, the next one last.
        let mut waiting: Vec<(&[ParsedRow], i64)> = vec![(rows, place)];
        while let Some((some, from)) = waiting.pop() {
            match self.committed(some, from).await {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(Error::Database(error)) if !is_connection(&error) => {
                    tracing::warn!(import = %self.id, rows = some.len(), %error, "the database refused a batch");
                    match some {
                        [] => {}
                        [one] => {
                            let refusal =
                                FieldError::new("row", "database_refused", "the database refuses this row").with("reason", &error);
                            let refused = [Outcome::Rejected(vec![refusal])];
                            if !self.commit_refused(one, refused, from).await? {
                                return Ok(false);
                            }
                        }
                        many => {
                            let (first, second) = many.split_at(many.len() / 2);
                            waiting.push((second, from + first.len() as i64));
                            waiting.push((first, from));
                        }
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// One transaction for these rows, tried again if another node took something in the same instant.
    async fn committed(&self, rows: &[ParsedRow], place: i64) -> Result<bool> {
        let mut tries = 1;
        loop {
            match self.write(rows, place).await {
                Err(Error::Database(error)) if tries < TRIES && is_race(&error) => tries += 1,
                other => return other,
            }
        }
    }

    async fn write(&self, rows: &[ParsedRow], place: i64) -> Result<bool> {
        let mut tx = self.db.begin().await?;
        let said: Vec<&CustomerRow> = rows.iter().filter_map(|row| row.said.as_deref().ok()).collect();
        let mut register = Register::load(tx.conn(), Lock::ForChange, self.actor, self.rules, self.options, &said).await?;
        self.make_tags(&mut tx, &mut register).await?;
        let mut plan = Plan::new(register, self.actor, self.rules, self.options, tx.now());
        let mut outcomes: Vec<Outcome> = rows.iter().map(|row| planned(&mut plan, row)).collect();
        name_owners(tx.conn(), self.actor, &mut outcomes).await?;
        let numbers = self.numbers(&mut tx, &plan).await?;
        let changed = plan.finish(numbers);
        self.tell_assigned(&mut tx, &changed).await?;
        write::all(&mut tx, self.actor, self.rules, changed).await?;
        self.commit(tx, rows, outcomes, place).await
    }

    async fn commit_refused(&self, row: &ParsedRow, refused: [Outcome; 1], place: i64) -> Result<bool> {
        let tx = self.db.begin().await?;
        self.commit(tx, std::slice::from_ref(row), refused.to_vec(), place).await
    }

    /// Keeps refusals, moves the import past the rows and commits.
    async fn commit(&self, mut tx: Tx, rows: &[ParsedRow], outcomes: Vec<Outcome>, place: i64) -> Result<bool> {
        let mut counts = Counts { rows: rows.len() as i64, ..Counts::default() };
        let mut rejections = Vec::new();
        for (row, outcome) in rows.iter().zip(outcomes) {
            count(&mut counts, row, outcome, &mut rejections);
        }
        store::reject(&tx, self.actor.account, self.id, rejections).await?;
        if !store::advance(&tx, self.actor.account, self.id, place, counts).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let payload = json!({"state": "running", "rows_done": place + counts.rows, "created": counts.created, "updated": counts.updated});
        events::record(&mut tx, self.actor, "import.progress", Some(self.id.0), payload).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Makes the tags that rows name and nobody has made, if that is allowed.
    async fn make_tags(&self, tx: &mut Tx, register: &mut Register) -> Result<()> {
        if !self.options.create_tags || !self.actor.may(Resource::Tag, crate::kernel::Action::Create) {
            return Ok(());
        }
        for name in std::mem::take(&mut register.tags.missing) {
            match tags::create(tx, self.actor, &new_tag(&name, self.rules)).await {
                Ok(tag) => register.tags.add(super::dry::tag_ref(&tag), false),
                // Too long, or too many: the rows that name it are refused for that.
                Err(Error::Invalid(_) | Error::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Numbers for the new customers of a plan that have none, past those that its rows brought along.
    async fn numbers(&self, tx: &mut Tx, plan: &Plan<'_>) -> Result<Vec<CustomerNumber>> {
        let wanted = plan.without_number();
        let mut numbers = Vec::with_capacity(wanted);
        while numbers.len() < wanted {
            let some = number::take_next(tx, self.actor.account, self.rules, wanted - numbers.len()).await?;
            numbers.extend(some.into_iter().filter(|number| !plan.has_number(number)));
        }
        Ok(numbers)
    }

    /// Tells users how many customers of this batch were assigned to them.
    async fn tell_assigned(&self, tx: &mut Tx, changed: &[super::known::Known]) -> Result<()> {
        let mut counts: BTreeMap<crate::kernel::UserId, i64> = BTreeMap::new();
        for known in changed {
            let before = known.before.as_ref().map_or(&[][..], |before| &before.links.assigned_to);
            for user in known.now.links.assigned_to.iter().filter(|user| before.iter().all(|has| has.id != user.id)) {
                *counts.entry(user.id).or_default() += 1;
            }
        }
        for (user, count) in counts {
            let notice =
                Notice { topic: Topic::CustomerAssigned, subject: Some((Resource::Import, self.id.0)), details: json!({"count": count}) };
            notifications::notify(tx, self.actor, &[user], notice).await?;
        }
        Ok(())
    }

    async fn end(&self, place: i64, total: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        if place != total {
            let sql = "update imports set rows_total = $3 where account_id = $1 and id = $2";
            storage::execute(tx.conn(), sql, vec![self.actor.account.into(), self.id.into(), place.into()]).await?;
        }
        if store::move_to(&tx, self.actor.account, self.id, &[ImportState::Running], ImportState::Done, None).await? {
            if !self.dry_run {
                super::actions::forget_file(&mut tx, self.actor, self.id).await?;
            }
            told(&mut tx, self.actor, self.id, ImportState::Done).await?;
        }
        tx.commit().await
    }
}

/// The outcome of a row: what the plan says, or what was wrong with it before.
pub(super) fn planned(plan: &mut Plan<'_>, row: &ParsedRow) -> Outcome {
    match &row.said {
        Ok(said) => plan.row(said),
        Err(refusals) => Outcome::Rejected(refusals.clone()),
    }
}

pub(super) fn count(counts: &mut Counts, row: &ParsedRow, outcome: Outcome, rejections: &mut Vec<Rejection>) {
    match outcome {
        Outcome::Created(_) => counts.created += 1,
        Outcome::Updated(_) => counts.updated += 1,
        Outcome::Unchanged(_) => counts.unchanged += 1,
        Outcome::Rejected(refusals) => {
            counts.rejected += 1;
            let reasons = refusals.into_iter().map(store::Reason::from).collect();
            rejections.push(Rejection { line: row.line as i64, reasons, original: row.raw.clone() });
        }
    }
}

/// Names the customers that have what refused rows wanted, so that a person can decide.
pub(super) async fn name_owners(conn: &impl sea_orm::ConnectionTrait, actor: &Actor, outcomes: &mut [Outcome]) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Owner {
        id: crate::kernel::CustomerId,
        name: String,
        number: String,
    }
    let refusals = || outcomes.iter().filter_map(|outcome| if let Outcome::Rejected(refusals) = outcome { Some(refusals) } else { None });
    let ids: Vec<uuid::Uuid> = refusals().flatten().filter(|refusal| refusal.code == "taken").filter_map(owner_of).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let sql =
        format!("select id, name, number from customers where account_id = $1 and id in {}", storage::dialect::Dialect::of(conn).id_set(2));
    let owners: Vec<Owner> = storage::select(conn, &sql, vec![actor.account.into(), many::ids(ids)]).await?;
    let owners: HashMap<uuid::Uuid, Owner> = owners.into_iter().map(|owner| (owner.id.0, owner)).collect();
    for outcome in outcomes {
        let Outcome::Rejected(refusals) = outcome else { continue };
        for refusal in refusals.iter_mut().filter(|refusal| refusal.code == "taken") {
            if let Some(owner) = owner_of(refusal).and_then(|id| owners.get(&id)) {
                let value = refusal.params.iter().find(|(name, _)| *name == "value").map_or("", |(_, value)| value);
                refusal.message = format!("{value} belongs to {} ({})", owner.name, owner.number);
                refusal.params.extend([("name", owner.name.clone()), ("number", owner.number.clone())]);
            }
        }
    }
    Ok(())
}

fn owner_of(refusal: &FieldError) -> Option<uuid::Uuid> {
    refusal.params.iter().find(|(name, _)| *name == "id").and_then(|(_, id)| id.parse().ok())
}

/// A tag of this name, in the account's language.
pub(super) fn new_tag(name: &str, rules: &Rules) -> tags::NewTag {
    let language = UiLanguage::of_tag(rules.language.as_str()).unwrap_or(UiLanguage::En);
    tags::NewTag { names: [(language.as_str().to_owned(), name.to_owned())].into(), ..tags::NewTag::default() }
}

/// Whether the connection, not the row, is what failed.
fn is_connection(error: &DbErr) -> bool {
    matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
}

/// Whether another transaction was in the way.
fn is_race(error: &DbErr) -> bool {
    let text = error.to_string();
    ["UNIQUE constraint failed", "duplicate key value", "deadlock detected", "could not serialize", "database is locked"]
        .iter()
        .any(|sign| text.contains(sign))
}

/// Who began it, for the row of an import.
pub(super) fn beginner(actor: &Actor) -> (Option<crate::kernel::UserId>, String) {
    match &actor.who {
        Who::User { id, name } => (Some(*id), name.clone()),
        Who::System => (None, String::new()),
    }
}

/// Runs an import that was started, in this process, and tells its progress: for the command line. If a server has taken its
/// job already, its progress is followed instead.
///
/// # Errors
/// As [`import`]; and what the job failed with.
pub async fn in_foreground(db: &Db, files: &FileStore, account: AccountId, id: ImportId, progress: Progress) -> Result<super::Import> {
    let (store_of_files, told) = (files.clone(), progress.clone());
    let handlers = jobs::Handlers::default().on(JOB, move |db, work| job(db, store_of_files.clone(), work, told.clone()));
    let worker = format!("command-{}", std::process::id());
    loop {
        if let Some(job) = jobs::claim_only(db, &worker, &job_key(id)).await? {
            handlers.perform(db, job).await?;
        }
        let shown = store::shown(store::find(db.read(), account, id).await?)?;
        if !shown.state.is_busy() {
            return Ok(shown);
        }
        progress(shown.rows_done, shown.rows_total.unwrap_or(0));
        // Another process has it, or its next attempt is not due: nothing wakes this one.
        tokio::time::sleep(FOLLOW).await;
    }
}
