-- The words of messages, and the pieces of contacts' words, both made in Rust (model::fold). A word '#7' says in which
-- stretch of ids the row is: a search reads one stretch after the other.
CREATE TABLE message_search (
    id    bigint   PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    words tsvector NOT NULL
);
CREATE INDEX message_search_words ON message_search USING gin (words) WITH (gin_pending_list_limit = 1024);
CREATE TABLE contact_search (
    id    bigint   PRIMARY KEY REFERENCES contact (id) ON DELETE CASCADE,
    words tsvector NOT NULL
);
CREATE INDEX contact_search_words ON contact_search USING gin (words) WITH (gin_pending_list_limit = 1024);

-- What was changed is found again when Rust has told its new words.
CREATE FUNCTION message_search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM message_search WHERE id = OLD.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER message_search_changed AFTER UPDATE OF kind, body ON message
    FOR EACH ROW WHEN (OLD.kind <> NEW.kind OR OLD.body <> NEW.body) EXECUTE FUNCTION message_search_changed();

-- What was there before is indexed afterwards, bit by bit, from the newest on; this is how far that has come.
INSERT INTO meta (key, value) SELECT 'messages_to_index', max(id)::text FROM message HAVING max(id) IS NOT NULL;
INSERT INTO meta (key, value) SELECT 'contacts_to_index', max(id)::text FROM contact HAVING max(id) IS NOT NULL;
