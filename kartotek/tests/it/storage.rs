//! The storage keeps its promises on both databases.

use crate::database::{Database, Kind};
use kartotek_core::{
    kernel::{AccountId, clock},
    storage::{self, Db},
};

/// Writes an account, the one table that needs no other.
async fn insert_account(tx: &storage::Tx, id: AccountId) {
    let sql = "insert into accounts (id, name, hosts, settings, access_version, created_at, version) values ($1, $2, $3, $3, 1, $4, 1)";
    let values = vec![id.into(), format!("Ærlig Østre Åsen ß {id}").into(), serde_json::json!([]).into(), tx.now().into()];
    assert_eq!(storage::execute(tx.conn(), sql, values).await.unwrap(), 1);
}

async fn accounts(db: &Db) -> i64 {
    storage::number(db.read(), "select count(*) as value from accounts", vec![]).await.unwrap()
}

both_databases! {
    what_was_committed_is_there_and_what_was_dropped_is_not,
    text_times_and_ids_come_back_as_they_were_written,
    writers_at_the_same_instant_all_succeed,
    a_second_unique_value_is_refused_and_recognised,
    nodes_that_start_at_once_migrate_once,
    a_database_of_a_newer_program_is_left_alone,
    statements_are_counted,
}

async fn what_was_committed_is_there_and_what_was_dropped_is_not(db: Database) {
    let tx = db.begin().await.unwrap();
    insert_account(&tx, AccountId::new()).await;
    drop(tx);
    let tx = db.begin().await.unwrap();
    insert_account(&tx, AccountId::new()).await;
    tx.rollback().await.unwrap();
    assert_eq!(accounts(&db).await, 0);

    let tx = db.begin().await.unwrap();
    insert_account(&tx, AccountId::new()).await;
    tx.commit().await.unwrap();
    assert_eq!(accounts(&db).await, 1);
    let restarted = db.open_again().await.unwrap();
    assert_eq!(accounts(&restarted).await, 1);
    restarted.close().await.unwrap();
}

async fn text_times_and_ids_come_back_as_they_were_written(db: Database) {
    #[derive(Debug, PartialEq, sea_orm::FromQueryResult)]
    struct Account {
        id: AccountId,
        name: String,
        created_at: clock::Time,
    }
    let tx = db.begin().await.unwrap();
    let id = AccountId::new();
    let written = Account { id, name: format!("Ærlig Østre Åsen ß {id}"), created_at: tx.now() };
    insert_account(&tx, written.id).await;
    tx.commit().await.unwrap();
    let read: Vec<Account> = storage::select(db.read(), "select id, name, created_at from accounts", vec![]).await.unwrap();
    assert_eq!(read, [written]);
}

async fn writers_at_the_same_instant_all_succeed(db: Database) {
    let writers = (0..40).map(|_| {
        let db = db.clone();
        tokio::spawn(async move {
            let tx = db.begin().await.unwrap();
            let before = storage::number(tx.conn(), "select count(*) as value from accounts", vec![]).await.unwrap();
            insert_account(&tx, AccountId::new()).await;
            tx.commit().await.unwrap();
            before
        })
    });
    for writer in futures_util::future::join_all(writers).await {
        assert!(writer.unwrap() < 40);
    }
    assert_eq!(accounts(&db).await, 40);
}

async fn a_second_unique_value_is_refused_and_recognised(db: Database) {
    let id = AccountId::new();
    let tx = db.begin().await.unwrap();
    insert_account(&tx, id).await;
    tx.commit().await.unwrap();
    let tx = db.begin().await.unwrap();
    let sql = "insert into accounts (id, name, hosts, settings, access_version, created_at, version) values ($1, 'x', $2, $2, 1, $3, 1)";
    let error = storage::execute(tx.conn(), sql, vec![id.into(), serde_json::json!([]).into(), tx.now().into()]).await.unwrap_err();
    let kartotek_core::kernel::Error::Database(error) = error else { panic!("{error}") };
    assert!(storage::violates_unique(&error, "accounts_pkey", "accounts.id"), "{error}");
    assert!(!storage::violates_unique(&error, "users_email", "users.account_id, users.email"), "{error}");
}

async fn nodes_that_start_at_once_migrate_once(db: Database) {
    // Back to an empty database first, so that there is something to migrate.
    let reset = match db.kind() {
        Kind::Postgres => {
            storage::execute(db.read(), "drop schema public cascade", vec![]).await.unwrap();
            storage::execute(db.read(), "create schema public", vec![]).await.unwrap();
            db.settings().clone()
        }
        Kind::Sqlite => storage::DbSettings { folder: db.settings().folder.join("another"), ..db.settings().clone() },
    };
    let nodes = (0..6).map(|_| tokio::spawn(Db::open(reset.clone())));
    let nodes: Vec<Db> = futures_util::future::join_all(nodes).await.into_iter().map(|node| node.unwrap().unwrap()).collect();
    for node in &nodes {
        assert_eq!(accounts(node).await, 0);
    }
    let steps = storage::number(nodes[0].read(), "select count(*) as value from seaql_migrations", vec![]).await.unwrap();
    let distinct = storage::number(nodes[0].read(), "select count(distinct version) as value from seaql_migrations", vec![]).await.unwrap();
    assert!(steps > 0);
    assert_eq!(steps, distinct);
    for node in nodes {
        node.close().await.unwrap();
    }
}

async fn a_database_of_a_newer_program_is_left_alone(db: Database) {
    let tx = db.begin().await.unwrap();
    storage::execute(tx.conn(), "insert into seaql_migrations (version, applied_at) values ('9999_from_the_future', 1)", vec![])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let refusal = db.open_again().await.unwrap_err().to_string();
    assert!(refusal.contains("newer program") && refusal.contains("9999_from_the_future"), "{refusal}");
}

async fn statements_are_counted(db: Database) {
    let before = db.query_count();
    db.ping().await.unwrap();
    db.ping().await.unwrap();
    assert_eq!(db.query_count() - before, 2);
}
#[tokio::test]
async fn a_wrong_database_url_says_what_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let error = Db::open(storage::DbSettings::server("mysql://root@localhost/x", folder.path())).await.unwrap_err();
    assert!(error.to_string().contains("postgres://"), "{error}");
}
