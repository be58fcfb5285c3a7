//! Routing on both engines: each conversation is offered to one agent at a time, to nobody who must not get it, and waits
//! when there is nobody.

use std::collections::BTreeMap;
use std::sync::Arc;

use desk::routing;
use desk::testing::SeededRandom;
use desk::{Desk, timers};
use model::{
    Author, Availability, Command, ConversationId, Distribution, InboxRouting, PAUSE, Permission, Problem,
    RoutingSettings, Status, UserId, Wording,
};
use store::testing::TestDb;

use crate::stage::Stage;

const OFFER: i64 = 60_000;

fn evenly() -> RoutingSettings {
    RoutingSettings {
        distribution: Distribution::Evenly,
        ..RoutingSettings::default()
    }
}

fn in_order(order: &[UserId]) -> RoutingSettings {
    RoutingSettings {
        distribution: Distribution::InOrder,
        order: order.to_vec(),
        ..RoutingSettings::default()
    }
}

impl Stage {
    async fn routes(&self, settings: RoutingSettings) {
        let inbox = self.inbox().await;
        let present = routing::settings(&self.desk, &self.administrator, inbox).await;
        let version = present.expect("read").version;
        let changed = InboxRouting { settings, version };
        let stored = routing::set_settings(&self.desk, &self.administrator, inbox, changed).await;
        assert_eq!(stored.expect("set").version, version + 1);
    }

    /// What a server does every second.
    async fn passes(&self) {
        self.settles().await;
        timers::run_due(&self.desk, 100).await.expect("ran");
        routing::run(&self.desk).await.expect("ran");
    }

    async fn offered_to(&self, id: ConversationId) -> Option<UserId> {
        self.row(id).await.lifecycle.reserved.map(|kept| kept.agent)
    }

    async fn declines(&self, actor: &model::Actor, conversation: ConversationId) {
        let declined = self.does(actor, Command::Decline { conversation }).await;
        declined.expect("declined");
    }

    /// What the customer was told by the desk itself.
    async fn told(&self, id: ConversationId) -> usize {
        let messages = self.messages(id).await;
        let told = messages
            .iter()
            .filter(|it| it.is_public() && it.author == Author::System);
        told.count()
    }
}

/// The customer of a conversation that everybody skips must still not wait for ever.
async fn an_offer_goes_from_one_to_the_next_and_round_again_only_after_a_pause(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    stage.routes(in_order(&[bia.user, ana.user])).await;
    let here = async || {
        stage.comes(ana.user).await;
        stage.comes(bia.user).await;
    };
    here().await;
    let id = stage.waiting().await;
    stage.passes().await;
    assert_eq!(stage.offered_to(id).await, Some(bia.user));
    let until = stage.row(id).await.lifecycle.reserved.and_then(|kept| kept.until);
    assert_eq!(until, Some(stage.now().plus(OFFER)));

    stage.declines(&bia, id).await;
    stage.passes().await;
    assert_eq!(stage.offered_to(id).await, Some(ana.user), "skipped: to the next");
    stage.clock.advance(OFFER);
    here().await;
    stage.passes().await;
    assert_eq!(stage.offered_to(id).await, None, "run out, and both are in their pause");
    stage.clock.advance(PAUSE - OFFER - 1_000);
    here().await;
    stage.passes().await;
    assert_eq!(stage.offered_to(id).await, None);
    stage.clock.advance(1_000);
    here().await;
    stage.passes().await;
    assert_eq!(stage.offered_to(id).await, Some(bia.user), "her pause is over");

    stage.accepts(&bia, id).await;
    let row = stage.row(id).await;
    assert_eq!(row.lifecycle.status, Status::Accepted);
    assert_eq!(row.lifecycle.assignee, Some(bia.user));
    assert_eq!(row.lifecycle.reserved, None);
}

async fn conversations_are_spread_over_those_who_can(db: TestDb) {
    let stage = Stage::new(db).await;
    let other = stage.department("Support").await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let pausing = stage.agent("pausing").await;
    let elsewhere = stage.user("elsewhere", "agent", &[other]).await;
    let reader = stage
        .user_who_may("reader", &[Permission::ReadDepartments], &[stage.sales])
        .await;
    let absent = stage.agent("absent").await;
    for user in [ana.user, bia.user, pausing.user, elsewhere.user, reader.user] {
        stage.comes(user).await;
    }
    stage.chooses(&pausing, Availability::OnBreak).await;
    stage.routes(evenly()).await;
    let mut loads = BTreeMap::<UserId, usize>::new();
    for _ in 0..6 {
        let id = stage.waiting().await;
        stage.passes().await;
        let agent = stage.offered_to(id).await.expect("offered");
        *loads.entry(agent).or_default() += 1;
    }
    assert_eq!(loads, BTreeMap::from([(ana.user, 3), (bia.user, 3)]));
    assert_ne!(ana.user, absent.user);
}

