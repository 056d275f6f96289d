//! Connecting. SQLite gets one connection that writes (every writing transaction is IMMEDIATE, so two can never
//! deadlock on an upgrade) and several that read beside it thanks to the write-ahead log.

use super::{Tx, Waker, migrations};
use crate::kernel::{Error, Result, clock};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// The embedded database's file in the data folder.
pub const FILE_NAME: &str = "kartotek.sqlite";

/// What connections to a PostgreSQL server call themselves, unless the URL says otherwise.
pub const APPLICATION_NAME: &str = "kartotek";

/// How much the embedded database waits for the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// A commit is on the disk before it is acknowledged: survives a power cut.
    #[default]
    Full,
    /// Survives a killed process, not a power cut. For tests and throw-away data.
    Process,
}

/// Which database, and how to use it.
#[derive(Clone, Debug)]
pub struct DbSettings {
    /// `postgres://…`, or none for the embedded database in `folder`.
    pub url: Option<String>,
    /// The data folder.
    pub folder: PathBuf,
    /// Only for the embedded database.
    pub durability: Durability,
    /// Connections that read (SQLite) or all connections (PostgreSQL).
    pub connections: u32,
}

impl DbSettings {
    /// The embedded database in `folder`.
    pub fn embedded(folder: impl Into<PathBuf>) -> Self {
        Self { url: None, folder: folder.into(), durability: Durability::Full, connections: 8 }
    }
    /// A PostgreSQL server; files still lie in `folder`.
    pub fn server(url: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        Self { url: Some(url.into()), ..Self::embedded(folder) }
    }
}

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    settings: DbSettings,
    waker: Waker,
    queries: Arc<AtomicU64>,
}

impl Db {
    /// Connects and brings the schema up to date. Safe when several nodes start at once.
    ///
    /// # Errors
    /// [`Error::Internal`] with what to do, if the database is newer than this program, cannot be reached or opened.
    pub async fn open(settings: DbSettings) -> Result<Self> {
        let db = Self::connect(settings).await?;
        migrations::up(&db).await?;
        Ok(db)
    }

    /// Connects without touching the schema.
    ///
    /// # Errors
    /// [`Error::Internal`] if the database cannot be reached or opened.
    pub async fn connect(settings: DbSettings) -> Result<Self> {
        let queries = Arc::new(AtomicU64::new(0));
        let (mut writer, mut reader) = match &settings.url {
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                let mut options = ConnectOptions::new(named(url));
                options
                    .max_connections(settings.connections.max(2))
                    .min_connections(1)
                    .sqlx_logging(false)
                    .acquire_timeout(Duration::from_secs(30));
                options.test_before_acquire_if_idle_for(Duration::from_secs(30)).record_stmt_in_spans(false);
                let pool = Database::connect(options).await.map_err(|error| cannot_open("PostgreSQL", &error))?;
                (pool.clone(), pool)
            }
            Some(_) => {
                return Err(Error::Internal("database_url must begin with postgres:// (leave it out to use the embedded database)".into()));
            }
            None => {
                make_folder(&settings.folder)
                    .map_err(|error| Error::Internal(format!("cannot make the data folder {}: {error}", settings.folder.display())))?;
                let path = settings.folder.join(FILE_NAME);
                let writer = Database::connect(sqlite_options(&path, 1, settings.durability))
                    .await
                    .map_err(|error| cannot_open(&path.display().to_string(), &error))?;
                let reader = Database::connect(sqlite_options(&path, settings.connections.max(1), settings.durability))
                    .await
                    .map_err(|error| cannot_open(&path.display().to_string(), &error))?;
                (writer, reader)
            }
        };
        for connection in [&mut writer, &mut reader] {
            let queries = queries.clone();
            connection.set_metric_callback(move |_| {
                queries.fetch_add(1, Ordering::Relaxed);
            });
        }
        Ok(Self(Arc::new(Inner { writer, reader, settings, waker: Waker::default(), queries })))
    }

    /// For reading outside a transaction.
    pub fn read(&self) -> &DatabaseConnection {
        &self.0.reader
    }

    /// Begins a writing transaction.
    ///
    /// # Errors
    /// [`Error::Database`] if no connection could be had in time.
    pub async fn begin(&self) -> Result<Tx> {
        let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        let inner = self.0.writer.begin_with_options(options).await?;
        Ok(Tx::new(inner, clock::now(), self.clone()))
    }

    /// Where this process hears of new events and jobs.
    pub fn waker(&self) -> &Waker {
        &self.0.waker
    }

    /// How it was opened.
    pub fn settings(&self) -> &DbSettings {
        &self.0.settings
    }

    /// How many statements ran so far; tests compare it before and after a page.
    pub fn query_count(&self) -> u64 {
        self.0.queries.load(Ordering::Relaxed)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`Error::Database`] if it does not.
    pub async fn ping(&self) -> Result<()> {
        let conn = self.read();
        conn.query_one_raw(Statement::from_string(conn.get_database_backend(), "select 1")).await?;
        Ok(())
    }

    /// Closes all connections, after which a SQLite file may be copied or removed.
    ///
    /// # Errors
    /// [`Error::Database`] if a connection could not be closed.
    pub async fn close(self) -> Result<()> {
        self.0.reader.clone().close().await?;
        self.0.writer.clone().close().await?;
        Ok(())
    }

    pub(super) fn writer(&self) -> &DatabaseConnection {
        &self.0.writer
    }
}

fn sqlite_options(path: &Path, connections: u32, durability: Durability) -> ConnectOptions {
    // The path is set below, whatever characters it has; a URL that says memory would stay in memory.
    let mut options = ConnectOptions::new("sqlite:file");
    let path = path.to_owned();
    options.max_connections(connections).min_connections(1).sqlx_logging(false).record_stmt_in_spans(false).test_before_acquire(false);
    // A writer may have to wait for a long batch of another process (an import on the command line).
    options.acquire_timeout(Duration::from_secs(60)).idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&path)
            .create_if_missing(true)
            .pragma("journal_mode", "wal")
            .pragma("synchronous", if durability == Durability::Full { "full" } else { "off" })
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-16384")
            .pragma("mmap_size", "268435456")
            .pragma("case_sensitive_like", "on")
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(60))
            .optimize_on_close(true, 400)
    });
    options
}

/// Makes the data folder, for its owner only: everything about all customers lies in it.
///
/// # Errors
/// If the disk refuses.
pub fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// The URL with the name by which the server's list of connections shows us.
fn named(url: &str) -> String {
    if url.contains("application_name=") {
        return url.to_owned();
    }
    format!("{url}{}application_name={APPLICATION_NAME}", if url.contains('?') { '&' } else { '?' })
}

fn cannot_open(what: &str, error: &sea_orm::DbErr) -> Error {
    Error::Internal(format!("cannot open the database {what}: {error}"))
}
