//! A card for each job that runs or was over only now: how far it is, the way to stop it, and what came of it.

use leptos::prelude::*;
use model::{Job, JobId, JobKind, JobState};

use super::report::Report;
use super::{Jobs, label};
use crate::components::{IconButton, Symbol};
use crate::pages::table::shown::Table;
use crate::{format, texts::later as texts};

fn number(count: u32) -> String {
    format::number(f64::from(count))
}

/// How far it is, in a sentence.
fn sentence(job: &Job) -> String {
    let settled = job.done + job.refused;
    match (job.state, job.kind, job.total) {
        (JobState::Running, ..) if job.cancelling => texts::job_cancelling().to_owned(),
        (JobState::Running, JobKind::Export, _) => texts::job_rows(&number(job.done)),
        (JobState::Waiting, ..) | (JobState::Running, _, None) => texts::job_waiting().to_owned(),
        (JobState::Running, _, Some(total)) => texts::job_of(&number(settled), &number(total)),
        (JobState::Done, JobKind::Export, _) => texts::job_exported(&number(job.done)),
        (JobState::Done, ..) if job.refused > 0 => texts::job_done_but(&number(job.done), &number(job.refused)),
        (JobState::Done, ..) => texts::job_done(&number(job.done)),
        (JobState::Cancelled, JobKind::Export, _) => texts::job_export_cancelled().to_owned(),
        (JobState::Cancelled, ..) => texts::job_cancelled(&number(job.done)),
        (JobState::Failed, ..) => texts::job_failed().to_owned(),
    }
}

#[component]
pub fn JobCards() -> impl IntoView {
    let jobs = Jobs::expect();
    let shown = Memo::new(move |_| jobs.shown());
    let open = RwSignal::new(None::<JobId>);
    // Readers are told how each ends, not every step.
    let told = Memo::new(move |_| {
        let over = |id: &JobId| {
            let job = jobs.job(*id).filter(|job| job.state.is_over())?;
            Some(format!("{}: {}", label(job.kind), sentence(&job)))
        };
        shown.with(|shown| shown.iter().filter_map(over).collect::<Vec<_>>().join(" "))
    });
    view! {
        <p class="sr-only" role="status">
            {told}
        </p>
        {move || {
            (!shown.with(Vec::is_empty))
                .then(|| {
                    view! {
                        <section class="jobs" aria-label=texts::jobs_title()>
                            <ul>
                                <For each=move || shown.get() key=|id| *id let(id)>
                                    <Card id=id open=open />
                                </For>
                            </ul>
                        </section>
                    }
                })
        }}
        {move || open.get().map(|id| view! { <Report id=id shown=open /> })}
    }
    .into_any()
}

#[component]
fn Card(id: JobId, open: RwSignal<Option<JobId>>) -> impl IntoView {
    let (table, jobs) = (Table::expect(), Jobs::expect());
    let job = Memo::new(move |_| jobs.job(id));
    let look = move |look: fn(&Job) -> bool| job.with(|job| job.as_ref().is_some_and(look));
    let name = move || job.with(|job| job.as_ref().map_or("", |job| label(job.kind)));
    let bar = move || {
        job.with(|job| {
            let job = job.as_ref().filter(|job| !job.state.is_over())?;
            let value = job.total.map(|_| (job.done + job.refused).to_string());
            let max = job.total.map(|total| total.max(1).to_string());
            Some(view! { <progress class="job-bar" aria-label=label(job.kind) value=value max=max></progress> })
        })
    };
    let file = move || {
        let file = job.with(|job| job.as_ref()?.file.clone())?;
        let address = format!("/exports/{id}/{}", js_sys::encode_uri_component(&file.name));
        Some(view! {
            <a class="button" data-kind="primary" href=address download=file.name rel="external">
                {texts::job_download(&format::bytes(file.size))}
            </a>
        })
    };
    view! {
        <li class="job" data-state=move || job.with(|job| job.as_ref().map(|job| job.state.as_str()))>
            <div class="job-head">
                <strong class="job-name">{name}</strong>
                <Show when=move || look(|job| job.state.is_over())>
                    <IconButton
                        symbol=Symbol::Close
                        label=Signal::derive(move || texts::job_hide(name()))
                        on_press=move |()| jobs.hide(id)
                    />
                </Show>
            </div>
            {bar}
            <div class="job-foot">
                <span class="job-numbers">{move || job.with(|job| job.as_ref().map(sentence))}</span>
                <Show when=move || look(|job| !job.state.is_over() && !job.cancelling)>
                    <button type="button" class="text-button" on:click=move |_| jobs.cancel(table, id)>
                        {texts::job_stop()}
                    </button>
                </Show>
                <Show when=move || look(|job| job.state.is_over() && job.kind != JobKind::Export)>
                    <button type="button" class="text-button" on:click=move |_| open.set(Some(id))>
                        {texts::job_report()}
                    </button>
                </Show>
                {file}
            </div>
        </li>
    }
    .into_any()
}
