//! A log of items of whatever height that draws only those in sight and some around. What is not drawn is empty space: of the
//! height it had when it was drawn, or of an estimate. What is being read stays in its place, whatever comes in above it.

use std::collections::HashMap;
use std::hash::Hash;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::platform;

/// This near to its end counts as being at it, in CSS pixels.
const AT_END: f64 = 48.0;
/// What is drawn beyond each edge, in CSS pixels: so much can be scrolled before anything has to be drawn.
const AROUND: f64 = 1_200.0;
/// An item that has not been drawn yet, in CSS pixels.
const ESTIMATE: f64 = 72.0;
/// How often in a row what was drawn is measured: each time more may have come into sight.
const ROUNDS: u32 = 6;

/// What stays in its place.
#[derive(Debug, Clone, PartialEq)]
enum Hold<K> {
    End,
    /// This item, so far below the upper edge.
    Item(K, f64),
}

/// Where the items stand, one below the other.
#[derive(Debug, Clone, PartialEq)]
struct Layout {
    /// Of each item the distance from the first one's top; at last that of the end.
    tops: Vec<f64>,
}

impl Layout {
    fn new(heights: impl Iterator<Item = f64>) -> Self {
        let mut tops = vec![0.0];
        let mut top = 0.0;
        tops.extend(heights.map(|height| {
            top += height;
            top
        }));
        Self { tops }
    }

    fn len(&self) -> usize {
        self.tops.len() - 1
    }

    fn top(&self, item: usize) -> f64 {
        self.tops.get(item).copied().unwrap_or_else(|| self.end())
    }

    fn end(&self) -> f64 {
        self.tops.last().copied().unwrap_or_default()
    }

    /// The item at this height; past the end, the number of items.
    fn at(&self, y: f64) -> usize {
        self.tops[1..].partition_point(|bottom| *bottom <= y)
    }

    /// The items from one height to another.
    fn between(&self, from: f64, to: f64) -> (usize, usize) {
        (self.at(from), (self.at(to) + 1).min(self.len()))
    }
}

struct Inner<K> {
    heights: HashMap<K, f64>,
    hold: Hold<K>,
    /// Where we scrolled to last: the event that tells of it is no news.
    scrolled: f64,
    /// Rounds of measuring that are left; 0: none is under way.
    rounds: u32,
}

/// The log's state: of a page that holds one. Copied freely.
pub struct LogView<K: Send + Sync + 'static> {
    log: NodeRef<html::Div>,
    above: NodeRef<html::Div>,
    keys: Memo<Vec<K>>,
    /// Whether an item may hold the place: those that wander, such as separators, may not.
    holds: fn(&K) -> bool,
    range: RwSignal<(usize, usize)>,
    /// Heights of the empty space above and below.
    space: RwSignal<(f64, f64)>,
    pub at_end: RwSignal<bool>,
    inner: StoredValue<Inner<K>>,
}

impl<K: Send + Sync> Clone for LogView<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync> Copy for LogView<K> {}

