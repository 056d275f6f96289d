//! Secrets that are handed out once and stored as a hash: session tokens, one-time links, API tokens.
//!
//! They hold 256 random bits, so a plain SHA-256 is enough: nobody guesses one, and looking one up costs
//! no more than an index.

use crate::kernel::{Error, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::TryRngCore;
use sha2::{Digest, Sha256};
use std::fmt;

/// A secret in clear. Shown or sent once, never stored; `Debug` does not tell it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one from the operating system's random numbers, in 43 characters safe in a URL, after `prefix`.
    ///
    /// # Errors
    /// If the operating system has no random numbers.
    pub fn generate(prefix: &str) -> Result<Self> {
        let mut bytes = [0u8; 32];
        rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
        Ok(Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// One that somebody presented.
    pub fn presented(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the cookie, the link or the terminal.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored and looked up: SHA-256 in hexadecimal.
    pub fn hash(&self) -> String {
        self.derive("")
    }

    /// Another secret that only the holder of this one can tell, bound to `purpose`.
    pub fn derive(&self, purpose: &str) -> String {
        let mut hasher = Sha256::new();
        hasher.update(purpose.as_bytes());
        hasher.update(self.0.as_bytes());
        hasher.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            use fmt::Write;
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Compares two texts in a time that tells nothing of where they differ.
pub fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_do_not_show_themselves() {
        let (one, other) = (Secret::generate("kt_").unwrap(), Secret::generate("kt_").unwrap());
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), 3 + 43);
        assert_eq!(one.hash().len(), 64);
        assert_ne!(one.hash(), one.derive("csrf"));
        assert_eq!(Secret::presented(one.reveal()).hash(), one.hash());
        assert!(!format!("{one:?}").contains(one.reveal()));
    }

    #[test]
    fn comparison_tells_equal_from_different() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "ab"));
    }
}
