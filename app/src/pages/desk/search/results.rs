//! What a search found: contacts, then messages, newest first. A message leads to itself in its conversation.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{
    ContactHit, ContactName, ContactTerms, ConversationId, MessageHit, MessageId, Person, SearchPage, Status, Terms,
};

use super::{MESSAGE, QUERY};
use crate::api;
use crate::components::{Avatar, Button, ButtonKind, EmptyState, Icon, ListSkeleton, StatusSign, Symbol, highlighted};
use crate::pages::desk::wanted::Wanted;
use crate::pages::desk::work::Work;
use crate::state::{DeskState, Place, narrowed};
use crate::{format, platform, texts};

/// So near to the end, in CSS pixels, more is looked for by itself.
const NEAR_END: i32 = 300;

/// What is on screen.
#[derive(Debug, Clone)]
struct Shown {
    text: String,
    page: SearchPage,
    failed: bool,
}

/// The two groups. The arrow keys move from one hit to the next, Escape ends the search.
#[component]
pub fn Results(place: Memo<Place>, sought: Memo<String>) -> impl IntoView {
    let shown = RwSignal::new(None::<Shown>);
    let busy = RwSignal::new(false);
    let number = StoredValue::new(0_u32);
    let look = move |text: String, before: Option<MessageId>| {
        number.update_value(|number| *number = number.wrapping_add(1));
        let this = number.get_value();
        busy.set(true);
        spawn_local(async move {
            let answer = api::search(text.clone(), before).await;
            // Something else is searched for by now, or nothing.
            if number.try_get_value() != Some(this) {
                return;
            }
            busy.set(false);
            shown.update(|shown| *shown = Some(joined(shown.take(), text, before.is_some(), answer)));
        });
    };
    Effect::new(move || look(sought.get(), None));
    let further = move || {
        let from = shown.with_untracked(|shown| {
            let shown = shown.as_ref()?;
            Some((shown.text.clone(), shown.page.next?))
        });
        if let (Some((text, next)), false) = (from, busy.get_untracked()) {
            look(text, Some(next));
        }
    };
    let again = move || {
        let from = shown.with_untracked(|shown| shown.as_ref().and_then(|shown| shown.page.next));
        look(sought.get_untracked(), from);
    };
    let list = NodeRef::<html::Div>::new();
    let on_scroll = move |_| {
        if let Some(list) = list.get_untracked()
            && list.scroll_height() - list.scroll_top() - list.client_height() < NEAR_END
            && shown.with_untracked(|shown| shown.as_ref().is_some_and(|shown| !shown.failed))
        {
            further();
        }
    };
    let work = Work::expect();
    let leave = Callback::new(move |()| {
        work.go(place.get_untracked());
        platform::focus_first(".search-input");
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        match event.key().as_str() {
            "ArrowDown" => platform::move_focus(&list, 1),
            "ArrowUp" if platform::is_first_focused(&list) => platform::focus_first(".search-input"),
            "ArrowUp" => platform::move_focus(&list, -1),
            "Escape" => leave.run(()),
            _ => return,
        }
        event.prevent_default();
    };
    let content = move || match shown.get() {
        None => view! { <ListSkeleton /> }.into_any(),
        Some(shown) => groups(place, &shown),
    };
    let end = move || {
        let (failed, more) =
            shown.with(|shown| shown.as_ref().map(|shown| (shown.failed, shown.page.next.is_some())))?;
        match (failed, more) {
            (true, _) => Some(failure(again)),
            (false, true) => Some(further_back(further)),
            (false, false) => None,
        }
    };
    view! {
        <div
            class="found"
            role="region"
            aria-label=texts::search_results()
            aria-busy=move || busy.get().to_string()
            tabindex="-1"
            node_ref=list
            on:scroll=on_scroll
            on:keydown=on_key
        >
            <p class="sr-only" role="status">
                {move || if busy.get() { texts::search_going() } else { "" }}
            </p>
            {content}
            {end}
        </div>
    }
    .into_any()
}

fn failure(again: impl Fn() + Send + Sync + 'static) -> AnyView {
    view! {
        <div class="found-end" role="alert">
            <p>{texts::search_failed()}</p>
            <Button kind=ButtonKind::Plain on_press=move |()| again()>
                {texts::retry()}
            </Button>
        </div>
    }
    .into_any()
}

fn further_back(further: impl Fn() + Send + Sync + 'static) -> AnyView {
    view! {
        <div class="found-end">
            <Button kind=ButtonKind::Quiet on_press=move |()| further()>
                {texts::search_more()}
            </Button>
        </div>
    }
    .into_any()
}

/// What is on screen after an answer.
fn joined(before: Option<Shown>, text: String, continues: bool, answer: Result<SearchPage, api::ApiError>) -> Shown {
    let mut shown = before
        .filter(|before| continues && before.text == text)
        .unwrap_or_else(|| Shown {
            text,
            page: SearchPage::default(),
            failed: false,
        });
    shown.failed = answer.is_err();
    if let Ok(page) = answer {
        if !continues {
            shown.page.contacts = page.contacts;
        }
        shown.page.messages.extend(page.messages);
        shown.page.next = page.next;
    }
    shown
}

fn groups(place: Memo<Place>, shown: &Shown) -> AnyView {
    let SearchPage {
        contacts,
        messages,
        next,
    } = &shown.page;
    if contacts.is_empty() && messages.is_empty() && next.is_none() && !shown.failed {
        let nothing = texts::search_nothing(shown.text.trim());
        return view! { <EmptyState symbol=Symbol::Search text=Signal::stored(nothing) /> }.into_any();
    }
    let group = |title: &'static str, hits: Vec<AnyView>| {
        (!hits.is_empty()).then(|| {
            view! {
                <h2 class="found-title">{title}</h2>
                <ul class="found-group" aria-label=title>
                    {hits}
                </ul>
            }
        })
    };
    let of_contacts = ContactTerms::of(&shown.text);
    let terms = Terms::of(&shown.text);
    let query = &shown.text;
    let contacts = contacts.iter().map(|hit| contact(place, hit, &of_contacts, query));
    let messages = messages.iter().map(|hit| message(place, hit, &terms, query));
    view! {
        {group(texts::search_contacts(), contacts.collect())}
        {group(texts::search_messages(), messages.collect())}
    }
    .into_any()
}

