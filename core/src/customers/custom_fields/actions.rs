//! Defining, changing, retiring and deleting custom fields.

use super::{Choice, CustomField, FieldKind, FieldResource, FieldState, MOST_CHOICES, MOST_FIELDS, refresh, store};
use crate::{
    customers::labels::{self, Labels, key_from},
    kernel::{Action, Actor, Error, FieldError, FieldId, Resource, Result, error::Refusals},
    queue::events,
    storage::Tx,
};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::json;

/// The longest label, in characters.
const LONGEST_LABEL: usize = 100;

/// Names that the customer's own fields have: an import or an API client could not tell them apart.
const RESERVED: &[&str] = &[
    "id",
    "number",
    "kind",
    "name",
    "first_name",
    "last_name",
    "raw_name",
    "title",
    "email",
    "emails",
    "phone",
    "phones",
    "mobile",
    "external_id",
    "external_ids",
    "organisation",
    "organisations",
    "role",
    "support_language",
    "language",
    "tag",
    "tags",
    "address",
    "invoice_address",
    "street",
    "postal_code",
    "place",
    "country",
    "organisation_number",
    "personal_number",
    "note",
    "attributes",
    "assigned_to",
    "follow_assignment",
    "hub_access",
    "state",
    "source",
    "created_at",
    "updated_at",
    "version",
];

/// A choice as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChoiceInput {
    /// What is stored; made from the first label if it is not given.
    pub key: Option<String>,
    /// What is shown, by language of the UI.
    pub labels: Labels,
}

/// A field to be defined.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewField {
    /// What it belongs to; customers if nothing is said.
    pub resource: Option<String>,
    /// Its name in the API and in imports; made from the first label if it is not given.
    pub key: Option<String>,
    /// Its name by language of the UI.
    pub labels: Labels,
    /// What kind of value it holds; `text` if nothing is said.
    pub kind: Option<String>,
    /// The answers, if it is a choice.
    pub choices: Vec<ChoiceInput>,
    /// Whether a new record must have it.
    pub required: bool,
    /// Whether lists may show, filter and sort it.
    pub in_list: bool,
    /// Whether the search looks at it.
    pub searchable: bool,
    /// Whether customers do not see it in the hub.
    pub hidden_from_hub: bool,
}

/// A change of a field; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldChange {
    /// Its name by language of the UI, all of them.
    pub labels: Option<Labels>,
    /// What kind of value it holds; only while no record has a value, or from `text` to `long_text`.
    pub kind: Option<String>,
    /// The answers, all of them; one that records have cannot be left out.
    pub choices: Option<Vec<ChoiceInput>>,
    /// Whether a new record must have it.
    pub required: Option<bool>,
    /// Whether lists may show, filter and sort it.
    pub in_list: Option<bool>,
    /// Whether the search looks at it.
    pub searchable: Option<bool>,
    /// Whether customers do not see it in the hub.
    pub hidden_from_hub: Option<bool>,
    /// The version that was read; someone else's change in between is refused.
    pub version: Option<i64>,
}

/// The fields of a resource in their order, retired ones included.
///
/// # Errors
/// [`Error::Forbidden`] unless the actor may see fields or customers.
pub async fn list(conn: &impl ConnectionTrait, actor: &Actor, resource: FieldResource) -> Result<Vec<CustomField>> {
    if !actor.may(Resource::Customer, Action::View) {
        actor.require(Resource::CustomField, Action::View)?;
    }
    super::of(conn, actor.account, resource).await
}

/// One field.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn load(conn: &impl ConnectionTrait, actor: &Actor, id: FieldId) -> Result<CustomField> {
    if !actor.may(Resource::Customer, Action::View) {
        actor.require(Resource::CustomField, Action::View)?;
    }
    store::find(conn, actor.account, id).await
}

