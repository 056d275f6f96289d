//! One customer: made, changed, put to rest, brought back, its history.

use super::*;
use kartotek_core::{
    customers::{AddressInput, MembershipInput, assignment, history, lookup, views},
    kernel::{Action, Email, Error, Phone, Resource, Scope},
    queue::events,
};

both_databases! {
    a_person_is_made_from_one_name,
    the_next_number_passes_over_a_typed_one,
    an_identity_names_one_customer,
    fifty_at_the_same_instant_make_one_customer,
    only_an_administrator_changes_a_number,
    the_second_to_save_is_shown_the_present_record,
    every_change_stands_in_the_history,
    a_person_belongs_to_several_organisations,
    a_claimed_domain_takes_new_persons_in,
    rest_and_return,
    assigned_users_are_told_both_ways,
    assigned_only_sees_nothing_else,
    another_account_does_not_exist,
    whoever_writes_is_looked_up_by_either_identity,
}

async fn a_person_is_made_from_one_name(db: Database) {
    let actor = account(&db).await;
    let anna = made(&db, &actor, &person("Berg, Anna Karin", " Anna@Example.NO ", "0701-23 45 67")).await;
    assert_eq!((anna.first_name.as_deref(), anna.last_name.as_deref()), (Some("Anna Karin"), Some("Berg")));
    assert_eq!(anna.name, "Anna Karin Berg");
    assert_eq!(anna.raw_name.as_deref(), Some("Berg, Anna Karin"));
    assert_eq!(anna.emails, ["anna@example.no"]);
    assert_eq!(anna.number, "1000");
    assert_eq!((anna.state.as_str(), anna.source.as_str(), anna.version), ("active", "manual", 1));
    let nameless = made(&db, &actor, &person("", "ny@example.no", "")).await;
    assert_eq!(nameless.name, "ny@example.no");
    let mut tx = db.begin().await.unwrap();
    let nothing = actions::create(&mut tx, &actor, &CustomerInput::default(), Source::Manual).await.unwrap_err();
    assert!(matches!(nothing, Error::Invalid(errors) if errors[0].code == "nothing_known"));
}

async fn the_next_number_passes_over_a_typed_one(db: Database) {
    let actor = account(&db).await;
    let typed = CustomerInput { number: Some(Some("1001".into())), ..person("Typed", "", "") };
    made(&db, &actor, &typed).await;
    assert_eq!(made(&db, &actor, &person("First", "", "")).await.number, "1000");
    assert_eq!(made(&db, &actor, &person("Second", "", "")).await.number, "1002");
    let mut tx = db.begin().await.unwrap();
    let taken = actions::create(&mut tx, &actor, &typed, Source::Manual).await.unwrap_err();
    assert!(matches!(taken, Error::Invalid(errors) if errors[0].code == "number_taken"));
}

async fn an_identity_names_one_customer(db: Database) {
    let actor = account(&db).await;
    let anna = made(&db, &actor, &person("Anna Berg", "anna@example.no", "")).await;
    let mut tx = db.begin().await.unwrap();
    let Error::Invalid(errors) =
        actions::create(&mut tx, &actor, &person("Bo Dahl", "ANNA@example.no", ""), Source::Manual).await.unwrap_err()
    else {
        panic!("an address that another customer has was accepted")
    };
    assert_eq!((errors[0].field.as_str(), errors[0].code), ("emails", "taken"));
    assert!(errors[0].params.contains(&("id", anna.id.to_string())), "the other customer is named: {errors:?}");
    drop(tx);
    // Who may not see the other customer does not learn its name.
    let creator = user(
        &db,
        &actor,
        "Ny",
        &[Permission::all(Resource::Customer, Action::Create), Permission::assigned(Resource::Customer, Action::View)],
    )
    .await;
    let mut tx = db.begin().await.unwrap();
    let Error::Invalid(errors) =
        actions::create(&mut tx, &creator, &person("Bo", "anna@example.no", ""), Source::Manual).await.unwrap_err()
    else {
        panic!("an address that another customer has was accepted")
    };
    assert_eq!(errors[0].code, "taken_hidden");
    assert!(!errors[0].message.contains("Anna"));
}

