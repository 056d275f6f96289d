//! `kartotek serve`: the web server and the workers, until a signal asks them to stop.

use super::{Failure, output};
use crate::{app::App, config::Config, logging};
use figment::value::Dict;
use kartotek_core::{staff::links, storage};
use std::{
    fs::{File, TryLockError},
    net::SocketAddr,
    path::Path,
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch};

/// After a signal, requests and jobs in hand get this long; then the process ends, and jobs go on at the next start.
const GRACE: Duration = Duration::from_secs(20);

/// Flags of `serve`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// The address people type, such as https://kartotek.example.com
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

impl Arguments {
    /// Those that were given, as settings.
    pub fn settings(&self) -> Dict {
        let mut settings = Dict::new();
        if let Some(listen) = self.listen {
            settings.insert("listen".into(), listen.to_string().into());
        }
        if let Some(url) = &self.public_url {
            settings.insert("public_url".into(), url.as_str().into());
        }
        settings
    }
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// If the folder is in use, or the database or the port cannot be opened.
pub async fn run(config: Config) -> Result<(), Failure> {
    logging::start(&config.log)?;
    let _lock = if config.is_embedded() { Some(lock(&config.data)?) } else { None };
    let listener = bind(&config).await?;
    let config = Config { listen: listener.local_addr()?, ..config };
    let app = App::open(&config).await?;
    let set_up = links::set_up_link(&app.db).await?;
    serve(&app, &config, listener, || match &set_up {
        Some(link) => {
            let url = format!("{}{}", config.public_url(), links::Purpose::SetUp.path(link));
            output::line(&format!("make the first administrator (the link works once, within a day): {url}"))
        }
        None => Ok(()),
    })
    .await
}

/// Takes hold of the port, so that a wrong one is told before anything else is done.
///
/// # Errors
/// If it is in use or not ours to take.
pub async fn bind(config: &Config) -> Result<TcpListener, Failure> {
    TcpListener::bind(config.listen).await.map_err(|error| format!("cannot listen on {}: {error}", config.listen).into())
}

/// Serves `app` until a signal comes. Once requests are answered, `announce` tells what there is to tell, then the address is
/// printed: whoever waits for that line has read everything before it.
///
/// # Errors
/// If the server fails.
pub async fn serve(
    app: &App,
    config: &Config,
    listener: TcpListener,
    announce: impl FnOnce() -> std::io::Result<()>,
) -> Result<(), Failure> {
    let asked_to_stop = signals()?;
    let (stop_all, stop) = watch::channel(false);
    let mut background = app.start_background(config, &stop).await?;
    let router = app.router(config, stop.clone());
    let mut stop_serving = stop.clone();
    let serving = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(async move {
        // An error means that the sender is gone, which is as good a reason to stop.
        let _stopped = stop_serving.wait_for(|stop| *stop).await;
    });
    let mut server = tokio::spawn(async move { serving.await });
    announce()?;
    output::line(&format!("listening on http://{}", config.listen))?;

    tokio::select! {
        ended = &mut server => ended??,
        () = asked_to_stop => {
            tracing::info!("asked to stop; finishing what is in hand");
            stop_all.send_replace(true);
            let finished = tokio::time::timeout(GRACE, async {
                let ended = (&mut server).await;
                while background.join_next().await.is_some() {}
                ended
            });
            match finished.await {
                Ok(ended) => ended??,
                Err(_) => tracing::warn!("something did not end in time and is broken off; jobs go on at the next start"),
            }
        }
    }
    background.shutdown().await;
    Ok(app.db.clone().close().await?)
}

/// Resolves at the first SIGTERM or SIGINT.
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Two servers on one embedded database would each think the other's jobs dead: the second is refused.
///
/// # Errors
/// If another server holds the folder, or it cannot be written.
pub fn lock(folder: &Path) -> Result<File, Failure> {
    let unusable = |error: std::io::Error| format!("cannot use the data folder {}: {error}", folder.display());
    storage::make_folder(folder).map_err(unusable)?;
    let file = File::options().create(true).truncate(false).write(true).open(folder.join("server.lock")).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(format!("another server is running on the data folder {}", folder.display()).into()),
        Err(TryLockError::Error(error)) => Err(unusable(error).into()),
    }
}
