//! Table `events`.

use crate::kernel::{AccountId, UserId};
use sea_orm::entity::prelude::*;

/// A row of `events`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = true)]
    pub seq: i64,
    pub account_id: AccountId,
    pub txid: i64,
    pub kind: String,
    pub subject_id: Option<Uuid>,
    pub actor_id: Option<UserId>,
    pub payload: Json,
    pub at: DateTimeUtc,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
