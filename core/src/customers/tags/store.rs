//! Reading and writing tags.

use super::{COUNTED, Listed, Tag};
use crate::{
    customers::entity::tag,
    kernel::{AccountId, CustomerId, Error, Result, TagId, clock::Time},
    storage::{self, Tx, violates_unique},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, EntityTrait, FromQueryResult,
};

/// One tag.
pub(super) async fn find(conn: &impl ConnectionTrait, account: AccountId, id: TagId) -> Result<Tag> {
    tag::Entity::find_by_id((account, id)).one(conn).await?.ok_or(Error::NotFound)?.try_into()
}

/// One tag, locked against other writers until the transaction ends.
pub(super) async fn find_for_change(tx: &Tx, account: AccountId, id: TagId) -> Result<Tag> {
    let sql = format!("select * from tags where account_id = $1 and id = $2{}", tx.dialect().for_update());
    let row: Option<tag::Model> = storage::select_one(tx.conn(), &sql, vec![account.into(), id.into()]).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// All tags, with the number of customers of each, in one statement.
pub(super) async fn all(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Listed>> {
    #[derive(FromQueryResult)]
    struct Row {
        #[sea_orm(nested)]
        tag: tag::Model,
        customers: i64,
    }
    let sql = format!(
        "select t.*, (select count(*) from (select 1 from customer_tags ct where ct.account_id = t.account_id and ct.tag_id = t.id limit {COUNTED}) as counted) as customers \
         from tags t where t.account_id = $1 order by t.key"
    );
    let rows: Vec<Row> = storage::select(conn, &sql, vec![account.into()]).await?;
    rows.into_iter().map(|row| Ok(Listed { tag: row.tag.try_into()?, customers: row.customers })).collect()
}

pub(super) async fn insert(tx: &Tx, account: AccountId, tag: &Tag) -> Result<()> {
    let row = tag::ActiveModel {
        account_id: Set(account),
        id: Set(tag.id),
        key: Set(tag.key.clone()),
        names: Set(serde_json::to_value(&tag.names)?),
        colour: Set(tag.colour.to_string()),
        state: Set(tag.state.to_string()),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(tag.version),
    };
    tag::Entity::insert(row).exec_without_returning(tx.conn()).await.map_err(|error| {
        if violates_unique(&error, "tags_key", "tags.account_id, tags.key") { super::actions::key_taken(&tag.key) } else { error.into() }
    })?;
    Ok(())
}

pub(super) async fn update(tx: &Tx, account: AccountId, tag: &Tag) -> Result<()> {
    let row = tag::ActiveModel {
        account_id: Unchanged(account),
        id: Unchanged(tag.id),
        names: Set(serde_json::to_value(&tag.names)?),
        colour: Set(tag.colour.to_string()),
        state: Set(tag.state.to_string()),
        updated_at: Set(tx.now()),
        version: Set(tag.version),
        ..Default::default()
    };
    row.update(tx.conn()).await?;
    Ok(())
}

pub(super) async fn delete(tx: &Tx, account: AccountId, id: TagId) -> Result<()> {
    tag::Entity::delete_by_id((account, id)).exec(tx.conn()).await?;
    Ok(())
}

/// Whether any customer has the tag.
pub(super) async fn in_use(tx: &Tx, account: AccountId, id: TagId) -> Result<bool> {
    Ok(!customers(tx, account, id, 1).await?.is_empty())
}

/// Some of the customers that have the tag, in the order of their ids.
pub(super) async fn customers(tx: &Tx, account: AccountId, id: TagId, limit: u64) -> Result<Vec<CustomerId>> {
    #[derive(FromQueryResult)]
    struct Row {
        customer_id: CustomerId,
    }
    let sql = format!("select customer_id from customer_tags where account_id = $1 and tag_id = $2 order by customer_id limit {limit}");
    let rows: Vec<Row> = storage::select(tx.conn(), &sql, vec![account.into(), id.into()]).await?;
    Ok(rows.into_iter().map(|row| row.customer_id).collect())
}

/// Marks a customer as changed now.
pub(super) async fn touch(tx: &Tx, account: AccountId, customer: CustomerId) -> Result<()> {
    let now: Time = tx.now();
    let sql = "update customers set version = version + 1, updated_at = $3 where account_id = $1 and id = $2";
    storage::execute(tx.conn(), sql, vec![account.into(), customer.into(), now.into()]).await?;
    Ok(())
}
