//! The reactions under a message: each emoji once, how many there are, and from whom; a press adds or takes away one's own.

use leptos::prelude::*;
use model::Emoji;

use super::{Act, BubbleView};
use crate::texts;

/// One emoji under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionView {
    pub emoji: Emoji,
    pub count: usize,
    /// Names, as they are read out.
    pub from: String,
    /// The reader's own is among them.
    pub own: bool,
}

#[component]
pub(super) fn Reactions(bubble: Signal<BubbleView>, on_act: Callback<Act>) -> impl IntoView {
    let reactions = Memo::new(move |_| bubble.with(|it| it.reactions.clone()));
    let emoji = Memo::new(move |_| reactions.with(|all| all.iter().map(|it| it.emoji.clone()).collect::<Vec<_>>()));
    let may = Memo::new(move |_| bubble.with(|it| it.may.answer));
    let chip = move |emoji: Emoji| {
        let shown = emoji.as_str().to_owned();
        let it = Memo::new({
            let emoji = emoji.clone();
            move |_| reactions.with(|all| all.iter().find(|it| it.emoji == emoji).cloned())
        });
        let own = move || it.with(|it| it.as_ref().is_some_and(|it| it.own));
        let said = {
            let shown = shown.clone();
            move || it.with(|it| it.as_ref().map(|it| texts::bubble_reacted(&shown, &it.from)))
        };
        view! {
            <button
                type="button"
                class="reaction"
                aria-pressed=move || own().to_string()
                aria-label=said.clone()
                title=said
                disabled=move || !may.get()
                on:click=move |_| on_act.run(Act::React(emoji.clone(), !own()))
            >
                <span class="reaction-emoji">{shown}</span>
                {move || it.with(|it| it.as_ref().map_or(0, |it| it.count))}
            </button>
        }
    };
    view! {
        <Show when=move || emoji.with(|all| !all.is_empty())>
            <div class="reactions" role="group" aria-label=texts::bubble_reactions()>
                <For each=move || emoji.get() key=Clone::clone children=chip />
            </div>
        </Show>
    }
    .into_any()
}
