//! The account's own customer number, also what accounting knows the customer by (seed: "Det är ert interna
//! kundnummer ni skall använda här").

use super::{Rules, entity::counter};
use crate::{
    kernel::{AccountId, Action, Actor, FieldError, Resource, Result},
    storage::{self, Tx},
};
use sea_orm::{FromQueryResult, Value};
use std::fmt;

/// The counter that the next number comes from.
const COUNTER: &str = "customer_number";
/// No number is longer, whatever the administrator allows.
pub const LONGEST: usize = 30;

/// The greatest number that the account may let its numbers go on from.
const GREATEST: i64 = 999_999_999_999_999;

/// A customer number: 1 to 30 letters, digits or `- . / _`, no spaces inside.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct CustomerNumber(String);

impl CustomerNumber {
    /// Reads what somebody typed and holds it against the account's minimum and maximum length.
    ///
    /// # Errors
    /// `invalid_number`, `number_too_short` or `number_too_long` on the field `number`.
    pub fn parse(text: &str, rules: &Rules) -> Result<Self, FieldError> {
        let text = text.trim();
        let length = text.chars().count();
        if text.is_empty() || length > LONGEST || !text.chars().all(|c| c.is_alphanumeric() || "-./_".contains(c)) {
            return Err(FieldError::new(
                "number",
                "invalid_number",
                "a customer number has 1 to 30 letters, digits or - . / _ and no spaces",
            ));
        }
        let (min, max) = rules.number_length;
        if length < min {
            return Err(FieldError::new("number", "number_too_short", format!("a customer number has at least {min} characters here"))
                .with("min", min));
        }
        if length > max {
            return Err(FieldError::new("number", "number_too_long", format!("a customer number has at most {max} characters here"))
                .with("max", max));
        }
        Ok(Self(text.to_owned()))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is stored for comparison: led by its length, so that 2 sorts before 10 and the key is unique exactly when
    /// the number is (upper and lower case are the same number).
    pub fn key(&self) -> String {
        key(&self.0)
    }

    fn from_counter(value: i64, rules: &Rules) -> Self {
        Self(format!("{value:0width$}", width = rules.number_length.0))
    }
}

/// The stored key of a number, see [`CustomerNumber::key`].
pub fn key(number: &str) -> String {
    let folded = number.trim().to_lowercase();
    format!("{:02}{folded}", folded.chars().count().min(99))
}

impl fmt::Display for CustomerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Takes the next `count` free numbers. Numbers that were typed by hand are passed over.
///
/// # Errors
/// [`crate::kernel::Error::Database`], or `number_too_long` when the account's numbers are used up.
pub async fn take_next(tx: &mut Tx, account: AccountId, rules: &Rules, count: usize) -> Result<Vec<CustomerNumber>> {
    #[derive(FromQueryResult)]
    struct Taken {
        number_key: String,
    }
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        let wanted = (count - numbers.len()) as i64;
        let last = advance(tx, account, wanted).await?;
        let candidates: Vec<CustomerNumber> = (last - wanted + 1..=last).map(|value| CustomerNumber::from_counter(value, rules)).collect();
        let (first_key, last_key) = (candidates[0].key(), candidates[candidates.len() - 1].key());
        let taken: Vec<Taken> = storage::select(
            tx.conn(),
            "select number_key from customers where account_id = $1 and number_key >= $2 and number_key <= $3",
            vec![account.into(), first_key.into(), last_key.into()],
        )
        .await?;
        let taken: std::collections::HashSet<String> = taken.into_iter().map(|row| row.number_key).collect();
        for number in candidates {
            if !taken.contains(&number.key()) {
                numbers.push(CustomerNumber::parse(number.as_str(), rules)?);
            }
        }
    }
    Ok(numbers)
}

/// Moves the counter by `by` and gives its new value. The first number of an account is 1000, or the smallest one with
/// the account's minimum length.
async fn advance(tx: &mut Tx, account: AccountId, by: i64) -> Result<i64> {
    let sql = "insert into counters (account_id, name, value) values ($1, $2, $3) \
               on conflict (account_id, name) do update set value = counters.value + $4 returning account_id, name, value";
    let values: Vec<Value> = vec![account.into(), COUNTER.into(), (999 + by).into(), by.into()];
    let row: Option<counter::Model> = storage::select_one(tx.conn(), sql, values).await?;
    Ok(row.map_or(999 + by, |row| row.value))
}

/// Lets the account's numbers go on from `next`; numbers that are taken are passed over.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] without `customer.administer`; `out_of_range` on `next_number`.
pub async fn set_next(tx: &mut Tx, actor: &Actor, next: i64) -> Result<()> {
    actor.require(Resource::Customer, Action::Administer)?;
    if !(1..=GREATEST).contains(&next) {
        let refusal = FieldError::new("next_number", "out_of_range", format!("must be from 1 to {GREATEST}"));
        return Err(refusal.with("min", 1).with("max", GREATEST).into());
    }
    let sql = "insert into counters (account_id, name, value) values ($1, $2, $3) \
               on conflict (account_id, name) do update set value = excluded.value";
    storage::execute(tx.conn(), sql, vec![actor.account.into(), COUNTER.into(), (next - 1).into()]).await?;
    Ok(())
}

/// The number that [`take_next`] would most likely give; shown in the empty form.
///
/// # Errors
/// [`crate::kernel::Error::Database`].
pub async fn suggest(conn: &impl sea_orm::ConnectionTrait, account: AccountId, rules: &Rules) -> Result<CustomerNumber> {
    let row: Option<counter::Model> = storage::select_one(
        conn,
        "select account_id, name, value from counters where account_id = $1 and name = $2",
        vec![account.into(), COUNTER.into()],
    )
    .await?;
    Ok(CustomerNumber::from_counter(row.map_or(1000, |row| row.value + 1), rules))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(min: usize, max: usize) -> Rules {
        Rules { number_length: (min, max), ..Rules::default() }
    }

    #[test]
    fn a_number_keeps_its_length_rules() {
        assert_eq!(CustomerNumber::parse(" 1042 ", &rules(1, 10)).unwrap().as_str(), "1042");
        assert_eq!(CustomerNumber::parse("12", &rules(3, 10)).unwrap_err().code, "number_too_short");
        assert_eq!(CustomerNumber::parse("12345", &rules(1, 4)).unwrap_err().code, "number_too_long");
        for wrong in ["", "  ", "1 2", "a\u{0}b", "=1+1", &"9".repeat(31)] {
            assert_eq!(CustomerNumber::parse(wrong, &rules(1, 30)).unwrap_err().code, "invalid_number", "{wrong:?}");
        }
    }

    #[test]
    fn keys_sort_as_numbers_do_and_ignore_case() {
        let mut numbers = vec!["10", "9", "1000", "A2", "2"];
        numbers.sort_by_key(|number| key(number));
        assert_eq!(numbers, ["2", "9", "10", "A2", "1000"]);
        assert_eq!(key("K-17"), key("k-17"));
        assert_ne!(key("042"), key("42"));
    }

    #[test]
    fn a_counted_number_is_padded_to_the_minimum_length() {
        assert_eq!(CustomerNumber::from_counter(1000, &rules(6, 10)).as_str(), "001000");
    }
}
