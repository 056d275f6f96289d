//! Saving, changing and removing views of the list.

use super::{Column, Layout, ListView, store};
use crate::{
    customers::{Filter, Sort, labels},
    kernel::{Action, Actor, Error, FieldError, Resource, Result, UserId, ViewId, error::Refusals, text_field},
    storage::Tx,
};
use sea_orm::ConnectionTrait;
use serde::Deserialize;

/// The most views that a user saves.
const MOST_VIEWS: usize = 200;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;
/// The most columns of a view.
const MOST_COLUMNS: usize = 100;

/// A view to be saved.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewView {
    /// What it is called; unique among the user's views, whatever the case of the letters.
    pub name: String,
    /// Which customers.
    pub filter: Filter,
    /// In which order, such as `name` or `-updated`.
    pub sort: Option<String>,
    /// How much of each.
    pub layout: Option<Layout>,
    /// Which columns, from left to right, such as `name` or `attributes.floor`.
    pub columns: Vec<String>,
    /// Whether it stands beside the list.
    pub favourite: bool,
    /// Whether the list opens with it; the user's other views then do not.
    pub standard: bool,
    /// Whether everybody sees it.
    pub shared: bool,
}

/// A change of a view; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ViewChange {
    /// What it is called.
    pub name: Option<String>,
    /// Which customers.
    pub filter: Option<Filter>,
    /// In which order.
    pub sort: Option<String>,
    /// How much of each.
    pub layout: Option<Layout>,
    /// Which columns, from left to right.
    pub columns: Option<Vec<String>>,
    /// Whether it stands beside the list.
    pub favourite: Option<bool>,
    /// Whether the list opens with it.
    pub standard: Option<bool>,
    /// Whether everybody sees it.
    pub shared: Option<bool>,
}

/// The actor's own views and those that others share, by name.
///
/// # Errors
/// [`Error::Forbidden`] without the permission to view customers; `needs_user`.
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<ListView>> {
    store::seen_by(conn, actor.account, user(actor)?).await
}

/// One view that the actor sees.
///
/// # Errors
/// As [`list`]; [`Error::NotFound`].
pub async fn load(conn: &impl ConnectionTrait, actor: &Actor, id: ViewId) -> Result<ListView> {
    let user = user(actor)?;
    let view = store::find(conn, actor.account, id).await?;
    if view.user_id == user || view.shared { Ok(view) } else { Err(Error::NotFound) }
}

