//! Users: members of staff who log in.

mod actions;
mod membership;
mod own;
mod store;
mod views;

pub use actions::{NewUser, UserChange, activate, change, create, deactivate, delete};
pub use own::{OwnChange, change_own, own};
pub use store::{by_address, existing, names};
pub(super) use store::{by_email, find, set_password, take, touch};
pub use views::{Filter, UserDetails, list, load};

use crate::kernel::{Email, UiLanguage, UserId, clock::Time, permission::spelled};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

spelled! {
    /// Whether a user can log in.
    UserState {
        /// Can log in.
        Active = "active",
        /// Cannot; everything that bears the user's name stays.
        Inactive = "inactive",
    }
}

spelled! {
    /// How the pages look to a user.
    Theme {
        /// As the device is set.
        System = "system",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

/// What a user has chosen. Kept as JSON; what is missing has the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The notifications that the user does not want, by the spelling of [`super::notifications::Topic`].
    pub muted: BTreeSet<String>,
    /// How the user last arranged the list of customers.
    pub list: ListChoice,
}

/// How a user arranged a list. Words that this version does not know are skipped by who reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListChoice {
    /// The columns from left to right; none for the usual ones.
    pub columns: Vec<String>,
    /// How much of each line is shown.
    pub layout: Option<String>,
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// Names the user at log-in; unique in the account.
    pub email: Email,
    /// The user's name.
    pub name: String,
    /// The interface's language; none for that of the browser or the account.
    pub language: Option<UiLanguage>,
    /// How the pages look.
    pub theme: Theme,
    /// Whether the user can log in.
    pub state: UserState,
    /// Whether a password was set; without one the user has yet to follow an invitation.
    pub has_password: bool,
    /// What the user has chosen.
    #[serde(skip)]
    pub preferences: Preferences,
    /// When the user was made.
    pub created_at: Time,
    /// When the user was last changed.
    pub updated_at: Time,
    /// When the user was last here, within a few minutes.
    pub last_seen_at: Option<Time>,
    /// Counts changes.
    pub version: i64,
}

impl User {
    /// Whether the user can log in, if the password is right.
    pub fn is_active(&self) -> bool {
        self.state == UserState::Active
    }
}
