//! The words of Balcão: ids, types, commands, events, the life cycle, permissions.
//!
//! Pure: no I/O, no clock, no randomness. Compiles for wasm and native alike, so that server and browser speak of the
//! same things with the same types.

mod access;
mod audit;
mod business_hours;
mod business_time;
mod command;
mod contact_sheet;
mod conversation;
mod directory;
mod draft;
mod event;
mod file;
mod file_name;
mod file_rules;
mod filter;
mod fold;
mod held;
mod ids;
mod inbox;
mod job;
mod language;
mod lifecycle;
mod live;
mod live_chat;
mod merge_field;
mod message;
mod metrics;
mod notifications;
mod own;
mod people;
mod photo;
mod pieces;
mod presence;
mod problem;
mod quick_reply;
mod rating;
mod reaction;
mod reply_window;
mod routing;
mod search;
mod snapshot;
mod snooze;
mod status;
mod table;
mod time;
mod visitor;
mod wording;

pub use access::{Action, Actor, Facts, Permission, Permissions, Scope, can};
pub use audit::{
    AuditAction, AuditActor, AuditChange, AuditEntry, AuditFilter, AuditKey, AuditPage, AuditSubject, AuditSubjectKind,
};
pub use business_hours::{BusinessHours, CalendarDay, OpenHours};
pub use business_time::BusinessTime;
pub use command::{Command, CommandEnvelope, CommandId, Outcome};
pub use contact_sheet::{
    ChoiceForm, ChoiceKind, ChoiceRecord, ContactChange, ContactNote, ContactSheet, FieldType, FieldValue,
    OtherConversation,
};
pub use conversation::{Channel, Contact, ContactName, Conversation, Preview, StartPage, Writer};
pub use directory::{ConnectionEntry, DepartmentEntry, Directory, DirectoryEntry, InboxEntry, TagEntry, UserEntry};
pub use draft::Draft;
pub use event::{Audience, Cursor, Event, Position};
pub use file::{File, FileKind};
pub use file_name::{MAX_FILE_NAME, file_name};
pub use file_rules::FileRules;
pub use filter::{Filter, MAX_CHOSEN};
pub use held::HeldMessage;
pub use ids::{
    ChoiceId, ConnectionId, ContactId, ConversationId, DepartmentId, FileId, InboxId, JobId, MessageId, NoteId,
    QuickReplyId, RoleId, SessionId, TagId, UserId, ViewId, VisitorId,
};
pub use inbox::{FirstHandler, InboxRecord, InboxSettings};
pub use job::{
    BulkAction, Export, ExportFormat, Job, JobEnvelope, JobFile, JobKind, JobRefusal, JobReport, JobState, JobTask,
    MAX_JOBS, MAX_SELECTED, RefusedConversation, Selection,
};
pub use language::Language;
pub use lifecycle::{CloseReason, Direction, Lifecycle, Refused, Reservation, Stamps, Trigger};
pub use live::{ByeReason, ClientFrame, HEARTBEAT_MS, LOOKING_MS, ServerFrame, Typist};
pub use live_chat::{Asked, AskedFields, ChatPosition, ChatTexts, LiveChatRecord, LiveChatSettings};
pub use merge_field::{MergeField, MergeValue, StandardField, custom_word, first_name, greeting, merge_fields, merged};
pub use message::{Activity, Author, Content, MAX_FILES, MAX_MENTIONS, MAX_TEXT, Message, MessageEdit, MessageText};
pub use metrics::{Clocks, Elapsed, Metrics, TimeMetrics};
pub use notifications::{Happening, LOUDEST, Notifications, Told, Tone};
pub use own::{Density, LONGEST_SIGNATURE, LONGEST_UNDO, OwnProfile, OwnProfileForm, OwnRecord, OwnSettings};
pub use people::{
    ADMINISTRATOR, DepartmentAccount, DepartmentForm, LinkOwner, PasswordLink, RoleAccount, RoleForm, UserAccount,
    UserForm, UserState,
};
pub use photo::{LARGEST_PHOTO, PHOTO_SIDE, Person};
pub use pieces::{Piece, pieces};
pub use presence::{Attendance, Availability, Presence, UserPresence};
pub use problem::Problem;
pub use quick_reply::{QuickRepliesImported, QuickReply, QuickReplyEntry, QuickReplyForm, QuickReplyOwner};
pub use rating::{Comment, Rating, RatingKind, Review};
pub use reaction::{Emoji, MAX_REACTIONS, Reaction, Reactor, emoji_count, react};
pub use reply_window::{LONGEST_TEMPLATE, MOST_TEMPLATES, ReplyRules, Template};
pub use routing::{
    AT_MOST, Candidate, Distribution, InboxRouting, OFFER_LEAST, OFFER_MOST, OFFER_USUAL, PAUSE, RoutingSettings,
    Unassigned,
};
pub use search::{ContactHit, ContactTerms, MessageHit, SearchPage, Terms, contact_pieces, message_words};
pub use snapshot::{Counts, FoundMessage, ListKey, ListPage, MessagePage, OpenConversation, SessionEntry, Snapshot};
pub use snooze::Snooze;
pub use status::{GeneralStatus, Status, Tab};
pub use table::{
    AgentLoad, CellValue, Choice, Column, ColumnGroup, ColumnKind, Condition, Field, KeyValue, Layout, LayoutColumn,
    LayoutRecord, LayoutSource, MAX_CONDITIONS, MAX_DAYS, MAX_VIEW_NAME, MAX_VIEWS, MOST_COUNTED, MOST_ROWS, Moment,
    NARROWEST, Place, Publications, PublishedFor, Sort, Span, Supervision, TableCount, TableKey, TablePage, TableQuery,
    TableRequest, Test, TextPart, TimeBasis, View, ViewCount, ViewForm, WIDEST, sort_name, sort_text,
};
pub use time::Timestamp;
pub use visitor::{
    VisitorCommand, VisitorCommandEnvelope, VisitorConversation, VisitorDetails, VisitorEvent, VisitorFrame,
    VisitorMessage, VisitorOutcome, VisitorPage, VisitorReaction, VisitorServerFrame, VisitorWriter,
};
pub use wording::Wording;
