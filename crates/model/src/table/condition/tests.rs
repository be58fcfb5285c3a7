use super::{Choice, Condition, Field, MAX_CONDITIONS, Span, Test, check};
use crate::conversation::tests::conversation;
use crate::{
    Channel, Column, Comment, Direction, GeneralStatus, Moment, Problem, Rating, RatingKind, Review, StartPage, Status,
    TagId, TimeBasis, Timestamp, UserId,
};

fn on(field: Field, test: Test) -> Condition {
    Condition { field, test }
}

fn column(column: Column, test: Test) -> Condition {
    on(Field::Column(column), test)
}

const fn span(from: Option<i64>, to: Option<i64>) -> Test {
    Test::Within(Span { from, to })
}

/// Otherwise a link or the back button leads to another list than the one that was left.
#[test]
fn a_filter_comes_back_from_its_short_form() {
    let all = vec![
        column(
            Column::Status,
            Test::OneOf(vec![
                Choice::Status(GeneralStatus::Waiting),
                Choice::Status(GeneralStatus::Replied),
            ]),
        ),
        column(
            Column::DetailedStatus,
            Test::NoneOf(vec![Choice::DetailedStatus(Status::WaitingAgain)]),
        ),
        column(
            Column::Direction,
            Test::OneOf(vec![Choice::Direction(Direction::Outbound)]),
        ),
        column(Column::Channel, Test::OneOf(vec![Choice::Channel(Channel::LiveChat)])),
        column(Column::Agent, Test::OneOf(vec![Choice::Me, Choice::Id(12)])),
        column(Column::Agent, Test::Empty),
        column(Column::Closed, Test::NotEmpty),
        column(Column::Spam, Test::No),
        on(Field::Unread, Test::Yes),
        column(Column::Number, span(Some(5), None)),
        column(Column::ChatbotTime, span(None, Some(60_000))),
        column(Column::CustomerRating, span(Some(1), Some(2))),
        column(Column::Created, Test::At(Moment::LastDays(7))),
        column(Column::Created, Test::At(Moment::BeforeLastDays(30))),
        column(Column::Created, Test::At(Moment::Today)),
        column(Column::Created, Test::At(Moment::Yesterday)),
        column(Column::Created, Test::At(Moment::ThisWeek)),
        column(Column::Created, Test::At(Moment::ThisMonth)),
        column(Column::Created, Test::At(Moment::LastMonth)),
        column(
            Column::Modified,
            Test::At(Moment::Between {
                from: Some(Timestamp(-3)),
                until: None,
            }),
        ),
        column(Column::Customer, Test::Contains("Zé ~ da.Silva!".to_owned())),
        on(Field::Messages, Test::Contains("não chegou 🙂".to_owned())),
        on(Field::Groups, Test::OneOf(vec![Choice::Id(3)])),
    ];
    let text = Condition::list_to_text(&all);
    assert!(
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.!~".contains(&byte)),
        "{text}"
    );
    assert_eq!(Condition::list_from_text(&text), Some(all.clone()));
    assert_eq!(check(&all), Ok(()));
    assert_eq!(
        Condition::list_to_text(&all[12..13]),
        "created.last.7",
        "links that people have kept go on working"
    );
    let json = serde_json::to_string(&all).expect("json");
    assert_eq!(serde_json::from_str::<Vec<Condition>>(&json).expect("json"), all);
    assert_eq!(Condition::list_from_text(""), Some(Vec::new()));
    for wrong in [
        "status",
        "status.in.gone",
        "nothing.in.1",
        "inbox.in.me",
        "spam.yes.1",
        "created.last.x",
        "number.within.1",
        "customer.has.!4",
        "customer.has.!ff",
        "~",
    ] {
        assert_eq!(Condition::list_from_text(wrong), None, "{wrong}");
    }
}

