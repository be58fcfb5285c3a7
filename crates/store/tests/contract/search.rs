//! Search against a naive reference that reads everything: the same hits, newest first, on whatever page, for every scope.

use std::collections::BTreeMap;

use model::{
    Activity, Author, Channel, ContactId, ContactTerms, Content, Conversation, ConversationId, DepartmentId, Message,
    MessageId, Scope, Status, Terms, UserId,
};
use store::Conn;
use store::contact::NewContact;
use store::message::NewMessage;
use store::testing::TestDb;

use crate::world::{T0, World, at, new_conversation, world, write};

/// Portuguese, Spanish and English, as customers type them: with and without accents, in capitals, with signs.
const WORDS: &[&str] = &[
    "não",
    "nao",
    "NÃO",
    "está",
    "esta",
    "você",
    "voce",
    "obrigado",
    "Obrigada!",
    "obrig",
    "pedido",
    "Pedido",
    "preço",
    "cartão",
    "entrega",
    "atrasou",
    "coração",
    "¿cómo",
    "señor",
    "señal",
    "mañana",
    "gracias",
    "factura",
    "envío",
    "¡hola!",
    "pingüino",
    "order",
    "Order",
    "ordered",
    "don't",
    "naïve",
    "café",
    "CAFÉ",
    "résumé",
    "the",
    "a",
    "o",
    "é",
    "12h",
    "1.299,90",
    "98888-0000",
    "#1042",
    "🙂",
    "—",
    "na\u{303}o",
    "quero",
    "querer",
    "which",
    "wh",
    "ação",
];
const NAMES: &[&str] = &[
    "Mário",
    "Maria",
    "José",
    "Conceição",
    "Souza",
    "Núñez",
    "Ana",
    "Anabela",
    "O'Brien",
    "Müller",
    "Li",
    "da",
    "李雷",
];

/// Numbers without order, the same each time (a linear congruential generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn text(&mut self, words: &[&str], most: usize) -> String {
        let count = 1 + self.below(most);
        (0..count)
            .map(|_| words[self.below(words.len())])
            .collect::<Vec<_>>()
            .join(" ")
    }
}

#[derive(Clone)]
struct Written {
    contacts: BTreeMap<ContactId, NewContact>,
    conversations: BTreeMap<ConversationId, Conversation>,
    messages: Vec<Message>,
}

fn new_contact(dice: &mut Dice) -> NewContact {
    let name = dice.text(NAMES, 3);
    NewContact {
        email: (dice.below(2) == 0).then(|| format!("{}.{}@exemplo.com.br", dice.below(50), NAMES[dice.below(3)])),
        phone: (dice.below(2) == 0).then(|| format!("+55 (11) 9{:04}-{:04}", dice.below(9999), dice.below(9999))),
        name,
        source: Channel::LiveChat,
        created_at: T0,
    }
}

fn new_message(dice: &mut Dice, conversation: &Conversation) -> NewMessage {
    let text = dice.text(WORDS, 7);
    let (author, content) = match dice.below(5) {
        0 => (
            Author::Agent { user: UserId(1) },
            Content::Note {
                text,
                mentions: Vec::new(),
            },
        ),
        1 => (Author::System, Content::Activity(Activity::Accepted { by: UserId(1) })),
        _ => (
            Author::Customer {
                contact: conversation.contact.id,
            },
            Content::Text { text },
        ),
    };
    NewMessage {
        conversation: conversation.id,
        at: at(5),
        author,
        content,
        files: Vec::new(),
        reply_to: None,
        command: None,
    }
}

