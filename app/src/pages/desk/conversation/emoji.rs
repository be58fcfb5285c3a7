//! All emoji, to choose one: by group, by a word, or among those used last. The list comes from the server in the reader's
//! language when it is first wanted.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Dialog, folded};
use crate::live::browser;
use crate::{json, platform, texts};

/// Where those used last are kept, the last one first, with spaces between.
const RECENT: &str = "balcao.emoji";
/// How many are kept.
const KEPT: usize = 24;
/// How many a search shows.
const FOUND: usize = 96;

/// An emoji, its name, and other words by which it is found.
type Entry = (String, String, String);

/// The groups, in the order of the list.
fn group_names() -> [&'static str; 9] {
    [
        texts::emoji_group_smileys(),
        texts::emoji_group_people(),
        texts::emoji_group_nature(),
        texts::emoji_group_food(),
        texts::emoji_group_travel(),
        texts::emoji_group_activities(),
        texts::emoji_group_objects(),
        texts::emoji_group_symbols(),
        texts::emoji_group_flags(),
    ]
}

/// The dialog; it closes with the choice.
#[component]
pub fn EmojiDialog(open: RwSignal<bool>, #[prop(into)] on_choose: Callback<String>) -> impl IntoView {
    let groups = RwSignal::new(None::<Option<Vec<Vec<Entry>>>>);
    let search = RwSignal::new(String::new());
    let group = RwSignal::new(0_usize);
    let recent = recent();
    Effect::new(move || {
        spawn_local(async move {
            let address = format!("/emoji/{}.json", texts::language().as_str());
            let list = platform::fetch_text(&address).await;
            // The dialog may be closed by now.
            let _ = groups.try_set(Some(list.and_then(|text| json::read(&text))));
        });
    });
    let choose = move |emoji: String| {
        remember(&emoji);
        open.set(false);
        on_choose.run(emoji);
    };
    let button = move |emoji: String, name: String| {
        let shown = emoji.clone();
        view! {
            <button
                type="button"
                class="menu-emoji"
                title=name.clone()
                aria-label=name
                on:click=move |_| choose(emoji.clone())
            >
                {shown}
            </button>
        }
    };
    let shown = Memo::new(move |_| groups.with(|groups| found(groups.as_ref()?.as_ref()?, &search.get(), group.get())));
    let tabs = move || groups.with(|groups| Some(tabs(groups.as_ref()?.as_ref()?, group, search)));
    view! {
        <Dialog open=open title=Signal::stored(texts::emoji_title().to_owned())>
            <input
                class="field-input"
                type="search"
                autofocus
                autocomplete="off"
                aria-label=texts::emoji_search()
                placeholder=texts::emoji_search()
                prop:value=search
                on:input=move |event| search.set(event_target_value(&event))
            />
            {(!recent.is_empty())
                .then(|| {
                    view! {
                        <div class="emoji-grid" role="group" aria-label=texts::emoji_recent()>
                            {recent.into_iter().map(|emoji| button(emoji.clone(), emoji)).collect_view()}
                        </div>
                    }
                })}
            <div class="emoji-groups">{tabs}</div>
            <div class="emoji-grid emoji-all" role="group" aria-label=texts::emoji_title() tabindex="0">
                {move || {
                    shown
                        .get()
                        .map(|all| all.into_iter().map(|(emoji, name, _)| button(emoji, name)).collect_view())
                }}
            </div>
            <p class="field-about" role="status">
                {move || match groups.with(|groups| groups.as_ref().map(Option::is_some)) {
                    Some(false) => Some(texts::part_not_loaded()),
                    Some(true) if shown.with(|all| all.as_ref().is_none_or(Vec::is_empty)) => Some(texts::emoji_none()),
                    _ => None,
                }}
            </p>
        </Dialog>
    }
    .into_any()
}

/// What is looked at: a group, or what fits the words that are searched for.
fn found(groups: &[Vec<Entry>], search: &str, group: usize) -> Option<Vec<Entry>> {
    let wanted = folded(search);
    if wanted.is_empty() {
        return groups.get(group).cloned();
    }
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let fits = |(_, name, tags): &&Entry| {
        let said = folded(&format!("{name} {tags}"));
        words.iter().all(|word| said.contains(word))
    };
    Some(groups.iter().flatten().filter(fits).take(FOUND).cloned().collect())
}

/// A button for each group, with its first emoji.
fn tabs(groups: &[Vec<Entry>], group: RwSignal<usize>, search: RwSignal<String>) -> AnyView {
    let signs = groups
        .iter()
        .filter_map(|group| group.first())
        .map(|(emoji, ..)| emoji.clone());
    let tab = |(at, (sign, name)): (usize, (String, &'static str))| {
        view! {
            <button
                type="button"
                class="menu-emoji"
                title=name
                aria-label=name
                aria-pressed=move || (group.get() == at).to_string()
                on:click=move |_| {
                    search.set(String::new());
                    group.set(at);
                }
            >
                {sign}
            </button>
        }
    };
    signs.zip(group_names()).enumerate().map(tab).collect_view().into_any()
}

fn recent() -> Vec<String> {
    let kept = browser::stored(RECENT).unwrap_or_default();
    let is_emoji = |word: &&str| model::Emoji::new(word).is_ok();
    kept.split(' ').filter(is_emoji).map(ToOwned::to_owned).collect()
}

fn remember(emoji: &str) {
    let mut all = recent();
    all.retain(|other| other != emoji);
    all.insert(0, emoji.to_owned());
    all.truncate(KEPT);
    browser::store(RECENT, Some(&all.join(" ")));
}
