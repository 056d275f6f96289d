//! Accounts: one company each. An account is chosen by the host name of the request; where there is only one, it needs
//! no host name.

mod actions;
mod settings;
mod store;

pub use actions::{change, create};
pub use settings::{MAX_NUMBER_LENGTH, MAX_SESSION_HOURS, Settings, SettingsChange, host};
pub use store::{all, by_host, load, named};

use crate::kernel::{AccountId, clock::Time};
use serde::Serialize;

/// One company that uses the program.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What it is called.
    pub name: String,
    /// The host names that lead to it.
    pub hosts: Vec<String>,
    /// What its administrator has set.
    pub settings: Settings,
    /// When it was made.
    pub created_at: Time,
    /// Counts changes of name, hosts and settings.
    pub version: i64,
}

/// The account that a request for `host` means.
fn chosen(accounts: Vec<Account>, host: &str) -> Option<Account> {
    let host = without_port(host).trim_end_matches('.').to_ascii_lowercase();
    let only = accounts.len() == 1;
    accounts.into_iter().find(|account| only || account.hosts.contains(&host))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // An address of IPv6 has colons of its own, inside brackets.
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && (!name.contains(':') || name.ends_with(']')) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str, hosts: &[&str]) -> Account {
        Account {
            id: AccountId::new(),
            name: name.into(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            settings: Settings::default(),
            created_at: crate::kernel::clock::now(),
            version: 1,
        }
    }

    fn name_of(accounts: &[Account], host: &str) -> Option<String> {
        chosen(accounts.to_vec(), host).map(|account| account.name)
    }

    #[test]
    fn one_account_needs_no_host_name() {
        let one = [account("Fjord", &["kunder.fjord.no"])];
        assert_eq!(name_of(&one, "localhost:8080").as_deref(), Some("Fjord"));
        assert_eq!(name_of(&[], "localhost"), None);
    }

    #[test]
    fn several_accounts_are_told_apart_by_host_name() {
        let two = [account("Fjord", &["kunder.fjord.no"]), account("Berg", &["berg.se", "kund.berg.se"])];
        assert_eq!(name_of(&two, "Kund.Berg.SE.:443").as_deref(), Some("Berg"));
        assert_eq!(name_of(&two, "kunder.fjord.no").as_deref(), Some("Fjord"));
        assert_eq!(name_of(&two, "other.no"), None);
        assert_eq!(name_of(&two, ""), None);
    }

    #[test]
    fn a_port_is_no_part_of_a_host_name() {
        assert_eq!(without_port("a.no:80"), "a.no");
        assert_eq!(without_port("[::1]:80"), "[::1]");
        assert_eq!(without_port("[::1]"), "[::1]");
        assert_eq!(without_port("a.no"), "a.no");
    }
}
