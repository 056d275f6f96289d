//! The only place that builds things: what is made here is handed down as values.

use crate::config::Config;
use kartotek_core::{
    customers,
    files::{self, FileStore},
    kernel::{Result, clock},
    mail::Mailer,
    queue::jobs::{self, Handlers},
    staff::{self, links},
    storage::Db,
};
use kartotek_web::{AppState, Parts, WebSettings};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet};

/// Jobs that were done stay visible for so many days.
const KEEP_DONE_JOBS: i64 = 7;
/// How often old rows are swept away.
const SWEEP: Duration = Duration::from_secs(3600);

/// Everything that the commands and the server work with.
pub struct App {
    /// The database.
    pub db: Db,
    /// Sends mail.
    pub mailer: Mailer,
    /// Who does which kind of job.
    pub handlers: Handlers,
}

impl App {
    /// Opens the database, brings its schema up to date, and puts the parts together.
    ///
    /// # Errors
    /// What [`Db::open`] says, or a setting of the mail server that cannot be used.
    pub async fn open(config: &Config) -> Result<Self> {
        Ok(Self::new(Db::open(config.database()).await?, config.mailer()?, config))
    }

    /// Puts the parts together around an open database.
    pub fn new(db: Db, mailer: Mailer, config: &Config) -> Self {
        let handlers = handlers(config.files(), mailer.clone(), config.public_url().into());
        Self { db, mailer, handlers }
    }

    /// What answers requests. Open streams end when `stop` turns true.
    pub fn router(&self, config: &Config, stop: watch::Receiver<bool>) -> axum::Router {
        let settings = WebSettings {
            public_url: config.public_url(),
            behind_proxy: config.behind_proxy,
            metrics_token: Some(config.metrics_token.clone()).filter(|token| !token.is_empty()),
        };
        kartotek_web::router(AppState::new(Parts {
            db: self.db.clone(),
            files: config.files(),
            mailer: self.mailer.clone(),
            settings,
            stop,
        }))
    }

    /// Starts what works in the background: jobs, the ear for other nodes, the sweeping of old rows. All of it ends after
    /// `stop` turned true; a job in hand is finished first.
    ///
    /// # Errors
    /// [`kartotek_core::kernel::Error::Database`].
    pub async fn start_background(&self, config: &Config, stop: &watch::Receiver<bool>) -> Result<JoinSet<()>> {
        let mut background = JoinSet::new();
        background.spawn(self.db.clone().hear_other_nodes(stop.clone()));
        for number in 1..=config.workers {
            let name = worker_name(config, number);
            // What this worker held when its process died need not wait for the lease to run out.
            let released = jobs::release(&self.db, &name).await?;
            if released > 0 {
                tracing::info!(worker = name, released, "took up jobs that an earlier process left");
            }
            let (handlers, db, stop) = (self.handlers.clone(), self.db.clone(), stop.clone());
            background.spawn(async move { handlers.work(db, name, stop).await });
        }
        background.spawn(sweep(self.db.clone(), stop.clone()));
        Ok(background)
    }
}

/// The same after a restart, another one on every node.
fn worker_name(config: &Config, number: usize) -> String {
    if config.is_embedded() {
        return format!("worker-{number}");
    }
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    format!("{}-{}-{number}", host.trim(), config.listen)
}

fn handlers(store: FileStore, mailer: Mailer, public_url: Arc<str>) -> Handlers {
    let imported = store.clone();
    let handlers = Handlers::default()
        .on(files::REMOVE_JOB, move |_, job| {
            let files = store.clone();
            async move { files::remove_job(&files, &job.payload).await }
        })
        .on(links::JOB, move |db, job| links::deliver(db, job, mailer.clone(), public_url.clone()));
    customers::import::handlers(customers::handlers(handlers), imported)
}

async fn sweep(db: Db, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let swept = async {
            jobs::sweep(&db, clock::now() - chrono::Duration::days(KEEP_DONE_JOBS)).await?;
            staff::sweep(&db).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(%error, "cannot sweep old rows");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            _ = stop.changed() => {}
        }
    }
}
