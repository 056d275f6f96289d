//! Table `history`.

use crate::kernel::{AccountId, HistoryId, ImportId, UserId};
use sea_orm::entity::prelude::*;

/// A row of `history`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HistoryId,
    pub subject_id: Uuid,
    pub at: DateTimeUtc,
    pub actor_id: Option<UserId>,
    pub actor_name: String,
    pub cause: Option<String>,
    pub import_id: Option<ImportId>,
    pub changes: Json,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
