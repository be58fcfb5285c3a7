//! The table's header: a click sorts (R6); a column is dragged to its place by mouse or finger, or moved by the header's menu or
//! the keys (R7); its edge makes it wider.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use model::{Column, Layout, LayoutColumn, NARROWEST, Sort, WIDEST};
use wasm_bindgen::JsCast;

use super::focus::Focus;
use super::order;
use super::shown::Table;
use crate::components::{FloatingMenu, Icon, MenuAt, MenuItem, Symbol};
use crate::texts::later as texts;

/// So far a pointer goes before it drags, in pixels: until then it clicks.
const SLACK: f64 = 6.0;
/// By so much the keys change a width, in pixels.
const STEP: i32 = 16;
/// So near to the edge the table scrolls along, and by so much, in pixels.
const EDGE: f64 = 40.0;
const ALONG: i32 = 24;

/// A column under way.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Dragging {
    column: Column,
    start: f64,
    /// How far it has come, and the gap in which it would land with the place of its line; `None`: it does not drag yet.
    over: Option<(f64, usize, f64)>,
}

/// What headers share. Copied freely.
#[derive(Clone, Copy)]
pub struct Head {
    table: Table,
    focus: Focus,
    dragging: RwSignal<Option<Dragging>>,
    /// A drag ends with a click that means nothing.
    dragged: StoredValue<bool>,
    menu: RwSignal<Option<MenuAt>>,
    /// What readers are told of a column that was moved.
    told: RwSignal<String>,
    /// What scrolls.
    scroll: NodeRef<html::Div>,
}

impl Head {
    pub fn new(table: Table, focus: Focus, scroll: NodeRef<html::Div>) -> Self {
        Self {
            table,
            focus,
            dragging: RwSignal::new(None),
            dragged: StoredValue::new(false),
            menu: RwSignal::new(None),
            told: RwSignal::new(String::new()),
            scroll,
        }
    }

    fn sort(self, column: Column) {
        if column.sorts() {
            let sort = self.table.query().with_untracked(|query| query.sort);
            self.table.sort(sort.clicked(column));
        }
    }

    /// Puts a column into a gap between the others, as far as it may go there.
    fn move_to(self, column: Column, gap: usize) {
        let Some(from) = self.table.place_of(column) else {
            return;
        };
        self.table.lay_out(|layout| {
            let pinned = pinned(layout);
            let gap = order::allowed(gap, layout.columns[from].pinned, pinned, layout.columns.len());
            layout.columns = order::moved(&layout.columns, from, gap);
        });
        let (place, count) = (
            self.table.place_of(column),
            self.table.layout().with_untracked(|it| it.columns.len()),
        );
        if let Some(place) = place.filter(|place| *place != from) {
            let name = texts::column(column);
            self.told
                .set(texts::table_moved(name, &count.to_string(), &(place + 1).to_string()));
            self.focus.follow_column(from, place);
        }
    }

    fn step(self, column: Column, to_the_right: bool) {
        if let Some(at) = self.table.place_of(column) {
            self.move_to(column, if to_the_right { at + 2 } else { at.saturating_sub(1) });
        }
    }

    fn widen(self, column: Column, by: i32) {
        self.table.change_column(column, |entry| {
            entry.width = bounded(i32::from(entry.width) + by);
        });
    }

