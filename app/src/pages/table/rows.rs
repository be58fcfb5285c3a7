//! The rows that are loaded: stretches of the table one after the other, kept up to date by the socket's events. Rows change
//! in place; what newly matches is only counted, so that nothing moves under the reader.

use std::collections::{BTreeSet, HashMap, VecDeque};

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{
    Column, ColumnKind, Condition, ConnectionId, Conversation, ConversationId, DepartmentId, Event, Field, InboxId,
    Place, Problem, Review, Span, Status, TableCount, TableKey, TablePage, TableQuery, TableRequest, TagId, Test,
    UserId,
};

use crate::api::{self, ApiError};
use crate::format;
use crate::state::DeskState;

/// So many rows are fetched at once.
const PAGE: u16 = 100;
/// So many are kept: further ones take the place of those at the other end.
const KEPT: usize = 5_000;

/// What the rows are doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// Nothing has arrived yet.
    Begins,
    Idle,
    Fetches,
    Failed(Problem),
}

/// Rows that were fetched together.
struct Stretch {
    ids: Vec<ConversationId>,
    previous: Option<TableKey>,
    next: Option<TableKey>,
}

#[derive(Default)]
struct Inner {
    rows: HashMap<ConversationId, ArcRwSignal<Conversation>>,
    stretches: VecDeque<Stretch>,
    query: TableQuery,
    /// Answers to an older question are thrown away.
    generation: u32,
    /// What was told while a stretch was on its way.
    told: Vec<Conversation>,
    /// Of these the server was asked whether they match and where they stand, when they were like this.
    asked: HashMap<ConversationId, Standing>,
}

/// What orders by words and most conditions go by, but for what a row does not say of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Standing {
    status: Status,
    inbox: InboxId,
    connection: ConnectionId,
    department: Option<DepartmentId>,
    assignee: Option<UserId>,
    name: String,
    tags: Vec<TagId>,
    review: Option<Review>,
}

impl Standing {
    fn of(conversation: &Conversation) -> Self {
        let lifecycle = &conversation.lifecycle;
        Self {
            status: lifecycle.status,
            inbox: lifecycle.inbox,
            connection: lifecycle.connection,
            department: lifecycle.department,
            assignee: lifecycle.assignee,
            name: conversation.contact.name.clone(),
            tags: conversation.tags.clone(),
            review: conversation.review.clone(),
        }
    }
}

/// Copied freely.
#[derive(Clone, Copy)]
pub struct Rows {
    state: DeskState,
    inner: StoredValue<Inner>,
    /// Those that are loaded, in the order of the table.
    pub order: RwSignal<Vec<ConversationId>>,
    pub doing: RwSignal<Doing>,
    pub count: RwSignal<Option<TableCount>>,
    /// What matches since, and is not among the rows.
    pub fresh: RwSignal<BTreeSet<ConversationId>>,
    /// What stood in the table and no longer matches.
    pub left: RwSignal<BTreeSet<ConversationId>>,
    /// How many rows have come in (or gone) above the others, in total since the beginning.
    pub above: RwSignal<i64>,
    /// How often it started over.
    pub begun: RwSignal<u32>,
    /// The place of the first row in sight.
    pub first_shown: StoredValue<usize>,
}

impl Rows {
    pub fn new(state: DeskState) -> Self {
        Self {
            state,
            inner: StoredValue::new(Inner::default()),
            order: RwSignal::new(Vec::new()),
            doing: RwSignal::new(Doing::Begins),
            count: RwSignal::new(None),
            fresh: RwSignal::new(BTreeSet::new()),
            left: RwSignal::new(BTreeSet::new()),
            above: RwSignal::new(0),
            begun: RwSignal::new(0),
            first_shown: StoredValue::new(0),
        }
    }

    /// A loaded row, to be followed.
    pub fn row(self, id: ConversationId) -> Option<ArcRwSignal<Conversation>> {
        self.inner
            .try_with_value(|inner| inner.rows.get(&id).cloned())
            .flatten()
    }

    /// Starts over with a query, at a place.
    pub fn begin(self, query: TableQuery, place: Place) {
        self.inner.update_value(|inner| {
            inner.query = query.clone();
            inner.generation += 1;
            inner.told.clear();
            inner.asked.clear();
        });
        self.fetch(place, true);
        self.recount(query);
    }

    /// The same again from its top: what is new comes in.
    pub fn again(self) {
        let query = self.inner.with_value(|inner| inner.query.clone());
        self.begin(query, Place::Top);
    }

    /// Brings what is on screen up to date, after a time without news: from the first row in sight on.
    pub fn refresh(self) {
        let at = self.first_shown.get_value();
        let first = (at > 0)
            .then(|| self.order.with_untracked(|order| order.get(at).copied()))
            .flatten();
        let query = self.inner.with_value(|inner| inner.query.clone());
        self.begin(query, first.map_or(Place::Top, Place::Number));
    }

