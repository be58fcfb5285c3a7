//! The button that exports what the table shows, in the columns that it shows (R174).

use leptos::prelude::*;
use model::{Export, ExportFormat, JobTask, Permission};

use super::Jobs;
use crate::components::{FloatingMenu, MenuAt, MenuItem, Symbol};
use crate::pages::table::shown::Table;
use crate::{format, texts::later as texts};

#[component]
pub fn ExportButton() -> impl IntoView {
    let (table, jobs) = (Table::expect(), Jobs::expect());
    let menu = RwSignal::new(None::<MenuAt>);
    let begin = move |format: ExportFormat| {
        let export = table.layout().with_untracked(|layout| Export {
            format,
            query: table.query().get_untracked(),
            offset: format::offset(),
            columns: layout.columns.iter().map(|it| it.column).collect(),
            time: layout.time,
        });
        jobs.begin(table, JobTask::Export(export), || ());
    };
    let item = move |label: &'static str, format: ExportFormat| MenuItem {
        label: label.to_owned(),
        symbol: Symbol::Document,
        key: None,
        danger: false,
        also_button: false,
        on_select: Callback::new(move |()| begin(format)),
    };
    let items = move || {
        vec![
            item(texts::export_xlsx(), ExportFormat::Xlsx),
            item(texts::export_csv(), ExportFormat::Csv),
        ]
    };
    view! {
        <Show when=move || table.may(Permission::Export)>
            <button
                type="button"
                class="button table-export"
                data-kind="plain"
                aria-haspopup="menu"
                on:click=move |event| {
                    menu.set(MenuAt::below(&event, texts::export_title().to_owned(), items()));
                }
            >
                {texts::export_title()}
            </button>
        </Show>
        <FloatingMenu at=menu />
    }
    .into_any()
}
