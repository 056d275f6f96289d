//! Kartotek without a screen: the customer register and everything that hangs on it.
//!
//! One folder per part of the domain. A folder may use what stands to its left, never to its right
//! (a test in `kartotek/tests/it/architecture.rs` reads the `use` lines and holds this):
//!
//! `kernel <- storage <- queue <- mail, files <- staff <- customers`

pub mod customers;
pub mod files;
pub mod kernel;
pub mod mail;
pub mod queue;
pub mod staff;
pub mod storage;
