//! When things happened (R25 to R32).

use leptos::prelude::*;
use model::{Conversation, Timestamp};

use crate::components::Fact;
use crate::{format, texts};

#[component]
pub fn StampsList(conversation: Memo<Conversation>) -> impl IntoView {
    let stamps = Memo::new(move |_| conversation.with(|it| it.lifecycle.stamps));
    let fact = |(label, at): (&'static str, Option<Timestamp>)| {
        view! {
            <Fact label=label>
                {match at {
                    Some(at) => view! { <time title=format::exact(at)>{format::moment(at)}</time> }.into_any(),
                    None => texts::details_none().into_any(),
                }}
            </Fact>
        }
    };
    let facts = move || {
        let it = stamps.get();
        [
            (texts::stamp_created(), Some(it.created_at)),
            (texts::stamp_bot(), it.bot_taken_at),
            (texts::stamp_queued(), it.queued_at),
            (texts::stamp_first_customer(), it.first_customer_message_at),
            (texts::stamp_accepted(), it.accepted_at),
            (texts::stamp_replied(), it.first_reply_at),
            (texts::stamp_last_message(), it.last_message_at),
            (texts::stamp_ended(), it.ended_at),
            (texts::stamp_closed(), it.closed_at),
            (texts::stamp_modified(), Some(it.modified_at)),
        ]
        .map(fact)
        .collect_view()
    };
    view! {
        <section class="details-section">
            <h3 class="details-title">{texts::stamps_title()}</h3>
            <dl class="facts">{facts}</dl>
        </section>
    }
    .into_any()
}
