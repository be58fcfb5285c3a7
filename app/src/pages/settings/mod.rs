//! `/settings/{section}/{id}`: everything that is set, each section for those who may.
//!
//! On narrow screens the list of sections and a section are two pages: `data-open` says which one shows.

mod address;
mod audit;
mod choices;
mod confirm;
mod departments;
mod form;
mod inboxes;
mod leaving;
mod live_chats;
mod loaded;
mod profile;
mod quick_replies;
mod roles;
mod routing;
mod section;
mod shell;
mod users;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use model::{ChoiceKind, Permissions};

use crate::components::{EmptyState, Icon, ListSkeleton, Notices, Symbol};
use crate::live::connection;
use crate::pages::part::WithStylesAndWords;
use crate::state::DeskState;
use crate::texts::later as texts;
use address::Address;
use leaving::{Leaving, LeavingQuestion};
pub use section::Section;

/// Whether the settings hold more for somebody than the own profile.
pub fn may_change_settings(permissions: Permissions) -> bool {
    let mut sections = Section::ALL.iter();
    sections.any(|section| *section != Section::Profile && section.is_open_to(permissions))
}

/// The page, as a part of the app.
pub fn page() -> AnyView {
    view! { <WithStylesAndWords page=|| view! { <SettingsPage /> }.into_any() /> }.into_any()
}

#[component]
fn SettingsPage() -> impl IntoView {
    let state = DeskState::expect();
    let notices = expect_context::<Notices>();
    let on_sign_out = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(problem) = connection::sign_out(state).await {
                notices.show(texts::problem(&problem, None));
            }
        });
    });
    Leaving::provide();
    let path = use_location().pathname;
    let address = Memo::new(move |_| path.with(|path| Address::of(path)));
    let permissions = Memo::new(move |_| state.read(|replica| replica.actor().permissions));
    let page = move || {
        let (address, permissions) = (address.get(), permissions.get());
        match permissions {
            None => view! { <ListSkeleton /> }.into_any(),
            Some(permissions) => section_page(&address, permissions, on_sign_out),
        }
    };
    view! {
        <main class="settings" id="content" data-open=move || address.with(|it| it.section.is_some()).then_some("")>
            <Sections address=address permissions=permissions />
            <div class="settings-page">{page}</div>
            <LeavingQuestion />
        </main>
    }
    .into_any()
}

/// The page of an address; without a section the first one, beside the list.
fn section_page(address: &Address, permissions: Permissions, on_sign_out: Callback<()>) -> AnyView {
    let Some(section) = address
        .section
        .unwrap_or(Ok(Section::Profile))
        .ok()
        .filter(|it| it.is_open_to(permissions))
    else {
        return view! { <EmptyState symbol=Symbol::Alert text=Signal::stored(texts::not_found().to_owned()) /> }
            .into_any();
    };
    let id = address.id.as_deref();
    match section {
        Section::Users => users::page(id),
        Section::Roles => roles::page(id),
        Section::Departments => departments::page(id),
        Section::Profile => view! { <profile::ProfilePage on_sign_out=on_sign_out /> }.into_any(),
        Section::Inboxes => match (address.id.as_deref(), address.part.as_deref()) {
            (Some(id), Some("routing")) => routing::page(id),
            (id, _) => inboxes::page(id),
        },
        Section::Connections => live_chats::page(address.id.as_deref()),
        Section::Tags => choices::page(ChoiceKind::Tag, id),
        Section::Groups => choices::page(ChoiceKind::Group, id),
        Section::Stages => choices::page(ChoiceKind::Stage, id),
        Section::CustomFields => choices::page(ChoiceKind::Field, id),
        Section::QuickReplies => quick_replies::page(id),
        Section::AuditLog => view! { <audit::AuditLogPage /> }.into_any(),
    }
}

/// The way to the sections that one may open.
#[component]
fn Sections(address: Memo<Address>, permissions: Memo<Option<Permissions>>) -> impl IntoView {
    let open = move || {
        let permissions = permissions.get().unwrap_or_default();
        Section::ALL
            .iter()
            .copied()
            .filter(move |section| section.is_open_to(permissions))
    };
    let link = move |section: Section| {
        let current = move || address.with(|address| (address.section == Some(Ok(section))).then_some("page"));
        view! {
            <li>
                <a class="settings-link" href=section.path() aria-current=current>
                    <Icon symbol=section.symbol() />
                    {section.label()}
                </a>
            </li>
        }
    };
    view! {
        <nav class="settings-sections" aria-label=texts::settings_title()>
            <h1 class="settings-title">{texts::settings_title()}</h1>
            <ul>{move || open().map(link).collect_view()}</ul>
        </nav>
    }
    .into_any()
}
