//! The slim banner at the top: offline, connecting again, a new version.

use leptos::prelude::*;

use super::{Icon, Symbol};

/// What a banner is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BannerKind {
    Offline,
    Update,
}

/// A sentence and, where something can be done, the button for it as children.
#[component]
pub fn Banner(
    kind: BannerKind,
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (symbol, word) = match kind {
        BannerKind::Offline => (Symbol::Offline, "offline"),
        BannerKind::Update => (Symbol::Update, "update"),
    };
    view! {
        <div class="banner" data-kind=word role="status">
            <Icon symbol=symbol />
            <span>{text}</span>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}
