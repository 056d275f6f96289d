//! Users as lists, forms and the API show them: with their roles and teams, in three statements a page.

use super::{User, UserState, membership, store};
use crate::{
    kernel::{
        AccountId, Action, Actor, Error, Resource, Result, RoleId, TeamId, UserId,
        page::{Page, decode_cursor, encode_cursor},
        text,
    },
    staff::{
        entity::user,
        page_of,
        teams::{self, TeamRole},
    },
    storage,
};
use sea_orm::{ConnectionTrait, Value};
use serde::Serialize;

/// Which users to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words that name or address contain, in any order.
    pub q: String,
    /// Only those in this state.
    pub state: Option<UserState>,
    /// Only the members of this team.
    pub team: Option<TeamId>,
}

/// A role as it stands beside a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleName {
    /// The role.
    pub id: RoleId,
    /// Its lasting short name.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Whether it is one of the built-in ones, whose names pages translate.
    pub built_in: bool,
}

/// A team as it stands beside a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamName {
    /// The team.
    pub id: TeamId,
    /// What it is called.
    pub name: String,
    /// The user's role in it, if any.
    pub role_id: Option<RoleId>,
}

/// A user with roles and teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserDetails {
    /// The user.
    #[serde(flatten)]
    pub user: User,
    /// Account-wide roles.
    pub roles: Vec<RoleName>,
    /// Teams, with the role in each.
    pub teams: Vec<TeamName>,
}

impl UserDetails {
    /// The ids of the account-wide roles.
    pub fn role_ids(&self) -> Vec<RoleId> {
        self.roles.iter().map(|role| role.id).collect()
    }
    /// The teams, as a change takes them.
    pub fn team_roles(&self) -> Vec<TeamRole> {
        self.teams.iter().map(|team| TeamRole { team_id: team.id, role_id: team.role_id }).collect()
    }
}

/// One user. Everybody may see the own record.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn load(conn: &impl ConnectionTrait, actor: &Actor, id: UserId) -> Result<UserDetails> {
    if actor.user_id() != Some(id) {
        actor.require(Resource::User, Action::View)?;
    }
    details(conn, actor.account, store::find(conn, actor.account, id).await?).await
}

/// A page of users by name.
///
/// # Errors
/// [`Error::Forbidden`]; a cursor of another list.
pub async fn list(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    filter: &Filter,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Page<UserDetails>> {
    actor.require(Resource::User, Action::View)?;
    let mut sql = "select * from users where account_id = $1".to_owned();
    let mut values: Vec<Value> = vec![actor.account.into()];
    let mut bind = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    for word in text::fold(&filter.q).split(' ').filter(|word| !word.is_empty()).take(text::MAX_TERMS) {
        sql.push_str(&format!(" and sort_name like {}", bind(format!("%{word}%").into())));
    }
    if let Some(state) = filter.state {
        sql.push_str(&format!(" and state = {}", bind(state.as_str().into())));
    }
    if let Some(team) = filter.team {
        sql.push_str(&format!(" and id in (select user_id from team_members where account_id = $1 and team_id = {})", bind(team.into())));
    }
    if let Some(cursor) = cursor {
        let (name, id): (String, UserId) = decode_cursor(cursor)?;
        let (name, id) = (bind(name.into()), bind(id.into()));
        sql.push_str(&format!(" and (sort_name > {name} or (sort_name = {name} and id > {id}))"));
    }
    let limit_place = bind((limit as i64 + 1).into());
    sql.push_str(&format!(" order by sort_name, id limit {limit_place}"));
    let rows: Vec<user::Model> = storage::select(conn, &sql, values).await?;
    let page = page_of(rows, limit, |row| encode_cursor(&(&row.sort_name, row.id)));
    let users = page.items.into_iter().map(User::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page { items: with_details(conn, actor.account, users).await?, next_cursor: page.next_cursor })
}

pub(super) async fn details(conn: &impl ConnectionTrait, account: AccountId, user: User) -> Result<UserDetails> {
    with_details(conn, account, vec![user]).await?.pop().ok_or(Error::NotFound)
}

async fn with_details(conn: &impl ConnectionTrait, account: AccountId, users: Vec<User>) -> Result<Vec<UserDetails>> {
    let ids: Vec<UserId> = users.iter().map(|user| user.id).collect();
    let roles = membership::roles_of(conn, account, &ids).await?;
    let teams = teams::memberships_of(conn, account, &ids).await?;
    let of = |user: User| {
        let roles = roles.iter().filter(|role| role.user_id == user.id);
        let roles =
            roles.map(|role| RoleName { id: role.id, key: role.key.clone(), name: role.name.clone(), built_in: role.built_in }).collect();
        let teams = teams.iter().filter(|(id, ..)| *id == user.id);
        let teams = teams.map(|(_, id, name, role)| TeamName { id: *id, name: name.clone(), role_id: *role }).collect();
        UserDetails { user, roles, teams }
    };
    Ok(users.into_iter().map(of).collect())
}
