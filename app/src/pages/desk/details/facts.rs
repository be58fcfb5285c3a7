//! What this conversation is: number, status, whose it is, where it comes from (R8 to R21).

use leptos::prelude::*;
use model::{Channel, Conversation, Direction, StartPage};

use crate::components::{Fact, StatusSign};
use crate::state::DeskState;
use crate::{format, texts};

#[component]
pub fn Facts(conversation: Memo<Conversation>) -> impl IntoView {
    let state = DeskState::expect();
    let status = Memo::new(move |_| conversation.with(|it| it.lifecycle.status));
    let text = move |look: fn(&replica::Replica, &Conversation) -> Option<String>| {
        Memo::new(move |_| {
            let found = conversation.with(|it| state.read(|replica| look(replica, it)).flatten());
            found.unwrap_or_else(|| texts::details_none().to_owned())
        })
    };
    let number = conversation.with_untracked(|it| it.id.to_string());
    let inbox = text(|replica, it| {
        let mut all = replica.directory().inboxes.iter();
        all.find(|inbox| inbox.id == it.lifecycle.inbox)
            .map(|it| it.name.clone())
    });
    let department = text(|replica, it| {
        let mut all = replica.directory().departments.iter();
        all.find(|department| Some(department.id) == it.lifecycle.department)
            .map(|it| it.name.clone())
    });
    let agent = text(|replica, it| {
        let name = replica.directory().user_name(it.lifecycle.assignee?);
        Some(name.unwrap_or(texts::somebody()).to_owned())
    });
    let channel = text(|replica, it| {
        let word = match it.channel {
            Channel::LiveChat => texts::channel_live_chat(),
        };
        let mut all = replica.directory().connections.iter();
        let connection = all.find(|connection| connection.id == it.lifecycle.connection);
        Some(connection.map_or_else(|| word.to_owned(), |connection| format!("{word} · {}", connection.name)))
    });
    let reserved = Memo::new(move |_| {
        let kept = conversation.with(|it| it.lifecycle.reserved)?;
        let name = state.read(|replica| replica.directory().user_name(kept.agent).map(ToOwned::to_owned));
        Some((
            name.flatten().unwrap_or_else(|| texts::somebody().to_owned()),
            kept.until,
        ))
    });
    let page = Memo::new(move |_| conversation.with(|it| it.start_page.clone()));
    let direction = conversation.with_untracked(|it| match it.lifecycle.direction {
        Direction::Inbound => texts::details_inbound(),
        Direction::Outbound => texts::details_outbound(),
    });
    let form = Memo::new(move |_| {
        conversation.with(|it| match (it.form_filled_at, it.form_waits()) {
            (_, true) => texts::details_form_waits(),
            (Some(_), false) => texts::details_yes(),
            (None, false) => texts::details_no(),
        })
    });
    let history = Memo::new(move |_| {
        let requested = conversation.with(|it| it.history_requested_at.is_some());
        if requested {
            texts::details_yes()
        } else {
            texts::details_no()
        }
    });
    view! {
        <section class="details-section">
            <h3 class="details-title">{texts::details_this()}</h3>
            <dl class="facts">
                <Fact label=texts::details_number()>{number}</Fact>
                <Fact label=texts::details_status()>
                    <StatusSign status=status />
                </Fact>
                <Fact label=texts::details_agent()>{agent}</Fact>
                {move || {
                    reserved
                        .get()
                        .map(|(name, until)| {
                            let until = until.map(|until| format!(" · {}", format::time(until)));
                            view! { <Fact label=texts::details_reserved()>{name} {until}</Fact> }
                        })
                }}
                <Fact label=texts::details_department()>{department}</Fact>
                <Fact label=texts::details_inbox()>{inbox}</Fact>
                <Fact label=texts::details_channel()>{channel}</Fact>
                <Fact label=texts::details_type()>{direction}</Fact>
                {move || page.get().map(|page| view! { <Fact label=texts::details_page()>{start_page(page)}</Fact> })}
                <Fact label=texts::details_form()>{form}</Fact>
                <Fact label=texts::details_history()>{history}</Fact>
            </dl>
        </section>
    }
    .into_any()
}

/// A link only to the web: the address came from a visitor's browser.
fn start_page(page: StartPage) -> AnyView {
    let StartPage { url, title } = page;
    let shown = if title.is_empty() { url.clone() } else { title };
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if is_web {
        view! {
            <a class="details-link" href=url.clone() title=url target="_blank" rel="noopener noreferrer nofollow">
                {shown}
            </a>
        }
        .into_any()
    } else {
        shown.into_any()
    }
}
