//! Table definitions, as `storage/migrations` creates them.

pub mod account;
pub mod account_log;
pub mod api_token;
pub mod login_failure;
pub mod notification;
pub mod one_time_link;
pub mod role;
pub mod session;
pub mod team;
pub mod team_member;
pub mod user;
pub mod user_role;