async fn written(db: &store::Db, world: World, seed: u64, people: usize, messages: usize) -> Written {
    write(db, move |tx| {
        Box::pin(async move {
            let mut dice = Dice(seed);
            let mut all = Written {
                contacts: BTreeMap::new(),
                conversations: BTreeMap::new(),
                messages: Vec::new(),
            };
            for _ in 0..people {
                let contact = new_contact(&mut dice);
                let id = store::contact::insert(tx, &contact).await?;
                for _ in 0..=dice.below(2) {
                    let mut new = new_conversation(&world, id, &contact.name, T0);
                    new.lifecycle.status = Status::Closed;
                    new.lifecycle.department = [None, Some(world.sales), Some(world.support)][dice.below(3)];
                    new.lifecycle.assignee = [None, Some(world.ana), Some(world.bia)][dice.below(3)];
                    let stored = store::conversation::insert(tx, new)
                        .await?
                        .expect("closed ones are free");
                    all.conversations.insert(stored.id, stored);
                }
                all.contacts.insert(id, contact);
            }
            let conversations: Vec<_> = all.conversations.values().cloned().collect();
            let single = messages / 2;
            for _ in 0..single {
                let conversation = &conversations[dice.below(conversations.len())];
                all.messages
                    .push(store::message::insert(tx, new_message(&mut dice, conversation)).await?);
            }
            let ids = store::message::reserve(tx, messages - single).await?;
            let many: Vec<Message> = ids
                .into_iter()
                .map(|id| {
                    let conversation = &conversations[dice.below(conversations.len())];
                    let new = new_message(&mut dice, conversation);
                    Message::new(id, new.conversation, new.at, new.author, new.content)
                })
                .collect();
            store::message::insert_all(tx, &many).await?;
            all.messages.extend(many);
            Ok(all)
        })
    })
    .await
}

fn scopes(world: &World) -> Vec<Scope> {
    let nothing = Scope {
        user: UserId(99),
        all: false,
        departments: vec![],
        without_department: false,
    };
    vec![
        nothing.clone(),
        Scope {
            user: world.ana,
            ..nothing.clone()
        },
        Scope {
            user: world.bia,
            departments: vec![world.sales, DepartmentId(99)],
            without_department: true,
            ..nothing.clone()
        },
        Scope { all: true, ..nothing },
    ]
}

impl Written {
    fn messages(&self, scope: &Scope, terms: &Terms) -> Vec<MessageId> {
        let seen = |message: &&Message| scope.sees(&self.conversations[&message.conversation].facts());
        let found = self.messages.iter().filter(seen);
        let found = found.filter(|message| message.text().is_some_and(|text| terms.match_text(text)));
        let mut ids: Vec<_> = found.map(|message| message.id).collect();
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids
    }

    fn contacts(&self, scope: &Scope, terms: &ContactTerms) -> Vec<(ContactId, ConversationId)> {
        let mut found = Vec::new();
        for (id, contact) in self.contacts.iter().rev() {
            let mut theirs = self.conversations.values().rev();
            let newest = theirs.find(|row| row.contact.id == *id && scope.sees(&row.facts()));
            if let Some(newest) = newest
                && terms.match_contact(&contact.name, contact.email.as_deref(), contact.phone.as_deref())
            {
                found.push((*id, newest.id));
            }
        }
        found
    }
}

/// All pages, one after the other.
async fn all_pages(conn: &mut Conn, scope: &Scope, terms: &Terms, limit: usize) -> Vec<MessageId> {
    let (mut ids, mut before) = (Vec::new(), None);
    loop {
        let (hits, next) = store::search::messages(conn, scope, terms, before, limit)
            .await
            .expect("read");
        assert!(hits.len() <= limit, "a page of {limit} has {}", hits.len());
        ids.extend(hits.iter().map(|hit| hit.message));
        assert!(
            next.is_none() || before.is_none() || next < before,
            "it goes on downwards"
        );
        before = next;
        if next.is_none() {
            return ids;
        }
    }
}

