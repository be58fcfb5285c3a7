//! What waits to be sent on one socket: a bounded queue that loses signals first and never an event.
//!
//! Empty it holds no memory. When it is full a signal that may be lost makes room; when there is none left the socket is
//! closed, so that its client comes back with its cursor and misses nothing.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

/// What stands in an outbox.
pub trait Sendable {
    /// Whether nobody is misled when it never arrives.
    fn may_be_lost(&self) -> bool;
}

/// Why a socket is closed by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// The server stops.
    Stopping,
    /// The reader was too slow.
    TooSlow,
    /// The session is over.
    SignedOut,
    /// What the client may see has changed: it must fetch everything anew.
    Resync,
}

struct Waiting<T> {
    queue: VecDeque<T>,
    closing: Option<Closing>,
}

pub struct Outbox<T> {
    waiting: Mutex<Waiting<T>>,
    capacity: usize,
    wake: Notify,
}

impl<T: Sendable> Outbox<T> {
    pub fn new(capacity: usize) -> Self {
        Self {
            waiting: Mutex::new(Waiting {
                queue: VecDeque::new(),
                closing: None,
            }),
            capacity,
            wake: Notify::new(),
        }
    }

    /// Adds one, in order.
    pub fn push(&self, item: T) {
        let mut waiting = self.lock();
        if waiting.closing.is_some() {
            return;
        }
        if waiting.queue.len() >= self.capacity {
            if item.may_be_lost() {
                return;
            }
            let Some(least) = waiting.queue.iter().position(Sendable::may_be_lost) else {
                drop(waiting);
                return self.close(Closing::TooSlow);
            };
            waiting.queue.remove(least);
        }
        waiting.queue.push_back(item);
        drop(waiting);
        self.wake.notify_one();
    }

    /// Ends it: what waits is thrown away, the first reason stays.
    pub fn close(&self, reason: Closing) {
        let mut waiting = self.lock();
        waiting.queue = VecDeque::new();
        waiting.closing.get_or_insert(reason);
        drop(waiting);
        self.wake.notify_one();
    }

    /// Why it was closed, if it was.
    pub fn closing(&self) -> Option<Closing> {
        self.lock().closing
    }

    /// The next one, or why there is none any more. Only the socket's own task calls it; giving up waiting loses nothing.
    pub async fn next(&self) -> Result<T, Closing> {
        loop {
            {
                let mut waiting = self.lock();
                if let Some(reason) = waiting.closing {
                    return Err(reason);
                }
                if let Some(item) = waiting.queue.pop_front() {
                    if waiting.queue.is_empty() {
                        waiting.queue = VecDeque::new();
                    }
                    return Ok(item);
                }
            }
            self.wake.notified().await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Closing, Outbox, Sendable};

    #[derive(Debug, PartialEq)]
    enum Item {
        Event(u32),
        Typing,
    }

    impl Sendable for Item {
        fn may_be_lost(&self) -> bool {
            matches!(self, Self::Typing)
        }
    }

    #[tokio::test]
    async fn a_slow_reader_loses_typing_first_and_is_then_closed_never_skipped() {
        let outbox = Outbox::new(3);
        outbox.push(Item::Event(1));
        outbox.push(Item::Typing);
        outbox.push(Item::Event(2));
        outbox.push(Item::Typing);
        outbox.push(Item::Event(3));
        for number in 1..=3 {
            assert_eq!(outbox.next().await, Ok(Item::Event(number)));
        }
        for number in 4..=7 {
            outbox.push(Item::Event(number));
        }
        assert_eq!(outbox.next().await, Err(Closing::TooSlow));
        outbox.close(Closing::Stopping);
        assert_eq!(outbox.closing(), Some(Closing::TooSlow));
    }
}