/// Defines a field.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]: `required`, `too_long`, `invalid_key`, `reserved_key`, `field_taken`, `invalid_choice`,
/// `needs_choices`, `duplicate_choice`; `too_many_fields`.
pub async fn create(tx: &mut Tx, actor: &Actor, new: &NewField) -> Result<CustomField> {
    actor.require(Resource::CustomField, Action::Create)?;
    let mut refusals = Refusals::default();
    let resource = word(&mut refusals, "resource", new.resource.as_deref(), FieldResource::Customer);
    let kind = word(&mut refusals, "kind", new.kind.as_deref(), FieldKind::Text);
    let labels = refusals.check(labels::parse("labels", &new.labels, LONGEST_LABEL));
    let key = labels.as_ref().and_then(|labels| refusals.check(key_of(new.key.as_deref(), labels)));
    let choices = kind.and_then(|kind| refusals.check(parse_choices(kind, &new.choices)));
    refusals.finish()?;
    let (Some(resource), Some(kind), Some(labels), Some(key), Some(choices)) = (resource, kind, labels, key, choices) else {
        return Err(Error::internal("a refused field was not refused"));
    };
    let existing = super::of(tx.conn(), actor.account, resource).await?;
    if existing.len() >= MOST_FIELDS {
        return Err(Error::refused("too_many_fields", format!("at most {MOST_FIELDS} fields; delete some that are not in use")));
    }
    if existing.iter().any(|field| field.key == key) {
        return Err(key_taken(&key));
    }
    unambiguous(&existing, None, &labels)?;
    let field = CustomField {
        id: FieldId::new(),
        resource,
        key,
        labels,
        kind,
        choices,
        required: new.required,
        in_list: new.in_list,
        searchable: new.searchable,
        hidden_from_hub: new.hidden_from_hub,
        state: FieldState::Active,
        position: existing.last().map_or(0, |last| last.position + 1),
        version: 1,
    };
    store::insert(tx, actor.account, &field).await?;
    events::record(tx, actor, "custom_field.created", Some(field.id.0), json!({"resource": resource})).await?;
    Ok(field)
}

/// Changes a field. Its values are kept; where the search text changes by it, a job writes it anew.
///
/// # Errors
/// As [`create`], and [`Error::NotFound`], [`Error::Stale`] with the current field, `field_in_use` for a kind that the values do
/// not fit, `choice_in_use`.
pub async fn change(tx: &mut Tx, actor: &Actor, id: FieldId, change: &FieldChange) -> Result<CustomField> {
    actor.require(Resource::CustomField, Action::Edit)?;
    let old = store::find_for_change(tx, actor.account, id).await?;
    if change.version.is_some_and(|version| version != old.version) {
        return Err(Error::Stale(Box::new(serde_json::to_value(&old)?)));
    }
    let mut refusals = Refusals::default();
    let mut field = old.clone();
    if let Some(labels) = &change.labels
        && let Some(labels) = refusals.check(labels::parse("labels", labels, LONGEST_LABEL))
    {
        field.labels = labels;
    }
    if let Some(kind) = word(&mut refusals, "kind", change.kind.as_deref(), old.kind) {
        field.kind = kind;
    }
    let choices = change.choices.as_deref();
    let parsed = match choices {
        Some(choices) => parse_choices(field.kind, choices),
        None if field.kind == old.kind => Ok(old.choices.clone()),
        None => parse_choices(field.kind, &[]),
    };
    if let Some(choices) = refusals.check(parsed) {
        field.choices = choices;
    }
    refusals.finish()?;
    field.required = change.required.unwrap_or(old.required);
    field.in_list = change.in_list.unwrap_or(old.in_list);
    field.searchable = change.searchable.unwrap_or(old.searchable);
    field.hidden_from_hub = change.hidden_from_hub.unwrap_or(old.hidden_from_hub);
    if field.kind != old.kind
        && (old.kind, field.kind) != (FieldKind::Text, FieldKind::LongText)
        && store::in_use(tx, actor.account, id).await?
    {
        return Err(Error::refused("field_in_use", "records have values of another kind in this field; retire it and define a new one"));
    }
    for gone in old.choices.iter().filter(|choice| field.choices.iter().all(|kept| kept.key != choice.key)) {
        if store::has_value(tx, actor.account, id, &gone.key).await? {
            let label = labels::pick(&gone.labels, "en").unwrap_or(&gone.key);
            return Err(FieldError::new("choices", "choice_in_use", format!("records have the answer {label}; it cannot be removed"))
                .with("value", label)
                .into());
        }
    }
    if field.labels != old.labels {
        unambiguous(&super::of(tx.conn(), actor.account, old.resource).await?, Some(id), &field.labels)?;
    }
    save(tx, actor, &old, field).await
}

/// Stops a field from being offered on new records; old ones keep their values.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn retire(tx: &mut Tx, actor: &Actor, id: FieldId) -> Result<CustomField> {
    set_state(tx, actor, id, FieldState::Retired).await
}

/// Offers a retired field again.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn reactivate(tx: &mut Tx, actor: &Actor, id: FieldId) -> Result<CustomField> {
    set_state(tx, actor, id, FieldState::Active).await
}

