//! "Assigned only" is held here, where rows are read: every list, search, count, export, autocomplete, file link and
//! live event of customers asks this one function.

use crate::{
    kernel::{Action, Actor, CustomerId, Error, Resource, Result, Scope},
    storage::{self, dialect::Dialect},
};
use sea_orm::{ConnectionTrait, Value};
use std::collections::HashSet;

/// A condition under construction: SQL with numbered placeholders and their values.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    sql: Vec<String>,
    values: Vec<Value>,
    source: Option<(&'static str, &'static str)>,
}

impl Condition {
    /// Adds a condition. Each `?` in `sql` stands for the next of `values`.
    pub fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        let mut text = String::with_capacity(sql.len() + 8);
        let mut values = values.into_iter();
        for part in sql.split_inclusive('?') {
            match part.strip_suffix('?') {
                Some(before) => {
                    text.push_str(before);
                    self.values.extend(values.next());
                    text.push('$');
                    text.push_str(&self.values.len().to_string());
                }
                None => text.push_str(part),
            }
        }
        self.sql.push(text);
    }

    /// Adds a search by text, which also decides what is read from.
    pub fn and_search(&mut self, dialect: Dialect, terms: &[Vec<Vec<String>>]) {
        let search = dialect.search(terms, self.next());
        self.sql.push(search.condition);
        self.values.extend(search.values);
        self.source = Some((search.from, search.place));
    }

    /// What follows `from`; customers are named `c`.
    pub fn from(&self) -> &'static str {
        self.source.map_or("customers c", |(from, _)| from)
    }

    /// The column that counts customers in the order of their making.
    pub fn place(&self) -> &'static str {
        self.source.map_or("c.seq", |(_, place)| place)
    }

    /// The number of the next placeholder.
    pub fn next(&self) -> usize {
        self.values.len() + 1
    }

    /// Adds a value that the surrounding SQL names by the returned placeholder.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// All conditions, joined by `and`.
    pub fn sql(&self) -> String {
        self.sql.join(" and ")
    }

    /// The values of the placeholders.
    pub fn values(&self) -> Vec<Value> {
        self.values.clone()
    }
}

/// The rows of `customers c` that `actor` may touch by `action`: begins every query on customers.
///
/// # Errors
/// [`Error::Forbidden`] if not even those assigned.
pub fn visible(actor: &Actor, action: Action) -> Result<Condition> {
    let scope = actor.require(Resource::Customer, action)?;
    let mut condition = Condition::default();
    condition.and("c.account_id = ?", [actor.account.into()]);
    if scope == Scope::Assigned {
        match actor.user_id() {
            Some(user) => condition.and(
                "exists (select 1 from customer_assignments own where own.account_id = c.account_id and own.customer_id = c.id and own.user_id = ?)",
                [user.into()],
            ),
            None => condition.and("1 = 0", []),
        }
    }
    Ok(condition)
}

/// Refuses unless `actor` may do `action` on this customer. A customer that may not even be seen is not found.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`].
pub async fn check(conn: &impl ConnectionTrait, actor: &Actor, action: Action, id: CustomerId) -> Result<()> {
    if !allowed(conn, actor, Action::View, id).await? {
        return Err(Error::NotFound);
    }
    if action != Action::View && !allowed(conn, actor, action, id).await? {
        return Err(Error::Forbidden { resource: Resource::Customer, action });
    }
    Ok(())
}

async fn allowed(conn: &impl ConnectionTrait, actor: &Actor, action: Action, id: CustomerId) -> Result<bool> {
    let Ok(mut condition) = visible(actor, action) else { return Ok(false) };
    condition.and("c.id = ?", [id.into()]);
    let sql = format!("select count(*) as value from customers c where {}", condition.sql());
    Ok(storage::number(conn, &sql, condition.values()).await? > 0)
}

/// Whether `actor` may see this customer; for live events and notifications.
///
/// # Errors
/// [`Error::Database`].
pub async fn may_see(conn: &impl ConnectionTrait, actor: &Actor, id: CustomerId) -> Result<bool> {
    allowed(conn, actor, Action::View, id).await
}

/// Those of `ids` that `actor` may see; none without the permission to view.
///
/// # Errors
/// [`Error::Database`].
pub async fn visible_among(conn: &impl ConnectionTrait, actor: &Actor, ids: &[CustomerId]) -> Result<HashSet<CustomerId>> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        id: CustomerId,
    }
    let mut seen = HashSet::new();
    let Ok(visible) = visible(actor, Action::View) else { return Ok(seen) };
    for ids in ids.chunks(500) {
        let mut condition = visible.clone();
        condition.and(&format!("c.id in ({})", vec!["?"; ids.len()].join(", ")), ids.iter().map(|id| (*id).into()));
        let rows: Vec<Row> =
            storage::select(conn, &format!("select c.id from customers c where {}", condition.sql()), condition.values()).await?;
        seen.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{AccountId, Permission, PermissionSet, UserId};

    #[test]
    fn placeholders_are_numbered_across_conditions() {
        let mut condition = Condition::default();
        condition.and("a = ?", [1.into()]);
        condition.and("b between ? and ?", [2.into(), 3.into()]);
        condition.and("c is null", []);
        assert_eq!(condition.sql(), "a = $1 and b between $2 and $3 and c is null");
        assert_eq!(condition.values().len(), 3);
        assert_eq!(condition.next(), 4);
    }

    #[test]
    fn assigned_only_adds_the_assignment_and_nothing_forbids() {
        let permissions: PermissionSet = [Permission::assigned(Resource::Customer, Action::View)].into_iter().collect();
        let actor = Actor::user(AccountId::new(), UserId::new(), "Tekniker", permissions);
        assert!(visible(&actor, Action::View).unwrap().sql().contains("customer_assignments"));
        assert!(matches!(visible(&actor, Action::Edit), Err(Error::Forbidden { .. })));
        assert_eq!(visible(&Actor::system(actor.account), Action::View).unwrap().sql(), "c.account_id = $1");
    }
}
