//! Reading and writing teams and their members.

use super::{Member, NewMember, Team, TeamRole};
use crate::{
    kernel::{AccountId, Error, FieldError, Result, RoleId, TeamId, UserId},
    staff::{
        entity::{team, team_member},
        placeholders,
    },
    storage::{self, Tx, violates_unique},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Value};

#[derive(FromQueryResult)]
struct MemberRow {
    team_id: TeamId,
    user_id: UserId,
    name: String,
    state: String,
    role_id: Option<RoleId>,
}

/// All teams with their members, both by name, in two statements.
pub(super) async fn all(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Team>> {
    let rows = team::Entity::find().filter(team::Column::AccountId.eq(account)).order_by_asc(team::Column::Name).all(conn).await?;
    let members = members(conn, account, None).await?;
    let mut teams: Vec<Team> = rows.into_iter().map(empty).collect();
    for row in members {
        if let Some(team) = teams.iter_mut().find(|team| team.id == row.team_id) {
            team.members.push(member(row));
        }
    }
    Ok(teams)
}

pub(super) async fn find(conn: &impl ConnectionTrait, account: AccountId, id: TeamId) -> Result<Team> {
    let row = team::Entity::find_by_id((account, id)).one(conn).await?.ok_or(Error::NotFound)?;
    let members = members(conn, account, Some(id)).await?.into_iter().map(member).collect();
    Ok(Team { members, ..empty(row) })
}

fn empty(row: team::Model) -> Team {
    Team { id: row.id, name: row.name, members: Vec::new(), updated_at: row.updated_at, version: row.version }
}

fn member(row: MemberRow) -> Member {
    Member { user_id: row.user_id, name: row.name, active: row.state == "active", role_id: row.role_id }
}

async fn members(conn: &impl ConnectionTrait, account: AccountId, team: Option<TeamId>) -> Result<Vec<MemberRow>> {
    let one = if team.is_some() { " and m.team_id = $2" } else { "" };
    let sql = format!(
        "select m.team_id, m.user_id, u.name, u.state, m.role_id from team_members m \
         join users u on u.account_id = m.account_id and u.id = m.user_id where m.account_id = $1{one} order by u.sort_name, u.id"
    );
    let values = std::iter::once(account.into()).chain(team.map(Value::from)).collect();
    storage::select(conn, &sql, values).await
}

/// The teams of each of these users, with the role in it: (user, team, team's name, role), by the team's name.
pub(in crate::staff) async fn memberships_of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    users: &[UserId],
) -> Result<Vec<(UserId, TeamId, String, Option<RoleId>)>> {
    #[derive(FromQueryResult)]
    struct Row {
        user_id: UserId,
        team_id: TeamId,
        name: String,
        role_id: Option<RoleId>,
    }
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select m.user_id, m.team_id, t.name, m.role_id from team_members m \
         join teams t on t.account_id = m.account_id and t.id = m.team_id \
         where m.account_id = $1 and m.user_id in ({}) order by t.name",
        placeholders(2, users.len())
    );
    let values = std::iter::once(account.into()).chain(users.iter().map(|id| (*id).into())).collect();
    let rows: Vec<Row> = storage::select(conn, &sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.team_id, row.name, row.role_id)).collect())
}

/// The team of this name, whatever the case of its letters.
///
/// # Errors
/// [`Error::Database`].
pub async fn by_name(conn: &impl ConnectionTrait, account: AccountId, name: &str) -> Result<Option<TeamId>> {
    // Case is folded here, because the databases fold letters outside ASCII differently; an account has tens of teams.
    let folded = name.trim().to_lowercase();
    let rows = team::Entity::find().filter(team::Column::AccountId.eq(account)).all(conn).await?;
    Ok(rows.into_iter().find(|row| row.name.to_lowercase() == folded).map(|row| row.id))
}

/// Refuses ids of teams that do not exist.
///
/// # Errors
/// `unknown_team` on `field`.
pub async fn existing(conn: &impl ConnectionTrait, account: AccountId, field: &str, ids: &[TeamId]) -> Result<()> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    let sql = format!("select count(*) as value from teams where account_id = $1 and id in ({})", placeholders(2, ids.len()));
    let values = std::iter::once(account.into()).chain(ids.iter().map(|id| (*id).into())).collect();
    if storage::number(conn, &sql, values).await? < ids.len() as i64 {
        return Err(FieldError::new(field, "unknown_team", "one of these teams does not exist").into());
    }
    Ok(())
}

pub(super) async fn insert(tx: &Tx, account: AccountId, team: &Team) -> Result<()> {
    let row = team::ActiveModel {
        account_id: Set(account),
        id: Set(team.id),
        name: Set(team.name.clone()),
        created_at: Set(tx.now()),
        updated_at: Set(team.updated_at),
        version: Set(team.version),
    };
    match team::Entity::insert(row).exec_without_returning(tx.conn()).await {
        Err(error) if violates_unique(&error, "teams_name", "teams.account_id, teams.name") => Err(taken().into()),
        other => Ok(other.map(|_| ())?),
    }
}

pub(super) fn taken() -> FieldError {
    FieldError::new("name", "name_taken", "there is already a team of this name")
}

pub(super) async fn update(tx: &Tx, account: AccountId, team: &Team) -> Result<()> {
    let sql = "update teams set name = $3, updated_at = $4, version = $5 where account_id = $1 and id = $2";
    let values: Vec<Value> = vec![account.into(), team.id.into(), team.name.clone().into(), team.updated_at.into(), team.version.into()];
    storage::execute(tx.conn(), sql, values).await?;
    Ok(())
}

pub(super) async fn delete(tx: &Tx, account: AccountId, id: TeamId) -> Result<()> {
    storage::execute(tx.conn(), "delete from team_members where account_id = $1 and team_id = $2", vec![account.into(), id.into()]).await?;
    storage::execute(tx.conn(), "delete from teams where account_id = $1 and id = $2", vec![account.into(), id.into()]).await?;
    Ok(())
}

pub(super) async fn set_members(tx: &Tx, account: AccountId, team: TeamId, members: &[NewMember]) -> Result<()> {
    storage::execute(tx.conn(), "delete from team_members where account_id = $1 and team_id = $2", vec![account.into(), team.into()])
        .await?;
    insert_members(tx, account, members.iter().map(|member| (team, member.user_id, member.role_id))).await
}

/// Puts a user into exactly these teams.
pub(in crate::staff) async fn set_teams_of(tx: &Tx, account: AccountId, user: UserId, teams: &[TeamRole]) -> Result<()> {
    storage::execute(tx.conn(), "delete from team_members where account_id = $1 and user_id = $2", vec![account.into(), user.into()])
        .await?;
    insert_members(tx, account, teams.iter().map(|team| (team.team_id, user, team.role_id))).await
}

async fn insert_members(tx: &Tx, account: AccountId, members: impl Iterator<Item = (TeamId, UserId, Option<RoleId>)>) -> Result<()> {
    let rows: Vec<team_member::ActiveModel> = members
        .map(|(team, user, role)| team_member::ActiveModel {
            account_id: Set(account),
            team_id: Set(team),
            user_id: Set(user),
            role_id: Set(role),
        })
        .collect();
    if !rows.is_empty() {
        team_member::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}