    /// The end comes near.
    pub fn go_on(self) {
        let next = self.inner.with_value(|inner| inner.stretches.back()?.next.clone());
        if let (Some(next), Doing::Idle) = (next, self.doing.get_untracked()) {
            self.fetch(Place::After(next), false);
        }
    }

    /// The beginning of what is loaded comes near.
    pub fn go_back(self) {
        let previous = self.inner.with_value(|inner| inner.stretches.front()?.previous.clone());
        if let (Some(previous), Doing::Idle) = (previous, self.doing.get_untracked()) {
            self.fetch(Place::Before(previous), false);
        }
    }

    /// Whether the table may go on after the last row.
    pub fn has_next(self) -> bool {
        self.order.track();
        self.inner
            .with_value(|inner| inner.stretches.back().is_some_and(|last| last.next.is_some()))
    }

    fn fetch(self, place: Place, anew: bool) {
        self.doing.update(|doing| {
            *doing = match doing {
                Doing::Begins => Doing::Begins,
                _ => Doing::Fetches,
            };
        });
        let (generation, query) = self.inner.with_value(|inner| (inner.generation, inner.query.clone()));
        let request = TableRequest {
            query,
            place: place.clone(),
            rows: PAGE,
            offset: format::offset(),
        };
        spawn_local(async move {
            let answer = api::table_page(request).await;
            // The page may be gone, or show something else by now.
            if self.inner.try_with_value(|inner| inner.generation) != Some(generation) {
                return;
            }
            match answer {
                Ok(page) => self.put(page, &place, anew),
                // The row from which on it was asked for is there no more.
                Err(ApiError(Problem::NotFound)) if anew && place != Place::Top => self.fetch(Place::Top, true),
                Err(ApiError(problem)) => self.doing.set(Doing::Failed(problem)),
            }
        });
    }

    fn put(self, page: TablePage, place: &Place, anew: bool) {
        let TablePage { rows, previous, next } = page;
        let before = matches!(place, Place::Before(_));
        let further = if before {
            previous.clone().map(Place::Before)
        } else {
            next.clone().map(Place::After)
        };
        let is_empty = rows.is_empty();
        let mut above = 0;
        self.inner.update_value(|inner| {
            if anew {
                inner.stretches.clear();
            }
            // A row may have moved while the stretches came in: it stands where it stood first.
            let known: BTreeSet<_> = inner.stretches.iter().flat_map(|it| it.ids.iter().copied()).collect();
            let rows: Vec<_> = rows.into_iter().filter(|row| !known.contains(&row.id)).collect();
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            for row in rows {
                inner.take(&row);
            }
            let stretch = Stretch { ids, previous, next };
            if before {
                above = signed(stretch.ids.len());
                inner.stretches.push_front(stretch);
            } else {
                inner.stretches.push_back(stretch);
            }
            above -= inner.trim(before);
            if anew {
                let shown: BTreeSet<_> = inner.stretches.iter().flat_map(|it| it.ids.iter().copied()).collect();
                inner.rows.retain(|id, _| shown.contains(id));
            }
            for row in std::mem::take(&mut inner.told) {
                if inner.rows.contains_key(&row.id) {
                    inner.take(&row);
                }
            }
        });
        let order = self.inner.with_value(|inner| {
            let ids = inner.stretches.iter().flat_map(|it| it.ids.iter().copied());
            ids.collect::<Vec<_>>()
        });
        if anew {
            self.fresh.set(BTreeSet::new());
            self.left.set(BTreeSet::new());
            self.above.set(0);
            self.begun.update(|begun| *begun += 1);
        } else if above != 0 {
            self.above.update(|all| *all += above);
        }
        self.doing.set(Doing::Idle);
        self.order.set(order);
        // What is rare is looked for step by step.
        if let (true, Some(further)) = (is_empty, further) {
            self.fetch(further, false);
        }
    }

    fn recount(self, query: TableQuery) {
        let generation = self.inner.with_value(|inner| inner.generation);
        spawn_local(async move {
            let count = api::table_count(query, format::offset()).await;
            if self.inner.try_with_value(|inner| inner.generation) == Some(generation) {
                self.count.set(count.ok());
            }
        });
    }

    /// Something has happened.
    pub fn hear(self, event: &Event) {
        match event {
            Event::Conversation { conversation, .. } => self.changed(conversation),
            Event::ConversationRemoved { conversation } => self.removed(*conversation),
            _ => (),
        }
    }

    fn changed(self, conversation: &Conversation) {
        let id = conversation.id;
        let fits = self.fits(conversation);
        let is_loaded = self
            .inner
            .try_update_value(|inner| {
                let is_loaded = inner.rows.contains_key(&id);
                if is_loaded {
                    inner.take(conversation);
                }
                inner.told.push(conversation.clone());
                if self.doing.get_untracked() == Doing::Idle {
                    inner.told.clear();
                }
                is_loaded
            })
            .unwrap_or_default();
        if is_loaded {
            self.mark(id, fits == Some(false));
            return;
        }
        match (fits, self.stands_among(conversation)) {
            (Some(false), _) => self.fresh.update(|fresh| {
                fresh.remove(&id);
            }),
            (_, Some(false)) => (),
            (Some(true), Some(true)) => self.announce(id),
            (None, _) | (_, None) => self.ask(conversation),
        }
    }

