//! Table `possible_duplicates`.

use crate::kernel::{AccountId, CustomerId};
use sea_orm::entity::prelude::*;

/// A row of `possible_duplicates`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "possible_duplicates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub first_id: CustomerId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub second_id: CustomerId,
    pub reason: String,
    pub state: String,
    pub created_at: DateTimeUtc,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