async fn a_search_finds_what_reading_everything_finds(db: TestDb) {
    let world = world(&db).await;
    for seed in 1..=2 {
        let all = written(&db, world, seed, 40, 600).await;
        let first = all.messages.first().expect("a message").id;
        let mut conn = db.read().await.expect("a reader");
        let mut dice = Dice(seed + 100);
        for _ in 0..40 {
            let query = dice.text(WORDS, 2);
            let query: String = query.chars().take(2 + dice.below(12)).collect();
            let terms = Terms::of(&query);
            if terms.is_empty() {
                continue;
            }
            for scope in scopes(&world) {
                let limit = [3, 30, 500][dice.below(3)];
                let mut found = all_pages(&mut conn, &scope, &terms, limit).await;
                // What an earlier seed wrote stands before.
                found.retain(|id| *id >= first);
                assert_eq!(
                    found,
                    all.messages(&scope, &terms),
                    "{query:?} for {scope:?}, {limit} a page"
                );
            }
        }
    }
}

/// An unfinished word of which many longer ones begin alike, some of them everywhere and one hardly anywhere.
async fn an_unfinished_word_is_found_however_seldom_it_is(db: TestDb) {
    const MESSAGES: usize = 700;
    let world = world(&db).await;
    let ids = write(&db, move |tx| {
        Box::pin(async move {
            let new = new_contact(&mut Dice(1));
            let contact = store::contact::insert(tx, &new).await?;
            let conversation = new_conversation(&world, contact, &new.name, T0);
            let conversation = store::conversation::insert(tx, conversation).await?.expect("the first");
            let ids = store::message::reserve(tx, MESSAGES).await?;
            let said = |(at, id): (usize, &MessageId)| {
                let text = if [5, 20, 690].contains(&at) {
                    "promessa"
                } else {
                    "o produto"
                };
                let author = Author::Customer { contact };
                Message::new(
                    *id,
                    conversation.id,
                    T0,
                    author,
                    Content::Text { text: text.to_owned() },
                )
            };
            let messages: Vec<Message> = ids.iter().enumerate().map(said).collect();
            store::message::insert_all(tx, &messages).await?;
            Ok(ids)
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let all = scopes(&world).pop().expect("who sees everything");
    for limit in [1, 2, 5, 100] {
        let rare = all_pages(&mut conn, &all, &Terms::of("promes"), limit).await;
        assert_eq!(rare, [ids[690], ids[20], ids[5]], "{limit} a page");
        let none = all_pages(&mut conn, &all, &Terms::of("produtor"), limit).await;
        assert_eq!(none, []);
    }
    let frequent = all_pages(&mut conn, &all, &Terms::of("produt"), 50).await;
    assert_eq!(frequent.len(), MESSAGES - 3);
}

async fn a_contact_is_found_by_parts_of_its_data(db: TestDb) {
    let world = world(&db).await;
    let all = written(&db, world, 7, 120, 1).await;
    let mut conn = db.read().await.expect("a reader");
    for query in [
        "mar",
        "ária",
        "ario",
        "MARIO sou",
        "con",
        "ceic",
        "ñez",
        "nunez",
        "o'brien",
        "an",
        "a",
        "li",
        "李",
        "exemplo",
        "souz@",
        "12.maria@exemplo",
        "9",
        "55",
        "+55 11",
        "(11) 9",
        "000",
        "123",
        "ana 55",
        "zzz",
        "üll",
        "ar",
    ] {
        let terms = ContactTerms::of(query);
        for scope in scopes(&world) {
            let hits = store::search::contacts(&mut conn, &scope, &terms, 500)
                .await
                .expect("read");
            let found: Vec<_> = hits.iter().map(|hit| (hit.contact.id, hit.conversation)).collect();
            assert_eq!(found, all.contacts(&scope, &terms), "{query:?} for {scope:?}");
        }
    }
}

async fn what_is_changed_is_found_by_what_it_is_now_and_what_is_gone_by_nothing(db: TestDb) {
    let world = world(&db).await;
    let all = written(&db, world, 11, 5, 40).await;
    let everything = Scope {
        all: true,
        ..scopes(&world)[0].clone()
    };
    let (&id, _) = all.contacts.first_key_value().expect("a contact");
    let conversation = all
        .conversations
        .values()
        .find(|row| row.contact.id == id)
        .expect("one")
        .id;
    let mut conn = db.read().await.expect("a reader");
    let mut contact = store::contact::get(&mut conn, id).await.expect("read").expect("there");
    "Zélia Qwertz".clone_into(&mut contact.name);
    contact.phone = Some("+49 30 777".to_owned());
    write(&db, move |tx| {
        let contact = contact.clone();
        Box::pin(async move {
            store::contact::update(tx, &contact).await?;
            store::message::insert(
                tx,
                NewMessage {
                    conversation,
                    at: T0,
                    author: Author::Bot,
                    content: Content::Text {
                        text: "Última zebra".to_owned(),
                    },
                    files: Vec::new(),
                    reply_to: None,
                    command: None,
                },
            )
            .await
        })
    })
    .await;
    for query in ["zelia", "wert", "30777", "493077"] {
        let hits = store::search::contacts(&mut conn, &everything, &ContactTerms::of(query), 9).await;
        let ids: Vec<_> = hits.expect("read").into_iter().map(|hit| hit.contact.id).collect();
        assert_eq!(ids, [id], "{query}");
    }
    let zebra = Terms::of("ultima zeb");
    assert_eq!(all_pages(&mut conn, &everything, &zebra, 5).await.len(), 1);
    let in_it = store::search::in_conversation(&mut conn, conversation, &zebra, 9)
        .await
        .expect("read");
    assert_eq!(in_it.len(), 1);
    for (content, of_old, of_new) in [
        (
            Content::Text {
                text: "Erste Giraffe".to_owned(),
            },
            0,
            1,
        ),
        (
            Content::Deleted {
                by: world.ana,
                at: T0,
                internal: false,
            },
            0,
            0,
        ),
    ] {
        let mut changed = store::message::get(&mut conn, in_it[0])
            .await
            .expect("read")
            .expect("there");
        changed.content = content;
        write(&db, move |tx| {
            let mut changed = changed.clone();
            Box::pin(async move { store::message::update(tx, &mut changed).await })
        })
        .await;
        let old = all_pages(&mut conn, &everything, &zebra, 5).await.len();
        let new = all_pages(&mut conn, &everything, &Terms::of("giraffe"), 5).await.len();
        assert_eq!((old, new), (of_old, of_new));
    }
    write(&db, move |tx| {
        Box::pin(async move {
            while store::erasing::contents(tx, conversation, id, 10, T0).await? == 10 {}
            Ok(())
        })
    })
    .await;
    assert!(all_pages(&mut conn, &everything, &zebra, 5).await.is_empty());
}

/// Otherwise an update makes all history unfindable.
async fn what_was_there_before_the_index_is_indexed_bit_by_bit(db: TestDb) {
    let world = world(&db).await;
    let all = written(&db, world, 5, 30, 120).await;
    let everything = Scope {
        all: true,
        ..scopes(&world)[0].clone()
    };
    write(&db, |tx| Box::pin(async move { store::search::forget(tx).await })).await;
    let mut conn = db.read().await.expect("a reader");
    let (nao, mar) = (Terms::of("nao"), ContactTerms::of("mar"));
    assert!(all_pages(&mut conn, &everything, &nao, 50).await.is_empty());
    while write(&db, |tx| {
        Box::pin(async move { store::search::index_older(tx, 7).await })
    })
    .await
    {}
    assert_eq!(
        all_pages(&mut conn, &everything, &nao, 50).await,
        all.messages(&everything, &nao)
    );
    let hits = store::search::contacts(&mut conn, &everything, &mar, 500)
        .await
        .expect("read");
    assert_eq!(hits.len(), all.contacts(&everything, &mar).len());
}

store::testing::contract! {
    what_was_there_before_the_index_is_indexed_bit_by_bit,
    a_search_finds_what_reading_everything_finds,
    an_unfinished_word_is_found_however_seldom_it_is,
    a_contact_is_found_by_parts_of_its_data,
    what_is_changed_is_found_by_what_it_is_now_and_what_is_gone_by_nothing,
}
