//! What the table shows and how: handed to everything in it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use model::{
    Column, Condition, ConversationId, Directory, Layout, LayoutColumn, LayoutRecord, LayoutSource, Permission, Place,
    Problem, Sort, TableQuery, View, ViewForm, ViewId,
};

use super::address::{Address, Side};
use super::rows::Rows;
use super::selection::Selection;
use crate::api::{self, ApiError};
use crate::components::Notices;
use crate::state::DeskState;
use crate::texts::later as texts;

/// Provided by the page. Copied freely: what it holds stands elsewhere.
#[derive(Clone, Copy)]
pub struct Table(StoredValue<Parts>);

#[derive(Clone, Copy)]
struct Parts {
    state: DeskState,
    notices: Option<Notices>,
    navigate: Callback<(String, bool)>,
    address: Memo<Address>,
    query: Memo<TableQuery>,
    layout: Memo<Layout>,
    record: RwSignal<Option<LayoutRecord>>,
    views: RwSignal<Option<Vec<View>>>,
    directory: Memo<Directory>,
    wanted: StoredValue<Option<Place>>,
    rows: Rows,
    selection: Selection,
}

impl Table {
    pub fn provide(state: DeskState) -> Self {
        let search = use_location().search;
        let navigate = use_navigate();
        let navigate = Callback::new(move |(path, replace): (String, bool)| {
            let options = NavigateOptions {
                replace,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&path, options);
        });
        let path = use_location().pathname;
        let address = Memo::new(move |before: Option<&Address>| match before {
            // On its way out the page stays what it was.
            Some(before) if path.with(|path| !path.starts_with(super::address::PATH)) => before.clone(),
            _ => search.with(|query| Address::of_query(query)),
        });
        let record = RwSignal::new(None::<LayoutRecord>);
        let views = RwSignal::new(None::<Vec<View>>);
        let layout = Memo::new(move |_| {
            let view = address.with(|address| address.view);
            let of_view = views.with(|views| {
                let view = views.as_ref()?.iter().find(|it| Some(it.id) == view)?;
                view.form.layout.clone()
            });
            of_view.unwrap_or_else(|| {
                record.with(|record| record.as_ref().map(|it| it.layout.clone()).unwrap_or_default())
            })
        });
        let query = Memo::new(move |_| {
            let time = layout.with(|layout| layout.time);
            address.with(|address| address.query(time))
        });
        let table = Self(StoredValue::new(Parts {
            state,
            notices: use_context::<Notices>(),
            navigate,
            address,
            query,
            layout,
            record,
            views,
            directory: Memo::new(move |_| state.read(|replica| replica.directory().clone()).unwrap_or_default()),
            wanted: StoredValue::new(None),
            rows: Rows::new(state),
            selection: Selection::new(),
        }));
        provide_context(table);
        table
    }

    /// What the page provided.
    pub fn expect() -> Self {
        expect_context()
    }

    pub fn state(self) -> DeskState {
        self.0.with_value(|parts| parts.state)
    }

    fn notices(self) -> Option<Notices> {
        self.0.with_value(|parts| parts.notices)
    }

    fn navigate(self) -> Callback<(String, bool)> {
        self.0.with_value(|parts| parts.navigate)
    }

    pub fn address(self) -> Memo<Address> {
        self.0.with_value(|parts| parts.address)
    }

    /// What is asked for.
    pub fn query(self) -> Memo<TableQuery> {
        self.0.with_value(|parts| parts.query)
    }

    /// The columns in their order.
    pub fn layout(self) -> Memo<Layout> {
        self.0.with_value(|parts| parts.layout)
    }

    /// One's own layout; `None`: not known yet.
    fn record(self) -> RwSignal<Option<LayoutRecord>> {
        self.0.with_value(|parts| parts.record)
    }

    /// `None`: not known yet.
    pub fn views(self) -> RwSignal<Option<Vec<View>>> {
        self.0.with_value(|parts| parts.views)
    }

    /// Names of what is known by its id.
    pub fn directory(self) -> Memo<Directory> {
        self.0.with_value(|parts| parts.directory)
    }

    /// Where the next query begins, if not at its top.
    fn wanted(self) -> StoredValue<Option<Place>> {
        self.0.with_value(|parts| parts.wanted)
    }

    pub fn rows(self) -> Rows {
        self.0.with_value(|parts| parts.rows)
    }

    pub fn selection(self) -> Selection {
        self.0.with_value(|parts| parts.selection)
    }

    /// Whether columns, query and views are known.
    pub fn is_known(self) -> bool {
        self.record().with(Option::is_some) && self.views().with(Option::is_some)
    }

