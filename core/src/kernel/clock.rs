//! Time. Stored times have microseconds, because that is what PostgreSQL keeps: a time that was written and
//! read back must equal itself on both databases.

use chrono::{DateTime, SubsecRound, Utc};

/// A point in time as it is stored: UTC, whole microseconds.
pub type Time = DateTime<Utc>;

/// The present, cut to what both databases store.
pub fn now() -> Time {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
    let now = Utc::now();
    now.trunc_subsecs(6)
}
