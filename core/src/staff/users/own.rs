//! What users change of themselves. Needs no permission: it is always the actor's own record.

use super::{ListChoice, Theme, User, store};
use crate::{
    kernel::{Action, Actor, Error, Resource, Result, UiLanguage, error::Refusals},
    queue::events,
    staff::{name, notifications::Topic},
    storage::Tx,
};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::json;

/// The most columns that are kept.
const MOST_COLUMNS: usize = 100;

/// A change of the own record; what is `None` stays.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct OwnChange {
    /// The own name.
    pub name: Option<String>,
    /// The interface's language; `Some(None)` for that of the browser or the account.
    pub language: Option<Option<UiLanguage>>,
    /// How the pages look.
    pub theme: Option<Theme>,
    /// The notifications that are wanted, all of them.
    pub topics: Option<Vec<Topic>>,
    /// How the list of customers is arranged.
    pub list: Option<ListChoice>,
}

/// The acting user.
///
/// # Errors
/// [`Error::Forbidden`] if no user acts.
pub async fn own(conn: &impl ConnectionTrait, actor: &Actor) -> Result<User> {
    let id = actor.user_id().ok_or(Error::Forbidden { resource: Resource::User, action: Action::View })?;
    store::find(conn, actor.account, id).await
}

/// Changes the acting user's name, language, look and notifications.
///
/// # Errors
/// [`Error::Forbidden`] if no user acts; a name that is empty or too long.
pub async fn change_own(tx: &mut Tx, actor: &Actor, change: OwnChange) -> Result<User> {
    let id = actor.user_id().ok_or(Error::Forbidden { resource: Resource::User, action: Action::Edit })?;
    let old = store::take(tx, actor.account, id).await?;
    let mut user = old.clone();
    let mut refusals = Refusals::default();
    if let Some(text) = &change.name {
        user.name = refusals.check(name("name", text)).unwrap_or_default();
    }
    refusals.finish()?;
    user.language = change.language.unwrap_or(user.language);
    user.theme = change.theme.unwrap_or(user.theme);
    if let Some(wanted) = &change.topics {
        user.preferences.muted = Topic::ALL.iter().filter(|topic| !wanted.contains(topic)).map(ToString::to_string).collect();
    }
    if let Some(list) = change.list {
        user.preferences.list = ListChoice { columns: list.columns.into_iter().take(MOST_COLUMNS).collect(), layout: list.layout };
    }
    if user != old {
        store::update(tx, actor.account, &mut user).await?;
        events::record(tx, actor, "user.changed", Some(id.0), json!({"fields": ["profile"]})).await?;
    }
    Ok(user)
}
