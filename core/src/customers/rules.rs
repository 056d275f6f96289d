//! What an account has decided about its customers: read once per action or import, then handed on.

use super::custom_fields::{self, CustomField};
use crate::{
    kernel::{AccountId, Country, Language, Result},
    staff::accounts,
};
use sea_orm::ConnectionTrait;

/// What an account has decided about its customers.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Phone numbers without a country code are read as this country's.
    pub country: Country,
    /// Names are sorted as in this language.
    pub language: Language,
    /// Languages in which customers are served.
    pub support_languages: Vec<Language>,
    /// Least and greatest number of characters of a customer number.
    pub number_length: (usize, usize),
    /// The custom fields of customers, in order, retired ones included.
    pub fields: Vec<CustomField>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            country: Country::NORWAY,
            language: Language::NORWEGIAN,
            support_languages: Vec::new(),
            number_length: (1, 30),
            fields: Vec::new(),
        }
    }
}

impl Rules {
    /// Reads the rules of an account: two statements.
    ///
    /// # Errors
    /// [`crate::kernel::Error::Database`].
    pub async fn load(conn: &impl ConnectionTrait, account: AccountId) -> Result<Self> {
        let settings = accounts::load(conn, account).await?.settings;
        let fields = custom_fields::for_customers(conn, account).await?;
        Ok(Self {
            country: settings.country,
            language: settings.language.into(),
            support_languages: settings.support_languages,
            number_length: (usize::from(settings.customer_number_min), usize::from(settings.customer_number_max)),
            fields,
        })
    }
}
