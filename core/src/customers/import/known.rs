//! A customer in memory while a batch of rows is worked on: as it was, and as the rows want it.

use crate::{
    customers::{
        Rules,
        derive::{self, Sources},
        entity::customer,
        history::{self, Change},
        views::{self, Customer, Links},
    },
    kernel::CustomerId,
};

/// A customer: its row and its links.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Whole {
    pub row: customer::Model,
    pub links: Links,
}

impl Whole {
    /// As it is shown, for the history.
    pub fn shown(&self) -> Customer {
        views::assemble(self.row.clone(), self.links.clone())
    }

    /// Fills the columns that repeat other tables.
    pub fn derive(&mut self, rules: &Rules) {
        fn texts(list: &[String]) -> Vec<&str> {
            list.iter().map(String::as_str).collect()
        }
        let links = &self.links;
        let sources = Sources {
            emails: texts(&links.emails),
            phones: texts(&links.phones),
            external_ids: texts(&links.external_ids),
            organisations: links.organisations.iter().map(|membership| membership.name.as_str()).collect(),
        };
        self.row.organisation_id = links.organisations.first().map(|membership| membership.id);
        derive::derive(&mut self.row, &sources, rules);
    }
}

/// A customer that rows of this batch touched, or may touch.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// As the database has it; none if this batch makes it.
    pub before: Option<Box<Whole>>,
    /// As the rows so far want it.
    pub now: Whole,
}

impl Known {
    /// Whether the database must be told.
    pub fn is_changed(&self) -> bool {
        self.before.as_deref() != Some(&self.now)
    }

    /// What the history says about it. Of a new one only that it came: what it came with is what its next change began from.
    pub fn changes(&self) -> Vec<Change> {
        match &self.before {
            None => vec![Change::new("created", serde_json::Value::Null, self.now.row.source.as_str())],
            Some(before) => history::differences(&before.shown(), &self.now.shown()),
        }
    }

    pub fn id(&self) -> CustomerId {
        self.now.row.id
    }
}
