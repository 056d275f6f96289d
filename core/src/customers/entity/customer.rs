//! Table `customers`.

use crate::kernel::{AccountId, CustomerId, ImportId};
use sea_orm::entity::prelude::*;

/// A row of `customers`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    pub seq: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    pub number: String,
    pub number_key: String,
    pub kind: String,
    pub name: String,
    pub sort_name: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub raw_name: Option<String>,
    pub title: Option<String>,
    pub primary_email: Option<String>,
    pub primary_phone: Option<String>,
    pub organisation_id: Option<CustomerId>,
    pub organisation_name: Option<String>,
    pub support_language: Option<String>,
    pub language_by_person: bool,
    pub street: Option<String>,
    pub postal_code: Option<String>,
    pub place: Option<String>,
    pub country: Option<String>,
    pub invoice_street: Option<String>,
    pub invoice_postal_code: Option<String>,
    pub invoice_place: Option<String>,
    pub invoice_country: Option<String>,
    pub organisation_number: Option<String>,
    pub personal_number: Option<String>,
    pub note: Option<String>,
    pub attributes: Json,
    pub state: String,
    pub source: String,
    pub import_id: Option<ImportId>,
    pub hub_access: bool,
    pub follow_assignment: bool,
    pub search_text: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
