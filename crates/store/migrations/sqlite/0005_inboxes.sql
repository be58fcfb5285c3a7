-- What can be set of inboxes, and what their deletion needs to find.

ALTER TABLE inbox ADD COLUMN first_handler TEXT NOT NULL DEFAULT 'people';
ALTER TABLE inbox ADD COLUMN runs_again INTEGER NOT NULL DEFAULT 0;
-- Texts in three languages as JSON; empty: none.
ALTER TABLE inbox ADD COLUMN greeting TEXT;
ALTER TABLE inbox ADD COLUMN outside_hours_text TEXT;
ALTER TABLE inbox ADD COLUMN rating_text TEXT;
UPDATE inbox SET auto_close_text = json_object('en', auto_close_text, 'pt-BR', auto_close_text, 'es', auto_close_text)
    WHERE auto_close_text IS NOT NULL;
-- Since when it is being deleted: shown to nobody, and what belongs to it goes bit by bit.
ALTER TABLE inbox ADD COLUMN deleting_at INTEGER;

-- When the customer was last told that nobody is there. Of no screen's concern.
ALTER TABLE conversation ADD COLUMN outside_told_at INTEGER;
-- The live chat in which the customer goes on, when the conversation was moved to another connection; empty: its connection.
ALTER TABLE conversation ADD COLUMN home_connection_id INTEGER REFERENCES connection (id);
CREATE INDEX conversation_home ON conversation (home_connection_id) WHERE home_connection_id IS NOT NULL;
CREATE INDEX conversation_inbox ON conversation (inbox_id, id);
CREATE INDEX conversation_connection ON conversation (connection_id, id);
CREATE INDEX visitor_connection ON visitor (connection_id, id);

-- Which conversation a result is about: it is deleted with it.
ALTER TABLE command_result ADD COLUMN conversation_id INTEGER;
UPDATE command_result SET conversation_id = json_extract(result, '$.conversation.id');
CREATE INDEX command_result_conversation ON command_result (conversation_id);

CREATE INDEX external_id_of ON external_id (kind, id);
