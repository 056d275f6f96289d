//! One change on many customers.

use super::*;
use kartotek_core::{
    customers::{Filter, bulk, counts, views},
    kernel::{Action, Error, Resource},
    queue::jobs::Handlers,
};

both_databases! {
    a_whole_filter_is_changed_and_taken_back,
    only_what_may_be_changed_is_changed,
    deletion_cannot_be_undone,
}

fn handlers() -> Handlers {
    Handlers::default().on(bulk::JOB, bulk::job).on(counts::FOLD_JOB, counts::fold_job).on(bulk::UNDO_JOB, bulk::undo_job)
}

/// An administrator as a user, because bulk changes are begun by users.
async fn administrator(db: &Database, actor: &Actor) -> Actor {
    let permissions: Vec<Permission> = PermissionSet::everything().iter().collect();
    let administrator = user(db, actor, "Admin", &permissions).await;
    let tx = db.begin().await.unwrap();
    let sql = "insert into user_roles (account_id, user_id, role_id) select account_id, $2, id from roles where account_id = $1 and key = 'administrator'";
    kartotek_core::storage::execute(tx.conn(), sql, vec![actor.account.into(), administrator.user_id().unwrap().into()]).await.unwrap();
    tx.commit().await.unwrap();
    administrator
}

async fn a_whole_filter_is_changed_and_taken_back(db: Database) {
    let actor = account(&db).await;
    let administrator = administrator(&db, &actor).await;
    let mut people = Vec::new();
    for place in 0..130 {
        people.push(made(&db, &actor, &person(&format!("Kunde {place}"), "", "")).await);
    }
    act(&db, async |tx| actions::deactivate(tx, &actor, people[0].id).await.unwrap()).await;
    let id = act(&db, async |tx| bulk::start(tx, &administrator, &Filter::default(), &bulk::Change::Deactivate).await.unwrap()).await;
    handlers().drain(&db, "test").await.unwrap();
    let done = bulk::get(db.read(), &administrator, id).await.unwrap();
    assert_eq!((done.state, done.total, done.done, done.changed, done.skipped), (bulk::BulkState::Done, Some(130), 130, 129, 1));
    assert!(done.can_undo);
    assert_eq!(views::get(db.read(), &actor, people[129].id).await.unwrap().state, "inactive");
    act(&db, async |tx| bulk::undo(tx, &administrator, id).await.unwrap()).await;
    handlers().drain(&db, "test").await.unwrap();
    assert_eq!(bulk::get(db.read(), &administrator, id).await.unwrap().state, bulk::BulkState::Undone);
    assert_eq!(views::get(db.read(), &actor, people[129].id).await.unwrap().state, "active");
    assert_eq!(views::get(db.read(), &actor, people[0].id).await.unwrap().state, "inactive", "it was inactive before");
}

async fn only_what_may_be_changed_is_changed(db: Database) {
    let actor = account(&db).await;
    let stranger = user(&db, &actor, "Stranger", &[Permission::all(Resource::Customer, Action::View)]).await;
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(bulk::start(&mut tx, &stranger, &Filter::default(), &bulk::Change::Delete).await, Err(Error::Forbidden { .. })));
}

async fn deletion_cannot_be_undone(db: Database) {
    let actor = account(&db).await;
    let administrator = administrator(&db, &actor).await;
    let anna = made(&db, &actor, &person("Anna", "", "")).await;
    made(&db, &actor, &person("Bo", "", "")).await;
    let filter = Filter { ids: Some(vec![anna.id]), ..Filter::default() };
    let id = act(&db, async |tx| bulk::start(tx, &administrator, &filter, &bulk::Change::Delete).await.unwrap()).await;
    handlers().drain(&db, "test").await.unwrap();
    let done = bulk::get(db.read(), &administrator, id).await.unwrap();
    assert_eq!((done.changed, done.can_undo), (1, false));
    assert!(matches!(views::get(db.read(), &actor, anna.id).await, Err(Error::NotFound)));
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(bulk::undo(&mut tx, &administrator, id).await, Err(Error::Refused { code: "cannot_undo", .. })));
}
