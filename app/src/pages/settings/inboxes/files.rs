//! Which files an inbox takes from customers and agents, and how large (R111).

use leptos::prelude::*;
use model::FileRules;

use super::editor::Card;
use crate::pages::settings::form::{SelectField, SelectOption, Switch};
use crate::texts::later as texts;

/// What is offered as the largest, in bytes of 1024 times 1024; what is set stays among them.
const MEGABYTE: i64 = 1024 * 1024;
const SIZES: [i64; 7] = [1, 5, 10, 25, 50, 100, 500];

/// What it is called, whether it is taken, and how that is changed.
type Kind = (&'static str, fn(&FileRules) -> bool, fn(&mut FileRules, bool));

#[component]
pub fn FilesCard(card: Card) -> impl IntoView {
    let (rules, change) = card.bind(|now| now.files, |now, files| now.files = files);
    let set = move |write: fn(&mut FileRules, bool), on: bool| {
        let mut now = rules.get_untracked();
        write(&mut now, on);
        change.run(now);
    };
    let sizes = Signal::derive(move || {
        let own = rules.get().max_size / MEGABYTE;
        let mut sizes = SIZES.to_vec();
        if !sizes.contains(&own) {
            sizes.push(own);
            sizes.sort_unstable();
        }
        let option = |megabytes: i64| SelectOption {
            value: megabytes.to_string(),
            label: texts::inbox_files_megabytes(&megabytes.to_string()),
        };
        sizes.into_iter().map(option).collect::<Vec<_>>()
    });
    let size = Signal::derive(move || (rules.get().max_size / MEGABYTE).to_string());
    let on_size = Callback::new(move |chosen: String| {
        if let Ok(megabytes) = chosen.parse::<i64>() {
            change.run(FileRules {
                max_size: megabytes * MEGABYTE,
                ..rules.get_untracked()
            });
        }
    });
    let kinds: [Kind; 5] = [
        (texts::inbox_files_images(), |it| it.images, |it, on| it.images = on),
        (texts::inbox_files_audio(), |it| it.audio, |it, on| it.audio = on),
        (texts::inbox_files_videos(), |it| it.videos, |it, on| it.videos = on),
        (
            texts::inbox_files_documents(),
            |it| it.documents,
            |it, on| it.documents = on,
        ),
        (texts::inbox_files_others(), |it| it.others, |it, on| it.others = on),
    ];
    view! {
        <section class="card settings-fields">
            <div class="card-head">
                <h2 class="card-title">{texts::inbox_files()}</h2>
            </div>
            {kinds
                .into_iter()
                .map(|(label, read, write)| {
                    view! {
                        <Switch
                            label=label
                            on=Signal::derive(move || read(&rules.get()))
                            on_change=move |on| set(write, on)
                        />
                    }
                })
                .collect_view()}
            <SelectField
                name="files"
                label=texts::inbox_files_max_size()
                hint=texts::inbox_files_hint()
                options=sizes
                bound=(size, on_size)
                error=card.form.error("files")
            />
        </section>
    }
    .into_any()
}
