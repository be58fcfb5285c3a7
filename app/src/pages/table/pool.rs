//! The rows that are drawn. What goes out of sight is used again for what comes in: to change its texts takes less than to build
//! a row, and is nearly all that the browser has to lay out and paint anew.

use std::collections::HashMap;
use std::time::Duration;

use leptos::html;
use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use model::ConversationId;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::platform;

/// How long nothing is scrolled until the rows are put into their order.
const REST: Duration = Duration::from_millis(150);

/// A row's place in the table, and the row.
pub type Drawn = (usize, ConversationId);

/// What each of the elements shows, if it is needed.
pub fn pool(wanted: impl Fn() -> Vec<Drawn> + Send + Sync + 'static) -> Memo<Vec<Option<Drawn>>> {
    Memo::new(move |before: Option<&Vec<Option<Drawn>>>| {
        let wanted = wanted();
        next(before.map_or(&[], Vec::as_slice), &wanted)
    })
}

/// Rows that stay keep their element; those that come take one that is free.
fn next(before: &[Option<Drawn>], wanted: &[Drawn]) -> Vec<Option<Drawn>> {
    let mut coming: HashMap<ConversationId, usize> = wanted.iter().map(|(at, id)| (*id, *at)).collect();
    let stays = |shown: &Option<Drawn>| {
        let (_, id) = (*shown)?;
        coming.remove(&id).map(|at| (at, id))
    };
    let mut pool: Vec<Option<Drawn>> = before.iter().map(stays).collect();
    let mut free = 0;
    for row in wanted.iter().filter(|(_, id)| coming.contains_key(id)) {
        while pool.get(free).is_some_and(Option::is_some) {
            free += 1;
        }
        match pool.get_mut(free) {
            Some(place) => *place = Some(*row),
            None => pool.push(Some(*row)),
        }
    }
    pool
}

/// What an element shows; what it showed last when it is not needed any more. `None`: it never was.
pub fn shown_by(pool: Memo<Vec<Option<Drawn>>>, element: usize) -> Option<Memo<Drawn>> {
    let now = move |pool: &Vec<Option<Drawn>>| pool.get(element).copied().flatten();
    let first = pool.with_untracked(now)?;
    Some(Memo::new(move |before: Option<&Drawn>| {
        pool.with(now).or(before.copied()).unwrap_or(first)
    }))
}

/// Keeps the elements in the order in which they are seen, for those to whom they are read out: each time that the scrolling
/// comes to rest.
pub fn keep_order(space: NodeRef<html::Div>, pool: Memo<Vec<Option<Drawn>>>) {
    let mut at_rest = debounce(REST, move |()| {
        if let Some(Some(space)) = space.try_get_untracked() {
            put_in_order(&space);
        }
    });
    Effect::new(move || {
        pool.track();
        at_rest(());
    });
}

/// What has the focus is not moved: it would lose it.
fn put_in_order(space: &Element) {
    let place = |row: &Element| row.get_attribute("aria-rowindex")?.parse::<usize>().ok();
    let mut rows: Vec<(usize, Element)> = platform::children(space)
        .filter_map(|row| Some((place(&row)?, row)))
        .collect();
    if rows.is_sorted_by_key(|(at, _)| *at) {
        return;
    }
    rows.sort_by_key(|(at, _)| *at);
    let focused = platform::focused();
    let has_focus = |row: &Element| row.contains(focused.as_ref().map(JsCast::unchecked_ref));
    let fixed = rows.iter().position(|(_, row)| has_focus(row)).unwrap_or_default();
    let (_, pivot) = &rows[fixed];
    for (_, row) in &rows[..fixed] {
        // Fails for no children of the same element.
        let _ = space.insert_before(row, Some(pivot));
    }
    for (_, row) in rows[fixed + 1..].iter().rev() {
        let _ = space.insert_before(row, pivot.next_sibling().as_ref());
    }
}

#[cfg(test)]
mod tests {
    use model::ConversationId;

    use super::next;

    fn row(at: usize) -> (usize, ConversationId) {
        (at, ConversationId(i64::try_from(at).expect("small") + 100))
    }

    fn shown(pool: &[Option<(usize, ConversationId)>]) -> Vec<Option<usize>> {
        pool.iter().map(|it| it.map(|(at, _)| at)).collect()
    }

    #[test]
    fn rows_that_stay_keep_their_element_and_those_that_come_take_a_free_one() {
        let first = next(&[], &[row(0), row(1), row(2)]);
        assert_eq!(shown(&first), [Some(0), Some(1), Some(2)]);
        let scrolled = next(&first, &[row(2), row(3), row(4)]);
        assert_eq!(shown(&scrolled), [Some(3), Some(4), Some(2)]);
        let more = next(&scrolled, &[row(1), row(2), row(3), row(4), row(5)]);
        assert_eq!(shown(&more), [Some(3), Some(4), Some(2), Some(1), Some(5)]);
        let fewer = next(&more, &[row(2)]);
        assert_eq!(shown(&fewer), [None, None, Some(2), None, None]);
        assert_eq!(
            shown(&next(&fewer, &[row(2), row(9)])),
            [Some(9), None, Some(2), None, None]
        );
    }

    #[test]
    fn a_row_that_has_moved_stays_in_its_element() {
        let first = next(&[], &[row(0), row(1)]);
        let (_, moved) = row(0);
        assert_eq!(
            next(&first, &[(0, row(7).1), (5, moved)]),
            [Some((5, moved)), Some((0, row(7).1))]
        );
    }
}
