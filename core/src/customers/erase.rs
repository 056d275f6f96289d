//! Deletion: permanent and irrecoverable. The record, its identities, memberships and every line about it are erased in
//! one transaction; a line without personal data remains in the account's log. No mail is sent to the deleted person.

use super::{CustomerKind, actions, counts, scope, store};
use crate::{
    files,
    kernel::{AccountId, Action, Actor, CustomerId, Error, Result},
    queue::events,
    staff::log,
    storage::{self, Tx, many},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::Serialize;
use serde_json::json;

/// What a deletion will touch; shown before it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// The name, so that the right one is confirmed.
    pub name: String,
    /// E-mail addresses, phone numbers and other identities.
    pub identities: i64,
    /// Organisations it belongs to, or members it has (they stay).
    pub memberships: i64,
    /// Uploaded files.
    pub files: i64,
    /// Lines of history.
    pub history: i64,
    /// Tickets that are closed and lose their customer.
    pub tickets: i64,
}

/// What deleting this customer will touch.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] without the permission to delete.
pub async fn preview(conn: &impl ConnectionTrait, actor: &Actor, id: CustomerId) -> Result<Touched> {
    scope::check(conn, actor, Action::Delete, id).await?;
    let row = store::find(conn, actor.account, id).await?.ok_or(Error::NotFound)?;
    let count = async |table: &str, column: &str| {
        let sql = format!("select count(*) as value from {table} where account_id = $1 and {column} = $2");
        storage::number(conn, &sql, vec![actor.account.into(), id.into()]).await
    };
    Ok(Touched {
        name: row.name,
        identities: count("identities", "customer_id").await?,
        memberships: count("memberships", "person_id").await? + count("memberships", "organisation_id").await?,
        files: count("files", "subject_id").await?,
        history: count("history", "subject_id").await?,
        tickets: 0,
    })
}

/// Tables that hold rows about a customer, and the column that names it.
const ABOUT: &[(&str, &str)] = &[
    ("customer_tags", "customer_id"),
    ("customer_attributes", "customer_id"),
    ("customer_assignments", "customer_id"),
    ("organisation_domains", "organisation_id"),
    ("history", "subject_id"),
    ("notifications", "subject_id"),
    ("possible_duplicates", "first_id"),
    ("possible_duplicates", "second_id"),
    ("import_kept", "customer_id"),
    ("bulk_changed", "customer_id"),
];

/// Removes customers and every row about them: identities, memberships, tags, values, history. Files, counts, log and events
/// are the caller's.
pub(super) async fn forget(tx: &Tx, account: AccountId, ids: &[CustomerId]) -> Result<()> {
    let own = [("memberships", "person_id"), ("memberships", "organisation_id"), ("identities", "customer_id")];
    for (table, column) in own.iter().chain(ABOUT).chain(&[("customers", "id")]) {
        let sql = format!("delete from {table} where account_id = $1 and {column} in {}", tx.dialect().id_set(2));
        storage::execute(tx.conn(), &sql, vec![account.into(), many::ids(ids.iter().copied())]).await?;
    }
    Ok(())
}

/// Deletes a customer for good.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] without the permission to delete.
pub async fn delete(tx: &mut Tx, actor: &Actor, id: CustomerId) -> Result<()> {
    scope::check(tx.conn(), actor, Action::Delete, id).await?;
    #[derive(FromQueryResult)]
    struct Person {
        person_id: CustomerId,
    }
    let account = actor.account;
    let row = store::find_for_change(tx, account, id).await?;
    let members: Vec<Person> = storage::select(
        tx.conn(),
        "delete from memberships where account_id = $1 and organisation_id = $2 returning person_id",
        vec![account.into(), id.into()],
    )
    .await?;
    // A stored answer to a repeated POST may hold the whole record.
    storage::execute(
        tx.conn(),
        "delete from idempotency_keys where account_id = $1 and body like $2",
        vec![account.into(), format!("%{id}%").into()],
    )
    .await?;
    files::remove_all_of(tx, actor, id.0).await?;
    forget(tx, account, &[id]).await?;
    if let (Ok(state), Ok(kind)) = (row.state.parse(), row.kind.parse::<CustomerKind>()) {
        counts::add(tx, account, state, kind, -1).await?;
    }
    if !members.is_empty() {
        // Their rows repeat the organisation's name; a job rewrites them, however many there are.
        actions::refresh_customers(tx, account, members.into_iter().map(|row| row.person_id).collect()).await?;
    }
    log::write(tx, actor, log::LogKind::CustomerDeleted, json!({"id": id, "kind": row.kind})).await?;
    events::record(tx, actor, "customer.deleted", Some(id.0), json!({})).await
}
