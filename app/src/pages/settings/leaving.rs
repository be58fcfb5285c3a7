//! Leaving with unsaved changes: links, the way back and closing the window ask first.
//!
//! Both hear before the router does, so that it hears of a way only once it is to be taken.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event};

use crate::components::{Button, ButtonKind, Dialog};
use crate::{platform, texts::later as texts};

/// Where somebody wanted to go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Link(String),
    Back,
}

/// Whether something on the page is not saved; from the context.
#[derive(Clone, Copy)]
pub struct Leaving {
    unsaved: RwSignal<bool>,
    asked: RwSignal<Option<Way>>,
}

impl Leaving {
    /// Provides it, and stands in the way while the owner lives.
    pub fn provide() -> Self {
        let leaving = Self {
            unsaved: RwSignal::new(false),
            asked: RwSignal::new(None),
        };
        provide_context(leaving);
        let location = use_location();
        let here = move || {
            let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
            if search.is_empty() {
                path
            } else {
                format!("{path}?{search}")
            }
        };
        // Effects run in browsers only.
        Effect::new(move || {
            platform::listen_first("click", move |event| leaving.clicked(&event));
            platform::hold_steps(move || {
                let unsaved = leaving.unsaved.get_untracked();
                if unsaved {
                    platform::push_address(&here());
                    leaving.asked.set(Some(Way::Back));
                }
                unsaved
            });
            platform::listen_first("beforeunload", move |event| {
                if leaving.unsaved.get_untracked() {
                    event.prevent_default();
                }
            });
        });
        leaving
    }

    pub fn expect() -> Self {
        expect_context()
    }

    pub fn set_unsaved(self, unsaved: bool) {
        // The page may be gone with its changes.
        let _ = self.unsaved.try_set(unsaved);
    }

    /// Holds a plain click on a link to another page of ours.
    fn clicked(self, event: &Event) {
        if !self.unsaved.get_untracked() || event.default_prevented() {
            return;
        }
        let Some(click) = event.dyn_ref::<MouseEvent>() else {
            return;
        };
        if click.button() != 0 || click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        let Some(link) = link.filter(|link| !link.has_attribute("target")) else {
            return;
        };
        if let Some(path) = link.get_attribute("href").filter(|href| href.starts_with('/')) {
            event.prevent_default();
            event.stop_immediate_propagation();
            self.asked.set(Some(Way::Link(path)));
        }
    }
}

/// The question. Staying is the answer that loses nothing: it comes first.
#[component]
pub fn LeavingQuestion() -> impl IntoView {
    let leaving = Leaving::expect();
    let navigate = use_navigate();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(leaving.asked.with(Option::is_some)));
    Effect::new(move || {
        // Only what is there is taken away: else the two effects would wake each other for ever.
        if !open.get() && leaving.asked.with_untracked(Option::is_some) {
            leaving.asked.set(None);
        }
    });
    let leave = move |()| {
        let way = leaving.asked.get_untracked();
        open.set(false);
        leaving.unsaved.set(false);
        match way {
            Some(Way::Link(path)) => navigate(&path, NavigateOptions::default()),
            Some(Way::Back) => platform::go_back(),
            None => {}
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::leave_title().to_owned())>
            <p class="dialog-lead">{texts::leave_lead()}</p>
            <div class="dialog-answers">
                <Button kind=ButtonKind::Danger on_press=leave>
                    {texts::leave_anyway()}
                </Button>
                <Button kind=ButtonKind::Primary on_press=move |()| open.set(false)>
                    {texts::leave_stay()}
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}
