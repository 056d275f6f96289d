//! Users, teams, roles and settings.

use super::pages;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pages! { UserPage of User, TeamPage of Team, RolePage of ListedRole }

/// A member of staff.
#[derive(Serialize, ToSchema)]
pub struct User {
    /// The user's id.
    pub id: Uuid,
    /// Names the user at log-in.
    pub email: String,
    /// The user's name.
    pub name: String,
    /// The interface's language; `null` for that of the browser or the account.
    pub language: Option<String>,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// `active` or `inactive`.
    pub state: String,
    /// Whether a password was set.
    pub has_password: bool,
    /// When the user was made.
    pub created_at: DateTime<Utc>,
    /// When the user was last changed.
    pub updated_at: DateTime<Utc>,
    /// When the user was last here, within a few minutes.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Counts changes.
    pub version: i64,
    /// Account-wide roles.
    pub roles: Vec<RoleName>,
    /// Teams, with the role in each.
    pub teams: Vec<TeamName>,
}

/// The user of the token.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The user.
    #[serde(flatten)]
    pub user: User,
    /// What the token may do, such as `customer.view` or `customer.view:assigned`.
    pub permissions: Vec<String>,
}

/// A role beside a user.
#[derive(Serialize, ToSchema)]
pub struct RoleName {
    /// The role.
    pub id: Uuid,
    /// Its lasting short name.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Whether nobody can change it.
    pub built_in: bool,
}

/// A team beside a user.
#[derive(Serialize, ToSchema)]
pub struct TeamName {
    /// The team.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The user's role in it.
    pub role_id: Option<Uuid>,
}

/// A team that a user is put into.
#[derive(Serialize, ToSchema)]
pub struct TeamRole {
    /// The team.
    pub team_id: Uuid,
    /// The role in it.
    pub role_id: Option<Uuid>,
}

/// A user to be made.
#[derive(Serialize, ToSchema)]
pub struct NewUser {
    /// Names the user at log-in.
    pub email: String,
    /// The user's name.
    pub name: String,
    /// `en`, `nb`, `sv` or `de`.
    pub language: Option<String>,
    /// Ids or keys of account-wide roles.
    pub roles: Option<Vec<String>>,
    /// Teams, with the role in each.
    pub teams: Option<Vec<TeamRole>>,
    /// At least ten characters; without one, invite the user.
    pub password: Option<String>,
}

/// A change of a user.
#[derive(Serialize, ToSchema)]
pub struct UserChange {
    /// Names the user at log-in.
    pub email: Option<String>,
    /// The user's name.
    pub name: Option<String>,
    /// `null` for that of the browser or the account.
    pub language: Option<String>,
    /// Ids or keys of all account-wide roles.
    pub roles: Option<Vec<String>>,
    /// All teams, with the role in each.
    pub teams: Option<Vec<TeamRole>>,
    /// The version that was read.
    pub version: Option<i64>,
}

/// What became of an invitation.
#[derive(Serialize, ToSchema)]
pub struct Invitation {
    /// Whether a mail with the link is on its way.
    pub mailed: bool,
    /// The link, to be handed over, where no mail server is set up.
    pub url: Option<String>,
}

/// Users who share work.
#[derive(Serialize, ToSchema)]
pub struct Team {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Its members, by name.
    pub members: Vec<TeamMember>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts changes.
    pub version: i64,
}

/// A user in a team.
#[derive(Serialize, ToSchema)]
pub struct TeamMember {
    /// The user.
    pub user_id: Uuid,
    /// The user's name.
    pub name: String,
    /// Whether the user can log in.
    pub active: bool,
    /// The role in this team.
    pub role_id: Option<Uuid>,
}

/// A user put into a team.
#[derive(Serialize, ToSchema)]
pub struct NewMember {
    /// The user.
    pub user_id: Uuid,
    /// The role in this team.
    pub role_id: Option<Uuid>,
}

/// A team to be made.
#[derive(Serialize, ToSchema)]
pub struct NewTeam {
    /// What it is called.
    pub name: String,
    /// Its members.
    pub members: Option<Vec<NewMember>>,
}

/// A change of a team.
#[derive(Serialize, ToSchema)]
pub struct TeamChange {
    /// What it is called.
    pub name: Option<String>,
    /// All its members.
    pub members: Option<Vec<NewMember>>,
    /// The version that was read.
    pub version: Option<i64>,
}

/// A named set of permissions.
#[derive(Serialize, ToSchema)]
pub struct Role {
    /// Its id.
    pub id: Uuid,
    /// Its lasting short name.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Whether nobody can change it.
    pub built_in: bool,
    /// Such as `customer.view` or `customer.view:assigned`.
    pub permissions: Vec<String>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts changes.
    pub version: i64,
}

/// A role with the number of its users.
#[derive(Serialize, ToSchema)]
pub struct ListedRole {
    /// The role.
    #[serde(flatten)]
    pub role: Role,
    /// How many users have it.
    pub users: i64,
}

/// A role to be made.
#[derive(Serialize, ToSchema)]
pub struct NewRole {
    /// What people call it.
    pub name: String,
    /// What it allows.
    pub permissions: Option<Vec<String>>,
}

/// A change of a role.
#[derive(Serialize, ToSchema)]
pub struct RoleChange {
    /// What people call it.
    pub name: Option<String>,
    /// All that it allows.
    pub permissions: Option<Vec<String>>,
    /// The version that was read.
    pub version: Option<i64>,
}

/// What an administrator sets for the whole account.
#[derive(Serialize, ToSchema)]
pub struct Settings {
    /// The company's name.
    pub name: String,
    /// The host names that lead to the account.
    pub hosts: Vec<String>,
    /// The interface's language for those who chose none.
    pub language: String,
    /// The languages customers are served in.
    pub support_languages: Vec<String>,
    /// The one of them for a customer whose language is not known.
    pub fallback_language: String,
    /// Where phone numbers without a country code belong.
    pub country: String,
    /// The time zone that pages show times in.
    pub time_zone: String,
    /// The fewest characters of a customer number.
    pub customer_number_min: u8,
    /// The most characters of a customer number.
    pub customer_number_max: u8,
    /// A session ends after so many hours without activity.
    pub session_hours: u32,
    /// Counts changes.
    pub version: i64,
}

/// A change of the settings; what is not mentioned stays.
#[derive(Serialize, ToSchema)]
pub struct SettingsChange {
    /// The company's name.
    pub name: Option<String>,
    /// All host names that lead to the account.
    pub hosts: Option<Vec<String>>,
    /// `en`, `nb`, `sv` or `de`.
    pub language: Option<String>,
    /// All languages customers are served in.
    pub support_languages: Option<Vec<String>>,
    /// The one of them for a customer whose language is not known.
    pub fallback_language: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Such as `Europe/Oslo`.
    pub time_zone: Option<String>,
    /// The fewest characters of a customer number.
    pub customer_number_min: Option<u8>,
    /// The most characters of a customer number.
    pub customer_number_max: Option<u8>,
    /// A session ends after so many hours without activity.
    pub session_hours: Option<u32>,
    /// The version that was read.
    pub version: Option<i64>,
}
