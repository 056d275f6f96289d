//! Fields that the account defines.

use super::*;
use kartotek_core::{
    customers::{
        Filter,
        custom_fields::{self, ChoiceInput, FieldChange, FieldKind, FieldResource, FieldState, NewField},
        handlers, list, views,
    },
    kernel::{Action, Country, Error, FieldId, Resource},
    queue::jobs::Handlers,
};
use serde_json::{Value as Json, json};

both_databases! {
    a_field_is_defined_filled_and_filtered_by,
    a_field_in_use_is_retired_and_one_that_is_not_is_deleted,
    kind_and_choices_change_only_as_far_as_the_values_allow,
    a_field_that_becomes_searchable_is_found,
    required_fields_are_asked_for_by_hand_only,
    fields_are_put_in_order,
    names_are_told_apart,
    fields_need_their_own_permissions,
}

fn labels(en: &str) -> kartotek_core::customers::Labels {
    [("en".to_owned(), en.to_owned())].into()
}

/// A field with an English label.
pub fn field_of(kind: &str, label: &str) -> NewField {
    NewField { kind: Some(kind.into()), labels: labels(label), in_list: true, ..NewField::default() }
}

fn choices(labels_of: &[&str]) -> Vec<ChoiceInput> {
    labels_of.iter().map(|label| ChoiceInput { labels: labels(label), ..ChoiceInput::default() }).collect()
}

async fn defined(db: &Database, actor: &Actor, new: &NewField) -> custom_fields::CustomField {
    act(db, async |tx| custom_fields::create(tx, actor, new).await.unwrap()).await
}

fn with(key: &str, value: Json) -> CustomerInput {
    let attributes = [(key.to_owned(), value)].into_iter().collect();
    CustomerInput { attributes: Some(attributes), ..CustomerInput::default() }
}

fn code(error: &Error) -> &str {
    match error {
        Error::Invalid(refusals) => refusals[0].code,
        Error::Refused { code, .. } => code,
        other => panic!("{other}"),
    }
}

async fn count(db: &Database, actor: &Actor, filter: &Filter) -> i64 {
    list::count(db.read(), actor, Country::NORWAY, filter).await.unwrap().number
}

async fn a_field_is_defined_filled_and_filtered_by(db: Database) {
    let actor = account(&db).await;
    let level = defined(&db, &actor, &NewField { choices: choices(&["High", "Low"]), ..field_of("choices", "Level") }).await;
    assert_eq!(
        (level.key.as_str(), level.kind, level.resource, level.state),
        ("level", FieldKind::Choices, FieldResource::Customer, FieldState::Active)
    );
    let floor = defined(&db, &actor, &field_of("number", "Floor")).await;
    let anna =
        made(&db, &actor, &CustomerInput { attributes: with("level", json!("high; Low")).attributes, ..person("Anna", "", "") }).await;
    let berit = made(&db, &actor, &CustomerInput { attributes: with("floor", json!("12,0")).attributes, ..person("Berit", "", "") }).await;
    assert_eq!(anna.attributes["level"], json!(["high", "low"]));
    assert_eq!(berit.attributes["floor"], json!(12));
    for (field, value, expected) in [(&level, "high", 1), (&level, "low", 1), (&level, "middle", 0), (&floor, "12", 1), (&floor, "13", 0)] {
        let filter = Filter { attributes: vec![(field.id, value.to_owned())], ..Filter::default() };
        assert_eq!(count(&db, &actor, &filter).await, expected, "{} = {value}", field.key);
    }
    let cleared = act(&db, async |tx| actions::update(tx, &actor, anna.id, &with("level", Json::Null), None).await.unwrap()).await;
    assert!(cleared.attributes.is_empty());
    assert_eq!(count(&db, &actor, &Filter { attributes: vec![(level.id, "high".into())], ..Filter::default() }).await, 0);
}

