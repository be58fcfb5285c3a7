//! Who is asked, one after the other: agents to be moved up and down.

use leptos::prelude::*;
use model::{RoutingSettings, UserId};

use crate::components::{IconButton, Symbol};
use crate::pages::settings::form::{Draft, SelectField, SelectOption};
use crate::state::DeskState;
use crate::texts::later as texts;

#[component]
pub fn Order(draft: Draft<RoutingSettings>) -> impl IntoView {
    let state = DeskState::expect();
    let name_of = move |user: UserId| {
        let name = state.read(|replica| replica.directory().user_name(user).map(ToOwned::to_owned));
        name.flatten().unwrap_or_else(|| texts::somebody().to_owned())
    };
    let order = Memo::new(move |_| draft.now.with(|now| now.order.clone()));
    let others = Signal::derive(move || {
        let order = order.get();
        let none = SelectOption {
            value: String::new(),
            label: texts::routing_order_choose().to_owned(),
        };
        let users = state
            .read(|replica| replica.directory().users.clone())
            .unwrap_or_default();
        let users = users
            .into_iter()
            .filter(|user| user.enabled && !order.contains(&user.id));
        let users = users.map(|user| SelectOption {
            value: user.id.to_string(),
            label: user.name,
        });
        core::iter::once(none).chain(users).collect::<Vec<_>>()
    });
    let add = Callback::new(move |id: String| {
        if let Ok(id) = id.parse() {
            draft.now.update(|now| now.order.push(UserId(id)));
        }
    });
    let row = move |(at, user): (usize, UserId)| {
        let name = name_of(user);
        let last = order.with(Vec::len).saturating_sub(1);
        let swap = move |other: usize| draft.now.update(|now| now.order.swap(at, other));
        view! {
            <li class="order-row">
                <span class="order-place">{at + 1}</span>
                <span class="order-name">{name.clone()}</span>
                <span class="order-up">
                    <IconButton
                        symbol=Symbol::Down
                        label=Signal::stored(texts::routing_order_up(&name))
                        disabled=at == 0
                        on_press=move |()| swap(at.saturating_sub(1))
                    />
                </span>
                <IconButton
                    symbol=Symbol::Down
                    label=Signal::stored(texts::routing_order_down(&name))
                    disabled=at == last
                    on_press=move |()| swap((at + 1).min(last))
                />
                <IconButton
                    symbol=Symbol::Close
                    label=Signal::stored(texts::routing_order_remove(&name))
                    on_press=move |()| draft.now.update(|now| now.order.retain(|it| *it != user))
                />
            </li>
        }
    };
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::routing_order()}</h2>
            <ol class="order" aria-label=texts::routing_order()>
                {move || order.get().into_iter().enumerate().map(row).collect_view()}
            </ol>
            <SelectField
                name="order_add"
                label=texts::routing_order_add()
                options=others
                bound=(Signal::stored(String::new()), add)
            />
        </section>
    }
    .into_any()
}
