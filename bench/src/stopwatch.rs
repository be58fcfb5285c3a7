//! Reads the clock: the one thing that a measurement is about.

use std::time::{Duration, Instant};

#[derive(Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "measuring is what this program is for")]
        let now = Instant::now();
        Self(now)
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
