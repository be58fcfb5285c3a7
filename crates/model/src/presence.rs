//! Presence: whether somebody who works here can be reached, from what they chose and whether their browsers are there.

use crate::UserId;
use crate::status::text_enum;

text_enum! {
    /// What others see of a colleague. Also the word in the database.
    pub enum Presence {
        /// A browser is connected and used.
        Online = "online",
        /// A browser is connected, and nobody has touched it for a while.
        Away = "away",
        /// On a break, as chosen.
        OnBreak = "on_break",
        /// No browser is connected, or the user does not want to be seen.
        Offline = "offline",
    }
}

text_enum! {
    /// What a user wants to be. Stays until it is changed, over sign-outs and restarts.
    #[derive(Default)]
    pub enum Availability {
        #[default]
        Online = "online",
        OnBreak = "on_break",
        /// As if no browser were connected.
        AppearOffline = "appear_offline",
    }
}

/// How a user's browsers are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Attendance {
    /// None is connected.
    Absent,
    /// Connected, and nobody has touched any of them for a while.
    Idle,
    /// At least one is used.
    Active,
}

/// A user with what others see of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UserPresence {
    pub user: UserId,
    pub presence: Presence,
}

impl Presence {
    /// What others see. Who is not there is offline whatever they chose.
    pub fn of(chosen: Availability, attendance: Attendance) -> Self {
        match (chosen, attendance) {
            (Availability::AppearOffline, _) | (_, Attendance::Absent) => Self::Offline,
            (Availability::OnBreak, _) => Self::OnBreak,
            (Availability::Online, Attendance::Idle) => Self::Away,
            (Availability::Online, Attendance::Active) => Self::Online,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attendance, Availability, Presence};

    /// A row that fails hands conversations to somebody who is not there, or shows somebody who does not want to be seen.
    #[test]
    fn what_others_see_follows_from_the_choice_and_the_browsers() {
        use Presence::{Away, Offline, OnBreak, Online};
        for (chosen, absent, idle, active) in [
            (Availability::Online, Offline, Away, Online),
            (Availability::OnBreak, Offline, OnBreak, OnBreak),
            (Availability::AppearOffline, Offline, Offline, Offline),
        ] {
            for (attendance, expected) in [
                (Attendance::Absent, absent),
                (Attendance::Idle, idle),
                (Attendance::Active, active),
            ] {
                assert_eq!(Presence::of(chosen, attendance), expected, "{chosen:?} {attendance:?}");
            }
        }
    }
}
