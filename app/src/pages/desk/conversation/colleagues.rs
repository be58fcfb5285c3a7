//! Who else is at the open conversation: whoever has it on screen, and a warning before two answer the same question.

use leptos::prelude::*;
use model::{Author, Content, ConversationId, Message, MessageId, Typist, UserId};

use crate::components::{Avatar, AvatarSize, Icon, Symbol};
use crate::state::DeskState;
use crate::texts;

/// So many are shown, the others counted.
const SHOWN: usize = 3;

/// The colleagues who look at it too.
#[component]
pub fn Lookers(id: ConversationId) -> impl IntoView {
    let state = DeskState::expect();
    let names = Memo::new(move |_| {
        let users = state.lookers.with(|lookers| {
            let here = lookers.iter().filter(|(at, _, _)| *at == id);
            here.map(|(_, user, _)| *user).collect::<Vec<_>>()
        });
        users
            .into_iter()
            .map(|user| (name(state, user), state.user_photo(user)))
            .collect::<Vec<_>>()
    });
    let told = move || {
        names.with(|names| {
            if names.is_empty() {
                return String::new();
            }
            let names: Vec<_> = names.iter().map(|(name, _)| name.as_str()).collect();
            texts::looking(&names.join(", "))
        })
    };
    let faces = move || {
        let face = |(name, photo): (String, Option<String>)| {
            view! { <Avatar name=Signal::stored(name) size=AvatarSize::Small photo=Signal::stored(photo) /> }
        };
        names.get().into_iter().take(SHOWN).map(face).collect_view()
    };
    let more = move || {
        let more = names.with(Vec::len).saturating_sub(SHOWN);
        (more > 0).then(|| view! { <span class="lookers-more">{format!("+{more}")}</span> })
    };
    view! {
        <span class="lookers" title=told>
            <span class="sr-only" role="status">
                {told}
            </span>
            <span class="lookers-faces" aria-hidden="true">
                {faces}
                {more}
            </span>
        </span>
    }
    .into_any()
}

fn name(state: DeskState, user: UserId) -> String {
    let name = state.read(|replica| replica.directory().user_name(user).map(ToOwned::to_owned));
    name.flatten().unwrap_or_else(|| texts::somebody().to_owned())
}

/// Who else is about to answer, or has done so since the agent began to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubled {
    Types(UserId),
    Answered(UserId),
}

/// Watches for it while `text` is being written.
pub fn doubled(state: DeskState, id: ConversationId, text: RwSignal<String>) -> Memo<Option<Doubled>> {
    let writes = Memo::new(move |_| text.with(|text| !text.trim().is_empty()));
    let newest = Memo::new(move |_| {
        state
            .read(|replica| replica.window(id)?.newest().map(|it| it.id))
            .flatten()
    });
    // The last message that was there when the writing began.
    let began = Memo::new(move |before: Option<&Option<Option<MessageId>>>| {
        let before = before.copied().flatten();
        writes.get().then(|| before.unwrap_or_else(|| newest.get_untracked()))
    });
    Memo::new(move |_| {
        let me = state.read(|replica| replica.actor().user)?;
        let answered = began.get().and_then(|since| {
            newest.track();
            let by = |replica: &replica::Replica| {
                let mut messages = replica.window(id)?.messages().rev();
                messages.find_map(|message| answered_by(message, since, me))
            };
            state.peek(by).flatten()
        });
        if let Some(user) = answered {
            return Some(Doubled::Answered(user));
        }
        let types = state.typing.with(|typing| {
            typing.iter().find_map(|(at, typist, _)| match typist {
                Typist::Agent { user } if *at == id && *user != me => Some(*user),
                _ => None,
            })
        });
        types.filter(|_| writes.get()).map(Doubled::Types)
    })
}

/// The colleague who wrote a public message after `since`.
fn answered_by(message: &Message, since: Option<MessageId>, me: UserId) -> Option<UserId> {
    let is_later = since.is_none_or(|since| message.id > since);
    match (&message.author, &message.content) {
        (Author::Agent { user }, Content::Text { .. }) if is_later && *user != me => Some(*user),
        _ => None,
    }
}

/// Says it above the text.
#[component]
pub fn DoubleAnswer(doubled: Memo<Option<Doubled>>) -> impl IntoView {
    let state = DeskState::expect();
    let told = move || {
        doubled.get().map(|doubled| match doubled {
            Doubled::Types(user) => texts::double_types(&name(state, user)),
            Doubled::Answered(user) => texts::double_answered(&name(state, user)),
        })
    };
    view! {
        <p class="double-answer" role="status" data-shown=move || doubled.get().map(|_| "")>
            {move || {
                told()
                    .map(|told| {
                        view! {
                            <Icon symbol=Symbol::Alert />
                            <span>{told}</span>
                        }
                    })
            }}
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::answered_by;
    use model::{Author, Content, ConversationId, Message, MessageId, Timestamp, UserId};

    #[test]
    fn only_a_colleagues_public_word_since_the_writing_began_is_an_answer() {
        let (me, other) = (UserId(1), UserId(2));
        let text = || Content::Text { text: "yes".to_owned() };
        let note = Content::Note {
            text: "psst".to_owned(),
            mentions: Vec::new(),
        };
        for (author, content, since, expected) in [
            (Author::Agent { user: other }, text(), Some(4), Some(other)),
            (Author::Agent { user: other }, text(), None, Some(other)),
            (Author::Agent { user: other }, text(), Some(5), None),
            (Author::Agent { user: me }, text(), Some(4), None),
            (Author::Agent { user: other }, note, Some(4), None),
            (Author::Bot, text(), Some(4), None),
        ] {
            let said = Message::new(MessageId(5), ConversationId(1), Timestamp(0), author, content);
            assert_eq!(answered_by(&said, since.map(MessageId), me), expected, "{said:?}");
        }
    }
}
