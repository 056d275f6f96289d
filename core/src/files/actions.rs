//! Rows of files. Whether somebody may see or attach a file is decided by what it hangs on (a customer, an import),
//! so these are called by that part's own actions, within the transaction.

use super::{Stored, entity::file, media_type, safe_name};
use crate::{
    kernel::{AccountId, Actor, Error, FileId, Result, Who},
    queue::jobs::{self, NewJob},
    storage::{self, Tx},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// The job that takes the bytes of a removed file off the disk.
pub const REMOVE_JOB: &str = "files.remove";

/// What a file hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The kind of thing, such as `customer` or `import`.
    pub resource: &'static str,
    /// Its id.
    pub id: Uuid,
}

/// A file as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// What it hangs on.
    pub subject_id: Option<Uuid>,
    /// Its name, made harmless.
    pub name: String,
    /// What the uploader said it is; never believed when it is served.
    pub content_type: String,
    /// In bytes.
    pub size: i64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Names the bytes in the store.
    pub storage_key: String,
    /// Who uploaded it, by the name at that time.
    pub uploaded_by_name: String,
    /// When.
    pub created_at: crate::kernel::clock::Time,
}

impl From<file::Model> for File {
    fn from(row: file::Model) -> Self {
        Self {
            id: row.id,
            subject_id: row.subject_id,
            name: row.name,
            content_type: row.content_type,
            size: row.size,
            sha256: row.sha256,
            storage_key: row.storage_key,
            uploaded_by_name: row.uploaded_by_name,
            created_at: row.created_at,
        }
    }
}

/// Writes the row of a file whose bytes are in the store.
///
/// # Errors
/// [`Error::Database`].
pub async fn attach(
    tx: &mut Tx,
    actor: &Actor,
    subject: Subject,
    id: FileId,
    name: &str,
    content_type: Option<&str>,
    stored: Stored,
) -> Result<File> {
    let model = file::Model {
        account_id: actor.account,
        id,
        subject_resource: subject.resource.into(),
        subject_id: Some(subject.id),
        name: safe_name(name),
        content_type: media_type(content_type),
        size: i64::try_from(stored.size).map_err(Error::internal)?,
        sha256: stored.sha256,
        storage_key: stored.key,
        uploaded_by: actor.user_id(),
        uploaded_by_name: match &actor.who {
            Who::User { name, .. } => name.clone(),
            Who::System => String::new(),
        },
        created_at: tx.now(),
    };
    file::Entity::insert(file::ActiveModel::from(model.clone())).exec_without_returning(tx.conn()).await?;
    Ok(model.into())
}

/// Removes the row of a file now, and its bytes after the commit.
///
/// # Errors
/// [`Error::NotFound`] if `subject` has no such file.
pub async fn detach(tx: &mut Tx, account: AccountId, subject: Subject, id: FileId) -> Result<File> {
    let found = find(tx.conn(), account, subject, id).await?;
    storage::execute(tx.conn(), "delete from files where account_id = $1 and id = $2", vec![account.into(), id.into()]).await?;
    remove_bytes(tx, account, &found.storage_key).await?;
    Ok(found)
}

/// Removes every file of a thing that is being deleted: the rows now, the bytes after the commit.
///
/// # Errors
/// [`Error::Database`].
pub async fn remove_all_of(tx: &mut Tx, actor: &Actor, subject: Uuid) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Removed {
        storage_key: String,
    }
    let sql = "delete from files where account_id = $1 and subject_id = $2 returning storage_key";
    let removed: Vec<Removed> = storage::select(tx.conn(), sql, vec![actor.account.into(), subject.into()]).await?;
    for file in removed {
        remove_bytes(tx, actor.account, &file.storage_key).await?;
    }
    Ok(())
}

async fn remove_bytes(tx: &mut Tx, account: AccountId, key: &str) -> Result<()> {
    jobs::enqueue(tx, NewJob::new(account, REMOVE_JOB, serde_json::json!({ "key": key }))).await
}

/// The files of `subject`, newest first, at most a thousand.
///
/// # Errors
/// [`Error::Database`].
pub async fn of(conn: &impl ConnectionTrait, account: AccountId, subject: Subject) -> Result<Vec<File>> {
    let rows = file::Entity::find()
        .filter(file::Column::AccountId.eq(account))
        .filter(file::Column::SubjectId.eq(subject.id))
        .filter(file::Column::SubjectResource.eq(subject.resource))
        .order_by_desc(file::Column::Id)
        .limit(1000)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(File::from).collect())
}

/// One file of `subject`.
///
/// # Errors
/// [`Error::NotFound`] if `subject` has no such file.
pub async fn find(conn: &impl ConnectionTrait, account: AccountId, subject: Subject, id: FileId) -> Result<File> {
    file::Entity::find_by_id((account, id))
        .filter(file::Column::SubjectId.eq(subject.id))
        .filter(file::Column::SubjectResource.eq(subject.resource))
        .one(conn)
        .await?
        .map(File::from)
        .ok_or(Error::NotFound)
}

/// Does a [`REMOVE_JOB`] job.
///
/// # Errors
/// [`Error::Internal`] if the disk refuses; the job is tried again.
pub async fn remove_job(store: &super::FileStore, payload: &serde_json::Value) -> Result<()> {
    let key = payload["key"].as_str().ok_or_else(|| Error::internal("the job names no file"))?;
    store.remove(key).await
}

/// The keys of all files of all accounts, for a backup.
///
/// # Errors
/// [`Error::Database`].
pub async fn all_keys(conn: &impl ConnectionTrait) -> Result<Vec<String>> {
    Ok(file::Entity::find().select_only().column(file::Column::StorageKey).into_tuple().all(conn).await?)
}
