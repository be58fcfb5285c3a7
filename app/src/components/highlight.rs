//! A text in which what was searched for stands out (R70).

use core::ops::Range;

use leptos::prelude::*;

/// The text with marks at these places, given in bytes and in order.
pub fn highlighted(text: &str, places: &[Range<usize>]) -> AnyView {
    let mut pieces = Vec::with_capacity(2 * places.len() + 1);
    let mut end = 0;
    for place in places {
        let (Some(before), Some(found)) = (text.get(end..place.start), text.get(place.clone())) else {
            continue;
        };
        pieces.push(before.to_owned().into_any());
        pieces.push(view! { <mark>{found.to_owned()}</mark> }.into_any());
        end = place.end;
    }
    pieces.push(text.get(end..).unwrap_or_default().to_owned().into_any());
    pieces.into_any()
}
