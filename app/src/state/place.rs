//! Where on the desk one is: tab and open conversation, as the URL says it.

use model::{ConversationId, Filter, Tab};

use super::narrowed;

/// `/desk/{tab}/{number?}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub tab: Tab,
    pub conversation: Option<ConversationId>,
}

impl Place {
    /// The place of a path's two parts; what makes no sense leads to the first tab.
    pub fn of(tab: Option<&str>, number: Option<&str>) -> Self {
        Self {
            tab: tab.and_then(Tab::parse).unwrap_or(Tab::Waiting),
            conversation: number.and_then(|number| number.parse().ok()).map(ConversationId),
        }
    }

    /// The place of a page's path; `None`: it is not the desk's.
    pub fn of_path(path: &str) -> Option<Self> {
        let mut parts = path.trim_matches('/').split('/');
        (parts.next() == Some("desk")).then(|| Self::of(parts.next(), parts.next()))
    }

    /// Its path with the filter through which the lists are seen.
    pub fn path_in(self, filter: &Filter) -> String {
        match narrowed::to_query(filter).as_str() {
            "" => self.path(),
            query => format!("{}?{query}", self.path()),
        }
    }

    pub fn path(self) -> String {
        match self.conversation {
            Some(conversation) => format!("/desk/{}/{conversation}", self.tab.as_str()),
            None => format!("/desk/{}", self.tab.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{ConversationId, Tab};

    use super::Place;

    #[test]
    fn a_link_leads_back_to_the_same_screen() {
        for (tab, conversation) in [
            (Tab::Waiting, None),
            (Tab::InService, Some(ConversationId(1042))),
            (Tab::Resolved, Some(ConversationId(7))),
        ] {
            let place = Place { tab, conversation };
            let path = place.path();
            assert_eq!(Place::of_path(&path), Some(place), "{path}");
        }
        assert_eq!(Place::of_path("/settings/users"), None);
        assert_eq!(Place::of(Some("nonsense"), Some("x")).path(), "/desk/waiting");
    }
}
