-- Messages change after they were sent: reactions, edits, deletion; they answer one another and mention colleagues.

-- Grows with every change.
ALTER TABLE message ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- Which message of the conversation it answers.
ALTER TABLE message ADD COLUMN reply_to INTEGER;
-- Lists of the model as JSON; empty: none. They change under the lock of the conversation, and nothing searches them.
ALTER TABLE message ADD COLUMN reactions TEXT;
ALTER TABLE message ADD COLUMN mentions TEXT;
ALTER TABLE message ADD COLUMN edited_at INTEGER;
