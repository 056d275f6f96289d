//! Reading and writing memberships.

use crate::{
    customers::{
        CustomerKind,
        entity::{customer, membership},
    },
    kernel::{AccountId, CustomerId, Error, Result},
    storage::{self, Tx},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

/// The memberships of a person, first one first.
pub(super) async fn of_person(conn: &impl ConnectionTrait, account: AccountId, person: CustomerId) -> Result<Vec<membership::Model>> {
    Ok(membership::Entity::find()
        .filter(membership::Column::AccountId.eq(account))
        .filter(membership::Column::PersonId.eq(person))
        .order_by_desc(membership::Column::IsPrimary)
        .all(conn)
        .await?)
}

/// Adds a membership; false if it was there.
pub(super) async fn insert(tx: &Tx, row: membership::Model) -> Result<bool> {
    let row = row.into_active_model().reset_all();
    let inserted =
        membership::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned()).exec_without_returning(tx.conn()).await?;
    Ok(inserted > 0)
}

pub(super) async fn update(tx: &Tx, row: membership::Model) -> Result<()> {
    row.into_active_model().reset_all().update(tx.conn()).await?;
    Ok(())
}

/// Removes a membership; false if there was none.
pub(super) async fn delete(tx: &Tx, account: AccountId, person: CustomerId, organisation: CustomerId) -> Result<bool> {
    Ok(membership::Entity::delete_by_id((account, person, organisation)).exec(tx.conn()).await?.rows_affected > 0)
}

/// Makes one of a person's organisations the first and the others not.
pub(super) async fn set_primary(tx: &Tx, account: AccountId, person: CustomerId, organisation: CustomerId) -> Result<()> {
    let sql = "update memberships set is_primary = (organisation_id = $3) where account_id = $1 and person_id = $2";
    storage::execute(tx.conn(), sql, vec![account.into(), person.into(), organisation.into()]).await?;
    Ok(())
}

/// Kind, name and number of a customer, whichever the actor may see of it.
#[derive(FromQueryResult)]
pub(super) struct Known {
    pub kind: String,
    pub name: String,
}

impl Known {
    pub(super) fn is(&self, kind: CustomerKind) -> bool {
        self.kind == kind.as_str()
    }
}

pub(super) async fn known(conn: &impl ConnectionTrait, account: AccountId, id: CustomerId) -> Result<Known> {
    let sql = "select kind, name from customers where account_id = $1 and id = $2";
    storage::select_one(conn, sql, vec![account.into(), id.into()]).await?.ok_or(Error::NotFound)
}

/// Marks a customer as changed now and gives its row.
pub(super) async fn touch(tx: &Tx, mut row: customer::Model) -> Result<()> {
    row.updated_at = tx.now();
    row.version += 1;
    crate::customers::store::save(tx, row).await
}
