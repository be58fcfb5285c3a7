//! One entry of the audit log: a sentence, who and from where, and what the values were before and after.

use leptos::prelude::*;
use model::{AuditActor, AuditChange, AuditEntry, AuditSubjectKind};

use crate::pages::settings::profile::browser;
use crate::{format, texts::later as texts};

#[component]
pub fn Line(entry: AuditEntry) -> impl IntoView {
    let who = match &entry.actor {
        AuditActor::User { name, .. } => name.clone(),
        AuditActor::CommandLine => texts::audit_command_line().to_owned(),
        AuditActor::Nobody { name } if name.is_empty() => texts::audit_nobody().to_owned(),
        AuditActor::Nobody { name } => texts::audit_nobody_typed(name),
    };
    let subject = entry.subject.map(|subject| match subject.kind {
        AuditSubjectKind::Session => browser::words(&subject.name),
        AuditSubjectKind::Role => texts::role_name(&subject.name),
        _ => subject.name,
    });
    let address = (!entry.address.is_empty()).then(|| format!(" · {}", texts::session_address(&entry.address)));
    let changes = (!entry.changes.is_empty()).then(|| view! { <Changes changes=entry.changes /> });
    view! {
        <li class="audit-entry" data-action=entry.action.as_str()>
            <p class="audit-deed">
                {texts::audit_action(entry.action)} {subject.map(|name| view! { ": " <strong>{name}</strong> })}
            </p>
            <p class="audit-who">
                <span>{who}</span>
                {address}
                " · "
                <time>{format::exact(entry.at)}</time>
            </p>
            {changes}
        </li>
    }
    .into_any()
}

#[component]
fn Changes(changes: Vec<AuditChange>) -> impl IntoView {
    let row = |change: AuditChange| {
        let AuditChange { field, before, after } = change;
        let value =
            |value: Option<String>| value.map_or_else(|| "–".to_owned(), |value| texts::audit_value(&field, &value));
        view! {
            <tr>
                <th scope="row">{texts::audit_field(&field)}</th>
                <td>{value(before)}</td>
                <td>{value(after)}</td>
            </tr>
        }
    };
    view! {
        <details class="audit-changes">
            <summary>{texts::audit_changes()}</summary>
            <div class="audit-table">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{texts::audit_value_name()}</th>
                            <th scope="col">{texts::audit_before()}</th>
                            <th scope="col">{texts::audit_after()}</th>
                        </tr>
                    </thead>
                    <tbody>{changes.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
