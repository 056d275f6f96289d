//! Many new customers in a few statements: the road that an import takes. The rules are those of
//! [`super::actions::create`]; whoever calls this has parsed every row and knows that no identity is taken.

use super::{
    CustomerKind, CustomerNumber, CustomerState, IdentityKind, Rules, Source,
    actions::{apply, blank, number_taken},
    attributes, counts,
    derive::{self, Sources},
    draft::Draft,
    entity::customer,
    number,
};
use crate::{
    kernel::{Actor, CustomerId, Error, HistoryId, Result, TagId, Who},
    storage::{self, Tx},
};
use sea_orm::{EntityTrait, Value};
use serde_json::json;

/// One new customer, parsed. Organisations and tags of the draft are not looked at: they come resolved.
#[derive(Clone, Debug)]
pub struct NewCustomer {
    /// What is said about it.
    pub draft: Draft,
    /// Custom fields, merged and checked.
    pub attributes: serde_json::Map<String, serde_json::Value>,
    /// Its organisations, primary first: id, name, role.
    pub organisations: Vec<(CustomerId, String, Option<String>)>,
    /// Its tags.
    pub tags: Vec<TagId>,
}

/// Writes new customers and everything around them: identities, memberships, tags, attributes, history, count. The event is
/// the caller's: one a batch. Gives their ids in the same order.
///
/// # Errors
/// `number_taken`, or [`Error::Refused`] with `identity_taken` if somebody else took an identity in the same instant; then
/// nothing of the batch may be kept, and the caller tries its rows one by one.
pub async fn insert(tx: &mut Tx, actor: &Actor, rules: &Rules, source: Source, batch: &[NewCustomer]) -> Result<Vec<CustomerId>> {
    let unnumbered = batch.iter().filter(|new| new.draft.number.is_none()).count();
    let mut given = if unnumbered > 0 { number::take_next(tx, actor.account, rules, unnumbered).await? } else { Vec::new() }.into_iter();
    let mut rows = Rows::default();
    let mut ids = Vec::with_capacity(batch.len());
    let (mut persons, mut organisations) = (0, 0);
    for new in batch {
        let number = match &new.draft.number {
            Some(number) => number.clone(),
            None => given.next().ok_or_else(|| Error::internal("a number was not given"))?,
        };
        let id = CustomerId::new();
        let kind = new.draft.kind.unwrap_or(CustomerKind::Person);
        match kind {
            CustomerKind::Person => persons += 1,
            CustomerKind::Organisation => organisations += 1,
        }
        rows.add(tx, actor, rules, source, id, &number, kind, new)?;
        ids.push(id);
    }
    rows.write(tx).await?;
    counts::add(tx, actor.account, CustomerState::Active, CustomerKind::Person, persons).await?;
    counts::add(tx, actor.account, CustomerState::Active, CustomerKind::Organisation, organisations).await?;
    Ok(ids)
}

/// The rows of a batch, table by table.
#[derive(Default)]
struct Rows {
    customers: Vec<Value>,
    identities: Vec<Value>,
    memberships: Vec<Value>,
    tags: Vec<Value>,
    attributes: Vec<super::entity::customer_attribute::ActiveModel>,
    history: Vec<Value>,
}

impl Rows {
    #[allow(clippy::too_many_arguments, reason = "the parts of one row; a struct for one call would only rename them")]
    fn add(
        &mut self,
        tx: &Tx,
        actor: &Actor,
        rules: &Rules,
        source: Source,
        id: CustomerId,
        number: &CustomerNumber,
        kind: CustomerKind,
        new: &NewCustomer,
    ) -> Result<()> {
        let account = actor.account;
        let mut row = blank(tx, actor, id, number, kind, source);
        apply(&mut row, &new.draft, serde_json::Value::Object(new.attributes.clone()))?;
        row.organisation_id = new.organisations.first().map(|(id, _, _)| *id);
        let emails: Vec<&str> = new.draft.emails.iter().flatten().map(|email| email.as_str()).collect();
        let phones: Vec<&str> = new.draft.phones.iter().flatten().map(|phone| phone.as_str()).collect();
        let external_ids: Vec<&str> = new.draft.external_ids.iter().flatten().map(String::as_str).collect();
        let sources =
            Sources { emails, phones, external_ids, organisations: new.organisations.iter().map(|(_, name, _)| name.as_str()).collect() };
        derive::derive(&mut row, &sources, rules);
        for (kind, values) in [
            (IdentityKind::Email, &sources.emails),
            (IdentityKind::Phone, &sources.phones),
            (IdentityKind::External, &sources.external_ids),
        ] {
            for (position, value) in values.iter().enumerate() {
                self.identities.extend([
                    account.into(),
                    kind.as_str().into(),
                    (*value).into(),
                    id.into(),
                    (position == 0).into(),
                    (position as i64).into(),
                ]);
            }
        }
        for (position, (organisation, _, role)) in new.organisations.iter().enumerate() {
            self.memberships.extend([
                account.into(),
                id.into(),
                (*organisation).into(),
                role.clone().into(),
                (position == 0).into(),
                false.into(),
                false.into(),
            ]);
        }
        for tag in &new.tags {
            self.tags.extend([account.into(), (*tag).into(), id.into()]);
        }
        self.attributes.extend(attributes::index_rows(account, id, rules, &new.attributes));
        let (actor_id, actor_name) = match &actor.who {
            Who::User { id, name } => (Some(*id), name.clone()),
            Who::System => (None, String::new()),
        };
        let changes = json!([{"field": "created", "before": null, "after": source}]);
        self.history.extend([
            account.into(),
            HistoryId::new().into(),
            id.0.into(),
            tx.now().into(),
            actor_id.into(),
            actor_name.into(),
            actor.cause.clone().into(),
            actor.import.into(),
            changes.into(),
        ]);
        self.customers.extend(customer_values(row));
        Ok(())
    }

