use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{Candidate, Distribution, PAUSE, RoutingSettings, Unassigned};
use crate::{DepartmentId, Presence, Timestamp, UserId};

const NOW: Timestamp = Timestamp(10_000_000);

fn candidate(user: i64) -> Candidate {
    Candidate {
        user: UserId(user),
        presence: Presence::Online,
        may_accept: true,
        departments: vec![DepartmentId(1)],
        load: 0,
        assigned_at: None,
    }
}

fn evenly() -> RoutingSettings {
    RoutingSettings {
        distribution: Distribution::Evenly,
        ..RoutingSettings::default()
    }
}

fn in_order(order: &[i64]) -> RoutingSettings {
    RoutingSettings {
        distribution: Distribution::InOrder,
        order: order.iter().copied().map(UserId).collect(),
        ..RoutingSettings::default()
    }
}

/// Of three agents, the first is made unfit in one way; whoever is asked then is not the first.
#[test]
fn who_cannot_take_it_is_not_asked() {
    type Spoil = fn(&mut Candidate);
    let cases: [(&str, Spoil, Option<i64>); 7] = [
        ("fit", |_| (), Some(1)),
        ("away", |it| it.presence = Presence::Away, Some(2)),
        ("on a break", |it| it.presence = Presence::OnBreak, Some(2)),
        ("offline", |it| it.presence = Presence::Offline, Some(2)),
        ("may not accept", |it| it.may_accept = false, Some(2)),
        (
            "of another department",
            |it| it.departments = vec![DepartmentId(2)],
            Some(2),
        ),
        ("full", |it| it.load = 3, Some(2)),
    ];
    let waiting = Unassigned {
        department: Some(DepartmentId(1)),
        ..Unassigned::default()
    };
    for settings in [evenly(), in_order(&[1, 2, 3])] {
        let settings = RoutingSettings {
            at_most: Some(3),
            ..settings
        };
        for (name, spoil, expected) in cases {
            let mut candidates = [candidate(1), candidate(2), candidate(3)];
            spoil(&mut candidates[0]);
            let asked = settings.choose(&waiting, &candidates, NOW);
            assert_eq!(asked, expected.map(UserId), "{name}, {:?}", settings.distribution);
        }
    }
}

#[test]
fn the_order_is_followed_and_who_is_not_in_it_gets_nothing() {
    let candidates = [candidate(1), candidate(2), candidate(3)];
    let waiting = Unassigned::default();
    for (order, expected) in [(&[3, 1][..], Some(3)), (&[9, 2], Some(2)), (&[9], None), (&[], None)] {
        assert_eq!(
            in_order(order).choose(&waiting, &candidates, NOW),
            expected.map(UserId),
            "{order:?}"
        );
    }
}

/// Otherwise a conversation that nobody takes goes round between the same agents without rest.
#[test]
fn who_let_it_pass_is_asked_again_only_after_the_pause() {
    let candidates = [candidate(1), candidate(2)];
    let mut waiting = Unassigned::default();
    let settings = in_order(&[1, 2]);
    let mut now = NOW;
    for expected in [Some(1), Some(2), None] {
        let asked = settings.choose(&waiting, &candidates, now);
        assert_eq!(asked, expected.map(UserId));
        waiting.passed.extend(asked.map(|agent| (agent, now)));
        now = now.plus(1_000);
    }
    assert_eq!(settings.choose(&waiting, &candidates, NOW.plus(PAUSE - 1)), None);
    assert_eq!(settings.choose(&waiting, &candidates, NOW.plus(PAUSE)), Some(UserId(1)));
}

#[test]
fn the_support_agent_is_asked_first_when_that_is_wanted_and_possible() {
    let waiting = Unassigned {
        support_agent: Some(UserId(2)),
        ..Unassigned::default()
    };
    let mut candidates = [candidate(1), candidate(2)];
    candidates[1].assigned_at = Some(NOW);
    for (distribution, support_agent, fit, expected) in [
        (Distribution::Everyone, true, true, Some(2)),
        (Distribution::Everyone, true, false, None),
        (Distribution::Everyone, false, true, None),
        (Distribution::Evenly, true, true, Some(2)),
        (Distribution::Evenly, true, false, Some(1)),
        (Distribution::Evenly, false, true, Some(1)),
    ] {
        candidates[1].presence = if fit { Presence::Online } else { Presence::OnBreak };
        let settings = RoutingSettings {
            distribution,
            support_agent,
            ..RoutingSettings::default()
        };
        assert_eq!(
            settings.choose(&waiting, &candidates, NOW),
            expected.map(UserId),
            "{distribution:?} {support_agent} {fit}"
        );
    }
}

