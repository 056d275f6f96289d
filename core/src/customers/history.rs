//! What changed, when, by whom or what: every change of a customer is listed.

use super::{entity::history, views::Customer};
use crate::{
    kernel::{Action, Actor, CustomerId, FieldError, HistoryId, Result, UserId, Who, clock::Time, page},
    storage::{self, Tx},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// One changed field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// As in the API; custom fields as `attributes.key`, special ones such as `created`, `state`.
    pub field: String,
    /// `null` if there was nothing.
    pub before: Json,
    /// `null` if there is nothing now.
    pub after: Json,
}

impl Change {
    /// One changed field.
    pub fn new(field: impl Into<String>, before: impl Into<Json>, after: impl Into<Json>) -> Self {
        Self { field: field.into(), before: before.into(), after: after.into() }
    }
}

/// One line of a history.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Its id.
    pub id: HistoryId,
    /// When.
    pub at: Time,
    /// Who, by the name at that time; empty for the program itself.
    pub actor: String,
    /// The user, if it was one.
    pub actor_id: Option<UserId>,
    /// Rule, import or message that set it off.
    pub cause: Option<String>,
    /// What.
    pub changes: Vec<Change>,
}

/// The differences between two states of a customer, field by field.
pub fn differences(before: &Customer, after: &Customer) -> Vec<Change> {
    let (before, after) = (comparable(before), comparable(after));
    let mut changes = Vec::new();
    for (field, new) in &after {
        let old = before.iter().find(|(name, _)| name == field).map_or(&Json::Null, |(_, value)| value);
        if old != new {
            changes.push(Change::new(field.clone(), old.clone(), new.clone()));
        }
    }
    for (field, old) in &before {
        if !after.iter().any(|(name, _)| name == field) {
            changes.push(Change::new(field.clone(), old.clone(), Json::Null));
        }
    }
    changes
}

/// What a new customer begins with: every field that has a value.
pub fn beginnings(customer: &Customer) -> Vec<Change> {
    let empty = |value: &Json| match value {
        Json::Null | Json::Bool(false) => true,
        Json::Array(list) => list.is_empty(),
        _ => false,
    };
    let fields = comparable(customer)
        .into_iter()
        .filter(|(field, value)| !empty(value) && !["state", "kind", "follow_assignment"].contains(&field.as_str()));
    std::iter::once(Change::new("created", Json::Null, customer.source.as_str()))
        .chain(fields.map(|(field, value)| Change { field, before: Json::Null, after: value }))
        .collect()
}

/// A customer as a flat list of field and value, as people compare it.
fn comparable(customer: &Customer) -> Vec<(String, Json)> {
    let organisations: Vec<Json> = customer
        .organisations
        .iter()
        .map(|membership| json!({"name": membership.name, "role": membership.role, "primary": membership.primary}))
        .collect();
    let mut fields: Vec<(String, Json)> = vec![
        ("number".into(), json!(customer.number)),
        ("kind".into(), json!(customer.kind)),
        ("name".into(), json!(customer.name)),
        ("first_name".into(), json!(customer.first_name)),
        ("last_name".into(), json!(customer.last_name)),
        ("title".into(), json!(customer.title)),
        ("emails".into(), json!(customer.emails)),
        ("phones".into(), json!(customer.phones)),
        ("external_ids".into(), json!(customer.external_ids)),
        ("organisations".into(), json!(organisations)),
        ("support_language".into(), json!(customer.support_language)),
        ("tags".into(), json!(customer.tags.iter().map(|tag| &tag.key).collect::<Vec<_>>())),
        ("organisation_number".into(), json!(customer.organisation_number)),
        ("personal_number".into(), json!(customer.personal_number)),
        ("note".into(), json!(customer.note)),
        ("assigned_to".into(), json!(customer.assigned_to.iter().map(|user| &user.name).collect::<Vec<_>>())),
        ("follow_assignment".into(), json!(customer.follow_assignment)),
        ("hub_access".into(), json!(customer.hub_access)),
        ("state".into(), json!(customer.state)),
    ];
    for (prefix, address) in [("address", &customer.address), ("invoice_address", &customer.invoice_address)] {
        fields.push((format!("{prefix}.street"), json!(address.street)));
        fields.push((format!("{prefix}.postal_code"), json!(address.postal_code)));
        fields.push((format!("{prefix}.place"), json!(address.place)));
        fields.push((format!("{prefix}.country"), json!(address.country)));
    }
    fields.extend(customer.attributes.iter().map(|(key, value)| (format!("attributes.{key}"), value.clone())));
    fields
}

