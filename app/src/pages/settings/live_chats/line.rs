//! The line of HTML that puts the chat on a website.

use leptos::prelude::*;
use model::ConnectionId;

use crate::components::{Button, Icon, Notices, Symbol};
use crate::{platform, texts::later as texts};

#[component]
pub fn Line(id: ConnectionId) -> impl IntoView {
    let notices = use_context::<Notices>();
    let loader = platform::address_of("/widget.js");
    let line = format!("<script type=\"module\" src=\"{loader}\" data-connection=\"{id}\"></script>");
    let shown = line.clone();
    let copy = move |()| {
        platform::copy(&line);
        if let Some(notices) = notices {
            notices.show(texts::live_chat_line_copied());
        }
    };
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::live_chat_line()}</h2>
            <p class="card-lead">{texts::live_chat_line_lead()}</p>
            <pre class="code-line" tabindex="0" role="region" aria-label=texts::live_chat_line()>
                <code>{shown}</code>
            </pre>
            <p>
                <Button on_press=copy>
                    <Icon symbol=Symbol::Copy />
                    {texts::live_chat_line_copy()}
                </Button>
            </p>
        </section>
    }
    .into_any()
}