    fn mark(self, id: ConversationId, has_left: bool) {
        if self.left.with_untracked(|left| left.contains(&id)) != has_left {
            self.left.update(|left| {
                if has_left {
                    left.insert(id);
                } else {
                    left.remove(&id);
                }
            });
        }
    }

    fn announce(self, id: ConversationId) {
        if self.fresh.with_untracked(|fresh| !fresh.contains(&id)) {
            self.fresh.update(|fresh| {
                fresh.insert(id);
            });
        }
    }

    fn fits(self, conversation: &Conversation) -> Option<bool> {
        let me = self.state.peek(|replica| replica.actor().user)?;
        self.inner.with_value(|inner| {
            inner
                .query
                .lets_through(conversation, me, format::now(), format::offset())
        })
    }

    /// Its row does not say whether it matches, or where it stands: the server does, once for each way it is.
    fn ask(self, conversation: &Conversation) {
        let (id, standing) = (conversation.id, Standing::of(conversation));
        let request = self.inner.try_update_value(|inner| {
            if inner.asked.get(&id) == Some(&standing) {
                return None;
            }
            inner.asked.insert(id, standing);
            let mut query = inner.query.clone();
            let span = Span {
                from: Some(id.0),
                to: Some(id.0),
            };
            query.conditions.push(Condition {
                field: Field::Column(Column::Number),
                test: Test::Within(span),
            });
            let end = inner.stretches.back().and_then(|last| last.next.clone());
            Some(TableRequest {
                query,
                place: end.map_or(Place::Top, Place::Before),
                rows: 1,
                offset: format::offset(),
            })
        });
        let Some(request) = request.flatten() else { return };
        let generation = self.inner.with_value(|inner| inner.generation);
        spawn_local(async move {
            let found = api::table_page(request).await;
            if self.inner.try_with_value(|inner| inner.generation) == Some(generation)
                && found.is_ok_and(|page| !page.rows.is_empty())
            {
                self.announce(id);
            }
        });
    }

    /// Whether it would stand among the rows that are loaded: further down it may have been all along. `None`: the order goes by
    /// words, of which the server knows more.
    fn stands_among(self, conversation: &Conversation) -> Option<bool> {
        self.inner.with_value(|inner| {
            if inner.stretches.back().is_none_or(|last| last.next.is_none()) {
                return Some(true);
            }
            let sort = inner.query.sort;
            let key = |it: &Conversation| (key(sort.column, it, inner.query.time), it.id);
            let last = inner.stretches.iter().rev().find_map(|it| it.ids.last());
            let last = last.and_then(|last| inner.rows.get(last));
            match (last, sort.column.kind()) {
                (Some(last), ColumnKind::Number | ColumnKind::Time | ColumnKind::Duration | ColumnKind::Rating) => {
                    let (last, it) = (last.with_untracked(key), key(conversation));
                    Some(match (it.0, last.0) {
                        (None, Some(_)) => false,
                        (Some(_), None) => true,
                        _ if sort.descending => it > last,
                        _ => it < last,
                    })
                }
                _ => None,
            }
        })
    }

    fn removed(self, id: ConversationId) {
        let was_there = self.inner.try_update_value(|inner| {
            for stretch in &mut inner.stretches {
                stretch.ids.retain(|other| *other != id);
            }
            inner.rows.remove(&id).is_some()
        });
        self.fresh.update(|fresh| {
            fresh.remove(&id);
        });
        if was_there == Some(true) {
            self.order.update(|order| order.retain(|other| *other != id));
        }
    }
}

fn key(column: Column, conversation: &Conversation, time: model::TimeBasis) -> Option<i64> {
    match column.kind() {
        ColumnKind::Time => column.time(conversation).map(|at| at.0),
        _ => column.number(conversation, time),
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Inner {
    /// A conversation in some version: the highest stays.
    fn take(&mut self, conversation: &Conversation) {
        match self.rows.get(&conversation.id) {
            Some(row) => {
                if row.with_untracked(|row| row.version <= conversation.version && row != conversation) {
                    row.set(conversation.clone());
                }
            }
            None => {
                self.rows
                    .insert(conversation.id, ArcRwSignal::new(conversation.clone()));
            }
        }
    }

    /// Forgets stretches at the other end when there are too many; how many rows went above the others.
    fn trim(&mut self, from_the_end: bool) -> i64 {
        let mut above = 0;
        while self.stretches.len() > 1 && self.stretches.iter().map(|it| it.ids.len()).sum::<usize>() > KEPT {
            let gone = if from_the_end {
                self.stretches.pop_back()
            } else {
                self.stretches.pop_front()
            };
            let Some(gone) = gone else { break };
            if !from_the_end {
                above += signed(gone.ids.len());
            }
            for id in gone.ids {
                self.rows.remove(&id);
            }
        }
        above
    }
}
