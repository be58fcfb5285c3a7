//! What came of a job: to how many it was done, which were left as they are, and why.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{JobId, JobRefusal, JobReport, RefusedConversation};

use super::label;
use crate::api::{self, ApiError};
use crate::components::{Dialog, ListSkeleton, opened};
use crate::pages::table::address::Side;
use crate::pages::table::shown::Table;
use crate::{format, texts::later as texts};

fn reason(reason: JobRefusal) -> &'static str {
    match reason {
        JobRefusal::NotFound => texts::refused_not_found(),
        JobRefusal::Forbidden => texts::refused_forbidden(),
        JobRefusal::Inactive => texts::refused_inactive(),
        JobRefusal::Conflict => texts::refused_conflict(),
        JobRefusal::Destination => texts::refused_destination(),
        JobRefusal::Failed => texts::refused_failed(),
    }
}

/// A conversation that was left as it is; where it still is there, the way to it.
fn line(table: Table, it: &RefusedConversation, open: RwSignal<bool>) -> impl IntoView + use<> {
    let conversation = it.conversation;
    let number = it.conversation.to_string();
    let is_there = it.reason != JobRefusal::NotFound;
    let name = if is_there {
        view! {
            <button
                type="button"
                class="text-button"
                on:click=move |_| {
                    open.set(false);
                    table.show_beside(Some((conversation, Side::Details)));
                }
            >
                {texts::conversation_number(&number)}
            </button>
        }
        .into_any()
    } else {
        texts::conversation_number(&number).into_any()
    };
    let status = it
        .status
        .map(|status| view! { <span class="report-status">{texts::status(status)}</span> });
    view! {
        <li class="report-line">
            <span>{name} {status}</span>
            <span class="report-reason">{reason(it.reason)}</span>
        </li>
    }
}

/// Fetched when it opens: a job that is over changes no more.
#[component]
pub fn Report(id: JobId, shown: RwSignal<Option<JobId>>) -> impl IntoView {
    let table = Table::expect();
    let open = opened(shown);
    let report = RwSignal::new(None::<JobReport>);
    let load = move |after: Option<u32>| {
        spawn_local(async move {
            match api::job_report(id, after).await {
                Ok(page) => {
                    let _ = report.try_update(|report| match report {
                        Some(report) => {
                            report.refused.extend(page.refused);
                            report.more = page.more;
                        }
                        None => *report = Some(page),
                    });
                }
                Err(ApiError(problem)) => {
                    table.say_problem(&problem);
                    let _ = open.try_set(false);
                }
            }
        });
    };
    load(None);
    let more = move || {
        let after = report.with_untracked(|report| report.as_ref()?.refused.last().map(|it| it.place));
        load(after);
    };
    let body = move || {
        report.with(|report| {
            let Some(report) = report else {
                return view! { <ListSkeleton /> }.into_any();
            };
            let number = |count: u32| format::number(f64::from(count));
            let reasons = report.reasons.iter().map(|(why, count)| {
                view! {
                    <li>
                        <strong>{number(*count)}</strong>
                        {reason(*why)}
                    </li>
                }
            });
            let refused = report.refused.iter().map(|it| line(table, it, open)).collect_view();
            let has_refused = !report.refused.is_empty();
            view! {
                <p class="dialog-lead">{texts::job_done(&number(report.job.done))}</p>
                {has_refused
                    .then(|| {
                        view! {
                            <h3 class="report-title">{texts::report_left()}</h3>
                            <ul class="report-reasons">{reasons.collect_view()}</ul>
                            <ul class="report-list" tabindex="0" aria-label=texts::report_left()>
                                {refused}
                            </ul>
                        }
                    })}
                {report
                    .more
                    .then(|| {
                        view! {
                            <button type="button" class="text-button" on:click=move |_| more()>
                                {texts::report_more()}
                            </button>
                        }
                    })}
            }
            .into_any()
        })
    };
    let title = Signal::derive(move || {
        report.with(|report| {
            report
                .as_ref()
                .map_or(texts::job_report(), |it| label(it.job.kind))
                .to_owned()
        })
    });
    view! {
        <Dialog open=open title=title>
            {body}
        </Dialog>
    }
    .into_any()
}
