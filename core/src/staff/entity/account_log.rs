//! Table `account_log`.

use crate::kernel::{AccountId, HistoryId, UserId};
use sea_orm::entity::prelude::*;

/// A row of `account_log`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HistoryId,
    pub at: DateTimeUtc,
    pub actor_id: Option<UserId>,
    pub actor_name: String,
    pub kind: String,
    pub details: Json,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
