//! How long a step took; the only place here that looks at the clock.

use std::time::{Duration, Instant};

pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "a tool tells people how long it took; nothing decides by it"
        )]
        let now = Instant::now();
        Self(now)
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
