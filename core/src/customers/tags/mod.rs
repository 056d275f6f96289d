//! Tags: labels from the account's own list, with a name per language and a colour. A tag that is in use is retired or
//! merged into another, not deleted.

mod actions;
mod colour;
mod merge;
mod store;

pub use actions::{NewTag, TagChange, change, create, delete, list, load, reactivate, retire};
pub use colour::TagColour;
pub use merge::{MERGE_JOB, Merged, merge, merge_job};

use super::{
    entity::tag,
    labels::{self, Labels},
};
use crate::kernel::{Error, Result, TagId, permission::spelled};
use serde::Serialize;

/// The most tags that an account has.
pub const MOST_TAGS: usize = 2_000;
/// The longest name of a tag, in characters.
pub const LONGEST_NAME: usize = 60;

spelled! {
    /// Whether a tag can be put on customers.
    TagState {
        /// Offered.
        Active = "active",
        /// Stays where it is, is not offered.
        Retired = "retired",
    }
}

/// A tag of the account's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its name in the API and in imports; unique, never changes.
    pub key: String,
    /// Its name by language of the UI, at least one.
    pub names: Labels,
    /// Its colour.
    pub colour: TagColour,
    /// Whether it is offered.
    pub state: TagState,
    /// Counts up with each change.
    pub version: i64,
}

impl Tag {
    /// Whether it is offered no more.
    pub fn is_retired(&self) -> bool {
        self.state == TagState::Retired
    }

    /// Its name in a language, else in English, else any, else its key.
    pub fn name(&self, language: &str) -> &str {
        labels::pick(&self.names, language).unwrap_or(&self.key)
    }
}

impl TryFrom<tag::Model> for Tag {
    type Error = Error;
    fn try_from(row: tag::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            key: row.key,
            names: serde_json::from_value(row.names)?,
            // A colour that a newer version knows is shown in grey.
            colour: row.colour.parse().unwrap_or(TagColour::Grey),
            state: row.state.parse().map_err(Error::internal)?,
            version: row.version,
        })
    }
}

/// A tag of the list with the number of customers that have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The tag.
    #[serde(flatten)]
    pub tag: Tag,
    /// How many customers have it; counting stops at [`COUNTED`].
    pub customers: i64,
}

/// Customers of one tag are counted up to here; the page says "more than".
pub const COUNTED: i64 = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_shown_by_the_name_that_there_is() {
        let tag = Tag {
            id: TagId::new(),
            key: "vip".into(),
            names: [("en", "VIP"), ("nb", "Viktig")].map(|(language, name)| (language.to_owned(), name.to_owned())).into(),
            colour: TagColour::Red,
            state: TagState::Active,
            version: 1,
        };
        assert_eq!((tag.name("nb"), tag.name("de")), ("Viktig", "VIP"));
        let unnamed = Tag { names: Labels::new(), ..tag };
        assert_eq!(unnamed.name("nb"), "vip");
    }
}