async fn a_field_in_use_is_retired_and_one_that_is_not_is_deleted(db: Database) {
    let actor = account(&db).await;
    let code_field = defined(&db, &actor, &field_of("text", "Door code")).await;
    let anna =
        made(&db, &actor, &CustomerInput { attributes: with("door_code", json!("4711")).attributes, ..person("Anna", "", "") }).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(code(&custom_fields::delete(&mut tx, &actor, code_field.id).await.unwrap_err()), "field_in_use");
    drop(tx);
    act(&db, async |tx| custom_fields::retire(tx, &actor, code_field.id).await.unwrap()).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(
        code(&actions::update(&mut tx, &actor, anna.id, &with("door_code", json!("4712")), None).await.unwrap_err()),
        "retired_field"
    );
    drop(tx);
    let kept = act(&db, async |tx| actions::update(tx, &actor, anna.id, &person("Anna Berg", "", ""), None).await.unwrap()).await;
    assert_eq!(kept.attributes["door_code"], "4711", "old records keep it");
    act(&db, async |tx| custom_fields::reactivate(tx, &actor, code_field.id).await.unwrap()).await;
    act(&db, async |tx| actions::update(tx, &actor, anna.id, &with("door_code", json!("")), None).await.unwrap()).await;
    act(&db, async |tx| custom_fields::delete(tx, &actor, code_field.id).await.unwrap()).await;
    assert!(custom_fields::list(db.read(), &actor, FieldResource::Customer).await.unwrap().is_empty());
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(custom_fields::delete(&mut tx, &actor, code_field.id).await, Err(Error::NotFound)));
}

async fn kind_and_choices_change_only_as_far_as_the_values_allow(db: Database) {
    let actor = account(&db).await;
    let note = defined(&db, &actor, &field_of("text", "Remark")).await;
    let level = defined(&db, &actor, &NewField { choices: choices(&["High", "Low"]), ..field_of("choice", "Level") }).await;
    let unused = defined(&db, &actor, &field_of("text", "Unused")).await;
    let mut input = with("remark", json!("hello"));
    input.attributes.as_mut().unwrap().insert("level".into(), json!("high"));
    made(&db, &actor, &CustomerInput { attributes: input.attributes, ..person("Anna", "", "") }).await;
    let mut tx = db.begin().await.unwrap();
    let kind = |kind: &str| FieldChange { kind: Some(kind.into()), ..FieldChange::default() };
    assert_eq!(code(&custom_fields::change(&mut tx, &actor, note.id, &kind("number")).await.unwrap_err()), "field_in_use");
    assert_eq!(custom_fields::change(&mut tx, &actor, note.id, &kind("long_text")).await.unwrap().kind, FieldKind::LongText);
    assert_eq!(custom_fields::change(&mut tx, &actor, unused.id, &kind("date")).await.unwrap().kind, FieldKind::Date);
    assert_eq!(code(&custom_fields::change(&mut tx, &actor, unused.id, &kind("choice")).await.unwrap_err()), "needs_choices");
    let left = |labels: &[&str]| FieldChange { choices: Some(choices(labels)), ..FieldChange::default() };
    assert_eq!(code(&custom_fields::change(&mut tx, &actor, level.id, &left(&["Low"])).await.unwrap_err()), "choice_in_use");
    let changed = custom_fields::change(&mut tx, &actor, level.id, &left(&["High", "Very high"])).await.unwrap();
    assert_eq!(changed.choices.iter().map(|choice| choice.key.as_str()).collect::<Vec<_>>(), ["high", "very_high"]);
    let stale = FieldChange { required: Some(true), version: Some(1), ..FieldChange::default() };
    assert!(matches!(custom_fields::change(&mut tx, &actor, level.id, &stale).await, Err(Error::Stale(_))));
}

async fn a_field_that_becomes_searchable_is_found(db: Database) {
    let actor = account(&db).await;
    let field = defined(&db, &actor, &field_of("text", "Door code")).await;
    let anna =
        made(&db, &actor, &CustomerInput { attributes: with("door_code", json!("zebra 4711")).attributes, ..person("Anna", "", "") }).await;
    let search = Filter { q: Some("zebra".into()), ..Filter::default() };
    assert_eq!(count(&db, &actor, &search).await, 0);
    for (searchable, expected) in [(true, 1), (false, 0)] {
        let change = FieldChange { searchable: Some(searchable), ..FieldChange::default() };
        act(&db, async |tx| custom_fields::change(tx, &actor, field.id, &change).await.unwrap()).await;
        handlers(Handlers::default()).drain(&db, "test").await.unwrap();
        assert_eq!(count(&db, &actor, &search).await, expected, "searchable: {searchable}");
    }
    assert_eq!(views::get(db.read(), &actor, anna.id).await.unwrap().version, anna.version, "nothing that people see has changed");
}

