//! The grid: a header that stays, rows of which only those in sight are drawn, and one cell that the keyboard is in.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use model::{Column, Conversation, ConversationId, Density, TimeBasis, Timestamp};
use wasm_bindgen::JsCast;

use super::cell::{Shown, cell, place as place_on_desk};
use super::focus::{Focus, selector};
use super::head::{Head, HeadExtras, Header};
use super::pool::{Drawn, keep_order, pool, shown_by};
use super::row_menu;
use super::rows::Doing;
use super::selection::Ticked;
use super::shown::Table;
use crate::components::{EmptyState, FloatingMenu, Icon, MenuAt, Symbol};
use crate::pages::desk::work::Work;
use crate::{format, platform, texts::later as texts};

/// The columns before those of the layout: the tick, and the menu.
pub const LEAD: usize = 2;
/// Rows drawn beyond each edge.
const OVERSCAN: usize = 8;
/// So many rows before an end the next ones are fetched.
const NEAR: usize = 40;

/// In CSS pixels; `--table-row` in the style sheet has the same.
const fn row_height(density: Density) -> f64 {
    match density {
        Density::Comfortable => 38.0,
        Density::Compact => 32.0,
    }
}

/// The columns in their order with which of them are pinned, and in which hours durations are counted.
type Columns = (Vec<(Column, bool)>, TimeBasis);

/// Shows how wide a column is.
pub fn set_width(scroll: &web_sys::HtmlElement, column: Column, width: u16) {
    // Setting a property fails for no name of ours.
    let _ =
        web_sys::HtmlElement::style(scroll).set_property(&format!("--w-{}", column.as_str()), &format!("{width}px"));
}

/// Where the rows are scrolled to. Copied freely.
#[derive(Clone, Copy)]
struct Sight {
    scroll: NodeRef<html::Div>,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    row: Signal<f64>,
    length: Memo<usize>,
}

impl Sight {
    /// The rows to draw, and how many fit.
    fn window(self) -> (usize, usize, usize) {
        let (first, fit) = (
            rows_in(self.top.get(), self.row.get()),
            rows_in(self.height.get(), self.row.get()),
        );
        let length = self.length.get();
        let end = (first + fit + 1 + OVERSCAN).min(length);
        (first.saturating_sub(OVERSCAN).min(length), end, fit)
    }

    /// Scrolls as little as possible until a row is whole in sight.
    fn reveal(self, at: usize) {
        let Some(scroll) = self.scroll.get_untracked() else {
            return;
        };
        let row = self.row.get_untracked();
        // The header stands over the upper edge.
        let (above, below) = (
            pixels(at, row),
            pixels(at + 2, row) + 8.0 - f64::from(scroll.client_height()),
        );
        let now = f64::from(scroll.scroll_top());
        self.scroll_to(now.min(above).max(below));
    }

