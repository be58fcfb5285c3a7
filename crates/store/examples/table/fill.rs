//! A company with a hundred agents, from a seed: 20 departments, 5 inboxes, contacts with three conversations each, of which one in
//! five hundred is open.

use model::{
    Author, Channel, Comment, ConnectionId, ContactId, ContactName, Content, Conversation, ConversationId,
    DepartmentId, Direction, InboxId, InboxSettings, Language, Lifecycle, LiveChatSettings, Message, Metrics,
    Permissions, Rating, RatingKind, Review, StartPage, Status, TimeMetrics, Timestamp, UserId,
};
use store::connection::NewConnection;
use store::contact::NewContact;
use store::user::NewUser;
use store::{Db, StoreError, Tx, connection, contact, conversation, department, directory, inbox, message, role, user};

use crate::Failure;
use crate::by_hand::ByHand;

/// 2026-01-01; the conversations are of the two years before.
pub const NOW: Timestamp = Timestamp(1_767_225_600_000);
const SPAN: i64 = 730 * 86_400_000;
const IN_ONE: usize = 2_000;
const AGENTS: usize = 100;

/// Who and what there is.
#[derive(Debug, Clone)]
pub struct Company {
    pub agents: Vec<UserId>,
    pub departments: Vec<DepartmentId>,
    inboxes: Vec<(InboxId, ConnectionId)>,
    pub conversations: u64,
}

/// `SplitMix64`.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    fn signed(&mut self, limit: i64) -> i64 {
        i64::try_from(self.below(limit.unsigned_abs())).unwrap_or_default()
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap_or_default()]
    }

    /// Most are short, few are long.
    fn duration(&mut self) -> Option<i64> {
        let magnitude = self.below(8);
        (self.below(10) > 0).then(|| self.signed(60_000 << magnitude))
    }
}

/// The company of a database that was filled before. One that the server has set up may be filled, too.
pub async fn known(db: &Db, conversations: u64) -> Result<Option<Company>, StoreError> {
    let directory = directory::directory(&mut db.read().await?).await?;
    Ok((directory.users.len() >= AGENTS).then(|| Company {
        agents: directory.users.iter().map(|it| it.id).collect(),
        departments: directory.departments.iter().map(|it| it.id).collect(),
        inboxes: directory.connections.iter().map(|it| (it.inbox, it.id)).collect(),
        conversations,
    }))
}

/// The table's indexes are laid aside meanwhile: made at once over all rows they cost a tenth.
pub async fn fill(db: &Db, url: &str, conversations: u64, messages: u64) -> Result<Company, Failure> {
    let mut by_hand = ByHand::open(url).await?;
    let indexes = by_hand.drop_indexes().await?;
    let company = fill_rows(db, conversations, messages).await?;
    for index in &indexes {
        by_hand.run(index).await?;
    }
    // What the server's own upkeep would have done by now.
    by_hand
        .run(by_hand.sql("SELECT 1", "VACUUM (ANALYZE) conversation"))
        .await?;
    by_hand.close().await?;
    Ok(company)
}

async fn fill_rows(db: &Db, conversations: u64, messages: u64) -> Result<Company, Failure> {
    let mut company = db.write(|tx| Box::pin(people(tx))).await?;
    company.conversations = conversations;
    let mut made = 0;
    while made < conversations {
        let count = IN_ONE.min(usize::try_from(conversations - made)?);
        let company = company.clone();
        db.write::<_, StoreError, _>(move |tx| {
            let company = company.clone();
            Box::pin(async move { some(tx, &company, made, count, messages).await })
        })
        .await?;
        made += count as u64;
    }
    Ok(company)
}

