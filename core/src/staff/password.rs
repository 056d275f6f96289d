//! Passwords: what is accepted, and how they are kept (argon2id).
//!
//! A hash costs 19 MiB and some 30 ms on purpose. Only a few are computed at a time, outside the threads that answer
//! requests, so that a flood of log-ins slows log-ins down and nothing else.

use super::Secret;
use crate::kernel::{Error, FieldError, Result};
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier, password_hash::SaltString};
use rand::TryRngCore;
use std::{fmt, sync::LazyLock};
use tokio::sync::Semaphore;

/// The fewest characters of a password.
pub const MIN_LENGTH: usize = 10;
/// The most bytes of a password; argon2 reads all of them.
pub const MAX_BYTES: usize = 1024;

/// How many hashes are computed at once; the rest wait.
static SLOTS: Semaphore = Semaphore::const_new(4);

/// A password as it was typed. `Debug` does not tell it.
#[derive(Clone)]
pub struct Password(String);

/// The argon2id hash of a password, as it is stored.
#[derive(Clone, Debug)]
pub struct Hashed(String);

impl Hashed {
    /// The text to store, which names algorithm and cost.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

impl Password {
    /// A password for a log-in: anything may be tried, within the size limit.
    pub fn typed(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A new password, by the rules: long enough, not one of the commonest, not the user's own name or address.
    ///
    /// # Errors
    /// `password_too_short`, `password_too_long`, `password_too_common` on `field`.
    pub fn chosen(field: &str, text: &str, about: &[&str]) -> Result<Self, FieldError> {
        if text.chars().count() < MIN_LENGTH {
            return Err(FieldError::new(field, "password_too_short", format!("a password has at least {MIN_LENGTH} characters"))
                .with("min", MIN_LENGTH));
        }
        if text.len() > MAX_BYTES {
            return Err(
                FieldError::new(field, "password_too_long", format!("a password has at most {MAX_BYTES} bytes")).with("max", MAX_BYTES)
            );
        }
        let folded = text.to_lowercase();
        let one_letter = folded.chars().all(|letter| folded.starts_with(letter));
        let about_the_user = about
            .iter()
            .flat_map(|text| [*text, text.split('@').next().unwrap_or(text)])
            .any(|known| folded == known.trim().to_lowercase());
        if one_letter || about_the_user || COMMON.contains(&folded.as_str()) {
            return Err(FieldError::new(field, "password_too_common", "this password is too easy to guess"));
        }
        Ok(Self(text.to_owned()))
    }

    /// A password that nobody chose, and its text, to be shown once.
    ///
    /// # Errors
    /// If the operating system has no random numbers.
    pub fn made() -> Result<(Self, String)> {
        let text: String = Secret::generate("")?.reveal().chars().filter(|letter| letter.is_ascii_alphanumeric()).take(20).collect();
        Ok((Self(text.clone()), text))
    }

    /// The hash to store.
    ///
    /// # Errors
    /// If the operating system has no random numbers.
    pub async fn hash(self) -> Result<Hashed> {
        in_a_slot(move || {
            let mut bytes = [0u8; 16];
            rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
            let salt = SaltString::encode_b64(&bytes).map_err(Error::internal)?;
            let hash = Argon2::default().hash_password(self.0.as_bytes(), &salt).map_err(Error::internal)?;
            Ok(Hashed(hash.to_string()))
        })
        .await
    }

    /// Whether this is the password of `hash`. Without a hash (an unknown user, or one who has set no password yet) the
    /// same work is done and the answer is no, so that the time it takes tells nothing.
    ///
    /// # Errors
    /// If the stored hash cannot be read.
    pub async fn verify(self, hash: Option<String>) -> Result<bool> {
        if self.0.len() > MAX_BYTES {
            return Ok(false);
        }
        in_a_slot(move || {
            let known = hash.is_some();
            let hash = match &hash {
                Some(hash) => hash.as_str(),
                None => NOBODYS.as_str(),
            };
            let parsed = PasswordHash::new(hash).map_err(Error::internal)?;
            Ok(Argon2::default().verify_password(self.0.as_bytes(), &parsed).is_ok() && known)
        })
        .await
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

async fn in_a_slot<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _slot = SLOTS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// A hash that belongs to nobody, with the cost of a real one.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    let salt = SaltString::from_b64("bm9ib2R5bm9ib2R5bm9ibw").ok();
    salt.and_then(|salt| Argon2::default().hash_password(b"nobody", &salt).ok().map(|hash| hash.to_string())).unwrap_or_default()
});

/// Passwords of ten letters and more that stand at the top of every list of stolen ones, and our own name.
const COMMON: &[&str] = &[
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "abcdefghij",
    "administrator",
    "iloveyou123",
    "kartotek123",
    "passord123",
    "passwort123",
    "password10",
    "password123",
    "password1234",
    "passw0rd123",
    "lösenord123",
    "losenord123",
    "qwertyuiop",
    "qwertzuiop",
    "qwerty12345",
    "qwerty123456",
    "hemmelig123",
    "sommer2026",
    "welcome123",
    "changeme123",
    "letmein123",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        let refused = |text: &str| Password::chosen("password", text, &["Kari Nordmann", "kari.nordmann@example.no"]).unwrap_err().code;
        assert_eq!(refused("kort"), "password_too_short");
        assert_eq!(refused(&"x1".repeat(600)), "password_too_long");
        assert_eq!(refused("Password123"), "password_too_common");
        assert_eq!(refused("aaaaaaaaaaaa"), "password_too_common");
        assert_eq!(refused("kari nordmann"), "password_too_common");
        assert_eq!(refused("Kari.Nordmann"), "password_too_common");
        assert!(Password::chosen("password", "blåbærsyltetøy", &[]).is_ok());
    }

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_only() {
        let hash = Password::chosen("password", "blåbærsyltetøy", &[]).unwrap().hash().await.unwrap().into_text();
        assert!(hash.starts_with("$argon2id$"));
        assert!(Password::typed("blåbærsyltetøy").verify(Some(hash.clone())).await.unwrap());
        assert!(!Password::typed("blabaersyltetoy").verify(Some(hash)).await.unwrap());
        assert!(!Password::typed("nobody").verify(None).await.unwrap());
        let (_, made) = Password::made().unwrap();
        assert_eq!(made.len(), 20);
        assert!(Password::chosen("password", &made, &[]).is_ok());
    }
}
