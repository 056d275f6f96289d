//! Making, changing, deactivating and removing users. Users whose permissions reach further than the actor's own are out
//! of reach, and nobody gives away more than the own permissions.

use super::{Preferences, Theme, User, UserState, membership, store, views};
use crate::{
    kernel::{Action, Actor, Email, Error, Resource, Result, RoleId, UiLanguage, UserId, error::Refusals},
    queue::events,
    staff::{
        access, checked_version, links,
        log::{self, LogKind},
        name,
        password::Hashed,
        sessions,
        teams::TeamRole,
    },
    storage::Tx,
};
use serde::Deserialize;
use serde_json::json;

/// A user to be made.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct NewUser {
    /// Names the user at log-in.
    pub email: String,
    /// The user's name.
    pub name: String,
    /// The interface's language; none for that of the browser or the account.
    #[serde(default)]
    pub language: Option<UiLanguage>,
    /// Account-wide roles.
    #[serde(default)]
    pub roles: Vec<RoleId>,
    /// Teams, with the role in each.
    #[serde(default)]
    pub teams: Vec<TeamRole>,
    /// A password, if it is set at once rather than by invitation. Hashed before the transaction, because that takes a while.
    #[serde(skip)]
    pub password: Option<Hashed>,
}

/// A change of a user; what is `None` stays.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct UserChange {
    /// Names the user at log-in.
    pub email: Option<String>,
    /// The user's name.
    pub name: Option<String>,
    /// The interface's language; `Some(None)` for that of the browser or the account.
    pub language: Option<Option<UiLanguage>>,
    /// Account-wide roles, all of them.
    pub roles: Option<Vec<RoleId>>,
    /// Teams, all of them, with the role in each.
    pub teams: Option<Vec<TeamRole>>,
    /// The version that was read; someone else's change in between is refused.
    pub version: Option<i64>,
}

/// Makes a user. Without a password the user needs an invitation: [`links::issue`] or [`links::send`].
///
/// # Errors
/// [`Error::Forbidden`]; an address or name that is not valid or taken; unknown roles or teams; `exceeds_own_permissions`.
pub async fn create(tx: &mut Tx, actor: &Actor, new: NewUser) -> Result<User> {
    actor.require(Resource::User, Action::Create)?;
    let mut refusals = Refusals::default();
    let email = refusals.check(Email::parse(&new.email));
    let user_name = refusals.check(name("name", &new.name));
    refusals.finish()?;
    let (Some(email), Some(name)) = (email, user_name) else { return Err(Error::internal("a refusal was lost")) };
    access::changes(tx, actor.account).await?;
    let user = User {
        id: UserId::new(),
        email,
        name,
        language: new.language,
        theme: Theme::System,
        state: UserState::Active,
        has_password: new.password.is_some(),
        preferences: Preferences::default(),
        created_at: tx.now(),
        updated_at: tx.now(),
        last_seen_at: None,
        version: 1,
    };
    store::insert(tx, actor.account, &user, new.password).await?;
    membership::set_roles(tx, actor, user.id, &[], &new.roles).await?;
    membership::set_teams(tx, actor, user.id, &[], &new.teams).await?;
    log::write(tx, actor, LogKind::UserCreated, json!({"id": user.id, "name": user.name})).await?;
    events::record(tx, actor, "user.created", Some(user.id.0), json!({})).await?;
    Ok(user)
}

