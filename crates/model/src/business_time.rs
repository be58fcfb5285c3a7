//! Business time: which stretches of the calendar count.

use crate::Timestamp;

/// The stretches that count, resolved by desk from weekly hours, holidays and time zone for the time that is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusinessTime {
    /// Every moment counts: business time is calendar time.
    #[default]
    Always,
    /// From each start to its end (exclusive); in order, without overlaps.
    Within(Vec<(Timestamp, Timestamp)>),
}

impl BusinessTime {
    /// How many milliseconds between two moments count; 0 when `to` is not after `from`.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> i64 {
        match self {
            Self::Always => to.since(from),
            Self::Within(stretches) => {
                let first = stretches.partition_point(|(_, end)| *end <= from);
                stretches[first..]
                    .iter()
                    .take_while(|(start, _)| *start < to)
                    .map(|(start, end)| to.min(*end).since(from.max(*start)))
                    .sum()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BusinessTime;
    use crate::Timestamp;

    #[test]
    fn only_the_open_stretches_of_a_wait_count() {
        let hours = BusinessTime::Within(
            [(10, 20), (30, 40), (40, 45)]
                .map(|(start, end)| (Timestamp(start), Timestamp(end)))
                .to_vec(),
        );
        for (from, to, expected) in [
            (0, 5, 0),
            (0, 10, 0),
            (0, 11, 1),
            (12, 18, 6),
            (15, 35, 10),
            (20, 30, 0),
            (0, 100, 25),
            (39, 41, 2),
            (45, 100, 0),
            (35, 15, 0),
        ] {
            assert_eq!(
                hours.between(Timestamp(from), Timestamp(to)),
                expected,
                "{from} to {to}"
            );
            assert_eq!(
                BusinessTime::Always.between(Timestamp(from), Timestamp(to)),
                (to - from).max(0)
            );
        }
    }
}
