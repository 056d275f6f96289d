//! Which job is done by what.

use super::{actions, bulk, counts, custom_fields, tags};
use crate::queue::jobs::Handlers;

/// Adds the jobs of the register to those that a worker knows.
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers
        .on(actions::REFRESH_JOB, actions::refresh_job)
        .on(bulk::JOB, bulk::job)
        .on(bulk::UNDO_JOB, bulk::undo_job)
        .on(counts::FOLD_JOB, counts::fold_job)
        .on(custom_fields::REFRESH_JOB, custom_fields::refresh_job)
        .on(tags::MERGE_JOB, tags::merge_job)
}
