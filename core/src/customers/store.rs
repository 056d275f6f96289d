//! SQL on single customers.

use super::{
    IdentityKind,
    entity::{customer, identity},
};
use crate::{
    kernel::{AccountId, CustomerId, Error, Result},
    storage::{self, Tx},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};

/// One row, by id.
pub async fn find(conn: &impl ConnectionTrait, account: AccountId, id: CustomerId) -> Result<Option<customer::Model>> {
    Ok(customer::Entity::find_by_id((account, id)).one(conn).await?)
}

/// One row, locked against other writers until the transaction ends.
pub async fn find_for_change(tx: &Tx, account: AccountId, id: CustomerId) -> Result<customer::Model> {
    let sql = format!("select * from customers where account_id = $1 and id = $2{}", tx.dialect().for_update());
    storage::select_one(tx.conn(), &sql, vec![account.into(), id.into()]).await?.ok_or(Error::NotFound)
}

/// Identities of a customer, primary first, then as they were added.
pub async fn identities(conn: &impl ConnectionTrait, account: AccountId, id: CustomerId) -> Result<Vec<identity::Model>> {
    Ok(identity::Entity::find()
        .filter(identity::Column::AccountId.eq(account))
        .filter(identity::Column::CustomerId.eq(id))
        .order_by_desc(identity::Column::IsPrimary)
        .order_by_asc(identity::Column::Position)
        .order_by_asc(identity::Column::Value)
        .all(conn)
        .await?)
}

/// Whom an identity names: id and display name.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Named {
    pub id: CustomerId,
    pub name: String,
    pub number: String,
}

/// Whom the identity names, if anybody.
pub async fn owner(conn: &impl ConnectionTrait, account: AccountId, kind: IdentityKind, value: &str) -> Result<Option<Named>> {
    let sql = "select c.id, c.name, c.number from identities i join customers c on c.account_id = i.account_id and c.id = i.customer_id \
               where i.account_id = $1 and i.kind = $2 and i.value = $3";
    storage::select_one(conn, sql, vec![account.into(), kind.as_str().into(), value.into()]).await
}

/// Writes the parts of a customer's row that repeat what other tables say: primary e-mail, phone, organisation, search text.
pub async fn save(tx: &Tx, row: customer::Model) -> Result<()> {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    let mut row = row.into_active_model().reset_all();
    row.seq = sea_orm::ActiveValue::NotSet;
    row.update(tx.conn()).await?;
    Ok(())
}
