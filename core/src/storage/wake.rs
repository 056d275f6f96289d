//! Waking those who wait for something to do. Nobody polls in a loop: a commit that wrote events or jobs wakes
//! this process by a broadcast, and on PostgreSQL the other nodes by NOTIFY.

use crate::kernel::AccountId;
use tokio::sync::broadcast;

/// What a commit left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// New events of an account.
    Events(AccountId),
    /// New jobs.
    Jobs,
    /// Something that is kept in memory (permissions, fields, settings) changed in an account.
    Cached(AccountId),
}

impl Wake {
    /// As it travels between nodes.
    pub(super) fn to_text(&self) -> String {
        match self {
            Self::Events(account) => format!("events {account}"),
            Self::Jobs => "jobs".into(),
            Self::Cached(account) => format!("cached {account}"),
        }
    }

    /// Reads what another node sent; unknown words of a newer version are ignored.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            None if text == "jobs" => Some(Self::Jobs),
            Some(("events", account)) => account.parse().ok().map(Self::Events),
            Some(("cached", account)) => account.parse().ok().map(Self::Cached),
            _ => None,
        }
    }
}

/// Where wakes are sent and heard within this process.
#[derive(Clone, Debug)]
pub struct Waker(broadcast::Sender<Wake>);

impl Default for Waker {
    fn default() -> Self {
        Self(broadcast::channel(1024).0)
    }
}

impl Waker {
    /// Tells everybody who listens; that nobody does is fine.
    pub fn send(&self, wake: Wake) {
        let _nobody_listens = self.0.send(wake);
    }
    /// Hears what is sent from now on. A listener that falls behind gets `Lagged` and must look for itself.
    pub fn listen(&self) -> broadcast::Receiver<Wake> {
        self.0.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wake_survives_the_journey_to_another_node() {
        for wake in [Wake::Jobs, Wake::Events(AccountId::new()), Wake::Cached(AccountId::new())] {
            assert_eq!(Wake::from_text(&wake.to_text()), Some(wake));
        }
        assert_eq!(Wake::from_text("tea is ready"), None);
    }
}
