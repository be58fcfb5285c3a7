//! The statuses of a conversation: nine detailed, three general, three tabs.

/// Declares an enum whose text form is the same in SQL, JSON and Rust.
macro_rules! text_enum {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for it in the database and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value a stored word stands for.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use text_enum;

text_enum! {
    /// The exact stage of a conversation (R12).
    pub enum Status {
        /// The customer wrote, nobody has accepted (R42).
        New = "new",
        /// Put back: returned, transferred or timed out (R43).
        Queued = "queued",
        /// An agent pressed Accept, nothing happened since (R44).
        Accepted = "accepted",
        /// A customer message is unanswered and no human has ever replied here (R45).
        Waiting = "waiting",
        /// A customer message is unanswered and a human had replied before (R46).
        WaitingAgain = "waiting_again",
        /// The last public message is an agent's (R47).
        Replied = "replied",
        /// Ended; a rating or the closing delay is awaited (R48).
        PendingClose = "pending_close",
        /// Ended (R49).
        Closed = "closed",
        /// Force-closed and marked as spam (R50).
        Spam = "spam",
    }
}

text_enum! {
    /// The general status (R38 to R41).
    pub enum GeneralStatus {
        Waiting = "waiting",
        Replied = "replied",
        Closed = "closed",
    }
}

text_enum! {
    /// The tab of the desk on which a conversation stands (R85 to R88). `as_str` is also the tab's part of the URL.
    pub enum Tab {
        Waiting = "waiting",
        InService = "in-service",
        Resolved = "resolved",
    }
}

impl Status {
    pub const fn general(self) -> GeneralStatus {
        match self {
            Self::New | Self::Queued | Self::Accepted | Self::Waiting | Self::WaitingAgain => GeneralStatus::Waiting,
            Self::Replied | Self::PendingClose => GeneralStatus::Replied,
            Self::Closed | Self::Spam => GeneralStatus::Closed,
        }
    }

    pub const fn tab(self) -> Tab {
        match self {
            Self::New | Self::Queued => Tab::Waiting,
            Self::Accepted | Self::Waiting | Self::WaitingAgain | Self::Replied => Tab::InService,
            Self::PendingClose | Self::Closed | Self::Spam => Tab::Resolved,
        }
    }

    /// Whether bulk actions touch it (R51): exactly the first six.
    pub const fn is_active(self) -> bool {
        !matches!(self.tab(), Tab::Resolved)
    }

    /// Whether it is over: a customer's next message opens a new conversation (R94).
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Spam)
    }
}

impl Tab {
    /// The statuses on this tab.
    pub fn statuses(self) -> impl Iterator<Item = Status> {
        Status::ALL.iter().copied().filter(move |status| status.tab() == self)
    }
}