/// Writes a line of the customer's history. Nothing changed, nothing written.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn record(tx: &Tx, actor: &Actor, customer: CustomerId, changes: &[Change]) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let (actor_id, actor_name) = match &actor.who {
        Who::User { id, name } => (Some(*id), name.clone()),
        Who::System => (None, String::new()),
    };
    let row = history::ActiveModel {
        account_id: Set(actor.account),
        id: Set(HistoryId::new()),
        subject_id: Set(customer.0),
        at: Set(tx.now()),
        actor_id: Set(actor_id),
        actor_name: Set(actor_name),
        cause: Set(actor.cause.clone()),
        import_id: Set(actor.import),
        changes: Set(serde_json::to_value(changes)?),
    };
    history::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The history of a customer, newest first; with `field` only the lines that changed it. Part of the permission to view.
///
/// # Errors
/// [`crate::kernel::Error::NotFound`] if the customer may not be seen; `invalid_cursor`.
pub async fn list(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    customer: CustomerId,
    field: Option<&str>,
    cursor: Option<&str>,
    limit: Option<u64>,
) -> Result<page::Page<Entry>> {
    super::scope::check(conn, actor, Action::View, customer).await?;
    let mut place: Option<HistoryId> =
        cursor.map(page::decode_cursor::<HistoryId>).transpose().map_err(|error: FieldError| crate::kernel::Error::from(error))?;
    let limit = page::limit(limit) as usize;
    let mut items: Vec<Entry> = Vec::new();
    // The filter reads the stored changes here, not in the database: a customer's history is short and its JSON differs per database.
    loop {
        let rows = read(conn, actor, customer, place, limit as u64 + 1).await?;
        let exhausted = rows.len() <= limit;
        for row in rows {
            if items.len() == limit && (field.is_none() || !matching(&row, field).is_empty()) {
                let next = items.last().map(|entry| page::encode_cursor(&entry.id));
                return Ok(page::Page { items, next_cursor: next });
            }
            place = Some(row.id);
            let changes = matching(&row, field);
            if !changes.is_empty() {
                items.push(Entry { id: row.id, at: row.at, actor: row.actor_name, actor_id: row.actor_id, cause: row.cause, changes });
            }
        }
        if exhausted {
            return Ok(page::Page { items, next_cursor: None });
        }
    }
}

fn matching(row: &Row, field: Option<&str>) -> Vec<Change> {
    let changes: Vec<Change> = serde_json::from_value(row.changes.clone()).unwrap_or_default();
    match field {
        None => changes,
        Some(field) => changes
            .into_iter()
            .filter(|change| change.field == field || change.field.strip_prefix(field).is_some_and(|rest| rest.starts_with('.')))
            .collect(),
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: HistoryId,
    at: Time,
    actor_id: Option<UserId>,
    actor_name: String,
    cause: Option<String>,
    changes: Json,
}

async fn read(conn: &impl ConnectionTrait, actor: &Actor, customer: CustomerId, place: Option<HistoryId>, limit: u64) -> Result<Vec<Row>> {
    let mut condition = super::scope::Condition::default();
    condition.and("account_id = ?", [actor.account.into()]);
    condition.and("subject_id = ?", [customer.into()]);
    if let Some(place) = place {
        condition.and("id < ?", [place.into()]);
    }
    let sql = format!(
        "select id, at, actor_id, actor_name, cause, changes from history where {} order by id desc limit {limit}",
        condition.sql()
    );
    storage::select(conn, &sql, condition.values()).await
}
