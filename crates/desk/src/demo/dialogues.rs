//! What is said in the demo: dialogues of a small shop in three languages, with slots for names, goods and places.
//!
//! `dialogues/<language>.txt`: a line `# department` begins a dialogue, then one line each, `c ` the customer, `a ` the
//! agent, `n ` the agent's internal note.

use model::Language;

/// Which of the three departments a dialogue belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Sales,
    Workshop,
    Delivery,
}

impl Topic {
    pub(super) const ALL: [Self; 3] = [Self::Sales, Self::Workshop, Self::Delivery];

    fn parse(word: &str) -> Option<Self> {
        match word {
            "sales" => Some(Self::Sales),
            "workshop" => Some(Self::Workshop),
            "delivery" => Some(Self::Delivery),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    Customer,
    Agent,
    Note,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dialogue {
    pub(super) topic: Topic,
    /// Begins with the customer.
    pub(super) lines: Vec<(Speaker, &'static str)>,
}

/// All dialogues of a language.
pub(super) fn dialogues(language: Language) -> Vec<Dialogue> {
    parse(match language {
        Language::English => include_str!("../../dialogues/en.txt"),
        Language::Portuguese => include_str!("../../dialogues/pt-BR.txt"),
        Language::Spanish => include_str!("../../dialogues/es.txt"),
    })
}

fn parse(text: &'static str) -> Vec<Dialogue> {
    let mut dialogues: Vec<Dialogue> = Vec::new();
    for line in text.lines() {
        let (Some((sign, rest)), last) = (line.split_once(' '), dialogues.last_mut()) else {
            continue;
        };
        match (sign, last) {
            ("#", _) => dialogues.extend(Topic::parse(rest).map(|topic| Dialogue {
                topic,
                lines: Vec::new(),
            })),
            ("c", Some(dialogue)) => dialogue.lines.push((Speaker::Customer, rest)),
            ("a", Some(dialogue)) => dialogue.lines.push((Speaker::Agent, rest)),
            ("n", Some(dialogue)) => dialogue.lines.push((Speaker::Note, rest)),
            _ => {}
        }
    }
    dialogues
}

/// What stands in a dialogue's slots.
#[derive(Debug, Clone)]
pub(super) struct Slots<'a> {
    /// `{hi}`
    pub(super) greeting: &'a str,
    /// `{name}`: the customer's first name
    pub(super) customer: &'a str,
    /// `{o}`: how Portuguese and Spanish words about the customer end
    pub(super) feminine: bool,
    /// `{agent}`
    pub(super) agent: &'a str,
    /// `{bike}`
    pub(super) bicycle: &'a str,
    /// `{city}`
    pub(super) city: &'a str,
    /// `{day}`
    pub(super) day: &'a str,
    /// `{order}`
    pub(super) order: u64,
}

impl Slots<'_> {
    pub(super) fn fill(&self, text: &str) -> String {
        text.replace("{hi}", self.greeting)
            .replace("{name}", self.customer)
            .replace("{o}", if self.feminine { "a" } else { "o" })
            .replace("{agent}", self.agent)
            .replace("{bike}", self.bicycle)
            .replace("{city}", self.city)
            .replace("{day}", self.day)
            .replace("{order}", &self.order.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::{Slots, Speaker, Topic, dialogues};
    use model::Language;

    #[test]
    fn every_department_is_spoken_to_in_every_language_and_no_slot_stays_open() {
        let slots = Slots {
            greeting: "Olá",
            customer: "Maria",
            feminine: true,
            agent: "Ana",
            bicycle: "Sabiá",
            city: "Recife",
            day: "segunda",
            order: 4711,
        };
        for language in Language::ALL {
            let all = dialogues(language);
            for topic in Topic::ALL {
                assert!(
                    all.iter().filter(|it| it.topic == topic).count() >= 3,
                    "{language:?} {topic:?}"
                );
            }
            for dialogue in all {
                assert_eq!(dialogue.lines[0].0, Speaker::Customer, "{dialogue:?}");
                for (_, text) in dialogue.lines {
                    let said = slots.fill(text);
                    assert!(!said.contains(['{', '}']), "{said}");
                }
            }
        }
    }
}