/// The view with which the list opens: the actor's own standard, else a shared one, else none.
///
/// # Errors
/// As [`list`].
pub async fn standard(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Option<ListView>> {
    let user = user(actor)?;
    let mut standards: Vec<ListView> = store::seen_by(conn, actor.account, user).await?.into_iter().filter(|view| view.standard).collect();
    // The own one first; of several shared ones always the oldest.
    standards.sort_by_key(|view| (view.user_id != user, view.id));
    Ok(standards.into_iter().next())
}

/// Saves a view.
///
/// # Errors
/// As [`list`]; [`Error::Forbidden`] for a shared one without the permission to edit the settings; `required`, `too_long`,
/// `view_taken`, `unknown_column`, `invalid_choice`, `too_many_views`.
pub async fn create(tx: &mut Tx, actor: &Actor, new: &NewView) -> Result<ListView> {
    let user = user(actor)?;
    if new.shared {
        actor.require(Resource::Settings, Action::Edit)?;
    }
    let mut refusals = Refusals::default();
    let name = refusals.check(name(&new.name));
    let sort = refusals.check(sort(new.sort.as_deref()));
    let columns = refusals.check(columns(&new.columns));
    refusals.finish()?;
    let (Some(name), Some(sort), Some(columns)) = (name, sort, columns) else {
        return Err(Error::internal("a refused view was not refused"));
    };
    let own = own(tx, actor, user).await?;
    if own.len() >= MOST_VIEWS {
        return Err(Error::refused("too_many_views", format!("at most {MOST_VIEWS} views; delete some")));
    }
    free(&own, None, &name)?;
    let view = ListView {
        id: ViewId::new(),
        user_id: user,
        name,
        filter: savable(&new.filter),
        sort,
        layout: new.layout.unwrap_or(Layout::Compact),
        columns,
        favourite: new.favourite,
        standard: new.standard,
        shared: new.shared,
    };
    store::insert(tx, actor.account, &view).await?;
    if view.standard {
        store::only_standard(tx, actor.account, user, view.id).await?;
    }
    Ok(view)
}

/// Changes an own view.
///
/// # Errors
/// As [`create`]; [`Error::NotFound`] also for somebody else's.
pub async fn change(tx: &mut Tx, actor: &Actor, id: ViewId, change: &ViewChange) -> Result<ListView> {
    let user = user(actor)?;
    let mut view = own_one(tx, actor, user, id).await?;
    if change.shared == Some(true) && !view.shared {
        actor.require(Resource::Settings, Action::Edit)?;
    }
    let mut refusals = Refusals::default();
    if let Some(new) = &change.name
        && let Some(name) = refusals.check(name(new))
    {
        view.name = name;
    }
    if let Some(new) = &change.sort
        && let Some(sort) = refusals.check(sort(Some(new)))
    {
        view.sort = sort;
    }
    if let Some(new) = &change.columns
        && let Some(columns) = refusals.check(columns(new))
    {
        view.columns = columns;
    }
    refusals.finish()?;
    free(&own(tx, actor, user).await?, Some(id), &view.name)?;
    if let Some(filter) = &change.filter {
        view.filter = savable(filter);
    }
    view.layout = change.layout.unwrap_or(view.layout);
    view.favourite = change.favourite.unwrap_or(view.favourite);
    view.standard = change.standard.unwrap_or(view.standard);
    view.shared = change.shared.unwrap_or(view.shared);
    store::update(tx, actor.account, &view).await?;
    if view.standard {
        store::only_standard(tx, actor.account, user, id).await?;
    }
    Ok(view)
}

/// Removes an own view.
///
/// # Errors
/// As [`list`]; [`Error::NotFound`] also for somebody else's.
pub async fn delete(tx: &mut Tx, actor: &Actor, id: ViewId) -> Result<()> {
    let user = user(actor)?;
    own_one(tx, actor, user, id).await?;
    store::delete(tx, actor.account, id).await
}

fn user(actor: &Actor) -> Result<UserId> {
    actor.require(Resource::Customer, Action::View)?;
    actor.user_id().ok_or_else(|| Error::refused("needs_user", "views belong to a user"))
}

async fn own(tx: &Tx, actor: &Actor, user: UserId) -> Result<Vec<ListView>> {
    Ok(store::seen_by(tx.conn(), actor.account, user).await?.into_iter().filter(|view| view.user_id == user).collect())
}

async fn own_one(tx: &Tx, actor: &Actor, user: UserId, id: ViewId) -> Result<ListView> {
    let view = store::find(tx.conn(), actor.account, id).await?;
    if view.user_id == user { Ok(view) } else { Err(Error::NotFound) }
}

fn name(text: &str) -> Result<String, FieldError> {
    text_field::line_within("name", text, LONGEST_NAME)?.ok_or_else(|| text_field::missing("name"))
}

fn sort(text: Option<&str>) -> Result<Sort, FieldError> {
    text.map(str::trim).filter(|text| !text.is_empty()).map_or(Ok(Sort::default()), str::parse)
}

/// Each column once, in the order given.
fn columns(texts: &[String]) -> Result<Vec<Column>, FieldError> {
    if texts.len() > MOST_COLUMNS {
        return Err(FieldError::new("columns", "too_many", format!("at most {MOST_COLUMNS}")).with("max", MOST_COLUMNS));
    }
    let mut columns = Vec::with_capacity(texts.len());
    for text in texts {
        let column = text.parse()?;
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    Ok(columns)
}

/// A selection by hand is not a filter that means anything tomorrow.
fn savable(filter: &Filter) -> Filter {
    Filter { ids: None, ..filter.clone() }
}

fn free(own: &[ListView], id: Option<ViewId>, name: &str) -> Result<()> {
    match own.iter().find(|view| Some(view.id) != id && labels::sameness(&view.name) == labels::sameness(name)) {
        Some(other) => {
            Err(FieldError::new("name", "view_taken", format!("you have a view {} already", other.name)).with("name", &other.name).into())
        }
        None => Ok(()),
    }
}
