//! Table definitions, as `storage/migrations` creates them.

pub mod event;
pub mod idempotency_key;
pub mod job;
