//! What is offered while somebody writes: a sign before the caret opens a list, the next letters narrow it down.

use leptos::html;
use leptos::prelude::*;
use model::QuickReplyId;

use crate::{platform, texts};

/// What stands before the caret: the sign that asks, and what has been written after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub sign: char,
    /// Where the sign stands, in bytes.
    pub from: usize,
    /// Where the caret stands, in bytes.
    pub to: usize,
    pub word: String,
}

/// One that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub label: String,
    /// Beside the label, less important.
    pub about: String,
    /// What takes the place of the sign and the word.
    pub insert: String,
    /// The whole of it, to be read before it is taken; empty: the label says all.
    pub preview: String,
    /// It is a quick reply, which takes the place of the whole text.
    pub quick_reply: Option<QuickReplyId>,
}

/// A quick reply that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub id: QuickReplyId,
    /// At once, as it is.
    pub and_send: bool,
}

/// The longest word that still narrows a list, in characters.
const LONGEST: usize = 40;

/// What the text before `caret` (in bytes) asks for. `@` counts at the beginning of a word, `/` at the beginning of the text;
/// after both, words may follow until the list has nothing more to offer.
pub fn asked(text: &str, caret: usize) -> Option<Asked> {
    let before = text.get(..caret)?;
    let slash = before.starts_with('/').then_some((0, '/'));
    let at = before.rfind('@').filter(|at| {
        let previous = before[..*at].chars().next_back();
        previous.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '"' | '\''))
    });
    let (from, sign) = at.map(|at| (at, '@')).or(slash)?;
    let word = &before[from + 1..];
    let fits = word.chars().count() <= LONGEST && !word.contains('\n') && !word.starts_with(' ');
    fits.then(|| Asked {
        sign,
        from,
        to: caret,
        word: word.to_owned(),
    })
}

/// The text with a suggestion in the place of what asked for it, and where the caret stands then, in bytes.
pub fn taken(text: &str, asked: &Asked, insert: &str) -> Option<(String, usize)> {
    let (before, after) = (text.get(..asked.from)?, text.get(asked.to..)?);
    let space = if after.starts_with(char::is_whitespace) {
        ""
    } else {
        " "
    };
    let caret = before.len() + insert.len() + 1;
    Some((format!("{before}{insert}{space}{after}"), caret))
}

/// What is offered for a text field. A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct Offers {
    area: NodeRef<html::Textarea>,
    text: RwSignal<String>,
    caret: RwSignal<usize>,
    closed: RwSignal<bool>,
    question: Memo<Option<Asked>>,
    on_input: Callback<()>,
    on_quick_reply: Callback<Taken>,
    pub active: RwSignal<usize>,
    pub shown: Memo<Vec<Suggestion>>,
}

impl Offers {
    pub fn new(
        area: NodeRef<html::Textarea>,
        text: RwSignal<String>,
        suggest: Callback<Asked, Vec<Suggestion>>,
        on_input: Callback<()>,
        on_quick_reply: Callback<Taken>,
    ) -> Self {
        let (caret, closed) = (RwSignal::new(0), RwSignal::new(false));
        let question = Memo::new(move |_| text.with(|text| asked(text, caret.get())));
        let shown = Memo::new(move |_| {
            if closed.get() {
                return Vec::new();
            }
            question.get().map(|question| suggest.run(question)).unwrap_or_default()
        });
        Self {
            area,
            text,
            caret,
            closed,
            question,
            on_input,
            on_quick_reply,
            active: RwSignal::new(0),
            shown,
        }
    }

    pub fn are_there(self) -> bool {
        self.shown.with(|all| !all.is_empty())
    }

    /// The caret may stand elsewhere.
    pub fn look(self) {
        if let Some(area) = self.area.get_untracked() {
            let at = platform::caret(&area);
            if self.caret.get_untracked() != at {
                self.caret.set(at);
            }
        }
    }

    /// Something was written: a list that was closed may open again.
    pub fn look_again(self) {
        self.closed.set(false);
        self.active.set(0);
        self.look();
    }

    pub fn close(self) {
        self.closed.set(true);
    }

