//! Search as people type.

use super::*;
use kartotek_core::{
    customers::{Filter, search},
    kernel::{Action, Country, Language, Resource},
};

both_databases! {
    a_customer_is_found_by_whatever_is_known,
    one_slip_is_forgiven_when_nothing_matches,
    the_search_follows_every_change,
    possible_duplicates_show_while_typing,
}

async fn found(db: &Database, actor: &Actor, q: &str) -> Vec<String> {
    let rows = search::quick(db.read(), actor, Country::SWEDEN, Language::SWEDISH, q, &Filter::default(), 10).await.unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

async fn a_customer_is_found_by_whatever_is_known(db: Database) {
    let actor = account(&db).await;
    let mut input = person("Øystein Åström-Weiß", "oystein@bæk.example", "+46 70 123 45 67");
    input.address = Some(kartotek_core::customers::AddressInput { place: Some(Some("Luleå".into())), ..Default::default() });
    input.personal_number = Some(Some("19800101-1234".into()));
    made(&db, &actor, &input).await;
    made(&db, &actor, &person("Anna Berg", "anna@example.se", "+46 8 123 456 78")).await;
    made(&db, &actor, &organisation("Berg & Dal AB")).await;
    for q in [
        "øystein",
        "oystein",
        "ØYSTEIN",
        "åström",
        "astrom",
        "weiß",
        "weiss",
        "WEISS øys",
        "weiss oystein",
        "1000",
        "0701-23 45 67",
        "+46 70 123 45 67",
        "0046701234567",
        "1234567",
        "70 123",
        "oystein@",
        "luleå",
        "lulea",
        "19800101",
        "ö",
        "o",
        "w",
        "we",
    ] {
        assert!(found(&db, &actor, q).await.contains(&"Øystein Åström-Weiß".to_owned()), "{q:?} did not find him");
    }
    assert_eq!(found(&db, &actor, "anna").await, ["Anna Berg"]);
    assert_eq!(found(&db, &actor, "berg").await, ["Berg & Dal AB", "Anna Berg"], "a name that begins so comes first");
    for q in ["", "   ", "%", "_", "'", "\"", "*", "zzz", "weiss berg"] {
        assert_eq!(found(&db, &actor, q).await, Vec::<String>::new(), "{q:?} found something");
    }
}

async fn one_slip_is_forgiven_when_nothing_matches(db: Database) {
    let actor = account(&db).await;
    made(&db, &actor, &person("Kristoffer Hansen", "", "")).await;
    made(&db, &actor, &person("Kristoffer Berg", "", "")).await;
    for q in ["hasnen", "hanssen", "hansn", "hamsen", "kristofer hansen", "kristofer hansn"] {
        assert_eq!(found(&db, &actor, q).await, ["Kristoffer Hansen"], "{q:?}");
    }
    assert!(found(&db, &actor, "hxnsxn").await.is_empty(), "two slips are too many");
}

async fn the_search_follows_every_change(db: Database) {
    let actor = account(&db).await;
    let anna = made(&db, &actor, &person("Anna Berg", "anna@example.se", "")).await;
    let change = CustomerInput { last_name: Some(Some("Zetterlund".into())), emails: Some(vec![]), ..CustomerInput::default() };
    act(&db, async |tx| actions::update(tx, &actor, anna.id, &change, None).await.unwrap()).await;
    assert_eq!(found(&db, &actor, "zetter").await, ["Anna Zetterlund"]);
    assert!(found(&db, &actor, "berg").await.is_empty());
    assert!(found(&db, &actor, "example").await.is_empty());
}

async fn possible_duplicates_show_while_typing(db: Database) {
    let actor = account(&db).await;
    let anna = made(&db, &actor, &person("Anna Berg", "anna@example.se", "+46701234567")).await;
    let similar = async |name: &str, emails: &[String], phones: &[String], actor: &Actor| {
        let typed = search::Typed { name, emails, phones };
        search::similar(db.read(), actor, Country::SWEDEN, &typed, None).await.unwrap().len()
    };
    assert_eq!(similar("", &["ANNA@example.se".into()], &[], &actor).await, 1);
    assert_eq!(similar("", &[], &["0701234567".into()], &actor).await, 1);
    assert_eq!(similar("anna ber", &[], &[], &actor).await, 1);
    assert_eq!(similar("an", &["anna@".into()], &["07".into()], &actor).await, 0);
    assert_eq!(
        search::similar(db.read(), &actor, Country::SWEDEN, &search::Typed { name: "Anna Berg", ..Default::default() }, Some(anna.id))
            .await
            .unwrap()
            .len(),
        0
    );
    let stranger = user(&db, &actor, "Stranger", &[Permission::assigned(Resource::Customer, Action::View)]).await;
    assert_eq!(similar("anna berg", &["anna@example.se".into()], &[], &stranger).await, 0);
}
