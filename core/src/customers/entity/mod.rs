//! Table definitions, as `storage/migrations` creates them.

pub mod bulk_change;
pub mod bulk_changed;
pub mod counter;
pub mod custom_field;
pub mod customer;
pub mod customer_assignment;
pub mod customer_attribute;
pub mod customer_count;
pub mod customer_tag;
pub mod history;
pub mod identity;
pub mod import;
pub mod import_kept;
pub mod import_rejection;
pub mod import_template;
pub mod list_view;
pub mod membership;
pub mod organisation_domain;
pub mod possible_duplicate;
pub mod tag;
