//! The parts of the program, for its binary and its tests.

pub mod app;
pub mod archive;
pub mod cli;
pub mod config;
pub mod logging;
