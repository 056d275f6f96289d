//! An import is taken back as a whole: what it made is removed, what it changed is set back. A customer that somebody has
//! changed since is kept and listed. Done by a job in small transactions; what is done already is found done when it goes on
//! after a crash.

use super::{Import, ImportState, actions, store};
use crate::{
    customers::{CustomerInput, CustomerKind, CustomerState, actions as customers, counts, entity::import_kept, erase, history::Change},
    kernel::{AccountId, Action, Actor, CustomerId, Error, HistoryId, ImportId, Resource, Result, UserId, page, text},
    queue::{
        events,
        jobs::{self, Job, NewJob},
    },
    staff::access,
    storage::{self, Db, Tx, many},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult, sea_query::OnConflict};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, HashSet};

/// The job that takes an import back.
pub const JOB: &str = "customers.import_undo";
/// Customers per transaction.
const SOME: u64 = 500;
/// How the history names what an undo did; these lines are not part of what it takes back.
const CAUSE: &str = "undo import";

/// A customer that an undo left as it was.
#[derive(Clone, Debug, PartialEq, Serialize, FromQueryResult)]
pub struct Kept {
    /// The customer.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: String,
    /// `changed`, `has_files`, `has_members` or `refused`.
    pub reason: String,
}

/// Begins to take an import back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Refused`] if it cannot be undone.
pub async fn start(tx: &mut Tx, actor: &Actor, id: ImportId) -> Result<Import> {
    actor.require(Resource::Import, Action::Delete)?;
    let import = actions::get(tx.conn(), actor, id).await?;
    if !import.can_undo || !store::move_to(tx, actor.account, id, &[import.state], ImportState::Undoing, None).await? {
        return Err(Error::refused("cannot_undo", "this import cannot be undone"));
    }
    storage::execute(tx.conn(), "delete from import_kept where account_id = $1 and import_id = $2", vec![actor.account.into(), id.into()])
        .await?;
    let payload = json!({"import": id, "user": actor.user_id()});
    jobs::enqueue(tx, NewJob::new(actor.account, JOB, payload).unique(format!("{JOB}:{id}"))).await?;
    actions::get(tx.conn(), actor, id).await
}

/// What an undo left as it was, and why.
///
/// # Errors
/// [`Error::NotFound`]; `invalid_cursor`.
pub async fn kept(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    id: ImportId,
    cursor: Option<&str>,
    limit: Option<u64>,
) -> Result<page::Page<Kept>> {
    actions::get(conn, actor, id).await?;
    let mut condition = crate::customers::scope::visible(actor, Action::View)?;
    condition.and("k.import_id = ?", [id.into()]);
    if let Some(cursor) = cursor {
        condition.and("c.id > ?", [page::decode_cursor::<CustomerId>(cursor)?.into()]);
    }
    let limit = page::limit(limit);
    let sql = format!(
        "select c.id, c.name, c.number, k.reason from import_kept k join customers c on c.account_id = k.account_id and c.id = k.customer_id \
         where {} order by c.id limit {}",
        condition.sql(),
        limit + 1
    );
    let mut items: Vec<Kept> = storage::select(conn, &sql, condition.values()).await?;
    let more = items.len() as u64 > limit;
    items.truncate(limit as usize);
    let next_cursor = items.last().filter(|_| more).map(|kept| page::encode_cursor(&kept.id));
    Ok(page::Page { items, next_cursor })
}

/// Does a job of [`JOB`].
///
/// # Errors
/// [`Error::Database`]; it goes on with what is left when it is tried again.
pub async fn job(db: Db, job: Job) -> Result<()> {
    #[derive(Deserialize)]
    struct Payload {
        import: ImportId,
        user: Option<UserId>,
    }
    let payload: Payload = serde_json::from_value(job.payload)?;
    let account = job.account_id.ok_or(Error::NotFound)?;
    let row = store::find(db.read(), account, payload.import).await?;
    if row.state != ImportState::Undoing.as_str() {
        return Ok(());
    }
    let mut actor = match payload.user {
        Some(user) => access::actor_of(db.read(), account, user).await?,
        None => Actor::system(account),
    };
    actor.import = Some(row.id);
    actor.cause = Some(format!("{CAUSE} {}", row.file_name));
    let undo = Undo { db: &db, actor: &actor, account, id: row.id };
    undo.set_back().await?;
    // Persons first: an organisation that the import made has no members then, unless others put them there.
    undo.remove(CustomerKind::Person).await?;
    undo.remove(CustomerKind::Organisation).await?;
    let mut tx = db.begin().await?;
    store::move_to(&tx, account, row.id, &[ImportState::Undoing], ImportState::Undone, None).await?;
    events::record(&mut tx, &actor, "import.progress", Some(row.id.0), json!({"state": ImportState::Undone})).await?;
    tx.commit().await
}

