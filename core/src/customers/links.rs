//! What ties a customer to tags and organisations.

use super::{CustomerKind, draft::MembershipInput, entity::membership, scope};
use crate::{
    kernel::{AccountId, Action, Actor, CustomerId, Email, FieldError, Result, TagId, text, text_field},
    storage::{self, Tx},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult};
use std::collections::BTreeSet;

#[derive(FromQueryResult)]
struct TagRow {
    id: TagId,
    key: String,
    names: serde_json::Value,
    state: String,
}

/// Makes the named tags the customer's only ones. A tag is named by id, key, or its name in any language.
///
/// # Errors
/// [`crate::kernel::Error::Database`]; unknown tags are told as refusals.
pub async fn replace_tags(tx: &Tx, account: AccountId, customer: CustomerId, named: &[String]) -> Result<Vec<FieldError>> {
    #[derive(FromQueryResult)]
    struct Has {
        tag_id: TagId,
    }
    let tags = TagNames::load(tx.conn(), account).await?.0;
    let has: Vec<Has> = storage::select(
        tx.conn(),
        "select tag_id from customer_tags where account_id = $1 and customer_id = $2",
        vec![account.into(), customer.into()],
    )
    .await?;
    let has: BTreeSet<TagId> = has.into_iter().map(|row| row.tag_id).collect();
    let mut wanted = BTreeSet::new();
    let mut refusals = Vec::new();
    for name in named {
        match tags.iter().find(|tag| is_named(tag, name)) {
            Some(tag) if tag.state == "retired" && !has.contains(&tag.id) => {
                refusals.push(FieldError::new("tags", "retired_tag", format!("the tag {name} is retired")).with("tag", name));
            }
            Some(tag) => {
                wanted.insert(tag.id);
            }
            None => refusals.push(
                FieldError::new("tags", "unknown_tag", format!("there is no tag {name}; add it to the list first")).with("tag", name),
            ),
        }
    }
    for tag in has.difference(&wanted) {
        storage::execute(
            tx.conn(),
            "delete from customer_tags where account_id = $1 and customer_id = $2 and tag_id = $3",
            vec![account.into(), customer.into(), (*tag).into()],
        )
        .await?;
    }
    for tag in wanted.difference(&has) {
        add_tag(tx, account, customer, *tag).await?;
    }
    Ok(refusals)
}

/// What the account's tags can be called, for those who name them in a text.
pub(super) struct TagNames(Vec<TagRow>);

impl TagNames {
    /// Reads them all: one statement.
    pub async fn load(conn: &impl ConnectionTrait, account: AccountId) -> Result<Self> {
        let sql = "select id, key, names, state from tags where account_id = $1";
        Ok(Self(storage::select(conn, sql, vec![account.into()]).await?))
    }
    /// The tag of this id, key or name, also a retired one.
    pub fn find(&self, name: &str) -> Option<TagId> {
        self.0.iter().find(|tag| is_named(tag, name)).map(|tag| tag.id)
    }
}

fn is_named(tag: &TagRow, name: &str) -> bool {
    let folded = text::fold(name);
    tag.id.to_string() == name
        || tag.key == name
        || tag
            .names
            .as_object()
            .is_some_and(|names| names.values().any(|value| value.as_str().is_some_and(|value| text::fold(value) == folded)))
}

/// A tag that may be put on a customer.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ChoosableTag {
    /// The tag.
    pub id: TagId,
    /// What is stored.
    pub key: String,
    /// Its name per language.
    pub names: serde_json::Value,
    /// Its colour, `#rrggbb`.
    pub colour: String,
}

/// The account's tags that are in use, for choosing.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn choosable_tags(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<ChoosableTag>> {
    storage::select(
        conn,
        "select id, key, names, colour from tags where account_id = $1 and state = 'active' order by key",
        vec![account.into()],
    )
    .await
}

/// Puts a tag on a customer; true if it was not there.
pub(super) async fn add_tag(tx: &Tx, account: AccountId, customer: CustomerId, tag: TagId) -> Result<bool> {
    let sql = "insert into customer_tags (account_id, tag_id, customer_id) values ($1, $2, $3) on conflict do nothing";
    Ok(storage::execute(tx.conn(), sql, vec![account.into(), tag.into(), customer.into()]).await? > 0)
}

/// Takes a tag off a customer; true if it was there.
pub(super) async fn remove_tag(tx: &Tx, account: AccountId, customer: CustomerId, tag: TagId) -> Result<bool> {
    let sql = "delete from customer_tags where account_id = $1 and tag_id = $2 and customer_id = $3";
    Ok(storage::execute(tx.conn(), sql, vec![account.into(), tag.into(), customer.into()]).await? > 0)
}

