//! Whether an agent may write to a customer now, or only send a template (R118, R119).

use model::{LONGEST_TEMPLATE, Lifecycle, MOST_TEMPLATES, MessageText, Problem, ReplyRules, Template, Timestamp};
use store::{Conn, connection};

use crate::field;

/// `text` is empty for what no template could be. `Invalid { field: "text", reason: "reply_window" }`: the customer's last message is too long ago for anything but a template,
/// and this is none.
pub(crate) async fn check(conn: &mut Conn, lifecycle: &Lifecycle, text: &str, now: Timestamp) -> Result<(), Problem> {
    let over = connection::get(conn, lifecycle.connection)
        .await?
        .ok_or(Problem::NotFound)?;
    let until = over.reply.open_until(lifecycle);
    if over.reply.allow(text, until, now) {
        Ok(())
    } else {
        Err(Problem::invalid("text", "reply_window"))
    }
}

/// The rules as they are stored. `Invalid` names `reply_window_ms` or `templates`; two of a name in one language are `taken`.
pub(crate) fn checked(rules: &ReplyRules) -> Result<ReplyRules, Problem> {
    let right = ReplyRules::SHORTEST..=ReplyRules::LONGEST;
    if rules.window_ms.is_some_and(|window| !right.contains(&window)) {
        return Err(Problem::invalid("reply_window_ms", "wrong"));
    }
    if rules.templates.len() > MOST_TEMPLATES {
        return Err(Problem::invalid("templates", "too_long"));
    }
    let mut templates: Vec<Template> = Vec::new();
    for template in &rules.templates {
        let text = MessageText::new(&template.text).map_err(|_| Problem::invalid("templates", "required"))?;
        if text.as_str().chars().count() > LONGEST_TEMPLATE {
            return Err(Problem::invalid("templates", "too_long"));
        }
        let name = field::name("templates", &template.name)?;
        let language = template.language;
        if templates.iter().any(|it| it.language == language && it.name == name) {
            return Err(Problem::invalid("templates", "taken"));
        }
        let text = text.as_str().to_owned();
        templates.push(Template { name, language, text });
    }
    Ok(ReplyRules {
        window_ms: rules.window_ms,
        templates,
    })
}