async fn set_state(tx: &mut Tx, actor: &Actor, id: FieldId, state: FieldState) -> Result<CustomField> {
    actor.require(Resource::CustomField, Action::Edit)?;
    let old = store::find_for_change(tx, actor.account, id).await?;
    let field = CustomField { state, ..old.clone() };
    save(tx, actor, &old, field).await
}

async fn save(tx: &mut Tx, actor: &Actor, old: &CustomField, mut field: CustomField) -> Result<CustomField> {
    if field == *old {
        return Ok(field);
    }
    field.version += 1;
    store::update(tx, actor.account, &field).await?;
    events::record(tx, actor, "custom_field.changed", Some(field.id.0), json!({"resource": field.resource, "version": field.version}))
        .await?;
    let said_otherwise = field.searchable != old.searchable || (field.searchable && field.choices != old.choices);
    if said_otherwise && field.resource == FieldResource::Customer {
        refresh::enqueue(tx, actor.account, field.id).await?;
    }
    Ok(field)
}

/// Puts the fields of a resource into this order; fields that are not mentioned come after them, as they were.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] for a field of another resource.
pub async fn reorder(tx: &mut Tx, actor: &Actor, resource: FieldResource, order: &[FieldId]) -> Result<Vec<CustomField>> {
    actor.require(Resource::CustomField, Action::Edit)?;
    let mut fields = super::of(tx.conn(), actor.account, resource).await?;
    if order.iter().any(|id| fields.iter().all(|field| field.id != *id)) {
        return Err(Error::NotFound);
    }
    fields.sort_by_key(|field| order.iter().position(|id| *id == field.id).unwrap_or(usize::MAX));
    for (position, field) in fields.iter_mut().enumerate() {
        if field.position != position as i64 {
            field.position = position as i64;
            field.version += 1;
            store::update(tx, actor.account, field).await?;
        }
    }
    events::record(tx, actor, "custom_field.changed", None, json!({"resource": resource})).await?;
    Ok(fields)
}

/// Deletes a field in which no record has a value.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; `field_in_use`: retire it instead.
pub async fn delete(tx: &mut Tx, actor: &Actor, id: FieldId) -> Result<()> {
    actor.require(Resource::CustomField, Action::Delete)?;
    let field = store::find_for_change(tx, actor.account, id).await?;
    if store::in_use(tx, actor.account, id).await? {
        return Err(Error::refused("field_in_use", "records have values in this field; retire it instead"));
    }
    store::delete(tx, actor.account, id).await?;
    events::record(tx, actor, "custom_field.deleted", Some(id.0), json!({"resource": field.resource})).await
}

/// A word of a fixed list, or the one that stands for nothing said.
fn word<T: std::str::FromStr>(refusals: &mut Refusals, name: &str, text: Option<&str>, otherwise: T) -> Option<T> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Some(otherwise),
        Some(text) => refusals.check(
            text.parse()
                .map_err(|_| FieldError::new(name, "invalid_choice", format!("{text} is not one of the choices")).with("value", text)),
        ),
    }
}

fn key_of(given: Option<&str>, labels: &Labels) -> Result<String, FieldError> {
    let begins_with_letter = |key: &str| key.starts_with(|c: char| c.is_ascii_lowercase());
    let key = match given.map(str::trim).filter(|key| !key.is_empty()) {
        Some(key) if key_from(key, '_') == key && begins_with_letter(key) => key.to_owned(),
        Some(_) => {
            return Err(FieldError::new(
                "key",
                "invalid_key",
                "a key begins with a small letter and is made of small letters, digits and _",
            ));
        }
        None => {
            let key = key_from(labels::pick(labels, "en").unwrap_or_default(), '_');
            match key {
                // A label in another script, or one that begins with a digit: the key only has to be valid and unique.
                key if key.is_empty() => format!("field_{}", &FieldId::new().0.simple().to_string()[24..]),
                key if !begins_with_letter(&key) => format!("field_{key}"),
                key if RESERVED.contains(&key.as_str()) => format!("own_{key}"),
                key => key,
            }
        }
    };
    if RESERVED.contains(&key.as_str()) {
        return Err(FieldError::new("key", "reserved_key", format!("every customer has a field {key} already")).with("key", key));
    }
    Ok(key)
}

