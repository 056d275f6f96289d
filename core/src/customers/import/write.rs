//! Writes what a batch made and changed: a few statements of many rows each. While the database works on some rows, the
//! values of the next ones are put together.

use super::{known::Known, plan::state_of};
use crate::{
    customers::{CustomerKind, CustomerState, IdentityKind, Rules, actions, attributes, counts, entity::customer},
    kernel::{Actor, CustomerId, HistoryId, Result, Who},
    storage::{self, Tx, many},
};
use sea_orm::{ConnectionTrait, Value};
use serde_json::Map;
use std::collections::BTreeMap;

/// Customers whose rows travel together.
const SOME: usize = 256;

const CUSTOMER: [&str; 38] = [
    "account_id",
    "id",
    "number",
    "number_key",
    "kind",
    "name",
    "sort_name",
    "first_name",
    "last_name",
    "raw_name",
    "title",
    "primary_email",
    "primary_phone",
    "organisation_id",
    "organisation_name",
    "support_language",
    "language_by_person",
    "street",
    "postal_code",
    "place",
    "country",
    "invoice_street",
    "invoice_postal_code",
    "invoice_place",
    "invoice_country",
    "organisation_number",
    "personal_number",
    "note",
    "attributes",
    "state",
    "source",
    "import_id",
    "hub_access",
    "follow_assignment",
    "search_text",
    "created_at",
    "updated_at",
    "version",
];
const IDENTITY: [&str; 6] = ["account_id", "kind", "value", "customer_id", "is_primary", "position"];
const MEMBERSHIP: [&str; 7] = ["account_id", "person_id", "organisation_id", "role", "is_primary", "receives_protocols", "receives_orders"];
const TAG: [&str; 3] = ["account_id", "tag_id", "customer_id"];
const ATTRIBUTE: [&str; 6] = ["account_id", "field_id", "customer_id", "position", "value", "number"];
const ASSIGNMENT: [&str; 5] = ["account_id", "user_id", "customer_id", "assigned_at", "assigned_by"];
const HISTORY: [&str; 9] = ["account_id", "id", "subject_id", "at", "actor_id", "actor_name", "cause", "import_id", "changes"];

/// Writes everything about these customers except events.
///
/// # Errors
/// [`crate::kernel::Error::Database`], for instance if another node took a number or an identity in the same instant.
pub(super) async fn all(tx: &mut Tx, actor: &Actor, rules: &Rules, mut changed: Vec<Known>) -> Result<()> {
    count(tx, actor, &changed).await?;
    remove_old(tx, actor, &changed).await?;
    let mut renamed = Vec::new();
    for known in &changed {
        if let Some(before) = &known.before {
            update(tx, &known.now.row).await?;
            if known.now.row.kind == CustomerKind::Organisation.as_str() && before.row.name != known.now.row.name {
                renamed.push(known.id());
            }
        }
    }
    let mut ready = changed.len().min(SOME);
    let mut values = Values::of(changed.drain(..ready).collect(), actor, rules, tx.now())?;
    while !values.is_empty() {
        ready = changed.len().min(SOME);
        let next: Vec<Known> = changed.drain(..ready).collect();
        // The first is polled first: it hands its statement to the database and waits, and the second works meanwhile.
        let (written, next) = tokio::join!(values.write(tx.conn()), async { Values::of(next, actor, rules, tx.now()) });
        written?;
        values = next?;
    }
    for organisation in renamed {
        actions::refresh_members(tx, actor.account, organisation).await?;
    }
    Ok(())
}

/// The rows of some customers, ready to be sent.
#[derive(Default)]
struct Values {
    customers: Vec<Value>,
    identities: Vec<Value>,
    memberships: Vec<Value>,
    tags: Vec<Value>,
    attributes: Vec<Value>,
    assignments: Vec<Value>,
    history: Vec<Value>,
}

impl Values {
    fn is_empty(&self) -> bool {
        // Every customer here was made or changed, and has a line of history.
        self.history.is_empty()
    }

