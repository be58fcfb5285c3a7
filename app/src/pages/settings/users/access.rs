//! Whether a user can sign in: their state, keeping them out, letting them in, and a link for a new password.

use leptos::prelude::*;
use model::{UserAccount, UserState};

use super::link::LinkDialog;
use super::state_word;
use crate::components::{Button, ButtonKind};
use crate::pages::settings::confirm::Confirm;
use crate::pages::settings::form::{FormState, tell_saved};
use crate::{api, format, texts::later as texts};

#[component]
pub fn Access(account: RwSignal<UserAccount>, form: FormState, is_beyond: bool) -> impl IntoView {
    let asking = RwSignal::new(false);
    let link = RwSignal::new(None);
    let name = account.with_untracked(|account| account.form.name.clone());
    let state = Signal::derive(move || account.with(|account| account.state));
    let has_link = Signal::derive(move || account.with(|account| account.link_until.is_some()));
    let busy = Signal::derive(move || form.saving.get() || is_beyond);
    let enable = move |enabled: bool| {
        let (id, version) = account.with_untracked(|account| (account.id, account.version));
        form.send(api::set_user_enabled(id, version, enabled), move |stored| {
            account.set(stored);
            tell_saved();
        });
    };
    let issue = move |()| {
        let id = account.with_untracked(|account| account.id);
        form.send(api::issue_password_link(id), move |made: model::PasswordLink| {
            account.set(made.account);
            link.set(Some(made.token));
        });
    };
    let seen = move || match account.with(|account| account.last_seen_at) {
        Some(at) => texts::session_seen(&format::relative(at, format::now())),
        None => texts::user_never_seen().to_owned(),
    };
    let until = move || {
        let until = account.with(|account| account.link_until)?;
        Some(view! { <p class="card-lead">{texts::user_link_until(&format::moment(until))}</p> })
    };
    let is_new = Signal::derive(move || matches!(state.get(), UserState::Invited | UserState::WithoutPassword));
    let may_come = Signal::derive(move || !matches!(state.get(), UserState::Disabled));
    view! {
        <section class="card">
            <h2 class="card-title">{texts::user_access()}</h2>
            <p class="card-lead">
                <span class="state-tag" data-state=move || state.get().as_str()>
                    {move || state_word(state.get())}
                </span>
                " "
                {seen}
            </p>
            {until}
            <div class="card-actions">
                <Show when=move || may_come.get()>
                    <Button disabled=busy on_press=issue>
                        {move || if is_new.get() { texts::user_link_invite() } else { texts::user_link_reset() }}
                    </Button>
                </Show>
                <Show when=move || state.get() == UserState::Active || has_link.get()>
                    <Button kind=ButtonKind::Danger disabled=busy on_press=move |()| asking.set(true)>
                        {move || if is_new.get() { texts::user_withdraw() } else { texts::user_disable() }}
                    </Button>
                </Show>
                <Show when=move || state.get() == UserState::Disabled>
                    <Button disabled=busy on_press=move |()| enable(true)>
                        {texts::user_enable()}
                    </Button>
                </Show>
            </div>
        </section>
        <Confirm
            open=asking
            title=texts::user_disable_title(&name)
            lead=texts::user_disable_lead()
            label=texts::user_disable()
            on_confirm=move |()| enable(false)
        />
        <LinkDialog link=link title=texts::link_title(&name) />
    }
    .into_any()
}
