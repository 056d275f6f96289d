//! Teams: users who share work. A member may have a role in the team, which adds to the account-wide ones.

mod actions;
mod store;

pub use actions::{NewTeam, TeamChange, change, create, delete, list, load};
pub use store::{by_name, existing};
pub(super) use store::{memberships_of, set_teams_of};

use crate::kernel::{RoleId, TeamId, UserId, clock::Time};
use serde::{Deserialize, Serialize};

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What it is called; unique in the account, whatever the case of the letters.
    pub name: String,
    /// Its members, by name.
    pub members: Vec<Member>,
    /// When it was last changed.
    pub updated_at: Time,
    /// Counts changes.
    pub version: i64,
}

/// A user in a team, as lists of teams show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub name: String,
    /// Whether the user can log in.
    pub active: bool,
    /// The role in this team, if any.
    pub role_id: Option<RoleId>,
}

/// A user put into a team, with the role that the user has there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMember {
    /// The user.
    pub user_id: UserId,
    /// The role in this team, if any.
    #[serde(default)]
    pub role_id: Option<RoleId>,
}

/// A team that a user is put into, with the role that the user has there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRole {
    /// The team.
    pub team_id: TeamId,
    /// The role in this team, if any.
    #[serde(default)]
    pub role_id: Option<RoleId>,
}
