//! The list of customers: filters combined, sorted by any heading, read a page at a time by keyset, counted. The export and
//! bulk changes use the same filter, so they touch exactly what the list shows.

use super::{
    CustomerKind, CustomerState, Source, counts,
    scope::{self, Condition},
    search,
    views::{self, TagRef, UserRef},
};
use crate::{
    kernel::{
        AccountId, Action, Actor, Country, CustomerId, Error, FieldError, FieldId, ImportId, Result, TagId, UserId,
        clock::Time,
        page::{self, Page},
        permission::spelled,
    },
    storage,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A filtered count stops here; the page says "more than".
pub const COUNTED: i64 = 10_000;

/// Which customers. Every part narrows; together they are combined with "and".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// What was typed into the search box.
    pub q: Option<String>,
    /// None: both states.
    pub state: Option<CustomerState>,
    /// Persons or organisations only.
    pub kind: Option<CustomerKind>,
    /// With every one of these tags.
    pub tags: Vec<TagId>,
    /// Members of this organisation.
    pub organisation: Option<CustomerId>,
    /// Looked after by this user.
    pub assigned_to: Option<UserId>,
    /// Looked after by nobody.
    pub unassigned: bool,
    /// Support language.
    pub language: Option<String>,
    /// How they came to be.
    pub source: Option<Source>,
    /// Made at or after.
    pub created_from: Option<Time>,
    /// Made before.
    pub created_to: Option<Time>,
    /// Changed at or after.
    pub updated_from: Option<Time>,
    /// Changed before.
    pub updated_to: Option<Time>,
    /// Made by this import.
    pub import: Option<ImportId>,
    /// Custom fields with exactly this value (as the field's index holds it: text folded to lower case).
    pub attributes: Vec<(FieldId, String)>,
    /// Only these; a selection by hand.
    pub ids: Option<Vec<CustomerId>>,
}

spelled! {
    /// The heading that a list is sorted by.
    SortKey {
        /// Display name.
        Name = "name",
        /// Customer number, as numbers.
        Number = "number",
        /// When they were made.
        Created = "created",
        /// When they were changed.
        Updated = "updated",
        /// Primary e-mail.
        Email = "email",
        /// Primary phone.
        Phone = "phone",
        /// Primary organisation.
        Organisation = "organisation",
        /// Town of the visiting address.
        Place = "place",
        /// Support language.
        Language = "language",
    }
}

/// How a list is sorted. Written `name` or, from the other end, `-name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By which heading.
    pub key: SortKey,
    /// From the other end.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: SortKey::Name, descending: false }
    }
}

impl std::str::FromStr for Sort {
    type Err = FieldError;
    fn from_str(text: &str) -> Result<Self, FieldError> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let key = name.parse().map_err(|_| {
            FieldError::new(
                "sort",
                "invalid_choice",
                "sort by name, number, created, updated, email, phone, organisation, place or language",
            )
        })?;
        Ok(Self { key, descending })
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.key)
    }
}

impl SortKey {
    /// The column that is compared; never null, so that keyset paging passes every row.
    fn column(self) -> &'static str {
        match self {
            Self::Name => "c.sort_name",
            Self::Number => "c.number_key",
            Self::Created => "c.seq",
            Self::Updated => "c.updated_at",
            Self::Email => "coalesce(c.primary_email, '')",
            Self::Phone => "coalesce(c.primary_phone, '')",
            Self::Organisation => "coalesce(c.organisation_name, '')",
            Self::Place => "coalesce(c.place, '')",
            Self::Language => "coalesce(c.support_language, '')",
        }
    }
}

/// A customer as a line of a list.
#[derive(Clone, Debug, PartialEq, Serialize, FromQueryResult)]
pub struct Row {
    /// Place in the order of creation; keyset of search results.
    #[serde(skip)]
    pub seq: i64,
    /// The customer.
    pub id: CustomerId,
    /// Its number.
    pub number: String,
    /// `person` or `organisation`.
    pub kind: String,
    /// Display name.
    pub name: String,
    #[serde(skip)]
    pub(super) sort_name: String,
    #[serde(skip)]
    pub(super) number_key: String,
    /// Of a person.
    pub title: Option<String>,
    /// Primary e-mail.
    pub primary_email: Option<String>,
    /// Primary phone, E.164.
    pub primary_phone: Option<String>,
    /// Primary organisation.
    pub organisation_id: Option<CustomerId>,
    /// Its name.
    pub organisation_name: Option<String>,
    /// Language in which it is served.
    pub support_language: Option<String>,
    /// Street of the visiting address.
    pub street: Option<String>,
    /// Postal code of the visiting address.
    pub postal_code: Option<String>,
    /// Town of the visiting address.
    pub place: Option<String>,
    /// Country of the visiting address.
    pub country: Option<String>,
    /// Of an organisation.
    pub organisation_number: Option<String>,
    /// Free text.
    pub note: Option<String>,
    /// Custom fields.
    pub attributes: Json,
    /// `active` or `inactive`.
    pub state: String,
    /// How it came to be.
    pub source: String,
    /// When it was made.
    pub created_at: Time,
    /// When it was changed.
    pub updated_at: Time,
    /// Counts up with each change.
    pub version: i64,
}

