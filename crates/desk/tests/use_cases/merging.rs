//! Merge fields (R106): what customers read in the places of the words.

use desk::merging;
use model::{ChoiceForm, ChoiceKind, Command, Content, FieldType, Outcome, Problem};
use store::testing::TestDb;

use crate::stage::{Stage, text};

fn said(outcome: &Outcome) -> &str {
    let last = outcome
        .messages
        .iter()
        .rfind(|it| matches!(it.content, Content::Text { .. }));
    last.and_then(|it| it.text()).expect("a text")
}

async fn write(stage: &Stage, contact: model::ContactId, change: model::ContactChange) {
    let changed = desk::contact_sheet::change(&stage.desk, &stage.administrator, contact, change).await;
    changed.expect("changed");
}

async fn a_customer_reads_values_where_the_agent_wrote_fields(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("Ana Lima").await;
    let id = stage.waiting().await;
    let contact = stage.row(id).await.contact.id;
    let form = ChoiceForm {
        name: "Shoe size".to_owned(),
        field_type: FieldType::Number,
        options: Vec::new(),
    };
    let field = desk::choice::create(&stage.desk, &stage.administrator, ChoiceKind::Field, form).await;
    let field = field.expect("a field").id;
    let template = "@greeting, @contact_firstname! @agent_first_name of @department_name, @company_name: \
                    no. @conversation_number, size @field_shoe_size, @contact_phone";
    for (missing, change) in [
        (
            "contact_firstname",
            model::ContactChange::Name {
                before: String::new(),
                after: "Maria @greeting".to_owned(),
            },
        ),
        (
            "field_shoe_size",
            model::ContactChange::Field {
                field,
                before: String::new(),
                after: "38,5".to_owned(),
            },
        ),
        (
            "contact_phone",
            model::ContactChange::Phone {
                before: String::new(),
                after: "+5511912345678".to_owned(),
            },
        ),
    ] {
        let refused = stage.does(&ana, Command::send(id, text(template))).await;
        assert_eq!(refused, Err(Problem::invalid(missing, "no_value")));
        assert_eq!(stage.row(id).await.lifecycle.assignee, None, "nothing has happened");
        write(&stage, contact, change).await;
    }
    let sent = stage.says(&ana, id, template).await;
    let expected = format!("Good afternoon, Maria! Ana of Sales, Loja: no. {id}, size 38.5, +55 11 91234-5678");
    assert_eq!(said(&sent), expected);
    let sent = stage.says(&ana, id, "@contact_name, see @shop or ana@greeting").await;
    assert_eq!(
        said(&sent),
        "Maria @greeting, see @shop or ana@greeting",
        "values are not looked into"
    );

    let edit = Command::EditMessage {
        conversation: id,
        message: sent.messages.last().expect("a message").id,
        text: text("@staff_name here"),
        mentions: Vec::new(),
    };
    assert_eq!(said(&stage.does(&ana, edit).await.expect("edited")), "Ana Lima here");
    let note = stage.does(&ana, Command::note(id, text("call @contact_email"))).await;
    let noted = note.expect("notes are for colleagues");
    assert_eq!(noted.messages[0].text(), Some("call @contact_email"));

    let lifecycle = stage.row(id).await.lifecycle;
    stage.resolves(&ana, id).await;
    let again = |text| Command::StartConversation {
        contact,
        connection: lifecycle.connection,
        text,
    };
    let refused = stage.does(&ana, again(text("no. @conversation_number"))).await;
    assert_eq!(refused, Err(Problem::invalid("conversation_number", "no_value")));
    let begun = stage.does(&ana, again(text("@greeting @contact_firstname"))).await;
    assert_eq!(said(&begun.expect("begun")), "Good afternoon Maria");
}

/// Else somebody learns of customers who are not theirs.
async fn values_are_told_to_who_sees_the_conversation(db: TestDb) {
    let stage = Stage::new(db).await;
    let other = stage.department("Other").await;
    let (ana, otto) = (stage.agent("ana").await, stage.user("otto", "agent", &[other]).await);
    let id = stage.waiting().await;
    let values = merging::values(&stage.desk, &ana, id).await.expect("values");
    let of = |word: &str| values.iter().find(|it| it.word == word).map(|it| it.value.as_str());
    assert_eq!((of("staff_name"), of("contact_email")), (Some("ana"), Some("")));
    assert_eq!(merging::values(&stage.desk, &otto, id).await, Err(Problem::NotFound));
    let template = text("@contact_phone");
    let refused = stage.does(&otto, Command::send(id, template)).await;
    assert_eq!(refused, Err(Problem::NotFound), "and not that it has no phone");
}

store::testing::contract! {
    a_customer_reads_values_where_the_agent_wrote_fields,
    values_are_told_to_who_sees_the_conversation,
}
