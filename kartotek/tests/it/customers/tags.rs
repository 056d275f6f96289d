//! The account's list of tags.

use super::*;
use kartotek_core::{
    customers::{
        handlers, history,
        tags::{self, NewTag, TagChange, TagColour, TagState},
        views,
    },
    kernel::{Action, CustomerId, Error, Resource, TagId},
    queue::jobs::Handlers,
};

both_databases! {
    a_tag_is_made_changed_retired_and_deleted,
    tags_that_people_cannot_tell_apart_are_refused,
    two_tags_become_one,
    a_tag_of_many_is_merged_by_a_job,
    tags_need_their_own_permissions,
}

/// A tag with an English name.
pub fn named(name: &str) -> NewTag {
    NewTag { names: [("en".to_owned(), name.to_owned())].into(), ..NewTag::default() }
}

/// Makes a tag.
pub async fn tag(db: &Database, actor: &Actor, name: &str) -> tags::Tag {
    act(db, async |tx| tags::create(tx, actor, &named(name)).await.unwrap()).await
}

async fn tag_keys(db: &Database, actor: &Actor, customer: CustomerId) -> Vec<String> {
    views::get(db.read(), actor, customer).await.unwrap().tags.into_iter().map(|tag| tag.key).collect()
}

fn code(error: &Error) -> &str {
    match error {
        Error::Invalid(refusals) => refusals[0].code,
        Error::Refused { code, .. } => code,
        other => panic!("{other}"),
    }
}

async fn a_tag_is_made_changed_retired_and_deleted(db: Database) {
    let actor = account(&db).await;
    let names = [("nb", "Viktig kunde"), ("sv", "Viktig kund")].map(|(language, name)| (language.to_owned(), name.to_owned()));
    let new = NewTag { names: names.into(), colour: Some("#d63939".into()), ..NewTag::default() };
    let tag = act(&db, async |tx| tags::create(tx, &actor, &new).await.unwrap()).await;
    assert_eq!((tag.key.as_str(), tag.colour, tag.state, tag.version), ("viktig-kunde", TagColour::Red, TagState::Active, 1));
    let customer = made(&db, &actor, &CustomerInput { tags: Some(vec!["Viktig kund".into()]), ..person("Anna Berg", "", "") }).await;
    assert_eq!(tag_keys(&db, &actor, customer.id).await, ["viktig-kunde"]);
    let listed = tags::list(db.read(), &actor).await.unwrap();
    assert_eq!(listed.iter().map(|listed| (listed.tag.key.as_str(), listed.customers)).collect::<Vec<_>>(), [("viktig-kunde", 1)]);

    let green = TagChange { colour: Some("green".into()), version: Some(1), ..TagChange::default() };
    let changed = act(&db, async |tx| tags::change(tx, &actor, tag.id, &green).await.unwrap()).await;
    assert_eq!((changed.colour, changed.version, changed.names), (TagColour::Green, 2, tag.names));
    let mut tx = db.begin().await.unwrap();
    let Err(Error::Stale(current)) = tags::change(&mut tx, &actor, tag.id, &green).await else { panic!("the older version was accepted") };
    assert_eq!(current["version"], 2);
    assert_eq!(code(&tags::delete(&mut tx, &actor, tag.id).await.unwrap_err()), "tag_in_use");
    drop(tx);

    let retired = act(&db, async |tx| tags::retire(tx, &actor, tag.id).await.unwrap()).await;
    assert!(retired.is_retired());
    let mut tx = db.begin().await.unwrap();
    let berit = CustomerInput { tags: Some(vec!["viktig-kunde".into()]), ..person("Berit", "", "") };
    assert_eq!(code(&actions::create(&mut tx, &actor, &berit, Source::Manual).await.unwrap_err()), "retired_tag");
    drop(tx);
    assert_eq!(tag_keys(&db, &actor, customer.id).await, ["viktig-kunde"], "it stays where it is");
    act(&db, async |tx| tags::reactivate(tx, &actor, tag.id).await.unwrap()).await;
    let none = CustomerInput { tags: Some(Vec::new()), ..CustomerInput::default() };
    act(&db, async |tx| actions::update(tx, &actor, customer.id, &none, None).await.unwrap()).await;
    act(&db, async |tx| tags::delete(tx, &actor, tag.id).await.unwrap()).await;
    assert!(tags::list(db.read(), &actor).await.unwrap().is_empty());
    assert!(matches!(tags::load(db.read(), &actor, tag.id).await, Err(Error::NotFound)));
}