async fn nobody_gets_more_than_the_limit_and_the_rest_waits_until_there_is_room(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    stage.comes(ana.user).await;
    stage
        .routes(RoutingSettings {
            at_most: Some(2),
            ..evenly()
        })
        .await;
    let ids = [stage.waiting().await, stage.waiting().await, stage.waiting().await];
    stage.passes().await;
    let offered = async || {
        let mut offered = Vec::new();
        for id in ids {
            offered.push(stage.offered_to(id).await == Some(ana.user));
        }
        offered
    };
    assert_eq!(offered().await, [true, true, false]);
    stage.accepts(&ana, ids[0]).await;
    stage.passes().await;
    assert_eq!(offered().await, [false, true, false], "in service counts as well");
    stage.says(&ana, ids[0], "Good morning").await;
    stage.resolves(&ana, ids[0]).await;
    stage.passes().await;
    assert_eq!(offered().await, [false, true, true]);
}

async fn where_nobody_is_the_customer_is_told_once_and_served_when_somebody_comes(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    stage
        .routes(RoutingSettings {
            nobody_text: Wording::same("Nobody is here right now; we answer soon."),
            ..evenly()
        })
        .await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    let before = stage.row(id).await;
    for _ in 0..3 {
        stage.passes().await;
        stage.clock.advance(1_000);
    }
    assert_eq!(stage.told(id).await, 1);
    let after = stage.row(id).await;
    assert_eq!(after.lifecycle.status, Status::New, "an automatic text is no reply");
    assert_eq!(
        after.lifecycle.stamps.first_reply_at, before.lifecycle.stamps.first_reply_at,
        "and stops no clock"
    );
    assert_eq!((after.unread, &after.preview), (before.unread, &before.preview));
    stage.comes(ana.user).await;
    stage.passes().await;
    assert_eq!(stage.offered_to(id).await, Some(ana.user));
    stage.declines(&ana, id).await;
    stage.passes().await;
    assert_eq!(stage.told(id).await, 1, "told is told");
}

/// Otherwise everybody who ever waited gets a message when the routing is switched on at night.
async fn who_waits_for_long_is_not_written_to_when_routing_is_switched_on(db: TestDb) {
    let stage = Stage::new(db).await;
    let id = stage.waiting().await;
    stage.clock.advance(11 * 60_000);
    stage
        .routes(RoutingSettings {
            nobody_text: Wording::same("Nobody is here."),
            ..evenly()
        })
        .await;
    stage.passes().await;
    assert_eq!(stage.told(id).await, 0);
}

async fn a_returned_conversation_does_not_come_straight_back(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    stage.comes(ana.user).await;
    stage.routes(evenly()).await;
    let id = stage.waiting().await;
    stage.passes().await;
    stage.accepts(&ana, id).await;
    stage
        .does(&ana, Command::Return { conversation: id })
        .await
        .expect("returned");
    stage.passes().await;
    assert_eq!(stage.offered_to(id).await, None);
    stage.comes(bia.user).await;
    stage.passes().await;
    assert_eq!(stage.offered_to(id).await, Some(bia.user));
}

/// Only who may assign others says so, and it holds for the customer's next conversations too.
async fn a_customer_comes_to_who_was_made_responsible(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    stage
        .routes(RoutingSettings {
            support_agent: true,
            ..evenly()
        })
        .await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    let assign = |agent| Command::AssignSupportAgent {
        conversation: id,
        agent,
    };
    let refused = stage.does(&ana, assign(Some(ana.user))).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    let nobody = stage.does(&stage.administrator, assign(Some(UserId(999)))).await;
    assert_eq!(nobody, Err(Problem::invalid("agent", "wrong")));
    stage
        .does(&stage.administrator, assign(Some(bia.user)))
        .await
        .expect("assigned");
    for agent in [&ana, &bia] {
        stage.comes(agent.user).await;
    }
    stage.passes().await;
    assert_eq!(stage.offered_to(id).await, Some(bia.user), "though it is Ana's turn");
    let open = desk::reading::open(&stage.desk, &stage.administrator, id).await;
    assert_eq!(open.expect("opened").contact.support_agent, Some(bia.user));
    stage
        .does(&stage.administrator, assign(None))
        .await
        .expect("left to who was last");
    let open = desk::reading::open(&stage.desk, &stage.administrator, id).await;
    assert_eq!(open.expect("opened").contact.support_agent, None);
}

async fn a_customer_comes_back_to_who_served_them_last(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let support = RoutingSettings {
        support_agent: true,
        ..RoutingSettings::default()
    };
    stage.routes(support.clone()).await;
    let guest = stage.guest().await;
    let first = stage.writes(&guest, "hello").await.conversation.id;
    stage.comes(ana.user).await;
    stage.comes(bia.user).await;
    stage.passes().await;
    assert_eq!(
        stage.offered_to(first).await,
        None,
        "everyone sees what has no support agent"
    );
    stage.says(&bia, first, "Good morning").await;
    stage.resolves(&bia, first).await;

    let second = stage.writes(&guest, "one more thing").await.conversation.id;
    assert_ne!(first, second);
    stage.comes(bia.user).await;
    stage.passes().await;
    assert_eq!(stage.offered_to(second).await, Some(bia.user));
    stage.declines(&bia, second).await;
    stage.passes().await;
    assert_eq!(stage.offered_to(second).await, None, "then everybody's again");
}