    async fn write(self, tx: &Tx) -> Result<()> {
        insert_rows(tx, "customers", CUSTOMER_COLUMNS, self.customers, "").await.map_err(number_taken)?;
        let wanted = self.identities.len() / 6;
        let columns = "account_id, kind, value, customer_id, is_primary, position";
        if insert_rows(tx, "identities", columns, self.identities, " on conflict do nothing").await? != wanted as u64 {
            return Err(Error::refused("identity_taken", "somebody took one of these identities in the same instant"));
        }
        let columns = "account_id, person_id, organisation_id, role, is_primary, receives_protocols, receives_orders";
        insert_rows(tx, "memberships", columns, self.memberships, " on conflict do nothing").await?;
        insert_rows(tx, "customer_tags", "account_id, tag_id, customer_id", self.tags, " on conflict do nothing").await?;
        let columns = "account_id, id, subject_id, at, actor_id, actor_name, cause, import_id, changes";
        insert_rows(tx, "history", columns, self.history, "").await?;
        for some in self.attributes.chunks(500) {
            super::entity::customer_attribute::Entity::insert_many(some.to_vec()).exec_without_returning(tx.conn()).await?;
        }
        Ok(())
    }
}

const CUSTOMER_COLUMNS: &str = "account_id, id, number, number_key, kind, name, sort_name, first_name, last_name, raw_name, title, primary_email, primary_phone, \
    organisation_id, organisation_name, support_language, language_by_person, street, postal_code, place, country, invoice_street, invoice_postal_code, \
    invoice_place, invoice_country, organisation_number, personal_number, note, attributes, state, source, import_id, hub_access, follow_assignment, search_text, \
    created_at, updated_at, version";

fn customer_values(row: customer::Model) -> [Value; 38] {
    [
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
    ]
}

/// Rows per statement. The same text each time, so that the database prepares it once; well below SQLite's 32,766 and
/// PostgreSQL's 65,535 placeholders even for the widest table.
const ROWS: usize = 200;

/// Inserts rows given as one flat list of values; the number of rows that went in.
async fn insert_rows(tx: &Tx, table: &str, columns: &str, values: Vec<Value>, ending: &str) -> Result<u64> {
    let width = columns.split(',').count();
    let mut values = values.into_iter();
    let mut inserted = 0;
    let mut sql = String::new();
    while values.len() > 0 {
        let rows = (values.len() / width).min(ROWS);
        if rows < ROWS || sql.is_empty() {
            sql = insert_sql(table, columns, width, rows, ending);
        }
        inserted += storage::execute(tx.conn(), &sql, values.by_ref().take(rows * width).collect()).await?;
    }
    Ok(inserted)
}

fn insert_sql(table: &str, columns: &str, width: usize, rows: usize, ending: &str) -> String {
    use std::fmt::Write;
    let mut sql = format!("insert into {table} ({columns}) values ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { ", " };
            let _infallible = write!(sql, "{comma}${}", row * width + column + 1);
        }
        sql.push(')');
    }
    sql.push_str(ending);
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_a_placeholder_for_each_value() {
        assert_eq!(
            insert_sql("t", "a, b", 2, 2, " on conflict do nothing"),
            "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing"
        );
        assert_eq!(CUSTOMER_COLUMNS.split(',').count(), 38);
    }
}
