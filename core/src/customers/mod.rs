//! Customers: who is served.

pub mod entity;
