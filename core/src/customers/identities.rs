//! E-mail addresses, phone numbers and other values that name exactly one customer. The database itself holds
//! (account, kind, value) unique, so two first contacts in the same instant cannot make two customers.

use super::{IdentityKind, entity::identity, scope, store};
use crate::{
    kernel::{Actor, CustomerId, FieldError, Result},
    storage::Tx,
};
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

/// Makes `values` the identities of `kind` of a customer, the first one primary. Others of that kind are removed.
/// Values that another customer has are told as refusals of `field`, with that customer named if the actor may see it.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn replace(
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    kind: IdentityKind,
    field: &str,
    values: &[String],
) -> Result<Vec<FieldError>> {
    let account = actor.account;
    let existing: Vec<identity::Model> =
        store::identities(tx.conn(), account, customer).await?.into_iter().filter(|identity| identity.kind == kind.as_str()).collect();
    for gone in existing.iter().filter(|identity| !values.contains(&identity.value)) {
        identity::Entity::delete_by_id((account, kind.to_string(), gone.value.clone())).exec(tx.conn()).await?;
    }
    let mut refusals = Vec::new();
    for (position, value) in values.iter().enumerate() {
        let row = identity::ActiveModel {
            account_id: Set(account),
            kind: Set(kind.to_string()),
            value: Set(value.clone()),
            customer_id: Set(customer),
            is_primary: Set(position == 0),
            position: Set(position as i64),
        };
        let own = existing.iter().find(|identity| identity.value == *value);
        match own {
            Some(identity) if identity.is_primary == (position == 0) && identity.position == position as i64 => {}
            Some(_) => {
                identity::Entity::update(row).exec(tx.conn()).await?;
            }
            None => {
                let inserted = identity::Entity::insert(row)
                    .on_conflict(OnConflict::new().do_nothing().to_owned())
                    .exec_without_returning(tx.conn())
                    .await?;
                if inserted == 0 {
                    refusals.push(taken(tx, actor, kind, field, value).await?);
                }
            }
        }
    }
    Ok(refusals)
}

/// The refusal of a value that another customer has: that customer is named, so that a merge can be offered.
async fn taken(tx: &Tx, actor: &Actor, kind: IdentityKind, field: &str, value: &str) -> Result<FieldError> {
    let owner = store::owner(tx.conn(), actor.account, kind, value).await?;
    Ok(match owner {
        Some(owner) if scope::may_see(tx.conn(), actor, owner.id).await? => {
            FieldError::new(field, "taken", format!("{value} belongs to {} ({})", owner.name, owner.number))
                .with("value", value)
                .with("name", &owner.name)
                .with("number", &owner.number)
                .with("id", owner.id)
        }
        _ => FieldError::new(field, "taken_hidden", format!("{value} belongs to another customer")).with("value", value),
    })
}
