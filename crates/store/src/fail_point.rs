//! Places at which a test lets the process die, as a power cut would. A release build has none.

/// The transaction is done and not committed yet.
pub const BEFORE_COMMIT: &str = "before-commit";
/// The transaction is committed, and nobody has been told.
pub const AFTER_COMMIT: &str = "after-commit";
/// A timer has changed its conversation, in a transaction that still runs.
pub const INSIDE_TIMER: &str = "inside-timer";
/// In the transaction that takes away the next rows of an inbox that is being deleted.
pub const INSIDE_ERASING: &str = "inside-erasing";

/// Dies here when `BALCAO_TEST_FAIL_POINT` says so: `before-commit:17` is the seventeenth time that this is reached.
#[cfg(debug_assertions)]
pub fn reach(point: &str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static AIM: OnceLock<Option<(String, AtomicU64)>> = OnceLock::new();

    let aim = AIM.get_or_init(|| {
        let aim = std::env::var("BALCAO_TEST_FAIL_POINT").ok()?;
        let (point, times) = aim.split_once(':')?;
        Some((point.to_owned(), AtomicU64::new(times.parse().ok()?)))
    });
    if let Some((wanted, left)) = aim
        && wanted == point
        && left.fetch_sub(1, Ordering::SeqCst) == 1
    {
        // Runs nothing that would clean up, no more than SIGKILL does.
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub const fn reach(_: &str) {}
