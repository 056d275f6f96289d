//! Users who look after a customer. Each is told when assigned and when unassigned; the customer is not told.

use super::{entity::customer_assignment, history, scope, views};
use crate::{
    kernel::{Action, Actor, CustomerId, Error, Resource, Result, UserId},
    queue::events,
    staff::notifications::{self, Notice, Topic},
    storage::{self, Tx},
};
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult};
use serde_json::json;
use std::collections::BTreeSet;

/// Makes `users` the only ones assigned to a customer and tells those whose part changed. The permission was checked.
pub(super) async fn replace(tx: &mut Tx, actor: &Actor, customer: CustomerId, users: &[UserId]) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Row {
        id: UserId,
    }
    let account = actor.account;
    let has: Vec<Row> = storage::select(
        tx.conn(),
        "select user_id as id from customer_assignments where account_id = $1 and customer_id = $2",
        vec![account.into(), customer.into()],
    )
    .await?;
    let has: BTreeSet<UserId> = has.into_iter().map(|row| row.id).collect();
    let wanted: BTreeSet<UserId> = users.iter().copied().collect();
    let name = super::store::find(tx.conn(), account, customer).await?.map(|row| row.name);
    let notice = |topic| Notice { topic, subject: Some((Resource::Customer, customer.0)), details: json!({"name": name}) };
    for user in wanted.difference(&has) {
        let active = "select count(*) as value from users where account_id = $1 and id = $2 and state = 'active'";
        if storage::number(tx.conn(), active, vec![account.into(), (*user).into()]).await? == 0 {
            return Err(Error::field("assigned_to", "unknown_user", "this user does not exist or is inactive"));
        }
        let row = customer_assignment::ActiveModel {
            account_id: Set(account),
            user_id: Set(*user),
            customer_id: Set(customer),
            assigned_at: Set(tx.now()),
            assigned_by: Set(actor.user_id()),
        };
        customer_assignment::Entity::insert(row).exec_without_returning(tx.conn()).await?;
        notifications::notify(tx, actor, &[*user], notice(Topic::CustomerAssigned)).await?;
    }
    for user in has.difference(&wanted) {
        let sql = "delete from customer_assignments where account_id = $1 and customer_id = $2 and user_id = $3";
        storage::execute(tx.conn(), sql, vec![account.into(), customer.into(), (*user).into()]).await?;
        notifications::notify(tx, actor, &[*user], notice(Topic::CustomerUnassigned)).await?;
    }
    Ok(has != wanted)
}

/// Assigns exactly `users` to a customer, from the page or the list.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; `unknown_user`.
pub async fn assign(tx: &mut Tx, actor: &Actor, customer: CustomerId, users: &[UserId]) -> Result<views::Customer> {
    scope::check(tx.conn(), actor, Action::Assign, customer).await?;
    super::store::find_for_change(tx, actor.account, customer).await?;
    let before = views::load(tx.conn(), actor, customer).await?;
    if !replace(tx, actor, customer, users).await? {
        return Ok(before);
    }
    let sql = "update customers set version = version + 1, updated_at = $3 where account_id = $1 and id = $2";
    let now = tx.now();
    storage::execute(tx.conn(), sql, vec![actor.account.into(), customer.into(), now.into()]).await?;
    let after = views::load(tx.conn(), actor, customer).await?;
    history::record(tx, actor, customer, &history::differences(&before, &after)).await?;
    let users: Vec<_> =
        before.assigned_to.iter().chain(&after.assigned_to).map(|user| user.id).collect::<BTreeSet<_>>().into_iter().collect();
    events::record(
        tx,
        actor,
        "customer.changed",
        Some(customer.0),
        json!({"fields": ["assigned_to"], "users": users, "version": after.version}),
    )
    .await?;
    Ok(after)
}

/// Users that may be assigned, for the choice by team: (team name, user id, user name); users without a team come last
/// under an empty name.
///
/// # Errors
/// [`Error::Forbidden`] without the permission to assign.
pub async fn candidates(conn: &impl sea_orm::ConnectionTrait, actor: &Actor) -> Result<Vec<Candidate>> {
    actor.require(Resource::Customer, Action::Assign)?;
    let sql = "select coalesce(t.name, '') as team, u.id, u.name from users u \
               left join team_members m on m.account_id = u.account_id and m.user_id = u.id \
               left join teams t on t.account_id = m.account_id and t.id = m.team_id \
               where u.account_id = $1 and u.state = 'active' order by t.name is null, t.name, u.name";
    storage::select(conn, sql, vec![actor.account.into()]).await
}

/// A user in a team, for the choice of whom to assign.
#[derive(Clone, Debug, FromQueryResult, serde::Serialize)]
pub struct Candidate {
    /// The team's name; empty without one.
    pub team: String,
    /// The user.
    pub id: UserId,
    /// The user's name.
    pub name: String,
}
