//! Passwords: argon2id (RFC 9106) with the parameters that OWASP recommends, off the async threads, a few at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use model::Problem;
use tokio::sync::Semaphore;

use crate::Random;

/// Memory of one hash, in KiB.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes at the same time: what bounds memory and leaves processors for everybody else.
const AT_ONCE: usize = 2;

/// Checked in the place of a user that does not exist, so that the answer takes as long. No password is known to fit.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiBubyB1c2VyLg$bm8gcGFzc3dvcmQgZ2l2ZXMgdGhpcyBhcyBhIGhhc2g";

/// Computes and checks hashes of passwords.
pub(crate) struct Passwords {
    permits: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            permits: Semaphore::new(AT_ONCE),
        }
    }
}

impl Passwords {
    /// The hash of a new password with a salt of 128 random bits, as a PHC string.
    pub(crate) async fn hash(&self, random: &dyn Random, password: String) -> Result<String, Problem> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        self.apart(move || {
            let hash: PasswordHash = argon2()
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map_err(|error| fault(&error))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password fits the stored hash; without one (or with a text that is none) it never does, and takes as
    /// long.
    pub(crate) async fn fits(&self, password: String, stored: Option<String>) -> Result<bool, Problem> {
        self.apart(move || {
            let real = stored.as_deref().and_then(|stored| PasswordHash::new(stored).ok());
            let may_fit = real.is_some();
            let hash = match real {
                Some(hash) => hash,
                None => PasswordHash::new(DECOY).map_err(|error| fault(&error))?,
            };
            Ok(argon2().verify_password(password.as_bytes(), &hash).is_ok() && may_fit)
        })
        .await
    }

    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _permit = self.permits.acquire().await.map_err(|_| Problem::Unavailable)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Problem::Unavailable)?
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY, PASSES, LANES, None).expect("the constants above are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn fault(error: &dyn core::fmt::Display) -> Problem {
    tracing::error!(cause = %error, "hashing a password failed");
    Problem::Internal {
        id: "password".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{DECOY, Passwords};
    use crate::testing::SeededRandom;

    #[tokio::test]
    async fn only_the_right_password_fits_and_equal_ones_look_different() {
        let (passwords, random) = (Passwords::default(), SeededRandom::new(1));
        let first = passwords
            .hash(&random, "correct horse".to_owned())
            .await
            .expect("hashed");
        let second = passwords
            .hash(&random, "correct horse".to_owned())
            .await
            .expect("hashed");
        assert_ne!(first, second);
        for (password, stored, expected) in [
            ("correct horse", Some(first.clone()), true),
            ("correct horse", Some(second), true),
            ("Correct horse", Some(first.clone()), false),
            ("", Some(first), false),
            ("correct horse", None, false),
            ("correct horse", Some("correct horse".to_owned()), false),
        ] {
            assert_eq!(
                passwords.fits(password.to_owned(), stored).await,
                Ok(expected),
                "{password}"
            );
        }
    }

    /// Otherwise the time of an answer tells which e-mail addresses have an account.
    #[tokio::test]
    async fn the_decoy_costs_as_much_as_a_real_hash() {
        let real = Passwords::default()
            .hash(&SeededRandom::new(1), "x".to_owned())
            .await
            .expect("hashed");
        let shape = |hash: &str| -> (String, Vec<usize>) {
            let parts: Vec<&str> = hash.split('$').collect();
            (
                parts[1..4].join("$"),
                parts[4..].iter().map(|part| part.len()).collect(),
            )
        };
        assert_eq!(shape(&real), shape(DECOY));
        assert_eq!(
            Passwords::default().fits("x".to_owned(), Some(DECOY.to_owned())).await,
            Ok(false)
        );
    }
}
