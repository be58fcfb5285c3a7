//! How long agents may write freely after the customer's last message, and the templates that may always be sent (R118, R119).

use leptos::prelude::*;
use model::{LONGEST_TEMPLATE, Language, MOST_TEMPLATES, Template};

use super::editor::Card;
use crate::components::{Button, ButtonKind};
use crate::language::own_name;
use crate::pages::settings::form::{WaitField, WaitInput};
use crate::texts::later as texts;

const DAY: i64 = 24 * 60 * 60 * 1000;

#[component]
pub fn Reply(card: Card) -> impl IntoView {
    let Card { draft, form } = card;
    let count = Memo::new(move |_| draft.now.with(|now| now.reply.templates.len()));
    let has_window = Memo::new(move |_| draft.now.with(|now| now.reply.window_ms.is_some()));
    let add = move |()| {
        draft.now.update(|now| {
            now.reply.templates.push(Template {
                name: String::new(),
                language: texts::language(),
                text: String::new(),
            });
        });
    };
    let error = form.error("templates");
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::reply_window()}</h2>
            <WaitField
                input=WaitInput {
                    name: "reply_window_ms",
                    label: texts::live_chat_reply_window(),
                    hint: texts::live_chat_reply_window_hint(),
                    usual: DAY,
                }
                bound=card.bind(|now| now.reply.window_ms, |now, window| now.reply.window_ms = window)
                error=form.error("reply_window_ms")
            />
            <Show when=move || has_window.get()>
                <h3 class="card-title">{texts::templates()}</h3>
                <p class="card-lead">{texts::templates_lead()}</p>
                {move || (0..count.get()).map(|at| view! { <TemplateFields card=card at=at /> }).collect_view()}
                <p class="field-about" data-error="" role="alert">
                    {move || error.get()}
                </p>
                <div>
                    <Button disabled=Signal::derive(move || count.get() >= MOST_TEMPLATES) on_press=add>
                        {texts::template_add()}
                    </Button>
                </div>
            </Show>
        </section>
    }
    .into_any()
}

/// One template's name, language and text. Typing redraws no field.
#[component]
fn TemplateFields(card: Card, at: usize) -> impl IntoView {
    let draft = card.draft;
    let read = move |part: fn(&Template) -> &str| {
        move || {
            draft
                .now
                .with(|now| now.reply.templates.get(at).map(part).unwrap_or_default().to_owned())
        }
    };
    let write = move |change: fn(&mut Template, String), text: String| {
        draft.now.update(|now| {
            if let Some(template) = now.reply.templates.get_mut(at) {
                change(template, text);
            }
        });
    };
    let language = read(|it| it.language.as_str());
    let option = move |of: Language| {
        view! {
            <option value=of.as_str() selected=move || language() == of.as_str()>
                {own_name(of)}
            </option>
        }
    };
    let remove = move |()| {
        draft.now.update(|now| {
            if at < now.reply.templates.len() {
                now.reply.templates.remove(at);
            }
        });
    };
    let id = move |field: &str| format!("template-{at}-{field}");
    view! {
        <div class="template" role="group" aria-label=format!("{} {}", texts::template(), at + 1)>
            <div class="fields-row">
                <div class="field">
                    <label class="field-label" for=id("name")>{texts::field_name()}</label>
                    <input
                        class="field-input"
                        id=id("name")
                        autocomplete="off"
                        maxlength="100"
                        prop:value=read(|it| &it.name)
                        on:input=move |event| write(|it, name| it.name = name, event_target_value(&event))
                    />
                </div>
                <div class="field">
                    <label class="field-label" for=id("language")>{texts::language_label()}</label>
                    <select
                        class="field-input"
                        id=id("language")
                        on:change=move |event| {
                            write(
                                |it, tag| it.language = Language::from_tag(&tag).unwrap_or_default(),
                                event_target_value(&event),
                            );
                        }
                    >
                        {Language::ALL.map(option).collect_view()}
                    </select>
                </div>
            </div>
            <div class="field">
                <label class="field-label" for=id("text")>{texts::template_text()}</label>
                <textarea
                    class="field-input field-area"
                    id=id("text")
                    rows="3"
                    maxlength=LONGEST_TEMPLATE.to_string()
                    prop:value=read(|it| &it.text)
                    on:input=move |event| write(|it, text| it.text = text, event_target_value(&event))
                ></textarea>
            </div>
            <div class="template-foot">
                <Button kind=ButtonKind::Quiet on_press=remove>
                    {texts::template_remove()}
                </Button>
            </div>
        </div>
    }
    .into_any()
}
