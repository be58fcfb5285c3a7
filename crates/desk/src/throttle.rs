//! Slowing down guesses: each failure beyond a few makes the next try wait longer, per account and per address.

use std::net::IpAddr;

use model::{Problem, Timestamp};
use store::{Tx, attempt};

/// Failures of an account that cost nothing.
const FREE_FOR_ACCOUNT: u32 = 5;
/// Failures of an address that cost nothing: a whole office may stand behind one.
const FREE_FOR_ADDRESS: u32 = 20;
const FIRST_WAIT_MS: i64 = 5_000;
const LONGEST_WAIT_MS: i64 = 15 * 60 * 1000;
/// Failures this long ago are forgotten.
const FORGOTTEN_AFTER_MS: i64 = 60 * 60 * 1000;

/// What one try is counted for.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    account: String,
    address: String,
}

impl Keys {
    /// `email_key` is the account's; whether there is such an account does not matter.
    pub(crate) fn new(email_key: &str, address: &str) -> Self {
        Self {
            account: format!("account:{email_key}"),
            address: format!("address:{}", network(address)),
        }
    }

    fn with_free_failures(&self) -> [(&str, u32); 2] {
        [(&self.account, FREE_FOR_ACCOUNT), (&self.address, FREE_FOR_ADDRESS)]
    }
}

/// Counts a try as failed before it is looked at, so that a hundred guesses at once are no more than a hundred in a row;
/// [`succeeded`] takes that back. `TooMany` while either key has to wait.
pub(crate) async fn begin(tx: &mut Tx, keys: &Keys, now: Timestamp) -> Result<(), Problem> {
    let mut wait = 0;
    for (key, _) in keys.with_free_failures() {
        let past = attempt::lock(tx, key).await?;
        if now.since(past.last_at) > FORGOTTEN_AFTER_MS {
            attempt::clear(tx, key).await?;
        }
        wait = wait.max(past.blocked_until.since(now));
    }
    if wait > 0 {
        let retry_after = u32::try_from(wait.div_euclid(1000) + 1).unwrap_or(u32::MAX);
        return Err(Problem::TooMany { retry_after });
    }
    for (key, free) in keys.with_free_failures() {
        let failures = attempt::fail(tx, key, now).await?;
        let wait = wait_after(failures, free);
        if wait > 0 {
            attempt::block(tx, key, now.plus(wait)).await?;
        }
    }
    Ok(())
}

/// The try was right: the account starts anew, the address loses the one failure counted in advance.
pub(crate) async fn succeeded(tx: &mut Tx, keys: &Keys) -> Result<(), Problem> {
    attempt::clear(tx, &keys.account).await?;
    attempt::undo(tx, &keys.address).await?;
    Ok(())
}

/// Milliseconds before the next try, after so many failures.
fn wait_after(failures: u32, free: u32) -> i64 {
    match failures.checked_sub(free) {
        None => 0,
        Some(beyond) => FIRST_WAIT_MS.saturating_mul(1 << beyond.min(20)).min(LONGEST_WAIT_MS),
    }
}

/// What one guesser is likely to hold: of IPv6 a whole /64.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{FREE_FOR_ACCOUNT, network, wait_after};

    #[test]
    fn the_wait_begins_at_the_fifth_failure_and_doubles_up_to_a_quarter_of_an_hour() {
        for (failures, seconds) in [
            (1, 0),
            (4, 0),
            (5, 5),
            (6, 10),
            (7, 20),
            (12, 640),
            (13, 900),
            (40, 900),
            (u32::MAX, 900),
        ] {
            assert_eq!(wait_after(failures, FREE_FOR_ACCOUNT), seconds * 1000, "{failures}");
        }
    }

    #[test]
    fn a_guesser_with_a_network_of_addresses_is_one_guesser() {
        for (address, expected) in [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"),
            ("2001:db8:1:2::1", "2001:db8:1:2"),
            ("unknown", "unknown"),
        ] {
            assert_eq!(network(address), expected);
        }
    }
}
