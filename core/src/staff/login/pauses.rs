//! Guessing is slowed down: after some failed tries, each further one must wait longer, for an e-mail address (known or
//! not) and for a network address.
//!
//! A try is counted before the password is looked at, so that many at the same instant are counted too; a log-in that
//! succeeds takes its count back.

use crate::{
    kernel::{AccountId, Error, Result, clock::Time, permission::spelled},
    storage::{self, Db, Tx},
};
use chrono::Duration;
use sea_orm::{FromQueryResult, Value};
use sha2::{Digest, Sha256};
use std::net::IpAddr;

spelled! {
    /// What is counted.
    Counter {
        /// Passwords tried for an e-mail address.
        Login = "login",
        /// Passwords tried from a network address.
        Address = "address",
        /// Reset links asked for an e-mail address.
        Reset = "reset",
        /// Reset links asked from a network address.
        ResetAddress = "reset_address",
    }
}

impl Counter {
    /// How many tries are free of pauses. From one network address many people may log in.
    fn free(self) -> i64 {
        match self {
            Self::Login => 5,
            Self::Address => 50,
            Self::Reset => 3,
            Self::ResetAddress => 20,
        }
    }
}

/// After so long without a failure, the count begins anew.
const FORGOTTEN_AFTER: Duration = Duration::hours(24);

/// The pause after the try number `count`.
fn pause(counter: Counter, count: i64) -> Option<Duration> {
    let beyond = count - counter.free();
    if beyond < 0 {
        return None;
    }
    let doublings = u32::try_from(beyond).unwrap_or(u32::MAX).min(5);
    Some(Duration::seconds((30 * 2_i64.pow(doublings)).min(15 * 60)))
}

/// One thing that is counted: a counter and a subject that does not tell the address it stands for.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    counter: Counter,
    subject: String,
}

impl Counted {
    /// Counts per e-mail address as it was typed.
    pub(super) fn email(counter: Counter, account: AccountId, email: &str) -> Self {
        Self { counter, subject: hashed(&format!("{account} {}", email.trim().to_lowercase())) }
    }

    /// Counts per network address; a whole /64 of IPv6 belongs to one subscriber.
    pub(super) fn address(counter: Counter, address: &str) -> Self {
        let network = match address.parse::<IpAddr>() {
            Ok(IpAddr::V6(v6)) if v6.to_ipv4_mapped().is_none() => v6.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
            Ok(IpAddr::V6(v6)) => v6.to_ipv4_mapped().map(|v4| v4.to_string()).unwrap_or_default(),
            Ok(IpAddr::V4(v4)) => v4.to_string(),
            Err(_) => address.to_owned(),
        };
        Self { counter, subject: hashed(&network) }
    }

    fn values(&self) -> Vec<Value> {
        vec![self.counter.as_str().into(), self.subject.clone().into()]
    }
}

fn hashed(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Counts a try for each of `counted`. True if it is the first that has a pause after it, which the log tells.
///
/// # Errors
/// `login_paused` with the seconds to wait, if one of them has to wait; then nothing was counted.
pub(super) async fn count(db: &Db, counted: &[Counted]) -> Result<bool> {
    let tx = db.begin().await?;
    let mut first_pause = false;
    for one in counted {
        #[derive(FromQueryResult)]
        struct Row {
            failures: i64,
            locked_until: Option<Time>,
        }
        let sql = "insert into login_failures (scope, subject, failures, last_at, locked_until) values ($1, $2, 1, $3, null) \
                   on conflict (scope, subject) do update set \
                   failures = case when login_failures.last_at < $4 then 1 else login_failures.failures + 1 end, last_at = $3 \
                   returning failures, locked_until";
        let mut values = one.values();
        values.extend([tx.now().into(), (tx.now() - FORGOTTEN_AFTER).into()]);
        let row: Option<Row> = storage::select_one(tx.conn(), sql, values).await?;
        let row = row.ok_or_else(|| Error::internal("a count gave no row"))?;
        if let Some(until) = row.locked_until.filter(|until| *until > tx.now()) {
            let seconds = (until - tx.now()).num_seconds() + 1;
            tx.rollback().await?;
            return Err(paused(seconds));
        }
        if let Some(pause) = pause(one.counter, row.failures) {
            first_pause |= row.failures == one.counter.free();
            let mut values = one.values();
            values.push((tx.now() + pause).into());
            storage::execute(tx.conn(), "update login_failures set locked_until = $3 where scope = $1 and subject = $2", values).await?;
        }
    }
    tx.commit().await?;
    Ok(first_pause)
}

/// After a success: an e-mail address begins anew; a network address gets back this one try, so that an own account does not
/// help in guessing another's password.
pub(super) async fn succeeded(tx: &Tx, counted: &[Counted]) -> Result<()> {
    for one in counted {
        let sql = match one.counter {
            Counter::Login | Counter::Reset => "delete from login_failures where scope = $1 and subject = $2",
            Counter::Address | Counter::ResetAddress => {
                "update login_failures set failures = failures - 1, locked_until = null where scope = $1 and subject = $2 and failures > 0"
            }
        };
        storage::execute(tx.conn(), sql, one.values()).await?;
    }
    Ok(())
}

/// Forgets what is so old that it no longer counts.
pub(super) async fn sweep(tx: &Tx) -> Result<u64> {
    storage::execute(tx.conn(), "delete from login_failures where last_at < $1", vec![(tx.now() - FORGOTTEN_AFTER).into()]).await
}

fn paused(seconds: i64) -> Error {
    Error::Refused {
        code: "login_paused",
        params: vec![("seconds", seconds.to_string())],
        message: format!("too many tries; wait {seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_begin_after_the_free_tries_and_grow_to_a_quarter_of_an_hour() {
        let pauses: Vec<Option<i64>> = (1..=13).map(|count| pause(Counter::Login, count).map(|pause| pause.num_seconds())).collect();
        assert_eq!(pauses[..4], [None; 4]);
        assert_eq!(pauses[4..], [30, 60, 120, 240, 480, 900, 900, 900, 900].map(Some));
        assert_eq!(pause(Counter::Address, 49), None);
        assert_eq!(pause(Counter::Address, i64::MAX).map(|pause| pause.num_minutes()), Some(15));
    }

    #[test]
    fn one_subscriber_counts_as_one_and_nothing_is_kept_in_clear() {
        let subject = |address: &str| Counted::address(Counter::Address, address).subject;
        assert_eq!(subject("2001:db8:1:2::1"), subject("2001:db8:1:2:ffff::9"));
        assert_ne!(subject("2001:db8:1:2::1"), subject("2001:db8:1:3::1"));
        assert_eq!(subject("::ffff:192.0.2.1"), subject("192.0.2.1"));
        let account = AccountId::new();
        let email = |text: &str| Counted::email(Counter::Login, account, text).subject;
        assert_eq!(email(" Kari@Example.no"), email("kari@example.no"));
        assert!(!email("kari@example.no").contains("kari"));
    }
}
