//! The text of a message: links that can be followed, colleagues who are mentioned, emoji alone large.

use leptos::prelude::*;
use model::{Piece, emoji_count, pieces};

use super::BubbleView;
use crate::components::{Icon, Symbol};

/// So many emoji alone are shown large.
const LARGE: usize = 6;

#[component]
pub(super) fn BubbleText(bubble: Signal<BubbleView>) -> impl IntoView {
    let said = Memo::new(move |_| bubble.with(|it| (it.text.clone(), it.mentions.clone(), it.deleted.clone())));
    move || {
        said.with(|(text, mentions, deleted)| match deleted {
            Some(line) => view! {
                <p class="bubble-text" data-deleted="">
                    <Icon symbol=Symbol::Bin />
                    {line.clone()}
                </p>
            }
            .into_any(),
            None if text.is_empty() => ().into_any(),
            None => {
                let large = emoji_count(text).is_some_and(|count| count <= LARGE);
                view! {
                    <p class="bubble-text" data-large=large.then_some("")>
                        {pieces(text, mentions).into_iter().map(shown).collect_view()}
                    </p>
                }
                .into_any()
            }
        })
    }
}

fn shown(piece: Piece<'_>) -> AnyView {
    match piece {
        Piece::Plain(text) => text.to_owned().into_any(),
        Piece::Mention(name) => view! { <span class="mention">{name.to_owned()}</span> }.into_any(),
        Piece::Link { text, href } => view! {
            <a href=href target="_blank" rel="noopener nofollow noreferrer">
                {text.to_owned()}
            </a>
        }
        .into_any(),
    }
}