    #[expect(clippy::cast_possible_truncation, reason = "far below 2^31 pixels")]
    fn scroll_to(self, top: f64) {
        if let Some(scroll) = self.scroll.get_untracked() {
            scroll.set_scroll_top(top as i32);
            self.top.set(f64::from(scroll.scroll_top()));
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a scroll position is a small number; a negative one (overscrolling) becomes 0"
)]
fn rows_in(pixels: f64, row: f64) -> usize {
    (pixels / row) as usize
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52 rows")]
fn pixels(rows: usize, row: f64) -> f64 {
    rows as f64 * row
}

/// Everything between the bar and the foot.
#[component]
pub fn Grid() -> impl IntoView {
    let table = Table::expect();
    let state = table.state();
    let work = Work::expect();
    let rows = table.rows();
    let density = Memo::new(move |_| state.own_settings().get().density);
    let scroll = NodeRef::<html::Div>::new();
    let sight = Sight {
        scroll,
        top: RwSignal::new(0.0),
        height: RwSignal::new(0.0),
        row: Signal::derive(move || row_height(density.get())),
        length: Memo::new(move |_| rows.order.with(Vec::len)),
    };
    let focus = Focus::new();
    let head = Head::new(table, focus, scroll);
    let menu = RwSignal::new(None::<MenuAt>);
    let now = ticking(table);
    watch_sight(table, sight);
    let open_menu = Callback::new(move |(event, id): (web_sys::Event, ConversationId)| {
        event.prevent_default();
        event.stop_propagation();
        if let Some(row) = rows.row(id) {
            let it = row.get_untracked();
            let label = texts::table_row_menu(&id.to_string());
            menu.set(MenuAt::below(&event, label, row_menu::items(work, table, &it)));
        }
    });
    let columns = columns(table);
    set_widths(table, scroll);
    keep_in_reach(table, focus);
    let pool = pool(drawn(table, sight, focus));
    let space = NodeRef::<html::Div>::new();
    keep_order(space, pool);
    let keys = Keys {
        table,
        work,
        sight,
        focus,
    };
    let line = move |element: usize| {
        let Some(shown) = shown_by(pool, element) else {
            return ().into_any();
        };
        view! { <Row shown=shown sight=sight focus=focus columns=columns now=now open_menu=open_menu /> }.into_any()
    };
    let elements =
        Memo::new(move |_| pool.with(|pool| (0..pool.len()).filter(|at| pool[*at].is_some()).collect::<Vec<_>>()));
    let count = row_count(table);
    view! {
        <div class="table-frame">
            <div
                class="table-scroll"
                role="grid"
                aria-label=texts::table_grid()
                aria-multiselectable="true"
                aria-rowcount=count
                aria-busy=move || (rows.doing.get() == Doing::Begins).to_string()
                node_ref=scroll
                on:scroll=move |_| {
                    if let Some(scroll) = scroll.get_untracked() {
                        sight.top.set(f64::from(scroll.scroll_top()));
                    }
                }
                on:keydown=move |event| keys.pressed(&event)
                on:focusin=move |event| keys.entered(&event)
            >
                <div class="table-head" role="row" aria-rowindex="1">
                    <TickAll focus=focus />
                    <div
                        class="table-lead"
                        data-lead="menu"
                        role="columnheader"
                        prop:tabIndex=move || focus.tab_index_of_header(1)
                        title=texts::table_column_actions()
                    >
                        <span class="sr-only">{texts::table_column_actions()}</span>
                    </div>
                    <For each=move || columns.get().0 key=|(column, _)| *column let((column, _))>
                        <Header head=head column=column />
                    </For>
                </div>
                <div
                    class="table-space"
                    role="rowgroup"
                    node_ref=space
                    style:block-size=move || format!("{}px", pixels(sight.length.get(), sight.row.get()))
                >
                    <For each=move || elements.get() key=|element| *element children=line />
                </div>
            </div>
            <HeadExtras head=head />
            <FloatingMenu at=menu />
            <Nothing sight=sight />
        </div>
    }
    .into_any()
}

/// The columns in their order, which are pinned, and in which hours durations count.
fn columns(table: Table) -> Memo<(Vec<(Column, bool)>, TimeBasis)> {
    Memo::new(move |_| {
        table.layout().with(|layout| {
            let columns = layout.columns.iter().map(|it| (it.column, it.pinned));
            (columns.collect(), layout.time)
        })
    })
}

/// Nothing matches (R35).
#[component]
fn Nothing(sight: Sight) -> impl IntoView {
    let rows = Table::expect().rows();
    let is_empty = move || sight.length.get() == 0 && rows.doing.get() == Doing::Idle && !rows.has_next();
    move || {
        is_empty().then(|| {
            view! {
                <div class="table-empty" role="status">
                    <EmptyState symbol=Symbol::Chat text=Signal::stored(texts::list_empty().to_owned()) />
                </div>
            }
        })
    }
}

/// The columns, how wide each is and where it begins, for the style sheet.
fn set_widths(table: Table, scroll: NodeRef<html::Div>) {
    Effect::new(move || {
        if let Some(scroll) = scroll.get() {
            table.layout().with(|layout| {
                let style = web_sys::HtmlElement::style(&scroll);
                let widths = layout
                    .columns
                    .iter()
                    .map(|it| format!(" var(--w-{})", it.column.as_str()));
                let _ = style.set_property("--table-columns", &widths.collect::<String>());
                let mut before = 2 * 36;
                for entry in &layout.columns {
                    set_width(&scroll, entry.column, entry.width);
                    let name = format!("--o-{}", entry.column.as_str());
                    let _ = style.set_property(&name, &format!("{before}px"));
                    before += i32::from(entry.width);
                }
            });
        }
    });
}

/// What is to be drawn, each with its place. The row that the keyboard is in stays drawn, wherever the others are scrolled to.
fn drawn(table: Table, sight: Sight, focus: Focus) -> impl Fn() -> Vec<Drawn> + Send + Sync {
    let rows = table.rows();
    move || {
        let (first, end, _) = sight.window();
        let (kept, _) = focus.at.get();
        rows.order.with(|order| {
            let mut drawn: Vec<Drawn> = (first..end).map(|at| (at, order[at])).collect();
            if let Some(kept) = kept
                && drawn.iter().all(|(_, id)| *id != kept)
                && let Some(at) = order.iter().position(|id| *id == kept)
            {
                drawn.push((at, kept));
            }
            drawn
        })
    }
}

/// The grid stays within reach of Tab when the row that the keyboard was in is no longer among the others.
fn keep_in_reach(table: Table, focus: Focus) {
    let rows = table.rows();
    Effect::new(move || {
        let (row, column) = focus.at.get();
        let is_gone = row.is_some_and(|row| rows.order.with(|order| !order.contains(&row)));
        if is_gone && rows.doing.get() == Doing::Idle {
            focus.at.set((None, column));
        }
    });
}

/// As `aria-rowcount` wants it: the header is a row too; -1: not known.
fn row_count(table: Table) -> Memo<i64> {
    let rows = table.rows();
    Memo::new(move |_| {
        let all = rows
            .count
            .get()
            .filter(|count| !count.more)
            .map(|count| i64::from(count.rows));
        // The header is a row too.
        all.map_or(-1, |all| all + 1)
    })
}

/// The browser's clock each second, while somebody sees the page and a column counts on.
fn ticking(table: Table) -> Signal<Timestamp> {
    let state = table.state();
    let now = RwSignal::new(format::now());
    let counts = Memo::new(move |_| {
        table
            .layout()
            .with(|layout| layout.columns.iter().any(|it| it.column.is_live()))
    });
    Effect::new(move || {
        if !counts.get() {
            return;
        }
        let tick = move || {
            if state.visible.get_untracked() {
                let _ = now.try_set(format::now());
            }
        };
        if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || ticking.clear());
        }
    });
    now.into()
}

