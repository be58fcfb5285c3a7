//! The edge to the machine: the only place that asks for the time and for randomness.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::{Clock, Random};
use model::Timestamp;

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the time comes in")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "the one place where randomness comes in")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("an operating system that cannot give random bytes cannot keep anybody safe");
    }
}

/// A random word of 128 bits in base64url: for nonces and request ids.
pub fn random_word() -> String {
    let mut bytes = [0; 16];
    SystemRandom.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A random number greater than 0: the epoch of a new database.
pub fn random_number() -> i64 {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    (i64::from_be_bytes(bytes) & i64::MAX).max(1)
}
