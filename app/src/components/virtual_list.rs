//! A list of rows of one height that draws only those in sight.

use std::hash::Hash;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::platform;

/// Rows drawn beyond each edge, so that scrolling never shows a gap.
const OVERSCAN: usize = 6;

/// How many rows before the end `on_near_end` is called.
const NEAR: usize = 12;

/// Draws the rows of `items` that are in sight. A row stays where it is while the pointer is on it or the focus in it,
/// whatever the order does meanwhile; rows that come in above the first one in sight do not push it away. Up, Down,
/// Home, End and the page keys move the focus from row to row. `children` gets a signal of its item.
#[component]
pub fn VirtualList<T, K, F>(
    #[prop(into)] items: Signal<Vec<T>>,
    key: fn(&T) -> K,
    /// In CSS pixels; the style sheet gives rows the same height.
    row_height: f64,
    #[prop(into)] label: Signal<String>,
    /// Called when the end comes near: load more.
    #[prop(into)]
    on_near_end: Callback<()>,
    children: F,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Copy + Eq + Hash + Send + Sync + 'static,
    F: Fn(Signal<T>) -> AnyView + Clone + Send + Sync + 'static,
{
    let list = NodeRef::<html::Div>::new();
    let top = RwSignal::new(0.0_f64);
    let height = RwSignal::new(0.0_f64);
    let hovered = RwSignal::new(None::<(K, usize)>);
    let focused = RwSignal::new(None::<(K, usize)>);

    let order = move || {
        let held = hovered.get().or(focused.get());
        Order::new(held.and_then(|(held, place)| {
            let at = items.with(|items| items.iter().position(|item| key(item) == held))?;
            Some((at, place))
        }))
    };
    let length = Memo::new(move |_| items.with(Vec::len));
    let window = Memo::new(move |_| Window::new(top.get(), height.get(), row_height, length.get()));
    let rows = Memo::new(move |_| {
        let (window, order) = (window.get(), order());
        items.with(|items| {
            (window.first..window.end)
                .filter_map(|place| Some((place, items.get(order.at(place, items.len()))?.clone())))
                .collect::<Vec<_>>()
        })
    });

    Effect::new(move || {
        if let Some(list) = list.get() {
            platform::observe_height(&list, move |pixels| height.set(pixels));
        }
    });
    Effect::new(move || {
        if length.get() > 0 && window.get().end + NEAR >= length.get() {
            on_near_end.run(());
        }
    });
    keep_in_place(list, top, row_height, items, rows, key);
    let keyboard = Keyboard {
        list,
        top,
        row_height,
        length,
        window,
    };

    let row = move |(place, item): (usize, T)| {
        let id = key(&item);
        let entry = Memo::new(move |before: Option<&(usize, T)>| {
            let now = rows.with(|rows| rows.iter().find(|(_, item)| key(item) == id).cloned());
            now.or_else(|| before.cloned()).unwrap_or_else(|| (place, item.clone()))
        });
        let place = Memo::new(move |_| entry.with(|(place, _)| *place));
        let item = Memo::new(move |_| entry.with(|(_, item)| item.clone()));
        let here = move || Some((id, place.get_untracked()));
        view! {
            <div
                class="virtual-row"
                role="listitem"
                data-row=place
                aria-setsize=length
                aria-posinset=move || place.get() + 1
                style:transform=move || format!("translateY({}px)", pixels(place.get(), row_height))
                style:block-size=format!("{row_height}px")
                on:pointerenter=move |_| hovered.set(here())
                on:pointerleave=move |_| hovered.set(None)
                on:focusin=move |_| focused.set(here())
                on:focusout=move |_| focused.set(None)
            >
                {children(item.into())}
            </div>
        }
    };

    view! {
        <div
            class="virtual"
            role="list"
            aria-label=label
            node_ref=list
            on:scroll=move |_| {
                if let Some(list) = list.get_untracked() {
                    top.set(f64::from(list.scroll_top()));
                }
            }
            on:keydown=move |event| keyboard.move_focus(&event)
        >
            <div
                class="virtual-space"
                role="presentation"
                style:block-size=move || format!("{}px", pixels(length.get(), row_height))
            >
                <For each=move || rows.get() key=move |(_, item)| key(item) children=row.clone() />
            </div>
        </div>
    }
    .into_any()
}

/// When rows come or go above, the scroll position moves with the rows in sight.
fn keep_in_place<T, K>(
    list: NodeRef<html::Div>,
    top: RwSignal<f64>,
    row_height: f64,
    items: Signal<Vec<T>>,
    rows: Memo<Vec<(usize, T)>>,
    key: fn(&T) -> K,
) where
    T: PartialEq + Send + Sync + 'static,
    K: Copy + Eq + Send + Sync + 'static,
{
    Effect::new(move |before: Option<Vec<(K, usize)>>| {
        let places: Vec<(K, usize)> = rows.with(|rows| rows.iter().map(|(place, item)| (key(item), *place)).collect());
        if let (Some(before), Some(list)) = (before, list.get_untracked())
            && top.get_untracked() >= row_height
        {
            let shift =
                items.with_untracked(|items| shift(&before, |wanted| items.iter().position(|it| key(it) == wanted)));
            if shift != 0 {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_precision_loss,
                    reason = "far below 2^31 pixels"
                )]
                list.set_scroll_top(list.scroll_top() + (shift as f64 * row_height) as i32);
            }
        }
        places
    });
}

