//! Table `bulk_changes`.

use crate::kernel::{AccountId, BulkId, UserId};
use sea_orm::entity::prelude::*;

/// A row of `bulk_changes`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BulkId,
    pub action: String,
    pub parameters: Json,
    pub selection: Json,
    pub state: String,
    pub total: Option<i64>,
    pub done: i64,
    pub changed: i64,
    pub skipped: i64,
    pub place: Option<String>,
    pub error: Option<String>,
    pub created_by: Option<UserId>,
    pub created_by_name: String,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    pub undone_at: Option<DateTimeUtc>,
    pub version: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
