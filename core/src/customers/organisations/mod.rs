//! Organisations and their members: a person belongs to any number of organisations, one of them first, each with a role and
//! two switches. An organisation may claim mail domains, whose users join it when they first appear.

mod actions;
mod domains;
mod store;

pub use actions::{MemberChange, NewMember, add_member, change_member, remove_member};
pub use domains::{claim, claimed, claimed_by, release};
