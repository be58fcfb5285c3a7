//! Files on their way to the server, kept for each conversation while the page is open: whoever looks into another conversation
//! and comes back finds them where they were.

use std::cell::RefCell;
use std::collections::HashMap;

use leptos::prelude::*;
use model::{ConversationId, File, FileId, FileKind, FileRules, MAX_FILES, Problem};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, Url, XmlHttpRequest};

use super::browser;
use crate::json;

/// How far a file has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// From 0 to 1.
    Coming(f64),
    There(File),
    /// The server's answer, or what would be its answer.
    Failed(Problem),
}

/// A file that is to be sent with the next message.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Also what the server recognises it by when it comes again.
    pub key: String,
    pub name: String,
    /// In bytes.
    pub size: i64,
    /// As the browser thinks, from the name.
    pub kind: FileKind,
    /// The address of the image in this page.
    pub preview: Option<String>,
    pub progress: ArcRwSignal<Progress>,
}

/// What the browser holds of an attachment.
struct Held {
    file: web_sys::File,
    request: Option<XmlHttpRequest>,
    /// What hears the request; dropped with it.
    listeners: Vec<Closure<dyn FnMut(ProgressEvent)>>,
    /// What is done with it once it is there.
    then: Option<Box<dyn FnOnce(File)>>,
}

thread_local! {
    static LISTS: RefCell<HashMap<ConversationId, ArcRwSignal<Vec<Attachment>>>> = RefCell::default();
    static HELD: RefCell<HashMap<String, Held>> = RefCell::default();
    static UPLOADED: RefCell<HashMap<FileId, File>> = RefCell::default();
}

/// What is to be sent with the next message of a conversation.
pub fn of(conversation: ConversationId) -> ArcRwSignal<Vec<Attachment>> {
    LISTS.with_borrow_mut(|lists| lists.entry(conversation).or_default().clone())
}

/// A file that this page has uploaded: for bubbles that wait for the server's word.
pub fn uploaded(id: FileId) -> Option<File> {
    UPLOADED.with_borrow(|files| files.get(&id).cloned())
}

/// Takes files in and begins to upload them; those that the rules refuse say so at once. True: not all of them, there are too
/// many.
pub fn add(conversation: ConversationId, files: &web_sys::FileList, rules: &FileRules) -> bool {
    let list = of(conversation);
    let mut left = MAX_FILES.saturating_sub(list.with_untracked(Vec::len));
    let mut too_many = false;
    for file in (0..files.length()).filter_map(|at| files.get(at)) {
        if left == 0 {
            too_many = true;
            break;
        }
        left -= 1;
        add_file(conversation, file, rules);
    }
    too_many
}

/// Does something with an attachment as soon as it has come, in place of waiting for the next message.
pub fn when_there(key: &str, then: impl FnOnce(File) + 'static) {
    HELD.with_borrow_mut(|all| {
        if let Some(held) = all.get_mut(key) {
            held.then = Some(Box::new(then));
        }
    });
}

/// Files that are on the server already, for the next message.
pub fn add_there(conversation: ConversationId, files: Vec<File>) {
    let attachments = files.into_iter().map(|file| {
        UPLOADED.with_borrow_mut(|all| all.insert(file.id, file.clone()));
        Attachment {
            key: browser::command_id().as_str().to_owned(),
            name: file.name.clone(),
            size: file.size,
            kind: file.kind,
            preview: file.thumbnail.then(|| format!("/files/{}/small?small", file.id)),
            progress: ArcRwSignal::new(Progress::There(file)),
        }
    });
    of(conversation).update(|list| list.extend(attachments));
}

/// Those of the attachments that have come are these, whoever uploaded them; what is on its way stays.
pub fn put_there(conversation: ConversationId, mut files: Vec<File>) {
    of(conversation).update(|list| {
        list.retain(|attachment| {
            let there = attachment.progress.with_untracked(|progress| match progress {
                Progress::There(file) => Some(file.id),
                _ => None,
            });
            let Some(id) = there else { return true };
            let stays = files.iter().any(|file| file.id == id);
            files.retain(|file| file.id != id);
            stays
        });
    });
    if !files.is_empty() {
        add_there(conversation, files);
    }
}

/// Takes one file in.
pub fn add_file(conversation: ConversationId, file: web_sys::File, rules: &FileRules) -> Attachment {
    let media_type = file.type_();
    let kind = kind(&media_type);
    #[expect(clippy::cast_possible_truncation, reason = "no file has so many bytes")]
    let size = file.size() as i64;
    let attachment = Attachment {
        key: browser::command_id().as_str().to_owned(),
        name: file.name(),
        size,
        kind,
        preview: (kind == FileKind::Image)
            .then(|| Url::create_object_url_with_blob(&file).ok())
            .flatten(),
        progress: ArcRwSignal::new(Progress::Coming(0.0)),
    };
    let held = Held {
        file,
        request: None,
        listeners: Vec::new(),
        then: None,
    };
    HELD.with_borrow_mut(|all| all.insert(attachment.key.clone(), held));
    of(conversation).update(|list| list.push(attachment.clone()));
    match refused(&attachment, &media_type, rules) {
        Some(reason) => attachment
            .progress
            .set(Progress::Failed(Problem::invalid("file", reason))),
        None => begin(conversation, &attachment),
    }
    attachment
}

