//! Many at once: a file from another program becomes customers, organisations, users or tags.
//!
//! `decode` (bytes to text), `dialect` and `records` (text to cells), `workbook` (sheets to cells) and `table` (the
//! two behind one door) read the file with the same little memory however long it is; `columns` says what the cells
//! are, `row` what a row says about a customer. `register` reads what the database knows about a batch of rows, `plan` works
//! out in memory what becomes of them, `write` writes it. `run` is the job around that; `actions` are the verbs of the page,
//! the API and the command line.

pub mod actions;
pub mod columns;
pub mod decode;
pub mod dialect;
mod dry;
mod known;
pub mod options;
mod plan;
pub mod records;
mod register;
pub mod report;
pub mod row;
pub mod run;
pub mod store;
pub mod table;
pub mod templates;
pub mod undo;
pub mod words;
pub mod workbook;
mod write;

use crate::{
    files::FileStore,
    kernel::{ImportId, clock::Time, permission::spelled},
    queue::jobs::Handlers,
};
use serde::Serialize;
use std::sync::Arc;

/// Adds the jobs of imports to those that a worker knows.
pub fn handlers(handlers: Handlers, files: FileStore) -> Handlers {
    handlers.on(undo::JOB, undo::job).on(run::JOB, move |db, job| run::job(db, files.clone(), job, Arc::new(|_, _| {})))
}

spelled! {
    /// What the rows of a file are.
    ImportKind {
        /// Persons and organisations.
        Customers = "customers",
        /// Organisations only.
        Organisations = "organisations",
        /// Members of staff.
        Users = "users",
        /// Tags of the account's list.
        Tags = "tags",
    }
}

spelled! {
    /// Where an import stands.
    ImportState {
        /// The file is there; a person decides what its columns are.
        Ready = "ready",
        /// Its job waits.
        Waiting = "waiting",
        /// Its job works.
        Running = "running",
        /// Every row was looked at.
        Done = "done",
        /// Stopped by a person; what was imported stays.
        Stopped = "stopped",
        /// Broken off; `error` says why.
        Failed = "failed",
        /// Being taken back.
        Undoing = "undoing",
        /// Taken back.
        Undone = "undone",
    }
}

impl ImportState {
    /// Whether its job waits or works.
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Undoing)
    }
}

/// An import as it is shown; its JSON is the API's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// What the rows are.
    pub kind: ImportKind,
    /// Where it stands.
    pub state: ImportState,
    /// Whether it only tells what it would do.
    pub dry_run: bool,
    /// The name of the file.
    pub file_name: String,
    /// How many rows the file has, once they are counted.
    pub rows_total: Option<i64>,
    /// How many were looked at.
    pub rows_done: i64,
    /// How many made something.
    pub created: i64,
    /// How many changed something.
    pub updated: i64,
    /// How many told nothing new.
    pub unchanged: i64,
    /// How many were refused.
    pub rejected: i64,
    /// Rows per second since it began.
    pub rows_per_second: Option<f64>,
    /// Seconds that are left at this speed.
    pub seconds_left: Option<i64>,
    /// Why it was broken off.
    pub error: Option<String>,
    /// Whether it can be taken back.
    pub can_undo: bool,
    /// Who began it, by the name at that time; empty for the program's operator.
    pub created_by: String,
    /// When the file came.
    pub created_at: Time,
    /// When its job began.
    pub started_at: Option<Time>,
    /// When it ended.
    pub finished_at: Option<Time>,
}
