//! Saved views: a filter and an order under a name, with columns of their own where that is wanted; private or shared, each with
//! how many conversations it finds now.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{MAX_VIEW_NAME, Permission, View, ViewCount, ViewForm, ViewId};

use super::panel::Panel;
use super::shown::Table;
use crate::api::{self, ApiError};
use crate::components::{Button, Icon, IconButton, Symbol};
use crate::{format, platform, texts::later as texts};

#[component]
pub fn Views() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Panel
            open=open
            label=Signal::stored(texts::views_title().to_owned())
            look=("button", "plain")
            face=|| {
                view! {
                    {texts::views_title()}
                    <Icon symbol=Symbol::Down />
                }
            }
        >
            <Menu open=open />
        </Panel>
    }
    .into_any()
}

#[component]
fn Menu(open: RwSignal<bool>) -> impl IntoView {
    let table = Table::expect();
    let all = move || table.views().get().unwrap_or_default();
    let counts = RwSignal::new(Vec::<ViewCount>::new());
    Effect::new(move || {
        table.views().track();
        spawn_local(async move {
            if let Ok(known) = api::table_view_counts(format::offset()).await {
                // The menu may be closed by now.
                let _ = counts.try_set(known);
            }
        });
    });
    let me = table.state().peek(|replica| replica.actor().user);
    let of = move |shared: bool| {
        all()
            .into_iter()
            .filter(move |view| view.form.shared == shared)
            .collect::<Vec<_>>()
    };
    let list = move |title: &'static str, shared: bool| {
        let views = of(shared);
        (!views.is_empty()).then(|| {
            let may = move |view: &View| Some(view.owner) == me || (shared && table.may(Permission::SharedViews));
            view! {
                <p class="panel-title">{title}</p>
                <ul class="views">
                    {views
                        .into_iter()
                        .map(|view| {
                            let may_change = may(&view);
                            view! { <Line view=view may_change=may_change counts=counts open=open /> }
                        })
                        .collect_view()}
                </ul>
            }
        })
    };
    view! {
        <div class="panel-list" tabindex="-1">
            {move || list(texts::views_mine(), false)} {move || list(texts::views_shared(), true)}
            <Show when=move || table.views().with(|views| views.as_ref().is_none_or(Vec::is_empty))>
                <p class="field-about">{texts::views_none()}</p>
            </Show>
        </div>
        <Save />
    }
    .into_any()
}

#[component]
fn Line(view: View, may_change: bool, counts: RwSignal<Vec<ViewCount>>, open: RwSignal<bool>) -> impl IntoView {
    let table = Table::expect();
    let View {
        id,
        version,
        form,
        default,
        ..
    } = view;
    let count = move || counts.with(|counts| counts.iter().find(|it| it.view == id).map(|it| it.count));
    let name = form.name.clone();
    let is_shown = {
        let (query, has_layout) = (form.query.clone(), form.layout.is_some());
        Memo::new(move |_| {
            let view = table.address().with(|address| address.view);
            table.query().with(|now| *now == query) && (!has_layout || view == Some(id))
        })
    };
    let form = StoredValue::new(form);
    let show = move |_| {
        open.set(false);
        form.with_value(|form| table.show_view(id, form, false));
    };
    let update = move |()| {
        let mut form = form.get_value();
        form.query = table.query().get_untracked();
        if form.layout.is_some() {
            form.layout = Some(table.layout().get_untracked());
        }
        spawn_local(async move {
            match api::change_table_view(id, version, form).await {
                Ok(_) => reload(table).await,
                Err(ApiError(problem)) => table.say_problem(&problem),
            }
        });
    };
    let delete = move |()| {
        spawn_local(async move {
            match api::delete_table_view(id).await {
                Ok(()) => reload(table).await,
                Err(ApiError(problem)) => table.say_problem(&problem),
            }
        });
    };
    let turn = move |()| {
        spawn_local(async move {
            match api::set_default_table_view((!default).then_some(id)).await {
                Ok(views) => {
                    let _ = table.views().try_set(Some(views));
                }
                Err(ApiError(problem)) => table.say_problem(&problem),
            }
        });
    };
    let default_label = if default {
        texts::views_no_default()
    } else {
        texts::views_make_default()
    };
    view! {
        <li class="view-line">
            <button type="button" class="view-name" aria-current=move || is_shown.get().then_some("true") on:click=show>
                <span>{name.clone()}</span>
                <span class="view-count">
                    {move || {
                        count()
                            .map(|count| {
                                let more = if count.more { "+" } else { "" };
                                format!("{}{more}", format::number(f64::from(count.rows)))
                            })
                    }}
                </span>
            </button>
            <IconButton
                symbol=Symbol::Star
                label=Signal::stored(default_label.to_owned())
                pressed=Signal::stored(default)
                on_press=turn
            />
            {may_change
                .then(|| {
                    view! {
                        <IconButton
                            symbol=Symbol::Update
                            label=Signal::stored(texts::views_update().to_owned())
                            on_press=update
                        />
                        <IconButton
                            symbol=Symbol::Trash
                            label=Signal::stored(texts::views_delete(&name))
                            on_press=delete
                        />
                    }
                })}
        </li>
    }
    .into_any()
}

/// Saves what is shown now.
#[component]
fn Save() -> impl IntoView {
    let table = Table::expect();
    let name = RwSignal::new(String::new());
    let (shared, with_columns) = (RwSignal::new(false), RwSignal::new(true));
    let field = NodeRef::<html::Input>::new();
    // The button is never switched off: with it the focus would leave the panel, and close it.
    let save = move || {
        if name.with_untracked(|name| name.trim().is_empty()) {
            return platform::focus(field);
        }
        let form = ViewForm {
            name: name.get_untracked(),
            query: table.query().get_untracked(),
            layout: with_columns.get_untracked().then(|| table.layout().get_untracked()),
            shared: shared.get_untracked(),
        };
        spawn_local(async move {
            match api::create_table_view(form).await {
                Ok(_) => {
                    let _ = name.try_set(String::new());
                    reload(table).await;
                }
                Err(ApiError(problem)) => table.say_problem(&problem),
            }
        });
    };
    let tick = move |label: &'static str, on: RwSignal<bool>| {
        view! {
            <label class="panel-tick">
                <input type="checkbox" prop:checked=on on:change=move |event| on.set(event_target_checked(&event)) />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <form
            class="panel-form panel-foot"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <label class="field">
                <span class="field-label">{texts::views_save()}</span>
                <input
                    class="field-input"
                    node_ref=field
                    maxlength=MAX_VIEW_NAME.to_string()
                    autocomplete="off"
                    placeholder=texts::views_name()
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </label>
            {tick(texts::views_with_columns(), with_columns)}
            <Show when=move || table.may(Permission::SharedViews)>{tick(texts::views_share(), shared)}</Show>
            <div class="panel-answers">
                <Button on_press=move |()| save()>{texts::save()}</Button>
            </div>
        </form>
    }
    .into_any()
}

async fn reload(table: Table) {
    if let Ok(views) = api::table_views().await {
        let _ = table.views().try_set(Some(views));
    }
}

/// The view with which the reader's table begins.
pub fn usual(views: &[View]) -> Option<(ViewId, &ViewForm)> {
    views.iter().find(|view| view.default).map(|view| (view.id, &view.form))
}
