//! Joining and leaving organisations. The person's record changes by it, and says so in its history; the organisation's
//! history tells it too.

use super::store;
use crate::{
    customers::{
        Customer, CustomerKind, Rules, actions,
        entity::membership,
        history::{self, Change},
        scope, store as customers, views,
    },
    kernel::{Action, Actor, CustomerId, Error, FieldError, Result, text_field},
    queue::events,
    storage::Tx,
};
use serde::Deserialize;
use serde_json::json;

/// The most organisations that a person belongs to.
const MOST_ORGANISATIONS: usize = 200;
/// The longest role, in characters.
const LONGEST_ROLE: usize = 200;

/// How a person joins an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewMember {
    /// What the person is there.
    pub role: Option<String>,
    /// Whether it becomes the person's first organisation. The only one always is.
    pub primary: bool,
    /// Whether the person gets its protocols.
    pub receives_protocols: bool,
    /// Whether the person gets its orders.
    pub receives_orders: bool,
}

/// A change of a membership; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MemberChange {
    /// What the person is there; empty clears it.
    pub role: Option<String>,
    /// `true` makes it the person's first organisation.
    pub primary: Option<bool>,
    /// Whether the person gets its protocols.
    pub receives_protocols: Option<bool>,
    /// Whether the person gets its orders.
    pub receives_orders: Option<bool>,
}

/// Lets a person join an organisation.
///
/// # Errors
/// [`Error::NotFound`] if either may not be seen, [`Error::Forbidden`] if the person may not be edited; `not_an_organisation`,
/// `not_a_person`, `already_member`, `too_many`, `too_long`.
pub async fn add_member(tx: &mut Tx, actor: &Actor, organisation: CustomerId, person: CustomerId, new: &NewMember) -> Result<Customer> {
    let role = role(new.role.as_deref())?;
    let mut joining = begin(tx, actor, organisation, person).await?;
    let existing = store::of_person(tx.conn(), actor.account, person).await?;
    if existing.len() >= MOST_ORGANISATIONS {
        return Err(FieldError::new("organisations", "too_many", format!("at most {MOST_ORGANISATIONS}"))
            .with("max", MOST_ORGANISATIONS)
            .into());
    }
    let first = new.primary || existing.iter().all(|membership| !membership.is_primary);
    let row = membership::Model {
        account_id: actor.account,
        person_id: person,
        organisation_id: organisation,
        role,
        is_primary: first,
        receives_protocols: new.receives_protocols,
        receives_orders: new.receives_orders,
    };
    if !store::insert(tx, row).await? {
        return Err(Error::refused("already_member", format!("{} belongs to {} already", joining.before.name, joining.organisation_name)));
    }
    if first {
        store::set_primary(tx, actor.account, person, organisation).await?;
    }
    joining.told = Some(Told::Joined);
    finish(tx, actor, joining).await
}

/// Changes what a person is in an organisation.
///
/// # Errors
/// As [`add_member`]; [`Error::NotFound`] if the person does not belong to it.
pub async fn change_member(
    tx: &mut Tx,
    actor: &Actor,
    organisation: CustomerId,
    person: CustomerId,
    change: &MemberChange,
) -> Result<Customer> {
    let new_role = change.role.as_deref().map(|text| role(Some(text))).transpose()?;
    let changing = begin(tx, actor, organisation, person).await?;
    let existing = store::of_person(tx.conn(), actor.account, person).await?;
    let mut row = existing.iter().find(|membership| membership.organisation_id == organisation).cloned().ok_or(Error::NotFound)?;
    if let Some(role) = new_role {
        row.role = role;
    }
    row.receives_protocols = change.receives_protocols.unwrap_or(row.receives_protocols);
    row.receives_orders = change.receives_orders.unwrap_or(row.receives_orders);
    store::update(tx, row).await?;
    if change.primary == Some(true) {
        store::set_primary(tx, actor.account, person, organisation).await?;
    }
    finish(tx, actor, changing).await
}

/// Lets a person leave an organisation. Another of the person's organisations becomes the first if this was it.
///
/// # Errors
/// As [`add_member`]; [`Error::NotFound`] if the person does not belong to it.
pub async fn remove_member(tx: &mut Tx, actor: &Actor, organisation: CustomerId, person: CustomerId) -> Result<Customer> {
    let mut leaving = begin(tx, actor, organisation, person).await?;
    if !store::delete(tx, actor.account, person, organisation).await? {
        return Err(Error::NotFound);
    }
    let left = store::of_person(tx.conn(), actor.account, person).await?;
    if let Some(next) = left.first()
        && left.iter().all(|membership| !membership.is_primary)
    {
        store::set_primary(tx, actor.account, person, next.organisation_id).await?;
    }
    leaving.told = Some(Told::Left);
    finish(tx, actor, leaving).await
}

/// What the organisation's history tells.
enum Told {
    Joined,
    Left,
}

/// A change of a membership under way.
struct Membership {
    person: CustomerId,
    organisation: CustomerId,
    organisation_name: String,
    before: Customer,
    told: Option<Told>,
}

/// Checks permission and kinds, and locks the person.
async fn begin(tx: &Tx, actor: &Actor, organisation: CustomerId, person: CustomerId) -> Result<Membership> {
    scope::check(tx.conn(), actor, Action::View, organisation).await?;
    scope::check(tx.conn(), actor, Action::Edit, person).await?;
    let known = store::known(tx.conn(), actor.account, organisation).await?;
    if !known.is(CustomerKind::Organisation) {
        return Err(Error::refused("not_an_organisation", format!("{} is a person; only organisations have members", known.name)));
    }
    let row = customers::find_for_change(tx, actor.account, person).await?;
    if row.kind != CustomerKind::Person.as_str() {
        return Err(Error::refused("not_a_person", "only persons belong to organisations"));
    }
    let before = views::load(tx.conn(), actor, person).await?;
    Ok(Membership { person, organisation, organisation_name: known.name, before, told: None })
}

/// Writes what the person's row repeats, both histories and the event.
async fn finish(tx: &mut Tx, actor: &Actor, change: Membership) -> Result<Customer> {
    let account = actor.account;
    let changed = views::load(tx.conn(), actor, change.person).await?;
    if changed.organisations == change.before.organisations {
        return Ok(changed);
    }
    let rules = Rules::load(tx.conn(), account).await?;
    let mut row = customers::find_for_change(tx, account, change.person).await?;
    actions::refresh_derived(tx, &mut row, &rules).await?;
    store::touch(tx, row).await?;
    let after = views::load(tx.conn(), actor, change.person).await?;
    history::record(tx, actor, change.person, &history::differences(&change.before, &after)).await?;
    events::record(tx, actor, "customer.changed", Some(change.person.0), json!({"fields": ["organisations"], "version": after.version}))
        .await?;
    if let Some(told) = change.told {
        let name = json!(after.name);
        let line = match told {
            Told::Joined => Change::new("members", json!(null), name),
            Told::Left => Change::new("members", name, json!(null)),
        };
        history::record(tx, actor, change.organisation, &[line]).await?;
        events::record(tx, actor, "customer.changed", Some(change.organisation.0), json!({"fields": ["members"]})).await?;
    }
    Ok(after)
}

fn role(text: Option<&str>) -> Result<Option<String>, FieldError> {
    text_field::line_within("role", text.unwrap_or_default(), LONGEST_ROLE)
}