async fn fifty_at_the_same_instant_make_one_customer(db: Database) {
    let actor = account(&db).await;
    let attempts = (0..50).map(|_| {
        let (db, actor) = (db.clone(), actor.clone());
        tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            let result = actions::create(&mut tx, &actor, &person("Anna Berg", "anna@example.no", ""), Source::Api).await;
            match result {
                Ok(_) => tx.commit().await.map(|()| true).unwrap(),
                Err(Error::Invalid(errors)) => {
                    assert_eq!(errors[0].code, "taken");
                    false
                }
                Err(error) => panic!("{error}"),
            }
        })
    });
    let mut made = 0;
    for attempt in futures_util::future::join_all(attempts).await {
        made += usize::from(attempt.unwrap());
    }
    assert_eq!(made, 1);
}

async fn only_an_administrator_changes_a_number(db: Database) {
    let actor = account(&db).await;
    let anna = made(&db, &actor, &person("Anna", "", "")).await;
    let agent =
        user(&db, &actor, "Agnes", &[Permission::all(Resource::Customer, Action::View), Permission::all(Resource::Customer, Action::Edit)])
            .await;
    let renumber = CustomerInput { number: Some(Some("77".into())), ..CustomerInput::default() };
    let mut tx = db.begin().await.unwrap();
    let refused = actions::update(&mut tx, &agent, anna.id, &renumber, None).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden { action: Action::Administer, .. }));
    drop(tx);
    // The number it has already is no change.
    let same = CustomerInput { number: Some(Some(anna.number.clone())), title: Some(Some("Dr".into())), ..CustomerInput::default() };
    let changed = act(&db, async |tx| actions::update(tx, &agent, anna.id, &same, None).await.unwrap()).await;
    assert_eq!(changed.title.as_deref(), Some("Dr"));
    let changed = act(&db, async |tx| actions::update(tx, &actor, anna.id, &renumber, None).await.unwrap()).await;
    assert_eq!(changed.number, "77");
}

async fn the_second_to_save_is_shown_the_present_record(db: Database) {
    let actor = account(&db).await;
    let anna = made(&db, &actor, &person("Anna Berg", "", "")).await;
    let title = |text: &str| CustomerInput { title: Some(Some(text.into())), ..CustomerInput::default() };
    act(&db, async |tx| actions::update(tx, &actor, anna.id, &title("First"), Some(anna.version)).await.unwrap()).await;
    let mut tx = db.begin().await.unwrap();
    let Error::Stale(current) = actions::update(&mut tx, &actor, anna.id, &title("Second"), Some(anna.version)).await.unwrap_err() else {
        panic!("the second change went over the first")
    };
    assert_eq!(current["title"], "First");
    assert_eq!(current["version"], 2);
}

async fn every_change_stands_in_the_history(db: Database) {
    let actor = account(&db).await;
    let agent =
        user(&db, &actor, "Agnes", &[Permission::all(Resource::Customer, Action::View), Permission::all(Resource::Customer, Action::Edit)])
            .await;
    let anna = made(&db, &actor, &person("Anna Berg", "anna@example.no", "")).await;
    let change = CustomerInput {
        last_name: Some(Some("Dahl".into())),
        emails: Some(vec!["anna.dahl@example.no".into(), "anna@example.no".into()]),
        address: Some(AddressInput { place: Some(Some("Tromsø".into())), ..AddressInput::default() }),
        ..CustomerInput::default()
    };
    act(&db, async |tx| actions::update(tx, &agent, anna.id, &change, None).await.unwrap()).await;
    let lines = history::list(db.read(), &agent, anna.id, None, None, None).await.unwrap();
    assert_eq!(lines.items.len(), 2);
    let newest = &lines.items[0];
    assert_eq!(newest.actor, "Agnes");
    let fields: Vec<&str> = newest.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["name", "last_name", "emails", "address.place"]);
    assert_eq!(newest.changes[1].before, "Berg");
    assert_eq!(newest.changes[1].after, "Dahl");
    assert_eq!(lines.items[1].changes[0].field, "created");
    let places = history::list(db.read(), &agent, anna.id, Some("address"), None, None).await.unwrap();
    assert_eq!(places.items.len(), 1);
    // Paging reads the same lines.
    let first = history::list(db.read(), &agent, anna.id, None, None, Some(1)).await.unwrap();
    let second = history::list(db.read(), &agent, anna.id, None, first.next_cursor.as_deref(), Some(1)).await.unwrap();
    assert_eq!((first.items[0].id, second.items[0].id), (lines.items[0].id, lines.items[1].id));
    assert_eq!(second.next_cursor, None);
    // A change that changes nothing leaves no line and no new version.
    let same = CustomerInput { last_name: Some(Some("Dahl".into())), ..CustomerInput::default() };
    act(&db, async |tx| actions::update(tx, &agent, anna.id, &same, None).await.unwrap()).await;
    assert_eq!(history::list(db.read(), &agent, anna.id, None, None, None).await.unwrap().items.len(), 2);
    let mut told = Vec::new();
    let mut follower = events::Follower::new((*db).clone(), actor.account, events::Place::default());
    while told.iter().filter(|event: &&events::Event| event.subject_id == Some(anna.id.0)).count() < 2 {
        told.extend(follower.next().await.unwrap());
    }
    let kinds: Vec<&str> = told.iter().filter(|event| event.subject_id == Some(anna.id.0)).map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["customer.created", "customer.changed"]);
}

