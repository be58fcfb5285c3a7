//! Avatars: a person's picture, or the initials on a soft colour that belongs to the name, with a badge for the channel.

use leptos::prelude::*;
use model::Channel;

use super::{Icon, Symbol};

/// How large an avatar is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 20 px, beside a word.
    Small,
    /// 36 px, in rows and headers.
    #[default]
    Medium,
    /// 60 px, at the top of a panel.
    Large,
}

/// How many soft colours `style/avatar.css` knows.
const COLOURS: u32 = 6;

/// A person. Decoration beside the written name: readers get the name from there, so this is hidden from them.
#[component]
pub fn Avatar(
    #[prop(into)] name: Signal<String>,
    #[prop(optional)] size: AvatarSize,
    #[prop(optional, into)] channel: Option<Channel>,
    /// The address of the person's picture.
    #[prop(optional, into)]
    photo: Signal<Option<String>>,
) -> impl IntoView {
    let size = match size {
        AvatarSize::Small => "small",
        AvatarSize::Medium => "medium",
        AvatarSize::Large => "large",
    };
    view! {
        <span class="avatar" data-size=size data-colour=move || name.with(|name| colour(name)).to_string() aria-hidden="true">
            {move || name.with(|name| initials(name))}
            {move || photo.get().map(|photo| view! { <img class="avatar-photo" src=photo alt="" decoding="async" /> })}
            {channel.map(|channel| view! { <span class="avatar-channel" data-channel=channel.as_str()><Icon symbol=badge(channel) /></span> })}
        </span>
    }
    .into_any()
}

fn badge(channel: Channel) -> Symbol {
    match channel {
        Channel::LiveChat => Symbol::Chat,
    }
}

/// The first letters of the first and the last word; of who is called by a number, its last two digits: visitors without a name
/// differ by nothing else. `?` for nothing.
pub fn initials(name: &str) -> String {
    let number = name.split_whitespace().next_back().unwrap_or_default();
    if number.len() > 1 && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return number[number.len() - 2..].to_owned();
    }
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next().unwrap_or('?');
    let last = words.next_back();
    [Some(first), last]
        .into_iter()
        .flatten()
        .flat_map(char::to_uppercase)
        .collect()
}

/// The same name has the same colour everywhere.
fn colour(name: &str) -> u32 {
    name.chars()
        .fold(7u32, |sum, c| sum.wrapping_mul(31).wrapping_add(c as u32))
        % COLOURS
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, expected) in [
            ("Maria Souza", "MS"),
            ("ana maria da costa", "AC"),
            ("Lucía", "L"),
            ("Visitor 7", "V7"),
            ("Visitor 12", "12"),
            ("Visitor 2345", "45"),
            ("élan (x)", "ÉX"),
            ("  ", "?"),
            ("", "?"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