async fn required_fields_are_asked_for_by_hand_only(db: Database) {
    let actor = account(&db).await;
    defined(&db, &actor, &NewField { required: true, ..field_of("yes_no", "Contract") }).await;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(code(&actions::create(&mut tx, &actor, &person("Anna", "", ""), Source::Manual).await.unwrap_err()), "required");
    let created = actions::create(&mut tx, &actor, &person("Anna", "", ""), Source::Ticket).await.unwrap();
    let filled = actions::update(&mut tx, &actor, created.id, &with("contract", json!("nei")), None).await.unwrap();
    assert_eq!(filled.attributes["contract"], json!(false));
    assert_eq!(code(&actions::update(&mut tx, &actor, created.id, &with("contract", Json::Null), None).await.unwrap_err()), "required");
}

async fn fields_are_put_in_order(db: Database) {
    let actor = account(&db).await;
    let mut ids = Vec::new();
    for label in ["One", "Two", "Three"] {
        ids.push(defined(&db, &actor, &field_of("text", label)).await.id);
    }
    let other = defined(&db, &actor, &NewField { resource: Some("order".into()), ..field_of("text", "One") }).await;
    let ordered = act(&db, async |tx| custom_fields::reorder(tx, &actor, FieldResource::Customer, &[ids[2], ids[0]]).await.unwrap()).await;
    let keys = |fields: &[custom_fields::CustomField]| fields.iter().map(|field| field.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&ordered), ["three", "one", "two"]);
    assert_eq!(custom_fields::list(db.read(), &actor, FieldResource::Customer).await.unwrap(), ordered);
    let mut tx = db.begin().await.unwrap();
    for stranger in [other.id, FieldId::new()] {
        assert!(matches!(custom_fields::reorder(&mut tx, &actor, FieldResource::Customer, &[stranger]).await, Err(Error::NotFound)));
    }
}

async fn names_are_told_apart(db: Database) {
    let actor = account(&db).await;
    defined(&db, &actor, &field_of("text", "Door code")).await;
    let mut tx = db.begin().await.unwrap();
    for (new, expected) in [
        (field_of("text", "DOOR CODE"), "field_taken"),
        (NewField { key: Some("door_code".into()), ..field_of("text", "Other") }, "field_taken"),
        (NewField { key: Some("email".into()), ..field_of("text", "Other") }, "reserved_key"),
        (NewField { key: Some("No Good".into()), ..field_of("text", "Other") }, "invalid_key"),
        (field_of("text", " "), "required"),
        (field_of("colour", "Other"), "invalid_choice"),
        (field_of("choice", "Other"), "needs_choices"),
    ] {
        assert_eq!(code(&custom_fields::create(&mut tx, &actor, &new).await.unwrap_err()), expected, "{new:?}");
    }
    assert_eq!(custom_fields::create(&mut tx, &actor, &field_of("text", "Name")).await.unwrap().key, "own_name");
}

async fn fields_need_their_own_permissions(db: Database) {
    let everything = account(&db).await;
    let field = defined(&db, &everything, &field_of("text", "Door code")).await;
    let agent = user(&db, &everything, "Agent", &[Permission::all(Resource::Customer, Action::View)]).await;
    let nobody = user(&db, &everything, "Nobody", &[]).await;
    assert_eq!(custom_fields::list(db.read(), &agent, FieldResource::Customer).await.unwrap().len(), 1);
    assert!(matches!(custom_fields::list(db.read(), &nobody, FieldResource::Customer).await, Err(Error::Forbidden { .. })));
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(custom_fields::create(&mut tx, &agent, &field_of("text", "X")).await, Err(Error::Forbidden { .. })));
    assert!(matches!(custom_fields::change(&mut tx, &agent, field.id, &FieldChange::default()).await, Err(Error::Forbidden { .. })));
    assert!(matches!(custom_fields::retire(&mut tx, &agent, field.id).await, Err(Error::Forbidden { .. })));
    assert!(matches!(custom_fields::reorder(&mut tx, &agent, FieldResource::Customer, &[]).await, Err(Error::Forbidden { .. })));
    assert!(matches!(custom_fields::delete(&mut tx, &agent, field.id).await, Err(Error::Forbidden { .. })));
    drop(tx);
    let elsewhere = account_called(&db, "Another AS").await;
    assert!(matches!(custom_fields::load(db.read(), &elsewhere, field.id).await, Err(Error::NotFound)));
}
