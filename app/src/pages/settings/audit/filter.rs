//! Which entries are shown: who, what, to what, from which day to which. Kept in the address, so that a link restores it.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use model::{AuditAction, AuditFilter, AuditSubjectKind, UserId};

use crate::components::Button;
use crate::pages::settings::form::{SelectField, SelectOption};
use crate::state::DeskState;
use crate::{format, texts::later as texts};

/// As the address says it. Days are the reader's.
pub fn filter_of_address() -> Memo<AuditFilter> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let part = |name: &str| query.get_str(name).unwrap_or_default();
            AuditFilter {
                user: part("who").parse().ok().map(UserId),
                action: AuditAction::parse(part("what")),
                subject: AuditSubjectKind::parse(part("of")),
                from: format::parsed(&format!("{}T00:00", part("from"))),
                until: format::parsed(&format!("{}T00:00", part("until"))).map(|day| format::hour_ahead(day, 1, 0)),
            }
        })
    })
}

/// The controls; each change is a new address in the place of the present one.
#[component]
pub fn FilterBar(filter: Memo<AuditFilter>) -> impl IntoView {
    let state = DeskState::expect();
    let query = use_query_map();
    let navigate = use_navigate();
    let value = move |name: &'static str| {
        Signal::derive(move || query.with(|query| query.get_str(name).unwrap_or_default().to_owned()))
    };
    let put = Callback::new(move |(name, value): (&'static str, String)| {
        let mut next = query.get_untracked();
        next.remove(name);
        if !value.is_empty() {
            next.insert(name, value);
        }
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&format!("/settings/audit-log{}", next.to_query_string()), options);
    });
    let bound = move |name: &'static str| (value(name), Callback::new(move |value| put.run((name, value))));
    let everybody = || SelectOption {
        value: String::new(),
        label: texts::audit_anybody().to_owned(),
    };
    let anything = || SelectOption {
        value: String::new(),
        label: texts::audit_anything().to_owned(),
    };
    let users = Signal::derive(move || {
        let known = state.read(|replica| {
            let users = replica.directory().users.iter();
            let mut options: Vec<_> = users
                .map(|user| SelectOption {
                    value: user.id.to_string(),
                    label: user.name.clone(),
                })
                .collect();
            options.sort_by_key(|option| option.label.to_lowercase());
            options
        });
        [everybody()].into_iter().chain(known.unwrap_or_default()).collect()
    });
    let actions: Vec<_> = AuditAction::ALL
        .iter()
        .map(|action| SelectOption {
            value: action.as_str().to_owned(),
            label: texts::audit_action(*action).to_owned(),
        })
        .collect();
    let subjects: Vec<_> = AuditSubjectKind::ALL
        .iter()
        .map(|kind| SelectOption {
            value: kind.as_str().to_owned(),
            label: texts::audit_subject(*kind).to_owned(),
        })
        .collect();
    let with_any = |options: Vec<SelectOption>| -> Signal<Vec<SelectOption>> {
        Signal::stored([anything()].into_iter().chain(options).collect())
    };
    view! {
        <div class="audit-filter" role="search" aria-label=texts::audit_filter()>
            <SelectField name="audit-who" label=texts::audit_who() options=users bound=bound("who") />
            <SelectField name="audit-what" label=texts::audit_what() options=with_any(actions) bound=bound("what") />
            <SelectField name="audit-of" label=texts::audit_of() options=with_any(subjects) bound=bound("of") />
            <DayField name="audit-from" label=texts::audit_from() bound=bound("from") />
            <DayField name="audit-until" label=texts::audit_until() bound=bound("until") />
            <Show when=move || filter.with(|filter| *filter != AuditFilter::default())>
                <Clear />
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn Clear() -> impl IntoView {
    let navigate = use_navigate();
    let clear = move |()| navigate("/settings/audit-log", NavigateOptions::default());
    view! { <Button on_press=clear>{texts::audit_clear()}</Button> }.into_any()
}

#[component]
fn DayField(name: &'static str, label: &'static str, bound: (Signal<String>, Callback<String>)) -> impl IntoView {
    let (value, on_change) = bound;
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            <input
                class="field-input"
                id=name
                type="date"
                prop:value=value
                on:change=move |event| on_change.run(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}
