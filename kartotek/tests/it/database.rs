//! A fresh database for each test, of both kinds.
//!
//! ```ignore
//! both_databases! { a_rule_holds }
//!
//! async fn a_rule_holds(db: Database) {
//!     let tx = db.begin().await.unwrap();
//! }
//! ```
//! makes two tests, `a_rule_holds::sqlite` and `a_rule_holds::postgres`.

use kartotek_core::{
    kernel::AccountId,
    queue::events::{self, Event, Place},
    storage::{self, Db, DbSettings, Durability},
};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::{
    future::Future,
    ops::Deref,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Names a server whose databases may be made and dropped at will.
const VARIABLE: &str = "KARTOTEK_TEST_POSTGRES";

/// Which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file in a temporary folder.
    Sqlite,
    /// A database of its own on the server that `KARTOTEK_TEST_POSTGRES` names.
    Postgres,
}

/// An open, migrated, empty database that is gone after the test. Derefs to [`Db`].
#[derive(Clone, Debug)]
pub struct Database {
    db: Db,
    kind: Kind,
}

impl Database {
    /// Which kind it is; for tests of the storage itself only.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The events of an account after `place`, as soon as all that were committed can be seen. PostgreSQL shows an event when no
    /// older transaction is running on the whole server, and other tests run theirs there.
    pub async fn events(&self, account: AccountId, place: Place) -> Vec<Event> {
        let sql = "select count(*) as value from events where account_id = $1";
        let written = storage::number(self.db.read(), sql, vec![account.into()]).await.unwrap();
        let settled = async {
            loop {
                let seen = events::after(self.db.read(), account, Place::default()).await.unwrap();
                if seen.len() >= usize::try_from(written).unwrap() {
                    return seen.into_iter().filter(|event| event.place > place).collect();
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), settled).await.expect("the events are seen in the end")
    }

    /// Opens it a second time, as another node or a restarted program would.
    pub async fn open_again(&self) -> kartotek_core::kernel::Result<Db> {
        Db::open(self.db.settings().clone()).await
    }
}

impl Deref for Database {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

/// Makes a test for each kind of database out of each function named.
macro_rules! both_databases {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::database::with($crate::database::Kind::Sqlite, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::database::with($crate::database::Kind::Postgres, super::$name).await;
            }
        }
    )+};
}

/// Runs `test` on a fresh database and removes it afterwards, also when the test failed.
pub async fn with<F>(kind: Kind, test: impl FnOnce(Database) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let folder = tempfile::tempdir().expect("a temporary folder");
    let name = match kind {
        Kind::Sqlite => None,
        Kind::Postgres => Some(create().await),
    };
    let settings = DbSettings {
        url: name.as_deref().map(url_of),
        durability: Durability::Process,
        connections: 4,
        ..DbSettings::embedded(folder.path())
    };
    let db = Db::open(settings).await.expect("opening a fresh database");
    let outcome = tokio::spawn(test(Database { db: db.clone(), kind })).await;
    db.close().await.expect("closing the database");
    remove(folder, name).await;
    if let Err(failure) = outcome {
        std::panic::resume_unwind(failure.into_panic());
    }
}

async fn remove(folder: TempDir, name: Option<String>) {
    if let Some(name) = name {
        let server = server().await;
        // Force: a test may have left tasks behind that still hold a connection.
        server.execute_unprepared(&format!("drop database {name} with (force)")).await.expect("dropping the test's database");
        server.close().await.expect("closing the connection");
    }
    folder.close().expect("removing the test's folder");
}

/// A copy of the migrated template: faster than migrating for each test.
async fn create() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(migrated_template).await;
    let name = format!("{template}_{}", MADE.fetch_add(1, Ordering::Relaxed));
    let server = server().await;
    server.execute_unprepared(&format!("create database {name} template {template}")).await.expect("copying the template");
    server.close().await.expect("closing the connection");
    name
}

async fn migrated_template() -> String {
    let name = format!("kartotek_test_{}", std::process::id());
    let server = server().await;
    server.execute_unprepared(&format!("create database {name}")).await.expect("making the template");
    server.close().await.expect("closing the connection");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = Db::open(DbSettings::server(url_of(&name), folder.path())).await.expect("migrating the template");
    db.close().await.expect("a template that is in use cannot be copied");
    name
}

async fn server() -> DatabaseConnection {
    sea_orm::Database::connect(url()).await.expect("connecting to the test server")
}

fn url() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!("{VARIABLE} is not set: run `bin/test rust FILTER`, which starts a throw-away PostgreSQL, or set it to postgres://USER:PASSWORD@HOST/postgres")
    })
}

/// The URL of the database `name` on the test server.
fn url_of(name: &str) -> String {
    let url = url();
    let (server, _) = url.rsplit_once('/').expect("a URL that ends in /postgres");
    format!("{server}/{name}")
}
