//! The page of a bulk change.

use super::Company;
use crate::{
    customers::{act, made, person},
    database::Database,
};
use axum::http::StatusCode;
use kartotek_core::{
    customers::{
        Filter,
        bulk::{self, Change},
        handlers,
    },
    queue::jobs::Handlers,
};

both_databases! { a_bulk_change_shows_its_progress_and_can_be_undone }

async fn a_bulk_change_shows_its_progress_and_can_be_undone(db: Database) {
    let company = Company::new(&db).await;
    let admin = company.visitor(Some("administrator")).await;
    for number in 0..3 {
        made(&db, &admin.actor, &person(&format!("Kunde {number}"), "", "")).await;
    }
    let id = act(&db, async |tx| bulk::start(tx, &admin.actor, &Filter::default(), &Change::Deactivate).await.unwrap()).await;
    let address = format!("/customers/bulk/{id}");
    admin.get(&address).await.shows(&["Deactivate", "Waiting", "hx-trigger=\"live:news, every 2s\"", "<progress"]);
    handlers(Handlers::default()).drain(&db, "test").await.unwrap();
    admin.get(&address).await.shows(&["Done", "<dd>3</dd>", "Undo"]).hides(&["<progress", "every 2s"]);
    admin.post(&format!("{address}/undo"), &[]).await.leads_to(&address);
    handlers(Handlers::default()).drain(&db, "test").await.unwrap();
    admin.get(&address).await.shows(&["Undone"]);
    let late = admin.post(&format!("{address}/stop"), &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.shows(&["This has ended already."]);
    let stranger = company.visitor(Some("agent")).await;
    assert_eq!(stranger.get(&address).await.status, StatusCode::NOT_FOUND);
}