async fn people(tx: &mut Tx) -> Result<Company, StoreError> {
    let role = role::insert(tx, "bench", false, Permissions::all()).await?;
    let (mut departments, mut agents, mut inboxes) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..20 {
        departments.push(department::insert(tx, &format!("Department {number}"), NOW).await?);
    }
    for number in 0..AGENTS {
        let new = NewUser {
            name: format!("Agent {:03}", (number * 37) % 100),
            email: format!("agent{number}@bench.example"),
            password_hash: String::new(),
            role,
            language: Language::English,
            time_zone: "UTC".to_owned(),
            created_at: NOW,
        };
        agents.extend(user::insert(tx, &new).await?);
    }
    for number in 0..5 {
        let settings = InboxSettings {
            name: format!("Inbox {number}"),
            ..InboxSettings::default()
        };
        let inbox = inbox::insert(tx, &settings, NOW).await?;
        let new = NewConnection {
            inbox,
            channel: Channel::LiveChat,
            name: format!("Website {number}"),
            settings: LiveChatSettings::default(),
            created_at: NOW,
        };
        inboxes.push((inbox, connection::insert(tx, &new).await?));
    }
    Ok(Company {
        agents,
        departments,
        inboxes,
        conversations: 0,
    })
}

/// The conversations from a number on, with their contacts and messages.
async fn some(tx: &mut Tx, company: &Company, from: u64, count: usize, messages: u64) -> Result<(), StoreError> {
    let mut chance = Chance(from + 1);
    let ids = conversation::reserve(tx, count).await?;
    let contacts = contact::reserve(tx, count.div_ceil(3)).await?;
    let new: Vec<NewContact> = contacts.iter().map(|_| new_contact(&mut chance)).collect();
    let pairs: Vec<(ContactId, &NewContact)> = contacts.iter().copied().zip(&new).collect();
    contact::insert_all(tx, &pairs).await?;
    let mut rows = Vec::with_capacity(count);
    for (at, id) in ids.into_iter().enumerate() {
        let (contact, new) = pairs[at / 3];
        let number = from + at as u64;
        let begun =
            NOW.0 - SPAN + i64::try_from(number * 1_000 / company.conversations.max(1)).unwrap_or(0) * (SPAN / 1_000);
        let mut row = row(&mut chance, company, id, Timestamp(begun + chance_of(number)));
        row.contact = ContactName {
            id: contact,
            name: new.name.clone(),
            photo: None,
        };
        if is_open(number, company.conversations) {
            row.lifecycle.status = Status::WaitingAgain;
            row.lifecycle.stamps.closed_at = None;
        }
        rows.push(row);
    }
    conversation::insert_all(tx, &rows).await?;
    let ids = message::reserve(tx, count * usize::try_from(messages).unwrap_or_default()).await?;
    let mut texts = Vec::with_capacity(ids.len());
    let mut ids = ids.into_iter();
    for row in rows {
        for _ in 0..messages {
            texts.extend(ids.next().map(|id| Message {
                id,
                version: 1,
                conversation: row.id,
                at: row.lifecycle.stamps.created_at,
                author: Author::Customer {
                    contact: row.contact.id,
                },
                content: Content::Text {
                    text: sentence(&mut chance),
                },
                files: Vec::new(),
                reply_to: None,
                reactions: Vec::new(),
                edited_at: None,
                command: None,
            }));
        }
    }
    message::insert_all(tx, &texts).await
}

/// What is open is of the last days: of the newest rows one of each contact, one in five hundred of all.
fn is_open(number: u64, of: u64) -> bool {
    number.is_multiple_of(3) && number + of * 3 / 500 >= of
}

/// Within the same part of the two years, not in the order of numbers.
fn chance_of(number: u64) -> i64 {
    Chance(number).signed(SPAN / 1_000)
}

fn new_contact(chance: &mut Chance) -> NewContact {
    const FIRST: [&str; 12] = [
        "Ana", "Álvaro", "Bia", "João", "Érica", "Maria", "Núria", "Pedro", "Rosa", "Tânia", "Ugo", "Zilda",
    ];
    let number = chance.below(1_000_000);
    NewContact {
        name: if number.is_multiple_of(10) {
            String::new()
        } else {
            format!("{} {}", chance.one(&FIRST), word(chance.below(20_000)))
        },
        email: Some(format!("c{number}@example.com")),
        phone: Some(format!("+55 11 9{number:08}")),
        source: Channel::LiveChat,
        created_at: NOW,
    }
}