fn any_candidate(user: i64) -> impl Strategy<Value = Candidate> {
    (
        select(Presence::ALL),
        any::<bool>(),
        vec((1..3_i64).prop_map(DepartmentId), 0..3),
        0..5_u32,
        option::of((0..100_i64).prop_map(Timestamp)),
    )
        .prop_map(
            move |(presence, may_accept, departments, load, assigned_at)| Candidate {
                user: UserId(user),
                presence,
                may_accept,
                departments,
                load,
                assigned_at,
            },
        )
}

fn any_settings() -> impl Strategy<Value = RoutingSettings> {
    (
        select(Distribution::ALL),
        vec((1..8_i64).prop_map(UserId), 0..8),
        option::of(1..5_u32),
        any::<bool>(),
    )
        .prop_map(|(distribution, order, at_most, support_agent)| RoutingSettings {
            distribution,
            order,
            at_most,
            support_agent,
            ..RoutingSettings::default()
        })
}

fn any_waiting() -> impl Strategy<Value = Unassigned> {
    (
        option::of((1..3_i64).prop_map(DepartmentId)),
        option::of((1..8_i64).prop_map(UserId)),
        vec(
            (
                (1..8_i64).prop_map(UserId),
                (NOW.0 - 2 * PAUSE..=NOW.0).prop_map(Timestamp),
            ),
            0..8,
        ),
    )
        .prop_map(|(department, support_agent, passed)| Unassigned {
            department,
            support_agent,
            passed,
        })
}

proptest! {
    /// Whatever the company looks like, nobody is asked who must not be, and with equal chances nobody is left out.
    #[test]
    fn nobody_unfit_is_ever_asked_and_somebody_fit_always(
        settings in any_settings(),
        waiting in any_waiting(),
        candidates in (1..8_i64).map(any_candidate).collect::<Vec<_>>(),
    ) {
        let fit = |it: &Candidate| {
            it.presence == Presence::Online
                && it.may_accept
                && waiting.department.is_none_or(|wanted| it.departments.contains(&wanted))
                && settings.at_most.is_none_or(|most| it.load < most)
                && waiting.passed.iter().all(|(user, at)| *user != it.user || at.plus(PAUSE) <= NOW)
        };
        if let Some(agent) = settings.choose(&waiting, &candidates, NOW) {
            let asked = candidates.iter().find(|it| it.user == agent).expect("one of them");
            prop_assert!(fit(asked), "{asked:?}");
            let is_support_agent = settings.support_agent && waiting.support_agent == Some(agent);
            prop_assert!(settings.distribution != Distribution::Everyone || is_support_agent);
            if !is_support_agent && settings.distribution == Distribution::Evenly {
                prop_assert!(candidates.iter().filter(|it| fit(it)).all(|it| it.assigned_at >= asked.assigned_at));
            }
        } else {
            let somebody = candidates.iter().any(|it| fit(it) && match settings.distribution {
                Distribution::Everyone => settings.support_agent && waiting.support_agent == Some(it.user),
                Distribution::Evenly => true,
                Distribution::InOrder => settings.order.contains(&it.user),
            });
            prop_assert!(!somebody, "somebody could have been asked");
        }
    }

    /// However many conversations come in, they are spread evenly, and nobody gets more than the limit.
    #[test]
    fn conversations_are_spread_evenly_up_to_the_limit(
        agents in 1..7_usize,
        conversations in 0..60_usize,
        at_most in option::of(1..6_u32),
    ) {
        let mut candidates: Vec<_> = (1..).take(agents).map(candidate).collect();
        let settings = RoutingSettings { at_most, ..evenly() };
        let mut waiting = 0;
        for number in 0..conversations {
            let now = Timestamp(i64::try_from(number).expect("few"));
            if let Some(agent) = settings.choose(&Unassigned::default(), &candidates, now) {
                let asked = candidates.iter_mut().find(|it| it.user == agent).expect("one of them");
                asked.load += 1;
                asked.assigned_at = Some(now);
            } else {
                waiting += 1;
            }
        }
        let loads = || candidates.iter().map(|it| it.load);
        let (least, most) = (loads().min().expect("some"), loads().max().expect("some"));
        prop_assert!(most - least <= 1);
        prop_assert!(at_most.is_none_or(|limit| most <= limit));
        prop_assert!(waiting == 0 || at_most == Some(least), "nobody waits while there is room");
    }
}
