//! Table `list_views`.

use crate::kernel::{AccountId, UserId, ViewId};
use sea_orm::entity::prelude::*;

/// A row of `list_views`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "list_views")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ViewId,
    pub user_id: UserId,
    pub resource: String,
    pub name: String,
    pub query: Json,
    pub columns: Json,
    pub favourite: bool,
    pub standard: bool,
    pub shared: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
