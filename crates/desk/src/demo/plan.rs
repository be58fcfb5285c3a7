//! What happens in the demo, before it happens: who writes when, what is said, how it ends. Pure: the same present time
//! gives the same plan.

use model::{Language, Timestamp};

use super::cast::{self, AGENTS, BICYCLES};
use super::chance::Chance;
use super::dialogues::{Dialogue, Slots, Speaker, Topic, dialogues};
use super::{opinions, rules};

/// How many conversations are over.
pub(super) const RESOLVED: usize = 268;
/// How many wait for somebody.
pub(super) const WAITING: usize = 12;
/// How many are in service.
pub(super) const IN_SERVICE: usize = 20;
/// Over how many days the past goes back.
const DAYS: i64 = 28;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;
/// The shop's clock is three hours behind UTC.
const ZONE: i64 = -3 * HOUR;
/// Weights of a week's days, from Thursday, on which Unix time began.
const WEEK: [usize; 7] = [11, 12, 7, 2, 12, 11, 10];

/// A customer with one browser on one page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Customer {
    pub(super) language: Language,
    pub(super) topic: Topic,
    /// `None`: never told.
    pub(super) name: Option<String>,
    first_name: &'static str,
    feminine: bool,
}

/// One conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Story {
    /// Place in [`Plan::customers`].
    pub(super) customer: usize,
    pub(super) page: (&'static str, &'static str),
    pub(super) at: Timestamp,
    pub(super) opening: String,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) at: Timestamp,
    pub(super) act: Act,
}