impl<K> LogView<K>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    /// A log of these items, at its end.
    pub fn new(keys: Memo<Vec<K>>, holds: fn(&K) -> bool) -> Self {
        let view = Self {
            log: NodeRef::new(),
            above: NodeRef::new(),
            keys,
            holds,
            range: RwSignal::new((0, 0)),
            space: RwSignal::new((0.0, 0.0)),
            at_end: RwSignal::new(true),
            inner: StoredValue::new(Inner {
                heights: HashMap::new(),
                hold: Hold::End,
                scrolled: -1.0,
                rounds: 0,
            }),
        };
        Effect::new(move || {
            keys.track();
            view.arrange();
            view.settle();
            view.place(ROUNDS);
        });
        view
    }

    /// Which items are drawn; followed.
    pub fn drawn(self) -> (usize, usize) {
        self.range.get()
    }

    /// Whether there is less than this left above, in CSS pixels.
    pub fn is_near_top(self, distance: f64) -> bool {
        self.log
            .get_untracked()
            .is_some_and(|log| f64::from(log.scroll_top()) < distance)
    }

    /// Goes to the end and stays there.
    pub fn to_end(self) {
        self.inner.update_value(|inner| inner.hold = Hold::End);
        self.arrange();
        self.settle();
    }

    /// Puts an item into the middle; false: it is not there.
    pub fn to_item(self, key: &K) -> bool {
        let there = self.keys.with_untracked(|keys| keys.contains(key));
        if let (true, Some(log)) = (there, self.log.get_untracked()) {
            let middle = f64::from(log.client_height()) / 2.5;
            self.inner
                .update_value(|inner| inner.hold = Hold::Item(key.clone(), middle));
            self.arrange();
            self.settle();
            self.place(ROUNDS);
        }
        there
    }

    fn layout(self) -> Layout {
        self.inner.with_value(|inner| {
            self.keys.with_untracked(|keys| {
                Layout::new(
                    keys.iter()
                        .map(|key| inner.heights.get(key).copied().unwrap_or(ESTIMATE)),
                )
            })
        })
    }

    /// How far the first item is below the top of what can be scrolled.
    fn lead(self) -> f64 {
        let (Some(log), Some(above)) = (self.log.get_untracked(), self.above.get_untracked()) else {
            return 0.0;
        };
        let (log_at, at) = (
            log.get_bounding_client_rect().top(),
            above.get_bounding_client_rect().top(),
        );
        at - log_at + f64::from(log.scroll_top())
    }

    /// The reader scrolled.
    fn scrolled(self) {
        let Some(Some(log)) = self.log.try_get_untracked() else {
            return;
        };
        let top = f64::from(log.scroll_top());
        if self.inner.with_value(|inner| (inner.scrolled - top).abs() < 1.5) {
            self.tell_end(&log);
            return;
        }
        let layout = self.layout();
        let first = top - self.lead();
        let at_end = self.tell_end(&log);
        let hold = if at_end {
            Some(Hold::End)
        } else {
            self.keys.with_untracked(|keys| {
                let from = layout.at(first);
                let (offset, key) = keys
                    .get(from..)?
                    .iter()
                    .enumerate()
                    .find(|(_, key)| (self.holds)(key))?;
                Some(Hold::Item(key.clone(), layout.top(from + offset) - first))
            })
        };
        self.inner.update_value(|inner| {
            inner.scrolled = -1.0;
            if let Some(hold) = hold {
                inner.hold = hold;
            }
        });
        self.draw(&layout, first, f64::from(log.client_height()));
        self.settle();
    }

    fn tell_end(self, log: &web_sys::HtmlElement) -> bool {
        let left = log.scroll_height() - log.scroll_top() - log.client_height();
        let at_end = f64::from(left) <= AT_END;
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
        at_end
    }

    /// Draws what is in sight when what is held is in its place. Gives where to scroll, and whether others are drawn now.
    fn arrange(self) -> Option<(f64, bool)> {
        let log = self.log.try_get_untracked()??;
        let height = f64::from(log.client_height());
        let layout = self.layout();
        let hold = self.inner.with_value(|inner| inner.hold.clone());
        let first = match hold {
            Hold::End => layout.end() - height,
            Hold::Item(key, below) => {
                let at = self
                    .keys
                    .with_untracked(|keys| keys.iter().position(|other| *other == key));
                match at {
                    Some(at) => layout.top(at) - below,
                    // It is gone: what stands where one looks is as good.
                    None => f64::from(log.scroll_top()) - self.lead(),
                }
            }
        };
        let others = self.draw(&layout, first, height);
        Some((first, others))
    }

    /// Whether others are drawn than before.
    fn draw(self, layout: &Layout, first: f64, height: f64) -> bool {
        let range = layout.between(first - AROUND, first + height + AROUND);
        let space = (layout.top(range.0), layout.end() - layout.top(range.1));
        let others = self.range.get_untracked() != range;
        if others {
            self.range.set(range);
        }
        if self.space.get_untracked() != space {
            self.space.set(space);
        }
        others
    }

    /// Measures what has been drawn, before it is painted, and scrolls to where what is held is in its place.
    fn settle(self) {
        let idle = self
            .inner
            .try_update_value(|inner| std::mem::replace(&mut inner.rounds, ROUNDS) == 0);
        if idle == Some(true) {
            request_animation_frame(move || self.round());
        }
    }

    /// Once what came in, or what is to be shown, is drawn, before anything else happens: a reader who is scrolling, or a browser
    /// that keeps its place, has the next scroll event before the next frame, and it would be taken for one from where the log
    /// stands by then.
    fn place(self, tries: u32) {
        queue_microtask(move || {
            if self.is_drawn() {
                let _ = self.correct();
            } else if tries > 0 {
                self.place(tries - 1);
            }
        });
    }

    fn round(self) {
        let Some(changed) = self.correct() else {
            let _ = self.inner.try_update_value(|inner| inner.rounds = 0);
            return;
        };
        let left = self.inner.try_update_value(|inner| {
            inner.rounds = if changed { inner.rounds.saturating_sub(1) } else { 0 };
            inner.rounds
        });
        if left.is_some_and(|left| left > 0) {
            request_animation_frame(move || self.round());
        }
    }

    /// Scrolls to where what is held is in its place. True: something was not as it was thought; `None`: it is no more.
    fn correct(self) -> Option<bool> {
        let log = self.log.try_get_untracked()??;
        let mut changed = self.measure();
        if let Some((first, others)) = self.arrange() {
            changed |= others;
            let at_end = self.inner.with_value(|inner| inner.hold == Hold::End);
            let to = if at_end {
                f64::from(log.scroll_height() - log.client_height())
            } else {
                first + self.lead()
            };
            let to = to.max(0.0);
            if (f64::from(log.scroll_top()) - to).abs() >= 1.0 {
                #[expect(clippy::cast_possible_truncation, reason = "far below 2^31 pixels")]
                log.set_scroll_top(to.round() as i32);
            }
            self.inner
                .update_value(|inner| inner.scrolled = f64::from(log.scroll_top()));
            self.tell_end(&log);
        }
        Some(changed)
    }

    /// Whether the items and the space above them are those that are wanted.
    fn is_drawn(self) -> bool {
        let Some(Some(above)) = self.above.try_get_untracked() else {
            return false;
        };
        let (from, to) = self.range.get_untracked();
        let (space, _) = self.space.get_untracked();
        items_below(&above).count() == to - from && (above.get_bounding_client_rect().height() - space).abs() < 1.0
    }

    /// Whether something is not as high as it was thought.
    fn measure(self) -> bool {
        let Some(Some(above)) = self.above.try_get_untracked() else {
            return false;
        };
        let (from, to) = self.range.get_untracked();
        let heights: Vec<f64> = items_below(&above)
            .map(|item| item.get_bounding_client_rect().height())
            .collect();
        let drawn = self
            .keys
            .with_untracked(|keys| keys.get(from..to).map(<[K]>::to_vec).unwrap_or_default());
        if drawn.len() != heights.len() {
            // It is not drawn yet.
            return true;
        }
        let mut changed = false;
        self.inner.update_value(|inner| {
            for (key, height) in drawn.into_iter().zip(heights) {
                let known = inner.heights.get(&key).copied().unwrap_or(ESTIMATE);
                if (known - height).abs() > 0.4 {
                    changed = true;
                    inner.heights.insert(key, height);
                }
            }
        });
        changed
    }
}