/// Makes `list` the only organisations of a person; exactly one of them is primary.
///
/// # Errors
/// [`crate::kernel::Error::Database`]; organisations that do not exist or may not be seen are told as refusals.
pub async fn replace_organisations(tx: &Tx, actor: &Actor, person: CustomerId, list: &[MembershipInput]) -> Result<Vec<FieldError>> {
    let account = actor.account;
    let mut refusals = Vec::new();
    let mut wanted: Vec<(CustomerId, &MembershipInput)> = Vec::new();
    for input in list {
        match organisation(tx, actor, input).await? {
            Some(id) if wanted.iter().all(|(known, _)| *known != id) => wanted.push((id, input)),
            Some(_) => {}
            None => {
                let named = input.name.clone().or(input.id.map(|id| id.to_string())).unwrap_or_default();
                refusals.push(
                    FieldError::new("organisations", "unknown_organisation", format!("there is no organisation {named}"))
                        .with("name", named),
                );
            }
        }
    }
    let primary = wanted.iter().position(|(_, input)| input.primary).unwrap_or(0);
    storage::execute(tx.conn(), "delete from memberships where account_id = $1 and person_id = $2", vec![account.into(), person.into()])
        .await?;
    let mut rows = Vec::new();
    for (position, (organisation, input)) in wanted.into_iter().enumerate() {
        let role = match text_field::line("organisations.role", input.role.as_deref().unwrap_or_default()) {
            Ok(role) => role,
            Err(refusal) => {
                refusals.push(refusal);
                None
            }
        };
        rows.push(membership::ActiveModel {
            account_id: Set(account),
            person_id: Set(person),
            organisation_id: Set(organisation),
            role: Set(role),
            is_primary: Set(position == primary),
            receives_protocols: Set(input.receives_protocols),
            receives_orders: Set(input.receives_orders),
        });
    }
    if !rows.is_empty() {
        membership::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(refusals)
}

/// The organisation that a membership names, if it exists and the actor may see it.
async fn organisation(tx: &Tx, actor: &Actor, input: &MembershipInput) -> Result<Option<CustomerId>> {
    #[derive(FromQueryResult)]
    struct Found {
        id: CustomerId,
    }
    let mut condition = scope::visible(actor, Action::View)?;
    condition.and("c.kind = ?", [CustomerKind::Organisation.as_str().into()]);
    match (input.id, input.name.as_deref().map(str::trim)) {
        (Some(id), _) => condition.and("c.id = ?", [id.into()]),
        (None, Some(name)) if !name.is_empty() => condition.and("c.name = ?", [name.into()]),
        _ => return Ok(None),
    }
    let sql = format!("select c.id from customers c where {} order by c.seq limit 1", condition.sql());
    let found: Option<Found> = storage::select_one(tx.conn(), &sql, condition.values()).await?;
    Ok(found.map(|found| found.id))
}

/// Lets a new person join the organisation that has claimed the domain of one of its e-mail addresses.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn join_by_domain(tx: &Tx, account: AccountId, person: CustomerId, emails: &[Email]) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Claim {
        organisation_id: CustomerId,
    }
    for email in emails {
        let sql = "select organisation_id from organisation_domains where account_id = $1 and domain = $2";
        let claim: Option<Claim> = storage::select_one(tx.conn(), sql, vec![account.into(), email.domain().into()]).await?;
        if let Some(claim) = claim {
            let row = membership::ActiveModel {
                account_id: Set(account),
                person_id: Set(person),
                organisation_id: Set(claim.organisation_id),
                role: Set(None),
                is_primary: Set(true),
                receives_protocols: Set(false),
                receives_orders: Set(false),
            };
            membership::Entity::insert(row).exec_without_returning(tx.conn()).await?;
            return Ok(());
        }
    }
    Ok(())
}

/// The organisations of a person, primary first: id and name.
pub(super) async fn organisations_of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    person: CustomerId,
) -> Result<Vec<(CustomerId, String)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: CustomerId,
        name: String,
    }
    let sql = "select o.id, o.name from memberships m join customers o on o.account_id = m.account_id and o.id = m.organisation_id \
               where m.account_id = $1 and m.person_id = $2 order by m.is_primary desc, o.sort_name";
    let rows: Vec<Row> = storage::select(conn, sql, vec![account.into(), person.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Whether a customer has neither members nor organisations.
pub(super) async fn none(conn: &impl ConnectionTrait, account: AccountId, customer: CustomerId) -> Result<bool> {
    let sql = "select count(*) as value from memberships where account_id = $1 and (person_id = $2 or organisation_id = $2)";
    Ok(storage::number(conn, sql, vec![account.into(), customer.into()]).await? == 0)
}
