//! (being built)
pub mod entity;
