//! Who is there, as this screen knows it.

use model::{Availability, Presence, UserId, UserPresence};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presences {
    /// What I have chosen to be for my colleagues.
    pub availability: Availability,
    /// Nobody has touched this browser for a while.
    pub idle: bool,
    /// Everybody who is not offline.
    pub colleagues: Vec<UserPresence>,
}

impl Presences {
    /// What others see of a colleague.
    pub fn of(&self, user: UserId) -> Presence {
        let found = self.colleagues.iter().find(|it| it.user == user);
        found.map_or(Presence::Offline, |it| it.presence)
    }

    /// What I am, as this browser knows it: offline without a connection.
    pub fn own(&self, is_live: bool) -> Presence {
        match (is_live, self.availability) {
            (false, _) | (_, Availability::AppearOffline) => Presence::Offline,
            (true, Availability::OnBreak) => Presence::OnBreak,
            (true, Availability::Online) if self.idle => Presence::Away,
            (true, Availability::Online) => Presence::Online,
        }
    }

    /// Somebody came, went, or is away or back.
    pub fn put(&mut self, changed: UserPresence) {
        self.colleagues.retain(|it| it.user != changed.user);
        if changed.presence != Presence::Offline {
            self.colleagues.push(changed);
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Availability, Presence, UserId, UserPresence};

    use super::Presences;

    #[test]
    fn who_goes_offline_is_forgotten_and_i_am_what_i_chose_while_i_am_connected() {
        let mut all = Presences::default();
        let user = UserId(7);
        for presence in [Presence::Online, Presence::Away, Presence::Offline] {
            all.put(UserPresence { user, presence });
            assert_eq!(all.of(user), presence);
        }
        assert!(all.colleagues.is_empty());
        for (availability, idle, own) in [
            (Availability::Online, false, Presence::Online),
            (Availability::Online, true, Presence::Away),
            (Availability::OnBreak, true, Presence::OnBreak),
            (Availability::AppearOffline, false, Presence::Offline),
        ] {
            let all = Presences {
                availability,
                idle,
                ..Presences::default()
            };
            assert_eq!((all.own(true), all.own(false)), (own, Presence::Offline));
        }
    }
}
