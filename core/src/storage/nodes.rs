//! Hearing what other nodes have committed (PostgreSQL only; an embedded database has one node).

use super::{Db, Wake, dialect::Dialect};
use sea_orm::sqlx::postgres::PgListener;
use std::time::Duration;

/// After a lost connection, the pause before the next try.
const PAUSE: Duration = Duration::from_secs(2);

impl Db {
    /// Passes the wakes of other nodes on to this process, until `stop` turns true. After a lost connection it connects
    /// again; listeners look for themselves then, because what happened meanwhile is in the tables, not in the wakes.
    pub async fn hear_other_nodes(self, mut stop: tokio::sync::watch::Receiver<bool>) {
        if Dialect::of(self.read()) != Dialect::Postgres {
            return;
        }
        let pool = self.read().get_postgres_connection_pool().clone();
        while !*stop.borrow() {
            let heard = async {
                let mut listener = PgListener::connect_with(&pool).await?;
                listener.listen("kartotek").await?;
                self.waker().send(Wake::Jobs);
                loop {
                    let notification = listener.recv().await?;
                    if let Some(wake) = Wake::from_text(notification.payload()) {
                        self.waker().send(wake);
                    }
                }
            };
            let heard: Result<std::convert::Infallible, sea_orm::sqlx::Error> = tokio::select! {
                heard = heard => heard,
                _ = stop.changed() => return,
            };
            let Err(error) = heard;
            tracing::warn!(%error, "lost the connection that hears other nodes; connecting again");
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stop.changed() => return,
            }
        }
    }
}