async fn a_person_belongs_to_several_organisations(db: Database) {
    let actor = account(&db).await;
    let (first, second) = (made(&db, &actor, &organisation("Fjord Kraft AS")).await, made(&db, &actor, &organisation("Ås Bakeri")).await);
    let mut input = person("Anna Berg", "", "");
    input.organisations = Some(vec![
        MembershipInput { id: Some(first.id), role: Some("Vaktmester".into()), ..MembershipInput::default() },
        MembershipInput { name: Some("Ås Bakeri".into()), primary: true, ..MembershipInput::default() },
    ]);
    let anna = made(&db, &actor, &input).await;
    let names: Vec<(&str, bool)> = anna.organisations.iter().map(|membership| (membership.name.as_str(), membership.primary)).collect();
    assert_eq!(names, [("Ås Bakeri", true), ("Fjord Kraft AS", false)]);
    let members = views::members(db.read(), &actor, first.id, 10).await.unwrap();
    assert_eq!(members[0].role.as_deref(), Some("Vaktmester"));
    assert_eq!(views::members(db.read(), &actor, second.id, 10).await.unwrap().len(), 1);
    let mut tx = db.begin().await.unwrap();
    let unknown = CustomerInput {
        organisations: Some(vec![MembershipInput { name: Some("Nobody".into()), ..MembershipInput::default() }]),
        ..CustomerInput::default()
    };
    assert!(
        matches!(actions::update(&mut tx, &actor, anna.id, &unknown, None).await, Err(Error::Invalid(errors)) if errors[0].code == "unknown_organisation")
    );
    let of_organisation = CustomerInput {
        organisations: Some(vec![MembershipInput { id: Some(second.id), ..MembershipInput::default() }]),
        ..CustomerInput::default()
    };
    assert!(
        matches!(actions::update(&mut tx, &actor, first.id, &of_organisation, None).await, Err(Error::Invalid(errors)) if errors[0].code == "not_a_person")
    );
}

async fn a_claimed_domain_takes_new_persons_in(db: Database) {
    use kartotek_core::customers::entity::organisation_domain;
    let actor = account(&db).await;
    let company = made(&db, &actor, &organisation("Fjord Kraft AS")).await;
    let tx = db.begin().await.unwrap();
    let claim = organisation_domain::ActiveModel {
        account_id: Set(actor.account),
        domain: Set("fjordkraft.example".into()),
        organisation_id: Set(company.id),
    };
    organisation_domain::Entity::insert(claim).exec_without_returning(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let member = made(&db, &actor, &person("Ola", "ola@fjordkraft.example", "")).await;
    assert_eq!(member.organisations[0].id, company.id);
    assert!(made(&db, &actor, &person("Kari", "kari@other.example", "")).await.organisations.is_empty());
}

async fn rest_and_return(db: Database) {
    let actor = account(&db).await;
    let anna = made(&db, &actor, &person("Anna", "", "")).await;
    assert_eq!(act(&db, async |tx| actions::deactivate(tx, &actor, anna.id).await.unwrap()).await.state, "inactive");
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(actions::deactivate(&mut tx, &actor, anna.id).await, Err(Error::Refused { code: "already_inactive", .. })));
    drop(tx);
    assert_eq!(act(&db, async |tx| actions::reactivate(tx, &actor, anna.id).await.unwrap()).await.state, "active");
    let lines = history::list(db.read(), &actor, anna.id, Some("state"), None, None).await.unwrap();
    assert_eq!(lines.items.len(), 2);
}