async fn tags_that_people_cannot_tell_apart_are_refused(db: Database) {
    let actor = account(&db).await;
    let tag = tag(&db, &actor, "Größe").await;
    let other = self::tag(&db, &actor, "Other").await;
    let mut tx = db.begin().await.unwrap();
    for name in ["Größe", "GROSSE", "größe "] {
        assert_eq!(code(&tags::create(&mut tx, &actor, &named(name)).await.unwrap_err()), "tag_taken", "{name}");
    }
    let same_key = NewTag { key: Some("grosse".into()), ..named("Something else") };
    assert_eq!(code(&tags::create(&mut tx, &actor, &same_key).await.unwrap_err()), "tag_taken");
    assert_eq!(code(&tags::create(&mut tx, &actor, &named(" ")).await.unwrap_err()), "required");
    let renamed = TagChange { names: Some(tag.names.clone()), ..TagChange::default() };
    assert_eq!(code(&tags::change(&mut tx, &actor, other.id, &renamed).await.unwrap_err()), "tag_taken");
    tags::change(&mut tx, &actor, tag.id, &renamed).await.unwrap();
    for emoji in ["★", "♥"] {
        tags::create(&mut tx, &actor, &named(emoji)).await.unwrap();
    }
}

async fn two_tags_become_one(db: Database) {
    let actor = account(&db).await;
    let (from, into) = (tag(&db, &actor, "Kjeledyr").await, tag(&db, &actor, "Pets").await);
    let with = |tags: &[&str], name: &str| CustomerInput {
        tags: Some(tags.iter().map(|tag| (*tag).to_owned()).collect()),
        ..person(name, "", "")
    };
    let only_from = made(&db, &actor, &with(&["kjeledyr"], "Anna")).await;
    let both = made(&db, &actor, &with(&["kjeledyr", "pets"], "Berit")).await;
    let neither = made(&db, &actor, &with(&[], "Cecilie")).await;
    let merged = act(&db, async |tx| tags::merge(tx, &actor, from.id, into.id).await.unwrap()).await;
    assert_eq!((merged.moved, merged.goes_on), (2, false));
    for (customer, expected) in [(only_from.id, vec!["pets"]), (both.id, vec!["pets"]), (neither.id, vec![])] {
        assert_eq!(tag_keys(&db, &actor, customer).await, expected);
    }
    assert!(matches!(tags::load(db.read(), &actor, from.id).await, Err(Error::NotFound)));
    let told = history::list(db.read(), &actor, both.id, Some("tags"), None, None).await.unwrap().items;
    assert_eq!(told[0].changes[0].before, serde_json::json!(["kjeledyr", "pets"]));
    assert_eq!(told[0].changes[0].after, serde_json::json!(["pets"]));
    assert_eq!(views::get(db.read(), &actor, both.id).await.unwrap().version, both.version + 1);
    assert_eq!(views::get(db.read(), &actor, neither.id).await.unwrap().version, neither.version);
    let mut tx = db.begin().await.unwrap();
    assert_eq!(code(&tags::merge(&mut tx, &actor, into.id, into.id).await.unwrap_err()), "same_tag");
    assert!(matches!(tags::merge(&mut tx, &actor, TagId::new(), into.id).await, Err(Error::NotFound)));
}

async fn a_tag_of_many_is_merged_by_a_job(db: Database) {
    let actor = account(&db).await;
    let (from, into) = (tag(&db, &actor, "Old").await, tag(&db, &actor, "New").await);
    let input = CustomerInput { tags: Some(vec!["old".into()]), ..person("Anna", "", "") };
    for _ in 0..230 {
        made(&db, &actor, &input).await;
    }
    let merged = act(&db, async |tx| tags::merge(tx, &actor, from.id, into.id).await.unwrap()).await;
    assert_eq!((merged.moved, merged.goes_on), (200, true));
    assert!(tags::load(db.read(), &actor, from.id).await.unwrap().is_retired(), "nobody puts it on meanwhile");
    handlers(Handlers::default()).drain(&db, "test").await.unwrap();
    let listed = tags::list(db.read(), &actor).await.unwrap();
    assert_eq!(listed.iter().map(|listed| (listed.tag.key.as_str(), listed.customers)).collect::<Vec<_>>(), [("new", 230)]);
}

async fn tags_need_their_own_permissions(db: Database) {
    let everything = account(&db).await;
    let tag = tag(&db, &everything, "VIP").await;
    let agent = user(&db, &everything, "Agent", &[Permission::all(Resource::Customer, Action::View)]).await;
    let nobody = user(&db, &everything, "Nobody", &[]).await;
    assert_eq!(tags::list(db.read(), &agent).await.unwrap().len(), 1, "whoever sees customers sees their tags");
    assert!(matches!(tags::list(db.read(), &nobody).await, Err(Error::Forbidden { .. })));
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(tags::create(&mut tx, &agent, &named("New")).await, Err(Error::Forbidden { .. })));
    assert!(matches!(tags::change(&mut tx, &agent, tag.id, &TagChange::default()).await, Err(Error::Forbidden { .. })));
    assert!(matches!(tags::retire(&mut tx, &agent, tag.id).await, Err(Error::Forbidden { .. })));
    assert!(matches!(tags::delete(&mut tx, &agent, tag.id).await, Err(Error::Forbidden { .. })));
    assert!(matches!(tags::merge(&mut tx, &agent, tag.id, tag.id).await, Err(Error::Forbidden { .. })));
    drop(tx);
    let elsewhere = account_called(&db, "Another AS").await;
    assert!(matches!(tags::load(db.read(), &elsewhere, tag.id).await, Err(Error::NotFound)), "another account's");
}