/// What somebody does. Agents by their place in [`AGENTS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    CustomerWrites(String),
    CustomerReads,
    AgentWrites(usize, String),
    Note(usize, String),
    /// Writes down the customer's name.
    Name(usize),
    Accept(usize),
    AgentReads(usize),
    Return(usize),
    Resolve(usize),
    CloseUnanswered(usize),
    Reopen(usize),
    /// The customer's rating, with a few words.
    Rate(u8, Option<&'static str>),
    /// The supervisor's.
    Review(usize, u8, Option<&'static str>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) customers: Vec<Customer>,
    /// In the order of their beginning. A customer's next one begins when the one before is over.
    pub(super) stories: Vec<Story>,
}

pub(super) fn plan(now: Timestamp) -> Plan {
    let mut author = Writer {
        chance: Chance::new(0x000A_0202_0A01),
        library: Language::ALL.map(dialogues),
        names: Vec::new(),
        customers: Vec::new(),
        free: Vec::new(),
        used: Vec::new(),
    };
    let mut stories = Vec::new();
    for at in author.past_times(now) {
        stories.push(author.past(at, now));
    }
    let mut in_service: Vec<Timestamp> = (0..IN_SERVICE)
        .map(|_| now.plus(-author.chance.between(14 * MINUTE, 200 * MINUTE)))
        .collect();
    in_service.sort();
    for (turn, at) in in_service.into_iter().enumerate() {
        stories.push(author.in_service(at, now, turn));
    }
    for turn in 0..WAITING {
        let ago = author.chance.between(MINUTE, 6 * MINUTE) + i64::try_from(turn * turn).unwrap_or(0) * 40 * SECOND;
        stories.push(author.waiting(now.plus(-ago), now, turn));
    }
    stories.sort_by_key(|story| story.at);
    Plan {
        customers: author.customers,
        stories,
    }
}

struct Writer {
    chance: Chance,
    /// In the order of `Language::ALL`.
    library: [Vec<Dialogue>; 3],
    names: Vec<String>,
    customers: Vec<Customer>,
    /// Customers whose conversations are over.
    free: Vec<usize>,
    /// The last dialogues that were taken: not again soon.
    used: Vec<&'static str>,
}

impl Writer {
    /// Openings on the days before today, within opening hours, earliest first.
    fn past_times(&mut self, now: Timestamp) -> Vec<Timestamp> {
        let today = (now.0 + ZONE).div_euclid(DAY);
        let days: Vec<i64> = (today - DAYS..today)
            .flat_map(|day| {
                let weight = usize::try_from(day.rem_euclid(7)).map_or(0, |weekday| WEEK[weekday]);
                std::iter::repeat_n(day, weight)
            })
            .collect();
        let mut times: Vec<Timestamp> = (0..RESOLVED)
            .map(|_| {
                let day = *self.chance.one_of(&days);
                Timestamp(day * DAY - ZONE + self.chance.between(8 * HOUR + 30 * MINUTE, 19 * HOUR))
            })
            .collect();
        times.sort();
        times
    }

    /// A conversation that is over; all of it within a few hours.
    fn past(&mut self, at: Timestamp, now: Timestamp) -> Story {
        let ending = self.chance.between(0, 100);
        let unanswered = ending < 7;
        let customer = self.customer(25, !unanswered);
        let (mut story, lines, agent) = self.begin(customer, at);
        if unanswered {
            let mut clock = at;
            if self.chance.percent(50) {
                clock = clock.plus(self.chance.between(5 * MINUTE, 20 * MINUTE));
                story.act(clock, Act::CustomerWrites(self.impatience(customer)));
            }
            clock = clock.plus(self.chance.between(40 * MINUTE, 3 * HOUR));
            story.act(clock, Act::CloseUnanswered(agent));
            // Nobody knows the name: the customer does not come back in this demo.
            return story;
        }
        let mut clock = self.accept(&mut story, at, agent);
        let mut agent = agent;
        if ending < 14 {
            // The first one goes home; somebody else goes on.
            clock = clock.plus(self.chance.between(2 * MINUTE, 5 * MINUTE));
            story.act(clock, Act::Return(agent));
            agent = self.colleague(story.topic(&self.customers), agent);
            clock = self.accept(&mut story, clock, agent);
        }
        clock = self.talk(&mut story, &lines, clock, agent);
        clock = clock.plus(self.chance.between(20 * SECOND, 3 * MINUTE));
        story.act(clock, Act::CustomerReads);
        clock = clock.plus(self.chance.between(MINUTE, 12 * MINUTE));
        story.act(clock, Act::Resolve(agent));
        if ending >= 96 {
            clock = clock.plus(self.chance.between(10 * MINUTE, 50 * MINUTE));
            story.act(clock, Act::Reopen(agent));
            clock = clock.plus(self.chance.between(MINUTE, 4 * MINUTE));
            story.act(clock, Act::AgentWrites(agent, self.afterthought(customer)));
            clock = clock.plus(self.chance.between(MINUTE, 9 * MINUTE));
            story.act(clock, Act::CustomerReads);
            clock = clock.plus(MINUTE);
            story.act(clock, Act::Resolve(agent));
        }
        self.opinions(&mut story, clock, now);
        self.free.push(customer);
        story
    }

    /// Many a customer rates, while that is awaited; the supervisor looks into one conversation or another.
    fn opinions(&mut self, story: &mut Story, ended: Timestamp, now: Timestamp) {
        let customer = &self.customers[story.customer];
        let (language, kind) = (customer.language, rules::rating(customer.topic));
        let mut clock = ended;
        if self.chance.percent(58) {
            clock = clock.plus(self.chance.between(15 * SECOND, 12 * MINUTE));
            let (value, comment) = opinions::of_customer(&mut self.chance, kind, language);
            story.act(clock, Act::Rate(value, comment));
        }
        if self.chance.percent(14) {
            clock = clock.plus(self.chance.between(20 * MINUTE, 4 * HOUR));
            let (value, comment) = opinions::of_supervisor(&mut self.chance);
            if clock < now {
                story.act(clock, Act::Review(cast::SUPERVISOR, value, comment));
            }
        }
    }

    /// A conversation in the middle: the agents in turn, the last word now with one side, now with the other.
    fn in_service(&mut self, at: Timestamp, now: Timestamp, turn: usize) -> Story {
        let agent = turn % AGENTS.len();
        let topic = *self.chance.one_of(AGENTS[agent].topics);
        let customer = self.customer_for(topic, 30);
        let (mut story, lines, _) = self.begin(customer, at);
        let clock = self.accept(&mut story, at, agent);
        if turn.is_multiple_of(10) {
            // Accepted, nothing said yet.
            return story.before(now);
        }
        let last_speaker = if turn.is_multiple_of(2) {
            Speaker::Agent
        } else {
            Speaker::Customer
        };
        let ends: Vec<usize> = (1..lines.len())
            .filter(|&index| lines[index].0 == last_speaker)
            .map(|index| index + 1)
            .collect();
        let end = if ends.is_empty() {
            lines.len()
        } else {
            *self.chance.one_of(&ends)
        };
        let clock = self.talk(&mut story, &lines[..end], clock, agent);
        let reads = if last_speaker == Speaker::Agent {
            Act::CustomerReads
        } else {
            Act::AgentReads(agent)
        };
        if self.chance.percent(55) {
            story.act(clock.plus(20 * SECOND), reads);
        }
        story.before(now)
    }

    /// A conversation that nobody has, or that was put back.
    fn waiting(&mut self, at: Timestamp, now: Timestamp, turn: usize) -> Story {
        let topic = Topic::ALL[turn % 3];
        let customer = self.customer_for(topic, 60);
        let (mut story, _, agent) = self.begin(customer, at);
        if turn.is_multiple_of(4) && now.since(at) > 2 * MINUTE {
            story.act(at.plus(30 * SECOND), Act::Accept(agent));
            story.act(at.plus(70 * SECOND), Act::Return(agent));
        } else if self.chance.percent(40) {
            let later = self.chance.between(20 * SECOND, 3 * MINUTE);
            story.act(at.plus(later), Act::CustomerWrites(self.impatience(customer)));
        }
        story.before(now)
    }

    /// Chooses what is said and by whom; the first line opens.
    fn begin(&mut self, customer: usize, at: Timestamp) -> (Story, Vec<(Speaker, String)>, usize) {
        let who = self.customers[customer].clone();
        let agents: Vec<usize> = (0..AGENTS.len())
            .filter(|&index| AGENTS[index].topics.contains(&who.topic))
            .collect();
        let agent = *self.chance.one_of(&agents);
        let dialogue = self.dialogue(who.language, who.topic);
        let hour = (at.0 + ZONE).rem_euclid(DAY) / HOUR;
        let bicycle = *self.chance.one_of(&BICYCLES);
        let city = *self.chance.one_of(cast::cities(who.language));
        let day = *self.chance.one_of(cast::days(who.language));
        let order = u64::try_from(self.chance.between(3100, 9800)).unwrap_or(3100);
        let mut said = dialogue.lines;
        said.extend(self.parting(who.language, said.last().map(|line| line.0)));
        let mut lines: Vec<(Speaker, String)> = Vec::with_capacity(said.len());
        for (speaker, text) in said {
            let plain = speaker == Speaker::Customer && self.chance.percent(50);
            let slots = Slots {
                greeting: cast::greeting(who.language, hour, plain),
                customer: who.first_name,
                feminine: who.feminine,
                agent: AGENTS[agent].name.split(' ').next().unwrap_or_default(),
                bicycle,
                city,
                day,
                order,
            };
            lines.push((speaker, slots.fill(text)));
        }
        let page = *self.chance.one_of(cast::room(who.topic).pages);
        let opening = lines.remove(0).1;
        let story = Story {
            customer,
            page,
            at,
            opening,
            steps: Vec::new(),
        };
        (story, lines, agent)
    }

    fn dialogue(&mut self, language: Language, topic: Topic) -> Dialogue {
        let library = match language {
            Language::English => &self.library[0],
            Language::Portuguese => &self.library[1],
            Language::Spanish => &self.library[2],
        };
        let mut fitting: Vec<&Dialogue> = library.iter().filter(|dialogue| dialogue.topic == topic).collect();
        // The one that was not said for longest, or one of its neighbours.
        let said = |dialogue: &Dialogue| self.used.iter().rposition(|&opening| opening == dialogue.lines[0].1);
        fitting.sort_by_key(|dialogue| said(dialogue));
        let chosen = fitting[self.chance.index(fitting.len().min(3))].clone();
        self.used.push(chosen.lines[0].1);
        chosen
    }

    /// Not everybody parts with the words of the dialogue: one more line of the other side, or two, or none.
    fn parting(&mut self, language: Language, last: Option<Speaker>) -> Vec<(Speaker, &'static str)> {
        let (agents, customers) = cast::partings(language);
        let agent = (Speaker::Agent, *self.chance.one_of(agents));
        let customer = (Speaker::Customer, *self.chance.one_of(customers));
        match (last, self.chance.between(0, 10)) {
            (_, ..3) => Vec::new(),
            (Some(Speaker::Customer), ..7) => vec![agent],
            (Some(Speaker::Customer), _) => vec![agent, customer],
            (_, ..7) => vec![customer],
            (_, _) => vec![customer, agent],
        }
    }

    fn accept(&mut self, story: &mut Story, after: Timestamp, agent: usize) -> Timestamp {
        let at = after.plus(self.chance.between(40 * SECOND, 8 * MINUTE));
        story.act(at, Act::Accept(agent));
        at
    }

    /// The lines after the opening, at the pace of people who type.
    fn talk(&mut self, story: &mut Story, lines: &[(Speaker, String)], from: Timestamp, agent: usize) -> Timestamp {
        let mut clock = from;
        let mut named = false;
        for (speaker, text) in lines {
            let typed = i64::try_from(text.chars().count()).unwrap_or(0) * 220;
            let thought = match speaker {
                Speaker::Customer => self.chance.between(15 * SECOND, 150 * SECOND),
                Speaker::Agent => self.chance.between(20 * SECOND, 140 * SECOND),
                Speaker::Note => self.chance.between(8 * SECOND, 40 * SECOND),
            };
            clock = clock.plus(typed + thought);
            match speaker {
                Speaker::Customer => story.act(clock, Act::CustomerWrites(text.clone())),
                Speaker::Agent => {
                    story.act(clock, Act::AgentWrites(agent, text.clone()));
                    if !named {
                        named = true;
                        story.act(clock.plus(SECOND), Act::Name(agent));
                    }
                }
                Speaker::Note => story.act(clock, Act::Note(agent, text.clone())),
            }
        }
        clock
    }

    fn colleague(&mut self, topic: Topic, but: usize) -> usize {
        let others: Vec<usize> = (0..AGENTS.len())
            .filter(|&index| index != but && AGENTS[index].topics.contains(&topic))
            .collect();
        *self.chance.one_of(&others)
    }

    /// A customer who comes back, so many times in a hundred, or a new one.
    fn customer(&mut self, back: i64, named: bool) -> usize {
        let topic = *self
            .chance
            .one_of(&[Topic::Sales, Topic::Sales, Topic::Workshop, Topic::Delivery]);
        if named {
            return self.customer_for(topic, back);
        }
        let customer = Customer {
            name: None,
            ..self.new_customer(topic)
        };
        self.customers.push(customer);
        self.customers.len() - 1
    }

    fn customer_for(&mut self, topic: Topic, back: i64) -> usize {
        let known: Vec<usize> = (0..self.free.len())
            .filter(|&place| self.customers[self.free[place]].topic == topic)
            .collect();
        // Not the last ones: nobody has a new question an hour later.
        if known.len() > 12 && self.chance.percent(back) {
            let place = known[self.chance.index(known.len() - 12)];
            return self.free.remove(place);
        }
        let customer = self.new_customer(topic);
        self.customers.push(customer);
        self.customers.len() - 1
    }

    fn new_customer(&mut self, topic: Topic) -> Customer {
        let language = match self.chance.between(0, 100) {
            ..56 => Language::Portuguese,
            56..79 => Language::Spanish,
            _ => Language::English,
        };
        let (given, feminine) = cast::given_names(language);
        let family = cast::family_names(language);
        loop {
            let first = self.chance.index(given.len());
            let name = format!("{} {}", given[first], self.chance.one_of(family));
            if self.names.contains(&name) {
                continue;
            }
            self.names.push(name.clone());
            return Customer {
                language,
                topic,
                name: Some(name),
                first_name: given[first],
                feminine: first < feminine,
            };
        }
    }

    fn impatience(&mut self, customer: usize) -> String {
        let list: &[&str] = match self.customers[customer].language {
            Language::Portuguese => &["Tem alguém aí?", "É meio urgente 🙏", "Posso esperar, sem pressa", "?"],
            Language::English => &[
                "Anyone there?",
                "It’s a bit urgent, sorry",
                "No hurry, I can wait",
                "Hello?",
            ],
            Language::Spanish => &[
                "¿Hay alguien?",
                "Es un poco urgente 🙏",
                "No hay prisa, espero",
                "¿Hola?",
            ],
        };
        (*self.chance.one_of(list)).to_owned()
    }

    fn afterthought(&mut self, customer: usize) -> String {
        match self.customers[customer].language {
            Language::Portuguese => "Esqueci de dizer: a nota fiscal vai junto, por e-mail. Boas pedaladas!",
            Language::English => "I forgot to say: the invoice comes by e-mail. Have a good ride!",
            Language::Spanish => "Se me olvidó: la factura te llega por correo. ¡Buen paseo!",
        }
        .to_owned()
    }
}

impl Story {
    fn act(&mut self, at: Timestamp, act: Act) {
        self.steps.push(Step { at, act });
    }

    fn topic(&self, customers: &[Customer]) -> Topic {
        customers[self.customer].topic
    }

    /// Squeezes the steps, so that all of them lie before `now`.
    fn before(mut self, now: Timestamp) -> Self {
        let opened = self.at;
        let Some(last) = self.steps.last() else {
            return self;
        };
        let (needed, there_is) = (last.at.since(opened), now.since(opened) - 5 * SECOND);
        if needed > there_is {
            for step in &mut self.steps {
                step.at = opened.plus(step.at.since(opened) * there_is / needed);
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Act, IN_SERVICE, RESOLVED, WAITING, plan};
    use model::Timestamp;

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    #[test]
    fn the_same_time_gives_the_same_plan() {
        assert_eq!(plan(NOW), plan(NOW));
    }

    #[test]
    fn everything_has_happened_in_order_and_nobody_has_two_conversations_at_once() {
        let plan = plan(NOW);
        assert_eq!(plan.stories.len(), RESOLVED + WAITING + IN_SERVICE);
        let mut over = vec![Timestamp(0); plan.customers.len()];
        for story in &plan.stories {
            assert!(over[story.customer] < story.at, "{story:?}");
            let mut before = story.at;
            for step in &story.steps {
                assert!(before <= step.at && step.at < NOW, "{story:?}");
                before = step.at;
            }
            over[story.customer] = before;
        }
    }

    #[test]
    fn the_past_holds_every_kind_of_ending() {
        let plan = plan(NOW);
        let with = |wanted: fn(&Act) -> bool| {
            let has = |story: &&super::Story| story.steps.iter().any(|step| wanted(&step.act));
            plan.stories.iter().filter(has).count()
        };
        assert!(with(|act| matches!(act, Act::Resolve(_))) > 200);
        assert!(with(|act| matches!(act, Act::CloseUnanswered(_))) > 5);
        assert!(with(|act| matches!(act, Act::Return(_))) > 8);
        assert!(with(|act| matches!(act, Act::Reopen(_))) > 3);
        assert!(with(|act| matches!(act, Act::Note(..))) > 40);
        assert!(with(|act| matches!(act, Act::Rate(_, Some(_)))) > 30);
        assert!(with(|act| matches!(act, Act::Rate(..))) > 100);
        assert!(with(|act| matches!(act, Act::Review(..))) > 15);
    }
}