    async fn write(self, conn: &impl ConnectionTrait) -> Result<()> {
        many::insert_many(conn, "customers", &CUSTOMER, self.customers).await?;
        many::insert_many(conn, "identities", &IDENTITY, self.identities).await?;
        many::insert_many(conn, "memberships", &MEMBERSHIP, self.memberships).await?;
        many::insert_many(conn, "customer_tags", &TAG, self.tags).await?;
        many::insert_many(conn, "customer_attributes", &ATTRIBUTE, self.attributes).await?;
        many::insert_many(conn, "customer_assignments", &ASSIGNMENT, self.assignments).await?;
        many::insert_many(conn, "history", &HISTORY, self.history).await
    }

    fn of(some: Vec<Known>, actor: &Actor, rules: &Rules, now: crate::kernel::clock::Time) -> Result<Self> {
        let mut values = Self::default();
        for known in some {
            values.add_history(&known, actor, now)?;
            values.add_links(&known, actor, rules, now);
            if known.before.is_none() {
                values.customers.reserve(CUSTOMER.len() * SOME);
                push_customer(&mut values.customers, known.now.row);
            }
        }
        Ok(values)
    }

    fn add_history(&mut self, known: &Known, actor: &Actor, now: crate::kernel::clock::Time) -> Result<()> {
        let (actor_id, actor_name) = match &actor.who {
            Who::User { id, name } => (Some(*id), name.as_str()),
            Who::System => (None, ""),
        };
        let changes = serde_json::to_value(known.changes())?;
        self.history.extend([
            actor.account.into(),
            HistoryId::new().into(),
            known.id().into(),
            now.into(),
            actor_id.into(),
            actor_name.into(),
            actor.cause.clone().into(),
            actor.import.into(),
            changes.into(),
        ]);
        Ok(())
    }

    fn add_links(&mut self, known: &Known, actor: &Actor, rules: &Rules, now: crate::kernel::clock::Time) {
        let (account, id) = (actor.account, known.id());
        let links = &known.now.links;
        let before = known.before.as_ref().map(|before| &before.links);
        for (index, (kind, list)) in links.identities().into_iter().enumerate() {
            if before.is_none_or(|before| before.identities()[index].1 != list) {
                for (position, value) in list.iter().enumerate() {
                    let kind: Value = kind.as_str().into();
                    self.identities.extend([
                        account.into(),
                        kind,
                        value.clone().into(),
                        id.into(),
                        (position == 0).into(),
                        (position as i64).into(),
                    ]);
                }
            }
        }
        if before.is_none_or(|before| before.organisations != links.organisations) {
            for one in &links.organisations {
                let role: Value = one.role.clone().into();
                self.memberships.extend([
                    account.into(),
                    id.into(),
                    one.id.into(),
                    role,
                    one.primary.into(),
                    one.receives_protocols.into(),
                    one.receives_orders.into(),
                ]);
            }
        }
        if before.is_none_or(|before| before.tags != links.tags) {
            self.tags.extend(links.tags.iter().flat_map(|tag| [account.into(), tag.id.into(), id.into()]));
        }
        let assigned = before.map_or(&[][..], |before| &before.assigned_to);
        for user in links.assigned_to.iter().filter(|user| assigned.iter().all(|has| has.id != user.id)) {
            self.assignments.extend([account.into(), user.id.into(), id.into(), now.into(), actor.user_id().into()]);
        }
        if known.before.as_ref().is_none_or(|before| before.row.attributes != known.now.row.attributes) {
            let empty = Map::new();
            let values = known.now.row.attributes.as_object().unwrap_or(&empty);
            for row in attributes::index_rows(account, id, rules, values) {
                self.attributes.extend([
                    account.into(),
                    row.field_id.unwrap().into(),
                    id.into(),
                    row.position.unwrap().into(),
                    row.value.unwrap().into(),
                    row.number.unwrap().into(),
                ]);
            }
        }
    }
}

