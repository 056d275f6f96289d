//! Deletion leaves nothing of the person.

use super::*;
use kartotek_core::{
    customers::{assignment, erase, search},
    kernel::{Action, Country, Error, Language, Resource},
};
use sea_orm::{ConnectionTrait, Statement};

both_databases! {
    nothing_of_the_person_remains,
    deletion_needs_its_permission,
}

async fn nothing_of_the_person_remains(db: Database) {
    let actor = account(&db).await;
    let technician = user(&db, &actor, "Tore", &[]).await;
    let anna = made(&db, &actor, &person("Annabella Zetterlund", "annabella@zetterlund.example", "+46701234567")).await;
    act(&db, async |tx| assignment::assign(tx, &actor, anna.id, &[technician.user_id().unwrap()]).await.unwrap()).await;
    let touched = erase::preview(db.read(), &actor, anna.id).await.unwrap();
    assert_eq!((touched.name.as_str(), touched.identities, touched.history), ("Annabella Zetterlund", 2, 2));
    act(&db, async |tx| erase::delete(tx, &actor, anna.id).await.unwrap()).await;
    assert!(
        search::quick(db.read(), &actor, Country::SWEDEN, Language::SWEDISH, "zetterlund", &Default::default(), 5)
            .await
            .unwrap()
            .is_empty()
    );
    for table in tables(&db).await {
        for needle in ["nnabella", "etterlund", "701234567"] {
            assert_eq!(rows_with(&db, &table, needle).await, 0, "{table} still holds {needle}");
        }
    }
    let lines =
        kartotek_core::storage::number(db.read(), "select count(*) as value from account_log where kind = 'customer.deleted'", vec![])
            .await
            .unwrap();
    assert_eq!(lines, 1);
    // Her address is free again.
    made(&db, &actor, &person("Another", "annabella@zetterlund.example", "")).await;
}

async fn deletion_needs_its_permission(db: Database) {
    let actor = account(&db).await;
    let agent =
        user(&db, &actor, "Agnes", &[Permission::all(Resource::Customer, Action::View), Permission::all(Resource::Customer, Action::Edit)])
            .await;
    let anna = made(&db, &actor, &person("Anna", "", "")).await;
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(erase::delete(&mut tx, &agent, anna.id).await, Err(Error::Forbidden { action: Action::Delete, .. })));
    assert!(matches!(erase::preview(db.read(), &agent, anna.id).await, Err(Error::Forbidden { .. })));
}

/// Every table there is, the search index's own among them.
async fn tables(db: &Database) -> Vec<String> {
    let sql = match db.kind() {
        crate::database::Kind::Sqlite => "select name from sqlite_master where type = 'table'",
        crate::database::Kind::Postgres => "select table_name as name from information_schema.tables where table_schema = 'public'",
    };
    let conn = db.read();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let names: Vec<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    assert!(names.len() > 30, "{names:?}");
    names.into_iter().filter(|name| name != "customer_search").collect()
}

/// How many rows of a table hold a text in any column.
async fn rows_with(db: &Database, table: &str, needle: &str) -> i64 {
    let conn = db.read();
    let sql = match db.kind() {
        crate::database::Kind::Sqlite => {
            let columns = conn
                .query_all_raw(Statement::from_string(
                    conn.get_database_backend(),
                    format!("select name from pragma_table_info('{table}')"),
                ))
                .await
                .unwrap();
            let any: Vec<String> = columns
                .iter()
                .map(|row| format!("instr(cast(\"{}\" as text), '{needle}') > 0", row.try_get::<String>("", "name").unwrap()))
                .collect();
            format!("select count(*) as value from \"{table}\" where {}", any.join(" or "))
        }
        crate::database::Kind::Postgres => format!("select count(*) as value from \"{table}\" as t where t::text like '%{needle}%'"),
    };
    kartotek_core::storage::number(conn, &sql, vec![]).await.unwrap()
}