async fn assigned_users_are_told_both_ways(db: Database) {
    use kartotek_core::staff::entity::notification;
    use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
    let actor = account(&db).await;
    let technician = user(&db, &actor, "Tore", &[]).await;
    let id = technician.user_id().unwrap();
    let anna = made(&db, &actor, &person("Anna", "", "")).await;
    let assigned = act(&db, async |tx| assignment::assign(tx, &actor, anna.id, &[id]).await.unwrap()).await;
    assert_eq!(assigned.assigned_to[0].name, "Tore");
    act(&db, async |tx| assignment::assign(tx, &actor, anna.id, &[id]).await.unwrap()).await;
    act(&db, async |tx| assignment::assign(tx, &actor, anna.id, &[]).await.unwrap()).await;
    let told = notification::Entity::find()
        .filter(notification::Column::UserId.eq(id))
        .order_by_asc(notification::Column::Id)
        .all(db.read())
        .await
        .unwrap();
    let kinds: Vec<&str> = told.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(kinds, ["customer.assigned", "customer.unassigned"]);
    let mut tx = db.begin().await.unwrap();
    assert!(
        matches!(assignment::assign(&mut tx, &actor, anna.id, &[UserId::new()]).await, Err(Error::Invalid(errors)) if errors[0].code == "unknown_user")
    );
}

async fn assigned_only_sees_nothing_else(db: Database) {
    let actor = account(&db).await;
    let both = [Permission::assigned(Resource::Customer, Action::View), Permission::assigned(Resource::Customer, Action::Edit)];
    let technician = user(&db, &actor, "Tore", &both).await;
    let (mine, other) = (
        made(&db, &actor, &person("Mine", "mine@example.no", "")).await,
        made(&db, &actor, &person("Other", "other@example.no", "")).await,
    );
    act(&db, async |tx| assignment::assign(tx, &actor, mine.id, &[technician.user_id().unwrap()]).await.unwrap()).await;
    assert_eq!(views::get(db.read(), &technician, mine.id).await.unwrap().name, "Mine");
    assert!(matches!(views::get(db.read(), &technician, other.id).await, Err(Error::NotFound)));
    assert!(matches!(history::list(db.read(), &technician, other.id, None, None, None).await, Err(Error::NotFound)));
    let change = CustomerInput { title: Some(Some("X".into())), ..CustomerInput::default() };
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(actions::update(&mut tx, &technician, other.id, &change, None).await, Err(Error::NotFound)));
    assert!(matches!(actions::deactivate(&mut tx, &technician, other.id).await, Err(Error::NotFound)));
    assert!(actions::update(&mut tx, &technician, mine.id, &change, None).await.is_ok());
    drop(tx);
    let email: Email = "other@example.no".parse().unwrap();
    assert!(lookup::lookup(db.read(), &technician, Some(&email), None).await.unwrap().is_empty());
    assert_eq!(technician.require(Resource::Customer, Action::View).unwrap(), Scope::Assigned);
}

async fn another_account_does_not_exist(db: Database) {
    let actor = account(&db).await;
    let mut tx = db.begin().await.unwrap();
    let theirs = Actor::system(accounts::create(&mut tx, "Someone Else Ltd", Settings::default()).await.unwrap().id);
    tx.commit().await.unwrap();
    let anna = made(&db, &actor, &person("Anna", "anna@example.no", "")).await;
    assert!(matches!(views::get(db.read(), &theirs, anna.id).await, Err(Error::NotFound)));
    // The same address may be known to both, and both begin at the same number.
    let same = made(&db, &theirs, &person("Anna", "anna@example.no", "")).await;
    assert_eq!((same.number.as_str(), same.emails.len()), ("1000", 1));
}

async fn whoever_writes_is_looked_up_by_either_identity(db: Database) {
    let actor = account(&db).await;
    let anna = made(&db, &actor, &person("Anna", "anna@example.no", "")).await;
    let bo = made(&db, &actor, &person("Bo", "", "+47 22 12 34 56")).await;
    let email: Email = "Anna@example.no".parse().unwrap();
    let phone: Phone = "+4722123456".parse().unwrap();
    let found = lookup::lookup(db.read(), &actor, Some(&email), Some(&phone)).await.unwrap();
    assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [anna.id, bo.id]);
    assert_eq!(lookup::lookup(db.read(), &actor, Some(&email), None).await.unwrap().len(), 1);
    assert!(lookup::lookup(db.read(), &actor, None, None).await.unwrap().is_empty());
}
