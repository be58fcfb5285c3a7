//! All keys there are, by what they are for.

use leptos::prelude::*;

use super::opened;
use crate::components::Dialog;
use crate::pages::desk::action::{Action, Group};
use crate::pages::desk::deed::Deed;
use crate::pages::desk::shortcuts;
use crate::pages::desk::work::Work;
use crate::texts;

#[component]
pub fn KeysDialog() -> impl IntoView {
    let open = opened(Work::expect(), || ());
    let group = |title: &'static str, keys: Vec<(String, String)>| {
        let line = |(key, label): (String, String)| {
            view! {
                <div class="keys-line">
                    <dt>{label}</dt>
                    <dd>
                        <kbd class="key">{key}</kbd>
                    </dd>
                </div>
            }
        };
        view! {
            <section class="keys-group">
                <h3 class="details-title">{title}</h3>
                <dl>{keys.into_iter().map(line).collect_view()}</dl>
            </section>
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::keys_title().to_owned())>
            <div class="dialog-body keys">
                {(!shortcuts::are_on()).then(|| view! { <p class="keys-off" role="note">{texts::keys_off()}</p> })}
                <div class="keys-groups">
                    {group(texts::keys_around(), of(Group::Around))}
                    {group(texts::keys_composer(), composer())}
                    {group(texts::keys_everywhere(), of(Group::Everywhere))}
                    {group(texts::keys_conversation(), of(Group::Conversation))}
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

/// The actions of a group that have keys.
fn of(group: Group) -> Vec<(String, String)> {
    Action::with_keys()
        // It has the key of what it takes back.
        .filter(|action| action.group() == group && *action != Action::Deed(Deed::Wake))
        .filter_map(|action| Some((shortcuts::shown(action.key()?), action.label())))
        .collect()
}

/// What keys mean to whoever writes: text fields see to these themselves.
fn composer() -> Vec<(String, String)> {
    [
        ("Enter", texts::keys_send()),
        ("⇧ Enter", texts::keys_break()),
        ("Esc", texts::keys_leave()),
    ]
    .map(|(key, label)| (key.to_owned(), label.to_owned()))
    .to_vec()
}