/// Two servers at work, agents who take, skip and end: nobody ever has more than the limit, and nothing is given twice.
async fn two_servers_hand_each_conversation_out_once_and_never_above_the_limit(db: TestDb) {
    let stage = Stage::new(db).await;
    let mut agents = Vec::new();
    for name in ["ana", "bia", "caio"] {
        let agent = stage.agent(name).await;
        stage.comes(agent.user).await;
        agents.push(agent);
    }
    stage
        .routes(RoutingSettings {
            at_most: Some(2),
            ..evenly()
        })
        .await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(stage.waiting().await);
    }
    let other = Desk::new(
        stage.db.another_server().await,
        stage.clock.clone(),
        Arc::new(SeededRandom::new(11)),
    );
    let desks = [stage.desk.clone(), other.clone(), stage.desk.clone(), other];
    let mut served = 0;
    for _ in 0..20 {
        let from = stage.end().await;
        let passes: Vec<_> = desks
            .iter()
            .map(|desk| {
                let desk = desk.clone();
                tokio::spawn(async move { routing::run(&desk).await })
            })
            .collect();
        let mut handed_out = 0;
        for pass in passes {
            handed_out += pass.await.expect("no panic").expect("ran");
        }
        assert_eq!(stage.events(from).await.len(), handed_out, "each hand-out is one event");
        let mut loads = BTreeMap::<UserId, Vec<ConversationId>>::new();
        for id in &ids {
            if let Some(agent) = stage.offered_to(*id).await {
                loads.entry(agent).or_default().push(*id);
            }
        }
        assert!(loads.values().all(|load| load.len() <= 2), "{loads:?}");
        for agent in &agents {
            if let Some(id) = loads.get(&agent.user).and_then(|load| load.first()) {
                stage.accepts(agent, *id).await;
                stage.says(agent, *id, "Good morning").await;
                stage.resolves(agent, *id).await;
                served += 1;
            }
            stage.comes(agent.user).await;
        }
    }
    assert_eq!(served, ids.len(), "and all are served in the end");
}

async fn only_who_manages_inboxes_sets_the_routing_and_sees_what_others_changed(db: TestDb) {
    let stage = Stage::new(db).await;
    let inbox = stage.inbox().await;
    let ana = stage.agent("ana").await;
    let routing = routing::settings(&stage.desk, &stage.administrator, inbox)
        .await
        .expect("read");
    assert_eq!(routing.settings, RoutingSettings::default());
    assert_eq!(
        routing::settings(&stage.desk, &ana, inbox).await,
        Err(Problem::Forbidden)
    );
    let set = async |actor, settings| {
        let changed = InboxRouting {
            settings,
            version: routing.version,
        };
        routing::set_settings(&stage.desk, actor, inbox, changed).await
    };
    assert_eq!(set(&ana, evenly()).await, Err(Problem::Forbidden));
    let wrong = |field| Err(Problem::invalid(field, "wrong"));
    for (settings, field) in [
        (
            RoutingSettings {
                at_most: Some(0),
                ..evenly()
            },
            "at_most",
        ),
        (
            RoutingSettings {
                offer_ms: 9_999,
                ..evenly()
            },
            "offer_ms",
        ),
        (in_order(&[ana.user, ana.user]), "order"),
        (in_order(&[UserId(999)]), "order"),
    ] {
        assert_eq!(set(&stage.administrator, settings).await, wrong(field), "{field}");
    }
    set(&stage.administrator, evenly()).await.expect("set");
    let second = set(&stage.administrator, RoutingSettings::default()).await;
    assert!(matches!(second, Err(Problem::Conflict { .. })), "{second:?}");
    let kept = routing::settings(&stage.desk, &stage.administrator, inbox).await;
    assert_eq!(kept.expect("read").settings, evenly());
}

store::testing::contract! {
    a_customer_comes_back_to_who_served_them_last,
    a_customer_comes_to_who_was_made_responsible,
    a_returned_conversation_does_not_come_straight_back,
    an_offer_goes_from_one_to_the_next_and_round_again_only_after_a_pause,
    conversations_are_spread_over_those_who_can,
    nobody_gets_more_than_the_limit_and_the_rest_waits_until_there_is_room,
    only_who_manages_inboxes_sets_the_routing_and_sees_what_others_changed,
    two_servers_hand_each_conversation_out_once_and_never_above_the_limit,
    where_nobody_is_the_customer_is_told_once_and_served_when_somebody_comes,
    who_waits_for_long_is_not_written_to_when_routing_is_switched_on,
}
