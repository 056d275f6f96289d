//! After a field became searchable, or ceased to be, the search text of every customer with a value in it is
//! written anew by a job.

use crate::{
    customers::{Rules, actions},
    kernel::{AccountId, CustomerId, Error, FieldId, Result},
    queue::jobs::{self, Job, NewJob},
    storage::{self, Db, Tx},
};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The job that writes search texts anew after a field was changed.
pub const REFRESH_JOB: &str = "custom_fields.refresh";
/// Customers per transaction.
const BATCH: u64 = 100;

#[derive(Serialize, Deserialize)]
struct Payload {
    field: FieldId,
}

pub(super) async fn enqueue(tx: &mut Tx, account: AccountId, field: FieldId) -> Result<()> {
    // Not unique: one that runs already may have passed customers under the old definition.
    jobs::enqueue(tx, NewJob::new(account, REFRESH_JOB, serde_json::to_value(Payload { field })?)).await
}

/// Does a job of [`REFRESH_JOB`].
///
/// # Errors
/// [`Error::Database`]; tried again, it begins anew, which changes nothing twice.
pub async fn refresh_job(db: Db, job: Job) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        customer_id: CustomerId,
    }
    let account = job.account_id.ok_or(Error::NotFound)?;
    let Payload { field } = serde_json::from_value(job.payload)?;
    let mut place = CustomerId(Uuid::nil());
    loop {
        let tx = db.begin().await?;
        let sql = format!(
            "select distinct customer_id from customer_attributes \
             where account_id = $1 and field_id = $2 and customer_id > $3 order by customer_id limit {BATCH}"
        );
        let rows: Vec<Row> = storage::select(tx.conn(), &sql, vec![account.into(), field.into(), place.into()]).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        place = last.customer_id;
        let rules = Rules::load(tx.conn(), account).await?;
        for row in rows {
            match actions::refresh(&tx, account, row.customer_id, &rules).await {
                // Deleted meanwhile: nothing is left to refresh.
                Ok(()) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        tx.commit().await?;
    }
}
