-- A conversation's tags stand on its row too, as ids with commas between, so that lists need not look for them.

ALTER TABLE conversation ADD COLUMN tags TEXT NOT NULL DEFAULT '';
UPDATE conversation SET tags = (
    SELECT coalesce(group_concat(tag_id), '')
    FROM (SELECT t.tag_id FROM conversation_tag t WHERE t.conversation_id = conversation.id ORDER BY t.at, t.tag_id)
) WHERE id IN (SELECT conversation_id FROM conversation_tag);
