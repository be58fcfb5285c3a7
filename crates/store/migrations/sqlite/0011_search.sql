-- The words of messages, and the pieces of contacts' words, both made in Rust (model::fold): the tokenizer only splits at
-- spaces. Rows are those of `message` and `contact`.
CREATE VIRTUAL TABLE message_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '3'
);
CREATE VIRTUAL TABLE contact_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- What is gone is not found, whoever deletes it; what was changed is found again when Rust has told its new words.
CREATE TRIGGER message_search_deleted AFTER DELETE ON message BEGIN
    DELETE FROM message_search WHERE rowid = old.id;
END;
CREATE TRIGGER message_search_changed AFTER UPDATE OF kind, body ON message
WHEN old.kind <> new.kind OR old.body <> new.body BEGIN
    DELETE FROM message_search WHERE rowid = old.id;
END;
CREATE TRIGGER contact_search_deleted AFTER DELETE ON contact BEGIN
    DELETE FROM contact_search WHERE rowid = old.id;
END;

-- What was there before is indexed afterwards, bit by bit, from the newest on; this is how far that has come.
INSERT INTO meta (key, value) SELECT 'messages_to_index', max(id) FROM message HAVING max(id) IS NOT NULL;
INSERT INTO meta (key, value) SELECT 'contacts_to_index', max(id) FROM contact HAVING max(id) IS NOT NULL;
