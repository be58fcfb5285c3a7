//! What can be done to a message: beside it while the pointer or the focus is there, on a touch screen always.

use leptos::prelude::*;
use model::Emoji;

use super::{Act, BubbleView};
use crate::components::popup::Popup;
use crate::components::{Icon, IconButton, Symbol};
use crate::{platform, texts};

/// Those that are at hand.
const QUICK: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

#[component]
pub(super) fn Tools(
    bubble: Signal<BubbleView>,
    on_act: Callback<Act>,
    #[prop(into)] on_copy: Callback<()>,
) -> impl IntoView {
    let may = Memo::new(move |_| bubble.with(|it| it.may));
    let has_text = Memo::new(move |_| bubble.with(|it| it.deleted.is_none() && !it.text.is_empty()));
    let popup = Popup::new();
    // Where there is no room below, the menu opens upwards.
    let up = RwSignal::new(false);
    let toggle = move |_| {
        up.set(
            popup
                .button
                .get_untracked()
                .is_some_and(|button| platform::is_low(&button)),
        );
        popup.toggle();
    };
    view! {
        <Show when=move || may.get().answer || has_text.get()>
            <div
                class="bubble-tools"
                data-open=move || popup.open.get().then_some("")
                on:focusout=move |event| popup.on_leave(&event)
            >
                <Show when=move || may.get().answer>
                    <IconButton
                        symbol=Symbol::Reply
                        label=Signal::stored(texts::bubble_reply().to_owned())
                        on_press=move |()| on_act.run(Act::Reply)
                    />
                </Show>
                <button
                    type="button"
                    class="icon-button"
                    data-kind="plain"
                    node_ref=popup.button
                    title=texts::bubble_more()
                    aria-label=texts::bubble_more()
                    aria-haspopup="menu"
                    aria-expanded=move || popup.open.get().to_string()
                    on:click=toggle
                >
                    <Icon symbol=Symbol::More />
                </button>
                <Show when=move || popup.open.get()>
                    <div
                        class="menu-list"
                        role="menu"
                        aria-label=texts::bubble_more()
                        data-up=move || up.get().then_some("")
                        node_ref=popup.list
                        on:keydown=move |event| popup.on_key(&event)
                    >
                        {move || items(bubble, popup, on_act, on_copy)}
                    </div>
                </Show>
            </div>
        </Show>
    }
    .into_any()
}

/// What the menu offers now.
fn items(bubble: Signal<BubbleView>, popup: Popup, on_act: Callback<Act>, on_copy: Callback<()>) -> AnyView {
    let (may, has_text, edited) = bubble.with(|it| {
        let is_there = it.deleted.is_none();
        (it.may, is_there && !it.text.is_empty(), is_there && it.edited)
    });
    let deed = move |act: Act| Callback::new(move |()| on_act.run(act.clone()));
    let entry = move |label, symbol, on_press| item(popup, label, symbol, false, on_press);
    view! {
        {may.answer
            .then(|| {
                view! {
                    {emojis(bubble, popup, on_act)}
                    {entry(texts::bubble_reply(), Symbol::Reply, deed(Act::Reply))}
                }
            })}
        {has_text.then(|| entry(texts::copy(), Symbol::Copy, on_copy))}
        {edited.then(|| entry(texts::bubble_history(), Symbol::Clock, deed(Act::History)))}
        {may.change
            .then(|| {
                view! {
                    {entry(texts::bubble_edit(), Symbol::Pencil, deed(Act::Edit))}
                    {item(popup, texts::bubble_delete(), Symbol::Bin, true, deed(Act::Delete))}
                }
            })}
    }
    .into_any()
}

/// The emoji that are at hand, and the way to all others.
fn emojis(bubble: Signal<BubbleView>, popup: Popup, on_act: Callback<Act>) -> AnyView {
    let act = move |act: Act| {
        popup.close();
        on_act.run(act);
    };
    let is_own = move |emoji: &Emoji| bubble.with(|it| it.reactions.iter().any(|it| it.own && it.emoji == *emoji));
    let quick = QUICK
        .into_iter()
        .filter_map(|emoji| Emoji::new(emoji).ok())
        .map(|emoji| {
            let own = is_own(&emoji);
            let (label, shown) = (texts::bubble_react(emoji.as_str()), emoji.as_str().to_owned());
            view! {
                <button
                    type="button"
                    role="menuitemcheckbox"
                    tabindex="-1"
                    class="menu-emoji"
                    aria-checked=own.to_string()
                    aria-label=label
                    on:click=move |_| act(Act::React(emoji.clone(), !own))
                >
                    {shown}
                </button>
            }
        });
    view! {
        <div class="menu-emojis" role="group" aria-label=texts::bubble_reactions()>
            {quick.collect_view()}
            <button
                type="button"
                role="menuitem"
                tabindex="-1"
                class="menu-emoji"
                aria-label=texts::emoji_more()
                title=texts::emoji_more()
                on:click=move |_| act(Act::PickEmoji)
            >
                <Icon symbol=Symbol::Add />
            </button>
        </div>
    }
    .into_any()
}

fn item(popup: Popup, label: &'static str, symbol: Symbol, danger: bool, on_press: Callback<()>) -> AnyView {
    view! {
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class="menu-item"
            data-danger=danger.then_some("")
            on:click=move |_| {
                popup.close();
                on_press.run(());
            }
        >
            <Icon symbol=symbol />
            {label}
        </button>
    }
    .into_any()
}