/// The items that are drawn, below the empty space.
fn items_below(above: &web_sys::HtmlElement) -> impl Iterator<Item = web_sys::Element> {
    std::iter::successors(above.next_element_sibling(), web_sys::Element::next_element_sibling)
        .take_while(|element| element.has_attribute("data-item"))
}

/// The log. `items` are those of the view's keys; `children` draws one into an element that has `data-item`.
#[component]
pub fn MessageLog<K, T, F>(
    view: LogView<K>,
    items: Memo<Vec<(K, T)>>,
    label: &'static str,
    #[prop(into)] on_scroll: Callback<()>,
    children: F,
) -> impl IntoView
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Fn((K, T)) -> AnyView + Clone + Send + Sync + 'static,
{
    let content = NodeRef::<html::Div>::new();
    let drawn = Memo::new(move |_| {
        let (from, to) = view.range.get();
        items.with(|items| {
            items
                .get(from..to.min(items.len()))
                .map(<[_]>::to_vec)
                .unwrap_or_default()
        })
    });
    for element in [view.log, content] {
        Effect::new(move || {
            if let Some(element) = element.get() {
                platform::observe_height(element.unchecked_ref(), move |_| view.settle());
            }
        });
    }
    Effect::new(move || {
        if view.log.get().is_some() {
            view.arrange();
            view.settle();
        }
    });
    let above = move || format!("{}px", view.space.get().0);
    let below = move || format!("{}px", view.space.get().1);
    view! {
        <div
            class="messages"
            role="log"
            aria-label=label
            tabindex="0"
            node_ref=view.log
            on:scroll=move |_| {
                view.scrolled();
                on_scroll.run(());
            }
            // Where all is in sight nothing scrolls.
            on:wheel=move |event| {
                if event.delta_y() < 0.0 {
                    on_scroll.run(());
                }
            }
        >
            <div class="messages-content" node_ref=content>
                <div class="messages-space" node_ref=view.above style:block-size=above></div>
                <For each=move || drawn.get() key=|(key, _)| key.clone() children=children.clone() />
                <div class="messages-space" style:block-size=below></div>
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::Layout;

    #[test]
    fn only_what_is_in_sight_is_drawn() {
        let layout = Layout::new([10.0, 30.0, 20.0, 40.0].into_iter());
        assert_eq!((layout.len(), layout.end()), (4, 100.0));
        for (y, item) in [
            (-5.0, 0),
            (0.0, 0),
            (9.9, 0),
            (10.0, 1),
            (39.0, 1),
            (40.0, 2),
            (99.0, 3),
            (100.0, 4),
        ] {
            assert_eq!(layout.at(y), item, "{y}");
        }
        for (from, to, drawn) in [
            (-50.0, 5.0, (0, 1)),
            (15.0, 45.0, (1, 3)),
            (50.0, 500.0, (2, 4)),
            (-9.0, 900.0, (0, 4)),
        ] {
            assert_eq!(layout.between(from, to), drawn, "{from} to {to}");
        }
        assert_eq!(Layout::new(std::iter::empty()).between(0.0, 100.0), (0, 0));
    }
}
