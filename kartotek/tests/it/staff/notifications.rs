//! The bell.

use super::committed;
use crate::{database::Database, personas::People};
use kartotek_core::{
    kernel::{Actor, Resource},
    queue::events::Place,
    staff::{
        notifications::{self, Notice, Topic},
        users::{self, OwnChange},
    },
};
use serde_json::json;
use uuid::Uuid;

both_databases! {
    those_who_want_to_hear_are_told_once,
    what_is_read_is_counted_no_more,
    what_is_erased_is_not_told_any_more,
}

fn notice(topic: Topic, id: Uuid, name: &str) -> Notice {
    Notice { topic, subject: Some((Resource::Customer, id)), details: json!({"name": name}) }
}

async fn unread(db: &Database, actor: &Actor) -> i64 {
    notifications::unread(db.read(), actor).await.unwrap()
}

async fn those_who_want_to_hear_are_told_once(db: Database) {
    let people = People::new(&db).await;
    let [admin, agent, technician, stranger] =
        [&people.administrator, &people.agent, &people.technician, &people.stranger].map(|person| (&person.actor, person.user.id));
    let topics = Some(vec![Topic::ImportFinished]);
    committed!(db, tx => users::change_own(tx, technician.0, OwnChange { topics, ..OwnChange::default() }));
    committed!(db, tx => users::deactivate(tx, admin.0, stranger.1));
    let before = db.events(people.account.id, Place::default()).await.last().unwrap().place;
    let everybody = [agent.1, technician.1, stranger.1, agent.1, people.elsewhere.user.id];
    let id = Uuid::now_v7();
    committed!(db, tx => notifications::notify(tx, admin.0, &everybody, notice(Topic::CustomerAssigned, id, "Hansen AS")));
    let counts = [unread(&db, agent.0).await, unread(&db, technician.0).await, unread(&db, &people.elsewhere.actor).await];
    assert_eq!(counts, [1, 0, 0]);
    let told = &notifications::list(db.read(), agent.0, false, None, 10).await.unwrap().items[0];
    assert_eq!((told.topic.as_str(), told.subject_resource.as_str(), told.subject_id), ("customer.assigned", "customer", Some(id)));
    assert_eq!(told.details, json!({"name": "Hansen AS", "actor": "Astrid Ødegård"}));
    let woken = db.events(people.account.id, before).await;
    assert_eq!(
        woken.iter().map(|event| (event.kind.as_str(), event.subject_id)).collect::<Vec<_>>(),
        [("notification.created", Some(agent.1.0))]
    );
    assert!(!woken[0].payload.to_string().contains("Hansen"), "an event names nobody");
    committed!(db, tx => notifications::notify(tx, admin.0, &[technician.1], notice(Topic::ImportFinished, id, "x")));
    assert_eq!(unread(&db, technician.0).await, 1);
}

async fn what_is_read_is_counted_no_more(db: Database) {
    let people = People::new(&db).await;
    let agent = &people.agent;
    for number in 0..5 {
        let name = format!("Kunde {number}");
        committed!(db, tx => notifications::notify(tx, &people.administrator.actor, &[agent.user.id], notice(Topic::CustomerAssigned, Uuid::now_v7(), &name)));
    }
    let page = notifications::list(db.read(), &agent.actor, false, None, 3).await.unwrap();
    assert_eq!(page.items.iter().map(|item| item.details["name"].as_str().unwrap()).collect::<Vec<_>>(), ["Kunde 4", "Kunde 3", "Kunde 2"]);
    let rest = notifications::list(db.read(), &agent.actor, false, page.next_cursor.as_deref(), 3).await.unwrap();
    assert_eq!((rest.items.len(), rest.next_cursor), (2, None));
    let first = page.items[0].id;
    // Somebody else's are not theirs to read.
    committed!(db, tx => notifications::mark_read(tx, &people.technician.actor, Some(first)));
    assert_eq!(unread(&db, &agent.actor).await, 5);
    committed!(db, tx => notifications::mark_read(tx, &agent.actor, Some(first)));
    assert_eq!(unread(&db, &agent.actor).await, 4);
    assert_eq!(notifications::list(db.read(), &agent.actor, true, None, 10).await.unwrap().items.len(), 4);
    committed!(db, tx => notifications::mark_read(tx, &agent.actor, None));
    assert_eq!(unread(&db, &agent.actor).await, 0);
    let events = db.events(people.account.id, Place::default()).await;
    assert_eq!(events.iter().filter(|event| event.kind == "notification.read").count(), 2);
}

async fn what_is_erased_is_not_told_any_more(db: Database) {
    let people = People::new(&db).await;
    let agent = &people.agent;
    let [gone, stays] = [Uuid::now_v7(), Uuid::now_v7()];
    for id in [gone, stays] {
        committed!(db, tx => notifications::notify(tx, &people.administrator.actor, &[agent.user.id], notice(Topic::CustomerAssigned, id, "x")));
    }
    committed!(db, tx => notifications::erase_subjects(tx, people.account.id, &[gone]));
    let left = notifications::list(db.read(), &agent.actor, false, None, 10).await.unwrap().items;
    assert_eq!(left.iter().map(|item| item.subject_id).collect::<Vec<_>>(), [Some(stays)]);
}