struct Undo<'a> {
    db: &'a Db,
    actor: &'a Actor,
    account: AccountId,
    id: ImportId,
}

#[derive(FromQueryResult)]
struct Made {
    id: CustomerId,
    state: String,
}

#[derive(FromQueryResult)]
struct Subject {
    id: CustomerId,
}

#[derive(FromQueryResult)]
struct Line {
    id: HistoryId,
    import_id: Option<ImportId>,
    cause: Option<String>,
    changes: Json,
}

impl Undo<'_> {
    /// Removes what the import made, unless somebody has done something with it since.
    async fn remove(&self, kind: CustomerKind) -> Result<()> {
        let mut after: Option<CustomerId> = None;
        loop {
            let mut tx = self.db.begin().await?;
            let sql = format!(
                "select id, state from customers where account_id = $1 and import_id = $2 and kind = $3{} order by id limit {SOME}",
                if after.is_some() { " and id > $4" } else { "" }
            );
            let mut values = vec![self.account.into(), self.id.into(), kind.as_str().into()];
            values.extend(after.map(sea_orm::Value::from));
            let some: Vec<Made> = storage::select(tx.conn(), &sql, values).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = Some(last.id);
            let ids: Vec<CustomerId> = some.iter().map(|made| made.id).collect();
            let in_use = self.in_use(&tx, &ids).await?;
            for (customer, reason) in &in_use {
                self.keep(&tx, *customer, reason).await?;
            }
            let mut differences: BTreeMap<CustomerState, i64> = BTreeMap::new();
            let mut gone = Vec::new();
            for made in some.iter().filter(|made| !in_use.contains_key(&made.id)) {
                *differences.entry(made.state.parse().map_err(Error::internal)?).or_default() -= 1;
                gone.push(made.id);
            }
            erase::forget(&tx, self.account, &gone).await?;
            for (state, difference) in differences {
                counts::add(&mut tx, self.account, state, kind, difference).await?;
            }
            events::record(&mut tx, self.actor, "import.progress", Some(self.id.0), json!({"state": ImportState::Undoing})).await?;
            tx.commit().await?;
        }
    }

    /// Which of these are more than the import left, and why.
    async fn in_use(&self, tx: &Tx, ids: &[CustomerId]) -> Result<BTreeMap<CustomerId, &'static str>> {
        let set = tx.dialect().id_set(2);
        let mut found = BTreeMap::new();
        let questions = [
            (
                "has_members",
                "select distinct organisation_id as id from memberships where account_id = $1 and organisation_id in {set} and $3 = $3",
            ),
            ("has_files", "select distinct subject_id as id from files where account_id = $1 and subject_id in {set} and $3 = $3"),
            (
                "changed",
                "select distinct subject_id as id from history where account_id = $1 and subject_id in {set} and (import_id is null or import_id <> $3)",
            ),
        ];
        for (reason, sql) in questions {
            let values = vec![self.account.into(), many::ids(ids.iter().copied()), self.id.into()];
            let rows: Vec<Subject> = storage::select(tx.conn(), &sql.replace("{set}", &set), values).await?;
            found.extend(rows.into_iter().map(|row| (row.id, reason)));
        }
        Ok(found)
    }

    async fn keep(&self, tx: &Tx, customer: CustomerId, reason: &str) -> Result<()> {
        let row = import_kept::ActiveModel {
            account_id: Set(self.account),
            import_id: Set(self.id),
            customer_id: Set(customer),
            reason: Set(reason.to_owned()),
        };
        import_kept::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned()).exec_without_returning(tx.conn()).await?;
        Ok(())
    }

    /// Sets back what the import changed.
    async fn set_back(&self) -> Result<()> {
        let mut after: Option<CustomerId> = None;
        loop {
            let sql = format!(
                "select distinct h.subject_id as id from history h join customers c on c.account_id = h.account_id and c.id = h.subject_id \
                 where h.account_id = $1 and h.import_id = $2 and (c.import_id is null or c.import_id <> $2){} order by h.subject_id limit {SOME}",
                if after.is_some() { " and h.subject_id > $3" } else { "" }
            );
            let mut values = vec![self.account.into(), self.id.into()];
            values.extend(after.map(sea_orm::Value::from));
            let some: Vec<Subject> = storage::select(self.db.read(), &sql, values).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = Some(last.id);
            for subject in some {
                self.set_one_back(subject.id).await?;
            }
        }
    }

    async fn set_one_back(&self, id: CustomerId) -> Result<()> {
        let mut tx = self.db.begin().await?;
        match self.restore(&mut tx, id).await {
            Ok(true) => tx.commit().await,
            Ok(false) => {
                self.keep(&tx, id, "changed").await?;
                tx.commit().await
            }
            Err(Error::Invalid(_) | Error::Refused { .. } | Error::Forbidden { .. } | Error::NotFound) => {
                tx.rollback().await?;
                let tx = self.db.begin().await?;
                self.keep(&tx, id, "refused").await?;
                tx.commit().await
            }
            Err(error) => Err(error),
        }
    }

    /// Sets one customer back; false if somebody has changed it since.
    async fn restore(&self, tx: &mut Tx, id: CustomerId) -> Result<bool> {
        let sql = "select id, import_id, cause, changes from history where account_id = $1 and subject_id = $2 order by id";
        let lines: Vec<Line> = storage::select(tx.conn(), sql, vec![self.account.into(), id.into()]).await?;
        let is_ours = |line: &Line| line.import_id == Some(self.id);
        let is_undo = |line: &Line| line.cause.as_deref().is_some_and(|cause| cause.starts_with(CAUSE));
        let Some(first) = lines.iter().find(|line| is_ours(line)).map(|line| line.id) else { return Ok(true) };
        if lines.iter().any(|line| line.id > first && !is_ours(line)) {
            return Ok(false);
        }
        let mut before: BTreeMap<String, Json> = BTreeMap::new();
        for line in lines.iter().filter(|line| is_ours(line) && !is_undo(line)) {
            let changes: Vec<Change> = serde_json::from_value(line.changes.clone())?;
            for change in changes {
                before.entry(change.field).or_insert(change.before);
            }
        }
        let state = before.remove("state").and_then(|state| state.as_str().map(str::to_owned));
        let input = self.input(tx, id, before).await?;
        customers::update(tx, self.actor, id, &input, None).await?;
        match state.as_deref().map(str::parse) {
            Some(Ok(CustomerState::Active)) => already_is_fine(customers::reactivate(tx, self.actor, id).await)?,
            Some(Ok(CustomerState::Inactive)) => already_is_fine(customers::deactivate(tx, self.actor, id).await)?,
            _ => {}
        }
        Ok(true)
    }

    /// The earlier values of fields as an input that brings them back.
    async fn input(&self, tx: &Tx, id: CustomerId, before: BTreeMap<String, Json>) -> Result<CustomerInput> {
        let row = crate::customers::views::load(tx.conn(), self.actor, id).await?;
        let mut fields = Map::new();
        for (field, value) in before {
            match field.split_once('.') {
                Some((group, part)) => {
                    let group = fields.entry(group).or_insert_with(|| json!({}));
                    group[part] = value;
                }
                // Of a person the name is put together from its parts.
                None if field == "name" && row.kind == CustomerKind::Person.as_str() => {}
                None if field == "assigned_to" => {
                    fields.insert(field, self.users(tx, &value).await?);
                }
                None => {
                    fields.insert(field, value);
                }
            }
        }
        Ok(serde_json::from_value(Json::Object(fields))?)
    }

    /// The ids of users that the history names.
    async fn users(&self, tx: &Tx, names: &Json) -> Result<Json> {
        #[derive(FromQueryResult)]
        struct User {
            id: UserId,
            name: String,
        }
        let names: HashSet<String> = names.as_array().into_iter().flatten().filter_map(Json::as_str).map(text::fold).collect();
        let users: Vec<User> =
            storage::select(tx.conn(), "select id, name from users where account_id = $1 and state = 'active'", vec![self.account.into()])
                .await?;
        Ok(users.into_iter().filter(|user| names.contains(&text::fold(&user.name))).map(|user| json!(user.id)).collect())
    }
}

fn already_is_fine<T>(result: Result<T>) -> Result<()> {
    match result {
        Ok(_) | Err(Error::Refused { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
