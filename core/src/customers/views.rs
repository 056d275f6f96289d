//! A customer as it is read: whole, for the page and the API.

use super::{
    IdentityKind,
    entity::{customer, identity},
};
use crate::{
    kernel::{AccountId, Action, Actor, Address, CustomerId, Error, Result, TagId, UserId, clock::Time},
    storage::{self, dialect::Dialect, many},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// A customer, whole. Its JSON is the API's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// The account's own number for it.
    pub number: String,
    /// `person` or `organisation`.
    pub kind: String,
    /// The display name, never empty: name, else e-mail, else phone, else number.
    pub name: String,
    /// Of a person.
    pub first_name: Option<String>,
    /// Of a person.
    pub last_name: Option<String>,
    /// The name as it first arrived, before it was taken apart.
    pub raw_name: Option<String>,
    /// Of a person.
    pub title: Option<String>,
    /// Primary first.
    pub emails: Vec<String>,
    /// E.164, primary first.
    pub phones: Vec<String>,
    /// Keys of other programs.
    pub external_ids: Vec<String>,
    /// Organisations of a person, primary first.
    pub organisations: Vec<Membership>,
    /// Language in which it is served.
    pub support_language: Option<String>,
    /// Labels, by name of the account's list.
    pub tags: Vec<TagRef>,
    /// Visiting address.
    pub address: Address,
    /// Where invoices go.
    pub invoice_address: Address,
    /// Of an organisation.
    pub organisation_number: Option<String>,
    /// Of a person.
    pub personal_number: Option<String>,
    /// Free text.
    pub note: Option<String>,
    /// Custom fields.
    pub attributes: Map<String, Json>,
    /// Users who look after it.
    pub assigned_to: Vec<UserRef>,
    /// Whether new orders and fault reports go to the assigned users.
    pub follow_assignment: bool,
    /// Whether it may log in to the hub.
    pub hub_access: bool,
    /// `active` or `inactive`.
    pub state: String,
    /// How it came to be.
    pub source: String,
    /// When it was made.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
    /// Counts up with each change; sent back to notice that somebody was faster.
    pub version: i64,
}

/// An organisation that a person belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, FromQueryResult)]
pub struct Membership {
    /// The organisation.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// What the person is there.
    pub role: Option<String>,
    /// Whether it is the person's first.
    pub primary: bool,
    /// Whether the person gets its protocols.
    pub receives_protocols: bool,
    /// Whether the person gets its orders.
    pub receives_orders: bool,
}

/// A member of an organisation.
#[derive(Clone, Debug, PartialEq, Serialize, FromQueryResult)]
pub struct Member {
    /// The person.
    pub id: CustomerId,
    /// The person's name.
    pub name: String,
    /// The person's number.
    pub number: String,
    /// What the person is there.
    pub role: Option<String>,
    /// Whether this is the person's first organisation.
    pub primary: bool,
    /// Whether the person gets the organisation's protocols.
    pub receives_protocols: bool,
    /// Whether the person gets the organisation's orders.
    pub receives_orders: bool,
    /// First e-mail.
    pub email: Option<String>,
    /// First phone.
    pub phone: Option<String>,
    /// `active` or `inactive`.
    pub state: String,
}

/// A tag on a customer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TagRef {
    /// The tag.
    pub id: TagId,
    /// Its key.
    pub key: String,
    /// Its name per language.
    pub names: Json,
    /// Its colour, `#rrggbb`.
    pub colour: String,
}

/// A user who looks after a customer.
#[derive(Clone, Debug, PartialEq, Serialize, FromQueryResult)]
pub struct UserRef {
    /// The user.
    pub id: UserId,
    /// The user's name.
    pub name: String,
}

/// What other tables say about a customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Links {
    /// Primary first, like the lists that follow.
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub external_ids: Vec<String>,
    pub organisations: Vec<Membership>,
    pub tags: Vec<TagRef>,
    pub assigned_to: Vec<UserRef>,
}

impl Links {
    /// Adds an identity of one of the kinds that are shown.
    pub fn add_identity(&mut self, identity: identity::Model) {
        match identity.kind.parse() {
            Ok(IdentityKind::Email) => self.emails.push(identity.value),
            Ok(IdentityKind::Phone) => self.phones.push(identity.value),
            Ok(IdentityKind::External) => self.external_ids.push(identity.value),
            _ => {}
        }
    }