/// A line of a list with what other tables say about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// The customer's own columns.
    #[serde(flatten)]
    pub row: Row,
    /// Its tags.
    pub tags: Vec<TagRef>,
    /// Users who look after it.
    pub assigned_to: Vec<UserRef>,
}

const COLUMNS: &str = "c.seq, c.id, c.number, c.kind, c.name, c.sort_name, c.number_key, c.title, c.primary_email, c.primary_phone, c.organisation_id, \
    c.organisation_name, c.support_language, c.street, c.postal_code, c.place, c.country, c.organisation_number, c.note, c.attributes, c.state, c.source, \
    c.created_at, c.updated_at, c.version";

/// Rows of `customers c` under a condition.
pub(super) async fn rows(conn: &impl ConnectionTrait, condition: &Condition, order: &str, limit: u64) -> Result<Vec<Row>> {
    let sql = format!("select {COLUMNS} from {} where {} {order} limit {limit}", condition.from(), condition.sql());
    storage::select(conn, &sql, condition.values()).await
}

/// Like [`rows`], with the normalised text of each.
pub(super) async fn rows_with_text(
    conn: &impl ConnectionTrait,
    condition: &Condition,
    order: &str,
    limit: u64,
) -> Result<Vec<(Row, String)>> {
    let sql = format!("select {COLUMNS}, c.search_text from {} where {} {order} limit {limit}", condition.from(), condition.sql());
    let statement = sea_orm::Statement::from_sql_and_values(conn.get_database_backend(), sql, condition.values());
    let mut found = Vec::new();
    for row in conn.query_all_raw(statement).await? {
        found.push((Row::from_query_result(&row, "")?, row.try_get("", "search_text")?));
    }
    Ok(found)
}

/// The place after a row of a sorted list.
#[derive(Serialize, Deserialize)]
struct Place {
    sort: String,
    key: Json,
    seq: i64,
}

/// One page of the filtered list. At most three statements, whatever its length.
///
/// # Errors
/// [`Error::Forbidden`] without the permission to view; `invalid_cursor`.
pub async fn list(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    country: Country,
    filter: &Filter,
    sort: Sort,
    cursor: Option<&str>,
    limit: Option<u64>,
) -> Result<Page<Item>> {
    let limit = page::limit(limit);
    let place = cursor.map(page::decode_cursor::<Place>).transpose()?;
    if place.as_ref().is_some_and(|place| place.sort != sort.to_string()) {
        return Err(FieldError::new("cursor", "invalid_cursor", "this cursor belongs to a list in another order").into());
    }
    let mut found = select(conn, actor, country, filter, sort, place.as_ref(), limit + 1).await?;
    if found.is_empty() && place.is_none() {
        found = search::forgiving(conn, actor, country, filter, limit).await?;
    }
    let more = found.len() as u64 > limit;
    found.truncate(limit as usize);
    let next_cursor = match found.last() {
        Some(last) if more => Some(page::encode_cursor(&Place { sort: sort.to_string(), key: key_of(last, sort.key), seq: last.seq })),
        _ => None,
    };
    Ok(Page { items: dress(conn, actor.account, found).await?, next_cursor })
}

fn key_of(row: &Row, key: SortKey) -> Json {
    let text = |value: &Option<String>| Json::from(value.clone().unwrap_or_default());
    match key {
        SortKey::Name => row.sort_name.clone().into(),
        SortKey::Number => row.number_key.clone().into(),
        SortKey::Created => row.seq.into(),
        SortKey::Updated => row.updated_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true).into(),
        SortKey::Email => text(&row.primary_email),
        SortKey::Phone => text(&row.primary_phone),
        SortKey::Organisation => text(&row.organisation_name),
        SortKey::Place => text(&row.place),
        SortKey::Language => text(&row.support_language),
    }
}

