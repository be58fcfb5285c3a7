//! Skeletons hold the place of what is still being fetched, so that nothing jumps when it arrives.

use leptos::prelude::*;

/// Rows of a list.
#[component]
pub fn ListSkeleton() -> impl IntoView {
    let row = |_| {
        view! {
            <div class="skeleton-row">
                <span class="skeleton" data-shape="disc"></span>
                <span class="skeleton" data-shape="title"></span>
                <span class="skeleton" data-shape="line"></span>
            </div>
        }
    };
    view! {
        <div class="skeleton-list" aria-hidden="true">
            {(0..7).map(row).collect_view()}
        </div>
    }
    .into_any()
}

/// Messages of a conversation.
#[component]
pub fn MessagesSkeleton() -> impl IntoView {
    let bubble = |(side, width): (&'static str, &'static str)| {
        view! { <span class="skeleton" data-shape="bubble" data-side=side data-width=width></span> }
    };
    view! {
        <div class="skeleton-messages" aria-hidden="true">
            {[("customer", "wide"), ("agent", "wide"), ("customer", "narrow"), ("agent", "narrow")]
                .into_iter()
                .map(bubble)
                .collect_view()}
        </div>
    }
    .into_any()
}