fn address(conversation: ConversationId, status: Status, query: &str, message: Option<MessageId>) -> String {
    let place = Place {
        tab: status.tab(),
        conversation: Some(conversation),
    };
    let query = js_sys::encode_uri_component(query.trim());
    let message = message.map(|id| format!("&{MESSAGE}={id}")).unwrap_or_default();
    // Behind the search the list stays as narrow as it is.
    let narrowed = Work::expect().filter().with_untracked(narrowed::to_query);
    let narrowed = if narrowed.is_empty() {
        narrowed
    } else {
        format!("&{narrowed}")
    };
    format!("{}?{QUERY}={query}{message}{narrowed}", place.path())
}

fn name(contact: &ContactName) -> String {
    if contact.name.is_empty() {
        texts::visitor_name(&contact.id.to_string())
    } else {
        contact.name.clone()
    }
}

fn contact(place: Memo<Place>, hit: &ContactHit, terms: &ContactTerms, query: &str) -> AnyView {
    let conversation = hit.conversation;
    let name = name(&hit.contact);
    let photo = hit.contact.photo.map(|at| Person::Contact(hit.contact.id).picture(at));
    let phone = hit
        .phone
        .as_deref()
        .map(|phone| highlighted(phone, &terms.places_in_phone(phone)));
    let email = hit
        .email
        .as_deref()
        .map(|email| highlighted(email, &terms.places(email)));
    let between = (phone.is_some() && email.is_some()).then_some(" · ");
    let selected = move || place.get().conversation == Some(conversation);
    view! {
        <li>
            <a
                class="hit"
                href=address(conversation, hit.status, query, None)
                aria-current=move || selected().then_some("true")
            >
                <Avatar name=Signal::stored(name.clone()) photo=Signal::stored(photo) />
                <span class="hit-name">{highlighted(&name, &terms.places(&name))}</span>
                <span class="hit-end">
                    <StatusSign status=Signal::stored(hit.status) />
                </span>
                <span class="hit-text">{phone} {between} {email}</span>
            </a>
        </li>
    }
    .into_any()
}

fn message(place: Memo<Place>, hit: &MessageHit, terms: &Terms, query: &str) -> AnyView {
    let now = DeskState::expect().now;
    let wanted = Wanted::expect();
    let (conversation, message, at) = (hit.conversation, hit.message, hit.at);
    let selected = move || place.get().conversation == Some(conversation);
    let name = name(&hit.contact);
    let note = hit.note.then(|| {
        view! {
            <span class="hit-note" title=texts::note_internal()>
                <Icon symbol=Symbol::Note />
                <span class="sr-only">{texts::note_internal()}</span>
            </span>
        }
    });
    view! {
        <li>
            <a
                class="hit"
                data-kind="message"
                href=address(conversation, hit.status, query, Some(message))
                aria-current=move || selected().then_some("true")
                // The address may be this one already.
                on:click=move |_| wanted.jump_to(conversation, message)
            >
                <span class="hit-name">{name}</span>
                <time class="hit-end">{move || format::list_time(at, now.get())}</time>
                <span class="hit-text">{note} {highlighted(&hit.excerpt, &terms.places(&hit.excerpt))}</span>
            </a>
        </li>
    }
    .into_any()
}
