//! What a form edits: the value as it was saved, and as it is on screen.

use leptos::prelude::*;

/// Copied freely. `T` is the form's value, compared as a whole.
pub struct Draft<T: Send + Sync + 'static> {
    pub saved: RwSignal<T>,
    pub now: RwSignal<T>,
}

impl<T: Send + Sync + 'static> Clone for Draft<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Draft<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Draft<T> {
    pub fn new(value: T) -> Self {
        Self {
            saved: RwSignal::new(value.clone()),
            now: RwSignal::new(value),
        }
    }

    pub fn dirty(self) -> Signal<bool> {
        Signal::derive(move || self.now.with(|now| self.saved.with(|saved| saved != now)))
    }

    /// Back to what was saved.
    pub fn discard(self) {
        self.now.set(self.saved.get_untracked());
    }

    /// This is what is stored now.
    pub fn is_saved(self, value: T) {
        self.saved.set(value.clone());
        self.now.set(value);
    }

    /// One text of the value, to be read and written by a field.
    pub fn text(self, part: fn(&mut T) -> &mut String) -> (Signal<String>, Callback<String>) {
        let read = Signal::derive(move || part(&mut self.now.get()).clone());
        let write = Callback::new(move |text| self.now.update(|now| *part(now) = text));
        (read, write)
    }
}