fn row(chance: &mut Chance, company: &Company, id: ConversationId, created: Timestamp) -> Conversation {
    let (inbox, connection) = chance.one(&company.inboxes);
    let department = (chance.below(50) > 0).then(|| chance.one(&company.departments));
    let mut lifecycle = Lifecycle::open_inbound(inbox, connection, department, false, created);
    lifecycle.status = if chance.below(50) == 0 {
        Status::Spam
    } else {
        Status::Closed
    };
    if chance.below(5) == 0 {
        lifecycle.direction = Direction::Outbound;
    }
    lifecycle.assignee = (chance.below(20) > 0).then(|| chance.one(&company.agents));
    let mut at = created;
    let mut later = || {
        at = at.plus(chance.signed(3_600_000));
        (chance.below(20) > 0).then_some(at)
    };
    let stamps = &mut lifecycle.stamps;
    stamps.queued_at = later();
    stamps.accepted_at = later();
    stamps.first_reply_at = later();
    stamps.last_message_at = later();
    stamps.ended_at = later();
    stamps.closed_at = later();
    stamps.modified_at = at;
    Conversation {
        id,
        version: 1,
        contact: ContactName {
            id: ContactId(0),
            name: String::new(),
            photo: None,
        },
        channel: Channel::LiveChat,
        lifecycle,
        preview: None,
        unread: 0,
        agent_read: None,
        customer_received: None,
        customer_read: None,
        start_page: (chance.below(10) > 0).then(|| StartPage {
            url: format!("https://shop.example/{}", word(chance.below(500))),
            title: String::new(),
        }),
        tags: Vec::new(),
        metrics: Metrics {
            calendar: metrics(chance),
            business: metrics(chance),
        },
        status_due_at: None,
        snoozed: None,
        rating_asked: None,
        rating: (chance.below(3) == 0).then(|| Rating {
            kind: RatingKind::Five,
            value: u8::try_from(1 + chance.below(5)).unwrap_or(1),
            comment: None,
            at: created,
        }),
        review: (chance.below(20) == 0).then(|| Review {
            value: u8::try_from(1 + chance.below(5)).unwrap_or(1),
            comment: Comment::new(&sentence(chance)).ok(),
            by: company.agents[0],
            at: created,
        }),
        form_sent_at: None,
        form_filled_at: (chance.below(10) == 0).then_some(created),
        history_requested_at: (chance.below(30) == 0).then_some(created),
    }
}

fn metrics(chance: &mut Chance) -> TimeMetrics {
    TimeMetrics {
        waiting_for_agent_reply: chance.duration(),
        agent_response_time: chance.duration(),
        duration_before_agent_close: chance.duration(),
        conversation_duration: chance.duration(),
        initial_response_time: chance.duration(),
        chatbot_time: Some(if chance.below(10) == 0 { 30_000 } else { 0 }),
        total_response_time: chance.duration(),
        average_response_time: chance.duration(),
        maximum_response_time: chance.duration(),
    }
}

/// A word of a rank, by syllables.
pub fn word(rank: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "lo", "ri", "ção", "me", "tu", "na", "vi", "ño", "sa", "per", "do", "lé", "ka", "mos", "te",
    ];
    let mut text = String::new();
    let mut rest = rank + 16;
    while rest > 0 {
        text.push_str(SYLLABLES[usize::try_from(rest % 16).unwrap_or_default()]);
        rest /= 16;
    }
    text
}

/// Words as often as Zipf says.
fn sentence(chance: &mut Chance) -> String {
    let many = 3 + chance.below(10);
    let words: Vec<String> = (0..many)
        .map(|_| {
            let magnitude = chance.below(15);
            word((1 << magnitude) + chance.below(1 << magnitude))
        })
        .collect();
    words.join(" ")
}
