//! The contact's other conversations that one may open.

use leptos::prelude::*;
use model::{ConversationId, OtherConversation};

use super::sheet::Sheet;
use crate::components::StatusSign;
use crate::state::Place;
use crate::{format, texts};

#[component]
pub fn Others(sheet: Sheet, id: ConversationId) -> impl IntoView {
    let others = Memo::new(move |_| {
        let others = sheet.read(|sheet| {
            let all = sheet.conversations.iter().filter(|it| it.id != id);
            all.cloned().collect::<Vec<_>>()
        });
        others.unwrap_or_default()
    });
    let line = |other: OtherConversation| {
        let place = Place {
            tab: other.status.tab(),
            conversation: Some(other.id),
        };
        view! {
            <li>
                <a class="other" href=place.path()>
                    <strong>{other.id.to_string()}</strong>
                    <time title=format::exact(other.created_at)>{format::moment(other.created_at)}</time>
                    <StatusSign status=Signal::stored(other.status) />
                </a>
            </li>
        }
    };
    view! {
        <Show when=move || !others.with(Vec::is_empty)>
            <section class="details-section">
                <h3 class="details-title">{texts::contact_conversations()}</h3>
                <ul class="others">{move || others.get().into_iter().map(line).collect_view()}</ul>
            </section>
        </Show>
    }
    .into_any()
}
