//! `/settings/audit-log`: who did what, when and from where, with filters that stand in the address.

mod filter;
mod line;

use leptos::prelude::*;
use model::{AuditEntry, AuditFilter, AuditKey};

use super::shell::SettingsShell;
use crate::components::{Button, EmptyState, ListSkeleton, Symbol};
use crate::{api, texts::later as texts};
use filter::{FilterBar, filter_of_address};
use line::Line;

#[component]
pub fn AuditLogPage() -> impl IntoView {
    let filter = filter_of_address();
    let log = Log::new();
    Effect::new(move || log.begin(filter.get()));
    let list = move || match log.entries.get() {
        None => view! { <ListSkeleton /> }.into_any(),
        Some(entries) if entries.is_empty() => {
            view! { <EmptyState symbol=Symbol::Note text=Signal::stored(texts::audit_empty().to_owned()) /> }.into_any()
        }
        Some(_) => {
            let entries = move || log.entries.get().unwrap_or_default();
            view! {
                <ol class="audit">
                    <For each=entries key=|entry| entry.id let(entry)>
                        <Line entry=entry />
                    </For>
                </ol>
            }
            .into_any()
        }
    };
    let is_list = Memo::new(move |_| log.entries.with(|entries| entries.as_ref().map(Vec::is_empty)));
    let list = move || {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        is_list.get();
        untrack(list)
    };
    view! {
        <SettingsShell title=Signal::stored(texts::audit_title().to_owned()) lead=texts::audit_lead() wide=true>
            <FilterBar filter=filter />
            <div role="alert">
                {move || log.problem.get().map(|words| view! { <p class="form-alert">{words}</p> })}
            </div>
            <section class="card audit-card">{list}</section>
            <Show when=move || log.more.get()>
                <p class="settings-more">
                    <Button on_press=move |()| log.older(filter.get_untracked())>{texts::audit_older()}</Button>
                </p>
            </Show>
        </SettingsShell>
    }
    .into_any()
}

/// What has been fetched of the log.
#[derive(Clone, Copy)]
struct Log {
    /// `None`: on the way.
    entries: RwSignal<Option<Vec<AuditEntry>>>,
    more: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
    /// Answers to an older question are thrown away.
    asked: StoredValue<u32>,
}

impl Log {
    fn new() -> Self {
        Self {
            entries: RwSignal::new(None),
            more: RwSignal::new(false),
            problem: RwSignal::new(None),
            asked: StoredValue::new(0),
        }
    }

    /// From the newest.
    fn begin(self, filter: AuditFilter) {
        self.entries.set(None);
        self.more.set(false);
        self.fetch(filter, None);
    }

    fn older(self, filter: AuditFilter) {
        let last = self.entries.with_untracked(|entries| {
            let last = entries.as_ref()?.last()?;
            Some(AuditKey {
                at: last.at,
                id: last.id,
            })
        });
        self.fetch(filter, last);
    }

    fn fetch(self, filter: AuditFilter, after: Option<AuditKey>) {
        let asked = self.asked.get_value() + 1;
        self.asked.set_value(asked);
        leptos::task::spawn_local(async move {
            let result = api::audit_log(filter, after).await;
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            match result {
                Ok(page) => {
                    self.problem.set(None);
                    self.more.set(page.more);
                    self.entries
                        .update(|entries| entries.get_or_insert_default().extend(page.entries));
                }
                Err(api::ApiError(problem)) => {
                    self.problem.set(Some(texts::problem(&problem, None)));
                    self.entries.update(|entries| {
                        entries.get_or_insert_default();
                    });
                }
            }
        });
    }
}
