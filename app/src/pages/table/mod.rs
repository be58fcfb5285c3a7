//! `/conversations`: the managers' table of conversations. Filter, order, columns of a view and what stands beside it are in the
//! address; the reader's own columns are kept on the server.

mod address;
mod beside;
mod cell;
mod chooser;
mod filter;
mod focus;
mod grid;
mod head;
mod jobs;
mod jump;
mod order;
mod panel;
mod pool;
mod row_menu;
mod rows;
mod selection;
mod shown;
mod strip;
mod views;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Event, Problem, TableQuery};

use crate::components::{Button, EmptyState, ListSkeleton, Symbol};
use crate::pages::desk::{Questions, Wanted};
use crate::pages::part::WithStylesAndWords;
use crate::state::DeskState;
use crate::texts::later as texts;
use beside::Beside;
use chooser::Chooser;
use filter::{Draft, FilterLine, Lists};
use grid::Grid;
use jobs::{BulkBar, ExportButton, JobCards, Jobs};
use rows::Doing;
use shown::Table;
use strip::{Numbers, Strip};
use views::Views;

/// The page, as a part of the app.
pub fn page() -> AnyView {
    view! { <WithStylesAndWords page=|| view! { <TablePage /> }.into_any() /> }.into_any()
}

#[component]
fn TablePage() -> impl IntoView {
    let state = DeskState::expect();
    Wanted::provide();
    let table = Table::provide(state);
    document().set_title(&format!("{} · {}", texts::table_title(), texts::app_name()));
    let problem = RwSignal::new(None::<Problem>);
    let begin = move || {
        problem.set(None);
        spawn_local(async move {
            if let Err(why) = table.load().await {
                let _ = problem.try_set(Some(why));
            }
        });
    };
    Effect::new(move |begun: Option<bool>| {
        let is_ready = begun == Some(true) || state.is_ready().get();
        if is_ready && begun != Some(true) {
            begin();
        }
        is_ready
    });
    let is_known = Memo::new(move |_| table.is_known());
    let body = move || {
        if let Some(why) = problem.get() {
            return view! { <Failed problem=why on_retry=move |()| begin() /> }.into_any();
        }
        if is_known.get() {
            view! { <Known /> }.into_any()
        } else {
            view! { <ListSkeleton /> }.into_any()
        }
    };
    view! {
        <main class="table-page" id="content">
            {body}
            <Questions />
        </main>
    }
    .into_any()
}

/// Columns and views are known: the rows can be asked for.
#[component]
fn Known() -> impl IntoView {
    let table = Table::expect();
    let (state, rows) = (table.state(), table.rows());
    let draft = Draft::new(table, Lists::fetch(table));
    let numbers = Numbers::new();
    let jobs = Jobs::provide();
    open_usual(table);
    Effect::new(move |before: Option<TableQuery>| {
        let query = table.query().get();
        if before.is_some_and(|before| before.conditions != query.conditions) {
            table.selection().clear();
        }
        rows.begin(query.clone(), table.beginning());
        query
    });
    let follows = Callback::new(move |event: Event| {
        rows.hear(&event);
        match event {
            Event::ConversationRemoved { conversation } => table.selection().forget(conversation),
            Event::Conversation { .. } => (),
            Event::JobChanged { job, version } => return jobs.hear(job, version),
            _ => return,
        }
        numbers.change();
    });
    state.ears.update_value(|ears| ears.follows = Some(follows));
    on_cleanup(move || state.ears.update_value(|ears| ears.follows = None));
    // After a time without news everything may be another.
    let is_live = state.is_live();
    Effect::new(move |was_live: Option<bool>| {
        let is_live = is_live.get();
        if is_live {
            if was_live == Some(false) {
                rows.refresh();
            }
            numbers.fetch();
            jobs.fetch();
        }
        is_live
    });
    let failed = Memo::new(move |_| match rows.doing.get() {
        Doing::Failed(problem) => Some(problem),
        _ => None,
    });
    view! {
        <header class="table-bar">
            <Chooser />
            <h1 class="table-title">{texts::table_title()}</h1>
            <FilterLine draft=draft />
            <Views />
            <ExportButton />
        </header>
        <Strip numbers=numbers />
        {move || {
            failed
                .get()
                .map(|problem| {
                    view! {
                        <p class="form-alert table-alert" role="alert">
                            {texts::problem(&problem, None)}
                            <button type="button" class="text-button" on:click=move |_| rows.again()>
                                {texts::retry()}
                            </button>
                        </p>
                    }
                })
        }}
        <div class="table-and-beside">
            <Grid />
            <Beside />
        </div>
        <BulkBar />
        <JobCards />
    }
    .into_any()
}

/// Who comes without asking for anything sees the view that they have chosen for that.
fn open_usual(table: Table) {
    let asks = table
        .address()
        .with_untracked(|address| address.filter.is_some() || address.sort.is_some());
    if asks {
        return;
    }
    table.views().with_untracked(|views| {
        if let Some((id, form)) = views::usual(views.as_deref().unwrap_or_default()) {
            table.show_view(id, form, true);
        }
    });
}

#[component]
fn Failed(problem: Problem, #[prop(into)] on_retry: Callback<()>) -> impl IntoView {
    view! {
        <div class="page" role="alert">
            <EmptyState symbol=Symbol::Offline text=Signal::stored(texts::problem(&problem, None)) />
            <p class="page-way-out">
                <Button on_press=on_retry>{texts::retry()}</Button>
            </p>
        </div>
    }
    .into_any()
}
