//! The bar below the table while rows are ticked: how many, and what can be done to all of them (R73).

use leptos::prelude::*;
use model::{BulkAction, JobTask, Permission, Selection, TableCount};

use super::Jobs;
use super::ask::{Ask, Question};
use crate::components::{FloatingMenu, Icon, IconButton, MenuAt, MenuItem, Symbol};
use crate::pages::table::selection::Ticked;
use crate::pages::table::shown::Table;
use crate::{format, texts::later as texts};

/// What the ticks mean to the server; `None`: nothing is ticked.
fn selection(table: Table) -> Option<Selection> {
    match table.selection().ticked.get_untracked() {
        Ticked::These(these) if these.is_empty() => None,
        Ticked::These(these) => Some(Selection::Conversations(these.into_iter().collect())),
        Ticked::AllBut(others) => Some(Selection::Matching {
            query: table.query().get_untracked(),
            offset: format::offset(),
            except: others.into_iter().collect(),
        }),
    }
}

/// How many are ticked, in words; more than can be counted is "10,000+".
fn how_many(ticked: &Ticked, count: Option<TableCount>) -> String {
    let all = count.unwrap_or_default();
    let number = ticked.count(u64::from(all.rows));
    #[expect(clippy::cast_precision_loss, reason = "conversations are fewer than 2^53")]
    let number = format::number(number as f64);
    match ticked {
        Ticked::AllBut(_) if all.more || count.is_none() => format!("{number}+"),
        _ => number,
    }
}

#[component]
pub fn BulkBar() -> impl IntoView {
    let (table, jobs) = (Table::expect(), Jobs::expect());
    let ticked = table.selection().ticked;
    let is_any = Memo::new(move |_| ticked.with(|ticked| *ticked != Ticked::default()));
    let number = Signal::derive(move || ticked.with(|ticked| how_many(ticked, table.rows().count.get())));
    let asked = RwSignal::new(None::<Question>);
    let begin = Callback::new(move |action: BulkAction| {
        if let Some(selection) = selection(table) {
            let task = JobTask::Bulk { action, selection };
            jobs.begin(table, task, move || table.selection().clear());
        }
    });
    view! {
        {move || is_any.get().then(|| view! { <Bar number=number asked=asked /> })}
        <Ask asked=asked number=number on_answer=begin />
    }
    .into_any()
}

/// What may be asked, in the order of the menu.
fn questions(table: Table) -> Vec<(Question, &'static str, Symbol)> {
    [
        (
            Question::Finish,
            texts::bulk_finish(),
            Symbol::Check,
            &[Permission::Close][..],
        ),
        (
            Question::Transfer,
            texts::transfer(),
            Symbol::Transfer,
            &[Permission::Transfer],
        ),
        (
            Question::SupportAgent,
            texts::bulk_support_agent(),
            Symbol::Person,
            &[Permission::AssignOthers],
        ),
        (
            Question::Tag,
            texts::bulk_tag(),
            Symbol::Tag,
            &[Permission::Reply, Permission::Contacts],
        ),
        (
            Question::ForceClose,
            texts::bulk_force_close(),
            Symbol::Spam,
            &[Permission::ForceClose],
        ),
    ]
    .into_iter()
    .filter(|(.., needed)| untrack(|| needed.iter().any(|one| table.may(*one))))
    .map(|(question, label, symbol, _)| (question, label, symbol))
    .collect()
}

#[component]
fn Bar(number: Signal<String>, asked: RwSignal<Option<Question>>) -> impl IntoView {
    let table = Table::expect();
    let menu = RwSignal::new(None::<MenuAt>);
    let all = questions(table);
    let direct = all
        .iter()
        .filter(|(question, ..)| *question != Question::SupportAgent && *question != Question::Tag)
        .map(|(question, label, _)| {
            let question = *question;
            view! {
                <button
                    type="button"
                    class="bulk-button"
                    data-direct=""
                    on:click=move |_| asked.set(Some(question))
                >
                    {*label}
                </button>
            }
        })
        .collect_view();
    let items: Vec<MenuItem> = all
        .into_iter()
        .map(|(question, label, symbol)| MenuItem {
            label: label.to_owned(),
            symbol,
            key: None,
            danger: question == Question::ForceClose,
            also_button: false,
            on_select: Callback::new(move |()| asked.set(Some(question))),
        })
        .collect();
    let is_all = move || {
        let loaded = table.selection().ticked.with(|it| matches!(it, Ticked::AllBut(_)));
        (!loaded).then(|| {
            view! {
                <button type="button" class="bulk-text" on:click=move |_| table.selection().all()>
                    {texts::bulk_all()}
                </button>
            }
        })
    };
    view! {
        <section class="bulk-bar" aria-label=texts::bulk_bar()>
            <p class="bulk-count" role="status">
                {move || texts::bulk_selected(&number.get())}
            </p>
            {is_all}
            {direct}
            <button
                type="button"
                class="bulk-button"
                data-kind="primary"
                aria-haspopup="menu"
                on:click=move |event| {
                    menu.set(MenuAt::below(&event, texts::bulk_action().to_owned(), items.clone()));
                }
            >
                {texts::bulk_action()}
                <Icon symbol=Symbol::Down />
            </button>
            <IconButton
                symbol=Symbol::Close
                label=Signal::stored(texts::bulk_clear().to_owned())
                on_press=move |()| table.selection().clear()
            />
            <FloatingMenu at=menu />
        </section>
    }
    .into_any()
}
