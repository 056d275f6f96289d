//! How many customers there are. A count over a million rows is too slow for every page, and one shared counter row
//! would make writers queue; so each transaction writes the difference it makes, and a job folds the differences.

use super::{CustomerKind, CustomerState, entity::customer_count};
use crate::{
    kernel::{AccountId, Result},
    queue::jobs::{self, Job, NewJob},
    storage::{self, Db, Tx},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult};
use uuid::Uuid;

/// The job that folds the differences of an account.
pub const FOLD_JOB: &str = "customers.fold_counts";
/// So many differences are left before they are folded.
const MANY: i64 = 200;

/// Notes that this transaction changed the number of customers of a state and kind.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn add(tx: &mut Tx, account: AccountId, state: CustomerState, kind: CustomerKind, difference: i64) -> Result<()> {
    if difference == 0 {
        return Ok(());
    }
    let id = Uuid::now_v7();
    let row = customer_count::ActiveModel {
        account_id: Set(account),
        id: Set(id),
        state: Set(state.to_string()),
        kind: Set(kind.to_string()),
        difference: Set(difference),
    };
    customer_count::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    // The last byte of a UUIDv7 is random: about one transaction in 256 asks for a fold.
    if id.as_bytes()[15] == 0 {
        jobs::enqueue(tx, NewJob::new(account, FOLD_JOB, serde_json::json!({})).unique(format!("{FOLD_JOB}:{account}"))).await?;
    }
    Ok(())
}

/// How many customers there are, by state and kind (none: both).
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn total(
    conn: &impl ConnectionTrait,
    account: AccountId,
    state: Option<CustomerState>,
    kind: Option<CustomerKind>,
) -> Result<i64> {
    let mut condition = super::scope::Condition::default();
    condition.and("account_id = ?", [account.into()]);
    if let Some(state) = state {
        condition.and("state = ?", [state.as_str().into()]);
    }
    if let Some(kind) = kind {
        condition.and("kind = ?", [kind.as_str().into()]);
    }
    let sql = format!("select cast(coalesce(sum(difference), 0) as bigint) as value from customer_counts where {}", condition.sql());
    storage::number(conn, &sql, condition.values()).await
}

/// Does a job of [`FOLD_JOB`].
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn fold_job(db: Db, job: Job) -> Result<()> {
    match job.account_id {
        Some(account) => fold(&db, account).await,
        None => Ok(()),
    }
}

/// Replaces the differences of an account by their sums.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn fold(db: &Db, account: AccountId) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        state: String,
        kind: String,
        difference: i64,
    }
    if storage::number(db.read(), "select count(*) as value from customer_counts where account_id = $1", vec![account.into()]).await? < MANY
    {
        return Ok(());
    }
    let tx = db.begin().await?;
    let gone: Vec<Row> = storage::select(
        tx.conn(),
        "delete from customer_counts where account_id = $1 returning state, kind, difference",
        vec![account.into()],
    )
    .await?;
    let mut sums = std::collections::BTreeMap::<(String, String), i64>::new();
    for row in gone {
        *sums.entry((row.state, row.kind)).or_default() += row.difference;
    }
    for ((state, kind), difference) in sums {
        let row = customer_count::ActiveModel {
            account_id: Set(account),
            id: Set(Uuid::now_v7()),
            state: Set(state),
            kind: Set(kind),
            difference: Set(difference),
        };
        customer_count::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    }
    tx.commit().await
}
