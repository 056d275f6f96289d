//! Uploaded files: their bytes in a store, their rows in the database.

mod actions;
pub mod entity;
mod name;
mod store;

pub use actions::{File, REMOVE_JOB, Subject, all_keys, attach, detach, find, of, remove_all_of, remove_job};
pub use name::{content_disposition, media_type, safe_name};
pub use store::{FileStore, Stored};
