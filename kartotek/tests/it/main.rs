//! The integration tests, one binary so that they link once. One module per part of the domain; what they share
//! (databases, people, the program itself) stands in `database`, `personas` and `app`.

#[macro_use]
mod database;

mod architecture;
mod customers;
mod locales;
mod pages;
mod personas;
mod queue;
mod storage;
