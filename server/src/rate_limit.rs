//! How much one caller may ask for: leaky buckets by address, session and visitor (governor's GCRA).
//!
//! Signing in has its own, stricter brake in desk; this one keeps a single caller from taking the whole server.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use model::{Problem, SessionId, VisitorId};

use crate::configuration::Limits;

/// One kind of limit. `None`: switched off.
struct Bucket<K: Hash + Eq + Clone>(Option<DefaultKeyedRateLimiter<K>>);

impl<K: Hash + Eq + Clone> Bucket<K> {
    fn per_minute(amount: u32) -> Self {
        Self(NonZeroU32::new(amount).map(|amount| RateLimiter::keyed(Quota::per_minute(amount))))
    }

    fn take(&self, key: &K) -> Result<(), Problem> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        limiter.check_key(key).map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now());
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            Problem::TooMany {
                retry_after: seconds.saturating_add(1),
            }
        })
    }

    /// Forgets callers who have been quiet long enough to be as new.
    fn tidy(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// All limits of this process.
pub struct RateLimits {
    requests: Bucket<IpAddr>,
    commands: Bucket<SessionId>,
    visitor_commands: Bucket<VisitorId>,
    new_visitors: Bucket<IpAddr>,
}

impl RateLimits {
    pub fn new(limits: Limits) -> Self {
        Self {
            requests: Bucket::per_minute(limits.requests_per_minute),
            commands: Bucket::per_minute(limits.commands_per_minute),
            visitor_commands: Bucket::per_minute(limits.visitor_commands_per_minute),
            new_visitors: Bucket::per_minute(limits.new_visitors_per_minute),
        }
    }

    pub fn request(&self, address: IpAddr) -> Result<(), Problem> {
        self.requests.take(&address)
    }

    pub fn command(&self, session: SessionId) -> Result<(), Problem> {
        self.commands.take(&session)
    }

    pub fn visitor_command(&self, visitor: VisitorId) -> Result<(), Problem> {
        self.visitor_commands.take(&visitor)
    }

    pub fn new_visitor(&self, address: IpAddr) -> Result<(), Problem> {
        self.new_visitors.take(&address)
    }

    /// To be called now and then: memory stays in step with who is there.
    pub fn tidy(&self) {
        self.requests.tidy();
        self.commands.tidy();
        self.visitor_commands.tidy();
        self.new_visitors.tidy();
    }
}

#[cfg(test)]
mod tests {
    use model::{Problem, SessionId};

    use super::{Limits, RateLimits};

    #[test]
    fn one_caller_is_slowed_and_the_others_are_not() {
        let limits = RateLimits::new(Limits {
            requests_per_minute: 0,
            commands_per_minute: 2,
            visitor_commands_per_minute: 1,
            new_visitors_per_minute: 1,
        });
        let (one, other) = (SessionId(1), SessionId(2));
        assert_eq!(limits.command(one), Ok(()));
        assert_eq!(limits.command(one), Ok(()));
        match limits.command(one) {
            Err(Problem::TooMany { retry_after }) => assert!((1..=31).contains(&retry_after), "{retry_after}"),
            refused => panic!("{refused:?}"),
        }
        assert_eq!(limits.command(other), Ok(()));
        for _ in 0..10_000 {
            assert_eq!(limits.request([127, 0, 0, 1].into()), Ok(()));
        }
    }
}