/// Fetches on where the reader goes, and keeps what is being read in its place.
fn watch_sight(table: Table, sight: Sight) {
    let rows = table.rows();
    Effect::new(move || {
        if let Some(scroll) = sight.scroll.get() {
            platform::observe_height(&scroll, move |pixels| sight.height.set(pixels));
        }
    });
    Effect::new(move || {
        let (first, end, _) = sight.window();
        if rows.doing.get() != Doing::Idle {
            return;
        }
        rows.first_shown
            .set_value(rows_in(sight.top.get_untracked(), sight.row.get_untracked()));
        if end + NEAR >= sight.length.get() {
            rows.go_on();
        }
        if first < NEAR {
            rows.go_back();
        }
    });
    Effect::new(move |before: Option<(u32, i64)>| {
        let (begun, above) = (rows.begun.get(), rows.above.get());
        if let Some((begun_before, above_before)) = before {
            let by = above - above_before;
            if begun != begun_before {
                sight.scroll_to(0.0);
            } else if by != 0 {
                #[expect(clippy::cast_precision_loss, reason = "far below 2^52 rows")]
                let by = by as f64 * sight.row.get_untracked();
                // After the space has grown.
                request_animation_frame(move || {
                    if let Some(Some(scroll)) = sight.scroll.try_get_untracked() {
                        sight.scroll_to(f64::from(scroll.scroll_top()) + by);
                    }
                });
            }
        }
        (begun, above)
    });
}

/// Ticks everything that matches, or nothing.
#[component]
fn TickAll(focus: Focus) -> impl IntoView {
    let selection = Table::expect().selection();
    let is_all = move || {
        selection
            .ticked
            .with(|it| matches!(it, Ticked::AllBut(others) if others.is_empty()))
    };
    let is_some = move || selection.ticked.with(|it| *it != Ticked::default()) && !is_all();
    view! {
        <div
            class="table-lead"
            data-lead="tick"
            role="columnheader"
            prop:tabIndex=move || focus.tab_index_of_header(0)
        >
            <input
                type="checkbox"
                tabindex="-1"
                title=texts::table_tick_all()
                aria-label=texts::table_tick_all()
                prop:checked=is_all
                prop:indeterminate=is_some
                on:click=move |_| if is_all() { selection.clear() } else { selection.all() }
            />
        </div>
    }
    .into_any()
}