/// Changes a user.
///
/// # Errors
/// As [`create`], and [`Error::NotFound`], [`Error::Stale`], `last_administrator`.
pub async fn change(tx: &mut Tx, actor: &Actor, id: UserId, change: UserChange) -> Result<User> {
    actor.require(Resource::User, Action::Edit)?;
    access::changes(tx, actor.account).await?;
    let details = views::details(tx.conn(), actor.account, store::take(tx, actor.account, id).await?).await?;
    checked_version(change.version, details.user.version, &details)?;
    access::within_reach(tx, actor, id).await?;
    let old = details.user.clone();
    let mut user = old.clone();
    let mut refusals = Refusals::default();
    if let Some(text) = &change.email {
        user.email = refusals.check(Email::parse(text)).unwrap_or(user.email);
    }
    if let Some(text) = &change.name {
        user.name = refusals.check(name("name", text)).unwrap_or_default();
    }
    user.language = change.language.unwrap_or(user.language);
    refusals.finish()?;

    let mut fields: Vec<&str> = Vec::new();
    let mut note = |field: &'static str, changed: bool| {
        if changed {
            fields.push(field);
        }
    };
    note("email", user.email != old.email);
    note("name", user.name != old.name);
    note("language", user.language != old.language);
    let (roles_before, teams_before) = (details.role_ids(), details.team_roles());
    if let Some(roles) = &change.roles {
        note("roles", !same(&roles_before, roles));
        membership::set_roles(tx, actor, id, &roles_before, roles).await?;
    }
    if let Some(teams) = &change.teams {
        note("teams", !same(&teams_before, teams));
        membership::set_teams(tx, actor, id, &teams_before, teams).await?;
    }
    if fields.is_empty() {
        return Ok(old);
    }
    access::keeps_an_administrator(tx, actor.account).await?;
    if user.email != old.email {
        // A link that was sent to the old address must not open the account any more.
        links::withdraw(tx, actor.account, id).await?;
    }
    store::update(tx, actor.account, &mut user).await?;
    log::write(tx, actor, LogKind::UserChanged, json!({"id": id, "name": user.name, "fields": fields})).await?;
    events::record(tx, actor, "user.changed", Some(id.0), json!({"fields": fields})).await?;
    Ok(user)
}

/// Lets a user log in again.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], `exceeds_own_permissions`.
pub async fn activate(tx: &mut Tx, actor: &Actor, id: UserId) -> Result<User> {
    set_state(tx, actor, id, UserState::Active).await
}

/// Ends a user's sessions and lets the user log in no more. API tokens of an inactive user open nothing.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], `exceeds_own_permissions`, `last_administrator`, `not_yourself`.
pub async fn deactivate(tx: &mut Tx, actor: &Actor, id: UserId) -> Result<User> {
    if actor.user_id() == Some(id) {
        return Err(Error::refused("not_yourself", "you cannot deactivate yourself; ask another administrator"));
    }
    set_state(tx, actor, id, UserState::Inactive).await
}

async fn set_state(tx: &mut Tx, actor: &Actor, id: UserId, state: UserState) -> Result<User> {
    actor.require(Resource::User, Action::Edit)?;
    access::changes(tx, actor.account).await?;
    let mut user = store::take(tx, actor.account, id).await?;
    access::within_reach(tx, actor, id).await?;
    if user.state == state {
        return Ok(user);
    }
    user.state = state;
    store::update(tx, actor.account, &mut user).await?;
    let (kind, event) = match state {
        UserState::Active => (LogKind::UserActivated, "user.activated"),
        UserState::Inactive => {
            sessions::end_all(tx, actor, id, None).await?;
            links::withdraw(tx, actor.account, id).await?;
            access::keeps_an_administrator(tx, actor.account).await?;
            (LogKind::UserDeactivated, "user.deactivated")
        }
    };
    log::write(tx, actor, kind, json!({"id": id, "name": user.name})).await?;
    events::record(tx, actor, event, Some(id.0), json!({})).await?;
    Ok(user)
}

/// Removes a user who has never worked here. Others are deactivated, because the history bears their names.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], `exceeds_own_permissions`, `last_administrator`, `user_in_use`.
pub async fn delete(tx: &mut Tx, actor: &Actor, id: UserId) -> Result<()> {
    actor.require(Resource::User, Action::Delete)?;
    access::changes(tx, actor.account).await?;
    let user = store::take(tx, actor.account, id).await?;
    access::within_reach(tx, actor, id).await?;
    if user.last_seen_at.is_some() || store::is_named(tx, actor.account, id).await? {
        return Err(Error::refused("user_in_use", "this user has worked here and is named in the history; deactivate instead"));
    }
    store::delete(tx, actor.account, id).await?;
    access::keeps_an_administrator(tx, actor.account).await?;
    log::write(tx, actor, LogKind::UserDeleted, json!({"id": id, "name": user.name})).await?;
    events::record(tx, actor, "user.deleted", Some(id.0), json!({})).await
}

fn same<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.iter().all(|item| other.contains(item)) && other.iter().all(|item| one.contains(item))
}
