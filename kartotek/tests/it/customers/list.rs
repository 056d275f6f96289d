//! The list: filters, order, pages, count.

use super::*;
use kartotek_core::{
    customers::{CustomerKind, CustomerState, Filter, Sort, assignment, counts, list},
    kernel::{Action, Country, Resource},
};

both_databases! {
    pages_pass_every_row_once_in_every_order,
    filters_combine,
    the_count_is_exact_and_follows,
    assigned_only_holds_in_list_and_count,
}

async fn names(db: &Database, actor: &Actor, filter: &Filter, sort: &str, limit: u64) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), None);
    loop {
        let page =
            list::list(db.read(), actor, Country::NORWAY, filter, sort.parse().unwrap(), cursor.as_deref(), Some(limit)).await.unwrap();
        assert!(page.items.len() as u64 <= limit);
        names.extend(page.items.into_iter().map(|item| item.row.name));
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return names,
        }
    }
}

async fn pages_pass_every_row_once_in_every_order(db: Database) {
    let actor = account(&db).await;
    for (place, name) in ["Åse Aas", "Anna Berg", "anna berg", "Øyvind", "Zacharias", "Æge", "Bo", "Carl", "Dina"].iter().enumerate() {
        let email = if place % 2 == 0 { format!("{place}@example.no") } else { String::new() };
        let customer = made(&db, &actor, &person(name, &email, "")).await;
        if place % 3 == 0 {
            act(&db, async |tx| actions::deactivate(tx, &actor, customer.id).await.unwrap()).await;
        }
    }
    for key in list::SortKey::ALL {
        for sort in [Sort { key: *key, descending: false }, Sort { key: *key, descending: true }] {
            for state in [None, Some(CustomerState::Active)] {
                let filter = Filter { state, ..Filter::default() };
                let whole = names(&db, &actor, &filter, &sort.to_string(), 200).await;
                assert_eq!(whole.len(), if state.is_some() { 6 } else { 9 }, "{sort}");
                assert_eq!(names(&db, &actor, &filter, &sort.to_string(), 2).await, whole, "{sort} in pages of two");
            }
        }
    }
    let by_name = names(&db, &actor, &Filter::default(), "name", 200).await;
    assert_eq!(by_name.first().map(String::as_str), Some("Anna Berg"));
    assert_eq!(by_name[6..], ["Æge", "Øyvind", "Åse Aas"], "in a Norwegian account æ, ø and å come last");
    let other_list = list::list(db.read(), &actor, Country::NORWAY, &Filter::default(), "name".parse().unwrap(), None, Some(1))
        .await
        .unwrap()
        .next_cursor;
    assert!(
        list::list(db.read(), &actor, Country::NORWAY, &Filter::default(), "-name".parse().unwrap(), other_list.as_deref(), Some(1))
            .await
            .is_err()
    );
    assert!(
        list::list(db.read(), &actor, Country::NORWAY, &Filter::default(), "name".parse().unwrap(), Some("nonsense"), Some(1))
            .await
            .is_err()
    );
}

async fn filters_combine(db: Database) {
    let actor = account(&db).await;
    let technician = user(&db, &actor, "Tore", &[]).await;
    let company = made(&db, &actor, &organisation("Fjord Kraft AS")).await;
    let mut member = person("Anna", "anna@example.no", "");
    member.support_language = Some(Some("nb".into()));
    member.organisations = Some(vec![kartotek_core::customers::MembershipInput { id: Some(company.id), ..Default::default() }]);
    let anna = made(&db, &actor, &member).await;
    made(&db, &actor, &person("Bo", "bo@example.no", "")).await;
    act(&db, async |tx| assignment::assign(tx, &actor, anna.id, &[technician.user_id().unwrap()]).await.unwrap()).await;
    let now = kartotek_core::kernel::clock::now();
    let cases: Vec<(Filter, Vec<&str>)> = vec![
        (Filter { kind: Some(CustomerKind::Organisation), ..Default::default() }, vec!["Fjord Kraft AS"]),
        (Filter { organisation: Some(company.id), ..Default::default() }, vec!["Anna"]),
        (Filter { assigned_to: technician.user_id(), ..Default::default() }, vec!["Anna"]),
        (Filter { unassigned: true, kind: Some(CustomerKind::Person), ..Default::default() }, vec!["Bo"]),
        (Filter { language: Some("nb".into()), ..Default::default() }, vec!["Anna"]),
        (Filter { source: Some(Source::Import), ..Default::default() }, vec![]),
        (Filter { created_to: Some(now), ..Default::default() }, vec!["Anna", "Bo", "Fjord Kraft AS"]),
        (Filter { created_from: Some(now), ..Default::default() }, vec![]),
        (Filter { q: Some("example".into()), unassigned: true, ..Default::default() }, vec!["Bo"]),
        (Filter { ids: Some(vec![anna.id]), ..Default::default() }, vec!["Anna"]),
        (Filter { state: Some(CustomerState::Inactive), ..Default::default() }, vec![]),
    ];
    for (filter, expected) in cases {
        assert_eq!(names(&db, &actor, &filter, "name", 50).await, expected, "{filter:?}");
        let count = list::count(db.read(), &actor, Country::NORWAY, &filter).await.unwrap();
        assert_eq!((count.number, count.more), (expected.len() as i64, false), "{filter:?}");
    }
}

async fn the_count_is_exact_and_follows(db: Database) {
    let actor = account(&db).await;
    let count = async |state, kind| counts::total(db.read(), actor.account, state, kind).await.unwrap();
    let anna = made(&db, &actor, &person("Anna", "", "")).await;
    made(&db, &actor, &organisation("Fjord")).await;
    act(&db, async |tx| actions::deactivate(tx, &actor, anna.id).await.unwrap()).await;
    assert_eq!(count(None, None).await, 2);
    assert_eq!(count(Some(CustomerState::Active), None).await, 1);
    assert_eq!(count(Some(CustomerState::Inactive), Some(CustomerKind::Person)).await, 1);
    for place in 0..250 {
        act(&db, async |tx| {
            counts::add(tx, actor.account, CustomerState::Active, CustomerKind::Person, if place % 2 == 0 { 2 } else { -1 }).await.unwrap()
        })
        .await;
    }
    let before = count(None, None).await;
    counts::fold(&db, actor.account).await.unwrap();
    assert_eq!(count(None, None).await, before);
    use sea_orm::PaginatorTrait;
    assert!(kartotek_core::customers::entity::customer_count::Entity::find().count(db.read()).await.unwrap() <= 4);
}

async fn assigned_only_holds_in_list_and_count(db: Database) {
    let actor = account(&db).await;
    let technician = user(&db, &actor, "Tore", &[Permission::assigned(Resource::Customer, Action::View)]).await;
    let mine = made(&db, &actor, &person("Mine", "", "")).await;
    made(&db, &actor, &person("Other", "", "")).await;
    act(&db, async |tx| assignment::assign(tx, &actor, mine.id, &[technician.user_id().unwrap()]).await.unwrap()).await;
    assert_eq!(names(&db, &technician, &Filter::default(), "name", 50).await, ["Mine"]);
    assert_eq!(list::count(db.read(), &technician, Country::NORWAY, &Filter::default()).await.unwrap().number, 1);
    let nobody = user(&db, &actor, "Nobody", &[]).await;
    assert!(list::list(db.read(), &nobody, Country::NORWAY, &Filter::default(), Sort::default(), None, None).await.is_err());
}
