//! Jobs as the administrator sees them: what waits, what failed and why, and another try.

use super::log::{self, LogKind};
use crate::{
    kernel::{Action, Actor, JobId, Resource, Result},
    queue::jobs::{self, JobLine, JobState},
    storage::{self, Db, Tx},
};
use sea_orm::FromQueryResult;
use serde_json::json;

/// The account's newest jobs in a state, after the job `before` if given.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without `settings.view`.
pub async fn list(db: &Db, actor: &Actor, state: JobState, before: Option<JobId>, limit: u64) -> Result<Vec<JobLine>> {
    actor.require(Resource::Settings, Action::View)?;
    jobs::list(db, actor.account, state, before, limit).await
}

/// How many of the account's jobs are in each state; a state without jobs is left out.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without `settings.view`.
pub async fn counts(db: &Db, actor: &Actor) -> Result<Vec<(JobState, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        state: String,
        value: i64,
    }
    actor.require(Resource::Settings, Action::View)?;
    let sql = "select state, count(*) as value from jobs where account_id = $1 group by state";
    let rows: Vec<Row> = storage::select(db.read(), sql, vec![actor.account.into()]).await?;
    Ok(rows.into_iter().filter_map(|row| row.state.parse().ok().map(|state| (state, row.value))).collect())
}

/// Lets a job that was given up, or that waits for its next try, be tried now.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without `settings.edit`, [`crate::kernel::Error::NotFound`].
pub async fn retry(tx: &mut Tx, actor: &Actor, id: JobId) -> Result<()> {
    actor.require(Resource::Settings, Action::Edit)?;
    jobs::retry(tx, actor.account, id).await?;
    log::write(tx, actor, LogKind::JobRetried, json!({"id": id})).await
}