    /// Whether the list had a use for a key; with Control a quick reply is sent at once.
    pub fn on_key(self, key: &str, with_shift: bool, with_control: bool) -> bool {
        let count = self.shown.with_untracked(Vec::len);
        match key {
            _ if count == 0 => return false,
            "ArrowDown" => self.active.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.active.update(|at| *at = (*at + count - 1) % count),
            "Enter" | "Tab" if !with_shift => self.take(self.active.get_untracked(), with_control),
            "Escape" => self.close(),
            _ => return false,
        }
        true
    }

    /// Puts one of them into the text.
    pub fn take(self, at: usize, and_send: bool) {
        let one = self.shown.with_untracked(|all| all.get(at).cloned());
        let Some((question, one)) = self.question.get_untracked().zip(one) else {
            return;
        };
        if let Some(id) = one.quick_reply {
            self.close();
            return self.on_quick_reply.run(Taken { id, and_send });
        }
        let done = self.text.with_untracked(|text| taken(text, &question, &one.insert));
        if let Some((written, to)) = done {
            self.text.set(written);
            self.active.set(0);
            self.on_input.run(());
            request_animation_frame(move || {
                if let Some(Some(area)) = self.area.try_get_untracked() {
                    platform::set_caret(&area, to);
                    self.caret.set(to);
                }
            });
        }
    }
}

/// The list over the composer. The focus stays in the text; `active` is where the arrows are.
#[component]
pub fn Suggestions(
    id: &'static str,
    #[prop(into)] label: Signal<&'static str>,
    #[prop(into)] shown: Signal<Vec<Suggestion>>,
    active: RwSignal<usize>,
    #[prop(into)] on_take: Callback<usize>,
) -> impl IntoView {
    Effect::new(move || {
        let at = active.get();
        if shown.with(Vec::is_empty) {
            return;
        }
        request_animation_frame(move || platform::reveal(&format!("{id}-{at}")));
    });
    let row = move |(at, suggestion): (usize, Suggestion)| {
        view! {
            <div
                class="suggestion"
                role="option"
                id=format!("{id}-{at}")
                aria-selected=move || (active.get() == at).to_string()
                on:mousedown=move |event| {
                    // The text keeps the focus.
                    event.prevent_default();
                    on_take.run(at);
                }
            >
                <span class="suggestion-label">{suggestion.label}</span>
                <span class="suggestion-about">{suggestion.about}</span>
            </div>
        }
    };
    let preview = move || {
        let text = shown.with(|all| all.get(active.get()).map(|it| it.preview.clone()));
        text.filter(|text| !text.is_empty())
    };
    view! {
        <Show when=move || shown.with(|all| !all.is_empty())>
            <div class="suggestions-frame">
                <div class="suggestions" role="listbox" id=id aria-label=move || label.get()>
                    {move || shown.get().into_iter().enumerate().map(row).collect_view()}
                </div>
                {move || preview().map(|text| view! { <p class="suggestion-preview">{text}</p> })}
            </div>
            <p class="sr-only" role="status">
                {move || texts::suggestions_count(u32::try_from(shown.with(Vec::len)).unwrap_or(u32::MAX))}
            </p>
        </Show>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{asked, taken};

    #[test]
    fn a_sign_asks_where_a_word_begins() {
        for (text, expected) in [
            ("@", Some(('@', ""))),
            ("hi @an", Some(('@', "an"))),
            ("hi @Ana So", Some(('@', "Ana So"))),
            ("(@an", Some(('@', "an"))),
            ("/than", Some(('/', "than"))),
            ("/thanks @a", Some(('@', "a"))),
            ("mail ana@shop", None),
            ("hi /than", None),
            ("@ x", None),
            ("@an\nx", None),
            ("", None),
            ("olá", None),
        ] {
            let found = asked(text, text.len());
            assert_eq!(
                found.as_ref().map(|it| (it.sign, it.word.as_str())),
                expected,
                "{text:?}"
            );
        }
        assert_eq!(asked("é", 1), None, "not within a letter");
    }

    #[test]
    fn what_is_taken_stands_in_the_place_of_the_word() {
        let text = "olá @an!";
        let it = asked(text, 8).expect("asked");
        assert_eq!(taken(text, &it, "@Ana"), Some(("olá @Ana !".to_owned(), 10)));
        let it = asked("@a b", 2).expect("asked");
        assert_eq!(taken("@a b", &it, "@Ana"), Some(("@Ana b".to_owned(), 5)));
    }
}
