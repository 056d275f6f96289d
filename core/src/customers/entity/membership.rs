//! Table `memberships`.

use crate::kernel::{AccountId, CustomerId};
use sea_orm::entity::prelude::*;

/// A row of `memberships`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "memberships")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: CustomerId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: CustomerId,
    pub role: Option<String>,
    pub is_primary: bool,
    pub receives_protocols: bool,
    pub receives_orders: bool,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
