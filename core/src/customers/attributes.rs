//! Values of custom fields on a customer: parsed by the field's type, kept on the customer's row, and repeated in a
//! table of their own for filters.

use super::{Rules, entity::customer_attribute};
use crate::{
    kernel::{AccountId, CustomerId, FieldError, Result, error::Refusals},
    storage::{self, Tx},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Map, Value as Json};

/// The values after `input` was applied to `existing`. Unknown keys, retired fields with a new value, wrong types and
/// missing required values are refused. With `whole`, required fields must be there even if not mentioned.
pub fn merge(
    rules: &Rules,
    existing: &Map<String, Json>,
    input: Option<&Map<String, Json>>,
    whole: bool,
    refusals: &mut Refusals,
) -> Map<String, Json> {
    let mut merged = existing.clone();
    for (key, value) in input.into_iter().flatten() {
        let name = format!("attributes.{key}");
        let Some(field) = rules.fields.iter().find(|field| field.key == *key) else {
            refusals
                .push(FieldError::new(name, "unknown_field", format!("there is no field {key} here; define it first")).with("key", key));
            continue;
        };
        let Some(value) = refusals.check(field.parse(&name, value)) else { continue };
        if field.is_retired() && value.is_some() && value.as_ref() != existing.get(key) {
            refusals.push(FieldError::new(name, "retired_field", "this field is retired and takes no new values"));
            continue;
        }
        match value {
            Some(value) => merged.insert(key.clone(), value),
            None => merged.remove(key),
        };
    }
    if whole || input.is_some() {
        for field in rules.fields.iter().filter(|field| field.required && !field.is_retired() && !merged.contains_key(&field.key)) {
            let mentioned = input.is_some_and(|input| input.contains_key(&field.key));
            if whole || mentioned {
                refusals.push(FieldError::new(format!("attributes.{}", field.key), "required", "this field must not be empty"));
            }
        }
    }
    merged
}

/// Rewrites the rows that filters read.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn reindex(tx: &Tx, account: AccountId, customer: CustomerId, rules: &Rules, values: &Map<String, Json>) -> Result<()> {
    storage::execute(
        tx.conn(),
        "delete from customer_attributes where account_id = $1 and customer_id = $2",
        vec![account.into(), customer.into()],
    )
    .await?;
    let rows: Vec<_> = index_rows(account, customer, rules, values);
    if !rows.is_empty() {
        customer_attribute::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// The rows that filters read.
pub fn index_rows(
    account: AccountId,
    customer: CustomerId,
    rules: &Rules,
    values: &Map<String, Json>,
) -> Vec<customer_attribute::ActiveModel> {
    let mut rows = Vec::new();
    for field in &rules.fields {
        let Some(value) = values.get(&field.key) else { continue };
        for (position, (text, number)) in field.index_values(value).into_iter().enumerate() {
            rows.push(customer_attribute::ActiveModel {
                account_id: Set(account),
                field_id: Set(field.id),
                customer_id: Set(customer),
                position: Set(position as i64),
                value: Set(text),
                number: Set(number),
            });
        }
    }
    rows
}

/// What the search index should know of the values: those of searchable fields, as people read them.
pub fn searchable(rules: &Rules, values: &Map<String, Json>) -> Vec<String> {
    rules
        .fields
        .iter()
        .filter(|field| field.searchable)
        .filter_map(|field| values.get(&field.key).map(|value| field.plain(value)))
        .collect()
}