fn key_value(place: &Place, key: SortKey) -> Result<Value> {
    let invalid = || Error::from(FieldError::new("cursor", "invalid_cursor", "this cursor does not belong to this list"));
    Ok(match key {
        SortKey::Created => place.key.as_i64().ok_or_else(invalid)?.into(),
        SortKey::Updated => place.key.as_str().and_then(|text| text.parse::<Time>().ok()).ok_or_else(invalid)?.into(),
        _ => place.key.as_str().ok_or_else(invalid)?.to_owned().into(),
    })
}

async fn select(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    country: Country,
    filter: &Filter,
    sort: Sort,
    place: Option<&Place>,
    limit: u64,
) -> Result<Vec<Row>> {
    let (column, comparison, direction) =
        (sort.key.column(), if sort.descending { "<" } else { ">" }, if sort.descending { "desc" } else { "asc" });
    let by_seq = sort.key == SortKey::Created;
    let order = format!("order by {column} {direction}, c.seq {direction}");
    // An index is led by the state: over both states two ordered reads are merged instead of sorting everything.
    let states: &[CustomerState] = match filter.state {
        Some(_) => &[],
        None if by_seq || filter.q.is_some() => &[],
        None => CustomerState::ALL,
    };
    let mut branches: Vec<Option<CustomerState>> = states.iter().copied().map(Some).collect();
    if branches.is_empty() {
        branches.push(filter.state);
    }
    let mut all = Vec::new();
    for state in branches {
        let Some(mut condition) = conditions(conn, actor, country, &Filter { state, ..filter.clone() }).await? else {
            return Ok(Vec::new());
        };
        let order = if by_seq { format!("order by {} {direction}", condition.place()) } else { order.clone() };
        if let Some(place) = place {
            if by_seq {
                condition.and(&format!("{} {comparison} ?", condition.place()), [place.seq.into()]);
            } else {
                condition.and(&format!("({column}, c.seq) {comparison} (?, ?)"), [key_value(place, sort.key)?, place.seq.into()]);
            }
        }
        all.extend(rows(conn, &condition, &order, limit).await?);
    }
    if states.len() > 1 {
        all.sort_by(|one, other| {
            let ordering = compare(&key_of(one, sort.key), &key_of(other, sort.key)).then(one.seq.cmp(&other.seq));
            if sort.descending { ordering.reverse() } else { ordering }
        });
        all.truncate(limit as usize);
    }
    Ok(all)
}

fn compare(one: &Json, other: &Json) -> std::cmp::Ordering {
    match (one, other) {
        (Json::String(one), Json::String(other)) => one.cmp(other),
        _ => one.as_i64().cmp(&other.as_i64()),
    }
}

/// The filter as a condition; `None` if nothing can match (a search for nothing but punctuation).
pub(super) async fn conditions(conn: &impl ConnectionTrait, actor: &Actor, country: Country, filter: &Filter) -> Result<Option<Condition>> {
    let mut condition = scope::visible(actor, Action::View)?;
    narrow(&mut condition, filter);
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        return Ok(search::condition(conn, condition, q, country));
    }
    Ok(Some(condition))
}

/// Adds everything but the search to a condition on `customers c`.
pub(super) fn narrow(condition: &mut Condition, filter: &Filter) {
    if let Some(state) = filter.state {
        condition.and("c.state = ?", [state.as_str().into()]);
    }
    if let Some(kind) = filter.kind {
        condition.and("c.kind = ?", [kind.as_str().into()]);
    }
    for tag in &filter.tags {
        condition.and(
            "exists (select 1 from customer_tags t where t.account_id = c.account_id and t.tag_id = ? and t.customer_id = c.id)",
            [(*tag).into()],
        );
    }
    if let Some(organisation) = filter.organisation {
        condition.and(
            "exists (select 1 from memberships m where m.account_id = c.account_id and m.person_id = c.id and m.organisation_id = ?)",
            [organisation.into()],
        );
    }
    if let Some(user) = filter.assigned_to {
        condition.and(
            "exists (select 1 from customer_assignments a where a.account_id = c.account_id and a.user_id = ? and a.customer_id = c.id)",
            [user.into()],
        );
    }
    if filter.unassigned {
        condition.and("not exists (select 1 from customer_assignments a where a.account_id = c.account_id and a.customer_id = c.id)", []);
    }
    if let Some(language) = &filter.language {
        condition.and("c.support_language = ?", [language.clone().into()]);
    }
    if let Some(source) = filter.source {
        condition.and("c.source = ?", [source.as_str().into()]);
    }
    let times: [(&str, Option<Time>); 4] = [
        ("c.created_at >= ?", filter.created_from),
        ("c.created_at < ?", filter.created_to),
        ("c.updated_at >= ?", filter.updated_from),
        ("c.updated_at < ?", filter.updated_to),
    ];
    for (sql, time) in times {
        if let Some(time) = time {
            condition.and(sql, [time.into()]);
        }
    }
    if let Some(import) = filter.import {
        condition.and("c.import_id = ?", [import.into()]);
    }
    for (field, value) in &filter.attributes {
        condition.and(
            "exists (select 1 from customer_attributes v where v.account_id = c.account_id and v.field_id = ? and v.value = ? and v.customer_id = c.id)",
            [(*field).into(), value.clone().into()],
        );
    }
    if let Some(ids) = &filter.ids {
        if ids.is_empty() {
            condition.and("1 = 0", []);
        } else {
            let marks = vec!["?"; ids.len()].join(", ");
            condition.and(&format!("c.id in ({marks})"), ids.iter().map(|id| (*id).into()));
        }
    }
}

