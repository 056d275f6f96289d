//! A writing transaction. Everything that belongs to one change is written in one of these: rows, history,
//! event, jobs. Dropped without [`Tx::commit`], it leaves nothing.

use super::{Db, Wake, dialect::Dialect};
use crate::kernel::{Result, clock::Time};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

/// A writing transaction with its own point in time.
#[derive(Debug)]
pub struct Tx {
    inner: DatabaseTransaction,
    now: Time,
    wakes: Vec<Wake>,
    db: Db,
}

impl Tx {
    pub(super) fn new(inner: DatabaseTransaction, now: Time, db: Db) -> Self {
        Self { inner, now, wakes: Vec::new(), db }
    }

    /// The time of everything that happens in this transaction.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The connection to read and write through.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// Which database it is, for the helpers of [`super::dialect`].
    pub fn dialect(&self) -> Dialect {
        Dialect::of(&self.inner)
    }

    /// After the commit, wakes those who wait for `wake`.
    pub fn wake(&mut self, wake: Wake) {
        if !self.wakes.contains(&wake) {
            self.wakes.push(wake);
        }
    }

    /// Makes everything lasting, then wakes the listeners.
    ///
    /// # Errors
    /// [`crate::kernel::Error::Database`]; then nothing was written.
    pub async fn commit(self) -> Result<()> {
        if self.dialect() == Dialect::Postgres {
            for wake in &self.wakes {
                let statement = Statement::from_sql_and_values(
                    self.inner.get_database_backend(),
                    "select pg_notify('kartotek', $1)",
                    [wake.to_text().into()],
                );
                self.inner.execute_raw(statement).await?;
            }
        }
        self.inner.commit().await?;
        self.wakes.into_iter().for_each(|wake| self.db.waker().send(wake));
        Ok(())
    }

    /// Undoes everything. Dropping does the same; this waits until it is done.
    ///
    /// # Errors
    /// [`crate::kernel::Error::Database`] if the connection broke; the database undoes it then by itself.
    pub async fn rollback(self) -> Result<()> {
        Ok(self.inner.rollback().await?)
    }
}
