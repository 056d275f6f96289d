//! The integration tests, one binary so that they link once. One module per part of the domain; what they share
//! (databases, people, the program itself) stands in `database`, `personas` and `app`.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure report; the helpers around the tests are part of them")]

#[macro_use]
mod database;

mod app;
mod architecture;
mod customers;
mod doors;
mod every_page;
mod locales;
mod pages;
mod personas;
mod queue;
mod staff;
mod storage;
