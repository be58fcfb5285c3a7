//! Merge fields in the composer (R106): offered behind an `@`, marked in the text, and looked at before the text is sent. What goes out
//! the server decides.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Conversation, ConversationId, MergeField, MergeValue, StandardField, merge_fields};

use crate::components::{Asked, ComposerMode, Stretch, Suggestion, folded};
use crate::state::DeskState;
use crate::{api, texts};

/// A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct Merging {
    text: RwSignal<String>,
    mode: RwSignal<ComposerMode>,
    /// `None` until they were asked for.
    values: RwSignal<Option<Vec<MergeValue>>>,
}

impl Merging {
    /// Asks for the values when the first `@` stands in a reply, and anew when they may be others.
    pub fn new(
        id: ConversationId,
        conversation: Memo<Conversation>,
        text: RwSignal<String>,
        mode: RwSignal<ComposerMode>,
    ) -> Self {
        let values = RwSignal::new(None);
        let state = DeskState::expect();
        let wanted = Memo::new(move |_| {
            let is_wanted = mode.get() == ComposerMode::Reply && text.with(|text| text.contains('@'));
            is_wanted.then(|| {
                let (contact, department) = conversation.with(|it| (it.contact.clone(), it.lifecycle.department));
                let version = state.read(|replica| replica.contact_version(contact.id)).flatten();
                (contact, department, version)
            })
        });
        Effect::new(move || {
            if wanted.with(Option::is_none) {
                return;
            }
            spawn_local(async move {
                // Without them, the server's word comes later.
                if let Ok(found) = api::merge_values(id).await {
                    let _ = values.try_set(Some(found));
                }
            });
        });
        Self { text, mode, values }
    }

    /// What is offered behind an `@`.
    pub fn suggest(self, asked: &Asked) -> Vec<Suggestion> {
        // What is written already asks for nothing.
        if MergeField::of_word(asked.word.trim_end()).is_some() {
            return Vec::new();
        }
        let wanted = folded(&asked.word);
        let offer = |it: &MergeValue| {
            let label = label(&it.word, &it.name);
            let fits = folded(&label).contains(&wanted) || it.word.contains(&wanted);
            fits.then(|| Suggestion {
                label,
                about: if it.value.is_empty() {
                    texts::merge_empty().to_owned()
                } else {
                    it.value.clone()
                },
                insert: format!("@{}", it.word),
                preview: String::new(),
                quick_reply: None,
            })
        };
        self.values
            .with(|values| values.iter().flatten().filter_map(offer).collect())
    }

    /// The text cut at its fields.
    pub fn stretches(self) -> Signal<Vec<Stretch>> {
        Signal::derive(move || {
            if self.mode.get() == ComposerMode::Note {
                return Vec::new();
            }
            self.text
                .with(|text| self.values.with(|values| cut(text, values.as_deref())))
        })
    }

    /// Why the text cannot go out, as far as that is known.
    pub fn hindrance(self) -> Option<String> {
        let missing = |values: &Vec<MergeValue>| {
            let fields = self.text.with_untracked(|text| merge_fields(text));
            fields
                .into_iter()
                .map(|(_, field)| field)
                .find(|field| !has_value(field, values))
        };
        let field = self.values.with_untracked(|values| missing(values.as_ref()?))?;
        Some(texts::merge_no_value(&label(&field.word(), "")))
    }
}

fn has_value(field: &MergeField, values: &[MergeValue]) -> bool {
    let word = field.word();
    values.iter().any(|it| it.word == word && !it.value.is_empty())
}

/// What is not known yet counts as having one.
fn cut(text: &str, values: Option<&[MergeValue]>) -> Vec<Stretch> {
    let fields = merge_fields(text);
    if fields.is_empty() {
        return Vec::new();
    }
    let mut stretches = Vec::with_capacity(fields.len() * 2 + 1);
    let mut done = 0;
    for (place, field) in fields {
        stretches.push((text[done..place.start].to_owned(), None));
        let has_value = values.is_none_or(|values| has_value(&field, values));
        stretches.push((text[place.clone()].to_owned(), Some(has_value)));
        done = place.end;
    }
    // Else a line that is empty at the end has no height.
    stretches.push((text[done..].to_owned() + "\u{200b}", None));
    stretches
}

/// What people read for a field.
fn label(word: &str, name: &str) -> String {
    match StandardField::parse(word) {
        Some(StandardField::ContactFirstName) => texts::merge_contact_firstname(),
        Some(StandardField::ContactName) => texts::merge_contact_name(),
        Some(StandardField::ContactPhone) => texts::merge_contact_phone(),
        Some(StandardField::ContactEmail) => texts::merge_contact_email(),
        Some(StandardField::StaffFirstName) => texts::merge_staff_firstname(),
        Some(StandardField::StaffName) => texts::merge_staff_name(),
        Some(StandardField::Department) => texts::merge_department_name(),
        Some(StandardField::Company) => texts::merge_company_name(),
        Some(StandardField::ConversationNumber) => texts::merge_conversation_number(),
        Some(StandardField::Greeting) => texts::merge_greeting(),
        None if name.is_empty() => return format!("@{word}"),
        None => name,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::cut;
    use model::{MergeValue, StandardField};

    #[test]
    fn the_stretches_of_a_text_are_the_text() {
        let values = [MergeValue::standard(StandardField::Greeting, "Bom dia")];
        let found = cut("@greeting, @contact_name", Some(&values));
        let shown: Vec<_> = found
            .iter()
            .map(|(text, field)| (text.trim_end_matches('\u{200b}'), *field))
            .collect();
        assert_eq!(
            shown,
            [
                ("", None),
                ("@greeting", Some(true)),
                (", ", None),
                ("@contact_name", Some(false)),
                ("", None)
            ]
        );
        assert!(cut("hi @ana", None).is_empty());
    }
}