/// Removes links of changed customers that are written anew.
async fn remove_old(tx: &Tx, actor: &Actor, changed: &[Known]) -> Result<()> {
    let account = actor.account;
    let changed: Vec<(&Known, &super::known::Whole)> = changed.iter().filter_map(|known| Some((known, known.before.as_deref()?))).collect();
    let some = |differs: &dyn Fn(&Known, &super::known::Whole) -> bool| -> Vec<CustomerId> {
        changed.iter().filter(|(known, before)| differs(known, before)).map(|(known, _)| known.id()).collect()
    };
    let set = tx.dialect().id_set(2);
    let remove = async |table: &str, column: &str, ids: Vec<CustomerId>| -> Result<()> {
        if !ids.is_empty() {
            let sql = format!("delete from {table} where account_id = $1 and {column} in {set}");
            storage::execute(tx.conn(), &sql, vec![account.into(), many::ids(ids)]).await?;
        }
        Ok(())
    };
    for (index, kind) in [IdentityKind::Email, IdentityKind::Phone, IdentityKind::External].into_iter().enumerate() {
        let ids = some(&|known, before| known.now.links.identities()[index].1 != before.links.identities()[index].1);
        if !ids.is_empty() {
            let sql = format!("delete from identities where account_id = $1 and customer_id in {set} and kind = $3");
            storage::execute(tx.conn(), &sql, vec![account.into(), many::ids(ids), kind.as_str().into()]).await?;
        }
    }
    remove("memberships", "person_id", some(&|known, before| known.now.links.organisations != before.links.organisations)).await?;
    remove("customer_tags", "customer_id", some(&|known, before| known.now.links.tags != before.links.tags)).await?;
    remove("customer_attributes", "customer_id", some(&|known, before| known.now.row.attributes != before.row.attributes)).await?;
    for (known, before) in &changed {
        for user in before.links.assigned_to.iter().filter(|user| known.now.links.assigned_to.iter().all(|has| has.id != user.id)) {
            let sql = "delete from customer_assignments where account_id = $1 and customer_id = $2 and user_id = $3";
            storage::execute(tx.conn(), sql, vec![account.into(), known.id().into(), user.id.into()]).await?;
        }
    }
    Ok(())
}

async fn update(tx: &Tx, row: &customer::Model) -> Result<()> {
    let mut values = Vec::with_capacity(CUSTOMER.len());
    push_customer(&mut values, row.clone());
    let assignments: Vec<String> = CUSTOMER.iter().enumerate().skip(2).map(|(at, column)| format!("{column} = ${}", at + 1)).collect();
    let sql = format!("update customers set {} where account_id = $1 and id = $2", assignments.join(", "));
    storage::execute(tx.conn(), &sql, values).await?;
    Ok(())
}

/// Notes how many customers of each state and kind there are more or fewer.
async fn count(tx: &mut Tx, actor: &Actor, changed: &[Known]) -> Result<()> {
    let mut differences: BTreeMap<(CustomerState, CustomerKind), i64> = BTreeMap::new();
    for known in changed {
        let row = &known.now.row;
        *differences.entry((state_of(row), actions::kind_of(row))).or_default() += 1;
        if let Some(before) = &known.before {
            *differences.entry((state_of(&before.row), actions::kind_of(&before.row))).or_default() -= 1;
        }
    }
    for ((state, kind), difference) in differences {
        counts::add(tx, actor.account, state, kind, difference).await?;
    }
    Ok(())
}

/// The values of a row of `customers`, in the order of [`CUSTOMER`].
fn push_customer(values: &mut Vec<Value>, row: customer::Model) {
    values.extend([
        row.account_id.into(),
        row.id.into(),
        row.number.into(),
        row.number_key.into(),
        row.kind.into(),
        row.name.into(),
        row.sort_name.into(),
        row.first_name.into(),
        row.last_name.into(),
        row.raw_name.into(),
        row.title.into(),
        row.primary_email.into(),
        row.primary_phone.into(),
        row.organisation_id.into(),
        row.organisation_name.into(),
        row.support_language.into(),
        row.language_by_person.into(),
        row.street.into(),
        row.postal_code.into(),
        row.place.into(),
        row.country.into(),
        row.invoice_street.into(),
        row.invoice_postal_code.into(),
        row.invoice_place.into(),
        row.invoice_country.into(),
        row.organisation_number.into(),
        row.personal_number.into(),
        row.note.into(),
        row.attributes.into(),
        row.state.into(),
        row.source.into(),
        row.import_id.into(),
        row.hub_access.into(),
        row.follow_assignment.into(),
        row.search_text.into(),
        row.created_at.into(),
        row.updated_at.into(),
        row.version.into(),
    ]);
}
