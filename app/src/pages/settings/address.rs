//! Where in the settings one is, as the URL says it.

use super::section::Section;

/// A section that there is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchSection;

/// `/settings/{section}/{id}/{part}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `None`: the list of sections.
    pub section: Option<Result<Section, NoSuchSection>>,
    /// Which one of the section's things; a number or a word such as `new`.
    pub id: Option<String>,
    /// Which page of that thing.
    pub part: Option<String>,
}

impl Address {
    /// The address of a path. The profile has an older one too: `/profile/sessions`.
    pub fn of(path: &str) -> Self {
        let mut parts = path.trim_matches('/').split('/').filter(|part| !part.is_empty());
        if parts.next() == Some("profile") {
            return Self {
                section: Some(Ok(Section::Profile)),
                id: None,
                part: None,
            };
        }
        Self {
            section: parts.next().map(|word| Section::of_word(word).ok_or(NoSuchSection)),
            id: parts.next().map(str::to_owned),
            part: parts.next().map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, NoSuchSection};
    use crate::pages::settings::section::Section;

    #[test]
    fn every_section_is_found_by_its_address() {
        for section in Section::ALL {
            let address = Address::of(&section.path());
            assert_eq!(address.section, Some(Ok(*section)));
            assert_eq!((address.id, address.part), (None, None));
        }
        assert_eq!(Address::of("/settings").section, None);
        assert_eq!(Address::of("/settings/").section, None);
        assert_eq!(Address::of("/settings/x").section, Some(Err(NoSuchSection)));
        assert_eq!(Address::of("/profile/sessions").section, Some(Ok(Section::Profile)));
        let deep = Address::of("/settings/audit-log/7/hours/");
        assert_eq!((deep.id.as_deref(), deep.part.as_deref()), (Some("7"), Some("hours")));
    }
}