#[test]
fn a_filter_that_makes_no_sense_is_refused_with_the_field_that_is_at_fault() {
    let choice = Choice::Id(1);
    for (condition, reason) in [
        (column(Column::Inbox, Test::OneOf(vec![choice])), None),
        (column(Column::Inbox, Test::OneOf(vec![])), Some("required")),
        (column(Column::Inbox, Test::OneOf(vec![choice; 101])), Some("too_long")),
        (column(Column::Inbox, Test::OneOf(vec![Choice::Me])), Some("wrong")),
        (column(Column::Inbox, Test::Empty), Some("wrong")),
        (column(Column::Inbox, Test::Yes), Some("wrong")),
        (column(Column::Agent, Test::Empty), None),
        (column(Column::Number, span(None, None)), Some("required")),
        (column(Column::Number, span(Some(2), Some(1))), Some("wrong")),
        (column(Column::Created, span(Some(1), Some(2))), Some("wrong")),
        (column(Column::Created, Test::At(Moment::LastDays(0))), Some("wrong")),
        (
            column(Column::StartPage, Test::Contains(" ".to_owned())),
            Some("required"),
        ),
        (column(Column::StartPage, Test::Contains("/".to_owned())), None),
        (on(Field::Messages, Test::Contains("...".to_owned())), Some("required")),
        (on(Field::Messages, Test::Contains("x".repeat(201))), Some("too_long")),
        (on(Field::Messages, Test::Empty), Some("wrong")),
        (on(Field::Unread, Test::Yes), None),
    ] {
        let expected = reason.map_or(Ok(()), |reason| Err(Problem::invalid(condition.field.as_str(), reason)));
        assert_eq!(check(core::slice::from_ref(&condition)), expected, "{condition:?}");
    }
    let many = vec![on(Field::Unread, Test::Yes); MAX_CONDITIONS + 1];
    assert_eq!(check(&many), Err(Problem::invalid("conditions", "too_long")));
}

/// The screen announces what newly stands in the list by this; the store is tested against it.
#[test]
fn a_conversation_meets_a_condition_or_not_or_its_row_does_not_say() {
    let mut it = conversation();
    it.contact.name = "José da Silva".to_owned();
    it.lifecycle.assignee = Some(UserId(7));
    it.tags = vec![TagId(2)];
    it.start_page = Some(StartPage {
        url: "https://loja.example/Cesta".to_owned(),
        title: String::new(),
    });
    it.rating = Some(Rating {
        kind: RatingKind::Like,
        value: 1,
        comment: None,
        at: Timestamp(9),
    });
    it.review = Some(Review {
        value: 2,
        comment: Comment::new("Péssimo").ok(),
        by: UserId(1),
        at: Timestamp(9),
    });
    it.metrics.calendar.chatbot_time = Some(0);
    let ids = |id| vec![Choice::Id(id)];
    for (condition, expected) in [
        (column(Column::Agent, Test::OneOf(vec![Choice::Me])), Some(true)),
        (column(Column::Agent, Test::NoneOf(ids(7))), Some(false)),
        (column(Column::Agent, Test::Empty), Some(false)),
        (column(Column::Department, Test::Empty), Some(true)),
        (column(Column::Department, Test::NoneOf(ids(1))), Some(true)),
        (column(Column::Tags, Test::OneOf(ids(2))), Some(true)),
        (column(Column::Contact, Test::OneOf(ids(1))), Some(true)),
        (column(Column::Inbox, Test::OneOf(ids(2))), Some(false)),
        (column(Column::Spam, Test::No), Some(true)),
        (column(Column::FormFilled, Test::Yes), Some(false)),
        (
            column(Column::Customer, Test::Contains("silva jose".to_owned())),
            Some(true),
        ),
        (
            column(Column::Customer, Test::Contains("maria".to_owned())),
            Some(false),
        ),
        (column(Column::Customer, Test::Empty), Some(false)),
        (
            column(Column::StartPage, Test::Contains("/cesta".to_owned())),
            Some(true),
        ),
        (
            column(Column::SupervisorComment, Test::Contains("pess".to_owned())),
            Some(true),
        ),
        (column(Column::CustomerRating, span(Some(5), Some(5))), Some(true)),
        (column(Column::SupervisorRating, span(Some(3), None)), Some(false)),
        (column(Column::ChatbotTime, span(Some(0), None)), Some(true)),
        (column(Column::TotalResponseTime, span(Some(0), None)), Some(false)),
        (column(Column::TotalResponseTime, Test::Empty), Some(true)),
        (column(Column::Created, Test::At(Moment::Today)), Some(true)),
        (column(Column::Created, Test::At(Moment::Yesterday)), Some(false)),
        (column(Column::Closed, Test::At(Moment::Today)), Some(false)),
        (on(Field::Unread, Test::Yes), Some(true)),
        (on(Field::Stage, Test::Empty), None),
        (on(Field::Messages, Test::Contains("oi".to_owned())), None),
    ] {
        assert_eq!(check(core::slice::from_ref(&condition)), Ok(()), "{condition:?}");
        let met = condition.is_met_by(&it, UserId(7), TimeBasis::Calendar, Timestamp(10), 0);
        assert_eq!(met, expected, "{condition:?}");
    }
}
