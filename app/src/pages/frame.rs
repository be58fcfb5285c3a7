//! The frame of the signed-in pages: rail, banners, and the page that the address names. It takes the place of the outline.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::{BrowserUrl, LocationProvider as _};
use model::Availability;

use super::desk::quietly;
use super::desk::work::Work;
use super::desk::{ConnectionBanner, DeskPage, shortcuts, tell_refusals};
use super::notify;
use super::offers::Offers;
use super::outline::DeskSkeleton;
use super::overview::Overview;
use super::part::Part;
use super::settings::may_change_settings;
use crate::components::{Banner, BannerKind, EmptyState, NoticeArea, Notices, Place, Rail, Symbol};
use crate::live::presence;
use crate::state::{Connection, DeskState};
use crate::{api, parts, platform, texts, updates};

#[component]
pub fn Frame() -> impl IntoView {
    let alive = RwSignal::new(false);
    let update = RwSignal::new(false);
    let notices = Notices::new();
    provide_context(notices);
    let state = DeskState::provide();
    let be = Callback::new(move |availability| choose(state, notices, availability));
    let work = Work::provide(state, be);
    shortcuts::listen(work);
    tell_refusals(work);
    Effect::new(move || {
        alive.set(true);
        let ready = updates::watch(state.is_live());
        Effect::new(move || update.set(ready.get()));
        Effect::new(move || {
            if state.other_build.get() {
                updates::check();
            }
        });
    });
    let navigate = use_navigate();
    let go = Callback::new(move |place: crate::state::Place| navigate(&place.path(), quietly()));
    Effect::new(move || notify::begin(state, go));
    let density = state.own_settings();
    Effect::new(move || platform::mark_root("data-density", density.with(|own| own.density.as_str())));
    let path = use_location().pathname;
    // The router writes the address only when somebody says that its page is there. Routes would; here is one page for all.
    let router = use_context::<BrowserUrl>();
    Effect::new(move || {
        path.track();
        if let Some(router) = &router {
            router.ready_to_complete();
        }
    });
    let place = Memo::new(move |_| alive.get().then(|| path.with(|path| place(path))).flatten());
    let is_cut_off = Memo::new(move |_| {
        let is_lost = matches!(state.connection.get(), Connection::Offline | Connection::Lost { .. });
        is_lost && state.replica.with(Option::is_none)
    });
    let has_settings = Memo::new(move |_| {
        let permissions = state.read(|replica| replica.actor().permissions);
        permissions.is_some_and(may_change_settings)
    });
    // The pages of the settings stay where they are from one to the next.
    let room = Memo::new(move |_| match place.get() {
        Some(Place::Profile) => Some(Place::Settings),
        other => other,
    });
    let page = move || {
        if !alive.get() {
            return view! { <DeskSkeleton /> }.into_any();
        }
        match room.get() {
            Some(_) if is_cut_off.get() => view! { <NothingYet /> }.into_any(),
            Some(Place::Settings | Place::Profile) => {
                view! { <Part load=parts::settings show=|page| page() /> }.into_any()
            }
            Some(Place::Conversations) => view! { <Part load=parts::table show=|page| page() /> }.into_any(),
            Some(Place::Desk) => view! { <DeskPage /> }.into_any(),
            None => view! { <NoSuchPage /> }.into_any(),
        }
    };
    view! {
        <div class="frame">
            <a
                class="skip"
                href="#content"
                on:click=|event| {
                    event.prevent_default();
                    platform::focus_first("#content :is(a, button, textarea)");
                }
            >
                {texts::skip_to_content()}
            </a>
            <Rail
                place=place
                user=state.user_name()
                photo=state.own_photo()
                presence=state.own_presence()
                availability=state.availability()
                on_choose=be
                has_settings=has_settings
            />
            <div class="frame-main">
                <ConnectionBanner />
                <Show when=move || update.get() || state.other_build.get()>
                    <Banner kind=BannerKind::Update text=Signal::stored(texts::banner_update().to_owned())>
                        <button type="button" class="text-button" on:click=|_| updates::take_over()>
                            {texts::banner_update_now()}
                        </button>
                    </Banner>
                </Show>
                <Show when=move || alive.get()>
                    <Offers />
                </Show>
                {page}
            </div>
            <Overview />
            <NoticeArea notices=notices />
        </div>
    }
    .into_any()
}

/// Shown at once; taken back when the server could not be told.
fn choose(state: DeskState, notices: Notices, availability: Availability) {
    let before = state.presences.with_untracked(|presences| presences.availability);
    presence::chosen(state, availability);
    leptos::task::spawn_local(async move {
        if let Err(api::ApiError(problem)) = api::choose_availability(availability).await {
            presence::chosen(state, before);
            notices.show(texts::problem(&problem, None));
        }
    });
}

/// Which place an address is of.
fn place(path: &str) -> Option<Place> {
    let mut parts = path.trim_matches('/').split('/');
    match (parts.next(), parts.next()) {
        (Some("desk"), _) => Some(Place::Desk),
        (Some("conversations"), _) => Some(Place::Conversations),
        (Some("settings"), Some("profile")) | (Some("profile"), _) => Some(Place::Profile),
        (Some("settings"), _) => Some(Place::Settings),
        _ => None,
    }
}

/// The app was opened without a connection: it says so, and opens by itself once there is one.
#[component]
fn NothingYet() -> impl IntoView {
    view! {
        <main class="page" id="content">
            <EmptyState symbol=Symbol::Offline text=Signal::stored(texts::offline_start().to_owned()) />
        </main>
    }
    .into_any()
}

#[component]
fn NoSuchPage() -> impl IntoView {
    view! {
        <main class="page" id="content">
            <EmptyState symbol=Symbol::Alert text=Signal::stored(texts::not_found().to_owned()) />
            <p class="page-way-out">
                <a class="button" href="/desk/waiting">
                    {texts::go_to_desk()}
                </a>
            </p>
        </main>
    }
    .into_any()
}
