//! Table `custom_fields`.

use crate::kernel::{AccountId, FieldId};
use sea_orm::entity::prelude::*;

/// A row of `custom_fields`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "custom_fields")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FieldId,
    pub resource: String,
    pub key: String,
    pub labels: Json,
    pub kind: String,
    pub choices: Json,
    pub required: bool,
    pub in_list: bool,
    pub searchable: bool,
    pub hidden_from_hub: bool,
    pub state: String,
    pub position: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
