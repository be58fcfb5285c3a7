//! A company's history as `balcao import` reads it, from a seed: what the desk is measured on when it is not empty.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The user that [`crate::customer::set_up`] makes: an import takes who is here by the same address.
const AGENT: &str = "agent@bench.example";
/// Rarer words than this one are not drawn.
const WORDS: u64 = 20_000;
/// 2026-01-05T09:00:00Z in seconds.
const BEGIN: u64 = 1_767_603_600;

/// The customer of the longest conversation.
pub const LONG: &str = "Long Story";

/// How much of it there is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Conversations, a tenth of them in the agent's service, the others waiting.
    pub conversations: u64,
    /// Messages in each.
    pub messages: u64,
    /// Messages in one more conversation, in the agent's service, with [`LONG`].
    pub long: u64,
}

/// Writes it to a file.
pub fn write(path: &Path, size: Size, seed: u64) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut chance = Chance(seed);
    writeln!(file, r#"{{"type":"department","external_id":"d","name":"Service"}}"#)?;
    writeln!(
        file,
        r#"{{"type":"inbox","external_id":"i","name":"History","department":"d"}}"#
    )?;
    writeln!(
        file,
        r#"{{"type":"user","external_id":"u","name":"Agent","email":"{AGENT}","departments":["d"]}}"#
    )?;
    for number in 0..size.conversations {
        let name = chance.name();
        contact(&mut file, number, &name)?;
        let in_service = number % 10 == 0;
        conversation(&mut file, &mut chance, number, size.messages, in_service)?;
    }
    contact(&mut file, size.conversations, LONG)?;
    conversation(&mut file, &mut chance, size.conversations, size.long, true)?;
    file.flush()?;
    Ok(())
}

fn contact(file: &mut impl Write, number: u64, name: &str) -> anyhow::Result<()> {
    writeln!(
        file,
        r#"{{"type":"contact","external_id":"{number}","name":"{name}","email":"c{number}@example.com","phone":"+55 11 9{number:08}"}}"#
    )?;
    Ok(())
}

fn conversation(
    file: &mut impl Write,
    chance: &mut Chance,
    number: u64,
    messages: u64,
    in_service: bool,
) -> anyhow::Result<()> {
    let mut line =
        format!(r#"{{"type":"conversation","external_id":"{number}","inbox":"i","contact":"{number}","happenings":["#);
    let mut at = BEGIN + number * 20;
    for message in 0..messages {
        if message > 0 {
            line.push(',');
        }
        let text = chance.sentence();
        let when = moment(at);
        // What waits has not been answered yet.
        if in_service && message % 2 == 1 {
            write!(
                line,
                r#"{{"at":"{when}","kind":"agent_message","user":"u","text":"{text}"}}"#
            )?;
        } else {
            write!(line, r#"{{"at":"{when}","kind":"customer_message","text":"{text}"}}"#)?;
        }
        at += 7;
        if in_service && message == 0 {
            write!(line, r#",{{"at":"{}","kind":"accept","user":"u"}}"#, moment(at))?;
            at += 7;
        }
    }
    line.push_str("]}");
    writeln!(file, "{line}")?;
    Ok(())
}

/// RFC 3339, in UTC.
fn moment(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant's `civil_from_days`, for days after 1970.
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

/// `SplitMix64`: the same seed tells the same history on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A word's rank, as often as Zipf says: the product of a uniform choice of magnitude and one within it.
    fn rank(&mut self) -> u64 {
        let magnitude = self.below(u64::from(WORDS.ilog2()) + 1);
        let from = 1 << magnitude;
        (from + self.below(from)).min(WORDS)
    }

    fn sentence(&mut self) -> String {
        let words = 3 + self.below(14);
        let mut text = String::new();
        for word in 0..words {
            if word > 0 {
                text.push(' ');
            }
            spell(self.rank(), &mut text);
        }
        text
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        for part in 0..2 {
            if part > 0 {
                name.push(' ');
            }
            let begin = name.len();
            spell(64 + self.below(WORDS), &mut name);
            if let Some(first) = name.get_mut(begin..=begin) {
                first.make_ascii_uppercase();
            }
        }
        name
    }
}

/// The word of a rank, from the commonest on.
pub fn word(rank: u64) -> String {
    let mut text = String::new();
    spell(rank, &mut text);
    text
}

/// The word of a rank: the commonest as people write them in the three languages, the others by syllables.
fn spell(rank: u64, text: &mut String) {
    const COMMON: [&str; 24] = [
        "the", "de", "que", "is", "não", "order", "pedido", "para", "when", "gracias", "você", "please", "está",
        "entrega", "mañana", "my", "preço", "hello", "ação", "envío", "paid", "hoje", "cuándo", "pão",
    ];
    const SYLLABLES: [&str; 24] = [
        "ba", "lo", "ri", "ção", "me", "tu", "na", "vi", "ño", "sa", "per", "do", "lé", "ka", "mos", "te", "ra", "zi",
        "gu", "fe", "con", "ju", "pla", "dí",
    ];
    if let Some(word) = usize::try_from(rank).ok().and_then(|rank| COMMON.get(rank)) {
        text.push_str(word);
        return;
    }
    let mut rest = rank;
    while rest > 0 {
        let at = usize::try_from(rest % 24).unwrap_or_default();
        text.push_str(SYLLABLES.get(at).copied().unwrap_or_default());
        rest /= 24;
    }
}

#[cfg(test)]
mod tests {
    use super::{Chance, moment};

    #[test]
    fn times_are_the_calendars() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_767_603_600, "2026-01-05T09:00:00Z"),
            (1_798_761_599, "2026-12-31T23:59:59Z"),
        ] {
            assert_eq!(moment(seconds), expected);
        }
    }

    #[test]
    fn a_seed_tells_one_history() {
        let told = |seed| (0..20).map(|_| Chance(seed).sentence()).collect::<Vec<_>>();
        assert_eq!(told(7), told(7));
        assert_ne!(told(7), told(8));
    }

    /// Search is measured on words that nearly every message has, and on words that hardly any has.
    #[test]
    fn few_words_are_common_and_many_are_rare() {
        let mut chance = Chance(1);
        let ranks: Vec<u64> = (0..10_000).map(|_| chance.rank()).collect();
        let common = ranks.iter().filter(|rank| **rank < 16).count();
        let rare = ranks.iter().filter(|rank| **rank > 8_000).count();
        assert!((2_000..4_000).contains(&common), "{common}");
        assert!((500..2_000).contains(&rare), "{rare}");
    }
}
