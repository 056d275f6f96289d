//! Jobs and events: both are rows written in the transaction of their cause.

pub mod entity;
pub mod events;
pub mod idempotency;
pub mod jobs;