    /// The identities that are shown, by kind, primary first.
    pub fn identities(&self) -> [(IdentityKind, &Vec<String>); 3] {
        [(IdentityKind::Email, &self.emails), (IdentityKind::Phone, &self.phones), (IdentityKind::External, &self.external_ids)]
    }
}

/// Reads a customer that `actor` may see. Six statements.
///
/// # Errors
/// [`Error::NotFound`] if there is none or it may not be seen.
pub async fn get(conn: &impl ConnectionTrait, actor: &Actor, id: CustomerId) -> Result<Customer> {
    super::scope::check(conn, actor, Action::View, id).await?;
    load(conn, actor, id).await
}

/// Reads a customer without asking whether the actor may see it: for actions that have checked their own permission.
pub(crate) async fn load(conn: &impl ConnectionTrait, actor: &Actor, id: CustomerId) -> Result<Customer> {
    let account = actor.account;
    let row: customer::Model = super::store::find(conn, account, id).await?.ok_or(Error::NotFound)?;
    let mut links = Links::default();
    super::store::identities(conn, account, id).await?.into_iter().for_each(|identity| links.add_identity(identity));
    links.organisations = memberships_of(conn, account, &[id]).await?.into_iter().map(|(_, membership)| membership).collect();
    links.tags = tags_of(conn, account, &[id]).await?.into_iter().map(|(_, tag)| tag).collect();
    links.assigned_to = users_of(conn, account, &[id]).await?.into_iter().map(|(_, user)| user).collect();
    Ok(assemble(row, links))
}

/// The customers of a page of a list, whole and in its order, without asking whether the actor may see them: the list
/// has asked. Three statements for any number.
///
/// # Errors
/// [`Error::Database`].
pub async fn whole(conn: &impl ConnectionTrait, actor: &Actor, listed: &[super::list::Item]) -> Result<Vec<Customer>> {
    if listed.is_empty() {
        return Ok(Vec::new());
    }
    let account = actor.account;
    let ids: Vec<CustomerId> = listed.iter().map(|item| item.row.id).collect();
    let rows = customer::Entity::find()
        .filter(customer::Column::AccountId.eq(account))
        .filter(customer::Column::Id.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    let mut rows: HashMap<CustomerId, customer::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut links: HashMap<CustomerId, Links> = HashMap::new();
    let identities = identity::Entity::find()
        .filter(identity::Column::AccountId.eq(account))
        .filter(identity::Column::CustomerId.is_in(ids.iter().copied()))
        .order_by_desc(identity::Column::IsPrimary)
        .order_by_asc(identity::Column::Position)
        .all(conn)
        .await?;
    for row in identities {
        links.entry(row.customer_id).or_default().add_identity(row);
    }
    for (person, membership) in memberships_of(conn, account, &ids).await? {
        links.entry(person).or_default().organisations.push(membership);
    }
    // A customer that was deleted after the list was read falls out.
    let found = listed.iter().filter_map(|item| {
        let row = rows.remove(&item.row.id)?;
        let mut links = links.remove(&row.id).unwrap_or_default();
        links.tags.clone_from(&item.tags);
        links.assigned_to.clone_from(&item.assigned_to);
        Some(assemble(row, links))
    });
    Ok(found.collect())
}

/// A customer as it is shown.
pub(super) fn assemble(row: customer::Model, links: Links) -> Customer {
    Customer {
        id: row.id,
        number: row.number,
        kind: row.kind,
        name: row.name,
        first_name: row.first_name,
        last_name: row.last_name,
        raw_name: row.raw_name,
        title: row.title,
        emails: links.emails,
        phones: links.phones,
        external_ids: links.external_ids,
        organisations: links.organisations,
        support_language: row.support_language,
        tags: links.tags,
        address: Address { street: row.street, postal_code: row.postal_code, place: row.place, country: row.country },
        invoice_address: Address {
            street: row.invoice_street,
            postal_code: row.invoice_postal_code,
            place: row.invoice_place,
            country: row.invoice_country,
        },
        organisation_number: row.organisation_number,
        personal_number: row.personal_number,
        note: row.note,
        attributes: match row.attributes {
            Json::Object(map) => map,
            _ => Map::new(),
        },
        assigned_to: links.assigned_to,
        follow_assignment: row.follow_assignment,
        hub_access: row.hub_access,
        state: row.state,
        source: row.source,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
    }
}

/// The organisations of many persons in one statement: each person's primary one first.
pub(super) async fn memberships_of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    persons: &[CustomerId],
) -> Result<Vec<(CustomerId, Membership)>> {
    #[derive(FromQueryResult)]
    struct Row {
        person_id: CustomerId,
        #[sea_orm(nested)]
        membership: Membership,
    }
    let sql = format!(
        "select m.person_id, m.organisation_id as id, o.name, m.role, m.is_primary as \"primary\", m.receives_protocols, m.receives_orders \
         from memberships m join customers o on o.account_id = m.account_id and o.id = m.organisation_id \
         where m.account_id = $1 and m.person_id in {} order by m.is_primary desc, o.sort_name",
        Dialect::of(conn).id_set(2)
    );
    let rows: Vec<Row> = storage::select(conn, &sql, vec![account.into(), many::ids(persons.iter().copied())]).await?;
    Ok(rows.into_iter().map(|row| (row.person_id, row.membership)).collect())
}