    fn items(self, entry: LayoutColumn) -> Vec<MenuItem> {
        let LayoutColumn { column, pinned, .. } = entry;
        let item = |label: &'static str, symbol, on_select| MenuItem {
            label: label.to_owned(),
            symbol,
            key: None,
            danger: false,
            also_button: false,
            on_select,
        };
        let mut items = Vec::new();
        if column.sorts() {
            for (label, symbol, descending) in [
                (texts::table_sort_up(), Symbol::Up, false),
                (texts::table_sort_down(), Symbol::Down, true),
            ] {
                let sort = Sort { column, descending };
                items.push(item(label, symbol, Callback::new(move |()| self.table.sort(sort))));
            }
        }
        let step = |right| Callback::new(move |()| self.step(column, right));
        items.push(item(texts::table_move_left(), Symbol::Back, step(false)));
        items.push(item(texts::table_move_right(), Symbol::Forward, step(true)));
        let (pin, symbol) = if pinned {
            (texts::table_unpin(), Symbol::Close)
        } else {
            (texts::table_pin(), Symbol::Pin)
        };
        let turn = Callback::new(move |()| self.table.pin(column, !pinned));
        items.push(item(pin, symbol, turn));
        let hide = Callback::new(move |()| {
            self.table
                .lay_out(|layout| layout.columns.retain(|it| it.column != column));
        });
        if self.table.layout().with_untracked(|layout| layout.columns.len()) > 1 {
            items.push(item(texts::table_hide(), Symbol::EyeOff, hide));
        }
        items
    }

    fn open_menu(self, event: &web_sys::Event, entry: LayoutColumn) {
        event.prevent_default();
        event.stop_propagation();
        let label = texts::table_header_menu(texts::column(entry.column));
        self.menu.set(MenuAt::below(event, label, self.items(entry)));
    }

    /// Whether a key meant the header.
    fn on_key(self, event: &KeyboardEvent, entry: LayoutColumn) {
        let column = entry.column;
        let within = event.target() != event.current_target();
        match (event.key().as_str(), event.alt_key(), event.shift_key()) {
            ("Escape", ..) if self.dragging.with_untracked(Option::is_some) => self.dragging.set(None),
            ("Enter" | " ", ..) if within => return event.stop_propagation(),
            ("Enter" | " ", false, _) => self.sort(column),
            ("ArrowLeft", true, false) => self.step(column, false),
            ("ArrowRight", true, false) => self.step(column, true),
            ("ArrowLeft", true, true) => self.widen(column, -STEP),
            ("ArrowRight", true, true) => self.widen(column, STEP),
            ("ArrowDown", true, _) | ("F10", _, true) | ("ContextMenu", ..) => return self.open_menu(event, entry),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn pressed(self, event: &PointerEvent, column: Column) {
        if event.button() == 0 && event.is_primary() {
            self.dragged.set_value(false);
            self.dragging.set(Some(Dragging {
                column,
                start: f64::from(event.client_x()),
                over: None,
            }));
        }
    }

    fn pulled(self, event: &PointerEvent) {
        let Some(dragging) = self.dragging.get_untracked() else {
            return;
        };
        let x = f64::from(event.client_x());
        let by = x - dragging.start;
        if dragging.over.is_none() {
            if by.abs() < SLACK {
                return;
            }
            // From now on everything that the pointer does is told here.
            let target = event
                .current_target()
                .and_then(|it| it.dyn_into::<web_sys::Element>().ok());
            let _ = target.map(|target| target.set_pointer_capture(event.pointer_id()));
        }
        let Some((gap, line)) = self.landing(dragging.column, x) else {
            return;
        };
        self.dragging.set(Some(Dragging {
            over: Some((by, gap, line)),
            ..dragging
        }));
    }

    /// Where a column would land at a place of the window, and where the line for it stands in the frame.
    fn landing(self, column: Column, x: f64) -> Option<(usize, f64)> {
        let scroll = self.scroll.get_untracked()?;
        let frame = scroll.get_bounding_client_rect();
        if x > frame.right() - EDGE {
            scroll.set_scroll_left(scroll.scroll_left() + ALONG);
        } else if x < frame.left() + EDGE {
            scroll.set_scroll_left(scroll.scroll_left() - ALONG);
        }
        let headers = scroll.query_selector_all(".table-head [data-column]").ok()?;
        let places: Vec<_> = (0..headers.length())
            .filter_map(|at| headers.get(at)?.dyn_into::<web_sys::Element>().ok())
            .map(|header| header.get_bounding_client_rect())
            .collect();
        let middles: Vec<f64> = places
            .iter()
            .map(|place| f64::midpoint(place.left(), place.right()))
            .collect();
        let from = self.table.place_of(column)?;
        let gap = self.table.layout().with_untracked(|layout| {
            let is_pinned = layout.columns.get(from).is_some_and(|it| it.pinned);
            order::allowed(order::gap(&middles, x), is_pinned, pinned(layout), layout.columns.len())
        });
        let line = match places.get(gap) {
            Some(place) => place.left(),
            None => places.last()?.right(),
        };
        Some((gap, line - frame.left()))
    }

    fn dropped(self) {
        let Some(Dragging { column, over, .. }) = self.dragging.get_untracked() else {
            return;
        };
        self.dragging.set(None);
        if let Some((_, gap, _)) = over {
            self.dragged.set_value(true);
            self.move_to(column, gap);
        }
    }

    fn clicked(self, column: Column) {
        if self.dragged.get_value() {
            self.dragged.set_value(false);
        } else {
            self.sort(column);
        }
    }
}

fn pinned(layout: &Layout) -> usize {
    layout.columns.iter().take_while(|it| it.pinned).count()
}

fn bounded(width: i32) -> u16 {
    u16::try_from(width.clamp(i32::from(NARROWEST), i32::from(WIDEST))).unwrap_or(NARROWEST)
}

/// One column's header. `at` is its place in the grid, that of ticks and menus counted.
#[component]
pub fn Header(head: Head, column: Column) -> impl IntoView {
    let table = head.table;
    let entry = Memo::new(move |_| {
        let found = table.layout().with(|layout| {
            layout
                .columns
                .iter()
                .position(|it| it.column == column)
                .map(|at| (at, layout.columns[at]))
        });
        found.unwrap_or((0, LayoutColumn::of(column)))
    });
    let now = move || entry.get_untracked().1;
    let sorted = Memo::new(move |_| {
        let sort = table.query().with(|query| query.sort);
        (sort.column == column).then_some(sort.descending)
    });
    let pulled_by = Memo::new(move |_| {
        let dragging = head.dragging.get().filter(|it| it.column == column);
        dragging.and_then(|it| it.over).map(|(by, ..)| by)
    });
    let name = texts::column(column);
    let key = column.as_str();
    view! {
        <div
            class="table-header"
            role="columnheader"
            data-column=key
            aria-sort=move || sorted.get().map(|down| if down { "descending" } else { "ascending" })
            prop:tabIndex=move || head.focus.tab_index_of_header(entry.get().0 + super::grid::LEAD)
            data-pinned=move || entry.get().1.pinned.then_some("")
            data-dragging=move || pulled_by.get().map(|_| "")
            title=name
            style:inset-inline-start=move || entry.get().1.pinned.then(|| format!("var(--o-{key})"))
            style:transform=move || pulled_by.get().map(|by| format!("translateX({by}px)"))
            on:pointerdown=move |event| head.pressed(&event, column)
            on:pointermove=move |event| head.pulled(&event)
            on:pointerup=move |_| head.dropped()
            on:pointercancel=move |_| head.dragging.set(None)
            on:click=move |_| head.clicked(column)
            on:contextmenu=move |event| head.open_menu(&event, now())
            on:keydown=move |event| head.on_key(&event, now())
        >
            <span class="table-header-name">{name}</span>
            {move || {
                sorted
                    .get()
                    .map(|down| {
                        let symbol = if down { Symbol::Down } else { Symbol::Up };
                        view! { <Icon symbol=symbol /> }
                    })
            }}
            <button
                type="button"
                class="table-header-menu"
                tabindex="-1"
                title=texts::table_header_menu(name)
                aria-label=texts::table_header_menu(name)
                aria-haspopup="menu"
                on:pointerdown=|event| event.stop_propagation()
                on:click=move |event| head.open_menu(&event, now())
            >
                <Icon symbol=Symbol::More />
            </button>
            <Edge head=head column=column />
        </div>
    }
    .into_any()
}

/// Makes the column wider or narrower; a double click makes it as wide as it usually is.
#[component]
fn Edge(head: Head, column: Column) -> impl IntoView {
    // Where the pointer began, and how wide the column was.
    let pulling = StoredValue::new(None::<(f64, u16)>);
    let width = move |event: &PointerEvent| {
        let (start, width) = pulling.get_value()?;
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
        let by = (f64::from(event.client_x()) - start) as i32;
        Some(bounded(i32::from(width) + by))
    };
    let begin = move |event: PointerEvent| {
        event.stop_propagation();
        let now = head.table.layout().with_untracked(|layout| {
            let found = layout.columns.iter().find(|it| it.column == column);
            found.map(|it| it.width)
        });
        pulling.set_value(now.map(|now| (f64::from(event.client_x()), now)));
        let target = event
            .current_target()
            .and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        let _ = target.map(|target| target.set_pointer_capture(event.pointer_id()));
    };
    let pull = move |event: PointerEvent| {
        if let Some((width, scroll)) = width(&event).zip(head.scroll.get_untracked()) {
            super::grid::set_width(&scroll, column, width);
        }
    };
    let end = move |event: PointerEvent| {
        if let Some(width) = width(&event) {
            head.table.change_column(column, |entry| entry.width = width);
        }
        pulling.set_value(None);
    };
    view! {
        <span
            class="table-edge"
            aria-hidden="true"
            on:pointerdown=begin
            on:pointermove=pull
            on:pointerup=end
            on:click=|event| event.stop_propagation()
            on:dblclick=move |event| {
                event.stop_propagation();
                head.table.change_column(column, |entry| entry.width = column.default_width());
            }
        ></span>
    }
    .into_any()
}

/// The line where a dragged column would land, the menu of a header, and what readers are told.
#[component]
pub fn HeadExtras(head: Head) -> impl IntoView {
    let line = Memo::new(move |_| head.dragging.get().and_then(|it| it.over).map(|(_, _, line)| line));
    view! {
        {move || {
            line.get()
                .map(|line| {
                    view! {
                        <span class="table-drop-line" aria-hidden="true" style:inset-inline-start=format!("{line}px")></span>
                    }
                })
        }}
        <FloatingMenu at=head.menu />
        <p class="sr-only" role="status">
            {head.told}
        </p>
    }
    .into_any()
}
