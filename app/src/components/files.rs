//! The files of a message: pictures whose place is kept before they are there, players, documents to save.

use leptos::prelude::*;
use model::{File, FileKind};

use super::{Icon, Symbol};
use crate::{format, texts};

/// Where a file is.
pub fn address(file: &File) -> String {
    let name: String = file
        .name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("/files/{}/{name}", file.id)
}

/// All files of a message. A picture is a link that carries its id, so that who holds the messages can show it large.
#[component]
pub fn Files(#[prop(into)] files: Signal<Vec<File>>) -> impl IntoView {
    move || {
        let files = files.get();
        (!files.is_empty()).then(|| {
            let pictures = files.len() > 1 && files.iter().all(|file| file.kind == FileKind::Image);
            view! {
                <div class="files" data-pictures=pictures.then_some("")>
                    {files.into_iter().map(one).collect_view()}
                </div>
            }
        })
    }
}

fn one(file: File) -> AnyView {
    let at = address(&file);
    match file.kind {
        FileKind::Image => picture(&file, at),
        FileKind::Audio => {
            view! { <audio class="file-audio" controls preload="metadata" src=at aria-label=file.name></audio> }
                .into_any()
        }
        FileKind::Video => view! {
            <video class="file-video" controls playsinline preload="metadata" src=at aria-label=file.name></video>
        }
        .into_any(),
        FileKind::Document => {
            let (label, saved) = (texts::file_download(&file.name), file.name.clone());
            view! {
                <a class="file-card" href=format!("{at}?download") download=saved aria-label=label>
                    <Icon symbol=symbol(FileKind::Document) />
                    <span class="attachment-words">
                        <span class="attachment-name">{file.name}</span>
                        <span class="attachment-size">{format::bytes(file.size)}</span>
                    </span>
                </a>
            }
            .into_any()
        }
    }
}

fn picture(file: &File, at: String) -> AnyView {
    let source = if file.thumbnail {
        format!("{at}?small")
    } else {
        at.clone()
    };
    let (width, height) = (file.width.unwrap_or(4), file.height.unwrap_or(3));
    view! {
        <a
            class="file-picture"
            href=at
            target="_blank"
            rel="noopener"
            data-picture=file.id.to_string()
        >
            <img
                src=source
                alt=file.name.clone()
                width=width.to_string()
                height=height.to_string()
                loading="lazy"
                decoding="async"
            />
        </a>
    }
    .into_any()
}

/// The drawing for a kind of file.
pub fn symbol(kind: FileKind) -> Symbol {
    match kind {
        FileKind::Image => Symbol::Picture,
        FileKind::Audio => Symbol::Sound,
        FileKind::Video => Symbol::Film,
        FileKind::Document => Symbol::Document,
    }
}