/// Adds tags and assigned users to rows: two statements for all of them.
pub(super) async fn dress(conn: &impl ConnectionTrait, account: AccountId, rows: Vec<Row>) -> Result<Vec<Item>> {
    #[derive(FromQueryResult)]
    struct Assigned {
        customer_id: CustomerId,
        id: UserId,
        name: String,
    }
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let tags = views::tags_of(conn, account, &ids).await?;
    let mut condition = Condition::default();
    condition.and("a.account_id = ?", [account.into()]);
    condition.and(&format!("a.customer_id in ({})", vec!["?"; ids.len()].join(", ")), ids.iter().map(|id| (*id).into()));
    let sql = format!(
        "select a.customer_id, u.id, u.name from customer_assignments a join users u on u.account_id = a.account_id and u.id = a.user_id where {} order by u.name",
        condition.sql()
    );
    let assigned: Vec<Assigned> = storage::select(conn, &sql, condition.values()).await?;
    let mut items: Vec<Item> = rows.into_iter().map(|row| Item { row, tags: Vec::new(), assigned_to: Vec::new() }).collect();
    let places: std::collections::HashMap<CustomerId, usize> = items.iter().enumerate().map(|(place, item)| (item.row.id, place)).collect();
    for (customer, tag) in tags {
        if let Some(place) = places.get(&customer) {
            items[*place].tags.push(tag);
        }
    }
    for user in assigned {
        if let Some(place) = places.get(&user.customer_id) {
            items[*place].assigned_to.push(UserRef { id: user.id, name: user.name });
        }
    }
    Ok(items)
}

/// How many customers a filter has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The number, at most [`COUNTED`] if `more`.
    pub number: i64,
    /// There are more than that.
    pub more: bool,
}

/// Counts the filtered list: exactly when only state and kind are filtered, else up to [`COUNTED`].
///
/// # Errors
/// [`Error::Forbidden`] without the permission to view.
pub async fn count(conn: &impl ConnectionTrait, actor: &Actor, country: Country, filter: &Filter) -> Result<Count> {
    let plain = Filter { state: filter.state, kind: filter.kind, ..Filter::default() } == *filter;
    let everything = actor.require(crate::kernel::Resource::Customer, Action::View)? == crate::kernel::Scope::All;
    if plain && everything {
        let number = counts::total(conn, actor.account, filter.state, filter.kind).await?;
        return Ok(Count { number, more: false });
    }
    let Some(condition) = conditions(conn, actor, country, filter).await? else { return Ok(Count { number: 0, more: false }) };
    let sql = format!(
        "select count(*) as value from (select 1 as one from {} where {} limit {}) as counted",
        condition.from(),
        condition.sql(),
        COUNTED + 1
    );
    let number = storage::number(conn, &sql, condition.values()).await?;
    Ok(Count { number: number.min(COUNTED), more: number > COUNTED })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_reads_back_as_it_was_written() {
        for key in SortKey::ALL {
            for descending in [false, true] {
                let sort = Sort { key: *key, descending };
                assert_eq!(sort.to_string().parse(), Ok(sort));
            }
        }
        assert!("colour".parse::<Sort>().is_err());
        assert!("--name".parse::<Sort>().is_err());
    }

    #[test]
    fn an_empty_selection_matches_nothing() {
        let mut condition = Condition::default();
        narrow(&mut condition, &Filter { ids: Some(Vec::new()), ..Filter::default() });
        assert_eq!(condition.sql(), "1 = 0");
    }
}
