//! The worked example of a conversation's times, in business hours, and hours that change.

use model::{
    BusinessHours, Command, ConversationId, InboxSettings, OpenHours, RatingKind, Status, TimeMetrics, Timestamp,
    VisitorCommand,
};
use store::testing::TestDb;

use crate::stage::{Guest, Stage};

const MINUTE: i64 = 60_000;
/// Ten o'clock in São Paulo on Monday, 21 September 2026.
const TEN: Timestamp = Timestamp(1_789_995_600_000);

/// Every day, from and to in minutes after midnight.
fn open(stretches: &[(u16, u16)]) -> BusinessHours {
    let day: Vec<_> = stretches
        .iter()
        .map(|(from, to)| OpenHours { from: *from, to: *to })
        .collect();
    BusinessHours {
        time_zone: "America/Sao_Paulo".to_owned(),
        weekly: core::array::from_fn(|_| day.clone()),
        holidays: Vec::new(),
    }
}

fn minutes(metrics: &TimeMetrics) -> [Option<i64>; 9] {
    [
        metrics.waiting_for_agent_reply,
        metrics.agent_response_time,
        metrics.duration_before_agent_close,
        metrics.conversation_duration,
        metrics.initial_response_time,
        metrics.chatbot_time,
        metrics.total_response_time,
        metrics.average_response_time,
        metrics.maximum_response_time,
    ]
    .map(|time| time.map(|time| time / MINUTE))
}

struct Example {
    stage: Stage,
    guest: Guest,
    id: ConversationId,
}

impl Example {
    /// Every step is a second after what is set.
    fn at(&self, minute: i64) {
        self.stage.clock.set(TEN.plus(minute * MINUTE - 1_000));
    }

    async fn metrics(&self) -> (TimeMetrics, TimeMetrics) {
        let metrics = self.stage.row(self.id).await.metrics;
        (metrics.calendar, metrics.business)
    }
}

/// The worked example without its bot, which no use case has yet: the hours end at 10:10 and begin again at 10:25.
async fn the_worked_example_in_business_hours(db: TestDb) {
    let stage = Stage::new(db).await;
    stage
        .rules(InboxSettings {
            rating: Some(RatingKind::Five),
            closes_on_rating: true,
            business_hours: Some(open(&[(540, 610), (625, 1080)])),
            ..InboxSettings::default()
        })
        .await;
    let ana = stage.agent("ana").await;
    stage.clock.set(TEN.plus(-1_000));
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "c1").await.conversation.id;
    let it = Example { stage, guest, id };
    let none = None;
    assert_eq!(it.stage.row(id).await.lifecycle.stamps.created_at, TEN);
    assert_eq!(
        minutes(&it.metrics().await.0),
        [none, none, none, Some(0), none, Some(0), none, none, none]
    );

    it.at(5);
    it.stage.accepts(&ana, id).await;
    it.at(6);
    it.stage.writes(&it.guest, "c2").await;
    it.at(8);
    it.stage.says(&ana, id, "first answer").await;
    it.at(20);
    it.stage.writes(&it.guest, "c3").await;
    it.at(30);
    it.stage.says(&ana, id, "second answer").await;
    it.at(31);
    it.stage.resolves(&ana, id).await;
    assert_eq!(it.stage.row(id).await.lifecycle.status, Status::PendingClose);
    it.at(35);
    let rate = VisitorCommand::Rate {
        conversation: id,
        value: 5,
        comment: None,
    };
    it.stage.visitor_does(&it.guest, rate).await.expect("rated");

    let stamps = it.stage.row(id).await.lifecycle.stamps;
    let at = |minute: i64| Some(TEN.plus(minute * MINUTE));
    assert_eq!(
        [
            stamps.queued_at,
            stamps.accepted_at,
            stamps.first_reply_at,
            stamps.ended_at,
            stamps.closed_at
        ],
        [at(0), at(5), at(8), at(31), at(35)]
    );
    assert_eq!(stamps.last_message_at, at(30));
    let (calendar, business) = it.metrics().await;
    assert_eq!(minutes(&calendar), [8, 5, 31, 30, 8, 0, 18, 9, 10].map(Some));
    // Fifteen minutes of it the shop was closed: five of them before the third question.
    assert_eq!(minutes(&business), [8, 5, 16, 15, 8, 0, 13, 6, 8].map(Some));
}

/// Otherwise last month's figures change when this month's hours do.
async fn changed_hours_do_not_recompute_what_was_measured(db: TestDb) {
    let stage = Stage::new(db).await;
    let rules = |business_hours| InboxSettings {
        business_hours,
        ..InboxSettings::default()
    };
    stage.rules(rules(Some(open(&[(540, 605), (610, 1080)])))).await;
    let ana = stage.agent("ana").await;
    stage.clock.set(TEN.plus(-1_000));
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    let it = Example { stage, guest, id };
    it.at(20);
    it.stage.says(&ana, id, "answer").await;
    assert_eq!(
        minutes(&it.metrics().await.1),
        [
            Some(15),
            Some(15),
            None,
            Some(15),
            Some(15),
            Some(0),
            Some(15),
            Some(15),
            Some(15)
        ]
    );

    it.stage.rules(rules(None)).await;
    it.at(30);
    it.stage.resolves(&ana, id).await;
    let ended = it.metrics().await.1;
    // Only what ends now is measured by the new hours.
    assert_eq!(minutes(&ended), [15, 15, 30, 15, 15, 0, 15, 15, 15].map(Some));
    it.at(40);
    it.stage
        .does(&ana, Command::Reopen { conversation: id })
        .await
        .expect("reopened");
    let reopened = it.metrics().await.1;
    assert_eq!(
        minutes(&reopened),
        [
            Some(15),
            Some(15),
            None,
            Some(15),
            Some(15),
            Some(0),
            Some(15),
            Some(15),
            Some(15)
        ]
    );
}

store::testing::contract! {
    the_worked_example_in_business_hours,
    changed_hours_do_not_recompute_what_was_measured,
}
