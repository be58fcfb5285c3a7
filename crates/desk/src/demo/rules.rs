//! How the shop's inboxes treat their conversations: each a little differently, so that there is something to see.

use model::{BusinessHours, CalendarDay, InboxSettings, OpenHours, Problem, RatingKind, Wording};

use super::dialogues::Topic;

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;

/// The workshop asks in the simplest way.
pub(super) fn rating(topic: Topic) -> RatingKind {
    match topic {
        Topic::Sales | Topic::Delivery => RatingKind::Five,
        Topic::Workshop => RatingKind::Like,
    }
}

pub(super) fn of(topic: Topic, made: InboxSettings) -> Result<InboxSettings, Problem> {
    let closing = match topic {
        Topic::Sales => 2 * HOUR,
        Topic::Workshop => 30 * MINUTE,
        Topic::Delivery => HOUR,
    };
    Ok(InboxSettings {
        rating: Some(rating(topic)),
        closes_on_rating: true,
        closing_delay_ms: Some(closing),
        auto_close_ms: Some(24 * HOUR),
        auto_close_text: goodbye(),
        idle_timeout_ms: None,
        business_hours: Some(hours()?),
        ..made
    })
}

fn goodbye() -> Wording {
    Wording {
        en: "We are closing this conversation, as we have not heard from you. If you need us, just write again!"
            .to_owned(),
        pt_br: "Encerramos por aqui, pois não tivemos mais notícias suas. Se precisar, é só escrever de novo!"
            .to_owned(),
        es: "Cerramos esta conversación porque no hemos tenido noticias tuyas. Si nos necesitas, ¡escríbenos de nuevo!"
            .to_owned(),
    }
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