/// What the keys need to know of the list.
#[derive(Clone, Copy)]
struct Keyboard {
    list: NodeRef<html::Div>,
    top: RwSignal<f64>,
    row_height: f64,
    length: Memo<usize>,
    window: Memo<Window>,
}

impl Keyboard {
    /// Moves the focus from the row in which the key was pressed to the one that it asks for.
    fn move_focus(self, event: &KeyboardEvent) {
        let Some(list) = self.list.get_untracked() else { return };
        let Some(at) = row_of(event) else { return };
        let end = self.length.get_untracked().saturating_sub(1);
        let page = self.window.get_untracked().visible.max(1);
        let to = match event.key().as_str() {
            "ArrowDown" => at + 1,
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => at + page,
            "PageUp" => at.saturating_sub(page),
            "Home" => 0,
            "End" => end,
            _ => return,
        };
        let to = to.min(end);
        event.prevent_default();
        reveal(&list, to, self.row_height);
        self.top.set(f64::from(list.scroll_top()));
        // The row may only now be drawn.
        request_animation_frame(move || {
            platform::focus_first(&format!("[data-row=\"{to}\"] :is(a, button)"));
        });
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52 rows")]
fn pixels(rows: usize, row_height: f64) -> f64 {
    rows as f64 * row_height
}

/// Scrolls as little as possible until a row is whole in sight.
#[expect(clippy::cast_possible_truncation, reason = "far below 2^31 pixels")]
fn reveal(list: &web_sys::HtmlElement, row: usize, row_height: f64) {
    let above = pixels(row, row_height) as i32;
    let below = pixels(row + 1, row_height) as i32 - list.client_height();
    let now = list.scroll_top();
    list.set_scroll_top(now.min(above).max(below));
}

/// The place of the row in which an event happened.
fn row_of(event: &KeyboardEvent) -> Option<usize> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let row = target.closest("[data-row]").ok()??;
    row.get_attribute("data-row")?.parse().ok()
}

/// The rows to draw: those in sight and some more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    first: usize,
    end: usize,
    /// How many fit.
    visible: usize,
}

impl Window {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a scroll position is a small number; a negative one (overscrolling) becomes 0"
    )]
    fn new(top: f64, height: f64, row_height: f64, length: usize) -> Self {
        let first = (top / row_height) as usize;
        let visible = (height / row_height) as usize;
        Self {
            first: first.saturating_sub(OVERSCAN).min(length),
            end: (first + visible + 1 + OVERSCAN).min(length),
            visible,
        }
    }
}

/// The order of places: that of the items, but for one that is held in its place.
#[derive(Debug, Clone, Copy)]
struct Order {
    /// Where the held item stands among the items, and the place in which it is held.
    held: Option<(usize, usize)>,
}

impl Order {
    fn new(held: Option<(usize, usize)>) -> Self {
        Self { held }
    }

    /// Which of `length` items stands in a place.
    fn at(self, place: usize, length: usize) -> usize {
        let Some((from, to)) = self.held else { return place };
        let to = to.min(length.saturating_sub(1));
        if place == to {
            return from;
        }
        let among_others = if place > to { place - 1 } else { place };
        if among_others >= from {
            among_others + 1
        } else {
            among_others
        }
    }
}

/// By how many places most of the rows have moved.
fn shift<K: Copy>(before: &[(K, usize)], now: impl Fn(K) -> Option<usize>) -> isize {
    let mut shifts: Vec<isize> = before
        .iter()
        .filter_map(|(key, place)| Some(now(*key)?.cast_signed() - place.cast_signed()))
        .collect();
    shifts.sort_unstable();
    shifts.get(shifts.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Order, Window, shift};

    #[test]
    fn only_the_rows_in_sight_are_drawn() {
        for (top, height, length, expected) in [
            (0.0, 900.0, 1_000_000, (0, 17)),
            (88_000.0, 900.0, 1_000_000, (994, 1017)),
            (0.0, 900.0, 3, (0, 3)),
            (-40.0, 900.0, 3, (0, 3)),
            (88_000.0, 900.0, 2, (2, 2)),
            (0.0, 0.0, 0, (0, 0)),
        ] {
            let window = Window::new(top, height, 88.0, length);
            assert_eq!((window.first, window.end), expected, "{top} of {length}");
        }
    }

    #[test]
    fn a_held_row_keeps_its_place_and_every_other_row_is_still_there_once() {
        for (from, to) in [(0, 0), (0, 3), (3, 0), (4, 2), (2, 9)] {
            let order = Order::new(Some((from, to)));
            let mut items: Vec<usize> = (0..5).map(|place| order.at(place, 5)).collect();
            assert_eq!(items[to.min(4)], from, "held {from} at {to}");
            items.sort_unstable();
            assert_eq!(items, [0, 1, 2, 3, 4], "held {from} at {to}");
        }
        assert_eq!(Order::new(None).at(2, 5), 2);
    }

    #[test]
    fn the_list_follows_most_of_its_rows() {
        let before = [(10, 5), (11, 6), (12, 7), (13, 8)];
        let one_more_above = |key| Some(key - 4);
        assert_eq!(shift(&before, |key: usize| one_more_above(key)), 1);
        // One row in sight jumped to the top: the others stay.
        assert_eq!(
            shift(&before, |key: usize| Some(if key == 13 { 0 } else { key - 5 })),
            0
        );
        assert_eq!(shift(&before, |_| None), 0);
    }
}
