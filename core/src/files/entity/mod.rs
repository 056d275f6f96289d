//! Table definitions, as `storage/migrations` creates them.

pub mod file;
