//! Attachments: uploaded files and what they belong to.

pub mod entity;

use crate::{
    kernel::{Actor, Result},
    storage::{self, Tx},
};
use uuid::Uuid;

/// Forgets every file of a thing that is being deleted.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn remove_all_of(tx: &mut Tx, actor: &Actor, subject: Uuid) -> Result<()> {
    storage::execute(tx.conn(), "delete from files where account_id = $1 and subject_id = $2", vec![actor.account.into(), subject.into()])
        .await?;
    Ok(())
}