/// The users who look after many customers, in one statement.
pub(super) async fn users_of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    customers: &[CustomerId],
) -> Result<Vec<(CustomerId, UserRef)>> {
    #[derive(FromQueryResult)]
    struct Row {
        customer_id: CustomerId,
        #[sea_orm(nested)]
        user: UserRef,
    }
    let sql = format!(
        "select a.customer_id, u.id, u.name from customer_assignments a join users u on u.account_id = a.account_id and u.id = a.user_id \
         where a.account_id = $1 and a.customer_id in {} order by u.name",
        Dialect::of(conn).id_set(2)
    );
    let rows: Vec<Row> = storage::select(conn, &sql, vec![account.into(), many::ids(customers.iter().copied())]).await?;
    Ok(rows.into_iter().map(|row| (row.customer_id, row.user)).collect())
}

/// The tags of many customers in one statement.
pub(crate) async fn tags_of(conn: &impl ConnectionTrait, account: AccountId, ids: &[CustomerId]) -> Result<Vec<(CustomerId, TagRef)>> {
    #[derive(FromQueryResult)]
    struct Row {
        customer_id: CustomerId,
        id: TagId,
        key: String,
        names: Json,
        colour: String,
    }
    let sql = format!(
        "select ct.customer_id, t.id, t.key, t.names, t.colour from customer_tags ct \
         join tags t on t.account_id = ct.account_id and t.id = ct.tag_id where ct.account_id = $1 and ct.customer_id in {} order by t.key",
        Dialect::of(conn).id_set(2)
    );
    let rows: Vec<Row> = storage::select(conn, &sql, vec![account.into(), many::ids(ids.iter().copied())]).await?;
    Ok(rows.into_iter().map(|row| (row.customer_id, TagRef { id: row.id, key: row.key, names: row.names, colour: row.colour })).collect())
}

/// The members of an organisation that `actor` may see, by name, at most `limit`.
///
/// # Errors
/// [`Error::NotFound`] if the organisation may not be seen.
pub async fn members(conn: &impl ConnectionTrait, actor: &Actor, organisation: CustomerId, limit: u64) -> Result<Vec<Member>> {
    super::scope::check(conn, actor, Action::View, organisation).await?;
    let mut condition = super::scope::visible(actor, Action::View)?;
    condition.and("m.organisation_id = ?", [organisation.into()]);
    let sql = format!(
        "select c.id, c.name, c.number, m.role, m.is_primary as \"primary\", m.receives_protocols, m.receives_orders, c.primary_email as email, c.primary_phone as phone, c.state \
         from memberships m join customers c on c.account_id = m.account_id and c.id = m.person_id where {} order by c.sort_name, c.seq limit {limit}",
        condition.sql()
    );
    storage::select(conn, &sql, condition.values()).await
}