/// What the server would say, as far as that can be known.
fn refused(attachment: &Attachment, media_type: &str, rules: &FileRules) -> Option<&'static str> {
    if attachment.size == 0 {
        return Some("required");
    }
    if attachment.size > rules.max_size {
        return Some("too_large");
    }
    // What the browser does not know, and documents, the server has to look at.
    let sure = attachment.kind != FileKind::Document && media_type != "image/svg+xml";
    let page = matches!(media_type, "image/svg+xml" | "text/html");
    (page || (sure && !rules.take(attachment.kind, false))).then_some("type")
}

fn kind(media_type: &str) -> FileKind {
    match media_type.split('/').next() {
        Some("image") if media_type != "image/svg+xml" => FileKind::Image,
        Some("audio") => FileKind::Audio,
        Some("video") => FileKind::Video,
        _ => FileKind::Document,
    }
}

/// Uploads an attachment, or does so again after a failure.
pub fn begin(conversation: ConversationId, attachment: &Attachment) {
    attachment.progress.set(Progress::Coming(0.0));
    if request(conversation, attachment).is_err() {
        attachment.progress.set(Progress::Failed(Problem::Unavailable));
    }
}

fn request(conversation: ConversationId, attachment: &Attachment) -> Result<(), wasm_bindgen::JsValue> {
    let name = js_sys::encode_uri_component(&attachment.name);
    let address = format!(
        "/api/v1/files?id={}&conversation={conversation}&name={name}",
        attachment.key
    );
    let request = XmlHttpRequest::new()?;
    request.open_with_async("POST", &address, true)?;
    request.set_request_header("Content-Type", "application/octet-stream")?;

    let progress = attachment.progress.clone();
    let coming = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            progress.set(Progress::Coming(event.loaded() / event.total()));
        }
    });
    request.upload()?.set_onprogress(Some(coming.as_ref().unchecked_ref()));
    let (progress, answer, key) = (attachment.progress.clone(), request.clone(), attachment.key.clone());
    let answered = Closure::<dyn FnMut(ProgressEvent)>::new(move |_| {
        let outcome = outcome(&answer);
        let then = HELD.with_borrow_mut(|all| match &outcome {
            Progress::There(_) => all.get_mut(&key).and_then(|held| held.then.take()),
            _ => None,
        });
        progress.set(outcome.clone());
        if let (Some(then), Progress::There(file)) = (then, outcome) {
            then(file);
        }
    });
    request.set_onload(Some(answered.as_ref().unchecked_ref()));
    let progress = attachment.progress.clone();
    let lost = Closure::<dyn FnMut(ProgressEvent)>::new(move |_| progress.set(Progress::Failed(Problem::Unavailable)));
    request.set_onerror(Some(lost.as_ref().unchecked_ref()));

    HELD.with_borrow_mut(|all| {
        if let Some(held) = all.get_mut(&attachment.key) {
            request.send_with_opt_blob(Some(&held.file))?;
            held.listeners = vec![coming, answered, lost];
            held.request = Some(request);
        }
        Ok(())
    })
}

fn outcome(request: &XmlHttpRequest) -> Progress {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    let status = request.status().unwrap_or_default();
    if status == 200
        && let Some(file) = json::read::<File>(&text)
    {
        UPLOADED.with_borrow_mut(|files| files.insert(file.id, file.clone()));
        return Progress::There(file);
    }
    Progress::Failed(json::read(&text).unwrap_or(match status {
        413 => Problem::invalid("file", "too_large"),
        _ => Problem::Unavailable,
    }))
}

/// Uploads a file for a quick reply.
pub async fn prepare(file: web_sys::File) -> Result<File, Problem> {
    let name = js_sys::encode_uri_component(&file.name());
    let address = format!("/api/v1/files?id={}&name={name}", browser::command_id().as_str());
    let (status, text) = post(&address, &file).await.ok_or(Problem::Unavailable)?;
    match json::read::<File>(&text) {
        Some(file) if status == 200 => Ok(file),
        _ => Err(json::read(&text).unwrap_or(Problem::Unavailable)),
    }
}

async fn post(address: &str, file: &web_sys::File) -> Option<(u16, String)> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(file);
    let headers = web_sys::Headers::new().ok()?;
    headers.set("Content-Type", "application/octet-stream").ok()?;
    init.set_headers(&headers);
    let promise = web_sys::window()?.fetch_with_str_and_init(address, &init);
    let response: web_sys::Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    Some((response.status(), text.as_string()?))
}

/// Takes an attachment out; what is on its way stops.
pub fn remove(conversation: ConversationId, key: &str) {
    of(conversation).update(|list| list.retain(|it| it.key != key));
    forget(key);
}

/// What has come, to be sent; the list is empty then.
pub fn take(conversation: ConversationId) -> Vec<FileId> {
    let mut taken = Vec::new();
    of(conversation).update(|list| taken = std::mem::take(list));
    taken
        .iter()
        .filter_map(|attachment| {
            forget(&attachment.key);
            attachment.progress.with_untracked(|progress| match progress {
                Progress::There(file) => Some(file.id),
                _ => None,
            })
        })
        .collect()
}

fn forget(key: &str) {
    let held = HELD.with_borrow_mut(|all| all.remove(key));
    // What hears the request may be what has called: it is dropped when that has returned.
    let held = held.map(|mut held| {
        let listeners = std::mem::take(&mut held.listeners);
        set_timeout(move || drop(listeners), core::time::Duration::ZERO);
        held
    });
    if let Some(request) = held.as_ref().and_then(|held| held.request.as_ref()) {
        // Aborting fails for no request; one that is answered is not touched.
        let _ = request.abort();
    }
}
