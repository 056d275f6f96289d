//! The register, on both databases.

mod bulk;
mod custom_fields;
mod erase;
mod import;
mod list;
mod list_views;
mod organisations;
mod record;
mod search;
mod tags;

use crate::database::Database;
use kartotek_core::{
    customers::{Customer, CustomerInput, Source, actions},
    kernel::{Actor, Permission, PermissionSet, UiLanguage, UserId},
    staff::accounts::{self, Settings},
    storage::Tx,
};
use sea_orm::{ActiveValue::Set, EntityTrait};

/// An account, and the program itself acting in it.
pub async fn account(db: &Database) -> Actor {
    account_called(db, "Elektro Nord AS").await
}

/// An account of this name, and the program itself acting in it.
pub async fn account_called(db: &Database, name: &str) -> Actor {
    let mut tx = db.begin().await.unwrap();
    let account = accounts::create(&mut tx, name, Settings { language: UiLanguage::Nb, ..Settings::default() }).await.unwrap();
    tx.commit().await.unwrap();
    Actor::system(account.id)
}

/// A member of staff with exactly these permissions.
pub async fn user(db: &Database, everything: &Actor, name: &str, permissions: &[Permission]) -> Actor {
    use kartotek_core::staff::entity::user;
    let tx = db.begin().await.unwrap();
    let id = UserId::new();
    let row = user::ActiveModel {
        account_id: Set(everything.account),
        id: Set(id),
        email: Set(format!("{}@elektro-nord.example", name.to_lowercase())),
        name: Set(name.to_owned()),
        sort_name: Set(name.to_lowercase()),
        language: Set(None),
        theme: Set("auto".into()),
        state: Set("active".into()),
        password_hash: Set(None),
        preferences: Set(serde_json::json!({})),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        last_seen_at: Set(None),
        version: Set(1),
    };
    user::Entity::insert(row).exec_without_returning(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    Actor::user(everything.account, id, name, permissions.iter().copied().collect::<PermissionSet>())
}

/// What is typed for a person.
pub fn person(name: &str, email: &str, phone: &str) -> CustomerInput {
    let some = |text: &str| Some(vec![text.to_owned()]).filter(|_| !text.is_empty());
    CustomerInput { name: Some(Some(name.to_owned())), emails: some(email), phones: some(phone), ..CustomerInput::default() }
}

/// What is typed for an organisation.
pub fn organisation(name: &str) -> CustomerInput {
    CustomerInput { kind: Some("organisation".into()), name: Some(Some(name.to_owned())), ..CustomerInput::default() }
}

/// Makes a customer in a transaction of its own.
pub async fn made(db: &Database, actor: &Actor, input: &CustomerInput) -> Customer {
    let mut tx = db.begin().await.unwrap();
    let customer = actions::create(&mut tx, actor, input, Source::Manual).await.unwrap();
    tx.commit().await.unwrap();
    customer
}

/// Runs one action in a transaction of its own.
pub async fn act<T>(db: &Database, action: impl AsyncFnOnce(&mut Tx) -> T) -> T {
    let mut tx = db.begin().await.unwrap();
    let result = action(&mut tx).await;
    tx.commit().await.unwrap();
    result
}
