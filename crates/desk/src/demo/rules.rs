//! How the shop's inboxes treat their conversations: each a little differently, so that there is something to see.

use model::{BusinessHours, CalendarDay, MessageText, OpenHours, Problem, RatingKind};

use super::dialogues::Topic;
use crate::inbox::InboxRules;

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;

/// The workshop asks in the simplest way.
pub(super) fn rating(topic: Topic) -> RatingKind {
    match topic {
        Topic::Sales | Topic::Delivery => RatingKind::Five,
        Topic::Workshop => RatingKind::Like,
    }
}

pub(super) fn rules(topic: Topic) -> Result<InboxRules, Problem> {
    let closing = match topic {
        Topic::Sales => 2 * HOUR,
        Topic::Workshop => 30 * MINUTE,
        Topic::Delivery => HOUR,
    };
    let text = "Encerramos por aqui, pois não tivemos mais notícias suas. Se precisar, é só escrever de novo!";
    Ok(InboxRules {
        rating: Some(rating(topic)),
        closes_on_rating: true,
        closing_delay_ms: Some(closing),
        auto_close_ms: Some(24 * HOUR),
        auto_close_text: Some(MessageText::new(text)?),
        idle_timeout_ms: None,
        business_hours: Some(hours()?),
    })
}

/// From Monday to Friday nine to six, on Saturdays until one.
fn hours() -> Result<BusinessHours, Problem> {
    let open = |until: u16| {
        vec![OpenHours {
            from: 9 * 60,
            to: until * 60,
        }]
    };
    let holidays = [
        "2026-09-07",
        "2026-10-12",
        "2026-11-02",
        "2026-11-15",
        "2026-12-25",
        "2027-01-01",
    ];
    Ok(BusinessHours {
        time_zone: "America/Sao_Paulo".to_owned(),
        weekly: [open(18), open(18), open(18), open(18), open(18), open(13), Vec::new()],
        holidays: holidays
            .into_iter()
            .map(|day| CalendarDay::try_from(day.to_owned()))
            .collect::<Result<_, _>>()?,
    })
}
