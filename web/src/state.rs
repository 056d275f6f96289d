//! What every handler can reach.

use crate::live::Live;
use kartotek_core::{files::FileStore, mail::Mailer, staff::Gate, storage::Db};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};
use tokio::sync::watch;

/// What the web interface needs to know from the configuration.
#[derive(Clone, Debug)]
pub struct WebSettings {
    /// Under which address users reach the program, without a slash at the end: `https://kartotek.example.com`. With
    /// `https`, cookies are sent over encrypted connections only.
    pub public_url: String,
    /// Whether a proxy stands in front that puts the address of whom it asks for at the end of `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Who presents this token may read `/metrics` from elsewhere; without one only the machine itself may.
    pub metrics_token: Option<String>,
    /// The largest file that may be attached to something, in bytes.
    pub max_upload: u64,
    /// The largest file that may be imported, in bytes.
    pub max_import: u64,
}

impl WebSettings {
    /// Whether cookies are marked `Secure`.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

/// What the program gives to the web interface.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Where uploaded files lie.
    pub files: FileStore,
    /// Whether mail can be sent.
    pub mailer: Mailer,
    /// From the configuration.
    pub settings: WebSettings,
    /// Turns true when the program is about to stop: open streams end then.
    pub stop: watch::Receiver<bool>,
}

/// See [`AppState`].
pub struct Inner {
    /// The database.
    pub db: Db,
    /// Who makes a request.
    pub gate: Gate,
    /// Where uploaded files lie.
    pub files: FileStore,
    /// Whether mail can be sent.
    pub mailer: Mailer,
    /// From the configuration.
    pub settings: WebSettings,
    /// News for open pages.
    pub live: Live,
    /// Writes what `/metrics` shows.
    pub metrics: PrometheusHandle,
}

impl AppState {
    /// Brings together what the pages need. Measuring starts with the first state of the process.
    pub fn new(parts: Parts) -> Self {
        let Parts { db, files, mailer, settings, stop } = parts;
        let live = Live::new(db.clone(), stop);
        Self(Arc::new(Inner { gate: Gate::new(db.clone()), db, files, mailer, settings, live, metrics: recorder() }))
    }
}

impl Deref for AppState {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Seconds; the goal for a page is 3 ms, so the buckets are narrow there.
const BUCKETS: &[f64] = &[0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The recorder belongs to the process: a second one (in tests) would not be told anything.
fn recorder() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let builder = PrometheusBuilder::new();
            let builder = match builder.set_buckets_for_metric(Matcher::Suffix("_seconds".into()), BUCKETS) {
                Ok(builder) => builder,
                Err(_) => PrometheusBuilder::new(),
            };
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another metrics recorder is in place; /metrics shows nothing");
            }
            handle
        })
        .clone()
}