fn parse_choices(kind: FieldKind, typed: &[ChoiceInput]) -> Result<Vec<Choice>, FieldError> {
    if !matches!(kind, FieldKind::Choice | FieldKind::Choices) {
        return Ok(Vec::new());
    }
    if typed.len() > MOST_CHOICES {
        return Err(FieldError::new("choices", "too_many", format!("at most {MOST_CHOICES}")).with("max", MOST_CHOICES));
    }
    let mut choices: Vec<Choice> = Vec::with_capacity(typed.len());
    for input in typed {
        // A line that was left empty in the form.
        if input.labels.values().all(|label| label.trim().is_empty()) && input.key.as_deref().unwrap_or_default().trim().is_empty() {
            continue;
        }
        let labels = labels::parse("choices", &input.labels, LONGEST_LABEL)?;
        let key = match input.key.as_deref().map(str::trim).filter(|key| !key.is_empty()) {
            Some(key) if key_from(key, '_') == key => key.to_owned(),
            Some(key) => {
                return Err(FieldError::new("choices", "invalid_key", format!("{key}: a key is made of small letters, digits and _"))
                    .with("key", key));
            }
            None => match key_from(labels::pick(&labels, "en").unwrap_or_default(), '_') {
                key if key.is_empty() => format!("choice_{}", choices.len() + 1),
                key => key,
            },
        };
        let twice = choices.iter().any(|other| other.key == key || labels.values().any(|label| labels::is_called(&other.labels, label)));
        if twice {
            let label = labels::pick(&labels, "en").unwrap_or_default();
            return Err(FieldError::new("choices", "duplicate_choice", format!("{label} stands there twice")).with("value", label));
        }
        choices.push(Choice { key, labels });
    }
    if choices.is_empty() {
        return Err(FieldError::new("choices", "needs_choices", "give at least one answer to choose from"));
    }
    Ok(choices)
}

pub(super) fn key_taken(key: &str) -> Error {
    FieldError::new("key", "field_taken", format!("there is a field {key} already")).with("key", key).into()
}

/// Imports recognise a field by its label, so no two of a resource may have the same.
fn unambiguous(existing: &[CustomField], own: Option<FieldId>, labels: &Labels) -> Result<()> {
    for field in existing.iter().filter(|field| Some(field.id) != own) {
        if let Some(label) = labels.values().find(|label| labels::is_called(&field.labels, label)) {
            return Err(FieldError::new("labels", "field_taken", format!("there is a field {label} already")).with("key", label).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(en: &str) -> Labels {
        [("en".to_owned(), en.to_owned())].into()
    }

    fn choice(key: Option<&str>, en: &str) -> ChoiceInput {
        ChoiceInput { key: key.map(ToOwned::to_owned), labels: labels(en) }
    }

    #[test]
    fn a_key_is_made_from_the_label_and_never_collides_with_a_built_in_field() {
        assert_eq!(key_of(None, &labels("Door code")).unwrap(), "door_code");
        assert_eq!(key_of(None, &labels("Name")).unwrap(), "own_name");
        assert_eq!(key_of(None, &labels("2nd floor")).unwrap(), "field_2nd_floor");
        assert!(key_of(None, &labels("東京")).unwrap().starts_with("field_"));
        assert_eq!(key_of(Some("door_code"), &labels("x")).unwrap(), "door_code");
        assert_eq!(key_of(Some("email"), &labels("x")).unwrap_err().code, "reserved_key");
        for key in ["Door", "door-code", "1st", "dør", "_x", "a b"] {
            assert_eq!(key_of(Some(key), &labels("x")).unwrap_err().code, "invalid_key", "{key}");
        }
    }

    #[test]
    fn choices_are_needed_once_each_and_only_by_choices() {
        assert_eq!(parse_choices(FieldKind::Text, &[choice(None, "High")]).unwrap(), []);
        assert_eq!(parse_choices(FieldKind::Choice, &[]).unwrap_err().code, "needs_choices");
        let parsed =
            parse_choices(FieldKind::Choices, &[choice(None, "Very high"), choice(None, " "), choice(Some("low"), "Low")]).unwrap();
        assert_eq!(parsed.iter().map(|choice| choice.key.as_str()).collect::<Vec<_>>(), ["very_high", "low"]);
        assert_eq!(
            parse_choices(FieldKind::Choice, &[choice(None, "High"), choice(Some("other"), "HIGH")]).unwrap_err().code,
            "duplicate_choice"
        );
        assert_eq!(parse_choices(FieldKind::Choice, &[choice(Some("No Good"), "High")]).unwrap_err().code, "invalid_key");
        let many: Vec<ChoiceInput> = (0..=MOST_CHOICES).map(|n| choice(None, &format!("choice {n}"))).collect();
        assert_eq!(parse_choices(FieldKind::Choice, &many).unwrap_err().code, "too_many");
    }
}
