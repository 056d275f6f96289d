//! Reading and writing saved views.

use super::{ListView, Query};
use crate::{
    customers::entity::list_view,
    kernel::{AccountId, Error, Result, UserId, ViewId},
    storage::{self, Tx},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

/// What the views are of; there may be other lists one day.
const RESOURCE: &str = "customer";

/// A user's own views and those that others share, by name.
pub(super) async fn seen_by(conn: &impl ConnectionTrait, account: AccountId, user: UserId) -> Result<Vec<ListView>> {
    let rows = list_view::Entity::find()
        .filter(list_view::Column::AccountId.eq(account))
        .filter(list_view::Column::Resource.eq(RESOURCE))
        .filter(Condition::any().add(list_view::Column::UserId.eq(user)).add(list_view::Column::Shared.eq(true)))
        .order_by_asc(list_view::Column::Name)
        .order_by_asc(list_view::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(ListView::try_from).collect()
}

pub(super) async fn find(conn: &impl ConnectionTrait, account: AccountId, id: ViewId) -> Result<ListView> {
    list_view::Entity::find_by_id((account, id)).one(conn).await?.ok_or(Error::NotFound)?.try_into()
}

pub(super) async fn insert(tx: &Tx, account: AccountId, view: &ListView) -> Result<()> {
    let row = list_view::ActiveModel {
        account_id: Set(account),
        id: Set(view.id),
        user_id: Set(view.user_id),
        resource: Set(RESOURCE.to_owned()),
        name: Set(view.name.clone()),
        query: Set(query(view)?),
        columns: Set(serde_json::to_value(&view.columns)?),
        favourite: Set(view.favourite),
        standard: Set(view.standard),
        shared: Set(view.shared),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
    };
    list_view::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub(super) async fn update(tx: &Tx, account: AccountId, view: &ListView) -> Result<()> {
    let row = list_view::ActiveModel {
        account_id: Unchanged(account),
        id: Unchanged(view.id),
        name: Set(view.name.clone()),
        query: Set(query(view)?),
        columns: Set(serde_json::to_value(&view.columns)?),
        favourite: Set(view.favourite),
        standard: Set(view.standard),
        shared: Set(view.shared),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    row.update(tx.conn()).await?;
    Ok(())
}

/// Takes the standard from all other views of a user.
pub(super) async fn only_standard(tx: &Tx, account: AccountId, user: UserId, id: ViewId) -> Result<()> {
    let sql =
        "update list_views set standard = (id = $4) where account_id = $1 and user_id = $2 and resource = $3 and (standard or id = $4)";
    storage::execute(tx.conn(), sql, vec![account.into(), user.into(), RESOURCE.into(), id.into()]).await?;
    Ok(())
}

pub(super) async fn delete(tx: &Tx, account: AccountId, id: ViewId) -> Result<()> {
    list_view::Entity::delete_by_id((account, id)).exec(tx.conn()).await?;
    Ok(())
}

fn query(view: &ListView) -> Result<serde_json::Value> {
    Ok(serde_json::to_value(Query { filter: view.filter.clone(), sort: Some(view.sort.to_string()), layout: Some(view.layout) })?)
}