    /// Fetches the reader's columns and views.
    pub async fn load(self) -> Result<(), Problem> {
        let record = api::table_layout().await.map_err(|error| error.0)?;
        let views = api::table_views().await.map_err(|error| error.0)?;
        // The page may be gone by now.
        let _ = self.views().try_set(Some(views));
        let _ = self.record().try_set(Some(record));
        Ok(())
    }

    /// Goes to an address that is a little different. `replace`: there is no way back to the present one.
    pub fn go(self, replace: bool, change: impl FnOnce(&mut Address)) {
        let before = self.address().get_untracked();
        let mut next = before.clone();
        change(&mut next);
        if next != before {
            self.navigate().run((next.path(), replace));
        }
    }

    /// Shows what meets these conditions.
    pub fn narrow(self, conditions: Vec<Condition>) {
        self.go(false, |address| address.filter = Some(conditions));
    }

    /// Shows the rows from a place on, in an order that has it.
    pub fn jump(self, sort: Sort, place: Place) {
        let query = self.query().get_untracked();
        if query.sort == sort {
            self.rows().begin(query, place);
        } else {
            self.wanted().set_value(Some(place));
            self.sort(sort);
        }
    }

    /// Where the rows of a new query begin.
    pub fn beginning(self) -> Place {
        self.wanted()
            .try_update_value(Option::take)
            .flatten()
            .unwrap_or_default()
    }

    /// Shows a view in the place of what is shown now.
    pub fn show_view(self, id: ViewId, form: &ViewForm, replace: bool) {
        let TableQuery { conditions, sort, time } = form.query.clone();
        let view = form.layout.is_some().then_some(id);
        self.go(replace, |address| {
            *address = Address {
                filter: Some(conditions),
                sort: Some(sort),
                time: Some(time),
                view,
                beside: address.beside,
            };
        });
    }

    pub fn sort(self, sort: Sort) {
        self.go(false, |address| {
            address.sort = Some(sort);
            address.filter.get_or_insert_default();
        });
    }

    /// Shows a conversation beside the table, or none.
    pub fn show_beside(self, beside: Option<(ConversationId, Side)>) {
        self.go(false, |address| {
            address.beside = beside;
            address.filter.get_or_insert_default();
        });
    }

    pub fn say(self, words: impl Into<String>) {
        if let Some(notices) = self.notices() {
            notices.show(words.into());
        }
    }

    pub fn say_problem(self, problem: &Problem) {
        self.say(texts::problem(problem, None));
    }

    pub fn may(self, permission: Permission) -> bool {
        self.state()
            .read(|replica| replica.actor().permissions.has(permission))
            .unwrap_or_default()
    }

    /// A place among the columns, from the first one on.
    pub fn place_of(self, column: Column) -> Option<usize> {
        self.layout()
            .with_untracked(|layout| layout.columns.iter().position(|it| it.column == column))
    }

    /// Lays the columns out otherwise, and keeps it for this reader.
    pub fn lay_out(self, change: impl FnOnce(&mut Layout)) {
        let before = self.layout().get_untracked();
        let mut layout = before.clone();
        change(&mut layout);
        if layout == before || layout.check().is_err() {
            return;
        }
        let known = self.record().get_untracked();
        self.record().set(Some(LayoutRecord {
            layout: layout.clone(),
            source: LayoutSource::Own,
        }));
        // From here on the columns are the reader's own, not those of a view.
        self.go(true, |address| {
            address.view = None;
            if address.time.is_some() {
                address.time = Some(layout.time);
            }
        });
        spawn_local(async move {
            if let Err(ApiError(problem)) = api::keep_table_layout(layout).await {
                let _ = self.record().try_set(known);
                self.say_problem(&problem);
            }
        });
    }

    /// Back to the columns that one sees who has laid nothing out.
    pub fn restore_layout(self) {
        spawn_local(async move {
            match api::reset_table_layout().await {
                Ok(record) => {
                    let _ = self.record().try_set(Some(record));
                    self.go(true, |address| address.view = None);
                }
                Err(ApiError(problem)) => self.say_problem(&problem),
            }
        });
    }

    /// Changes one column's entry.
    pub fn change_column(self, column: Column, change: impl FnOnce(&mut LayoutColumn)) {
        self.lay_out(|layout| {
            if let Some(entry) = layout.columns.iter_mut().find(|it| it.column == column) {
                change(entry);
            }
        });
    }

    /// Pins a column behind the pinned ones, or lets it go.
    pub fn pin(self, column: Column, pinned: bool) {
        self.lay_out(|layout| {
            let Some(from) = layout.columns.iter().position(|it| it.column == column) else {
                return;
            };
            let mut entry = layout.columns.remove(from);
            entry.pinned = pinned;
            let to = layout.columns.iter().take_while(|it| it.pinned).count();
            layout.columns.insert(to, entry);
        });
    }
}
