//! Files of a customer: who may see the customer may read them; uploading and removing each have a permission of their own.

use super::{history, scope};
use crate::{
    files::{self, File, Stored, Subject},
    kernel::{Action, Actor, CustomerId, FileId, Result},
    queue::events,
    storage::Tx,
};
use sea_orm::ConnectionTrait;
use serde_json::{Value as Json, json};

fn subject(customer: CustomerId) -> Subject {
    Subject { resource: "customer", id: customer.0 }
}

/// The files of a customer, newest first.
///
/// # Errors
/// [`crate::kernel::Error::NotFound`] if the customer may not be seen.
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor, customer: CustomerId) -> Result<Vec<File>> {
    scope::check(conn, actor, Action::View, customer).await?;
    files::of(conn, actor.account, subject(customer)).await
}

/// One file of a customer, to be read from the store.
///
/// # Errors
/// [`crate::kernel::Error::NotFound`] if the customer may not be seen or has no such file.
pub async fn find(conn: &impl ConnectionTrait, actor: &Actor, customer: CustomerId, id: FileId) -> Result<File> {
    scope::check(conn, actor, Action::View, customer).await?;
    files::find(conn, actor.account, subject(customer), id).await
}

/// Whether the actor may upload to this customer; asked before the bytes are read.
///
/// # Errors
/// [`crate::kernel::Error::NotFound`], [`crate::kernel::Error::Forbidden`].
pub async fn may_upload(conn: &impl ConnectionTrait, actor: &Actor, customer: CustomerId) -> Result<()> {
    scope::check(conn, actor, Action::Upload, customer).await
}

/// Hangs a file on a customer whose bytes are in the store already: they come over the network, and no transaction waits
/// for a network. If this fails, the caller takes them out of the store again.
///
/// # Errors
/// [`crate::kernel::Error::NotFound`], [`crate::kernel::Error::Forbidden`].
pub async fn attach(
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    id: FileId,
    name: &str,
    content_type: Option<&str>,
    stored: Stored,
) -> Result<File> {
    scope::check(tx.conn(), actor, Action::Upload, customer).await?;
    let file = files::attach(tx, actor, subject(customer), id, name, content_type, stored).await?;
    tell(tx, actor, customer, Json::Null, json!(file.name)).await?;
    Ok(file)
}

/// Takes a file off a customer, for good.
///
/// # Errors
/// [`crate::kernel::Error::NotFound`], [`crate::kernel::Error::Forbidden`].
pub async fn detach(tx: &mut Tx, actor: &Actor, customer: CustomerId, id: FileId) -> Result<()> {
    scope::check(tx.conn(), actor, Action::DeleteUpload, customer).await?;
    let file = files::detach(tx, actor.account, subject(customer), id).await?;
    tell(tx, actor, customer, json!(file.name), Json::Null).await
}

async fn tell(tx: &mut Tx, actor: &Actor, customer: CustomerId, before: Json, after: Json) -> Result<()> {
    history::record(tx, actor, customer, &[history::Change::new("files", before, after)]).await?;
    events::record(tx, actor, "customer.changed", Some(customer.0), json!({"fields": ["files"]})).await
}
