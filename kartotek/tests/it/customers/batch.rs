//! Many new customers in a few statements keep the rules of one at a time.

use super::*;
use kartotek_core::{
    customers::{
        Filter, Rules,
        batch::{self, NewCustomer},
        counts, history, search, views,
    },
    kernel::{Country, Error, Language},
};

both_databases! {
    a_batch_is_written_as_one_at_a_time_would_be,
    an_identity_taken_meanwhile_refuses_the_batch,
}

fn new(rules: &Rules, input: &CustomerInput) -> NewCustomer {
    NewCustomer { draft: input.parse(rules).unwrap(), attributes: serde_json::Map::new(), organisations: Vec::new(), tags: Vec::new() }
}

async fn a_batch_is_written_as_one_at_a_time_would_be(db: Database) {
    let actor = account(&db).await;
    let rules = Rules::load(db.read(), actor.account).await.unwrap();
    let company = made(&db, &actor, &organisation("Fjord Kraft AS")).await;
    let inputs: Vec<CustomerInput> =
        (0..450).map(|place| person(&format!("Kunde {place}"), &format!("kunde{place}@example.no"), "")).collect();
    let mut people: Vec<NewCustomer> = inputs.iter().map(|input| new(&rules, input)).collect();
    people[0].organisations = vec![(company.id, company.name.clone(), Some("Styreleder".into()))];
    let ids = act(&db, async |tx| batch::insert(tx, &actor, &rules, Source::Import, &people).await.unwrap()).await;
    assert_eq!(ids.len(), 450);
    let first = views::get(db.read(), &actor, ids[0]).await.unwrap();
    let one = made(&db, &actor, &person("Kunde 0", "kunde0@other.example", "")).await;
    assert_eq!((first.name.as_str(), first.emails[0].as_str(), first.source.as_str()), ("Kunde 0", "kunde0@example.no", "import"));
    assert_eq!((first.first_name, first.last_name, first.version), (one.first_name, one.last_name, one.version));
    assert_eq!(first.organisations[0].role.as_deref(), Some("Styreleder"));
    assert_eq!(views::get(db.read(), &actor, ids[449]).await.unwrap().number, "1450");
    assert_eq!(counts::total(db.read(), actor.account, None, None).await.unwrap(), 452);
    assert_eq!(history::list(db.read(), &actor, ids[3], None, None, None).await.unwrap().items[0].changes[0].field, "created");
    let found = search::quick(db.read(), &actor, Country::NORWAY, Language::NORWEGIAN, "kunde449@", &Filter::default(), 5).await.unwrap();
    assert_eq!(found[0].id, ids[449]);
}

async fn an_identity_taken_meanwhile_refuses_the_batch(db: Database) {
    let actor = account(&db).await;
    let rules = Rules::load(db.read(), actor.account).await.unwrap();
    made(&db, &actor, &person("Anna", "anna@example.no", "")).await;
    let people = [new(&rules, &person("Bo", "bo@example.no", "")), new(&rules, &person("Anna", "anna@example.no", ""))];
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(
        batch::insert(&mut tx, &actor, &rules, Source::Import, &people).await,
        Err(Error::Refused { code: "identity_taken", .. })
    ));
    tx.rollback().await.unwrap();
    assert_eq!(counts::total(db.read(), actor.account, None, None).await.unwrap(), 1);
}
