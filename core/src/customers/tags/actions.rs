//! Making, changing, retiring and deleting tags. Putting them on customers is a change of the customer.

use super::{LONGEST_NAME, Listed, MOST_TAGS, Tag, TagColour, TagState, store};
use crate::{
    customers::labels::{self, Labels, key_from},
    kernel::{Action, Actor, Error, FieldError, Resource, Result, TagId, error::Refusals},
    queue::events,
    storage::Tx,
};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::json;

/// A tag to be made.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewTag {
    /// Its name in the API and in imports; made from the first name if it is not given.
    pub key: Option<String>,
    /// Its name by language of the UI.
    pub names: Labels,
    /// A word of the palette or `#rrggbb`; chosen by key if it is not given.
    pub colour: Option<String>,
}

/// A change of a tag; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TagChange {
    /// Its name by language of the UI, all of them.
    pub names: Option<Labels>,
    /// A word of the palette or `#rrggbb`.
    pub colour: Option<String>,
    /// The version that was read; someone else's change in between is refused.
    pub version: Option<i64>,
}

/// The account's tags by key, retired ones included, with how many customers have each.
///
/// # Errors
/// [`Error::Forbidden`] unless the actor may see tags or customers.
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Listed>> {
    if !actor.may(Resource::Customer, Action::View) {
        actor.require(Resource::Tag, Action::View)?;
    }
    store::all(conn, actor.account).await
}

/// One tag.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn load(conn: &impl ConnectionTrait, actor: &Actor, id: TagId) -> Result<Tag> {
    if !actor.may(Resource::Customer, Action::View) {
        actor.require(Resource::Tag, Action::View)?;
    }
    store::find(conn, actor.account, id).await
}

/// Makes a tag.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]: `required`, `too_long`, `invalid_key`, `taken`, `invalid_colour`.
pub async fn create(tx: &mut Tx, actor: &Actor, new: &NewTag) -> Result<Tag> {
    actor.require(Resource::Tag, Action::Create)?;
    let mut refusals = Refusals::default();
    let names = refusals.check(labels::parse("names", &new.names, LONGEST_NAME));
    let key = refusals.check(key_of(new.key.as_deref(), names.as_ref()));
    let colour = new.colour.as_deref().filter(|text| !text.trim().is_empty()).map(|text| refusals.check(TagColour::parse(text)));
    refusals.finish()?;
    let (Some(names), Some(key)) = (names, key) else { return Err(Error::internal("a refused tag was not refused")) };
    let colour = colour.flatten().unwrap_or_else(|| TagColour::for_key(&key));
    let existing = store::all(tx.conn(), actor.account).await?;
    if existing.len() >= MOST_TAGS {
        return Err(Error::refused("too_many_tags", format!("an account has at most {MOST_TAGS} tags; merge or delete some")));
    }
    if existing.iter().any(|listed| listed.tag.key == key) {
        return Err(key_taken(&key));
    }
    unambiguous(&existing, None, &names)?;
    let tag = Tag { id: TagId::new(), key, names, colour, state: TagState::Active, version: 1 };
    store::insert(tx, actor.account, &tag).await?;
    events::record(tx, actor, "tag.created", Some(tag.id.0), json!({})).await?;
    Ok(tag)
}

/// Changes a tag's names or colour.
///
/// # Errors
/// As [`create`], and [`Error::NotFound`], [`Error::Stale`] with the current tag.
pub async fn change(tx: &mut Tx, actor: &Actor, id: TagId, change: &TagChange) -> Result<Tag> {
    actor.require(Resource::Tag, Action::Edit)?;
    let old = store::find_for_change(tx, actor.account, id).await?;
    if change.version.is_some_and(|version| version != old.version) {
        return Err(Error::Stale(Box::new(serde_json::to_value(&old)?)));
    }
    let mut refusals = Refusals::default();
    let mut tag = old.clone();
    if let Some(names) = &change.names
        && let Some(names) = refusals.check(labels::parse("names", names, LONGEST_NAME))
    {
        tag.names = names;
    }
    if let Some(colour) = &change.colour
        && let Some(colour) = refusals.check(TagColour::parse(colour))
    {
        tag.colour = colour;
    }
    refusals.finish()?;
    if tag.names != old.names {
        unambiguous(&store::all(tx.conn(), actor.account).await?, Some(id), &tag.names)?;
    }
    save(tx, actor, &old, tag).await
}

/// Stops a tag from being offered; customers that have it keep it.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn retire(tx: &mut Tx, actor: &Actor, id: TagId) -> Result<Tag> {
    set_state(tx, actor, id, TagState::Retired).await
}

/// Offers a retired tag again.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn reactivate(tx: &mut Tx, actor: &Actor, id: TagId) -> Result<Tag> {
    set_state(tx, actor, id, TagState::Active).await
}

async fn set_state(tx: &mut Tx, actor: &Actor, id: TagId, state: TagState) -> Result<Tag> {
    actor.require(Resource::Tag, Action::Edit)?;
    let old = store::find_for_change(tx, actor.account, id).await?;
    let tag = Tag { state, ..old.clone() };
    save(tx, actor, &old, tag).await
}

async fn save(tx: &mut Tx, actor: &Actor, old: &Tag, mut tag: Tag) -> Result<Tag> {
    if tag == *old {
        return Ok(tag);
    }
    tag.version += 1;
    store::update(tx, actor.account, &tag).await?;
    events::record(tx, actor, "tag.changed", Some(tag.id.0), json!({"version": tag.version})).await?;
    Ok(tag)
}

/// Deletes a tag that no customer has.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; `tag_in_use`: retire or merge it instead.
pub async fn delete(tx: &mut Tx, actor: &Actor, id: TagId) -> Result<()> {
    actor.require(Resource::Tag, Action::Delete)?;
    let tag = store::find_for_change(tx, actor.account, id).await?;
    if store::in_use(tx, actor.account, id).await? {
        return Err(Error::refused("tag_in_use", "customers have this tag; retire it, or merge it into another"));
    }
    store::delete(tx, actor.account, tag.id).await?;
    events::record(tx, actor, "tag.deleted", Some(id.0), json!({})).await
}

fn key_of(given: Option<&str>, names: Option<&Labels>) -> Result<String, FieldError> {
    let invalid = || FieldError::new("key", "invalid_key", "a key is made of small letters, digits and hyphens");
    match given.map(str::trim).filter(|key| !key.is_empty()) {
        Some(key) if key_from(key, '-') == key => Ok(key.to_owned()),
        Some(_) => Err(invalid()),
        None => {
            let name = names.and_then(|names| names.get("en").or_else(|| names.values().next()));
            // Without names there is a refusal already.
            let Some(name) = name else { return Ok(String::new()) };
            match key_from(name, '-') {
                // A name in another script: the key only has to be unique.
                key if key.is_empty() => Ok(format!("tag-{}", &TagId::new().0.simple().to_string()[20..])),
                key => Ok(key),
            }
        }
    }
}

pub(super) fn key_taken(key: &str) -> Error {
    Error::Invalid(vec![FieldError::new("key", "tag_taken", format!("there is a tag {key} already")).with("tag", key)])
}

/// Imports and the API name tags by their names, so no two may have the same.
fn unambiguous(existing: &[Listed], own: Option<TagId>, names: &Labels) -> Result<()> {
    for listed in existing.iter().filter(|listed| Some(listed.tag.id) != own) {
        if let Some(name) = names.values().find(|name| labels::is_called(&listed.tag.names, name)) {
            return Err(FieldError::new("names", "tag_taken", format!("there is a tag {name} already")).with("tag", name).into());
        }
    }
    Ok(())
}