/// A row, whichever it shows at the time.
#[component]
fn Row(
    shown: Memo<Drawn>,
    sight: Sight,
    focus: Focus,
    columns: Memo<Columns>,
    now: Signal<Timestamp>,
    open_menu: Callback<(web_sys::Event, ConversationId)>,
) -> impl IntoView {
    let table = Table::expect();
    let work = Work::expect();
    let (rows, selection) = (table.rows(), table.selection());
    let place = Memo::new(move |_| shown.get().0);
    let id = Memo::new(move |_| shown.get().1);
    let is_ticked = Memo::new(move |_| selection.has(id.get()));
    let is_beside = Memo::new(move |_| {
        let id = id.get();
        table
            .address()
            .with(|it| it.beside.is_some_and(|(beside, _)| beside == id))
    });
    let has_left = Memo::new(move |_| {
        let id = id.get();
        rows.left.with(|left| left.contains(&id))
    });
    let tick = move |event: web_sys::MouseEvent| {
        event.stop_propagation();
        let id = id.get_untracked();
        if event.shift_key() {
            rows.order.with_untracked(|order| selection.extend(id, order));
        } else {
            selection.toggle(id);
        }
    };
    let open = move |_| {
        if let Some(row) = rows.row(id.get_untracked()) {
            work.go(row.with_untracked(place_on_desk));
        }
    };
    // All of them at once: a row is drawn often, and rarely changes. A width alone changes no cell.
    let cells = move || {
        let (columns, time) = columns.get();
        let id = id.get();
        let one = |it: &Conversation, at: usize, (column, is_pinned): (Column, bool)| {
            let at = at + LEAD;
            let Shown { inside, title, look } = cell(table, column, it, time, now);
            view! {
                <div
                    role="gridcell"
                    data-look=look
                    data-pinned=is_pinned.then_some("")
                    title=title
                    prop:tabIndex=focus.tab_index((Some(id), at))
                    style:inset-inline-start=is_pinned.then(|| format!("var(--o-{})", column.as_str()))
                >
                    {inside}
                </div>
            }
        };
        rows.row(id).map(|row| {
            row.with(|it| {
                let columns = columns.into_iter().enumerate();
                columns.map(|(at, column)| one(it, at, column)).collect_view()
            })
        })
    };
    let menu = move |event: web_sys::MouseEvent| open_menu.run((event.into(), id.get_untracked()));
    view! {
        <div
            class="table-row"
            role="row"
            data-row=move || id.get().to_string()
            data-beside=move || is_beside.get().then_some("")
            data-left=move || has_left.get().then_some("")
            aria-rowindex=move || place.get() + 2
            aria-selected=move || is_ticked.get().to_string()
            style:transform=move || format!("translateY({}px)", pixels(place.get(), sight.row.get()))
            on:dblclick=open
            on:contextmenu=menu
        >
            <div
                class="table-lead"
                data-lead="tick"
                role="gridcell"
                prop:tabIndex=move || focus.tab_index((Some(id.get()), 0))
                on:dblclick=|event| event.stop_propagation()
            >
                <input
                    type="checkbox"
                    tabindex="-1"
                    aria-label=move || texts::table_tick(&id.get().to_string())
                    prop:checked=is_ticked
                    on:click=tick
                />
            </div>
            <div
                class="table-lead"
                data-lead="menu"
                role="gridcell"
                prop:tabIndex=move || focus.tab_index((Some(id.get()), 1))
            >
                <button
                    type="button"
                    class="table-row-menu"
                    tabindex="-1"
                    title=texts::table_column_actions()
                    aria-label=move || texts::table_row_menu(&id.get().to_string())
                    aria-haspopup="menu"
                    on:click=menu
                >
                    <Icon symbol=Symbol::Menu />
                </button>
            </div>
            {cells}
        </div>
    }
    .into_any()
}

