//! Reading and writing the definitions of custom fields.

use super::CustomField;
use crate::{
    customers::entity::custom_field,
    kernel::{AccountId, Error, FieldId, Result},
    storage::{self, Tx, violates_unique},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, EntityTrait,
};

pub(super) async fn find(conn: &impl ConnectionTrait, account: AccountId, id: FieldId) -> Result<CustomField> {
    custom_field::Entity::find_by_id((account, id)).one(conn).await?.ok_or(Error::NotFound)?.try_into()
}

/// One field, locked against other writers until the transaction ends.
pub(super) async fn find_for_change(tx: &Tx, account: AccountId, id: FieldId) -> Result<CustomField> {
    let sql = format!("select * from custom_fields where account_id = $1 and id = $2{}", tx.dialect().for_update());
    let row: Option<custom_field::Model> = storage::select_one(tx.conn(), &sql, vec![account.into(), id.into()]).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

pub(super) async fn insert(tx: &Tx, account: AccountId, field: &CustomField) -> Result<()> {
    let row = custom_field::ActiveModel {
        account_id: Set(account),
        id: Set(field.id),
        resource: Set(field.resource.to_string()),
        key: Set(field.key.clone()),
        labels: Set(serde_json::to_value(&field.labels)?),
        kind: Set(field.kind.to_string()),
        choices: Set(serde_json::to_value(&field.choices)?),
        required: Set(field.required),
        in_list: Set(field.in_list),
        searchable: Set(field.searchable),
        hidden_from_hub: Set(field.hidden_from_hub),
        state: Set(field.state.to_string()),
        position: Set(field.position),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(field.version),
    };
    custom_field::Entity::insert(row).exec_without_returning(tx.conn()).await.map_err(|error| {
        if violates_unique(&error, "custom_fields_key", "custom_fields.account_id, custom_fields.resource, custom_fields.key") {
            super::actions::key_taken(&field.key)
        } else {
            error.into()
        }
    })?;
    Ok(())
}

pub(super) async fn update(tx: &Tx, account: AccountId, field: &CustomField) -> Result<()> {
    let row = custom_field::ActiveModel {
        account_id: Unchanged(account),
        id: Unchanged(field.id),
        labels: Set(serde_json::to_value(&field.labels)?),
        kind: Set(field.kind.to_string()),
        choices: Set(serde_json::to_value(&field.choices)?),
        required: Set(field.required),
        in_list: Set(field.in_list),
        searchable: Set(field.searchable),
        hidden_from_hub: Set(field.hidden_from_hub),
        state: Set(field.state.to_string()),
        position: Set(field.position),
        updated_at: Set(tx.now()),
        version: Set(field.version),
        ..Default::default()
    };
    row.update(tx.conn()).await?;
    Ok(())
}

pub(super) async fn delete(tx: &Tx, account: AccountId, id: FieldId) -> Result<()> {
    custom_field::Entity::delete_by_id((account, id)).exec(tx.conn()).await?;
    Ok(())
}

/// Whether any record has a value in the field.
pub(super) async fn in_use(tx: &Tx, account: AccountId, id: FieldId) -> Result<bool> {
    let sql = "select count(*) as value from (select 1 from customer_attributes where account_id = $1 and field_id = $2 limit 1) as found";
    Ok(storage::number(tx.conn(), sql, vec![account.into(), id.into()]).await? > 0)
}

/// Whether any record has this value, as filters compare it, in the field.
pub(super) async fn has_value(tx: &Tx, account: AccountId, id: FieldId, value: &str) -> Result<bool> {
    let sql = "select count(*) as value from (select 1 from customer_attributes where account_id = $1 and field_id = $2 and value = $3 limit 1) as found";
    Ok(storage::number(tx.conn(), sql, vec![account.into(), id.into(), value.into()]).await? > 0)
}
