//! Saved views of the list of customers: filters, order, columns and layout under a name, for oneself or for all. One of
//! a user's views can be the standard with which the list opens; favourites stand beside the list.

mod actions;
mod column;
mod store;

pub use actions::{NewView, ViewChange, change, create, delete, list, load, standard};
pub use column::{Column, OwnColumn};

use super::{Filter, Sort, entity::list_view};
use crate::kernel::{Error, Result, UserId, ViewId, permission::spelled};
use serde::{Deserialize, Serialize, Serializer};

spelled! {
    /// How much of a customer a line of the list shows.
    Layout {
        /// One line each.
        Compact = "compact",
        /// Several lines each, with everything that is known.
        Detailed = "detailed",
    }
}

/// A saved view.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListView {
    /// Its id.
    pub id: ViewId,
    /// Whose it is.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// Which customers.
    pub filter: Filter,
    /// In which order.
    #[serde(serialize_with = "as_text")]
    pub sort: Sort,
    /// How much of each.
    pub layout: Layout,
    /// Which columns, from left to right; none means the usual ones.
    pub columns: Vec<Column>,
    /// Whether it stands beside the list.
    pub favourite: bool,
    /// Whether the list opens with it: its owner's, or everybody's who has no standard if it is shared.
    pub standard: bool,
    /// Whether everybody in the account sees it.
    pub shared: bool,
}

impl ListView {
    /// Whether `user` may change it.
    pub fn is_of(&self, user: Option<UserId>) -> bool {
        user == Some(self.user_id)
    }
}

fn as_text<S: Serializer>(sort: &Sort, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(sort)
}

/// What the column `query` holds.
#[derive(Serialize, Deserialize)]
struct Query {
    #[serde(default)]
    filter: Filter,
    #[serde(default)]
    sort: Option<String>,
    #[serde(default)]
    layout: Option<Layout>,
}

impl TryFrom<list_view::Model> for ListView {
    type Error = Error;
    fn try_from(row: list_view::Model) -> Result<Self> {
        let query: Query = serde_json::from_value(row.query)?;
        // An order or column that this version does not know falls back to the usual one.
        let columns: Vec<String> = serde_json::from_value(row.columns)?;
        Ok(Self {
            id: row.id,
            user_id: row.user_id,
            name: row.name,
            filter: query.filter,
            sort: query.sort.and_then(|sort| sort.parse().ok()).unwrap_or_default(),
            layout: query.layout.unwrap_or(Layout::Compact),
            columns: columns.iter().filter_map(|column| column.parse().ok()).collect(),
            favourite: row.favourite,
            standard: row.standard,
            shared: row.shared,
        })
    }
}
