//! Accounts: made by the operator, set by the administrator, chosen by host name.

use super::{code, committed, log_of, refused};
use crate::{database::Database, personas::People};
use kartotek_core::{
    kernel::{Country, Error, UiLanguage},
    staff::{Settings, accounts, accounts::SettingsChange, log},
};

both_databases! {
    an_account_is_chosen_by_host_name,
    settings_are_changed_by_whoever_may,
    every_refused_setting_is_named_and_nothing_is_written,
    the_log_is_read_a_page_at_a_time,
}

async fn an_account_is_chosen_by_host_name(db: Database) {
    assert_eq!(code(accounts::by_host(db.read(), "localhost").await), "not found");
    assert_eq!(code(accounts::named(db.read(), None).await), "no_account");
    let only = committed!(db, tx => accounts::create(tx, "Fjord AS", Settings::default()));
    assert_eq!(accounts::by_host(db.read(), "anything.example:8080").await.unwrap().id, only.id);
    assert_eq!(accounts::named(db.read(), None).await.unwrap().id, only.id);

    let people = People::new(&db).await;
    assert_eq!(code(accounts::by_host(db.read(), "anything.example").await), "not found");
    assert_eq!(code(accounts::named(db.read(), None).await), "which_account");
    assert_eq!(accounts::named(db.read(), Some("fjord as")).await.unwrap().id, only.id);
    let admin = &people.administrator.actor;
    let hosts =
        |hosts: &[&str]| SettingsChange { hosts: Some(hosts.iter().map(|host| (*host).into()).collect()), ..SettingsChange::default() };
    committed!(db, tx => accounts::change(tx, admin, hosts(&["Kunder.Nord.NO", "nord.example"])));
    assert_eq!(accounts::by_host(db.read(), "kunder.nord.no:443").await.unwrap().id, people.account.id);
    assert_eq!(refused!(db, tx => accounts::change(tx, &people.elsewhere.actor, hosts(&["nord.example"]))), "hosts:host_taken");
    assert_eq!(refused!(db, tx => accounts::create(tx, "FJORD as", Settings::default())), "name:name_taken");
}

async fn settings_are_changed_by_whoever_may(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    let change = || SettingsChange {
        name: Some("Elektro Sør AS".into()),
        country: Some("se".into()),
        language: Some("sv".into()),
        version: Some(1),
        ..SettingsChange::default()
    };
    for other in [&people.agent, &people.technician, &people.stranger] {
        assert_eq!(refused!(db, tx => accounts::change(tx, &other.actor, change())), "forbidden settings.edit");
    }
    let account = committed!(db, tx => accounts::change(tx, admin, change()));
    assert_eq!(
        (account.name.as_str(), account.settings.country, account.settings.language),
        ("Elektro Sør AS", Country::SWEDEN, UiLanguage::Sv)
    );
    assert_eq!(accounts::load(db.read(), people.account.id).await.unwrap(), account);
    let line = &log_of(&db, admin).await[0];
    assert_eq!((line.kind.as_str(), line.actor_name.as_str()), ("settings.changed", "Astrid Ødegård"));
    let fields: Vec<&str> = line.details["changes"].as_array().unwrap().iter().map(|change| change["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["country", "language", "name"]);
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(accounts::change(&mut tx, admin, change()).await, Err(Error::Stale(_))));
}

async fn every_refused_setting_is_named_and_nothing_is_written(db: Database) {
    let people = People::new(&db).await;
    let change = SettingsChange {
        name: Some("  ".into()),
        hosts: Some(vec!["https://x".into()]),
        customer_number_min: Some(0),
        country: Some("Norge".into()),
        ..SettingsChange::default()
    };
    let refused = refused!(db, tx => accounts::change(tx, &people.administrator.actor, change.clone()));
    assert_eq!(refused, "name:required hosts:invalid_host country:invalid_country customer_number_min:out_of_range");
    assert_eq!(accounts::load(db.read(), people.account.id).await.unwrap(), people.account);
}

async fn the_log_is_read_a_page_at_a_time(db: Database) {
    let people = People::new(&db).await;
    let admin = &people.administrator.actor;
    assert_eq!(code(log::list(db.read(), &people.agent.actor, None, None, 10).await), "forbidden settings.view");
    let all = log_of(&db, admin).await;
    assert!(all.len() > 5, "{all:?}");
    assert!(all.windows(2).all(|two| two[0].id > two[1].id));
    let mut read = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page = log::list(db.read(), admin, None, cursor.as_deref(), 3).await.unwrap();
        read.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(read, all);
    let users = log::list(db.read(), admin, Some("user."), None, 100).await.unwrap().items;
    assert_eq!(users.len(), all.iter().filter(|line| line.kind.starts_with("user.")).count());
    assert!(!users.is_empty() && users.len() < all.len());
    // The other company's lines are not among them.
    let theirs = log::list(db.read(), &people.elsewhere.actor, None, None, 100).await.unwrap().items;
    assert!(theirs.iter().all(|line| all.iter().all(|ours| ours.id != line.id)) && !theirs.is_empty());
}
