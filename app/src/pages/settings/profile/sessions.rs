//! The list of one's own sessions, with a way to end each.

use leptos::prelude::*;
use model::{SessionEntry, SessionId};

use super::browser;
use crate::components::{Icon, ListSkeleton, Notices, Symbol};
use crate::{api, format, texts::later as texts};

/// The present session is ended by signing out.
#[component]
pub fn SessionList(on_sign_out: Callback<()>) -> impl IntoView {
    let revoke = ServerAction::<api::RevokeSession>::new();
    let sessions = LocalResource::new(move || {
        revoke.version().track();
        api::sessions()
    });
    let notices = use_context::<Notices>();
    Effect::new(move || {
        let (Some(result), Some(notices)) = (revoke.value().get(), notices) else {
            return;
        };
        notices.show(match result {
            Ok(()) => texts::session_revoked().to_owned(),
            Err(api::ApiError(problem)) => texts::problem(&problem, None),
        });
    });
    let on_revoke = move |entry: &SessionEntry| {
        if entry.current {
            on_sign_out.run(());
        } else {
            revoke.dispatch(api::RevokeSession { id: entry.id });
        }
    };
    view! {
        {move || match sessions.get() {
            None => view! { <ListSkeleton /> }.into_any(),
            Some(Err(api::ApiError(problem))) => {
                view! { <p class="form-alert">{texts::problem(&problem, None)}</p> }.into_any()
            }
            Some(Ok(list)) => {
                let row = |entry: SessionEntry| view! { <SessionRow entry=entry on_revoke=on_revoke /> };
                view! { <ul class="sessions">{list.into_iter().map(row).collect_view()}</ul> }.into_any()
            }
        }}
    }
    .into_any()
}

#[component]
fn SessionRow<F: Fn(&SessionEntry) + Send + Sync + 'static>(entry: SessionEntry, on_revoke: F) -> impl IntoView {
    let now = format::now();
    let browser = browser::words(&entry.user_agent);
    let SessionEntry {
        id: SessionId(id),
        created_at,
        last_seen_at,
        current,
        ..
    } = entry;
    let seen = format::relative(last_seen_at, now);
    let since = format::relative(created_at, now);
    let label = texts::session_revoke_named(&browser);
    let address = texts::session_address(&entry.address);
    view! {
        <li class="session" data-session=id>
            <Icon symbol=Symbol::Globe />
            <div class="session-about">
                <p class="session-browser">
                    {browser} {current.then(|| view! { <span class="tag">{texts::session_this()}</span> })}
                </p>
                <p class="session-detail">
                    {texts::session_seen(&seen)} " · " {texts::session_since(&since)} " · " {address}
                </p>
            </div>
            <button type="button" class="button" aria-label=label on:click=move |_| on_revoke(&entry)>
                {if current { texts::profile_sign_out() } else { texts::session_revoke() }}
            </button>
        </li>
    }
    .into_any()
}