/// What the keys do in the grid.
#[derive(Clone, Copy)]
struct Keys {
    table: Table,
    work: Work,
    sight: Sight,
    focus: Focus,
}

impl Keys {
    /// The focus came into a cell: from now on it is the one that Tab comes back to.
    fn entered(self, event: &web_sys::FocusEvent) {
        let cell = || {
            let target: web_sys::Element = event.target()?.dyn_into().ok()?;
            let cell = target.closest("[role=gridcell], [role=columnheader]").ok()??;
            let before = core::iter::successors(
                cell.previous_element_sibling(),
                web_sys::Element::previous_element_sibling,
            );
            let row = cell.parent_element()?.get_attribute("data-row");
            Some((row.and_then(|row| row.parse().ok()).map(ConversationId), before.count()))
        };
        if let Some(at) = cell().filter(|at| *at != self.focus.at.get_untracked()) {
            self.focus.at.set(at);
        }
    }

    fn pressed(self, event: &KeyboardEvent) {
        if event.alt_key() || event.meta_key() || event.default_prevented() {
            return;
        }
        let (row, column) = self.focus.at.get_untracked();
        let order = self.table.rows().order.get_untracked();
        let at = row.and_then(|row| order.iter().position(|id| *id == row));
        let end = order.len().saturating_sub(1);
        let last = self.table.layout().with_untracked(|layout| layout.columns.len()) + LEAD - 1;
        let page = rows_in(self.sight.height.get_untracked(), self.sight.row.get_untracked())
            .saturating_sub(2)
            .max(1);
        let control = event.ctrl_key();
        // Rows are counted from the header on.
        let from = at.map_or(0, |at| at + 1);
        let (to, column) = match event.key().as_str() {
            "ArrowDown" => (from + 1, column),
            "ArrowUp" => (from.saturating_sub(1), column),
            "PageDown" => (from + page, column),
            "PageUp" => (from.saturating_sub(page).max(1), column),
            "ArrowRight" => (from, (column + 1).min(last)),
            "ArrowLeft" => (from, column.saturating_sub(1)),
            "Home" if control => (1, column),
            "End" if control => (end + 1, column),
            "Home" => (from, 0),
            "End" => (from, last),
            _ => return self.done(event, row, column),
        };
        event.prevent_default();
        let Some(to) = to.checked_sub(1).map(|to| to.min(end)).filter(|_| !order.is_empty()) else {
            return self.focus.go((None, column));
        };
        if event.shift_key() && at != Some(to) {
            let selection = self.table.selection();
            if let Some(row) = row.filter(|row| !selection.ticked.with_untracked(|ticked| ticked.has(*row))) {
                selection.toggle(row);
            }
            selection.extend(order[to], &order);
        }
        self.sight.reveal(to);
        self.focus.go((Some(order[to]), column));
    }

    /// A key that stays where it is.
    fn done(self, event: &KeyboardEvent, row: Option<ConversationId>, column: usize) {
        let selection = self.table.selection();
        match (event.key().as_str(), row) {
            ("a", _) if event.ctrl_key() => selection.all(),
            ("Escape", _) if selection.ticked.with_untracked(|it| *it != Ticked::default()) => selection.clear(),
            (" ", None) if column == 0 => platform::press_first(&format!("{} > input", selector((None, 0)))),
            (" ", Some(row)) if event.shift_key() => {
                self.table
                    .rows()
                    .order
                    .with_untracked(|order| selection.extend(row, order));
            }
            (" ", Some(row)) => selection.toggle(row),
            ("Enter", Some(row)) => {
                let control = format!("{} :is(a, button, input)", selector((Some(row), column)));
                if platform::is_there(&control) {
                    platform::press_first(&control);
                } else if let Some(it) = self.table.rows().row(row) {
                    self.work.go(it.with_untracked(place_on_desk));
                }
            }
            ("F10", Some(row)) if event.shift_key() => press_menu(row),
            ("ContextMenu", Some(row)) => press_menu(row),
            _ => return,
        }
        event.prevent_default();
    }
}

/// The row's menu, below its button.
fn press_menu(row: ConversationId) {
    platform::press_first(&format!("{} > button", selector((Some(row), 1))));
}
