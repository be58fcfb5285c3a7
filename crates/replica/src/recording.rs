//! Events that arrive while a page is being fetched: the page may be older than they are, so they are told again after it.

use model::Event;

/// A running fetch. Hand it back with the page, or abandon it.
#[derive(Debug)]
#[must_use = "an unfinished fetch keeps recording"]
pub struct Fetch {
    /// Pages fetched before a resync describe another copy.
    pub(crate) generation: u64,
    /// Where in the recording it began.
    start: usize,
}

/// The events since the oldest running fetch began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Recording {
    running: usize,
    events: Vec<Event>,
}

impl Recording {
    pub fn begin(&mut self, generation: u64) -> Fetch {
        self.running += 1;
        Fetch {
            generation,
            start: self.events.len(),
        }
    }

    pub fn record(&mut self, event: &Event) {
        if self.running > 0 {
            self.events.push(event.clone());
        }
    }

    /// What happened during this fetch, in order. The last one to end clears the recording.
    pub fn end(&mut self, fetch: &Fetch) -> Vec<Event> {
        self.running = self.running.saturating_sub(1);
        if self.running == 0 {
            let mut events = std::mem::take(&mut self.events);
            events.drain(..fetch.start.min(events.len()));
            events
        } else {
            self.events.get(fetch.start..).unwrap_or_default().to_vec()
        }
    }
}
